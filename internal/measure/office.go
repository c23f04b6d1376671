// Package measure measures what an office costs: runs that are stored, cells that are saved, pages. It serves
// benchmarks and `shiji bench`.
package measure

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"time"

	"shiji/internal/audit"
	"shiji/internal/bench"
	"shiji/internal/district"
	"shiji/internal/fact"
	"shiji/internal/house"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/org"
	"shiji/internal/score"
	"shiji/internal/sheet"
	"shiji/internal/store"
	"shiji/internal/web"
	"shiji/internal/web/site"
)

// Office is a district in a database of its own, with a year in it.
type Office struct {
	db       *store.DB
	of       *store.Office
	house    *house.House
	services *house.Services
	site     *web.Server
	year     int
	saved    map[string]int64 // versions of cells, where they aren't the first
	saves    int
}

var me = audit.Operator(audit.Page)

// Open opens an office where there is none, in an empty folder or database, and records years; the last one is the one
// that is measured.
func Open(ctx context.Context, data string, years ...score.Input) (*Office, error) {
	db, err := store.Open(ctx, data, true, house.Options(time.Now, slog.New(slog.DiscardHandler)))
	if err != nil {
		return nil, err
	}
	o := &Office{db: db, saved: map[string]int64{}}
	if o.of, err = db.AddDistrict(ctx, district.District{Code: "bench", Name: "基准区"}, me); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	o.house = house.New(db, house.Parts{Read: sheet.ReadOnto, Write: sheet.WriteResults, Engine: "bench",
		Reader: "bench"})
	o.services = o.house.Of(o.of)
	o.services.Runs.Between = time.Nanosecond // a pass is made whenever one is asked for
	s := o.services
	o.site = site.New(site.Config{District: s.District, Health: s.Health, Ledger: s.Ledger, Intake: s.Intake, Runs: s.Runs,
		Jobs: s.Jobs, Kept: s.Files, State: s.State})
	for _, in := range years {
		if err := store.BareYear(ctx, o.of, in); err != nil {
			return nil, errors.Join(err, o.Close())
		}
		o.year = in.Scheme.Year
	}
	return o, nil
}

// Close closes the database.
func (o *Office) Close() error { return o.db.Close() }

// run asks for a run and does it; it returns its number, and how long that took from the job's start.
func (o *Office) run(ctx context.Context) (id int64, took time.Duration, err error) {
	r, j, err := o.services.Runs.Ask(ctx, me, o.year)
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	err = o.services.Runs.Compute(ctx, me, j, func(context.Context, lang.Text, int, int) error { return nil })
	return r.ID, time.Since(began), err
}

// StoredRun is what a run costs, from its job's start to the sealed row, and what verifying it costs, beside explaining
// the same year.
func (o *Office) StoredRun(ctx context.Context, rounds int) ([]bench.Ratio, error) {
	known, _, err := o.services.Ledger.Latest(ctx, me, o.year) // it is in memory, as where people work
	if err != nil {
		return nil, err
	}
	var explain, stored, verify time.Duration
	for range rounds {
		began := time.Now()
		if _, err := score.Explain(*known); err != nil {
			return nil, err
		}
		explain += time.Since(began)
		id, took, err := o.run(ctx)
		if err != nil {
			return nil, err
		}
		stored += took
		doc, err := o.services.Runs.Document(ctx, me, id)
		if err != nil {
			return nil, err
		}
		began = time.Now()
		if _, d, err := score.Verify(doc); err != nil || d != nil {
			return nil, fmt.Errorf("measure: a run isn't what was sealed: %v %w", d, err)
		}
		verify += time.Since(began)
	}
	return []bench.Ratio{
		o.named(bench.Times(lang.T("计分（开始到封存入库）÷ 逐项说明", "a stored run ÷ explaining"), stored, explain, 25, 6)),
		bench.Times(lang.T("验证 ÷ 逐项说明", "verifying ÷ explaining"), verify, explain, 0, 6)}, nil
}

// named says on which engine.
func (o *Office) named(r bench.Ratio) bench.Ratio {
	name := map[store.Engine]string{store.SQLite: "SQLite", store.PostgreSQL: "PostgreSQL"}[o.db.Engine]
	r.What = lang.T("%[1]s · %[2]s", "%[1]s · %[2]s").With(r.What, name)
	return r
}

// EditUntilDrawn saves one cell after the other, and draws the ranking as of now with each.
func (o *Office) EditUntilDrawn(ctx context.Context, rounds int) ([]bench.Ratio, error) {
	path := fmt.Sprintf("/y/%d/ranking?run=now", o.year)
	if _, err := o.draw(path); err != nil {
		return nil, err
	}
	in, _, err := o.services.Ledger.Latest(ctx, me, o.year)
	if err != nil {
		return nil, err
	}
	var save, drawn time.Duration
	for range rounds {
		i := o.saves
		o.saves++
		a := in.Actuals[i*7919%len(in.Actuals)]
		key := ledger.KeyOf(a.Unit, a.Indicator, a.Item, a.Values[0].Period)
		on := max(o.saved[key], 1)
		began := time.Now()
		b, err := o.services.Ledger.Append(ctx, me, ledger.Cause{Year: o.year, Act: fact.Submission},
			[]ledger.Edit{{Kind: ledger.Value, Key: key, On: on,
				Body: fmt.Sprintf(`{"period":%q,"number":"%d.%03d"}`, a.Values[0].Period, 40+i%60, 1+i%998)}})
		if err != nil {
			return nil, err
		}
		o.saved[key] = b.ID
		save += time.Since(began)
		began = time.Now()
		page, err := o.draw(path)
		if err != nil {
			return nil, err
		}
		drawn += time.Since(began)
		if !strings.Contains(page, fmt.Sprintf("版本 %d", b.ID)) {
			return nil, fmt.Errorf("measure: the page as of now isn't up to batch %d", b.ID)
		}
	}
	each := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 / float64(rounds) }
	return []bench.Ratio{
		o.named(bench.Ratio{What: lang.T("保存一格", "saving one cell"), Value: each(save), Unit: "ms"}),
		o.named(bench.Ratio{What: lang.T("随即画出含此格的实时排名", "then drawing the ranking as of now with it"), Value: each(drawn),
			Unit: "ms"})}, nil
}

func (o *Office) draw(path string) (string, error) {
	w := httptest.NewRecorder()
	o.site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil))
	if w.Code != http.StatusOK {
		return "", fmt.Errorf("measure: %s: %d", path, w.Code)
	}
	return w.Body.String(), nil
}

// Pages lets sixteen people look at pages of the year, each in an order of his own and with a browser that keeps
// cookies, while the queue of jobs is at work; and then lets them look at a bare handler that writes the same bytes
// from memory.
func (o *Office) Pages(ctx context.Context, rounds int) ([]bench.Ratio, error) {
	if _, _, err := o.run(ctx); err != nil {
		return nil, err
	}
	working, stop := context.WithCancel(ctx)
	defer stop()
	workers, err := o.house.Work(working)
	if err != nil {
		return nil, err
	}
	defer func() { stop(); _ = workers.Stop(ctx) }()
	paths, err := o.walk(ctx)
	if err != nil {
		return nil, err
	}
	bytesOf := map[string][]byte{}
	for _, p := range paths {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "http://localhost"+p, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		if o.site.ServeHTTP(w, r); w.Code != http.StatusOK {
			return nil, fmt.Errorf("measure: %s: %d", p, w.Code)
		}
		bytesOf[p] = bytes.Clone(w.Body.Bytes())
	}
	bare := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bytesOf[r.URL.RequestURI()])
	})
	var ours, theirs time.Duration
	for n := range rounds {
		for _, s := range []struct {
			handler http.Handler
			took    *time.Duration
		}{{o.site, &ours}, {bare, &theirs}} {
			took, err := walked(s.handler, paths, n)
			if err != nil {
				return nil, err
			}
			*s.took += took
		}
	}
	return []bench.Ratio{o.named(bench.Times(lang.T("16 人翻看页面 ÷ 只写同样字节的处理器",
		"16 people at the pages ÷ a bare handler with the same bytes"), ours, theirs, 45, 15))}, nil
}

// walk are the pages that people look at.
func (o *Office) walk(ctx context.Context) ([]string, error) {
	in, _, err := o.services.Ledger.Latest(ctx, me, o.year)
	if err != nil {
		return nil, err
	}
	y := fmt.Sprintf("/y/%d", o.year)
	paths := []string{y + "/", "/plan", y + "/scheme", y + "/scheme/diff", y + "/floors", y + "/runs", "/units",
		"/imports"}
	for i := 0; i < len(in.Roster.Units); i += 9 {
		u := &in.Roster.Units[i]
		if u.Listing == org.Exempt {
			continue
		}
		unit := y + "/units/" + url.PathEscape(u.Code)
		paths = append(paths, unit, unit+"/explain/total", y+"/ranking?class="+url.QueryEscape(u.Class))
	}
	return paths, nil
}

const people, steps = 16, 60

// walked is how long it takes until all have seen as many pages.
func walked(handler http.Handler, paths []string, from int) (time.Duration, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	failed := make(chan error, people)
	var all sync.WaitGroup
	began := time.Now()
	for i := range people {
		all.Go(func() {
			way := rand.New(rand.NewPCG(uint64(i), uint64(from))) // each goes a way of his own
			if err := visit("http://"+l.Addr().String(), paths, way); err != nil {
				failed <- err
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	close(failed)
	err = errors.Join(<-failed, server.Close())
	if end := <-ended; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, end)
	}
	return took, err
}

// visit is one of them.
func visit(server string, paths []string, way *rand.Rand) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	client := &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 1, DisableCompression: true}}
	defer client.CloseIdleConnections()
	for range steps {
		path := paths[way.IntN(len(paths))]
		q, err := http.NewRequest(http.MethodGet, server+path, nil)
		if err != nil {
			return err
		}
		q.Header.Set("Accept-Encoding", "gzip")
		r, err := client.Do(q)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, r.Body)
		if err = errors.Join(err, r.Body.Close()); err != nil || r.StatusCode != http.StatusOK {
			return fmt.Errorf("measure: %s: %s %w", path, r.Status, err)
		}
	}
	return nil
}

// Measure measures all of it.
func (o *Office) Measure(ctx context.Context) ([]bench.Ratio, error) {
	var out []bench.Ratio
	for _, do := range []func(context.Context, int) ([]bench.Ratio, error){o.StoredRun, o.EditUntilDrawn, o.Pages} {
		list, err := do(ctx, 5)
		if err != nil {
			return out, err
		}
		out = append(out, list...)
	}
	return out, nil
}
