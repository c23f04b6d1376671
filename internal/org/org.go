// Package org holds who is assessed and who judges: systems, assessment classes, units and implementing bodies.
//
// Five systems (系统) are families of units; an assessment class (考核类别) is the group inside which units are ranked, one
// per system by default. A unit is ranked, listed separately (单列: scored, not ranked) or exempt (不参加本系统考核: no score, no
// place, no quota, no mean; it stays in the organisation department's list). An implementing body (专项实施主体) scores
// level-2 items and is mostly an assessed unit itself, so it may name a substitute for its own row.
package org

import (
	"shiji/internal/fact"
	"shiji/internal/lang"
)

// System is a family of units.
type System string

const (
	Party      System = "party"      // 党群（党委）
	Government System = "government" // 政府
	Street     System = "street"     // 街道
	Town       System = "town"       // 镇
	Enterprise System = "enterprise" // 区属企业
)

// Systems lists the five systems in their usual order.
var Systems = []struct {
	System System
	Name   lang.Text
}{
	{Party, lang.T("党群", "Party and mass bodies")},
	{Government, lang.T("政府", "Government")},
	{Street, lang.T("街道", "Subdistricts")},
	{Town, lang.T("镇", "Towns")},
	{Enterprise, lang.T("区属企业", "District enterprises")},
}

// Name returns the words for s.
func (s System) Name() lang.Text {
	for _, e := range Systems {
		if e.System == s {
			return e.Name
		}
	}
	return lang.Same(string(s))
}

// Listing says how a unit takes part.
type Listing string

const (
	Ranked   Listing = "ranked"   // 参加排名
	Separate Listing = "separate" // 单列
	Exempt   Listing = "exempt"   // 不参加
)

// Listings lists every listing with its words.
var Listings = []struct {
	Listing Listing
	Name    lang.Text
}{
	{Ranked, lang.T("排名", "ranked")},
	{Separate, lang.T("单列", "separate")},
	{Exempt, lang.T("不参加", "exempt")},
}

// Name returns the words for l.
func (l Listing) Name() lang.Text {
	for _, e := range Listings {
		if e.Listing == l {
			return e.Name
		}
	}
	return lang.Same(string(l))
}

// SurveyClass says whom a unit mainly serves, and so who is asked about it.
type SurveyClass string

const (
	FacesEnterprises SurveyClass = "enterprise" // 面向企业类
	FacesPublic      SurveyClass = "public"     // 面向社会群众类
	FacesOrgans      SurveyClass = "organ"      // 面向党政机关和基层单位类
)

// SurveyClasses lists the three classes with their words.
var SurveyClasses = []struct {
	Class SurveyClass
	Name  lang.Text
}{
	{FacesEnterprises, lang.T("面向企业类", "facing enterprises")},
	{FacesPublic, lang.T("面向社会群众类", "facing the public")},
	{FacesOrgans, lang.T("面向党政机关和基层单位类", "facing organs and grass-roots units")},
}

// Unit is an assessed unit (被考评单位).
type Unit struct {
	Code        string      `json:"code"` // "D001", unique in the year
	Name        string      `json:"name"`
	Short       string      `json:"short,omitempty"`
	Former      []string    `json:"former,omitempty"` // names that it, or a unit merged into it, had earlier in the year
	System      System      `json:"system"`
	Class       string      `json:"class,omitempty"` // assessment class, by name
	SurveyClass SurveyClass `json:"survey_class,omitempty"`
	Listing     Listing     `json:"listing"`
	Added       bool        `json:"added,omitempty"`  // added to the list this year
	Reason      string      `json:"reason,omitempty"` // of a separate listing, an exemption or an addition
	Source      fact.Source `json:"source,omitzero"`
	// Unsurveyed says of survey channels without a result why there is none: by channel.
	Unsurveyed map[string]fact.Status `json:"unsurveyed,omitempty"`
	// Cells are other cells of its row, by what they hold: "class".
	Cells map[string]string `json:"cells,omitempty"`
}

// At is the source of one cell of the unit's row.
func (u Unit) At(what string) fact.Source {
	if cell := u.Cells[what]; cell != "" {
		return u.Source.At(cell)
	}
	return u.Source
}

// Label is the short name, or the name if there is none.
func (u Unit) Label() string {
	if u.Short != "" {
		return u.Short
	}
	return u.Name
}

// Body is an implementing body.
type Body struct {
	Name string `json:"name"`
	Unit string `json:"unit,omitempty"` // code of the assessed unit that it is; empty if it isn't one
	// who scores the body's own row: a person or another body, named in writing
	Substitute string      `json:"substitute,omitempty"`
	Work       string      `json:"work,omitempty"`
	Source     fact.Source `json:"source,omitzero"`
}

// Roster is the year's list of units and bodies.
type Roster struct {
	Units  []Unit `json:"units"`
	Bodies []Body `json:"bodies"`
}

// parts of the government that are classes of their own.
var governmentClasses = []lang.Text{lang.T("政府综合", "Government, general"), lang.T("政府服务", "Government, services")}

// ClassName is the name of an assessment class. A class that is called as a unit system, or as a usual part of one, has
// its English name; any other is called as the scheme writes it.
func ClassName(class string) lang.Text {
	for _, s := range Systems {
		if s.Name.ZH == class {
			return s.Name
		}
	}
	for _, n := range governmentClasses {
		if n.ZH == class {
			return n
		}
	}
	return lang.Same(class)
}
