package bench_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"shiji/internal/bench"
	"shiji/internal/demo"
	"shiji/internal/score"
)

func report(b *testing.B, list []bench.Ratio) {
	for _, r := range list {
		b.ReportMetric(r.Value, strings.ReplaceAll(r.What.EN, " ", "-")+"("+r.Unit+")")
	}
}

// BenchmarkProvince is 100 districts of 110 × 150, exact and by DuckDB.
func BenchmarkProvince(b *testing.B) {
	b.Run("100", func(b *testing.B) {
		for b.Loop() {
			list, err := province(100, 2).Measure(context.Background())
			if err != nil && !errors.Is(err, bench.ErrNoDuck) {
				b.Fatal(err)
			}
			report(b, list)
		}
	})
}

func province(districts, workers int) bench.Province {
	return bench.Province{Districts: districts, Workers: workers,
		Make: func(n int) score.Input { return demo.Large(n, 110, 150) }, Duck: bench.Duck(os.Getenv("SHIJI_DUCKDB"))}
}
