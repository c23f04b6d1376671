package rule

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Rule is one way of turning inputs into points.
type Rule struct {
	ID         string    // "SR-01"
	Code       string    // "ratio": its name in a scheme
	Name       lang.Text // its usual name
	Says       lang.Text // how points are given, in a sentence that an official understands
	Formula    lang.Text // the same in symbols
	Directions []plan.Direction
	Params     []Param
	Items      func(Args) []Item   // data items it reads from reported values; nil: none
	Goals      func(Args) []string // numbers of the target it can't do without: "T", "C", "L", "U"; nil: none
	Uses       []Use               // what it reads beside reported values
	Peers      int                 // least number of peers with data; 0: compares with nobody
	AtGroup    bool                // its points are rounded where the group is added up, not on the line
	Open       bool                // points may leave [0, F]; the rule limits them itself
	Gives      bool                // points are only earned by it: who earned none missed nothing
	ForList    bool                // it serves lists that stand outside the tree; no indicator can use it
	Kinds      []Kind              // the kinds of work that it suits, the first one best
	Example    Example             // a worked example
	Bind       func(Args, *Binder) Eval
}

// Eval computes the points of one line. It may call Calc.Missing, NotApplicable or Refuse instead.
type Eval func(c *Calc) Term

// Item is a data item that a rule reads.
type Item struct {
	Key      string            // canonical: "due"
	Name     lang.Text         // as officials write it: 应办数
	Words    map[string]string // words it takes beside numbers: 未完成 → open
	AnyWord  bool              // takes any word: the name of a unit
	Optional bool              // the rule does without it
	NoZero   bool              // 0 is never typed: it could be taken for the first or the last of the words
}

// Use is a kind of input beside reported values.
type Use string

const (
	UseEvents  Use = "events"
	UseMarks   Use = "marks"
	UseBallots Use = "ballots"
	UseSurvey  Use = "survey"
	UseTasks   Use = "tasks"
	UseClass   Use = "class"   // what the other units of the class brought
	UsePeriods Use = "periods" // the data of several periods
	UseLead    Use = "lead"    // the line of the unit that leads
)

// Policy says what happens to a line without data (缺失处理).
type Policy string

const (
	Zero         Policy = "zero"         // 零分
	Redistribute Policy = "redistribute" // 重新分配: the line leaves, its siblings scale up
	ClassMean    Policy = "class_mean"   // 类内平均得分率
	LastYear     Policy = "last_year"    // 沿用上年得分率
	Full         Policy = "full"         // 满分, by decision only
	Block        Policy = "block"        // 不得计分: scoring can't close
	Unranked     Policy = "unranked"     // 暂计: the line gives nothing and stays in the sum; no place, no grade
)

var policyWords = []string{string(Zero), string(Redistribute), string(ClassMean), string(LastYear), string(Full),
	string(Block), string(Unranked)}

var policyZH = []string{"零分", "重新分配", "类内平均", "沿用上年", "满分", "不得计分", "暂计"}

// Name returns the words for p.
func (p Policy) Name() lang.Text {
	switch p {
	case Zero:
		return lang.T("按零分", "counts zero")
	case Redistribute:
		return lang.T("本项不计，分值由同级各项按比例分担", "left out, its siblings scale up")
	case ClassMean:
		return lang.T("按同类单位平均得分率", "mean rate of the class")
	case LastYear:
		return lang.T("沿用上年得分率", "last year's rate")
	case Full:
		return lang.T("按决定给满分", "full points by decision")
	case Unranked:
		return lang.T("暂不得分，总分暂计，不排名、不定等次", "no points yet; the total is provisional, without place and grade")
	}
	return lang.T("不得计分", "blocks scoring")
}

// common parameters are understood by every rule.
var common = []Param{
	{Key: "missing", ZH: "缺报", Name: lang.T("无故缺报时的处理", "policy for data missing without excuse"), Type: Word,
		Words: policyWords, ZHWords: policyZH, Default: string(Zero)},
	{Key: "excused", ZH: "有因缺报", Name: lang.T("有因缺报时的处理", "policy for data missing with excuse"), Type: Word,
		Words: policyWords, ZHWords: policyZH, Default: string(Redistribute)},
	{Key: "na", ZH: "不适用", Name: lang.T("不适用时的处理", "policy where the indicator doesn't apply"), Type: Word,
		Words: policyWords, ZHWords: policyZH, Default: string(Redistribute)},
	{Key: "not_due", ZH: "未到期", Name: lang.T("未到期时的处理；不写为暂计", "policy for what isn't due yet; provisional unless given"),
		Type: Word, Words: policyWords, ZHWords: policyZH},
	{Key: "period", ZH: "期间", Name: lang.T("计分取哪一期的数", "period whose value is scored"), Type: Text, Default: "Y"},
	{Key: "small", ZH: "小类改用", Name: lang.T("同类有数据的单位太少、无法比较时改用的计分方法",
		"own-target rule for classes too small to compare"), Type: Text},
	{Key: "compute", ZH: "计算", Name: lang.T("实绩值的计算公式；写了就不填报实绩值",
		"formula for the actual value, which then isn't reported"), Type: Text},
	{Key: "inputs", ZH: "数据项", Name: lang.T("公式用的数据项", "data items that formulas use"), Type: Names},
	{Key: "words", ZH: "文字项", Name: lang.T("公式用的文字数据项", "data items that are words"), Type: Names},
	{Key: "late", ZH: "迟报扣减", Name: lang.T("每迟报一个工作日扣减的得分比例",
		"share of the points taken for each working day of late filing"), Type: Number, Default: "0.02", Min: "0", Max: "1"},
	{Key: "late_cap", ZH: "迟报上限", Name: lang.T("迟报扣减的上限", "limit of that share"), Type: Number,
		Default: "0.2", Min: "0", Max: "1"},
}

// zeroTarget is shared by rules that divide by the target.
var zeroTarget = []Param{
	{Key: "zero_target", ZH: "零目标", Name: lang.T("目标值为零时：达到即满分，或不允许", "target of zero: met or not met, or refused"),
		Type: Word, Words: []string{"binary", "refuse"}, ZHWords: []string{"达到即满分", "不允许"}, Default: "binary"},
}

// AllParams returns the rule's own parameters and the common ones.
func (r *Rule) AllParams() []Param { return slices.Concat(r.Params, common) }

// Bound is a rule with its parameters read and checked, ready to score.
type Bound struct {
	Rule    *Rule
	Dir     plan.Direction
	Args    Args
	Items   []Item
	Goals   []string
	Peers   int // least number of peers with data, as this instance needs
	needs   []Need
	compute *computation // how the value is computed; nil: it is reported
	reads   []Use        // what this instance reads beside what its rule always reads
	eval    Eval
	small   Eval     // used instead where there are fewer peers; nil: such a class can't be scored
	inner   []*Bound // rules that it builds on
}

// Place is where a rule instance stands in its scheme.
type Place struct {
	Dir   plan.Direction
	Fulls []decimal.Number           // the full points of the line, in each class that has it
	Unit  string                     // of measure
	Code  string                     // of the indicator; empty outside the tree
	Line  func(name string) *LineRef // another indicator of the scheme, by code or name; nil: there are none
}

// LineRef names an indicator of the scheme.
type LineRef struct{ Code, Name, Unit string }

// Binder is what a rule sees of its scheme when it is bound.
type Binder struct {
	Place

	params   Params
	problems []Problem
	items    []Item
	goals    []string
	inner    []*Bound
	uses     []Use
	needs    []Need
}

// Need says that this instance reads another indicator. The unit's own line is in Facts.Lines, those of its class in
// the facts of the members.
func (b *Binder) Need(n Need) {
	if !slices.Contains(b.needs, n) {
		b.needs = append(b.needs, n)
	}
}

// Need is an indicator that a rule reads beside its own.
type Need struct {
	Code     string
	Points   bool // its points, and not only its value
	ForValue bool // to compute the value of the line, and not only its points
}

// Use says that this instance reads inputs of kind u, where the rule doesn't always.
func (b *Binder) Use(u Use) { b.uses = append(b.uses, u) }

// Bad reports a parameter, or with an empty key the whole instance, that can't work.
func (b *Binder) Bad(key string, zh, en string, args ...any) {
	b.problems = append(b.problems, Problem{Kind: InconsistentRule, Param: key, Value: b.params[key],
		What: lang.T(zh, en).With(args...)})
}

// Nest binds the rule that parameter key names, with the parameters "key.*", for rules that build on another.
func (b *Binder) Nest(key, code string) Eval {
	sub := Params{}
	for k, v := range b.params {
		if rest, ok := strings.CutPrefix(k, key+"."); ok {
			sub[rest] = v
		}
	}
	inner, problems := Bind(code, b.Place, sub)
	for _, p := range problems {
		if p.Param != "" {
			p.Param = key + "." + p.Param
		}
		b.problems = append(b.problems, p)
	}
	if inner == nil {
		return func(c *Calc) Term { return c.Int(0) }
	}
	if inner.Rule.AtGroup || inner.Rule.ForList || inner.Rule.ID == "SR-40" {
		b.Bad(key, "%[1]s不能放在别的规则里", "%[1]s can't stand inside another rule", inner.Rule.Name)
	}
	b.items, b.goals, b.inner = append(b.items, inner.Items...), append(b.goals, inner.Goals...), append(b.inner, inner)
	return inner.eval
}

// Bind reads the parameters of a rule instance and checks all that can be checked before there is data.
// With any problem that isn't a warning, the Bound may be nil and must not score.
func Bind(code string, at Place, params Params) (*Bound, []Problem) {
	r := ByCode(code)
	if r == nil {
		return nil, []Problem{{Kind: UnknownRule, Value: code}}
	}
	var problems []Problem
	if !slices.Contains(r.Directions, at.Dir) {
		problems = append(problems, Problem{Kind: WrongDirection, Value: string(at.Dir), What: directionNames(r.Directions)})
	}
	own := Params{}
	for k, v := range params {
		if nested, _, ok := strings.Cut(k, "."); !ok || paramNamed(r.AllParams(), nested).Key == "" {
			own[k] = v
		}
	}
	args, wrong := readParams(r.AllParams(), own)
	problems = append(problems, wrong...)
	if len(wrong) > 0 {
		return nil, problems
	}
	b := &Binder{Place: at, params: params}
	bound := &Bound{Rule: r, Dir: at.Dir, Args: args, eval: r.Bind(args, b)}
	if r.Items != nil {
		bound.Items = r.Items(args)
	}
	bound.compute = b.computed(args)
	// without a value of its own the rule has nothing to compare
	if slices.ContainsFunc(bound.Items, func(i Item) bool { return i.Key == Actual }) {
		bound.Peers = r.Peers
	}
	for _, i := range b.inner {
		bound.Peers = max(bound.Peers, i.Peers)
	}
	if code := args.Word("small"); code != "" {
		bound.small = b.Nest("small", code)
		if i := len(b.inner) - 1; i >= 0 && b.inner[i].Peers > 0 {
			b.Bad("small", "小类改用的规则本身也要与同类比较", "the rule for small classes compares peers too")
		}
	}
	bound.inner, bound.reads, bound.needs = b.inner, b.uses, b.needs
	for _, i := range b.items { // data items of the rules it builds on
		if !slices.ContainsFunc(bound.Items, func(o Item) bool { return o.Key == i.Key }) {
			bound.Items = append(bound.Items, i)
		}
	}
	if bound.compute != nil { // the value is computed, so nobody reports it
		bound.Items = slices.DeleteFunc(slices.Clone(bound.Items), func(i Item) bool { return i.Key == Actual })
	}
	if r.Goals != nil {
		bound.Goals = r.Goals(args)
	}
	bound.Goals = append(bound.Goals, b.goals...)
	return bound, append(problems, b.problems...)
}

func directionNames(ds []plan.Direction) lang.Text {
	var names []lang.Text
	for _, d := range ds {
		names = append(names, d.Name())
	}
	return lang.Join(names)
}

// HasSmall reports whether the scheme names a rule for classes too small to compare.
func (b *Bound) HasSmall() bool { return b.small != nil }

// SaysNotDue reports whether the scheme says what becomes of what isn't due.
func (b *Bound) SaysNotDue() bool { return b.Args.Word("not_due") != "" }

// Policy returns what the scheme says about a line whose input has status s.
func (b *Bound) Policy(s fact.Status) Policy {
	switch s {
	case fact.False: // whatever the scheme says of missing data
		return Zero
	case fact.MissingExcused:
		return Policy(b.Args.Word("excused"))
	case fact.NotApplicable:
		return Policy(b.Args.Word("na"))
	case fact.NotDue:
		return Policy(cmp.Or(b.Args.Word("not_due"), string(Unranked)))
	}
	return Policy(b.Args.Word("missing"))
}

// Period returns the code of the period whose values are scored: "Y" for the year.
func (b *Bound) Period() string { return b.Args.Word("period") }

// Outcome is what a rule made of a line.
type Outcome struct {
	Verdict Verdict
	Reason  lang.Text      // for every verdict but Scored
	Points  decimal.Number // rounded to 4 decimals, unless the rule rounds at the group
}

// LinePlaces is the number of decimals that a line is rounded to.
const LinePlaces = 4

// Score evaluates the rule on c: late filing, limits and the one rounding included.
// lateDays is the number of working days by which the data came late; nil if it came in time.
func (b *Bound) Score(c *Calc, lateDays *fact.Number) Outcome {
	c.Dir = b.Dir
	eval := b.eval
	if b.compute != nil {
		if eval = b.compute.before(eval); len(c.Facts.Peers) < b.Peers && b.small != nil {
			eval = b.compute.before(b.small)
		}
	}
	if len(c.Facts.Peers) < b.Peers {
		if b.small == nil {
			return Outcome{Verdict: Refused, Reason: lang.T("同类只有 %[1]d 家有数据，不足 %[2]d 家",
				"only %[1]d units of the class have data, %[2]d are needed").With(len(c.Facts.Peers), b.Peers)}
		}
		c.Flag("small_class", lang.T("同类只有 %[1]d 家有数据，改用方案规定的方法",
			"only %[1]d units of the class have data: the scheme's other rule is used").With(len(c.Facts.Peers)))
		if b.compute == nil {
			eval = b.small
		}
	}
	points := eval(c)
	if c.Stopped() {
		return Outcome{Verdict: c.verdict, Reason: c.reason}
	}
	if lateDays != nil && lateDays.Value.Sign() > 0 {
		points = b.lateFactor(c, points, *lateDays)
	}
	if !b.Rule.Open {
		if points.N.Sign() < 0 || c.Full.Less(points.N) {
			c.Flag("clamp", lang.T("得分超出 0 至 %[1]s，按界限取值", "points limited to 0 to %[1]s").With(c.Full))
			points = MaxOf(c.Int(0), MinOf(points, c.F()))
		}
	}
	if b.Rule.AtGroup {
		c.Step("S", lang.T("得分（本行不舍入，在大类合计时舍入一次）", "points (not rounded here but once, at the group)"), points)
		return Outcome{Verdict: Scored, Points: points.N}
	}
	return Outcome{Verdict: Scored, Points: c.Round("S", lang.T("得分", "points"), points, LinePlaces)}
}

func (b *Bound) lateFactor(c *Calc, points Term, days fact.Number) Term {
	rate, limit := b.Args.Num("late"), b.Args.Num("late_cap")
	d := c.Put("d", lang.T("迟报工作日", "working days late"), days.Value, days.Source)
	cut := c.Step("l", lang.T("迟报扣减比例", "share taken for late filing"), MinOf(c.Num(limit), c.Num(rate).Mul(d)))
	if b.Rule.AtGroup {
		return points.Mul(c.Int(1).Sub(cut))
	}
	c.Flag("late", lang.T("迟报 %[1]s 个工作日", "%[1]s working days late").With(days.Value))
	return points.Mul(c.Int(1).Sub(cut))
}

// Round rounds t, half up, and writes it down as the value of symbol.
func (c *Calc) Round(symbol string, what lang.Text, t Term, places int) decimal.Number {
	n := t.N.Round(places)
	if c.Trace {
		c.Steps = append(c.Steps, Step{Symbol: symbol, What: what, Expr: t.Text(), Value: n.Fixed(places),
			Places: places, Cut: !n.Equal(t.N)})
	}
	return n
}

// ByCode returns the rule that a scheme calls code, by its code, its ID or its Chinese name; nil if there is none.
func ByCode(code string) *Rule {
	for _, r := range catalogue {
		if r.Code == code || r.ID == code || r.Name.ZH == code {
			return r
		}
	}
	return nil
}

// Catalogue returns all rules in the order of their IDs.
func Catalogue() []*Rule { return slices.Clone(catalogue) }

// items is shorthand for rules whose data items don't depend on parameters.
func items(list ...Item) func(Args) []Item { return func(Args) []Item { return list } }

// actualItem is the main data item.
var actualItem = Item{Key: Actual, Name: lang.T("实绩值", "actual value")}

func goals(names ...string) func(Args) []string { return func(Args) []string { return names } }

// all is the rule and the rules that it builds on.
func (b *Bound) all() []*Bound {
	out := []*Bound{b}
	for _, i := range b.inner {
		out = append(out, i.all()...)
	}
	return out
}

// Reads reports whether the rule, or one that it builds on, reads inputs of kind u. It is asked for every line.
func (b *Bound) Reads(u Use) bool {
	if slices.Contains(b.Rule.Uses, u) || slices.Contains(b.reads, u) {
		return true
	}
	for _, i := range b.inner {
		if i.Reads(u) {
			return true
		}
	}
	return false
}

// Needs are the other indicators that the rule, or one that it builds on, reads.
func (b *Bound) Needs() []Need {
	if len(b.inner) == 0 {
		return slices.Clip(b.needs)
	}
	var out []Need
	for _, i := range b.all() {
		out = append(out, i.needs...)
	}
	return out
}

// HasRow reports whether the table parameter key has a row of that name.
func (b *Bound) HasRow(key, name string) bool {
	return inTable(b.Args.Table(key), name) ||
		slices.ContainsFunc(b.inner, func(i *Bound) bool { return i.HasRow(key, name) })
}

// KnowsDimension reports whether marks may be given for a dimension or an item of a checklist.
func (b *Bound) KnowsDimension(name string) bool {
	return b.HasRow("items", name) || b.HasRow("dims", name)
}

// OneMark reports whether there can be only one mark for each dimension: a checklist is marked once.
func (b *Bound) OneMark() bool {
	return slices.ContainsFunc(b.all(), func(i *Bound) bool { return i.Rule.ID == "SR-28" })
}

// TakesMark reports whether a mark is one that the rule knows: 1, 0.5 or 0 on a checklist, a place from 1, or
// 0 to 100 of an expert.
func (b *Bound) TakesMark(n decimal.Number) bool {
	for _, i := range b.all() {
		switch i.Rule.ID {
		case "SR-28":
			return n.IsZero() || n.Equal(one) || n.Equal(half)
		case "SR-18":
			return n.AtLeast(one)
		case "SR-31":
			return n.Sign() >= 0 && !decimal.Int(100).Less(n)
		}
	}
	return true
}

// MarksOutOfHundred reports whether marks are given out of 100, as experts give them.
func (b *Bound) MarksOutOfHundred() bool { return b.uses("SR-31") }

// Earns and Takes report whether the rule, or one that it builds on, turns events into more or fewer points.
func (b *Bound) Earns() bool { return b.uses("SR-26") }
func (b *Bound) Takes() bool { return b.uses("SR-24") }

func (b *Bound) uses(id string) bool {
	if b.Rule.ID == id {
		return true
	}
	for _, i := range b.inner {
		if i.uses(id) {
			return true
		}
	}
	return false
}

// Common returns the parameters that every rule understands.
func Common() []Param { return slices.Clone(common) }

// RowsOf are the names in the rows of a table parameter.
func (b *Bound) RowsOf(key string) []string {
	var out []string
	for _, i := range b.all() {
		for _, e := range i.Args.Table(key) {
			if !slices.Contains(out, e.Name) {
				out = append(out, e.Name)
			}
		}
	}
	return out
}

// Dimensions are what marks may be given for: items of a checklist, or the dimensions that experts mark.
func (b *Bound) Dimensions() []string { return append(b.RowsOf("items"), b.RowsOf("dims")...) }

// EventKinds are the kinds, or the levels, of events that the rule counts.
func (b *Bound) EventKinds() []string {
	if b.Earns() {
		return b.RowsOf("levels")
	}
	return b.RowsOf("kinds")
}

// WordList are the words that an item takes beside numbers, in an order that stays.
func (i Item) WordList() []string { return slices.Sorted(maps.Keys(i.Words)) }

// MayUse reports whether the scheme names a policy for some kind of missing data.
func (b *Bound) MayUse(p Policy) bool {
	for _, key := range []string{"missing", "excused", "na", "not_due"} {
		if Policy(b.Args.Word(key)) == p {
			return true
		}
	}
	return false
}

// ComposedPeriods are the periods that the rule, or one that it builds on, is composed of.
func (b *Bound) ComposedPeriods() []string {
	if !b.uses("SR-36") {
		return nil
	}
	var out []string
	for _, i := range b.all() {
		if i.Rule.ID == "SR-36" {
			out = append(out, i.Args.Names("periods")...)
		}
	}
	return out
}

// ItemName is what officials call a data item; a task is called as it is.
func (b *Bound) ItemName(key string) lang.Text {
	for _, i := range b.Items {
		if i.Key == key {
			return i.Name
		}
	}
	return lang.Same(key)
}
