package bench

import (
	"runtime"
	"slices"
	"time"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/progress"
	"shiji/internal/rule"
	"shiji/internal/score"
)

// Ratio is a figure of a bench. Most say how many times longer one thing takes than another in the same run, which a
// busy machine changes little.
type Ratio struct {
	What   lang.Text `json:"what"`
	Value  float64   `json:"value"`
	Unit   string    `json:"unit"`             // "×": a ratio; "ms", "s", "MB"; empty: a number of things
	Before float64   `json:"before,omitempty"` // before it was worked on, as docs/benchmarks.md has it; 0: nobody knows
	Goal   float64   `json:"goal,omitempty"`   // what it should be at most; 0: nothing is asked
}

// Times is a ratio of two durations.
func Times(what lang.Text, a, b time.Duration, before, goal float64) Ratio {
	return Ratio{what, float64(a) / float64(b), "×", before, goal}
}

// clock adds up how long things take.
type clock time.Duration

func (c *clock) time(do func() error) error {
	began := time.Now()
	err := do()
	*c += clock(time.Since(began))
	return err
}

// Follow follows changes of one cell, and runs the compiled year beside: an indicator without peers, L001 of
// [demo.Large], and one that is compared with its class, L005.
func Follow(in score.Input, rounds int) ([]Ratio, error) {
	in = in.Canonical()
	p, err := score.NewPlan(in)
	if err != nil {
		return nil, err
	}
	standings := p.Run(nil)
	out := []Ratio{
		{What: lang.T("跟算一格（不与同类比较）÷ 编译后计分一遍", "following a cell without peers ÷ a compiled run"), Goal: 0.5},
		{What: lang.T("跟算一格（与同类比较）÷ 编译后计分一遍", "following a cell with peers ÷ a compiled run"), Goal: 2},
	}
	for i, leaf := range []string{"L001", "L005"} {
		r, err := score.NewRunning(in)
		if err != nil {
			return nil, err
		}
		unit := in.Roster.Units[0].Code
		at := slices.IndexFunc(in.Actuals, func(a progress.Actual) bool { return a.Unit == unit && a.Indicator == leaf })
		var follow, run clock
		for n := range rounds {
			now := in
			now.Actuals = slices.Clone(in.Actuals)
			value := decimal.Int(int64(40 + n%60))
			now.Actuals[at] = progress.Actual{Unit: unit, Indicator: leaf, Item: rule.Actual, Status: fact.Verified,
				Values: []progress.PeriodValue{{Period: "Y", Number: &value}}}
			_ = follow.time(func() error { r.Follow(now, []score.Touched{{Unit: unit, Indicator: leaf}}); return nil })
			if _, err := r.Sheets(); err != nil {
				return nil, err
			}
			_ = run.time(func() error { standings = p.Run(standings[:0]); return nil })
		}
		out[i].Value, out[i].Unit = float64(follow)/float64(run), "×"
	}
	return out, nil
}

// Compile compiles a year, and runs it: how many times a run compiling takes, how often it allocates, and what the
// compiled year keeps.
func Compile(in score.Input, rounds int) ([]Ratio, error) {
	var compile, run clock
	var allocs uint64
	var standings []score.Standing
	for range rounds {
		before := memory()
		var p *score.Plan
		err := compile.time(func() (err error) { p, err = score.NewPlan(in); return err })
		if err != nil {
			return nil, err
		}
		allocs += memory().Mallocs - before.Mallocs
		_ = run.time(func() error {
			for range runsEach {
				standings = p.Run(standings[:0])
			}
			return nil
		})
	}
	before := Kept()
	p, err := score.NewPlan(in)
	if err != nil {
		return nil, err
	}
	keeps := Kept() - before
	runtime.KeepAlive(p)
	return []Ratio{
		{lang.T("编译（含全部检查）÷ 编译后计分一遍", "compiling, checks included ÷ a compiled run"),
			float64(compile) * runsEach / float64(run), "×", 63, 12},
		{lang.T("编译时分配内存的次数", "allocations of compiling"), float64(allocs) / float64(rounds), "", 557_000, 30_000},
		{lang.T("编译后的一个区占内存", "a compiled district in memory"), float64(keeps) / (1 << 20), "MB", 33, 4},
	}, nil
}

// runsEach is how often a compiled year is run for each time that it is compiled.
const runsEach = 5

func memory() (m runtime.MemStats) { runtime.ReadMemStats(&m); return m }

// Kept is what is in use, in bytes.
func Kept() int64 {
	runtime.GC()
	runtime.GC()
	return int64(memory().HeapAlloc)
}

// Growth does each piece of work on a year and on one of ten times the units.
func Growth(one, ten score.Input, rounds int) ([]Ratio, error) {
	var out []Ratio
	plans := map[*score.Input]*score.Plan{}
	for _, in := range []*score.Input{&one, &ten} {
		p, err := score.NewPlan(*in)
		if err != nil {
			return nil, err
		}
		plans[in] = p
	}
	for _, w := range []struct {
		name   lang.Text
		before float64
		do     func(*score.Input) error
	}{
		{lang.T("检查", "check"), 39, func(in *score.Input) error { score.Check(*in); return nil }},
		{lang.T("计分", "compute"), 0, func(in *score.Input) error { _, err := score.Compute(*in); return err }},
		{lang.T("逐项说明", "explain"), 24, func(in *score.Input) error { _, err := score.Explain(*in); return err }},
		{lang.T("封存", "seal"), 24, func(in *score.Input) error { _, _, _, err := score.Seal(*in, "bench"); return err }},
		{lang.T("编译", "compile"), 24, func(in *score.Input) error { _, err := score.NewPlan(*in); return err }},
		{lang.T("编译后计分", "a compiled run"), 0, func(in *score.Input) error { plans[in].Run(nil); return nil }},
	} {
		var a, b clock
		for range rounds {
			for range 3 { // the small one is over before a busy machine is fair to it
				if err := a.time(func() error { return w.do(&one) }); err != nil {
					return nil, err
				}
			}
			if err := b.time(func() error { return w.do(&ten) }); err != nil {
				return nil, err
			}
		}
		out = append(out, Times(lang.T("单位为十倍时：%[1]s", "ten times the units: %[1]s").With(w.name), 3*time.Duration(b),
			time.Duration(a), w.before, 11))
	}
	return out, nil
}
