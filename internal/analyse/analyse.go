// Package analyse asks whether a scheme is any good: whether its indicators hang together, whether weights do what they
// say, how far ranks and grades depend on choices that could have been made otherwise, and which judge moves them most.
//
// It never changes a score. It computes with floats, from the lines of an exact run, and every number follows from the
// seed: the same year and seed give the same bytes. Products are written float64(a*b) + c, so that no machine fuses
// them. Basis: the OECD/JRC handbook on composite indicators.
package analyse

import (
	"math"
	"slices"

	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// Options of an analysis.
type Options struct {
	Runs int    // of the uncertainty analysis; 2,000 by default
	Seed uint64 // 1 by default
}

// Thresholds of the flags.
const (
	IdleSpread    = 0.02 // standard deviation over full points below which an indicator, or a body, tells nobody apart
	AlikeR        = 0.95 // correlation of siblings above which they may count one thing twice
	GenerousMean  = 0.98 // mean over full points above which a body marks too kindly
	FragileShare  = 0.8  // share of the runs below which the most frequent grade is fragile
	WeightSpread  = 0.2  // weights are drawn within this share of their nominal value
	leastForStats = 3    // ranked units that statistics of a class need
)

// Report is the analysis of a year, class by class.
type Report struct {
	Runs    int     `json:"runs"`
	Seed    uint64  `json:"seed"`
	Classes []Class `json:"classes"`
	Judges  []Judge `json:"judges"`
}

// Class is the analysis of one assessment class.
type Class struct {
	Name       string      `json:"name"`
	Units      int         `json:"units"`
	Indicators []Indicator `json:"indicators"`
	Alike      []Pair      `json:"alike,omitempty"`
	Ranks      []UnitRanks `json:"ranks"`
	DropItem   []Shift     `json:"drop_indicator"` // average rank shift if one indicator is left out
	DropBody   []Shift     `json:"drop_body"`      // if all that one body scores is left out
	Other      []Shift     `json:"aggregation"`    // if totals were added up otherwise
}

// Indicator is one indicator in a class.
type Indicator struct {
	Code   string  `json:"code"`
	Name   string  `json:"name"`
	Full   float64 `json:"full"`
	Mean   float64 `json:"mean"`   // share of the full points
	Spread float64 `json:"spread"` // standard deviation over full points
	// correlation with the rest of its item; nil where nothing varies or there is no rest
	WithItem  *float64 `json:"with_item"`
	WithTotal *float64 `json:"with_total"`
	Nominal   float64  `json:"nominal"`   // points, as a share of 1
	Effective float64  `json:"effective"` // share of the variance of totals
	Idle      bool     `json:"idle,omitempty"`
	Contrary  bool     `json:"contrary,omitempty"` // runs against the rest of its item
	// not every unit of the class has it: read its effective weight with its siblings
	Partial    bool `json:"partial,omitempty"`
	UnitsScore int  `json:"units"`
}

// Pair is two indicators of one item that may count the same thing twice.
type Pair struct {
	A, B string
	R    float64
}

// UnitRanks is how a unit stands over all runs.
type UnitRanks struct {
	Unit    string             `json:"unit"`
	Name    string             `json:"name"`
	Place   int                `json:"place"` // official
	Grade   scheme.Grade       `json:"grade"`
	Median  float64            `json:"median"`
	Low     int                `json:"low"`  // 5 % of the runs are better
	High    int                `json:"high"` // 5 % are worse
	Grades  map[string]float64 `json:"grades"`
	Modal   scheme.Grade       `json:"modal"`
	Fragile bool               `json:"fragile"`
}

// Shift is the average rank shift of an alternative: the mean of |place - other place|.
type Shift struct {
	Code string    `json:"code,omitempty"`
	Name lang.Text `json:"name"`
	R    float64   `json:"r"`
}

// Judge is a body or an expert.
type Judge struct {
	Name     string  `json:"name"`
	Expert   bool    `json:"expert,omitempty"`
	Marks    int     `json:"marks"`
	Mean     float64 `json:"mean"`   // share of the full points
	Spread   float64 `json:"spread"` // standard deviation over full points
	Flat     bool    `json:"flat,omitempty"`
	Generous bool    `json:"generous,omitempty"`
	R        float64 `json:"r"` // average rank shift without the judge, over all classes
}

// Year analyses a year that has no errors.
func Year(in score.Input, o Options) (Report, error) {
	if o.Runs == 0 {
		o.Runs = 2000
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	sheets, err := score.Compute(in)
	if err != nil {
		return Report{}, err
	}
	others, err := otherNorms(in)
	if err != nil {
		return Report{}, err
	}
	out := Report{Runs: o.Runs, Seed: o.Seed, Classes: []Class{}, Judges: []Judge{}}
	var matrices []*matrix
	for _, c := range in.Scheme.Classes {
		m := newMatrix(&in, c.Name, sheets, others)
		if len(m.units) < leastForStats {
			continue
		}
		matrices = append(matrices, m)
		out.Classes = append(out.Classes, m.class(o))
	}
	out.Judges = judges(&in, sheets, matrices)
	return out.rounded(), nil
}

// otherNorms scores the year again with each other way to compare peers: what the uncertainty analysis chooses from.
func otherNorms(in score.Input) ([]score.Sheets, error) {
	bindings, _ := in.Scheme.Bind()
	var peers []string
	for _, l := range in.Scheme.Leaves {
		if b := bindings.Leaves[l.Code]; b != nil && b.Peers > 0 && !b.Computes() && len(b.Items) == 1 {
			peers = append(peers, l.Code)
		}
	}
	if len(peers) == 0 {
		return nil, nil
	}
	var out []score.Sheets
	for _, code := range []string{"minmax", "rank_linear", "zscore"} {
		other := in
		other.Scheme.Leaves = slices.Clone(in.Scheme.Leaves)
		for i := range other.Scheme.Leaves {
			l := &other.Scheme.Leaves[i]
			if !slices.Contains(peers, l.Code) {
				continue
			}
			l.Rule, l.Params = code, commonParams(l.Params)
		}
		sheets, err := score.Compute(other)
		if err != nil {
			continue // a class too small for this one: it is no alternative
		}
		out = append(out, sheets)
	}
	return out, nil
}

// commonParams keeps what every rule understands.
func commonParams(p rule.Params) rule.Params {
	out := rule.Params{}
	for _, d := range rule.Common() {
		if v, ok := p[d.Key]; ok {
			out[d.Key] = v
		}
	}
	return out
}

// matrix is a class as numbers: units by indicators.
type matrix struct {
	in      *score.Input
	name    string
	units   []*score.Sheet
	leaves  []scheme.Leaf
	cells   [][]cell // by unit, then leaf
	add     []float64
	totals  []float64
	scales  [][]float64    // see scaleOf
	natural []scheme.Grade // by official totals alone, see note
}

// cell is one line: its share of the full points, and what it could have been.
type cell struct {
	has    bool // the unit has the indicator
	counts bool // and it wasn't left out
	full   float64
	rate   float64
	se     float64   // of a survey, as a share
	other  []float64 // by other ways to compare peers
	open   bool      // a missing-data policy gave it: zero, the mean or nothing could have been
	mean   float64
}

// newMatrix lays out the ranked units of a class; those without a place yet have nothing to be analysed.
func newMatrix(in *score.Input, class string, sheets score.Sheets, others []score.Sheets) *matrix {
	m := &matrix{in: in, name: class}
	for i := range sheets.Units {
		if s := &sheets.Units[i]; s.Class == class && s.Listing == org.Ranked && !s.Result.Provisional {
			m.units = append(m.units, s)
		}
	}
	for _, l := range in.Scheme.Leaves {
		if _, ok := l.Points[class]; ok && !in.Scheme.IsVeto(l) {
			m.leaves = append(m.leaves, l)
		}
	}
	for _, s := range m.units {
		row := make([]cell, len(m.leaves))
		for k, l := range m.leaves {
			row[k] = m.cell(s, l.Code, others)
		}
		m.cells = append(m.cells, row)
		bonus, taken := 0.0, 0.0
		if s.Bonus.Points != nil {
			bonus = s.Bonus.Points.Float64()
		}
		if s.Deductions.Points != nil {
			taken = s.Deductions.Points.Float64()
		}
		m.add = append(m.add, bonus-taken)
		m.totals = append(m.totals, s.Result.Total.Float64())
	}
	for k := range m.leaves { // the mean of those with data, for lines without
		sum, n := 0.0, 0
		for _, row := range m.cells {
			if c := row[k]; c.counts && !c.open {
				sum, n = sum+c.rate, n+1
			}
		}
		for _, row := range m.cells {
			if n > 0 {
				row[k].mean = sum / float64(n)
			}
		}
	}
	return m
}

func (m *matrix) cell(s *score.Sheet, code string, others []score.Sheets) cell {
	l := lineOf(s, code)
	if l == nil {
		return cell{}
	}
	c := cell{has: true, full: l.Full.Float64(), open: l.Policy != ""}
	if l.Points == nil {
		return c
	}
	c.counts, c.rate = true, rate(l)
	for _, o := range others {
		if other := o.Sheet(s.Unit); other != nil {
			if ol := lineOf(other, code); ol != nil && ol.Points != nil && ol.Rule != l.Rule {
				c.other = append(c.other, rate(ol))
			}
		}
	}
	if l.Rule == "SR-32" {
		c.se = m.surveyError(s.Unit)
	}
	return c
}

// surveyError is the standard error of a unit's satisfaction, as a share: a quarter of its 95 % interval, about.
func (m *matrix) surveyError(unit string) float64 {
	for _, s := range m.in.Surveys {
		if s.Unit == unit && s.Low != nil && s.High != nil {
			return (s.High.Float64() - s.Low.Float64()) / (2 * 1.96) / 100
		}
	}
	return 0
}

func lineOf(s *score.Sheet, code string) *score.Line {
	for i := range s.Lines {
		if s.Lines[i].Leaf == code {
			return &s.Lines[i]
		}
	}
	return nil
}

func rate(l *score.Line) float64 {
	if l.Full.IsZero() {
		return 0
	}
	return l.Points.Float64() / l.Full.Float64()
}

// class makes the analysis of the class.
func (m *matrix) class(o Options) Class {
	out := Class{Name: m.name, Units: len(m.units)}
	out.Indicators, out.Alike = m.coherence()
	out.Ranks = m.uncertainty(o)
	out.DropItem, out.DropBody, out.Other = m.sensitivity()
	return out
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

func covariance(x, y []float64) float64 {
	mx, my := mean(x), mean(y)
	sum := 0.0
	for i := range x {
		sum += float64((x[i] - mx) * (y[i] - my))
	}
	return sum / float64(len(x))
}

func deviation(x []float64) float64 { return math.Sqrt(covariance(x, x)) }

// nothing is a spread that is only the noise of floats.
const nothing = 1e-9

// correlation is nil where one of the two doesn't vary.
func correlation(x, y []float64) *float64 {
	if len(x) < leastForStats || len(y) != len(x) {
		return nil
	}
	sx, sy := deviation(x), deviation(y)
	if sx < nothing || sy < nothing {
		return nil
	}
	r := covariance(x, y) / sx / sy
	r = max(-1, min(1, r))
	return &r
}
