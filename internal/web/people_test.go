package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"shiji/internal/apart"
	"shiji/internal/audit"
	"shiji/internal/demo"
	"shiji/internal/district"
	"shiji/internal/fact"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/ledger"
	"shiji/internal/score"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
	"shiji/internal/web"
	"shiji/internal/web/site"
)

// A district at work: officials who save values at a steady rate whatever comes of it (open loop), readers who turn
// pages, and a year that is imported meanwhile. A bare writer writes the same rows in one transaction each, with
// their entries in the chain, and neither looks nor decides: once before, alone, and then beside them, so that it waits
// for what they wait for.

const (
	savesASecond = 300
	bareASecond  = 30 // beside the others
	pageReaders  = 30
)

// benchFor is how long officials save; SHIJI_BENCH_SECONDS shortens it.
func benchFor() time.Duration {
	if n, err := strconv.Atoi(os.Getenv("SHIJI_BENCH_SECONDS")); err == nil {
		return time.Duration(n) * time.Second
	}
	return 20 * time.Second
}

// openLoop does n things, some a second, each at its time whether or not those before are done, and returns how long
// each took from the moment when it was due.
func openLoop(n, aSecond int, do func(i int) error) ([]time.Duration, error) {
	took, problems := make([]time.Duration, n), make([]error, n)
	var wait sync.WaitGroup
	began := time.Now()
	for i := range n {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(aSecond))
		time.Sleep(time.Until(due))
		wait.Go(func() {
			problems[i] = do(i)
			took[i] = time.Since(due)
		})
	}
	wait.Wait()
	for _, err := range problems {
		if err != nil {
			return took, err
		}
	}
	return took, nil
}

func p99(took []time.Duration) float64 {
	slices.Sort(took)
	return float64(took[len(took)*99/100].Microseconds()) / 1000
}

// recordedYear records a made-up year without a workbook, as the job of an import does.
func recordedYear(b testing.TB, o *store.Office, in score.Input) {
	b.Helper()
	if err := store.BareYear(context.Background(), o, in); err != nil {
		b.Fatal(err)
	}
}

// bareWriter writes what a save writes: a version, its place in the present, a batch, two entries and the head of the
// chain, the number. It is the floor that no service can go below. It returns p99.
func bareWriter(b *testing.B, o *store.Office, n, aSecond int) float64 {
	body := `{"period":"Y","number":"87.5","source":{"document":"绩〔2014〕3号","act":"approval"}}`
	took, err := openLoop(n, aSecond, func(i int) error {
		return store.BareSave(context.Background(), o, 2014, fmt.Sprintf(`["U%04d","L%d","A","Y"]`, i%110, i), body)
	})
	if err != nil {
		b.Error(err)
	}
	return p99(took)
}

// BenchmarkManyPeople prints p99 of a save in milliseconds, that of the bare writers alone and beside, the ratio of the
// first and the last, what was lost or doubled, and how long transactions kept others from writing.
func BenchmarkManyPeople(b *testing.B) {
	for _, e := range storetest.Engines {
		b.Run(string(e), func(b *testing.B) {
			for b.Loop() {
				manyPeople(b, e)
			}
		})
	}
}

func manyPeople(b *testing.B, e store.Engine) {
	n := int(benchFor().Seconds()) * savesASecond
	alone := bareWriter(b, benchOffice(b, e).of, n, savesASecond)
	holds := &holds{}
	o := atWork(b, e, holds)
	in := demo.Large(1, 110, 150)
	recordedYear(b, o.of, in)
	year := in.Scheme.Year
	ctx := context.Background()
	values := valuesOf(b, o, year)
	if len(values) < n {
		b.Fatal(len(values))
	}
	for _, path := range pagePaths(year) { // the server has run for a while: the year is in memory
		says(b, path, o.get(path), http.StatusOK)
	}
	another, err := o.db.AddDistrict(ctx, district.District{Code: "bare", Name: "对照区"}, me)
	if err != nil {
		b.Fatal(err)
	}
	holds.begin()
	readers, stop := context.WithCancel(ctx)
	pages := turnPages(readers, o, year)
	imported := make(chan error, 1)
	began := time.Now()
	go func() {
		err := importBeside(o)
		b.Logf("the import took %v", time.Since(began))
		imported <- err
	}()
	beside := make(chan float64, 1)
	go func() { beside <- bareWriter(b, another, n*bareASecond/savesASecond, bareASecond) }()
	took, err := openLoop(n, savesASecond, func(i int) error {
		f := values[i*7919%len(values)]
		edit := ledger.Edit{Kind: f.Kind, Key: f.Key, On: f.Version,
			Body: fmt.Sprintf(`{"period":%q,"number":%q}`, f.Period, saved(i))}
		_, err := o.Ledger.Append(ctx, audit.Operator(audit.Page),
			ledger.Cause{Year: year, Act: fact.Submission}, []ledger.Edit{edit})
		return err
	})
	stop()
	bare := <-beside
	for s := 0; s*savesASecond < n; s++ {
		x := slices.Sorted(slices.Values(took[s*savesASecond : (s+1)*savesASecond]))
		b.Logf("second %2d: median %v, p99 %v", s+1, x[len(x)/2], x[len(x)*99/100])
	}
	if err != nil {
		b.Fatal(err)
	}
	if err := <-imported; err != nil {
		b.Fatal(err)
	}
	served := <-pages
	lost, doubled := counted(b, o, year, values, n)
	full := p99(took)
	b.ReportMetric(full, "p99-ms")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(bare, "bare-p99-ms")
	b.ReportMetric(alone, "bare-alone-p99-ms")
	b.ReportMetric(full/math.Max(bare, 0.001), "ratio")
	b.ReportMetric(float64(lost), "lost")
	b.ReportMetric(float64(doubled), "doubled")
	b.ReportMetric(p99(served), "page-p99-ms")
	b.ReportMetric(float64(len(served)), "pages")
	longest, p := holds.longest()
	b.ReportMetric(longest, "held-max-ms")
	b.ReportMetric(p, "held-p99-ms")
	if lost+doubled > 0 {
		b.Errorf("%d lost, %d doubled", lost, doubled)
	}
}

// pagePaths are what readers look at.
func pagePaths(year int) []string {
	return []string{fmt.Sprintf("/y/%d/", year), fmt.Sprintf("/y/%d/scheme", year), fmt.Sprintf("/y/%d/runs", year),
		"/units", "/imports", fmt.Sprintf("/y/%d/history?unit=U0001&indicator=L001", year)}
}

// atWork is a district as it is served: files are read by a process of its own, and a log says how long each
// transaction kept others from writing.
func atWork(b *testing.B, e store.Engine, log slog.Handler) office {
	b.Helper()
	data := b.TempDir()
	if e == store.PostgreSQL {
		data = storetest.Postgres(b)
	}
	db := storetest.Open(b, data, store.Options{GivenUp: house.GivenUp, Log: slog.New(log)})
	of, err := db.AddDistrict(context.Background(), district.District{Code: "demo", Name: "示例区"}, me)
	if err != nil {
		b.Fatal(err)
	}
	p := testParts
	away := apart.New(slog.New(slog.DiscardHandler))
	p.Read, p.Judge = away.Read, away.Judge
	o := officeOf(db, of, p)
	o.liveWith(b, p)
	return o
}

// holds is a log that keeps how long transactions that write were open.
type holds struct {
	mu   sync.Mutex
	took []time.Duration
}

func (h *holds) Enabled(context.Context, slog.Level) bool { return true }
func (h *holds) WithAttrs([]slog.Attr) slog.Handler       { return h }
func (h *holds) WithGroup(string) slog.Handler            { return h }

func (h *holds) Handle(_ context.Context, r slog.Record) error {
	if r.Message != "held" {
		return nil
	}
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "ms" {
			h.mu.Lock()
			h.took = append(h.took, time.Duration(a.Value.Int64())*time.Millisecond)
			h.mu.Unlock()
		}
		return true
	})
	return nil
}

func (h *holds) begin() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.took = nil
}

// longest is the longest, and p99, in milliseconds.
func (h *holds) longest() (longest, most float64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	most = p99(h.took) // it sorts them
	return float64(h.took[len(h.took)-1].Milliseconds()), most
}

// turnPages has readers who ask for a page each second until ctx ends; it then says how long each took.
func turnPages(ctx context.Context, o office, year int) <-chan []time.Duration {
	paths := pagePaths(year)
	out := make(chan []time.Duration, 1)
	var mu sync.Mutex
	var took []time.Duration
	var wait sync.WaitGroup
	for i := range pageReaders {
		wait.Go(func() {
			time.Sleep(time.Duration(i) * time.Second / pageReaders)
			for n := i; ctx.Err() == nil; n++ {
				began := time.Now()
				w := httptest.NewRecorder()
				o.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+paths[n%len(paths)], nil))
				mu.Lock()
				took = append(took, time.Since(began))
				mu.Unlock()
				time.Sleep(time.Until(began.Add(time.Second)))
			}
		})
	}
	go func() { wait.Wait(); out <- took }()
	return out
}

// importBeside imports the example year while others save.
func importBeside(o office) error {
	book, err := os.ReadFile(filepath.Join("..", "..", "examples", "haidian-2013", "2013年度绩效工作簿.xlsx"))
	if err != nil {
		return err
	}
	ctx := context.Background()
	over := func(id int64) error {
		for {
			j, _, err := o.Jobs.Job(ctx, me, id, 0)
			if err != nil {
				return err
			}
			if j.State == job.Done {
				return nil
			}
			if j.State.Over() {
				return fmt.Errorf("the import: %s", j.Error.EN)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	in, j, err := o.Intake.Bring(ctx, me, intake.Replace, 0, []intake.Upload{{Name: "2013.xlsx", Data: book}})
	if err == nil {
		err = over(j.ID)
	}
	if err != nil {
		return err
	}
	if j, err = o.Intake.Confirm(ctx, me, in.ID, intake.Consent{}); err != nil {
		return err
	}
	return over(j.ID)
}

// saved is the number that save i brings: none of the made-up year is like it, so that each makes a version.
func saved(i int) string { return fmt.Sprintf("%d.%05d", i%90, 10*i+7) }

// counted looks for each save in the ledger: not there is lost, there twice is doubled.
func counted(b *testing.B, o office, year int, values []ledger.Fact, n int) (lost, doubled int) {
	b.Helper()
	want := map[string]string{}
	for i := range n {
		f := values[i*7919%len(values)]
		want[f.Key] = saved(i)
	}
	err := o.of.View(b.Context(), func(t *store.Tx) error {
		facts, err := t.Ledger().Present(b.Context(), year)
		for _, f := range facts {
			number, ok := want[f.Key]
			if !ok || f.Kind != ledger.Value {
				continue
			}
			var v struct{ Number string }
			if err := json.Unmarshal([]byte(f.Body), &v); err != nil {
				return err
			}
			switch {
			case f.Version == 1 || v.Number != number:
				lost++
			case f.Version > 2:
				doubled++
			}
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := o.db.VerifyAll(b.Context()); err != nil {
		b.Error(err)
	}
	return lost, doubled
}

// BenchmarkReadersAfterASave is what one recorded cell costs thirty readers who come at once, and whoever saves beside
// them: the time until the last of them has the page, the memory that they take meanwhile, and how long the save waits.
func BenchmarkReadersAfterASave(b *testing.B) {
	for _, e := range storetest.Engines {
		b.Run(string(e), func(b *testing.B) {
			o := benchOffice(b, e)
			in := demo.Large(1, 110, 150)
			recordedYear(b, o.of, in)
			year := in.Scheme.Year
			values := valuesOf(b, o, year)
			save := func(i int) time.Duration {
				began := time.Now()
				f := values[i*7919%len(values)]
				edit := ledger.Edit{Kind: f.Kind, Key: f.Key, On: f.Version,
					Body: fmt.Sprintf(`{"period":%q,"number":"%d.25"}`, f.Period, i%90)}
				why := ledger.Cause{Year: year, Act: fact.Approval}
				if _, err := o.Ledger.Append(b.Context(), me, why, []ledger.Edit{edit}); err != nil {
					b.Fatal(err)
				}
				return time.Since(began)
			}
			read := func() {
				w := httptest.NewRecorder()
				o.ServeHTTP(w, httptest.NewRequest(http.MethodGet, fmt.Sprintf("http://localhost/y/%d/", year), nil))
				if w.Code != http.StatusOK {
					b.Error(w.Code)
				}
			}
			read() // the year is in memory
			var all, waited time.Duration
			var peak uint64
			n := 0
			for b.Loop() {
				n++
				save(2 * n)
				runtime.GC()
				var before, now runtime.MemStats
				runtime.ReadMemStats(&before)
				began := time.Now()
				var wait sync.WaitGroup
				for range pageReaders {
					wait.Go(read)
				}
				waited += save(2*n + 1)
				wait.Wait()
				all += time.Since(began)
				runtime.ReadMemStats(&now)
				peak = max(peak, now.TotalAlloc-before.TotalAlloc)
			}
			b.ReportMetric(float64(all.Microseconds())/1000/float64(n), "readers-ms")
			b.ReportMetric(float64(waited.Microseconds())/1000/float64(n), "save-ms")
			b.ReportMetric(float64(peak)/(1<<20), "MB-allocated")
		})
	}
}

// valuesOf are the reported values of a year.
func valuesOf(b *testing.B, o office, year int) (values []ledger.Fact) {
	b.Helper()
	err := o.of.View(b.Context(), func(t *store.Tx) error {
		facts, err := t.Ledger().Present(b.Context(), year)
		values = slices.DeleteFunc(facts, func(f ledger.Fact) bool { return f.Kind != ledger.Value })
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return values
}

// BenchmarkHistory is the page of a value's six versions, on a server that has just been started and again.
func BenchmarkHistory(b *testing.B) {
	for _, e := range storetest.Engines {
		b.Run(string(e), func(b *testing.B) {
			o := benchOffice(b, e)
			in := demo.Large(1, 110, 150)
			recordedYear(b, o.of, in)
			year := in.Scheme.Year
			f := valuesOf(b, o, year)[100]
			for n := range int64(5) {
				edit := ledger.Edit{Kind: f.Kind, Key: f.Key, On: 1 + n,
					Body: fmt.Sprintf(`{"period":%q,"number":"%d.25"}`, f.Period, n)}
				if _, err := o.Ledger.Append(b.Context(), me, ledger.Cause{Year: year, Act: fact.Approval},
					[]ledger.Edit{edit}); err != nil {
					b.Fatal(err)
				}
			}
			path := "http://localhost" + web.At{Year: year}.HistoryPath(f.Unit, f.Indicator)
			var first, again time.Duration
			n := 0
			for b.Loop() {
				n++
				s := site.New(siteOf(house.New(o.db, testParts).Of(o.of)))
				s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet,
					fmt.Sprintf("http://localhost/y/%d/", year), nil))
				for _, took := range []*time.Duration{&first, &again} {
					began := time.Now()
					w := httptest.NewRecorder()
					s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
					if *took += time.Since(began); w.Code != http.StatusOK {
						b.Fatal(w.Code)
					}
				}
			}
			b.ReportMetric(float64(first.Microseconds())/1000/float64(n), "first-ms")
			b.ReportMetric(float64(again.Microseconds())/1000/float64(n), "again-ms")
		})
	}
}
