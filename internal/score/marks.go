package score

import (
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/scheme"
)

// What isn't there is never shown as a plain number: these are the words beside totals and points.

// provisional is the word for what isn't final (暂计).
var provisional = lang.T("暂计", "interim")

// TotalText is the published total, or a dash where nothing is decided.
func (v View) TotalText(places int) string { return shownAs(v.Total, places, "—") }

// GradeText is the grade, or why there is none yet.
func (v View) GradeText() lang.Text {
	if v.Provisional {
		return provisional
	}
	return v.Grade.Name()
}

func shownAs(p Points, places int, none string) string {
	if p == nil {
		return none
	}
	return p.Fixed(places)
}

// Mark says how far a unit's total can be trusted: how much of it is decided, and what should have been reported and
// wasn't. Empty where all is there.
func (s *Sheet) Mark() lang.Text {
	d := s.Decided
	if d == nil {
		return lang.Text{}
	}
	var out []lang.Text
	switch {
	case s.Total.Points == nil:
		out = append(out, lang.T("还没有已定的分", "nothing is decided yet"))
	case s.Result.Provisional:
		out = append(out, lang.T("暂计，已定 %[1]s%%", "interim, %[1]s %% decided").With(d.Percent()))
	}
	return said(append(out, countsOf(0, d.Silent, d.Unmarked, d.Early)...))
}

// countsOf says how many lines aren't decided, weren't reported, weren't marked, or aren't due and count all the same.
func countsOf(open, silent, unmarked, early int) []lang.Text {
	var out []lang.Text
	add := func(n int, what lang.Text) {
		if n > 0 {
			out = append(out, what.With(n))
		}
	}
	add(open, lang.T("%[1]d 项未定", "%[1]d not decided"))
	add(silent, lang.T("缺报 %[1]d 项", "%[1]d not reported"))
	add(unmarked, lang.T("缺评 %[1]d 项", "%[1]d not marked"))
	add(early, lang.T("未到期 %[1]d 项", "%[1]d not due"))
	return out
}

func said(list []lang.Text) lang.Text {
	var out lang.Text
	for i, t := range list {
		if i > 0 {
			out = lang.T("%[1]s；%[2]s", "%[1]s; %[2]s").With(out, t)
		} else {
			out = t
		}
	}
	return out
}

// MarkOf is the mark of what lies below a level-1 class, or with an item's name below that item: 未定 where nothing is
// decided, else how many lines wait or weren't reported.
func (s *Sheet) MarkOf(level1 scheme.Level1, item string) lang.Text {
	open, silent, unmarked, early, n := 0, 0, 0, 0, 0
	for _, i := range s.Items {
		if i.Level1 != level1 || item != "" && i.Name != item {
			continue
		}
		for k := range s.Lines {
			l := &s.Lines[k]
			if l.Item != i.Name {
				continue
			}
			n++
			switch {
			case l.Open():
				open++
			case l.Unmarked():
				unmarked++
			case l.Silent():
				silent++
			case l.Status == fact.NotDue:
				early++
			}
		}
	}
	if open > 0 && open == n {
		return lang.T("未定", "not decided")
	}
	return said(countsOf(open, silent, unmarked, early))
}

// Mark says of a line that isn't scored from data what it is: 未定, 缺报, 缺评, 未到期, 不计.
func (l *Line) Mark() lang.Text {
	switch {
	case l.Open():
		return lang.T("未定", "not decided")
	case l.Unmarked():
		return lang.T("缺评", "not marked")
	case l.Silent():
		return lang.T("缺报", "not reported")
	case l.Status == fact.NotDue:
		return lang.T("未到期", "not due")
	case l.Points == nil:
		return lang.T("不计", "left out")
	}
	return lang.Text{}
}
