package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"shiji/internal/audit"
	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/score"
	"shiji/internal/store/storetest"
)

// BenchmarkStoredRun does in one run what a run of 110 × 150 costs: from its job's start to the sealed row, its
// verification, and [score.Explain] of the same year. "×explain" are the ratios.
func BenchmarkStoredRun(b *testing.B) {
	in := demo.Large(1, 110, 150)
	for _, e := range storetest.Engines {
		b.Run(string(e), func(b *testing.B) {
			o := benchOffice(b, e)
			recordedYear(b, o.of, in)
			ctx := context.Background()
			known, _, err := o.Ledger.Latest(ctx, me, in.Scheme.Year) // it is in memory, as where people work
			if err != nil {
				b.Fatal(err)
			}
			var explain, stored, verify time.Duration
			for b.Loop() {
				began := time.Now()
				if _, err := score.Explain(*known); err != nil {
					b.Fatal(err)
				}
				explain += time.Since(began)
				r, j, err := o.Runs.Ask(ctx, me, in.Scheme.Year)
				if err != nil {
					b.Fatal(err)
				}
				began = time.Now()
				if err := o.Runs.Compute(ctx, me, j, quiet); err != nil {
					b.Fatal(err)
				}
				stored += time.Since(began)
				doc, err := o.Runs.Document(ctx, me, r.ID)
				if err != nil {
					b.Fatal(err)
				}
				began = time.Now()
				if _, d, err := score.Verify(doc); err != nil || d != nil {
					b.Fatal(d, err)
				}
				verify += time.Since(began)
			}
			b.ReportMetric(float64(explain.Milliseconds())/float64(b.N), "ms-explain")
			b.ReportMetric(float64(stored)/float64(explain), "stored×explain")
			b.ReportMetric(float64(verify)/float64(explain), "verify×explain")
		})
	}
}

// BenchmarkEditUntilDrawn is one saved cell of 110 × 150, and the ranking as of now drawn with it.
func BenchmarkEditUntilDrawn(b *testing.B) {
	in := demo.Large(1, 110, 150)
	for _, e := range storetest.Engines {
		b.Run(string(e), func(b *testing.B) {
			o := benchOffice(b, e)
			o.Runs.Between = time.Nanosecond
			recordedYear(b, o.of, in)
			year := in.Scheme.Year
			path := fmt.Sprintf("http://localhost/y/%d/ranking?run=now", year)
			draw := func() {
				w := httptest.NewRecorder()
				if o.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil)); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
			draw()
			values := valuesOf(b, o, year)
			var save, drawn time.Duration
			for i := 0; b.Loop(); i++ {
				f := values[i*7919%len(values)]
				began := time.Now()
				_, err := o.Ledger.Append(context.Background(), audit.Operator(audit.Page),
					ledger.Cause{Year: year, Act: fact.Submission}, []ledger.Edit{{Kind: f.Kind, Key: f.Key, On: f.Version,
						Body: fmt.Sprintf(`{"period":%q,"number":%q}`, f.Period, saved(i))}})
				if err != nil {
					b.Fatal(err)
				}
				save += time.Since(began)
				began = time.Now()
				draw()
				drawn += time.Since(began)
			}
			b.ReportMetric(float64(save.Microseconds())/float64(b.N)/1000, "ms-save")
			b.ReportMetric(float64(drawn.Microseconds())/float64(b.N)/1000, "ms-drawn")
		})
	}
}

// quiet hears the steps of a job.
func quiet(context.Context, lang.Text, int, int) error { return nil }
