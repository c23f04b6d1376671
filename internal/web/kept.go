package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"shiji/internal/lang"
)

// What was made for a page is kept until anything in the database changes: [Config.State] names what can be read, so
// that whatever was asked for under the same name is what would be read again. A page is also another one for another
// person, with other looks, for another year that was looked at last, and in another minute (some pages say how old a
// thing is). The strip of recent pages is another one each time: it is put in when the page is sent.

// Bounds of what is kept: of pages, in bytes, and of answers that pages ask for, in number.
const (
	mostKept  = 32 << 20
	mostAsked = 16
)

// keptPages are the pages, and what pages ask, of one state of the database.
type keptPages struct {
	mu    sync.Mutex
	state string
	size  int
	pages map[string]*madePage
	parts map[string]any
}

// madePage is a page without its strip.
type madePage struct {
	header        http.Header
	before, after string            // the strip
	part          bool              // it is a part of a page, without a place for a strip
	opened        *Recent           // how it is called in the strip; nil: it doesn't go there
	sum           [sha256.Size]byte // of all of it
}

// headerSize is about what the headers of a page take.
const headerSize = 1 << 10

func (p *madePage) size() int { return len(p.before) + len(p.after) }

// moment is what a request knows of the state that it reads; it goes with its context.
type moment struct {
	state  string // empty: nobody knows, so nothing is kept
	who    string
	moving bool // the page says something that changes by itself
}

type momentKey struct{}

func momentOf(ctx context.Context) *moment {
	if m, ok := ctx.Value(momentKey{}).(*moment); ok {
		return m
	}
	return &moment{}
}

// Unkept says that a page must be made anew each time: what it shows isn't in the database, or may be better soon.
func Unkept(ctx context.Context) { momentOf(ctx).moving = true }

// at makes k speak of a state; what was kept of another is let go. The caller holds the lock.
func (k *keptPages) at(state string) {
	if k.state != state || k.pages == nil {
		k.state, k.size, k.pages, k.parts = state, 0, map[string]*madePage{}, map[string]any{}
	}
}

func (k *keptPages) page(state, key string) *madePage {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.at(state)
	return k.pages[key]
}

func (k *keptPages) keep(state, key string, p *madePage) {
	size := len(key) + p.size() + headerSize
	if size > mostKept/4 {
		return
	}
	k.lock(state, func() {
		if k.size += size; k.size > mostKept {
			k.size, k.pages = size, map[string]*madePage{}
		}
		k.pages[key] = p
	})
}

// lock does something with what is kept of a state, unless the database has gone on.
func (k *keptPages) lock(state string, do func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.state == state && k.pages != nil {
		do()
	}
}

// Asked is what pages of one state ask again and again; ask is asked once. Nobody changes what it returns.
func Asked[T any](ctx context.Context, s *Server, name string, ask func() (T, error)) (T, error) {
	m := momentOf(ctx)
	if m.state == "" {
		return ask()
	}
	key := m.who + "\n" + name
	var known any
	s.kept.lock(m.state, func() { known = s.kept.parts[key] })
	if v, ok := known.(T); ok {
		return v, nil
	}
	v, err := ask()
	if err == nil {
		s.kept.lock(m.state, func() {
			if len(s.kept.parts) >= mostAsked {
				clear(s.kept.parts)
			}
			s.kept.parts[key] = v
		})
	}
	return v, err
}

// page answers with a page that was made for the same question while nothing has changed since, or has it made. Whoever
// has it already is told so in a line.
func (s *Server) page(w http.ResponseWriter, r *http.Request, do func(http.ResponseWriter, *http.Request) error) error {
	who := Who(r.Context())
	m := &moment{who: fmt.Sprintf("%+v", who)}
	if s.State != nil {
		var err error
		if m.state, err = s.State(r.Context()); err != nil { // the page says what is wrong
			m.state = ""
		}
	}
	r = r.WithContext(context.WithValue(r.Context(), momentKey{}, m))
	key := strings.Join([]string{m.who, r.URL.RequestURI(), cookieOf(r, PrefsCookie), cookieOf(r, YearCookie),
		string(ReadPrefs(r).Lang), r.Header.Get(PartHeader), fmt.Sprint(s.Now().Unix() / 60)}, "\n")
	if m.state != "" {
		if p := s.kept.page(m.state, key); p != nil {
			return p.send(w, r)
		}
	}
	defer s.turns.take(r.Context())()
	d := &draft{header: http.Header{}}
	err := do(d, r)
	if err != nil || d.status != http.StatusOK || d.html == "" {
		maps.Copy(w.Header(), d.header)
		if err == nil {
			err = d.send(w, r)
		}
		return err
	}
	p := d.page()
	p.header.Set("Cache-Control", "private, no-cache")
	if m.state != "" && !m.moving {
		s.kept.keep(m.state, key, p)
	}
	return p.send(w, r)
}

// cookieOf is the value of a cookie; empty if there is none.
func cookieOf(r *http.Request, name string) string {
	if c, err := r.Cookie(name); err == nil {
		return c.Value
	}
	return ""
}

// PartHeader asks for a part of a page: what opens beside a page, or one of its lists.
const (
	PartHeader = "X-Part"
	drawerPart = "drawer"
)

// stripMark stands where the strip of recent pages goes.
const stripMark = "<!--recent-->"

// strip is the strip of recent pages on a page; nothing on a part of one.
func (p *madePage) strip(r *http.Request, path string, list []Recent) (string, error) {
	if p.part {
		return "", nil
	}
	var b strings.Builder
	l := ReadPrefs(r).Lang
	err := strip(&View{Lang: l, Path: path, Recent: list}).Render(r.Context(), &b)
	if l == lang.EN {
		return markChinese(b.String()), err
	}
	return b.String(), err
}

// send answers with the page, or with nothing where the browser has the same.
func (p *madePage) send(w http.ResponseWriter, r *http.Request) error {
	for name, values := range p.header {
		w.Header()[name] = slices.Clone(values) // cookies are added to them
	}
	path, list := hereOf(r), readRecent(r)
	if p.opened != nil {
		path, list = p.opened.Path, opened(list, *p.opened)
		writeRecent(w, list)
	}
	text, err := p.strip(r, path, list)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(append(p.sum[:], fmt.Sprint(takesGzip(r), text)...))
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	w.Header().Set("ETag", tag)
	if hasIt(strings.Join(r.Header.Values("If-None-Match"), ","), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return write(w, r, http.StatusOK, []byte(p.before+text+p.after))
}

// hasIt reports whether a browser that names what it has names the page (RFC 9110, 13.1.2: compared weakly).
func hasIt(named, tag string) bool {
	for t := range strings.SplitSeq(named, ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == tag || t == "*" {
			return true
		}
	}
	return false
}

// draft is a page that is being made, or a file that a page gives instead.
type draft struct {
	header http.Header
	status int
	html   string // a page, without its strip
	opened *Recent
	body   bytes.Buffer // anything else
}

func (d *draft) Header() http.Header { return d.header }

func (d *draft) WriteHeader(status int) {
	if d.status == 0 {
		d.status = status
	}
}

func (d *draft) Write(p []byte) (int, error) {
	d.WriteHeader(http.StatusOK)
	return d.body.Write(p)
}

// page is what was made.
func (d *draft) page() *madePage {
	p := &madePage{header: d.header, opened: d.opened, sum: sha256.Sum256([]byte(d.html))}
	var whole bool
	p.before, p.after, whole = strings.Cut(d.html, stripMark)
	p.part = !whole
	return p
}

// send answers with what isn't kept.
func (d *draft) send(w http.ResponseWriter, r *http.Request) error {
	if d.html != "" {
		p := d.page()
		text, err := p.strip(r, hereOf(r), readRecent(r))
		if err != nil {
			return err
		}
		return write(w, r, d.status, []byte(p.before+text+p.after))
	}
	if d.status != 0 {
		w.WriteHeader(d.status)
	}
	_, err := w.Write(d.body.Bytes())
	return ignoreGone(err)
}
