package score

import (
	"shiji/internal/lang"
	"shiji/internal/scheme"
)

// What isn't there is never shown as a plain number: these are the words beside totals and points.

// provisional is the word for what isn't final (暂计).
var provisional = lang.T("暂计", "provisional")

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

// Mark says how far a unit's total can be trusted: how much of it is decided, and what the unit should have reported and
// didn't. Empty where all is there.
func (s *Sheet) Mark() lang.Text {
	d := s.Decided
	if d == nil {
		return lang.Text{}
	}
	silent := lang.T("缺报 %[1]d 项", "%[1]d not reported").With(d.Silent)
	decided := lang.T("暂计，已定 %[1]s%%", "provisional, %[1]s %% decided").With(d.Percent())
	if s.Total.Points == nil {
		decided = lang.T("还没有已定的分", "nothing is decided yet")
	}
	switch {
	case s.Result.Provisional && d.Silent > 0:
		return lang.T("%[1]s；%[2]s", "%[1]s; %[2]s").With(decided, silent)
	case s.Result.Provisional:
		return decided
	case d.Silent > 0:
		return silent
	}
	return lang.Text{}
}

// MarkOf is the mark of what lies below a level-1 class, or with an item's name below that item: 未定 where nothing is
// decided, else how many lines wait or weren't reported.
func (s *Sheet) MarkOf(level1 scheme.Level1, item string) lang.Text {
	open, silent, n := 0, 0, 0
	for _, i := range s.Items {
		if i.Level1 != level1 || item != "" && i.Name != item {
			continue
		}
		for k := range s.Lines {
			if l := &s.Lines[k]; l.Item == i.Name {
				n++
				if l.Open() {
					open++
				}
				if l.Silent() {
					silent++
				}
			}
		}
	}
	return markOf(open, silent, n)
}

func markOf(open, silent, of int) lang.Text {
	switch {
	case open > 0 && open == of:
		return lang.T("未定", "not decided")
	case open > 0 && silent > 0:
		return lang.T("%[1]d 项未定，%[2]d 项缺报", "%[1]d not decided, %[2]d not reported").With(open, silent)
	case open > 0:
		return lang.T("%[1]d 项未定", "%[1]d not decided").With(open)
	case silent > 0:
		return lang.T("%[1]d 项缺报", "%[1]d not reported").With(silent)
	}
	return lang.Text{}
}

// Mark says of a line that isn't scored from data what it is: 未定, 缺报, 不计.
func (l *Line) Mark() lang.Text {
	switch {
	case l.Open():
		return lang.T("未定", "not decided")
	case l.Silent():
		return lang.T("缺报", "not reported")
	case l.Points == nil:
		return lang.T("不计", "left out")
	}
	return lang.Text{}
}
