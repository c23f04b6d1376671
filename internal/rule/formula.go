package rule

import (
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/formula"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

var byFormula = Rule{
	ID: "SR-39", Code: "formula", Name: lang.T("公式法", "formula"),
	Says: lang.T("按方案写明的公式计分；公式可用实绩值、目标、本项分值、数据项、其他指标和同类单位，没有时间、随机和循环；算不出来的（缺数、除数为零）按缺报处理。",
		"Points by a formula of the scheme over the value, "+
			"the target, the full points, data items, other indicators and the class; no time, chance or loops; "+
			"what can't be computed (a missing number, a division by zero) falls under the missing-data policy."),
	Formula:    lang.T("S = 公式；结果为比例的 S = F × 公式", "S = formula; S = F × formula where it gives a share"),
	Directions: []plan.Direction{plan.Higher, plan.Lower, plan.Range, plan.Binary},
	Params: []Param{
		{Key: "formula", ZH: "公式", Name: lang.T("计分公式，写法见公式说明", "the formula; see the manual of formulas"),
			Type: Text, Required: true},
		{Key: "gives", ZH: "结果", Name: lang.T("公式的结果是得分，还是占分值的比例", "whether it gives points or a share of the full points"),
			Type: Word, Words: []string{"points", "share"}, ZHWords: []string{"得分", "比例"}, Default: "points"},
	},
	Kinds: []Kind{Special, Joint},
	Example: Example{Better: plan.Higher,
		Params: "公式=F * (0.6 * clamp(A / T, 0, 1) + 0.4 * clamp(合格数 / 检查数, 0, 1))；数据项=合格数、检查数", Full: "10",
		Facts: Given("A", "92", "T", "100", "合格数", "18", "检查数", "20"), Points: "9.1200"},
	Bind: func(a Args, b *Binder) Eval {
		e := b.compile("formula", a.Word("formula"), a, true)
		if e == nil {
			return nil
		}
		if e.Type() != formula.Number {
			b.Bad("formula", "公式的结果应当是数，而不是条件", "the formula must give a number, not a condition")
		}
		share := a.Word("gives") == "share"
		return func(c *Calc) Term {
			v := c.formula(e)
			switch {
			case !v.Has():
				return c.Missing(v.Why)
			case share:
				return c.F().Mul(v.Term)
			}
			return v.Term
		}
	},
}

// Keys of the inputs of a formula: what a name stands for.
const (
	itemKey = "item:"
	lineKey = "line:"
	goalKey = "goal:"
	fullKey = "F"
)

// compile reads the formula of parameter key. points says whether it may use the line's own full points and value.
func (b *Binder) compile(key, source string, a Args, points bool) *formula.Expr {
	names := func(name string) *formula.Var { return b.variable(name, a, points) }
	e, problems := formula.Compile(source, names)
	for _, p := range problems {
		b.problems = append(b.problems, Problem{Kind: InconsistentRule, Param: key, Value: source, Doubt: p.Warning,
			What: lang.T("第 %[1]d 个字符：%[2]s", "character %[1]d: %[2]s").With(p.At+1, p.What)})
	}
	if e == nil {
		return nil
	}
	for _, v := range e.Vars() {
		name := v.Key[len(itemKey):]
		switch {
		case v.Line:
			b.Need(Need{Code: name, Points: e.ReadsPoints(v), ForValue: !points})
		case v.Key[:len(itemKey)] == itemKey:
			b.items = append(b.items, b.inputItem(name, v.Type == formula.Text))
		}
	}
	if e.ReadsClass() {
		b.Use(UseClass)
	}
	return e
}

func (b *Binder) inputItem(name string, word bool) Item {
	if name == Actual {
		return actualItem
	}
	return Item{Key: name, Name: lang.Same(name), AnyWord: word}
}

// variable says what a name of a formula stands for: the line's own numbers, a data item, another indicator.
func (b *Binder) variable(name string, a Args, points bool) *formula.Var {
	switch name {
	case "F", "分值":
		if points {
			return &formula.Var{Key: goalKey + "F", Name: name}
		}
		return nil
	case "A", "实绩值":
		if points {
			return &formula.Var{Key: itemKey + Actual, Name: name, Unit: b.Unit}
		}
		return nil
	case "T", "目标值":
		return &formula.Var{Key: goalKey + "T", Name: name, Unit: b.Unit}
	case "C", "挑战值":
		return &formula.Var{Key: goalKey + "C", Name: name, Unit: b.Unit}
	case "L", "下限":
		return &formula.Var{Key: goalKey + "L", Name: name, Unit: b.Unit}
	case "U", "上限":
		return &formula.Var{Key: goalKey + "U", Name: name, Unit: b.Unit}
	case "B", "基期值":
		return &formula.Var{Key: goalKey + "B", Name: name, Unit: b.Unit}
	}
	if slices.Contains(a.Names("inputs"), name) {
		return &formula.Var{Key: itemKey + name, Name: name}
	}
	if slices.Contains(a.Names("words"), name) {
		return &formula.Var{Key: itemKey + name, Name: name, Type: formula.Text}
	}
	if b.Line != nil {
		if l := b.Line(name); l != nil {
			return &formula.Var{Key: lineKey + l.Code, Name: l.Name, Unit: l.Unit, Line: true}
		}
	}
	return nil
}

// needIndicator is for parameters that name another indicator.
func (b *Binder) needIndicator(key, code string) {
	if b.Line == nil || b.Line(code) == nil {
		b.Bad(key, "没有“%[1]s”这项指标", "there is no indicator %[1]q", code)
		return
	}
	b.Need(Need{Code: b.Line(code).Code, Points: true})
}

// computation computes the actual value of a line from other inputs.
type computation struct{ expr *formula.Expr }

// computed reads the common parameter "compute".
func (b *Binder) computed(a Args) *computation {
	source := a.Word("compute")
	if source == "" {
		return nil
	}
	e := b.compile("compute", source, a, false)
	if e == nil {
		return nil
	}
	if e.Type() != formula.Number {
		b.Bad("compute", "公式的结果应当是数，而不是条件", "the formula must give a number, not a condition")
	}
	return &computation{e}
}

// before computes the value and hands it to a rule as if it had been reported.
func (k *computation) before(eval Eval) Eval {
	return func(c *Calc) Term {
		v := c.formula(k.expr)
		if !v.Has() {
			return c.Missing(v.Why)
		}
		a := c.Step(Actual, lang.T("计算的实绩值", "actual value, computed"), v.Term)
		f := *c.Facts
		f.Data = append(slices.Clone(f.Data), Datum{Item: Actual, Number: &a.N, Computed: true})
		return c.with(&f, eval)
	}
}

// Computes reports whether the value of the line is computed.
func (b *Bound) Computes() bool { return b.compute != nil }

// ComputesByClass reports whether the computation of the value looks at the class.
func (b *Bound) ComputesByClass() bool { return b.compute != nil && b.compute.expr.ReadsClass() }

// Value is the value of a line: computed, or the one reported; nil if there is none.
func (b *Bound) Value(f *Facts) *Datum {
	if b.compute == nil {
		return f.datum(Actual)
	}
	c := &Calc{Facts: f}
	v := c.formula(b.compute.expr)
	if !v.Has() {
		return nil
	}
	return &Datum{Item: Actual, Number: &v.Term.N, Computed: true}
}

// formula evaluates e on the facts of c, writing down what it reads and what decides.
func (c *Calc) formula(e *formula.Expr) formula.Value {
	s := &inputs{calc: c, facts: c.Facts, expr: e, read: map[string]formula.Value{}}
	if !c.Trace {
		return e.Eval(s, nil)
	}
	return e.Eval(s, s)
}

// inputs gives a formula the facts of a line, or of another unit of the class.
type inputs struct {
	calc  *Calc // nil: another unit's, nothing is written down
	facts *Facts
	full  decimal.Number // of another unit
	expr  *formula.Expr
	read  map[string]formula.Value
}

// Because writes down what decided something in a formula.
func (s *inputs) Because(what lang.Text, comparison string) {
	if s.calc != nil {
		s.calc.Steps = append(s.calc.Steps, Step{What: what, Expr: comparison})
	}
}

func (s *inputs) Get(v *formula.Var, part formula.Part) formula.Value {
	key := v.Key + string(rune('0'+part))
	if known, ok := s.read[key]; ok {
		return known
	}
	value := s.find(v, part)
	if s.read != nil {
		s.read[key] = value
	}
	return value
}

func (s *inputs) find(v *formula.Var, part formula.Part) formula.Value {
	prefix, name := v.Key[:len(itemKey)], v.Key[len(itemKey):]
	switch {
	case prefix == lineKey:
		return s.line(v, name, part)
	case prefix == itemKey:
		d := s.facts.datum(name)
		switch {
		case d == nil:
			return formula.None(lang.Same(v.Name))
		case v.Type == formula.Text:
			return s.word(v, d)
		case d.Number == nil:
			return formula.None(lang.T("%[1]s（“%[2]s”不是数字）", "%[1]s (%[2]q is not a number)").With(v.Name, d.Word))
		}
		if name == Actual {
			return s.put(Actual, actualItem.Name, *d.Number, d.Source)
		}
		return s.put("", lang.Same(name), *d.Number, d.Source)
	case name == fullKey:
		if s.calc == nil {
			return formula.Num(s.full, false)
		}
		return formula.Value{Term: s.calc.F()}
	}
	n := s.facts.Goal.Named(name)
	if n == nil {
		return formula.None(lang.Same(v.Name))
	}
	return s.put(name, goalNames[name], n.Value, n.Source)
}

// goalNames are the words for the numbers of a target.
var goalNames = map[string]lang.Text{
	"T": lang.T("目标值", "target value"), "C": lang.T("挑战值", "challenge value"), "B": lang.T("基期值", "baseline"),
	"L": lang.T("下限", "lower bound"), "U": lang.T("上限", "upper bound"),
}

func (s *inputs) word(v *formula.Var, d *Datum) formula.Value {
	if d.Word == "" {
		return formula.None(lang.Same(v.Name))
	}
	if s.calc != nil {
		s.calc.putWord("", lang.Same(v.Name), d.Word, d.Source)
	}
	return formula.Word(d.Word)
}

// put notes an input, unless the line's rule has done so: a value that was computed has no source of its own.
func (s *inputs) put(symbol string, what lang.Text, n decimal.Number, src fact.Source) formula.Value {
	if s.calc == nil {
		return formula.Num(n, false)
	}
	return formula.Value{Term: s.calc.Put(symbol, what, n, src)}
}

// line is another indicator of the unit.
func (s *inputs) line(v *formula.Var, code string, part formula.Part) formula.Value {
	l, ok := s.facts.Lines[code]
	if !ok {
		return formula.None(lang.T("“%[1]s”（本单位没有这项指标）", "%[1]q, which the unit doesn't have").With(v.Name))
	}
	name := lang.Same(code + " " + l.Name)
	switch part {
	case formula.FullPoints:
		return s.put("", lang.T("%[1]s 分值", "full points of %[1]s").With(name), l.Full, fact.Source{})
	case formula.Points:
		if l.Points == nil {
			return formula.None(lang.T("“%[1]s”的得分", "the points of %[1]q").With(l.Name))
		}
		return s.put("", lang.T("%[1]s 得分", "points of %[1]s").With(name), *l.Points, fact.Source{})
	}
	if l.Value == nil {
		return formula.None(lang.T("“%[1]s”的实绩值", "the value of %[1]q").With(l.Name))
	}
	return s.put(code, name, *l.Value, l.Source)
}

// Class is the other units of the class. What a formula finds out about it is kept for all of them.
func (s *inputs) Class() *formula.Class {
	class := s.facts.Class
	if class == nil || s.calc == nil {
		return nil
	}
	if class.compared == nil {
		class.compared = map[*formula.Expr]*formula.Class{}
	}
	known := class.compared[s.expr]
	if known == nil {
		known = &formula.Class{}
		for _, m := range class.Members {
			known.Members = append(known.Members, &inputs{facts: m.Facts, full: s.calc.Full, expr: s.expr})
		}
		class.compared[s.expr] = known
	}
	return known
}
