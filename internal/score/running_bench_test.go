package score_test

import (
	"fmt"
	"testing"
	"time"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/progress"
	"shiji/internal/rule"
	"shiji/internal/score"
)

// BenchmarkFollow follows a change of one cell, beside [score.Plan.Run] of the same year in the same run: "×run" is the
// ratio. L001 has no peers, L005 is compared with its class.
func BenchmarkFollow(b *testing.B) {
	for _, size := range []struct{ units, leaves int }{{110, 150}, {1100, 60}} {
		in := demo.Large(1, size.units, size.leaves).Canonical()
		plan, err := score.NewPlan(in)
		if err != nil {
			b.Fatal(err)
		}
		for _, leaf := range []string{"L001", "L005"} {
			b.Run(fmt.Sprintf("%d × %d/%s", size.units, size.leaves, leaf), func(b *testing.B) {
				r, err := score.NewRunning(in)
				if err != nil {
					b.Fatal(err)
				}
				a := actual(&in, "U0001", leaf, rule.Actual)
				now := in
				standings := plan.Run(nil)
				var follow, whole time.Duration
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					n := decimal.Int(int64(40 + i%60))
					now.Actuals = append([]progress.Actual{}, in.Actuals...)
					changed := *a
					changed.Values = []progress.PeriodValue{{Period: "Y", Number: &n}}
					*actual(&now, "U0001", leaf, rule.Actual) = changed
					began := time.Now()
					r.Follow(now, []score.Touched{{Unit: "U0001", Indicator: leaf}})
					follow += time.Since(began)
					if _, err := r.Sheets(); err != nil {
						b.Fatal(err)
					}
					began = time.Now()
					standings = plan.Run(standings[:0])
					whole += time.Since(began)
				}
				b.ReportMetric(float64(follow.Microseconds())/float64(b.N)/1000, "ms-follow")
				b.ReportMetric(float64(whole.Microseconds())/float64(b.N)/1000, "ms-run")
				b.ReportMetric(float64(follow)/float64(whole), "×run")
			})
		}
	}
}
