package score_test

import (
	"runtime"
	"testing"
	"time"

	"shiji/internal/demo"
	"shiji/internal/score"
)

// BenchmarkGrowth does each piece of work on ten times the units in the same run: "×check" and so on are the ratios.
func BenchmarkGrowth(b *testing.B) {
	small, large := demo.Large(1, 110, 60), demo.Large(1, 1100, 60)
	for name, do := range map[string]func(score.Input) error{
		"check":   func(in score.Input) error { score.Check(in); return nil },
		"compute": func(in score.Input) error { _, err := score.Compute(in); return err },
		"explain": func(in score.Input) error { _, err := score.Explain(in); return err },
		"seal":    func(in score.Input) error { _, _, _, err := score.Seal(in, "bench"); return err },
		"compile": func(in score.Input) error { _, err := score.NewPlan(in); return err },
	} {
		b.Run(name, func(b *testing.B) {
			var one, ten time.Duration
			for b.Loop() {
				for _, size := range []struct {
					in   score.Input
					took *time.Duration
				}{{small, &one}, {large, &ten}} {
					began := time.Now()
					if err := do(size.in); err != nil {
						b.Fatal(err)
					}
					*size.took += time.Since(began)
				}
			}
			b.ReportMetric(float64(one.Microseconds())/float64(b.N)/1000, "ms-110")
			b.ReportMetric(float64(ten.Microseconds())/float64(b.N)/1000, "ms-1100")
			b.ReportMetric(float64(ten)/float64(one), "×growth")
		})
	}
}

// BenchmarkPlanMemory is what a compiled district of 110 × 150 keeps in memory, beside its input.
func BenchmarkPlanMemory(b *testing.B) {
	const districts = 10
	inputs := make([]score.Input, districts)
	for i := range inputs {
		inputs[i] = demo.Large(i+1, 110, 150)
	}
	for b.Loop() {
		before := heap()
		plans := make([]*score.Plan, districts)
		for i, in := range inputs {
			var err error
			if plans[i], err = score.NewPlan(in); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(heap()-before)/districts/(1<<20), "MB/plan")
		runtime.KeepAlive(plans)
	}
	runtime.KeepAlive(inputs)
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
