package score

import (
	"shiji/internal/lang"
	"shiji/internal/rule"
)

// goalName returns the words for a number of a target.
func goalName(symbol string) lang.Text {
	switch symbol {
	case "T":
		return lang.T("目标值", "target value")
	case "C":
		return lang.T("挑战值", "challenge value")
	case "L":
		return lang.T("下限", "lower bound")
	}
	return lang.T("上限", "upper bound")
}

// itemNames lists the data items that a line reads.
func itemNames(b *rule.Bound, f *facts) lang.Text {
	var names []lang.Text
	for _, i := range b.Items {
		names = append(names, i.Name)
	}
	for _, t := range f.tasks {
		names = append(names, lang.Same(t.Name))
	}
	if len(names) == 0 {
		return lang.T("（无）", "(none)")
	}
	return lang.Join(names)
}

// wordsOf says what can be typed for a data item.
func wordsOf(i rule.Item) lang.Text {
	if len(i.Words) == 0 {
		return lang.T("改填数字", "type a number")
	}
	return lang.T("改填数字，或：%[1]s", "type a number, or one of: %[1]s").With(lang.Some(i.WordList(), 20))
}

// planNames are what rows of 目标 can call an indicator of the plan by.
func (y *year) planNames() []string {
	var out []string
	for _, p := range y.in.Plan {
		out = append(out, p.Code, p.Name)
	}
	return out
}

// namesOf are the names of rules.
func namesOf(rules []*rule.Rule) lang.Text {
	var names []lang.Text
	for _, r := range rules {
		if r.Peers == 0 {
			names = append(names, lang.T(r.Name.ZH, r.Code))
		}
	}
	return lang.Join(names)
}
