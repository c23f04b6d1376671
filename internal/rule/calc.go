package rule

import (
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/formula"
	"shiji/internal/lang"
	"shiji/internal/plan"
	"shiji/internal/survey"
	"shiji/internal/term"
)

// Goal is what a unit promised for one indicator. A nil number is not set, which is not zero.
type Goal struct {
	Target, Challenge, Low, High, Baseline *fact.Number
}

// Datum is one reported value of a data item: a number or, where the rule takes words, a word.
type Datum struct {
	Item   string
	Number *decimal.Number // nil if the datum is a word
	Word   string
	Source fact.Source
	// Computed marks a value that the line computed itself: its arithmetic stands above.
	Computed bool
}

// Occurrence is an event that costs or earns points.
type Occurrence struct {
	Matter string // one matter counts once (就高不重复)
	Kind   string // as in the rule's table
	Level  string // for bonuses: 国家级, 市级 ...
	Count  decimal.Number
	Repeat bool // a repeat in the year or in a named sensitive period: counts double
	Source fact.Source
}

// Mark is one mark given by a judge.
type Mark struct {
	Judge     string
	Dimension string // what was marked: a dimension, a checklist item; may be empty
	Value     decimal.Number
	Recused   bool // 回避: the mark doesn't count
	Source    fact.Source
}

// Ballots counts the votes of one group of voters for one option.
type Ballots struct {
	Group, Option string
	Votes         decimal.Number
	Source        fact.Source
}

// SurveyResult is a satisfaction result as given: 0 to 100.
type SurveyResult struct {
	Channel string // third_party or direct
	Score   decimal.Number
	N       fact.Number // valid answers
	Source  fact.Source
	Counts  []survey.Counted // what the score was made from, if it is known
}

// Task is a piece of key work with its quantity, difficulty and importance.
type Task struct {
	Name                             string
	Quantity, Difficulty, Importance fact.Number
}

// Peer is the value of one unit of the class, for rules that compare.
type Peer struct {
	Unit   string
	Value  decimal.Number
	Source fact.Source
}

// Facts are all inputs of one line: what one unit brought to one indicator.
type Facts struct {
	Goal        Goal
	Data        []Datum
	Occurrences []Occurrence
	Marks       []Mark
	Ballots     []Ballots
	Surveys     []SurveyResult
	Tasks       []Task
	Peers       []Peer           // ranked units of the class with data, this unit among them
	Sorted      []decimal.Number // values of Peers in ascending order, if somebody sorted them already; read only
	Ends        *Ends            // of Sorted, written once for all who share it
	// ranked units of the class that have the indicator, this unit among them; only for rules that ask (UseClass)
	Class      *Class
	Periods    []Period // data by period, in the order of the year; only for rules that ask (UsePeriods)
	Lead       *Lead    // the unit that leads a joint task; only for rules that ask (UseLead)
	Lines      Lines    // other indicators that the rule asked for, of the unit itself
	BelowFloor bool     // the target is below one of its three floors, waived or not
	Now        string   // code of the period that is scored: "Y", "Q2", "M05"
}

// Class is what the ranked units of a class brought to an indicator. All units of the class share it.
type Class struct {
	Members  []Member
	compared map[*formula.Expr]*formula.Class // what formulas found out about it
}

// Member is what one unit of a class brought.
type Member struct {
	Unit  string
	Facts *Facts
}

// Period is what was reported for one period.
type Period struct {
	Code string
	Data []Datum
}

// Lead is the unit that leads a joint task, with its points for the same indicator.
type Lead struct {
	Unit         string // as given; points are nil if it isn't a unit that has the indicator
	Points, Full *decimal.Number
	Source       fact.Source
}

// Line is another indicator of a unit: its value and, once scored, its points.
type Line struct {
	Name   string
	Value  *decimal.Number
	Points *decimal.Number // nil: not scored, or left out
	Full   decimal.Number
	Source fact.Source
}

// Lines are other indicators by code.
type Lines map[string]Line

// members are the units of the class; none if the rule didn't ask for them.
func (f *Facts) members() []Member {
	if f.Class == nil {
		return nil
	}
	return f.Class.Members
}

// datum returns the value of item, or nil.
func (f *Facts) datum(item string) *Datum {
	for i := range f.Data {
		if f.Data[i].Item == item {
			return &f.Data[i]
		}
	}
	return nil
}

// Step is one line of a trace. Expr is arithmetic that evaluates to Value: exactly, or after rounding half up to Places
// decimals. A step whose Value is empty is a comparison that holds ("84 ≥ 80") or a remark without arithmetic.
type Step struct {
	Symbol string    `json:"symbol,omitempty"`
	What   lang.Text `json:"what,omitzero"`
	Expr   string    `json:"expr,omitempty"`
	Value  string    `json:"value,omitempty"`
	Places int       `json:"places,omitempty"` // decimals that Value was rounded to; 0 for exact values and whole numbers
	Cut    bool      `json:"cut,omitempty"`    // rounding changed the value
}

// Input is one number or word that was put into a line.
type Input struct {
	Symbol string    `json:"symbol,omitempty"`
	What   lang.Text `json:"what"`
	Value  string    `json:"value"` // as given
	// the same in English, where it is words of the product
	ValueEN string      `json:"value_en,omitempty"`
	Unit    string      `json:"unit,omitempty"`
	Source  fact.Source `json:"source,omitzero"`
}

// Flag is a remark on a line that a reader should not miss.
type Flag struct {
	Code string    `json:"code"` // "data.disputed", "policy.zero" ...
	What lang.Text `json:"what"`
}

// Calc is the sheet of paper on which one line is computed: the inputs at the top, the arithmetic below.
// Without a trace only the numbers are kept.
type Calc struct {
	Full  decimal.Number // points at full score
	Dir   plan.Direction
	Facts *Facts
	Trace bool

	Inputs []Input
	Steps  []Step
	Flags  []Flag

	verdict Verdict
	reason  lang.Text
}

// Reset makes c a fresh sheet of paper for another line, without a trace.
func (c *Calc) Reset(full decimal.Number, f *Facts) { *c = Calc{Full: full, Facts: f} }

// Verdict says whether a rule could give points.
type Verdict string

const (
	Scored        Verdict = "scored"
	Missing       Verdict = "missing"        // an input isn't there: the missing-data policy decides
	NotApplicable Verdict = "not_applicable" // nothing to judge: nothing was due
	NotDue        Verdict = "not_due"
	Refused       Verdict = "refused" // the input can't be used with this rule
)

// stop ends a rule without points.
func (c *Calc) stop(v Verdict, why lang.Text) Term {
	c.verdict, c.reason = v, why
	return Term{}
}

// Missing says that an input the rule needs isn't there.
func (c *Calc) Missing(what lang.Text) Term { return c.stop(Missing, what) }

// NotApplicable says that there is nothing to judge.
func (c *Calc) NotApplicable(why lang.Text) Term { return c.stop(NotApplicable, why) }

// Refuse says that an input is there but can't be used.
func (c *Calc) Refuse(why lang.Text) Term { return c.stop(Refused, why) }

// Stopped reports whether Missing, NotApplicable or Refuse was called.
func (c *Calc) Stopped() bool { return c.verdict != "" }

// Num writes n into the arithmetic as it stands.
func (c *Calc) Num(n decimal.Number) Term {
	if !c.Trace {
		return term.Plain(n)
	}
	return c.num(n)
}

func (c *Calc) num(n decimal.Number) Term { return term.Of(n, true) }

// Int writes a whole number of the rule itself, such as the 2 in 2 - A ÷ T.
func (c *Calc) Int(n int64) Term { return c.Num(decimal.Int(n)) }

// F is the points at full score.
func (c *Calc) F() Term { return c.Num(c.Full) }

// Put notes an input and returns it for the arithmetic.
func (c *Calc) Put(symbol string, what lang.Text, n decimal.Number, src fact.Source) Term {
	if !c.Trace { // small enough to be inlined, so that what nobody reads isn't even passed
		return term.Plain(n)
	}
	return c.put(symbol, what, n, src)
}

func (c *Calc) put(symbol string, what lang.Text, n decimal.Number, src fact.Source) Term {
	c.Inputs = append(c.Inputs, Input{Symbol: symbol, What: what, Value: n.String(), Source: src})
	return term.Of(n, true)
}

// putWord notes an input that is a word.
func (c *Calc) putWord(symbol string, what lang.Text, word string, src fact.Source) {
	if c.Trace {
		c.Inputs = append(c.Inputs, Input{Symbol: symbol, What: what, Value: word, Source: src})
	}
}

// Actual is the main data item of a line (实绩值), A in formulas.
const Actual = "A"

// Value returns the number of a data item; if it isn't there the rule is stopped.
func (c *Calc) Value(item string, what lang.Text) Term {
	d := c.Facts.datum(item)
	if d == nil || d.Number == nil {
		return c.Missing(what)
	}
	if d.Computed || !c.Trace {
		return c.Num(*d.Number)
	}
	symbol := item
	if item != Actual {
		symbol = ""
	}
	return c.Put(symbol, what, *d.Number, d.Source)
}

// A is the actual value.
func (c *Calc) A() Term { return c.Value(Actual, lang.T("实绩值", "actual value")) }

// given reports whether a data item was reported.
func (c *Calc) given(item string) bool {
	d := c.Facts.datum(item)
	return d != nil && d.Number != nil
}

// count is Value for a number of things: it can't be negative.
func (c *Calc) count(item string, what lang.Text) Term {
	t := c.Value(item, what)
	if !c.Stopped() && t.N.Sign() < 0 {
		return c.Refuse(lang.T("%[1]s为负数（%[2]s）", "%[1]s is negative (%[2]s)").With(what, t.N))
	}
	return t
}

// with runs a rule on other facts, on the same sheet of paper.
func (c *Calc) with(f *Facts, eval Eval) Term {
	before := c.Facts
	c.Facts = f
	t := eval(c)
	c.Facts = before
	return t
}

// goal returns a number of the target; if it isn't set the rule is stopped.
func (c *Calc) goal(symbol string, what lang.Text, n *fact.Number) Term {
	if n == nil {
		return c.Missing(what)
	}
	return c.Put(symbol, what, n.Value, n.Source)
}

// T is the target value.
func (c *Calc) T() Term {
	return c.goal("T", lang.T("目标值", "target value"), c.Facts.Goal.Target)
}

// say fills a text where a trace is kept: without one nobody reads it, and filling it costs more than the rule.
func (c *Calc) say(zh, en string, args ...any) lang.Text {
	if !c.Trace {
		return lang.Text{}
	}
	return lang.T(zh, en).With(args...)
}

// Step writes one line of arithmetic and returns its value under the name symbol, exact and not rounded.
func (c *Calc) Step(symbol string, what lang.Text, t Term) Term {
	if !c.Trace {
		return t
	}
	return c.step(symbol, what, t)
}

func (c *Calc) step(symbol string, what lang.Text, t Term) Term {
	c.Steps = append(c.Steps, Step{Symbol: symbol, What: what, Expr: t.Text(), Value: t.N.String()})
	return c.Num(t.N)
}

// Root writes √t under the name symbol, computed to 34 digits and rounded to 12 decimals. t isn't negative.
func (c *Calc) Root(symbol string, what lang.Text, t Term) Term {
	n, err := decimal.Sqrt(t.N)
	if err != nil {
		return c.Refuse(lang.T("%[1]s：不能对负数开方", "%[1]s: no square root of a negative number").With(what))
	}
	if c.Trace {
		c.Steps = append(c.Steps, Step{Symbol: symbol, What: what, Expr: "sqrt(" + t.Text() + ")", Value: n.String(),
			Places: decimal.TranscendentalPlaces, Cut: !n.Mul(n).Equal(t.N)})
	}
	return c.Num(n)
}

// Because writes down a comparison that holds and that decided something: 84 ≥ 80.
func (c *Calc) Because(what lang.Text, a Term, op string, b Term) {
	if c.Trace {
		c.because(what, a, op, b)
	}
}

func (c *Calc) because(what lang.Text, a Term, op string, b Term) {
	c.Steps = append(c.Steps, Step{What: what, Expr: a.Within(term.Sum) + " " + op + " " + b.Within(term.Sum)})
}

// Remark writes down something that decided the points without arithmetic.
func (c *Calc) Remark(what lang.Text) {
	if c.Trace {
		c.Steps = append(c.Steps, Step{What: what})
	}
}

// Flag notes something that a reader should not miss; flags are kept without a trace too.
func (c *Calc) Flag(code string, what lang.Text) {
	c.Flags = append(c.Flags, Flag{Code: code, What: what})
}

// clampStep limits t to [lo, hi] and writes the limit down only if it bites or might be asked about.
func (c *Calc) clampStep(symbol string, what lang.Text, t, lo, hi Term) Term {
	return c.Step(symbol, what, MaxOf(lo, MinOf(t, hi)))
}

// peerValues returns the values of all peers in ascending order.
func (c *Calc) peerValues() []decimal.Number {
	if len(c.Facts.Sorted) == len(c.Facts.Peers) {
		return c.Facts.Sorted
	}
	out := make([]decimal.Number, len(c.Facts.Peers))
	for i, p := range c.Facts.Peers {
		out[i] = p.Value
	}
	slices.SortFunc(out, decimal.Number.Cmp)
	return out
}

// rank returns the place of a among its peers (1 is best; equal values share a place: 1, 2, 2, 4) and writes it down.
func (c *Calc) rank(a Term) Term {
	better := int64(0)
	op := lang.T("高于", "above")
	for _, p := range c.Facts.Peers {
		d := p.Value.Cmp(a.N)
		if c.Dir == plan.Lower {
			d, op = -d, lang.T("低于", "below")
		}
		if d > 0 {
			better++
		}
	}
	if !c.Trace {
		return c.Int(1 + better)
	}
	return c.Step("R", c.say("名次：%[1]d 家有数据的同类单位中，%[2]d 家%[3]s本单位",
		"place: of %[1]d units of the class with data, %[2]d are %[3]s this one", len(c.Facts.Peers), better, op),
		c.Int(1).Add(c.Int(better)))
}
