package intake

import (
	"fmt"
	"strings"

	"shiji/internal/errs"
	"shiji/internal/lang"
)

// Scorable reports whether a year with these findings can be scored, in words and with how many there are of which
// kind: errors stand in the way, warnings and notes don't.
func Scorable(found []Note) (ok bool, says lang.Text) {
	n := map[errs.Severity]int{}
	for _, f := range found {
		n[f.Severity]++
	}
	var zh, en []string
	for _, s := range []errs.Severity{errs.Wrong, errs.Warning, errs.Info} {
		if n[s] > 0 {
			zh = append(zh, fmt.Sprintf("%s %d", s.Name().ZH, n[s]))
			en = append(en, fmt.Sprintf("%s: %d", s.Name().EN, n[s]))
		}
	}
	counts := lang.T(strings.Join(zh, " · "), strings.Join(en, ", "))
	switch {
	case len(found) == 0:
		return true, lang.T("可以计分，没有问题", "The year can be scored: no problems")
	case n[errs.Wrong] > 0:
		return false, lang.T("改正前不能计分：%[1]s", "The year can't be scored until errors are mended (%[1]s)").With(counts)
	}
	return true, lang.T("可以计分：%[1]s", "The year can be scored (%[1]s)").With(counts)
}
