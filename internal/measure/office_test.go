package measure_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"shiji/internal/bench"
	"shiji/internal/demo"
	"shiji/internal/measure"
	"shiji/internal/score"
	"shiji/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// TestMeasure: each figure is there on both engines, of a small year.
func TestMeasure(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		list, err := measured(t, data, demo.Large(1, 15, 50))
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != 5 {
			t.Errorf("%d figures: %+v", len(list), list)
		}
		for _, r := range list {
			if r.Value <= 0 || r.What.ZH == "" || r.What.EN == "" {
				t.Errorf("%+v", r)
			}
		}
	})
}

// BenchmarkOffice is what a stored run, a saved cell and pages cost where a year has 110 × 150 lines.
func BenchmarkOffice(b *testing.B) {
	for _, e := range storetest.Engines {
		o, err := measure.Open(b.Context(), storetest.Data(b, e), demo.Large(1, 110, 150))
		if err != nil {
			b.Fatal(err)
		}
		defer o.Close()
		for name, do := range map[string]func(context.Context, int) ([]bench.Ratio, error){
			"run": o.StoredRun, "edit": o.EditUntilDrawn, "pages": o.Pages} {
			b.Run(string(e)+"/"+name, func(b *testing.B) {
				list, err := do(b.Context(), b.N)
				if err != nil {
					b.Fatal(err)
				}
				for _, r := range list {
					b.ReportMetric(r.Value, strings.ReplaceAll(r.What.EN, " ", "-")+"("+r.Unit+")")
				}
			})
		}
	}
}

func measured(t testing.TB, data string, in score.Input) ([]bench.Ratio, error) {
	o, err := measure.Open(t.Context(), data, in)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	return o.Measure(t.Context())
}
