// Package fact says where a number comes from and how far it can be trusted.
//
// Every input of a score is a fact: a text as it was given, its [Status], and its [Source] down to file, sheet
// and cell, the document that proves it and the person who reported it. Facts are never repaired; what was
// cleaned is a finding of its own.
package fact

import (
	"cmp"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/lang"
)

// Source is the place a fact was read from, and what stands behind it. All fields are as given; any may be empty.
type Source struct {
	File     string `json:"file,omitempty"`  // base name of the workbook
	Sheet    string `json:"sheet,omitempty"` // as the reader sees it: "实绩"
	Cell     string `json:"cell,omitempty"`  // "F12"
	Document string `json:"document,omitempty"`
	Person   string `json:"person,omitempty"`
	Date     string `json:"date,omitempty"` // when it was reported, YYYY-MM-DD
	// Confirmed is what was said of a cell that could mean two things, and by whom: "0.89 读作 89（绩效办）".
	Confirmed string `json:"confirmed,omitempty"`
	// Act is what was done in the house where the fact comes from no cell; Document says by which paper.
	Act Act `json:"act,omitempty"`
}

// Act is what somebody does in the house that makes a fact.
type Act string

const (
	Submission Act = "submission" // 填报
	Approval   Act = "approval"   // 核定
	Meeting    Act = "meeting"    // 会议
	APIClient  Act = "api"        // another system
)

// Acts lists every act with its words.
var Acts = []struct {
	Act  Act
	Name lang.Text
}{
	{Submission, lang.T("填报", "submission")}, {Approval, lang.T("核定", "approval")},
	{Meeting, lang.T("会议", "meeting")}, {APIClient, lang.T("系统对接", "another system")},
}

// Name returns the words for a; nothing where it is none.
func (a Act) Name() lang.Text {
	for _, e := range Acts {
		if e.Act == a {
			return e.Name
		}
	}
	return lang.Text{}
}

// File is a file that facts were read from.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Compare orders files by name, then by content.
func (f File) Compare(g File) int {
	return cmp.Or(cmp.Compare(f.Name, g.Name), cmp.Compare(f.SHA256, g.SHA256))
}

// Answer says which reading of a cell is meant, where that was asked: it holds for this value only.
type Answer struct {
	File    string `json:"file"`
	Sheet   string `json:"sheet"`
	Cell    string `json:"cell"`
	Value   string `json:"value"`
	Reading string `json:"reading"`
	By      string `json:"by"`
	Reason  string `json:"reason"`
}

// Said is the answer as a source keeps it. What would end it early in a column of answers is written otherwise.
func (a Answer) Said() string {
	who := a.By
	if a.Reason != "" {
		who += "，" + a.Reason
	}
	who = strings.NewReplacer("（", "〔", "）", "〕", "(", "〔", ")", "〕", "；", "，", ";", "，", "\n",
		" ", "\r", " ").Replace(who)
	return a.Value + reading + a.Reading + "（" + who + "）"
}

// reading stands between a cell as it was given and what it means.
const reading = " 读作 "

// Meant is what was said of cells without how each was given: that is gone where the number is written as it was meant.
func Meant(confirmed string) string {
	parts := strings.Split(confirmed, "；")
	for i, p := range parts {
		head, said, ok := strings.Cut(p, "：")
		if !ok || !strings.Contains(said, reading) {
			head, said = "", p
		}
		if _, meant, ok := strings.Cut(said, reading); ok {
			parts[i] = strings.TrimPrefix(head+"：", "：") + meant
		}
	}
	return strings.Join(parts, "；")
}

// Unplace takes out of a JSON tree where its facts were read: files, sheets and cells, or by what
// act. The document, person and date
// behind
// a fact stay, and what was said of it: they are content.
func Unplace(tree any) {
	switch t := tree.(type) {
	case map[string]any:
		if s, ok := t["source"].(map[string]any); ok {
			delete(s, "file")
			delete(s, "sheet")
			delete(s, "cell")
			delete(s, "act")
			if said, ok := s["confirmed"].(string); ok {
				s["confirmed"] = Meant(said)
			}
			if len(s) == 0 { // as if nothing had been known of its place
				delete(t, "source")
			}
		}
		if _, ok := t["cells"].(map[string]any); ok {
			delete(t, "cells")
		}
		for _, v := range t {
			Unplace(v)
		}
	case []any:
		for _, v := range t {
			Unplace(v)
		}
	}
}

// Place is the file, sheet and cell in one line: "year.xlsx 实绩!F12"; of a text file, file and line: "scheme.yaml L12";
// of an act in the house, the act.
func (s Source) Place() string {
	if s.Act != "" && s.File == "" {
		return s.Act.Name().ZH
	}
	place := s.Sheet
	if s.Sheet != "" && s.Cell != "" {
		place += "!"
	}
	place += s.Cell // of a text file, which has no sheets: the line
	return strings.TrimSpace(s.File + " " + place)
}

// At returns s with another cell of the same row or sheet.
func (s Source) At(cell string) Source {
	s.Cell, s.Confirmed = cell, ""
	return s
}

// Status says how far an input can be used (数据状态).
type Status string

const (
	Verified         Status = "verified"          // 已核实
	Provisional      Status = "provisional"       // 初步: used, and flagged on the line
	Disputed         Status = "disputed"          // 有争议: used, and flagged on the line
	MissingUnexcused Status = "missing_unexcused" // 无故缺报
	MissingExcused   Status = "missing_excused"   // 有因缺报
	NotApplicable    Status = "not_applicable"    // 不适用
	NotDue           Status = "not_due"           // 未到期
	False            Status = "false"             // 不实: proven false, scores zero
	// Silent is a row without a value of which nobody says why: missing, or not due while nobody has reported.
	// Nobody types it.
	Silent Status = "silent"
)

// Statuses lists every status with its words, in the order in which a form offers them.
var Statuses = []struct {
	Status Status
	Name   lang.Text
}{
	{Verified, lang.T("已核实", "verified")},
	{Provisional, lang.T("初步", "provisional")},
	{Disputed, lang.T("有争议", "disputed")},
	{MissingUnexcused, lang.T("无故缺报", "missing, unexcused")},
	{MissingExcused, lang.T("有因缺报", "missing, excused")},
	{NotApplicable, lang.T("不适用", "not applicable")},
	{NotDue, lang.T("未到期", "not due")},
	{False, lang.T("不实", "proven false")},
}

// Name returns the words for s.
func (s Status) Name() lang.Text {
	for _, e := range Statuses {
		if e.Status == s {
			return e.Name
		}
	}
	if s == Silent {
		return lang.T("未报", "not reported")
	}
	return lang.Same(string(s))
}

// HasValue reports whether a fact of this status carries a value that rules may use.
func (s Status) HasValue() bool { return s == Verified || s == Provisional || s == Disputed }

// Number is a number as given: exact, with the text it was written in and its source. A nil *Number is "not
// set", which is not zero.
type Number struct {
	Value  decimal.Number `json:"value"`
	Source Source         `json:"source,omitzero"`
}

// Num is shorthand for a number in code and tests. It panics on anything that isn't a number.
func Num(s string) *Number { return &Number{Value: decimal.MustParse(s)} }
