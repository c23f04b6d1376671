package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"shiji/internal/errs"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

// runName is the name of the sealed run in the output folder.
const runName = "run.json"

type scoreCmd struct {
	Path string `arg:""`
	Out  string `short:"o"`
}

func (c scoreCmd) Run(a *app) error {
	in, found, err := a.read(c.Path)
	if err != nil {
		return err
	}
	if found.HasErrors() {
		a.printStops(found)
		fmt.Fprintln(a.err, lang.T("有错误，没有计分；改正后再运行",
			"there are errors: nothing was scored; mend them and run again").In(a.lang))
		return exitError(exitFindings)
	}
	if in.Files, err = sheet.Files(c.Path, &in); err != nil {
		return err
	}
	run, err := score.NewRun(in, "shiji "+version)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := writeRun(c.Out, run, a.lang); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(run.Results)
	}
	a.printRanking(run)
	for _, f := range found {
		if aloud(f.Code) {
			fmt.Fprintln(a.err, f.At.Place()+"  "+f.Message().In(a.lang))
		}
	}
	a.printCounts(a.err, found)
	if n := found.Count(errs.Warning); n > 0 {
		fmt.Fprintln(a.err, lang.T("警告详见：shiji check %[1]s", "for the warnings: shiji check %[1]s").With(c.Path).In(a.lang))
	}
	if c.Out != "" {
		fmt.Fprintln(a.out, lang.T("已写出 %[1]s 和 %[2]s\n封存摘要 %[3]s", "written: %[1]s and %[2]s\nseal %[3]s").
			With(filepath.Join(c.Out, sheet.ResultsName), filepath.Join(c.Out, runName), run.Seal).In(a.lang))
	}
	return nil
}

// writeRun writes both files beside their names first and renames them, so that a broken write leaves the old ones.
func writeRun(dir string, run score.Run, l lang.Lang) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	doc, err := run.Encode()
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(dir, ".shiji-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(interrupted)
	go func() {
		if _, ok := <-interrupted; ok {
			os.RemoveAll(tmp)
			fmt.Fprintln(os.Stderr, lang.T("已中断，没有写出", "interrupted; nothing was written").In(l))
			os.Exit(exitInterrupted)
		}
	}()
	if err := os.WriteFile(filepath.Join(tmp, runName), doc, 0o644); err != nil {
		return err
	}
	if err := sheet.WriteResults(filepath.Join(tmp, sheet.ResultsName), run, l); err != nil {
		return err
	}
	for _, name := range []string{runName, sheet.ResultsName} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.IsDir() {
			return fmt.Errorf("%s is a folder", filepath.Join(dir, name))
		}
	}
	for _, name := range []string{sheet.ResultsName, runName} {
		if err := os.Rename(filepath.Join(tmp, name), filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// printRanking prints the ranking of each class.
func (a *app) printRanking(run score.Run) {
	say := func(zh, en string, args ...any) string { return lang.T(zh, en).With(args...).In(a.lang) }
	sc := run.Inputs.Scheme
	fmt.Fprintln(a.out, a.bold(say("%[1]s  %[2]s  %[3]s", "%[1]s  %[2]s  %[3]s", sc.District, sc.Title, sc.Document)))
	if sc.Notice != "" {
		fmt.Fprintln(a.out, a.dim(sc.Notice))
	}
	if sc.Trial {
		fmt.Fprintln(a.out, a.dim(say("试行年度：结果不与奖惩挂钩", "trial cycle: results carry no consequences")))
	}
	for _, c := range run.Results.Classes {
		told := say("排名 %[1]d 家，单列 %[2]d 家；平均 %[3]s，最高 %[4]s；优秀 %[5]d，良好 %[6]d，达标 %[7]d，不达标 %[8]d",
			"%[1]d ranked, %[2]d separate; mean %[3]s, best %[4]s; excellent %[5]d, good %[6]d, pass %[7]d, fail %[8]d",
			c.Ranked, c.Separate, c.Figure(c.Mean, sc.Places), c.Figure(c.Best, sc.Places),
			c.Excellent, c.Good, c.Pass, c.Failed)
		if c.Provisional > 0 {
			told += say("；暂计 %[1]d 家", "; %[1]d provisional", c.Provisional)
		}
		fmt.Fprintf(a.out, "\n%s\n", a.bold(c.Class)+"  "+a.dim(told))
		g := termGrid{heads: []string{say("名次", "place"), say("单位", "unit"), say("总分", "total"), say("等次", "grade")},
			right: map[int]bool{0: true, 2: true}}
		for _, f := range sc.Frame().Classes {
			if f.Level1 != scheme.Veto {
				g.right[len(g.heads)] = true
				g.heads = append(g.heads, f.Name.In(a.lang))
			}
		}
		g.right[len(g.heads)], g.right[len(g.heads)+1] = true, true
		g.heads = append(g.heads, say("加分", "bonus"), say("扣分", "deducted"))
		marks := slices.ContainsFunc(run.Results.Units,
			func(s score.Sheet) bool { return s.Class == c.Class && !s.Mark().IsZero() })
		if marks {
			g.heads = append(g.heads, say("数据", "data"))
		}
		for _, s := range run.Results.Units {
			if s.Class == c.Class {
				g.add(a.rankingRow(s, sc, marks)...)
			}
		}
		g.print(a.out, a.bold)
		if marks {
			fmt.Fprintln(a.out,
				a.dim(say("* 其中有未定、缺报或未到期的指标", "* some indicators in it aren't decided, weren't reported or aren't due")))
		}
	}
	if len(run.Results.Exempt) > 0 {
		fmt.Fprintf(a.out, "\n%s\n", a.bold(say("不参加本系统考核", "exempt")))
		for _, e := range run.Results.Exempt {
			fmt.Fprintf(a.out, "  %s  %s\n", e.Name, a.dim(e.Reason))
		}
	}
	fmt.Fprintln(a.out)
}

func (a *app) rankingRow(s score.Sheet, sc scheme.Scheme, marks bool) []string {
	place := fmt.Sprint(s.Result.Place)
	if s.Result.Provisional {
		place = "—"
	}
	if s.Listing != org.Ranked {
		place = s.Listing.Name().In(a.lang)
	}
	row := []string{place, s.Name, s.Result.TotalText(sc.Places), s.Result.GradeText().In(a.lang)}
	for _, f := range sc.Frame().Classes {
		if f.Level1 == scheme.Veto {
			continue
		}
		text := "-"
		for _, g := range s.Groups {
			if g.Level1 == f.Level1 && g.Points != nil {
				text = g.Points.Fixed(4)
				if !s.MarkOf(g.Level1, "").IsZero() {
					text += "*"
				}
			}
		}
		row = append(row, text)
	}
	row = append(row, s.Bonus.Points.Fixed(2), s.Deductions.Points.Fixed(2))
	if marks {
		row = append(row, s.Mark().In(a.lang))
	}
	return row
}
