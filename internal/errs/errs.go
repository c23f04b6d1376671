// Package errs holds what went wrong, in words for the person who can mend it.
//
// A [Finding] is one thing that is wrong, doubtful or worth knowing in what a person gave us: it names the file, sheet
// and cell, shows the value, says what is the matter and what to do next, in Chinese and English. All findings of a
// reading come together. Every kind of finding is in the catalogue (catalogue.go), and each is provoked by a test.
package errs

import (
	"cmp"
	"slices"
	"strings"

	"shiji/internal/fact"
	"shiji/internal/lang"
)

// Severity says what a finding stops.
type Severity string

const (
	Wrong   Severity = "error"   // the year can't be scored until it is mended
	Warning Severity = "warning" // scored, shown and recorded
	Info    Severity = "info"    // what was cleaned or left out on the way in
)

// Name returns the words for s.
func (s Severity) Name() lang.Text {
	switch s {
	case Wrong:
		return lang.T("错误", "error")
	case Warning:
		return lang.T("警告", "warning")
	}
	return lang.T("说明", "note")
}

// Code names a kind of finding: "target.below_floor".
type Code string

// Finding is one thing that a person should know about what they gave us.
type Finding struct {
	Code  Code
	At    fact.Source // where; the cell may be empty when the finding is about a whole sheet or scheme
	Value string      // as given
	Args  []any       // for the message and the remedy, in order; a lang.Text is put in the reader's language
	// Readings are what the cell can mean, as numbers, where the finding is a question; somebody has to say which.
	Readings []string
	Link     Link   // see Findings.Linked
	Unit     string // name of the unit that its row is about, where that is known

	words *Kept // as it was said when it was kept; nil: it is said now
}

// longest is how much of a text a finding repeats, in characters: enough to know the cell by.
const longest = 300

// New makes a finding. The code must be in the catalogue. Of long texts it keeps the beginning: there may be as
// many findings as cells.
func New(code Code, at fact.Source, value string, args ...any) Finding {
	for i, a := range args {
		if s, ok := a.(string); ok && len(s) > longest {
			args[i] = strings.Clone(lang.Cut(s, longest))
		}
	}
	if len(value) > longest {
		value = strings.Clone(lang.Cut(value, longest))
	}
	return Finding{Code: code, At: at, Value: value, Args: args}
}

func (f Finding) kind() Kind {
	k, ok := catalogue[f.Code]
	if !ok {
		panic("errs: no finding " + string(f.Code) + " in the catalogue")
	}
	return k
}

func (f Finding) Severity() Severity { return f.kind().Severity }

// Message says what is the matter.
func (f Finding) Message() lang.Text {
	if f.words != nil {
		return f.words.Message
	}
	return f.kind().Message.With(f.Args...)
}

// Remedy says what to do next; it may be empty for notes.
func (f Finding) Remedy() lang.Text {
	if f.words != nil {
		return f.words.Remedy
	}
	return f.kind().Remedy.With(f.Args...)
}

// Findings are all that a reading or check found.
type Findings []Finding

// Error makes findings an error, for callers that can't go on.
func (fs Findings) Error() string {
	var lines []string
	for _, f := range fs {
		if f.Severity() == Wrong {
			lines = append(lines, strings.TrimSpace(f.At.Place()+" "+f.Message().EN))
		}
	}
	return strings.Join(lines, "\n")
}

// Count returns how many findings have severity s.
func (fs Findings) Count(s Severity) int {
	n := 0
	for _, f := range fs {
		if f.Severity() == s {
			n++
		}
	}
	return n
}

// HasErrors reports whether any finding stops the year from being scored.
func (fs Findings) HasErrors() bool { return fs.Count(Wrong) > 0 }

// Errors are the findings that are errors.
func (fs Findings) Errors() (out Findings) {
	for _, f := range fs {
		if f.Severity() == Wrong {
			out = append(out, f)
		}
	}
	return out
}

// Has reports whether a finding of this kind is among fs.
func (fs Findings) Has(code Code) bool {
	return slices.ContainsFunc(fs, func(f Finding) bool { return f.Code == code })
}

// About reports whether an error among fs is about a sheet.
func (fs Findings) About(at fact.Source) bool {
	return slices.ContainsFunc(fs, func(f Finding) bool {
		return f.At.File == at.File && f.At.Sheet == at.Sheet && f.Severity() == Wrong
	})
}

// absences are findings that something isn't there, which may be known elsewhere.
var absences = []Code{TargetMissing, DataPolicy, DataNotApplicable, DataBlocks, DataNoLastYear, DataFullNoDocument,
	ClassMeanFew, PeersFew, SurveyMissing, SchemeLevel1Missing, SchemeLevel1Empty, SchemeLevel1Sum, SchemeItemSum,
	SchemeLeafSum, SchemeNoBody, SchemeNoRule, SchemeNoPoints, SchemeUnknownBody, SchemeVetoItem, TargetPlanUnknown,
	PlanIncomplete, BodyIdle, SheetEmpty, UnitNoReason, UnitClassUnknown, PeriodEmpty, SurveyRowMissing, MarksDefault,
	FactStray, SchemeFrameSatisfaction, UnitNoSurvey}

// WithoutAbsences leaves out what may be known elsewhere: valid rows go into a year that has more.
func (fs Findings) WithoutAbsences() Findings {
	return slices.DeleteFunc(slices.Clone(fs), func(f Finding) bool { return slices.Contains(absences, f.Code) })
}

// rank is the order of severities, the worst first.
var rank = map[Severity]int{Wrong: 0, Warning: 1, Info: 2}

// Sorted returns fs with errors first, then by place; the order doesn't depend on how they were found.
func (fs Findings) Sorted() Findings {
	out := slices.Clone(fs)
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(rank[a.Severity()], rank[b.Severity()]),
			cmp.Compare(a.At.File, b.At.File),
			cmp.Compare(a.At.Sheet, b.At.Sheet),
			cmp.Compare(len(a.At.Cell), len(b.At.Cell)),
			cmp.Compare(a.At.Cell, b.At.Cell),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Message().EN, b.Message().EN),
		)
	})
	return out
}

// Kind is an entry of the catalogue: one kind of finding.
type Kind struct {
	Severity Severity
	Message  lang.Text
	Remedy   lang.Text
}

// Catalogue returns a copy of all kinds of finding.
func Catalogue() map[Code]Kind {
	out := make(map[Code]Kind, len(catalogue))
	for c, k := range catalogue {
		out[c] = k
	}
	return out
}
