package intake_test

import (
	"testing"

	"shiji/internal/errs"
	"shiji/internal/intake"
)

// TestScorable: errors stand in the way of a run, whatever else was found; warnings and notes don't.
func TestScorable(t *testing.T) {
	t.Parallel()
	note := func(s ...errs.Severity) (out []intake.Note) {
		for _, x := range s {
			out = append(out, intake.Note{Severity: x})
		}
		return out
	}
	for _, c := range []struct {
		found  []intake.Note
		ok     bool
		zh, en string
	}{
		{nil, true, "可以计分，没有问题", "The year can be scored: no problems"},
		{note(errs.Warning, errs.Warning, errs.Info), true, "可以计分：警告 2 · 说明 1",
			"The year can be scored (warning: 2, note: 1)"},
		{note(errs.Info, errs.Wrong, errs.Warning), false, "改正前不能计分：错误 1 · 警告 1 · 说明 1",
			"The year can't be scored until errors are mended (error: 1, warning: 1, note: 1)"},
	} {
		if ok, says := intake.Scorable(c.found); ok != c.ok || says.ZH != c.zh || says.EN != c.en {
			t.Errorf("%v: %t %q %q", c.found, ok, says.ZH, says.EN)
		}
	}
}
