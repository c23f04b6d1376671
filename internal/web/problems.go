package web

import (
	"shiji/internal/errs"
	"shiji/internal/intake"
	"shiji/internal/lang"
)

// Problems are findings as a list: with their place and what to do.
func Problems(v *View, files Sources, found []intake.Note) *List {
	l := &List{ID: "problems", Name: lang.T("问题清单", "list of problems"), Title: lang.T("问题", "Problems"),
		Columns: []Column{{Key: "severity", Head: lang.T("程度", "Severity"), Phone: Decides},
			{Key: "place", Head: lang.T("位置", "Place"), Names: true},
			{Key: "what", Head: lang.T("问题", "What"), Wide: true},
			{Key: "next", Head: lang.T("处理意见", "What to do"), Wide: true}}}
	for _, f := range found {
		l.Add("", Tagged(v.Say(f.Severity.Name().Sentence()), severityTag(f.Severity)), From(files.Link(f.At)),
			Say(v.Say(f.Message.Sentence())), Say(v.Say(f.Remedy.Sentence())))
	}
	return l
}

// severityTag is the colour of a finding.
func severityTag(s errs.Severity) string {
	return map[errs.Severity]string{errs.Wrong: "risk", errs.Warning: "warn"}[s]
}
