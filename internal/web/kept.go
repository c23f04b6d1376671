package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
)

// What was made for a page is kept until anything in the database changes: [Config.State] names what can be read, so
// that whatever was asked for under the same name is what would be read again. A page is also another one for another
// person, another browser's choices, and another minute (some pages say how old a thing is).

// mostKept bounds what is kept, in bytes of what goes over the line.
const mostKept = 32 << 20

// keptPages are the pages, and what pages ask, of one state of the database.
type keptPages struct {
	mu    sync.Mutex
	state string
	size  int
	pages map[string]*madePage
	parts map[string]any
}

// madePage is a page as it goes over the line.
type madePage struct {
	header http.Header
	body   []byte
}

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

// unkept says that a page must be made anew each time: what it shows isn't in the database, or may be better soon.
func unkept(ctx context.Context) { momentOf(ctx).moving = true }

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
	k.lock(state, func() {
		if k.size += len(key) + len(p.body); k.size > mostKept {
			k.size, k.pages = len(key)+len(p.body), map[string]*madePage{}
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

// asked is what pages of one state ask again and again; ask is asked once. Nobody changes what it returns.
func asked[T any](ctx context.Context, s *Server, name string, ask func() (T, error)) (T, error) {
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
		s.kept.lock(m.state, func() { s.kept.parts[key] = v })
	}
	return v, err
}

// page answers with a page that was made for the same question while nothing has changed since, or has it made. Whoever
// has it already is told so in a line.
func (s *Server) page(w http.ResponseWriter, r *http.Request, do func(http.ResponseWriter, *http.Request) error) error {
	who := who(r.Context())
	m := &moment{who: fmt.Sprintf("%+v", who)}
	if s.State != nil {
		var err error
		if m.state, err = s.State(r.Context()); err != nil { // the page says what is wrong
			m.state = ""
		}
	}
	r = r.WithContext(context.WithValue(r.Context(), momentKey{}, m))
	key := m.who + strings.Join([]string{"", r.URL.RequestURI(), strings.Join(r.Header["Cookie"], ";"),
		fmt.Sprint(takesGzip(r), s.Now().Unix()/60), r.Header.Get(partHeader)}, "\n")
	if m.state != "" {
		if p := s.kept.page(m.state, key); p != nil {
			return p.send(w, r)
		}
	}
	defer s.turns.take(r.Context())()
	d := &draft{header: http.Header{}}
	err := do(d, r)
	if err != nil || d.status != http.StatusOK || !strings.HasPrefix(d.header.Get("Content-Type"), "text/html") {
		maps.Copy(w.Header(), d.header)
		if err == nil {
			w.WriteHeader(d.status)
			_, err = w.Write(d.body.Bytes())
			err = ignoreGone(err)
		}
		return err
	}
	p := &madePage{d.header, bytes.Clone(d.body.Bytes())}
	sum := sha256.Sum256(p.body)
	p.header.Set("ETag", `"`+base64.RawURLEncoding.EncodeToString(sum[:12])+`"`)
	p.header.Set("Cache-Control", "private, no-cache")
	if m.state != "" && !m.moving {
		s.kept.keep(m.state, key, p)
	}
	return p.send(w, r)
}

// partHeader asks for a part of a page.
const partHeader = "X-Part"

// send answers with the page, or with nothing where the browser has the same.
func (p *madePage) send(w http.ResponseWriter, r *http.Request) error {
	maps.Copy(w.Header(), p.header)
	if hasIt(r.Header.Get("If-None-Match"), p.header.Get("ETag")) {
		w.Header().Del("Content-Length")
		w.Header().Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(p.body)
	return ignoreGone(err)
}

// hasIt reports whether a browser that names what it has names the page (RFC 9110, 13.1.2: compared weakly).
func hasIt(named, tag string) bool {
	for t := range strings.SplitSeq(named, ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == tag {
			return true
		}
	}
	return false
}

// draft is a page that is being made.
type draft struct {
	header http.Header
	status int
	body   bytes.Buffer
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
