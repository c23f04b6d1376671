package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"

	"shiji/internal/bench"
	"shiji/internal/demo"
	"shiji/internal/lang"
	"shiji/internal/score"
)

type benchCmd struct {
	What      string `arg:"" optional:"" enum:"ratios,score" default:"ratios"`
	Districts int    // 0: as many as the bench usually takes
	Units     int    `default:"110"`
	Leaves    int    `default:"150"`
	Workers   int
	Postgres  string `name:"postgres"` // address of an empty database
	Duckdb    string `name:"duckdb"`   // the command of DuckDB
}

// benchResult is what a benchmark found.
type benchResult struct {
	Districts int     `json:"districts"`
	Units     int     `json:"units"`
	Leaves    int     `json:"leaves"`
	Workers   int     `json:"workers"`
	Seconds   float64 `json:"seconds"`            // all of it: making up, compiling, scoring
	PerSecond float64 `json:"districts_a_second"` // all of it
	Exact     float64 `json:"exact_ns_a_line"`    // a run of the compiled year
	Float     float64 `json:"float_ns_a_line"`    // the loop
	Ratio     float64 `json:"ratio"`
	Misplaced int     `json:"units_misplaced_by_floats"`
	Heap      float64 `json:"peak_heap_mb"`
}

func (c benchCmd) Run(a *app) error {
	if c.Districts == 0 {
		c.Districts = map[string]int{"score": 10, "ratios": 100}[c.What]
	}
	if c.Workers == 0 {
		c.Workers = runtime.GOMAXPROCS(0)
	}
	if c.Districts < 1 || c.Units < 15 || c.Leaves < 50 || c.Leaves%10 != 0 || c.Workers < 1 {
		return usageError{lang.T("至少 1 个区、15 个单位、50 项指标（10 的倍数）",
			"at least 1 district, 15 units, 50 indicators (a multiple of 10)")}
	}
	if c.What == "ratios" {
		return c.ratios(a)
	}
	r := benchResult{Districts: c.Districts, Units: c.Units, Leaves: c.Leaves, Workers: c.Workers}
	var mu sync.Mutex
	var exact, float time.Duration
	work := make(chan int)
	var wg sync.WaitGroup
	var failed error
	start := time.Now()
	for range c.Workers {
		wg.Go(func() {
			for n := range work {
				one, err := benchDistrict(n, c)
				mu.Lock()
				if err != nil {
					failed = err
				}
				exact, float = exact+one.exact, float+one.float
				r.Misplaced += one.misplaced
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				r.Heap = max(r.Heap, float64(m.HeapAlloc)/(1<<20))
				mu.Unlock()
			}
		})
	}
	for n := range c.Districts {
		work <- n + 1
	}
	close(work)
	wg.Wait()
	if failed != nil {
		return failed
	}
	lines := float64(c.Districts * c.Units * c.Leaves)
	r.Seconds = time.Since(start).Seconds()
	r.PerSecond = float64(c.Districts) / r.Seconds
	r.Exact, r.Float = float64(exact.Nanoseconds())/lines, float64(float.Nanoseconds())/lines
	r.Ratio = r.Exact / r.Float
	if a.json {
		return a.printJSON(r)
	}
	say := func(zh, en string, args ...any) { fmt.Fprintln(a.out, lang.T(zh, en).With(args...).In(a.lang)) }
	say("%[1]d 个区，每区 %[2]d 个单位 × %[3]d 项，%[4]d 路并行",
		"%[1]d {district|districts} of %[2]d {unit|units} × %[3]d {indicator|indicators}, %[4]d at a time",
		c.Districts, c.Units, c.Leaves, c.Workers)
	say("编造、检查、编译、计分共 %[1]s 秒，每秒 %[2]s 个区；堆内存最高 %[3]s MB",
		"made up, checked, compiled and scored in %[1]s s, %[2]s districts a second; peak heap %[3]s MB",
		fmt.Sprintf("%.1f", r.Seconds), fmt.Sprintf("%.1f", r.PerSecond), fmt.Sprintf("%.0f", r.Heap))
	say("计分本身：精确 %[1]s 纳秒/项，浮点循环 %[2]s 纳秒/项，相差 %[3]s 倍",
		"scoring itself: exact %[1]s ns a line, the loop over floats %[2]s ns a line, %[3]s times",
		fmt.Sprintf("%.0f", r.Exact), fmt.Sprintf("%.1f", r.Float), fmt.Sprintf("%.0f", r.Ratio))
	say("名次：浮点数排错 %[1]d 个单位（共 %[2]d 个），精确算法与逐项说明的结果完全一致",
		"places: floats misplaced %[1]d {unit|units} of %[2]d; the exact ones agree with the explained results",
		r.Misplaced, c.Districts*c.Units)
	return nil
}

type benchOne struct {
	exact, float time.Duration
	misplaced    int
}

// benchDistrict makes up one district, scores it both ways, and checks the compiled run against the explained one.
func benchDistrict(n int, c benchCmd) (benchOne, error) {
	var out benchOne
	in := demo.Large(n, c.Units, c.Leaves)
	p, err := score.NewPlan(in)
	if err != nil {
		return out, err
	}
	standings, floats := p.Run(nil), bench.Flat(in)
	out.exact = bench.Fastest(func() { standings = p.Run(standings[:0]) })
	out.float = bench.Fastest(floats.Run)
	out.misplaced = floats.Misplaced(in, standings)
	if n == 1 { // once is enough: the tests compare many
		sheets, err := score.Compute(in)
		if err != nil {
			return out, err
		}
		for _, s := range standings {
			if o := sheets.Sheet(s.Unit); !o.Result.Total.Equal(s.Total) || o.Result.Place != s.Place {
				return out, fmt.Errorf("%s: compiled %s, explained %s", s.Unit, s.Total, o.Result.Total)
			}
		}
	}
	return out, nil
}
