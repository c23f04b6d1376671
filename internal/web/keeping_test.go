package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/district"
)

var me = audit.Operator(audit.Page)

// TestWhatIsntKept: pages for another person, and such as change by themselves or have a part that failed.
func TestWhatIsntKept(t *testing.T) {
	t.Parallel()
	o := New(Config{State: func(context.Context) (string, error) { return "s", nil }})
	made := 0
	ask := func(who audit.Actor, do func(context.Context)) string {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "http://localhost/page", nil)
		r = r.WithContext(context.WithValue(r.Context(), whoKey{}, who))
		if err := o.page(w, r, func(w http.ResponseWriter, r *http.Request) error {
			made++
			d := w.(*draft)
			d.html, d.status = fmt.Sprint("page ", made), http.StatusOK
			do(r.Context())
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return w.Body.String()
	}
	nothing := func(context.Context) {}
	other := audit.Actor{ID: "other", Way: audit.Page}
	if a, b, c := ask(me, nothing), ask(me, nothing), ask(other, nothing); a != "page 1" || b != a || c != "page 2" {
		t.Error(a, b, c)
	}
	o.kept.at("another state")
	if a, b := ask(me, Unkept), ask(me, Unkept); a == b {
		t.Error("a page that moves was kept:", a)
	}
	o.kept.at("another state")
	o.State = func(context.Context) (string, error) { return "", errors.New("nobody knows") }
	if a, b := ask(me, nothing), ask(me, nothing); a == b {
		t.Error("kept, though nobody knows the state:", a)
	}
}

// TestMostKept: what is kept has a bound, and what was made of a state that is gone isn't kept at all.
func TestMostKept(t *testing.T) {
	t.Parallel()
	var k keptPages
	k.page("1", "")
	for i := range 50 {
		k.keep("1", fmt.Sprint(i), &madePage{after: strings.Repeat("x", mostKept/10)})
	}
	if total := len(k.pages) * mostKept / 10; total > mostKept || k.size > mostKept || len(k.pages) == 0 {
		t.Errorf("%d pages, %d bytes", len(k.pages), k.size)
	}
	k.keep("1", "huge", &madePage{after: strings.Repeat("x", mostKept/2)})
	if k.pages["huge"] != nil {
		t.Error("one page takes half of the room")
	}
	if k.page("2", "49") != nil {
		t.Error("a page of another state")
	}
	k.keep("1", "late", &madePage{})
	if len(k.pages) != 0 {
		t.Error("a page of a state that is gone is kept")
	}
	if k.page("2", "late") != nil {
		t.Error("a page of a state that is gone is found")
	}
}

// TestAskedOnce: what every page asks is asked once a state, and an error isn't kept.
func TestAskedOnce(t *testing.T) {
	t.Parallel()
	o := New(Config{State: func(context.Context) (string, error) { return "s", nil }})
	o.kept.at("s")
	ctx := context.WithValue(t.Context(), momentKey{}, &moment{state: "s", who: "me"})
	n := 0
	ask := func() (int, error) {
		if n++; n == 1 {
			return 0, district.ErrNone
		}
		return n, nil
	}
	var got []int
	for range 3 {
		v, _ := Asked(ctx, o, "n", ask)
		got = append(got, v)
	}
	v, _ := Asked(context.WithValue(t.Context(), momentKey{}, &moment{state: "s", who: "you"}), o, "n", ask)
	if fmt.Sprint(got, v) != "[0 2 2] 3" {
		t.Error(got, v)
	}
	for i := range 10 * mostAsked {
		if _, err := Asked(ctx, o, fmt.Sprint(i), ask); err != nil {
			t.Fatal(err)
		}
		if len(o.kept.parts) > mostAsked {
			t.Fatalf("%d answers are kept", len(o.kept.parts))
		}
	}
}
