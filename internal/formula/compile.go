package formula

import (
	"slices"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/lang"
)

// Type is the type of a value.
type Type uint8

const (
	Number Type = iota
	Truth
	Text
	List // of numbers
)

// Name returns the words for t.
func (t Type) Name() lang.Text {
	return []lang.Text{lang.T("数", "a number"), lang.T("条件", "a condition"), lang.T("文字", "a text"),
		lang.T("列表", "a list")}[t]
}

// Var is a named input.
type Var struct {
	Key  string    // canonical: what the scope is asked for
	Name string    // as people call it
	Type Type      // Number or Text
	Unit string    // of measure; empty: not known
	Line bool      // it is another indicator: points, full and rate may be asked for
	Why  lang.Text // why it is text, where it looks like numbers
}

// Names says which names a formula may use. It returns nil for a name that there isn't.
type Names func(name string) *Var

// Expr is a formula that was read and checked.
type Expr struct {
	Source  string
	root    *node
	vars    []*Var
	lines   map[string]bool // keys of the vars whose points it reads
	members bool            // it looks at the class
}

// Type is the type of its result.
func (e *Expr) Type() Type { return e.root.typ }

// Vars returns the inputs that the formula uses, in the order in which they first stand in it.
func (e *Expr) Vars() []*Var { return e.vars }

// ReadsPoints reports whether it reads the points of v, and not only its value.
func (e *Expr) ReadsPoints(v *Var) bool { return e.lines[v.Key] }

// ReadsClass reports whether it looks at the other units of the class.
func (e *Expr) ReadsClass() bool { return e.members }

// Compile reads a formula. Without problems that aren't warnings, the Expr can be evaluated.
func Compile(source string, names Names) (*Expr, []Problem) { return CompileHeaded(source, names, nil) }

// CompileHeaded is Compile for the headings of a table, which may be written as they stand: with spaces, brackets and
// whatever else is in them.
func CompileHeaded(source string, names Names, headings []string) (*Expr, []Problem) {
	tokens, problems := lex(source, headings)
	if len(problems) > 0 {
		return nil, problems
	}
	p := &parser{tokens: tokens}
	root := p.expression(0)
	if t := p.peek(); p.failed == nil && t.kind != endToken {
		p.fail(t, lang.T("“%[1]s”是多出来的；前面可能少了运算符", "%[1]q is left over; an operator may be missing before it").With(t.text))
	}
	if p.failed != nil {
		return nil, []Problem{*p.failed}
	}
	c := &checker{names: names, expr: &Expr{Source: source, root: root, lines: map[string]bool{}}}
	c.check(root, scope{})
	if root.typ == Text || root.typ == List {
		c.problem(root, lang.T("公式的结果应当是数或条件，而不是%[1]s",
			"a formula gives a number or a condition, not %[1]s").With(root.typ.Name()))
	}
	for _, problem := range c.problems {
		if !problem.Warning {
			return nil, c.problems
		}
	}
	return c.expr, c.problems
}

// checker finds names, types and units.
type checker struct {
	names    Names
	expr     *Expr
	problems []Problem
}

// scope is what surrounds a part: whether `it` means something, whether it stands inside class(…),
// what guards a division.
type scope struct {
	it      bool
	class   bool
	guarded bool
}

func (c *checker) problem(n *node, what lang.Text) {
	c.problems = append(c.problems, Problem{At: n.at, Len: n.len, What: what})
}

func (c *checker) warn(n *node, what lang.Text) {
	c.problems = append(c.problems, Problem{At: n.at, Len: n.len, What: what, Warning: true})
}

// need checks that a part has a type.
func (c *checker) need(n *node, t Type) {
	if n.typ != t {
		what := lang.T("这里要%[1]s，而不是%[2]s", "%[1]s is needed here, not %[2]s").With(t.Name(), n.typ.Name())
		if n.v != nil && n.typ == Text && !n.v.Why.IsZero() {
			what = lang.T("%[1]s：%[2]s", "%[1]s: %[2]s").With(what, n.v.Why)
		}
		c.problem(n, what)
	}
}

func (c *checker) check(n *node, s scope) {
	switch n.op {
	case opNumber:
		n.alone = true
		return
	case opTrue, opFalse:
		n.typ, n.alone = Truth, true
		return
	case opText:
		n.typ, n.alone = Text, true
		return
	case opIt:
		if !s.it {
			c.problem(n, lang.T("it（该数）只能写在对列表的函数里，如 count(class(A), it > 60)",
				"it stands only inside a function over a list, as in count(class(A), it > 60)"))
		}
		return
	case opName:
		c.name(n)
		return
	case "points", "full", "rate":
		c.lineOf(n)
		return
	}
	c.kids(n, s)
	c.types(n, s)
}

// kids checks the parts, each in its own surroundings.
func (c *checker) kids(n *node, s scope) {
	n.alone = true
	for i, kid := range n.kids {
		inner := s
		switch {
		case n.op == "class":
			if s.class {
				c.problem(n, lang.T("class（同类）里面不能再套 class", "class can't stand inside class"))
			}
			inner.class, inner.it = true, false
			c.expr.members = true
		case overList(n.op) && i == 1 && len(n.kids) == 2 && n.kids[0].typ == List:
			inner.it = true
		case n.op == "coalesce" || n.op == "missing" || n.op == "if" && i > 0:
			inner.guarded = true
		}
		c.check(kid, inner)
		n.alone = n.alone && kid.alone
		if w := n.weights; i < len(w) && w[i] != nil {
			c.check(w[i], s)
			n.alone = n.alone && w[i].alone
		}
	}
	if n.op == "class" {
		n.alone = true
	}
}

// overList reports whether a function takes a list and what to do with each number of it.
func overList(op string) bool { return op == "sum" || op == "mean" || op == "count" }

func usesIt(n *node) bool {
	if n.op == opIt {
		return true
	}
	if overList(n.op) && len(n.kids) == 2 { // an inner function over a list has its own
		return usesIt(n.kids[0])
	}
	return slices.ContainsFunc(n.kids, usesIt) ||
		slices.ContainsFunc(n.weights, func(w *node) bool { return w != nil && usesIt(w) })
}

func (c *checker) name(n *node) {
	v := c.names(n.text)
	if v == nil {
		c.problem(n, lang.T("没有“%[1]s”这个数据", "there is no input %[1]q").With(n.text))
		return
	}
	if !slices.ContainsFunc(c.expr.vars, func(o *Var) bool { return o.Key == v.Key }) {
		c.expr.vars = append(c.expr.vars, v)
	}
	n.v, n.typ, n.unit = v, v.Type, unitOf(v.Unit)
}

func (c *checker) lineOf(n *node) {
	if n.kids[0].op != opName {
		c.problem(n.kids[0], lang.T("%[1]s 里要写一项指标", "%[1]s takes an indicator").With(n.op))
		return
	}
	before := len(c.problems)
	c.name(n.kids[0])
	if v := n.kids[0].v; v != nil && !v.Line {
		c.problem(n.kids[0], lang.T("“%[1]s”不是别的指标，没有得分", "%[1]q is not another indicator: it has no points").With(v.Name))
	}
	if len(c.problems) == before {
		c.expr.lines[n.kids[0].v.Key] = true
	}
}

// types gives a part its type and unit, and says where the parts don't fit together.
func (c *checker) types(n *node, s scope) {
	switch n.op {
	case "and", "or", "not":
		n.typ = Truth
		for _, kid := range n.kids {
			c.need(kid, Truth)
		}
	case "=", "≠":
		n.typ = Truth
		if n.kids[0].typ != n.kids[1].typ || n.kids[0].typ == List || n.kids[0].typ == Truth {
			c.problem(n, lang.T("只能比较两个数或两段文字", "only two numbers or two texts can be compared"))
		}
		c.sameUnit(n)
	case "<", "≤", ">", "≥":
		n.typ = Truth
		c.needNumbers(n)
		c.sameUnit(n)
	case "+", "-", "clamp", "min", "max":
		c.needNumbers(n)
		n.unit = c.sameUnit(n)
	case "*":
		c.needNumbers(n)
		n.unit = n.kids[0].unit.times(n.kids[1].unit, 1)
	case "/":
		c.needNumbers(n)
		n.unit = n.kids[0].unit.times(n.kids[1].unit, -1)
		c.divisor(n.kids[1], s)
	case opNeg, "abs", "floor", "ceil":
		c.needNumbers(n)
		n.unit = n.kids[0].unit
	case "round":
		c.needNumbers(n)
		n.unit = n.kids[0].unit
		if len(n.kids) == 2 {
			if places, ok := constant(n.kids[1]); !ok || places.Sign() < 0 || decimal.Int(12).Less(places) ||
				!places.Equal(places.Floor()) {
				c.problem(n.kids[1], lang.T("小数位数要写 0 至 12 的整数", "the number of decimals is a whole number from 0 to 12"))
			}
		}
	case "if":
		c.need(n.kids[0], Truth)
		n.typ, n.unit = n.kids[1].typ, n.kids[1].unit
		if n.kids[2].typ != n.typ {
			c.problem(n.kids[2], lang.T("if 的两个结果要同是数或同是条件", "both results of if must be of one type"))
		}
	case "sum", "mean", "gmean", "median", "sd":
		c.aggregate(n)
	case "count":
		c.counting(n)
	case "wmean", "wgmean":
		c.needNumbers(n)
		for _, w := range n.weights {
			if w == nil {
				c.problem(n, lang.T("%[1]s 不用 else", "%[1]s takes no else").With(n.op))
				return
			}
			c.need(w, Number)
		}
		n.unit = c.sameUnit(n)
	case "rank":
		c.need(n.kids[0], Number)
		c.need(n.kids[1], List)
	case "class":
		c.need(n.kids[0], Number)
		n.typ, n.unit = List, n.kids[0].unit
	case "list":
		c.needNumbers(n)
		n.typ, n.unit = List, c.sameUnit(n)
	case "lookup":
		c.lookup(n)
	case "missing":
		n.typ = Truth
	case "coalesce":
		n.typ, n.unit = n.kids[0].typ, n.kids[0].unit
		for _, kid := range n.kids[1:] {
			c.need(kid, n.typ)
		}
		if n.typ == List {
			c.problem(n, lang.T("coalesce 不能用于列表", "coalesce doesn't take lists"))
		}
	default: // ^, percent, sqrt, ln, log10, exp: the result has no unit that we know
		c.needNumbers(n)
	}
}

func (c *checker) needNumbers(n *node) {
	for _, kid := range n.kids {
		if kid.typ == List && (n.op == "min" || n.op == "max") && len(n.kids) == 1 {
			continue
		}
		c.need(kid, Number)
	}
}

// aggregate checks sum, mean and their like: numbers, or one list, with what to take of each.
func (c *checker) aggregate(n *node) {
	if n.kids[0].typ != List {
		c.needNumbers(n)
		n.unit = c.sameUnit(n)
		return
	}
	n.unit = n.kids[0].unit
	switch {
	case len(n.kids) == 1:
	case len(n.kids) == 2 && overList(n.op) && usesIt(n.kids[1]):
		c.need(n.kids[1], Number)
		n.unit = unit{}
	default:
		c.problem(n, lang.T("列表后面只能写怎样用每个数（用 it）", "after a list only what to take of each number may follow, with it"))
	}
}

func (c *checker) counting(n *node) {
	if n.kids[0].typ == List {
		if len(n.kids) > 2 || len(n.kids) == 2 && !usesIt(n.kids[1]) {
			c.problem(n, lang.T("count 的条件要用 it（该数）", "the condition of count needs it"))
		} else if len(n.kids) == 2 {
			c.need(n.kids[1], Truth)
		}
		return
	}
	for _, kid := range n.kids {
		c.need(kid, Truth)
	}
}

// lookup checks that keys are constants of the type of x, that numbers rise or fall without a repeat, and that all
// results have one type.
func (c *checker) lookup(n *node) {
	x := n.kids[0]
	if x.typ != Number && x.typ != Text {
		c.problem(x, lang.T("只能用数或文字查表", "only numbers and texts can be looked up"))
		return
	}
	if len(n.kids) < 2 {
		return
	}
	n.typ, n.unit = n.kids[1].typ, n.kids[1].unit
	seen := map[string]bool{}
	for i, value := range n.kids[1:] {
		key := n.weights[i+1]
		c.need(value, n.typ)
		if key == nil {
			if i != len(n.kids)-2 {
				c.problem(value, lang.T("else 要写在最后", "else comes last"))
			}
			continue
		}
		number, isNumber := constant(key)
		name := key.text
		if isNumber {
			name = number.String()
		}
		switch {
		case key.typ != x.typ || x.typ == Number && !isNumber || x.typ == Text && key.op != opText:
			c.problem(key, lang.T("查表的键要是%[1]s常数", "the keys must be constants: %[1]s").With(x.typ.Name()))
		case seen[name]:
			c.problem(key, lang.T("键“%[1]s”出现了两次", "the key %[1]q stands twice").With(name))
		}
		seen[name] = true
	}
}

// constant returns the value of a part that is a number as written: 12, -3, 95%.
func constant(n *node) (decimal.Number, bool) {
	switch n.op {
	case opNumber:
		return n.num, true
	case opNeg:
		x, ok := constant(n.kids[0])
		return x.Neg(), ok
	case opPercent:
		x, ok := constant(n.kids[0])
		return x.Quo(decimal.Int(100)), ok
	}
	return decimal.Zero, false
}

// divisor warns of a division by what may be zero, unless something around it says what then.
func (c *checker) divisor(n *node, s scope) {
	if fixed(n) && len(c.problems) == 0 {
		if v := (&machine{left: maxNodes}).eval(n); v.Has() && v.Term.N.IsZero() {
			c.problem(n, lang.T("除数是零", "the divisor is zero"))
		}
		return
	}
	switch {
	case s.guarded || positive(n):
	default:
		c.warn(n, lang.T("除数为零时这里没有值，按缺报处理；可用 if 或 coalesce 写明怎样算",
			"if the divisor is zero there is no value here and the missing-data policy applies; "+
				"say what then with if or coalesce"))
	}
}

// fixed reports whether a part is made of constants only: ln(75000) - ln(100).
func fixed(n *node) bool {
	switch n.op {
	case opName, opIt, "class", "points", "full", "rate":
		return false
	}
	return !slices.ContainsFunc(n.kids, func(k *node) bool { return !fixed(k) }) &&
		!slices.ContainsFunc(n.weights, func(w *node) bool { return w != nil && !fixed(w) })
}

// positive reports whether a part can't be zero: max(x, 1), count over a list that the unit is in.
func positive(n *node) bool {
	if x, ok := constant(n); ok {
		return x.Sign() > 0
	}
	switch n.op {
	case "max":
		return slices.ContainsFunc(n.kids, positive)
	case "exp":
		return true
	case "*", "+":
		return positive(n.kids[0]) && positive(n.kids[1])
	}
	return false
}

// unit is a unit of measure as powers of named ones: 元 ÷ 人. The zero unit is not known, and fits with everything.
type unit struct {
	known  bool
	powers string // canonical: "人^-1 元^1"
}

func unitOf(name string) unit {
	if name == "" {
		return unit{}
	}
	return unit{true, name + "^1"}
}

// times multiplies units; sign -1 divides.
func (u unit) times(v unit, sign int) unit {
	if !u.known || !v.known {
		return unit{}
	}
	counts := map[string]int{}
	for _, part := range strings.Fields(u.powers) {
		name, n := splitPower(part)
		counts[name] += n
	}
	for _, part := range strings.Fields(v.powers) {
		name, n := splitPower(part)
		counts[name] += sign * n
	}
	var parts []string
	for name, n := range counts {
		if n != 0 {
			parts = append(parts, name+"^"+itoa(n))
		}
	}
	slices.Sort(parts)
	return unit{true, strings.Join(parts, " ")}
}

func splitPower(part string) (string, int) {
	i := strings.LastIndex(part, "^")
	n, sign := 0, 1
	for _, r := range part[i+1:] {
		if r == '-' {
			sign = -1
			continue
		}
		n = 10*n + int(r-'0')
	}
	return part[:i], sign * n
}

func itoa(n int) string { return decimal.Int(int64(n)).String() }

// String is the unit as people write it.
func (u unit) String() string {
	if u.powers == "" {
		return "1"
	}
	return strings.ReplaceAll(strings.ReplaceAll(u.powers, "^1", ""), " ", "·")
}

// sameUnit warns if the parts of a sum or a comparison are measured differently, and returns their unit.
func (c *checker) sameUnit(n *node) unit {
	var out unit
	for _, kid := range n.kids {
		switch {
		case !kid.unit.known:
		case !out.known:
			out = kid.unit
		case out != kid.unit:
			c.warn(n, lang.T("计量单位不同：%[1]s 和 %[2]s", "different units of measure: %[1]s and %[2]s").With(out, kid.unit))
			return unit{}
		}
	}
	return out
}
