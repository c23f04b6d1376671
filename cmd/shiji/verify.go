package main

import (
	"errors"
	"fmt"

	"shiji/internal/errs"
	"shiji/internal/lang"
	"shiji/internal/score"
)

type verifyCmd struct {
	File string `arg:""`
}

// verdictJSON is the result of verify as other programs read it.
type verdictJSON struct {
	Identical  bool              `json:"identical"`
	Seal       string            `json:"seal"`
	Engine     string            `json:"engine"`
	Units      int               `json:"units"`
	Difference *score.Difference `json:"difference,omitempty"`
}

func (c verifyCmd) Run(a *app) error {
	data, err := readFile(c.File)
	if err != nil {
		return err
	}
	run, diff, err := score.Verify(data)
	var found errs.Findings
	switch {
	case errors.Is(err, score.ErrNotARun):
		return notARun(c.File, err)
	case errors.As(err, &found):
		fmt.Fprintln(a.err, lang.T("封存的输入本身有错误，不可能计出结果：",
			"the sealed inputs have errors and can't have given any result:").In(a.lang))
		a.printFindings(a.err, found)
		return exitError(exitFindings)
	case err != nil:
		return err
	}
	if a.json {
		if err := a.printJSON(verdictJSON{diff == nil, run.Seal, run.Engine, len(run.Results.Units), diff}); err != nil {
			return err
		}
	} else if diff == nil {
		fmt.Fprintln(a.out, lang.T("一致：由封存的输入重算 %[1]d 个单位，与文件逐字节相同\n封存摘要 %[2]s（%[3]s）\n请与成绩单上印的摘要核对",
			"identical: %[1]d {unit|units} recomputed from the sealed inputs, byte for byte\nseal %[2]s (%[3]s)\n"+
				"compare it with the seal printed on the scorecards").
			With(len(run.Results.Units), run.Seal, run.Engine).In(a.lang))
	} else {
		fmt.Fprintln(a.out, lang.T("不一致：%[1]s\n第一处不同：%[2]s\n  文件中：%[3]s\n  重算为：%[4]s",
			"different: %[1]s\nfirst difference: %[2]s\n  in the file: %[3]s\n  recomputed:  %[4]s").
			With(diff.What, diff.Path, diff.Sealed, diff.Computed).In(a.lang))
	}
	if diff != nil {
		return exitError(exitFindings)
	}
	return nil
}
