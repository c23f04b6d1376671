package bench

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"shiji/internal/lang"
	"shiji/internal/score"
)

// Province is many districts of one size.
type Province struct {
	Districts int
	Workers   int
	Make      func(number int) score.Input // from 1
	Duck      Duck
}

// Measure checks, compiles and scores all districts, one after the other; making them up isn't counted. Then all of
// them, compiled, are scored by the workers, beside DuckDB with as many threads.
func (v Province) Measure(ctx context.Context) ([]Ratio, error) {
	plans, flat := make([]*score.Plan, v.Districts), make([]*Floats, v.Districts)
	var once clock
	before, peak := Kept(), int64(0)
	for i := range plans {
		in := v.Make(i + 1)
		if err := once.time(func() (err error) {
			if plans[i], err = score.NewPlan(in); err == nil {
				plans[i].Run(nil)
			}
			return err
		}); err != nil {
			return nil, err
		}
		flat[i] = Flat(in)
		peak = max(peak, int64(memory().HeapAlloc))
	}
	beside := int64(0) // what the loop over floats keeps for itself
	for _, f := range flat {
		beside += f.size()
	}
	keeps := Kept() - before - beside
	exact := Fastest(func() { v.score(plans) })
	runtime.KeepAlive(plans)
	name := func(zh, en string) lang.Text { return lang.T(zh, en).With(v.Districts, v.Workers) }
	out := []Ratio{
		{name("%[1]d 个区检查、编译、计分，一路（不含编造）", "%[1]d districts checked, compiled and scored by one worker"),
			time.Duration(once).Seconds(), "s", 0, 2.5 * float64(v.Districts) / 100},
		{name("%[1]d 个区编译后同在内存", "%[1]d compiled districts in memory"), float64(keeps) / (1 << 20), "MB",
			33 * float64(v.Districts), 4 * float64(v.Districts)},
		{name("每编译一个区后看一次，堆内存最高", "the heap after each of them, at most"), float64(peak) / (1 << 20), "MB", 0, 0},
		{name("%[1]d 个区精确计分，%[2]d 路", "%[1]d districts scored exactly by %[2]d workers"), ms(exact), "ms", 0, 0},
	}
	duck, err := v.Duck.Score(ctx, flat, v.Workers)
	if err != nil {
		return out, err
	}
	return append(out,
		Ratio{name("同样规则，DuckDB 浮点，%[2]d 线程", "the same rules by DuckDB in floats, %[2]d threads"), ms(duck), "ms", 0, 0},
		Times(name("%[1]d 个区：精确 ÷ DuckDB 浮点", "%[1]d districts: exact ÷ DuckDB in floats"), exact, duck, 2.7, 1)), nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// score runs all plans once.
func (v Province) score(plans []*score.Plan) {
	var all sync.WaitGroup
	next := make(chan *score.Plan, len(plans))
	for _, p := range plans {
		next <- p
	}
	close(next)
	for range v.Workers {
		all.Go(func() {
			var standings []score.Standing
			for p := range next {
				standings = p.Run(standings[:0])
			}
		})
	}
	all.Wait()
}

// Fastest is the shortest of a few runs: what the machine did besides isn't the program's.
func Fastest(run func()) time.Duration {
	best := time.Duration(1 << 62)
	for range 5 {
		began := time.Now()
		run()
		best = min(best, time.Since(began))
	}
	return best
}

// ErrNoDuck says that DuckDB isn't there.
var ErrNoDuck = errors.New("bench: duckdb isn't on this machine")

// errDuck says what DuckDB said.
func errDuck(format string, args ...any) error { return fmt.Errorf("bench: duckdb: "+format, args...) }
