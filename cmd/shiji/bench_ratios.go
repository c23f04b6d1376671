package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"shiji/internal/bench"
	"shiji/internal/demo"
	"shiji/internal/lang"
	"shiji/internal/measure"
	"shiji/internal/score"
)

// ratios prints what things cost beside others in the same run, what they cost before they were worked on, and what
// they should cost.
func (c benchCmd) ratios(a *app) error {
	one := demo.Large(1, c.Units, c.Leaves)
	var all []bench.Ratio
	part := func(zh, en string, list []bench.Ratio, err error) error {
		if err != nil && !errors.Is(err, bench.ErrNoDuck) {
			return err
		}
		if c.Units != 110 || c.Leaves != 150 { // what is wanted, and what was, is of that size
			for i := range list {
				list[i].Before, list[i].Goal = 0, 0
			}
		}
		all = append(all, list...)
		if a.json {
			return nil
		}
		fmt.Fprintln(a.out, lang.T(zh, en).In(a.lang))
		a.printRatios(list)
		if errors.Is(err, bench.ErrNoDuck) {
			fmt.Fprintln(a.out, "  "+lang.T("本机没有 DuckDB，未作比较；装好 duckdb 命令，或用 --duckdb 指明",
				"DuckDB isn't on this machine: nothing was compared with it; "+
					"install the command duckdb, or name it by --duckdb").In(a.lang))
		}
		return nil
	}
	list, err := bench.Follow(one, benchRounds)
	if err := part("实时得分", "The score as of now", list, err); err != nil {
		return err
	}
	list, err = bench.Compile(one, benchRounds)
	if err := part("编译", "Compiling", list, err); err != nil {
		return err
	}
	list, err = bench.Growth(demo.Large(1, c.Units, 60), demo.Large(1, 10*c.Units, 60), 3)
	if err := part("规模", "Growth", list, err); err != nil {
		return err
	}
	province := bench.Province{Districts: c.Districts, Workers: c.Workers, Duck: bench.Duck(c.Duckdb),
		Make: func(n int) score.Input { return demo.Large(n, c.Units, c.Leaves) }}
	list, err = province.Measure(context.Background())
	if err := part("多个区", "Many districts", list, err); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "shiji-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, data := range []string{dir, c.Postgres} {
		if data == "" {
			continue
		}
		list, err := benchOffice(data, one)
		if err := part("一个区的数据库", "The database of a district", list, err); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(all)
	}
	return nil
}

// benchRounds is how often each thing is done.
const benchRounds = 20

func benchOffice(data string, in score.Input) ([]bench.Ratio, error) {
	o, err := measure.Open(context.Background(), data, in)
	if err != nil {
		return nil, err
	}
	list, err := o.Measure(context.Background())
	return list, errors.Join(err, o.Close())
}

// printRatios writes figures one below the other.
func (a *app) printRatios(list []bench.Ratio) {
	for _, r := range list {
		text := fmt.Sprintf("  %s %s", benchNumber(r.Value, r.Unit), r.What.In(a.lang))
		if r.Goal > 0 || r.Before > 0 {
			var more []lang.Text
			if r.Goal > 0 {
				more = append(more, lang.T("目标 %[1]s", "wanted: %[1]s").With(benchNumber(r.Goal, r.Unit)))
			}
			if r.Before > 0 {
				more = append(more, lang.T("此前 %[1]s", "before: %[1]s").With(benchNumber(r.Before, r.Unit)))
			}
			text += lang.T("（%[1]s）", " (%[1]s)").With(lang.Join(more)).In(a.lang)
		}
		fmt.Fprintln(a.out, text)
	}
}

// benchNumber writes a figure as short as it says something.
func benchNumber(n float64, unit string) string {
	places := 0
	switch {
	case n < 10:
		places = 2
	case n < 100:
		places = 1
	}
	text := fmt.Sprintf("%.*f", places, n)
	if unit == "" {
		return text
	}
	return text + " " + unit
}
