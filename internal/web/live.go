package web

import (
	"errors"
	"fmt"

	"shiji/internal/lang"
	"shiji/internal/run"
)

// liveTools lead from what a page shows to the same as of now, or back; nowhere if there is nothing to go back to.
func (v *View) LiveTools(path string) []Tool {
	switch {
	case !v.Live:
		now := Carried{Run: "now", Year: fmt.Sprint(v.Year)}
		return []Tool{{Name: lang.T("实时得分", "As of now"), Path: now.Link(path), Now: true}}
	case v.NoRun:
		return nil
	}
	return []Tool{{Name: lang.T("计分批次的结果", "As the run has it"), Path: path, Now: true}}
}

// noRun reports whether a year was never scored.
func NoRun(runs []run.Run) bool {
	_, err := run.Current(runs)
	return errors.Is(err, run.ErrNone)
}
