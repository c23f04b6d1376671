package formula

import (
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/lang"
)

// node is a part of a formula. op is an operator, the name of a function, or one of the leaves below.
type node struct {
	op      string
	kids    []*node
	weights []*node // of wmean; keys of lookup, nil for else
	num     decimal.Number
	text    string
	v       *Var
	typ     Type
	unit    unit
	alone   bool // depends on the class only: the same for every unit of it
	at, len int
}

// Leaves of the tree.
const (
	opNumber  = "number"
	opText    = "text"
	opName    = "name"
	opIt      = "it"
	opTrue    = "true"
	opFalse   = "false"
	opNeg     = "neg"
	opPercent = "percent"
)

type parser struct {
	tokens []token
	i      int
	nodes  int
	depth  int
	failed *Problem // the first mistake: what follows it means little
}

func (p *parser) peek() token { return p.tokens[p.i] }

func (p *parser) next() token {
	t := p.tokens[p.i]
	if p.i < len(p.tokens)-1 {
		p.i++
	}
	return t
}

// take consumes the sign if it comes next.
func (p *parser) take(sign string) bool {
	if t := p.peek(); t.kind == signToken && t.text == sign {
		p.next()
		return true
	}
	return false
}

func (p *parser) fail(t token, what lang.Text) *node {
	if p.failed == nil {
		p.failed = &Problem{At: t.at, Len: max(1, t.len), What: what}
	}
	return &node{op: opNumber, at: t.at, len: t.len}
}

func (p *parser) node(n node) *node {
	if p.nodes++; p.nodes > maxNodes {
		p.fail(token{at: n.at, len: n.len}, lang.T("公式太大，最多 %[1]d 个部分",
			"the formula is too large: at most %[1]d parts").With(maxNodes))
	}
	return &n
}

// Binding powers of operators, loosest first.
var powers = map[string]int{"or": 1, "and": 2, "=": 4, "≠": 4, "<": 4, "≤": 4, ">": 4, "≥": 4, "+": 5,
	"-": 5, "*": 6, "/": 6, "^": 8}

const (
	notPower     = 3
	negPower     = 7
	percentPower = 9
)

// expression reads operators that bind at least as tightly as least.
func (p *parser) expression(least int) *node {
	if p.depth++; p.depth > maxDepth {
		return p.fail(p.peek(), lang.T("括号套得太深，最多 %[1]d 层", "nested too deeply: at most %[1]d levels").With(maxDepth))
	}
	defer func() { p.depth-- }()
	left := p.prefix()
	for p.failed == nil {
		t := p.peek()
		if t.kind == signToken && t.text == "%" && percentPower >= least {
			p.next()
			left = p.node(node{op: opPercent, kids: []*node{left}, at: left.at, len: t.at + t.len - left.at})
			continue
		}
		power, ok := powers[t.text]
		if t.kind != signToken || !ok || power < least {
			break
		}
		p.next()
		right := power + 1
		if t.text == "^" { // binds to the right: 2^3^2 is 2^9
			right = power
			if p.peek().kind == signToken && p.peek().text == "-" {
				right = negPower
			}
		}
		kid := p.expression(right)
		left = p.node(node{op: t.text, kids: []*node{left, kid}, at: left.at, len: kid.at + kid.len - left.at})
		if u := p.peek(); power == 4 && u.kind == signToken && powers[u.text] == 4 {
			return p.fail(u, lang.T("比较不能连写，请写成 a < b and b < c", "comparisons can't be chained: write a < b and b < c"))
		}
	}
	return left
}

// prefix reads what an expression can begin with.
func (p *parser) prefix() *node {
	t := p.next()
	switch t.kind {
	case endToken:
		return p.fail(t, lang.T("公式在这里就完了，还缺一个数或名称", "the formula ends here, but a number or a name should follow"))
	case numberToken:
		return p.node(node{op: opNumber, num: t.num, at: t.at, len: t.len})
	case textToken:
		return p.node(node{op: opText, text: t.text, at: t.at, len: t.len})
	case quotedToken:
		return p.node(node{op: opName, text: t.text, at: t.at, len: t.len})
	case nameToken:
		if p.take("(") {
			return p.call(t)
		}
		return p.node(node{op: opName, text: t.text, at: t.at, len: t.len})
	}
	switch t.text {
	case "(":
		inner := p.expression(0)
		if !p.take(")") {
			return p.fail(p.peek(), lang.T("缺少右括号", "a closing bracket is missing"))
		}
		inner.at, inner.len = t.at, p.tokens[p.i-1].at+p.tokens[p.i-1].len-t.at
		return inner
	case "-":
		kid := p.expression(negPower)
		return p.node(node{op: opNeg, kids: []*node{kid}, at: t.at, len: kid.at + kid.len - t.at})
	case "+":
		return p.expression(negPower)
	case "not":
		kid := p.expression(notPower)
		return p.node(node{op: "not", kids: []*node{kid}, at: t.at, len: kid.at + kid.len - t.at})
	case "true", "false", "it":
		return p.node(node{op: t.text, at: t.at, len: t.len})
	}
	return p.fail(t, lang.T("这里应当是一个数、名称或括号，而不是“%[1]s”",
		"a number, a name or a bracket should stand here, not %[1]q").With(t.text))
}

// call reads the arguments of a function, after its opening bracket.
func (p *parser) call(name token) *node {
	f := functionNamed(strings.ToLower(name.text))
	if f == nil {
		return p.fail(name, lang.T("没有“%[1]s”这个函数%[2]s", "there is no function %[1]q%[2]s").
			With(name.text, suggestFunction(name.text)))
	}
	n := p.node(node{op: f.Name, at: name.at})
	paired := f.Name == "wmean" || f.Name == "wgmean" || f.Name == "lookup"
	for !p.take(")") {
		if p.failed != nil {
			return n
		}
		if len(n.kids) > 0 && !p.take(",") {
			return p.fail(p.peek(), lang.T("参数之间要用逗号隔开，或缺少右括号",
				"arguments are separated by commas, or a closing bracket is missing"))
		}
		p.argument(n, paired)
	}
	last := p.tokens[p.i-1]
	n.len = last.at + last.len - name.at
	if len(n.kids) < f.least || f.most > 0 && len(n.kids) > f.most {
		return p.fail(token{at: n.at, len: n.len},
			lang.T("%[1]s 的参数个数不对，应写成 %[1]s(%[2]s)", "%[1]s takes other arguments: %[1]s(%[2]s)").With(f.Name, f.Args))
	}
	return n
}

// argument reads one argument; for functions that take pairs, with its key or weight.
func (p *parser) argument(n *node, paired bool) {
	first := n.op == "lookup" && len(n.kids) == 0
	if t := p.peek(); paired && !first && t.kind == signToken && t.text == "else" {
		p.next()
		if !p.take(":") {
			p.fail(p.peek(), lang.T("else 后面要写冒号", "a colon belongs after else"))
			return
		}
		n.kids, n.weights = append(n.kids, p.expression(0)), append(n.weights, nil)
		return
	}
	x := p.expression(0)
	switch {
	case !paired || first:
		n.kids = append(n.kids, x)
		n.weights = append(n.weights, nil)
	case p.take(":"):
		y := p.expression(0)
		if n.op == "lookup" { // key: value
			x, y = y, x
		}
		n.kids, n.weights = append(n.kids, x), append(n.weights, y)
	case p.failed == nil:
		p.fail(p.peek(), lang.T("%[1]s 的每一项要写成 甲: 乙", "each entry of %[1]s is written a: b").With(n.op))
	}
}

// suggestFunction names the function that was probably meant.
func suggestFunction(name string) lang.Text {
	for _, f := range Functions {
		if strings.EqualFold(f.Name, name) || near(f.Name, strings.ToLower(name)) || near(f.ZH, name) {
			return lang.T("，是不是 %[1]s（%[2]s）？", "; did you mean %[1]s (%[2]s)?").With(f.Name, f.ZH)
		}
	}
	return lang.Text{}
}

// near reports whether two words differ by one character: one more, one less, or another.
func near(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 || len(y) < 3 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) == len(y) {
		return i == len(x) || string(x[i+1:]) == string(y[i+1:])
	}
	return string(x[i:]) == string(y[i+1:])
}
