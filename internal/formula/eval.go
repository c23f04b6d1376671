package formula

import (
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/term"
)

// Value is what a formula, or a part of it, comes to. A value that isn't there says why in Why: nothing was reported,
// or the arithmetic has no result (a division by zero).
type Value struct {
	Type  Type
	Term  term.Term // Number
	Truth bool
	Text  string
	List  []term.Term
	Why   lang.Text // not empty: there is no value
}

// Has reports whether there is a value.
func (v Value) Has() bool { return v.Why.IsZero() }

// Num is a number as a value.
func Num(n decimal.Number, traced bool) Value { return Value{Term: term.Of(n, traced)} }

// Word is a text as a value.
func Word(s string) Value { return Value{Type: Text, Text: s} }

// None is a value that isn't there.
func None(why lang.Text) Value { return Value{Why: why} }

// Part is what a formula reads of an indicator.
type Part uint8

const (
	Itself Part = iota // its value
	Points
	FullPoints
)

// Scope gives a formula its inputs: those of one unit, or of one row of a table.
type Scope interface {
	// Get returns an input, or a value that says why there is none.
	Get(v *Var, part Part) Value
	// Class returns what the unit is compared with, itself included; nil if there is nothing.
	Class() *Class
}

// Class is the units that a formula compares, and what it found out about them already.
type Class struct {
	Members []Scope
	known   map[*node]Value
	sorted  map[*node][]decimal.Number
}

// Tracer writes down what decided something: a comparison that holds, a remark.
type Tracer interface {
	Because(what lang.Text, comparison string)
}

// maxCost bounds the work of one evaluation, counted in parts and in numbers of lists.
const maxCost = 2_000_000

// maxDigits bounds the length of a number. Honest scores have a few dozen digits.
const maxDigits = 2000

// Eval computes the formula for s. With a Tracer, the result carries its arithmetic.
func (e *Expr) Eval(s Scope, t Tracer) Value {
	m := &machine{scope: s, tracer: t, left: maxCost}
	return m.eval(e.root)
}

type machine struct {
	scope  Scope
	tracer Tracer // nil: no trace
	it     term.Term
	left   int // cost that may still be spent
}

var tooMuch = lang.T("计算量超过限度", "too much to compute")

func (m *machine) num(n decimal.Number) Value { return Num(n, m.tracer != nil) }
func (m *machine) int(n int64) term.Term      { return term.Of(decimal.Int(n), m.tracer != nil) }

func truth(b bool) Value { return Value{Type: Truth, Truth: b} }

// number wraps a result, unless it has grown too long.
func number(t term.Term) Value {
	if t.N.Longer(maxDigits) {
		return None(lang.T("数字太长，超过 %[1]d 位", "the number is longer than %[1]d digits").With(maxDigits))
	}
	return Value{Term: t}
}

func (m *machine) eval(n *node) Value {
	if m.left--; m.left < 0 {
		return None(tooMuch)
	}
	switch n.op {
	case opNumber:
		return m.num(n.num)
	case opText:
		return Word(n.text)
	case opTrue, opFalse:
		return truth(n.op == opTrue)
	case opIt:
		return Value{Term: m.it}
	case opName:
		return m.scope.Get(n.v, Itself)
	case "points":
		return m.scope.Get(n.kids[0].v, Points)
	case "full":
		return m.scope.Get(n.kids[0].v, FullPoints)
	case "rate":
		return m.rate(n.kids[0].v)
	case "if":
		condition := m.eval(n.kids[0])
		switch {
		case !condition.Has():
			return condition
		case condition.Truth:
			return m.eval(n.kids[1])
		}
		return m.eval(n.kids[2])
	case "and", "or":
		return m.logic(n)
	case "not":
		v := m.eval(n.kids[0])
		v.Truth = !v.Truth
		return v
	case "missing":
		return truth(!m.quietly(n.kids[0]).Has())
	case "coalesce":
		return m.coalesce(n)
	case "lookup":
		return m.lookup(n)
	case "class", "list":
		return m.list(n)
	case "count":
		return m.count(n)
	case "rank":
		return m.rank(n)
	case "wmean", "wgmean":
		return m.weighted(n)
	case "sum", "mean", "gmean", "median", "sd":
		return m.aggregate(n)
	case "min", "max":
		if n.kids[0].typ == List {
			return m.aggregate(n)
		}
	}
	return m.arithmetic(n)
}

// quietly evaluates a part without writing down what decided it.
func (m *machine) quietly(n *node) Value {
	before := m.tracer
	if m.tracer != nil {
		m.tracer = mute{}
	}
	v := m.eval(n)
	m.tracer = before
	return v
}

// mute keeps the texts of terms but writes nothing down.
type mute struct{}

func (mute) Because(lang.Text, string) {}

func (m *machine) rate(v *Var) Value {
	points, full := m.scope.Get(v, Points), m.scope.Get(v, FullPoints)
	switch {
	case !points.Has():
		return points
	case !full.Has():
		return full
	case full.Term.N.IsZero():
		return None(lang.T("“%[1]s”的分值为零", "the full points of %[1]q are zero").With(v.Name))
	}
	return number(points.Term.Quo(full.Term))
}

// logic is and, or with missing conditions: false and nothing is false, true or nothing is true.
func (m *machine) logic(n *node) Value {
	a := m.eval(n.kids[0])
	if a.Has() && a.Truth == (n.op == "or") {
		return a
	}
	b := m.eval(n.kids[1])
	if b.Has() && b.Truth == (n.op == "or") || a.Has() {
		return b
	}
	return a
}

func (m *machine) coalesce(n *node) Value {
	var first Value
	for i, kid := range n.kids {
		v := m.eval(kid)
		if v.Has() {
			if i > 0 && m.tracer != nil {
				m.tracer.Because(lang.T("%[1]s，取后面的", "%[1]s: the next is taken").With(first.Why), "")
			}
			return v
		}
		if i == 0 {
			first = v
		}
	}
	return first
}

// operands evaluates the parts of n; the first that has no value ends it.
func (m *machine) operands(n *node) ([]term.Term, Value, bool) {
	var room [2]term.Term
	out := room[:0]
	for _, kid := range n.kids {
		v := m.eval(kid)
		if !v.Has() {
			return nil, v, false
		}
		out = append(out, v.Term)
	}
	return out, Value{}, true
}

func (m *machine) arithmetic(n *node) Value {
	if n.kids[0].typ == Text { // = and ≠ of texts
		return m.texts(n)
	}
	x, none, ok := m.operands(n)
	if !ok {
		return none
	}
	switch n.op {
	case "+":
		return number(x[0].Add(x[1]))
	case "-":
		return number(x[0].Sub(x[1]))
	case "*":
		return number(x[0].Mul(x[1]))
	case "/":
		if x[1].N.IsZero() {
			return None(lang.T("除数为零", "division by zero"))
		}
		return number(x[0].Quo(x[1]))
	case "^":
		out, err := x[0].Pow(x[1])
		if err != nil {
			return None(lang.T("%[1]s 的 %[2]s 次方没有实数值", "%[1]s to the power %[2]s has no real value").With(x[0].N, x[1].N))
		}
		return number(out)
	case opNeg:
		return number(x[0].Neg())
	case opPercent:
		return number(x[0].Quo(m.int(100)))
	case "=", "≠", "<", "≤", ">", "≥":
		return m.compare(n.op, x[0], x[1])
	case "min":
		return number(term.Min(x...))
	case "max":
		return number(term.Max(x...))
	case "clamp":
		if x[2].N.Less(x[1].N) {
			return None(lang.T("clamp 的下限 %[1]s 大于上限 %[2]s",
				"clamp: the lower limit %[1]s is above the upper %[2]s").With(x[1].N, x[2].N))
		}
		return number(term.Max(x[1], term.Min(x[0], x[2])))
	case "round":
		places := int64(0)
		if len(x) == 2 {
			places, _ = x[1].N.Int64()
		}
		return number(term.Call("round", x[0].N.Round(int(places)), x...))
	case "abs":
		return number(term.Call("abs", x[0].N.Abs(), x[0]))
	case "floor", "ceil":
		return m.whole(n.op, x[0])
	}
	return m.function(n.op, x[0])
}

func (m *machine) whole(op string, x term.Term) Value {
	n, sign := x.N.Floor(), "≤"
	if op == "ceil" {
		n, sign = x.N.Ceil(), "≥"
	}
	out := m.num(n)
	if m.tracer != nil && !n.Equal(x.N) {
		m.tracer.Because(lang.T("取整", "to a whole number"), out.Term.Text()+" "+sign+" "+x.Text())
	}
	return out
}

// function is a function without an exact value.
func (m *machine) function(op string, x term.Term) Value {
	f := map[string]func(decimal.Number) (decimal.Number, error){"sqrt": decimal.Sqrt, "ln": decimal.Ln,
		"log10": decimal.Log10, "exp": decimal.Exp}[op]
	n, err := f(x.N)
	if err != nil {
		return None(lang.T("%[1]s(%[2]s) 没有值", "%[1]s(%[2]s) has no value").With(op, x.N))
	}
	return number(term.Call(op, n, x))
}

func (m *machine) texts(n *node) Value {
	a := m.eval(n.kids[0])
	if !a.Has() {
		return a
	}
	b := m.eval(n.kids[1])
	if !b.Has() {
		return b
	}
	equal := a.Text == b.Text
	if m.tracer != nil {
		what := lang.T("“%[1]s”与“%[2]s”相同", "%[1]q is %[2]q")
		if !equal {
			what = lang.T("“%[1]s”不是“%[2]s”", "%[1]q is not %[2]q")
		}
		m.tracer.Because(what.With(a.Text, b.Text), "")
	}
	return truth(equal == (n.op == "="))
}

// opposite is the comparison that holds where another doesn't.
var opposite = map[string]string{"=": "≠", "≠": "=", "<": "≥", "≥": "<", ">": "≤", "≤": ">"}

func (m *machine) compare(op string, a, b term.Term) Value {
	c := a.N.Cmp(b.N)
	holds := false
	switch op {
	case "=":
		holds = c == 0
	case "≠":
		holds = c != 0
	case "<":
		holds = c < 0
	case "≤":
		holds = c <= 0
	case ">":
		holds = c > 0
	case "≥":
		holds = c >= 0
	}
	if m.tracer != nil {
		what := lang.T("条件成立", "the condition holds")
		if !holds {
			op, what = opposite[op], lang.T("条件不成立", "the condition doesn't hold")
		}
		m.tracer.Because(what, a.Within(term.Sum)+" "+op+" "+b.Within(term.Sum))
	}
	return truth(holds)
}

// list is a list of numbers: what was given, or x of every unit of the class, without what is missing.
func (m *machine) list(n *node) Value {
	out := Value{Type: List}
	if n.op == "list" {
		for _, kid := range n.kids {
			if v := m.eval(kid); v.Has() {
				out.List = append(out.List, v.Term)
			}
		}
		return out
	}
	class := m.scope.Class()
	if class == nil {
		return None(lang.T("没有可比的同类单位", "there is no class to compare with"))
	}
	v, known := class.known[n]
	if !known {
		v = m.gather(n, class)
		if class.known == nil {
			class.known = map[*node]Value{}
		}
		class.known[n] = v
	}
	if m.tracer == nil || !v.Has() {
		return v
	}
	for _, t := range v.List { // known without their texts
		out.List = append(out.List, term.Of(t.N, true))
	}
	return out
}

func (m *machine) gather(n *node, class *Class) Value {
	out := Value{Type: List, List: make([]term.Term, 0, len(class.Members))}
	for _, member := range class.Members {
		inner := machine{scope: member, left: m.left}
		v := inner.eval(n.kids[0])
		if m.left = inner.left; m.left < 0 {
			return None(tooMuch)
		}
		if v.Has() {
			out.List = append(out.List, v.Term)
		}
	}
	return out
}

// terms are the numbers that an aggregate works on: its arguments, which must all be there, or its list,
// each number as `it` says.
func (m *machine) terms(n *node) ([]term.Term, Value, bool) {
	if n.kids[0].typ != List {
		return m.operands(n)
	}
	v := m.eval(n.kids[0])
	if !v.Has() {
		return nil, v, false
	}
	if len(n.kids) == 1 {
		return v.List, Value{}, true
	}
	before := m.it
	defer func() { m.it = before }()
	out := make([]term.Term, 0, len(v.List))
	for _, t := range v.List {
		m.it = t
		x := m.eval(n.kids[1])
		if !x.Has() {
			return nil, x, false
		}
		out = append(out, x.Term)
	}
	return out, Value{}, true
}

func (m *machine) aggregate(n *node) Value {
	if n.alone && m.tracer == nil && m.scope.Class() != nil { // the same for every unit of the class
		class := m.scope.Class()
		if v, ok := class.known[n]; ok {
			return v
		}
		v := m.reduce(n)
		if class.known == nil {
			class.known = map[*node]Value{}
		}
		class.known[n] = v
		return v
	}
	return m.reduce(n)
}

func (m *machine) reduce(n *node) Value {
	x, none, ok := m.terms(n)
	if !ok {
		return none
	}
	if m.left -= len(x); m.left < 0 {
		return None(tooMuch)
	}
	if len(x) == 0 {
		if n.op == "sum" {
			return m.num(decimal.Zero)
		}
		return None(lang.T("列表中没有数", "the list is empty"))
	}
	count := m.int(int64(len(x)))
	switch n.op {
	case "min":
		return number(term.Min(x...))
	case "max":
		return number(term.Max(x...))
	case "sum":
		return m.total(x)
	case "mean":
		total := m.total(x)
		if !total.Has() {
			return total
		}
		return number(total.Term.Quo(count))
	case "median":
		return m.median(x)
	case "sd":
		return m.deviation(x, count)
	}
	return m.geometric(x, count)
}

// total adds up, watching the length of the sum: fractions of many denominators grow.
func (m *machine) total(x []term.Term) Value {
	if m.tracer != nil {
		return number(term.Total(x))
	}
	out := x[0].N
	for i, t := range x[1:] {
		out = out.Add(t.N)
		if i%64 == 63 && out.Longer(maxDigits) {
			break
		}
	}
	return number(term.Plain(out))
}

func (m *machine) median(x []term.Term) Value {
	values := slices.Clone(x)
	slices.SortStableFunc(values, func(a, b term.Term) int { return a.N.Cmp(b.N) })
	k := len(values)
	if k%2 == 1 {
		return number(values[k/2])
	}
	return number(values[k/2-1].Add(values[k/2]).Quo(m.int(2)))
}

func (m *machine) deviation(x []term.Term, count term.Term) Value {
	total := m.total(x)
	if !total.Has() {
		return total
	}
	mean := total.Term.Quo(count)
	plain := term.Of(mean.N, m.tracer != nil)
	squares := make([]term.Term, len(x))
	for i, t := range x {
		d := t.Sub(plain)
		squares[i] = d.Mul(d)
	}
	sum := m.total(squares)
	if !sum.Has() {
		return sum
	}
	return m.function("sqrt", sum.Term.Quo(count))
}

func (m *machine) geometric(x []term.Term, count term.Term) Value {
	product := x[0]
	for i, t := range x {
		if t.N.Sign() < 0 {
			return None(lang.T("几何平均不能有负数（%[1]s）", "a geometric mean takes no negative number (%[1]s)").With(t.N))
		}
		if i > 0 {
			product = product.Mul(t)
		}
		if product.N.Longer(maxDigits) {
			return number(product)
		}
	}
	return m.root(product, m.int(1).Quo(count))
}

// root is a power that may be of zero.
func (m *machine) root(base, exponent term.Term) Value {
	out, err := base.Pow(exponent)
	if err != nil {
		return None(lang.T("%[1]s 的 %[2]s 次方没有实数值", "%[1]s to the power %[2]s has no real value").With(base.N, exponent.N))
	}
	return number(out)
}

// weighted is the weighted mean, arithmetic or geometric.
func (m *machine) weighted(n *node) Value {
	var parts, weights []term.Term
	for i, kid := range n.kids {
		x := m.eval(kid)
		if !x.Has() {
			return x
		}
		w := m.eval(n.weights[i])
		if !w.Has() {
			return w
		}
		if w.Term.N.Sign() < 0 || n.op == "wgmean" && x.Term.N.Sign() < 0 {
			return None(lang.T("加权平均的权重、加权几何平均的数不能为负", "weights, and the numbers of a geometric mean, can't be negative"))
		}
		weights = append(weights, w.Term)
		if n.op == "wmean" {
			parts = append(parts, w.Term.Mul(x.Term))
		} else if w.Term.N.Sign() > 0 {
			parts = append(parts, x.Term)
		}
	}
	sum := m.total(weights)
	switch {
	case !sum.Has():
		return sum
	case sum.Term.N.IsZero():
		return None(lang.T("权重合计为零", "the weights add up to zero"))
	case n.op == "wmean":
		total := m.total(parts)
		if !total.Has() || sum.Term.N.Equal(decimal.One) {
			return total
		}
		return number(total.Term.Quo(sum.Term))
	}
	return m.weightedGeometric(parts, weights, sum.Term)
}

func (m *machine) weightedGeometric(parts, weights []term.Term, sum term.Term) Value {
	var out Value
	k := 0
	for _, w := range weights {
		if w.N.Sign() == 0 {
			continue
		}
		share := w
		if !sum.N.Equal(decimal.One) {
			share = w.Quo(sum)
		}
		factor := m.root(parts[k], share)
		if !factor.Has() {
			return factor
		}
		if k == 0 {
			out = factor
		} else {
			out = number(out.Term.Mul(factor.Term))
		}
		if k++; !out.Has() {
			return out
		}
	}
	return out
}

func (m *machine) count(n *node) Value {
	if n.kids[0].typ != List {
		holding := int64(0)
		for _, kid := range n.kids {
			v := m.eval(kid)
			if !v.Has() {
				return v
			}
			if v.Truth {
				holding++
			}
		}
		return m.num(decimal.Int(holding))
	}
	list := m.eval(n.kids[0])
	if !list.Has() || len(n.kids) == 1 {
		return m.counted(list, int64(len(list.List)))
	}
	before, tracer := m.it, m.tracer
	if m.tracer != nil {
		m.tracer = mute{}
	}
	defer func() { m.it, m.tracer = before, tracer }()
	holding := int64(0)
	for _, t := range list.List {
		m.it = t
		v := m.eval(n.kids[1])
		if !v.Has() {
			return v
		}
		if v.Truth {
			holding++
		}
	}
	return m.counted(list, holding)
}

func (m *machine) counted(list Value, n int64) Value {
	if !list.Has() {
		return list
	}
	return m.num(decimal.Int(n))
}

// rank is the place of x in a list, largest first.
func (m *machine) rank(n *node) Value {
	x := m.eval(n.kids[0])
	if !x.Has() {
		return x
	}
	list := m.eval(n.kids[1])
	if !list.Has() {
		return list
	}
	sorted := m.sorted(n.kids[1], list)
	// The list is in falling order: the place is one more than the number of those above x.
	above, _ := slices.BinarySearchFunc(sorted, x.Term.N, func(a, b decimal.Number) int { return b.Cmp(a) })
	if m.tracer != nil {
		m.tracer.Because(lang.T("%[2]d 个数中有 %[1]d 个大于 %[3]s", "%[1]d of %[2]d numbers are above %[3]s").
			With(above, len(sorted), x.Term.N), "")
	}
	return m.num(decimal.Int(int64(above) + 1))
}

// sorted returns a list in falling order, computed once for a class.
func (m *machine) sorted(n *node, list Value) []decimal.Number {
	class := m.scope.Class()
	if n.alone && class != nil {
		if known, ok := class.sorted[n]; ok {
			return known
		}
	}
	out := make([]decimal.Number, len(list.List))
	for i, t := range list.List {
		out[i] = t.N
	}
	slices.SortFunc(out, func(a, b decimal.Number) int { return b.Cmp(a) })
	if n.alone && class != nil {
		if class.sorted == nil {
			class.sorted = map[*node][]decimal.Number{}
		}
		class.sorted[n] = out
	}
	return out
}

// lookup takes the entry of the largest key not above a number, or of the same key for a text; else the
// last, if there is one.
func (m *machine) lookup(n *node) Value {
	x := m.eval(n.kids[0])
	if !x.Has() {
		return x
	}
	best, bestKey := -1, decimal.Zero
	for i, key := range n.weights[1:] {
		switch {
		case key == nil:
			if best < 0 {
				best = i + 1
			}
		case x.Type == Text:
			if key.text == x.Text {
				best = i + 1
			}
		default:
			k, _ := constant(key)
			if x.Term.N.AtLeast(k) && (best < 0 || bestKey.Less(k)) {
				best, bestKey = i+1, k
			}
		}
	}
	if best < 0 {
		return None(lang.T("表中查不到“%[1]s”", "the table has no entry for %[1]q").With(x.shown()))
	}
	if m.tracer != nil {
		m.lookedUp(x, n.weights[best], bestKey)
	}
	return m.eval(n.kids[best])
}

func (m *machine) lookedUp(x Value, key *node, k decimal.Number) {
	switch {
	case key == nil:
		m.tracer.Because(lang.T("表中没有“%[1]s”，取 else", "the table has no entry for %[1]q: else").With(x.shown()), "")
	case x.Type == Text:
		m.tracer.Because(lang.T("查表：“%[1]s”", "looked up: %[1]q").With(x.Text), "")
	default:
		m.tracer.Because(lang.T("查表：达到 %[1]s 这一档", "looked up: the entry of %[1]s is reached").With(k),
			x.Term.Within(term.Sum)+" ≥ "+term.Literal(k))
	}
}

func (v Value) shown() string {
	if v.Type == Text {
		return v.Text
	}
	return v.Term.N.String()
}
