package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/intake"
	"shiji/internal/ledger"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
	"shiji/internal/web"
)

// TestAPageIsKeptUntilSomethingChanges: whatever is done, by this process or by another, each page is what a server
// that keeps nothing makes.
func TestAPageIsKeptUntilSomethingChanges(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		o := newOffice(t, data, demo.Small())
		plain := officeOf(o.db, o.of, testParts)
		plain.Server.State = nil
		other := storetest.Open(t, data, store.Options{}) // another process
		elsewhere := officeOf(other, other.OfficeOf(o.of.ID()), testParts)
		kept, changed := 0, map[string]string{}
		compare := func(after string) {
			t.Helper()
			moved := 0
			for _, rt := range o.Routes() {
				path := o.paths()[rt.Pattern]
				if rt.Code == "" || path == "" {
					continue
				}
				for _, cookie := range []string{"", web.PrefsCookie + "=lang=en"} {
					want := plain.get(path, "Cookie", cookie)
					for range 2 {
						if got := o.get(path, "Cookie", cookie); got.Code != want.Code || got.Body.String() != want.Body.String() ||
							fmt.Sprint(got.Header()["Set-Cookie"]) != fmt.Sprint(want.Header()["Set-Cookie"]) {
							t.Errorf("after %s: %s (%s) isn't what a server that keeps nothing shows", after, path, cookie)
						}
					}
					if tag := want.Header().Get("ETag"); changed[path+cookie] != tag {
						changed[path+cookie] = tag
						moved++
					}
				}
			}
			kept = max(kept, o.KeptCount())
			if moved == 0 {
				t.Errorf("nothing changed after %s: the test reaches nothing", after)
			}
		}
		compare("the first look")
		edit := ledger.Edit{Kind: ledger.Value, Key: ledger.KeyOf("S1", "A1", "A", "Y"), On: 1,
			Body: `{"period":"Y","number":"10"}`}
		why := ledger.Cause{Year: o.year, Act: fact.Submission}
		b, err := elsewhere.Ledger.Append(t.Context(), me, why, []ledger.Edit{edit})
		if err != nil {
			t.Fatal(err)
		}
		compare("a save elsewhere")
		edit.On, edit.Body = b.ID, `{"period":"Y","number":"20"}`
		if _, err := o.Ledger.Append(t.Context(), me, why, []ledger.Edit{edit}); err != nil {
			t.Fatal(err)
		}
		compare("a save here")
		if err := elsewhere.District.Rename(t.Context(), me, "别名区"); err != nil {
			t.Fatal(err)
		}
		compare("another name")
		if _, _, err := o.Runs.Ask(t.Context(), me, o.year); err != nil {
			t.Fatal(err)
		}
		compare("a run is asked for")
		elsewhere.work(t)
		compare("the run is there")
		if err := o.Runs.Settle(t.Context(), me, 2); err != nil {
			t.Fatal(err)
		}
		compare("it is settled")
		o.uploadAs(t, intake.Add, o.year, intake.Upload{Name: "year.xlsx", Data: workbook(t, nextYear())})
		compare("an import is looked through")
		if kept < 20 {
			t.Errorf("at most %d pages were kept: the test reaches little", kept)
		}
	})
}

// TestABrowserThatHasThePage is told so in a line, until the page is another one.
func TestABrowserThatHasThePage(t *testing.T) {
	t.Parallel()
	o := small(t)
	path := o.y("/ranking")
	first := o.get(path, "Accept-Encoding", "gzip")
	tag := first.Header().Get("ETag")
	if len(tag) < 10 || first.Header().Get("Cache-Control") != "private, no-cache" ||
		!strings.Contains(first.Header().Get("Vary"), "Cookie") || !strings.Contains(first.Header().Get("Vary"), "X-Part") {
		t.Fatal(first.Header())
	}
	for named, want := range map[string]int{tag: http.StatusNotModified, "W/" + tag: http.StatusNotModified,
		`"other", ` + tag: http.StatusNotModified, `"other"`: http.StatusOK, "": http.StatusOK} {
		w := o.get(path, "Accept-Encoding", "gzip", "If-None-Match", named)
		h := w.Header()
		if w.Code != want || want == http.StatusNotModified && (w.Body.Len() > 0 || h.Get("ETag") != tag ||
			h.Get("Content-Security-Policy") != web.CSP || h.Get("Cache-Control") != "private, no-cache" ||
			h.Get("Content-Encoding") != "" || len(h["Set-Cookie"]) == 0) {
			t.Errorf("has %s: %d %v", named, w.Code, h)
		}
		if w.Header().Get("X-Request-Id") == first.Header().Get("X-Request-Id") {
			t.Error("two requests have one number")
		}
	}
	if w := o.get(path, "Accept-Encoding", "gzip", "If-None-Match", tag, "Cookie",
		web.PrefsCookie+"=lang=en"); w.Code != 200 {
		t.Errorf("the page in another language: %d", w.Code)
	}
	if w := o.get(path, "If-None-Match", tag); w.Code != 200 || !strings.HasPrefix(w.Body.String(), "<!") {
		t.Errorf("the page unpacked: %d", w.Code)
	}
	why := o.y("/units/S1/explain/A1")
	page, part := o.get(why), o.get(why, web.PartHeader, "drawer")
	if again := o.get(why); part.Body.Len() >= page.Body.Len() || again.Body.String() != page.Body.String() ||
		o.get(why, web.PartHeader, "drawer").Body.String() != part.Body.String() {
		t.Error("a page is taken for its part, or the part for the page")
	}
	if err := o.District.Rename(t.Context(), me, "别名区"); err != nil {
		t.Fatal(err)
	}
	if w := o.get(path, "Accept-Encoding", "gzip", "If-None-Match", tag); w.Code != http.StatusOK {
		t.Errorf("after a change: %d", w.Code)
	}
	for _, p := range []string{"/nowhere", o.y("/ranking?as=xlsx"), o.y("/runs/1/run.json"), "/healthz"} {
		if h := o.get(p).Header(); h.Get("ETag") != "" || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept by a browser: %v", p, h)
		}
	}
}

// TestTheStripIsPutIn: people who came by different ways are shown one kept page, each with a strip of their own.
func TestTheStripIsPutIn(t *testing.T) {
	t.Parallel()
	o := small(t)
	walk := func(paths ...string) (last *httptest.ResponseRecorder) {
		cookies := map[string]string{}
		for _, path := range paths {
			var sent []string
			for name, value := range cookies {
				sent = append(sent, name+"="+value)
			}
			path, part, _ := strings.Cut(path, " ")
			last = o.get(path, "Cookie", strings.Join(sent, "; "), web.PartHeader, map[bool]string{true: "drawer"}[part != ""])
			for _, c := range last.Result().Cookies() {
				cookies[c.Name] = c.Value
			}
		}
		return last
	}
	a, b, c := o.y("/units/S1"), o.y("/units/S2"), o.y("/ranking")
	o.get(c, "Cookie", fmt.Sprint(web.YearCookie, "=", o.year))
	kept := o.KeptCount()
	one, other := walk(a, c).Body.String(), walk(b, c).Body.String()
	if strings.Contains(one, web.StripMark) || !strings.Contains(one, `class="strip"`) || one == other {
		t.Error("two ways, and one strip")
	}
	for _, page := range []string{one, other} {
		_, strip, _ := strings.Cut(page, `class="strip"`)
		strip, _, _ = strings.Cut(strip, "</nav>")
		if want := map[bool]string{true: a, false: b}[page == one]; !strings.Contains(strip, `href="`+want+`"`) ||
			!strings.Contains(strip, `href="`+c+`"`) || strings.Count(strip, "aria-current") != 1 {
			t.Errorf("the strip is %s", strip)
		}
	}
	if more := o.KeptCount() - kept; more != 2 {
		t.Errorf("%d more pages are kept, of two that were new", more)
	}
	why := o.y("/units/S1/explain/A1")
	plain := o.get(why, web.PartHeader, "drawer").Body.String()
	part := walk(a, b, c, why+" "+web.PartHeader).Body.String()
	if part != plain || strings.Contains(part, "strip") {
		t.Error("a part of a page has a strip")
	}
	if page := o.get("/nowhere").Body.String(); strings.Contains(page, web.StripMark) {
		t.Error("a page that says what is wrong shows where its strip goes")
	}
}

// TestHeadIsGet: whoever asks for the headers of a page gets those of the page.
func TestHeadIsGet(t *testing.T) {
	t.Parallel()
	o := small(t)
	path := o.y("/ranking")
	plain := officeOf(o.db, o.of, testParts)
	plain.Server.State = nil
	page := plain.get(path)
	want := page.Header()
	w := httptest.NewRecorder()
	o.ServeHTTP(w, httptest.NewRequest(http.MethodHead, "http://localhost"+path, nil))
	if after := o.get(path); after.Body.String() != page.Body.String() ||
		fmt.Sprint(after.Header()["Set-Cookie"]) != fmt.Sprint(want["Set-Cookie"]) {
		t.Error("who asked for the headers alone has made the page another one")
	}
	recents := httptest.NewRecorder()
	web.WriteRecent(recents, []web.Recent{{"/plan", "规划", "Plan"}, {"/units", "单位", "Units"}})
	posted := o.post("/y/2013/runs/77/settle", nil, "Cookie", recents.Header().Get("Set-Cookie")).Body.String()
	if !strings.Contains(posted, `class="strip"`) || strings.Contains(posted, `value="/y/2013/runs/77/settle"`) {
		t.Errorf("what was posted has no address to come back to: %s", posted)
	}
	for _, name := range []string{"ETag", "Cache-Control", "Content-Length", "Content-Type", "Vary"} {
		if got := w.Header().Get(name); got != want.Get(name) || got == "" {
			t.Errorf("%s is %q, of the page %q", name, got, want.Get(name))
		}
	}
	if w := o.get(path, "If-None-Match", "*"); w.Code != http.StatusNotModified {
		t.Errorf("whoever has anything: %d", w.Code)
	}
	if h := o.get(path, "Accept-Encoding", "gzip;q=0, identity").Header(); h.Get("Content-Encoding") != "" {
		t.Error("packed for a browser that can't unpack")
	}
}
