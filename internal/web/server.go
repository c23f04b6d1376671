// Package web shows a district's year: pages that work without a script, get better with one, and
// explain every number on them.
//
// A handler reads what a page needs from the services, makes a view of plain values, and hands it to a template.
// Nothing here knows a rule.
package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"shiji/internal/audit"
	"shiji/internal/district"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/run"
	"shiji/internal/score"
)

// Config is what the frame needs from outside.
type Config struct {
	District Named
	Ready    func(context.Context, audit.Actor) error // whether the database answers
	// State names what can be read now: while it is the same, nothing has changed. nil: pages are made anew each time.
	State   func(context.Context) (string, error)
	Ledger  Facts
	Runs    Scores
	Now     func() time.Time
	Log     *slog.Logger
	Version string
	// Closing is closed when the server stops, so that streams end.
	Closing <-chan struct{}
}

// Named is the district, as it is called.
type Named interface {
	Called(context.Context, audit.Actor) (district.District, error)
}

// Facts are the years that are known.
type Facts interface {
	Years(context.Context, audit.Actor) ([]int, error)
	Latest(ctx context.Context, who audit.Actor, year int) (*score.Input, int64, error)
	AsOf(ctx context.Context, who audit.Actor, year int, batch int64) (*score.Input, error)
	At(ctx context.Context, who audit.Actor, year int, ms int64) (*score.Input, int64, error)
	Origins(ctx context.Context, who audit.Actor, year int, batch int64) (*ledger.Origins, error)
	Newest(ctx context.Context, who audit.Actor, year int, ms int64) (ledger.Batch, error)
	Batch(ctx context.Context, who audit.Actor, year int, id int64) (ledger.Batch, error)
}

// Scores are the runs of the years, and what a year comes to now.
type Scores interface {
	Runs(ctx context.Context, who audit.Actor, year int) ([]run.Run, error)
	Run(ctx context.Context, who audit.Actor, id int64) (run.Run, error)
	Load(ctx context.Context, who audit.Actor, id int64) (*run.Loaded, error)
	At(ctx context.Context, who audit.Actor, year int, ms int64) (*run.Loaded, error)
	Live(ctx context.Context, who audit.Actor, year int, batch int64) (*run.Loaded, error)
	Marks(ctx context.Context, who audit.Actor) (map[int]string, error)
}

// Server serves the pages of one district.
type Server struct {
	Config
	mux     *http.ServeMux
	routes  []Route
	metrics Metrics

	streams atomic.Int64 // open now
	turns   turns        // of pages
	called  atomic.Pointer[district.District]

	// What is costly to work out and was asked for last.
	checked checkedCache
	kept    keptPages
}

// New makes a server without a room.
func New(c Config) *Server {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{Config: c, mux: http.NewServeMux(), turns: newTurns()}
	s.Add(s.own())
	return s
}

// Route is one address: a method and pattern, and what answers it. What isn't in the list doesn't exist.
type Route struct {
	Pattern string
	Code    string // of the screen, as in the list of screens: "F7"; empty for what isn't a page
	Body    int64  // largest body, in bytes; 0: none
	Stream  bool   // it answers for as long as there is something to say
	Pane    bool   // it can stand open beside another page
	Do      func(w http.ResponseWriter, r *http.Request) error
}

const SmallBody = 64 << 10

// Limits on what is answered at once (S37).
const (
	answerWithin = time.Minute     // of one request
	uploadWithin = 3 * time.Minute // of one that brings files
	maxStreams   = 64              // open at once, one a browser; a page without one reads its job again every few seconds
)

// Routes lists what the server answers.
func (s *Server) Routes() []Route { return s.routes }

// Add adds addresses: those of a room.
func (s *Server) Add(routes []Route) {
	for _, r := range routes {
		s.mux.Handle(r.Pattern, s.serve(r))
	}
	s.routes = append(s.routes, routes...)
}

// own are the addresses that belong to no room.
func (s *Server) own() []Route {
	return []Route{
		{Pattern: "POST /prefs", Body: SmallBody, Do: s.setPrefs},
		{Pattern: "GET /y/{year}/to", Do: s.toYear},
		{Pattern: "GET /assets/{name}", Do: s.asset},
		{Pattern: "GET /healthz", Do: s.healthz},
		{Pattern: "GET /readyz", Do: s.readyz},
		{Pattern: "/", Do: func(http.ResponseWriter, *http.Request) error { return ErrNotFound }},
	}
}

// BeginStream takes one of the streams that may be open at once; end gives it back. Without ok there is none left.
func (s *Server) BeginStream() (end func(), ok bool) {
	if s.streams.Add(1) > maxStreams {
		s.streams.Add(-1)
		return nil, false
	}
	return func() { s.streams.Add(-1) }, true
}

// csp lets a page run and show nothing but what comes from here.
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP is everything that holds for every request: its number, its log line, the headers, the last resort.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := s.Now()
	id := requestID()
	h := w.Header()
	h.Set("Content-Security-Policy", csp)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Request-Id", id)
	if r.TLS != nil {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	rec := &recorder{ResponseWriter: w}
	asking := context.WithValue(r.Context(), whoKey{}, audit.Operator(audit.Page)) // until there are accounts
	r = r.WithContext(context.WithValue(asking, requestKey{}, id))
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			s.Log.Error("panic", "request", id, "path", r.URL.Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			if rec.status == 0 {
				s.fail(rec, r, errors.New("panic"))
			}
		}
		took := s.Now().Sub(began)
		s.metrics.observe(rec.status, took)
		s.Log.Info("request", "request", id, "method", r.Method, "path", r.URL.Path, "status", rec.status, "bytes", rec.bytes,
			"ms", float64(took.Microseconds())/1000)
	}()
	suffixed := asJSON(r.URL)
	switch {
	case !ownHost(r.Host):
		s.fail(rec, r, ErrForeignHost)
	case r.Method == http.MethodTrace:
		s.fail(rec, r, ErrMethod)
	case len(r.RequestURI) > longestAddress || !readable(r.URL):
		s.fail(rec, r, ErrAddress)
	case suffixed && !s.answersJSON(r):
		s.fail(rec, r, ErrNotFound)
	default:
		if err := guard.Check(r); err != nil {
			s.fail(rec, r, ErrCrossSite)
			return
		}
		s.mux.ServeHTTP(rec, r)
	}
}

// longestAddress lets all rows of a long list be picked.
const longestAddress = 64 << 10

// answersJSON reports whether an address less its ".json" is a page.
func (s *Server) answersJSON(r *http.Request) bool {
	_, pattern := s.mux.Handler(r)
	return s.isPage(pattern)
}

var guard = http.NewCrossOriginProtection()

// readable refuses addresses that no page of ours has: with characters that aren't text, or that turn the
// direction of what is read.
func readable(u *url.URL) bool {
	if UnreadableText(u.Path) {
		return false
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return false
	}
	for name, values := range q {
		if slices.ContainsFunc(append(values, name), UnreadableText) {
			return false
		}
	}
	return true
}

// UnreadableText reports text that no person typed: broken UTF-8, control characters, marks of direction.
func UnreadableText(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && !strings.ContainsRune("\t\r\n", r) || unicode.Is(unicode.Bidi_Control, r)
	})
}

// readForm reads a form that isn't an upload, and refuses what no person typed.
func readForm(r *http.Request, uploads bool) error {
	if r.Method != http.MethodPost || uploads && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return nil
	}
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); r.ContentLength != 0 &&
		strings.TrimSpace(strings.ToLower(kind)) != "application/x-www-form-urlencoded" {
		return ErrForm // another kind of body would be read as an empty form: a decision without what was seen
	}
	if err := r.ParseForm(); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return err
		}
		return ErrForm
	}
	for name, values := range r.PostForm {
		if slices.ContainsFunc(append(values, name), UnreadableText) {
			return ErrForm
		}
	}
	return nil
}

// ownHost refuses names that somebody else's page could have pointed at this machine (DNS rebinding).
func ownHost(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.Trim(name, "[]")
	if name == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(name)
	return err == nil && a.IsLoopback()
}

type requestKey struct{}

func requestID() string {
	var b [6]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

func RequestOf(r *http.Request) string {
	id, _ := r.Context().Value(requestKey{}).(string)
	return id
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// serve limits a route's body and turns its error into a page.
func (s *Server) serve(rt Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, rt.Body)
		if !rt.Stream { // a reader who takes his answer too slowly, or a question that takes too long, doesn't hold others up
			limit := answerWithin
			if rt.Body > SmallBody {
				limit = uploadWithin
			}
			ctx, cancel := context.WithTimeout(r.Context(), limit)
			defer cancel()
			r = r.WithContext(ctx)
			_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(limit)) // a recorder of tests has none
		}
		err := readForm(r, rt.Body > SmallBody)
		switch {
		case err != nil:
		case rt.Code != "" && (r.Method == http.MethodGet || r.Method == http.MethodHead):
			err = s.page(w, r, rt.Do)
		default:
			err = rt.Do(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

// Show answers with a page, or with its lists in the form that is asked for.
func (s *Server) Show(w http.ResponseWriter, r *http.Request, v *View, page templ.Component) error {
	v.leaveOut(r)
	if v.AsFile {
		return s.send(w, r, v)
	}
	if id, ok := strings.CutPrefix(r.Header.Get(PartHeader), listPart); ok {
		for _, l := range v.lists {
			if l.ID == id {
				return s.Render(w, r, http.StatusOK, ListOf(l))
			}
		}
	}
	s.openPane(r, v)
	return s.Render(w, r, http.StatusOK, page)
}

// Render answers with a page. It is written to memory first, so that a template that fails sends no half page.
func (s *Server) Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var b strings.Builder
	if err := c.Render(r.Context(), &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Add("Vary", "Accept-Encoding, Accept-Language, Cookie, "+PartHeader)
	page := b.String()
	if ReadPrefs(r).Lang == lang.EN {
		page = markChinese(page)
	}
	if d, ok := w.(*draft); ok {
		d.html, d.status = page, status
		return nil
	}
	return (&draft{html: page, status: status}).send(w, r)
}

// Metrics counts what was served.
type Metrics struct {
	requests [6]atomic.Int64 // by the first digit of the status
	micros   atomic.Int64
	slow     atomic.Int64
}

// slowRequest is what an operator should hear of.
const slowRequest = time.Second

func (m *Metrics) observe(status int, took time.Duration) {
	m.requests[min(max(status/100, 0), 5)].Add(1)
	m.micros.Add(took.Microseconds())
	if took > slowRequest {
		m.slow.Add(1)
	}
}

// Metrics writes the counters in the text format that monitoring systems read.
func (s *Server) Metrics(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	fmt.Fprintln(w, "# TYPE shiji_requests_total counter")
	for i := 1; i <= 5; i++ {
		fmt.Fprintf(w, "shiji_requests_total{status=\"%dxx\"} %d\n", i, s.metrics.requests[i].Load())
	}
	fmt.Fprintf(w, "# TYPE shiji_request_seconds_total counter\nshiji_request_seconds_total %g\n",
		float64(s.metrics.micros.Load())/1e6)
	fmt.Fprintf(w, "# TYPE shiji_streams gauge\nshiji_streams %d\n", s.streams.Load())
	fmt.Fprintf(w, "# TYPE shiji_slow_requests_total counter\nshiji_slow_requests_total %d\n", s.metrics.slow.Load())
	ready := 1
	if err := s.Ready(r.Context(), Who(r.Context())); err != nil {
		ready = 0
	}
	fmt.Fprintf(w, "# TYPE shiji_store_up gauge\nshiji_store_up %d\n", ready)
}

func (s *Server) healthz(w http.ResponseWriter, r *http.Request) error {
	fmt.Fprintln(w, "ok")
	return nil
}

func (s *Server) readyz(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := s.Ready(ctx, Who(ctx)); err != nil {
		s.Log.Error("not ready", "request", RequestOf(r), "err", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, "not ready: the database doesn't answer")
		return nil
	}
	fmt.Fprintln(w, "ready")
	return nil
}

// whoKey finds who asks in the context of a request.
type whoKey struct{}

// Who is who asks: made once, when the request comes in.
func Who(ctx context.Context) audit.Actor {
	w, _ := ctx.Value(whoKey{}).(audit.Actor)
	return w
}
