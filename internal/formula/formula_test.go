package formula_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shiji/internal/arith"
	"shiji/internal/decimal"
	"shiji/internal/formula"
	"shiji/internal/lang"
)

// row is a scope of a test: numbers and words by name; a name that is known but has no entry is missing.
type row struct {
	cells  map[string]string
	points map[string][2]string // points and full points of other indicators
	class  *formula.Class
}

func (r row) Get(v *formula.Var, part formula.Part) formula.Value {
	text, ok := r.cells[v.Key], true
	if part != formula.Itself {
		p, known := r.points[v.Key]
		text, ok = p[part-formula.Points], known
	}
	if !ok || text == "" {
		return formula.None(lang.T("缺少 "+v.Name, v.Name+" is missing"))
	}
	if v.Type == formula.Text {
		return formula.Word(text)
	}
	return formula.Num(decimal.MustParse(text), true)
}

func (r row) Class() *formula.Class { return r.class }

var units = map[string]string{"收入": "亿元", "支出": "亿元", "人口": "万人", "率": "%"}

// names knows a few inputs; 等次 is a word, names that begin with I are other indicators.
func names(name string) *formula.Var {
	if !slices.Contains([]string{"A", "B", "T", "F", "x", "收入", "支出", "人口", "率", "等次", "I1", "完成率 一"}, name) {
		return nil
	}
	v := &formula.Var{Key: name, Name: name, Unit: units[name], Line: name[0] == 'I'}
	if name == "等次" {
		v.Type = formula.Text
	}
	return v
}

// tracer collects what decided something.
type tracer []string

func (t *tracer) Because(what lang.Text, comparison string) { *t = append(*t, comparison) }

var here = func() row {
	class := &formula.Class{}
	values := []string{"60", "90", "75", "", "90"}
	for _, v := range values {
		class.Members = append(class.Members, row{cells: map[string]string{"A": v, "B": "2"}, class: class})
	}
	return row{
		cells: map[string]string{"A": "86", "B": "2", "T": "95", "F": "10", "收入": "316.2", "支出": "300", "人口": "360",
			"率": "95", "等次": "良好", "I1": "7", "完成率 一": "0.9"},
		points: map[string][2]string{"I1": {"4.5", "5"}}, class: class}
}()

func TestEval(t *testing.T) {
	tests := []struct{ formula, want string }{
		// numbers
		{"1 + 2 * 3", "7"}, {"(1 + 2) * 3", "9"}, {"10 - 4 - 3", "3"}, {"2 ^ 3 ^ 2", "512"},
		{"-2 ^ 2", "-4"}, {"2 ^ -1", "0.5"},
		{"95%", "0.95"}, {"200 * 5%", "10"}, {"1/3 + 1/3 + 1/3", "1"}, {"0.1 + 0.2", "0.3"}, {"640.8 / 801", "0.8"},
		{"１２．５ × ２ ÷ （４ － １．５）", "10"}, {"+3", "3"}, {"1 - -1", "2"},
		// names
		{"F * A / T", "172/19"}, {"收入 / 支出", "1.054"}, {"[完成率 一] * 100", "90"}, {"【完成率 一】", "0.9"},
		// conditions
		{"if(A >= T, F, 0)", "0"}, {"如果(A ≥ 80 且 A < 90, 8, 6)", "8"}, {"if(A > 90 or not (B = 3), 1, 2)", "1"},
		{"if(等次 = \"良好\", 0.85, 1)", "0.85"},
		{"if(等次 ≠ “优秀”, 1, 2)", "1"}, {"A > 80", "true"}, {"true and A < 80", "false"},
		{"A <> 86", "false"}, {"A != 85", "true"},
		// functions
		{"min(3, 1, 2)", "1"}, {"最大(3, 1, 2)", "3"}, {"clamp(A / T, 0, 1)", "86/95"}, {"clamp(1.2, 0, 1)", "1"},
		{"round(2.345, 2)", "2.35"}, {"四舍五入(2.5)", "3"}, {"round(-2.5)", "-3"},
		{"abs(-3)", "3"}, {"floor(-2.5)", "-3"}, {"ceil(2.1)", "3"}, {"floor(4)", "4"}, {"sqrt(2)", "1.414213562373"},
		{"ln(10)", "2.302585092994"}, {"log10(1000)", "3"}, {"exp(0)", "1"},
		{"sum(1, 2, 3)", "6"}, {"mean(1, 2, 4)", "7/3"}, {"wmean(90: 0.15, 85: 0.2, 88: 0.25, 94: 0.4)", "90.1"},
		{"wmean(1: 1, 2: 3)", "1.75"}, {"gmean(2, 8)", "4"}, {"wgmean(4: 0.5, 9: 0.5)", "6"},
		{"wgmean(4: 1, 9: 1, 5: 0)", "6"},
		{"median(3, 1, 2)", "2"}, {"median(4, 1, 2, 3)", "2.5"}, {"sd(62, 70, 75, 81, 92)", "10.139033484509"},
		// lists and the class
		{"count(class(A))", "4"}, {"count(class(A), it >= 75)", "3"}, {"count(A > 80, B > 80, T > 80)", "2"},
		{"mean(class(A))", "78.75"}, {"max(class(A))", "90"}, {"min(同类(A))", "60"}, {"sum(class(A), it ^ 2)", "25425"},
		{"rank(A, class(A))", "3"}, {"rank(90, class(A))", "1"}, {"median(class(A))", "82.5"}, {"mean(class(A / B))",
			"39.375"}, {"sum(list(1, 2, 3))", "6"}, {"sum(list(1, sqrt(-1)))", "1"}, {"sum(list(ln(0)))", "0"},
		{"(A - min(class(A))) / (max(class(A)) - min(class(A)))", "13/15"},
		{"sum(list(1, 2), it * sum(list(10, 20), it))", "90"}, {"gmean(class(B))", "2"},
		// other indicators
		{"I1", "7"}, {"points(I1)", "4.5"}, {"full(I1)", "5"}, {"得分率(I1)", "0.9"},
		// tables
		{"lookup(A, 90: 200, 80: 190, 70: 180, else: 0)", "190"}, {"lookup(A, 70: 180, 80: 190, 90: 200)", "190"},
		{"lookup(-5, -10: 1, 0: 2)", "1"}, {"lookup(50, 60: 1, else: 0)", "0"},
		{"查表(等次, \"优秀\": 1, \"良好\": 0.85, 其余: 0)", "0.85"}, {"lookup(等次, \"差\": 1, else: 7)", "7"},
		// what has no value
		{"x", "x is missing"}, {"x + 1", "x is missing"},
		{"1 / (A - 86)", "division by zero"}, {"sqrt(-1)", "sqrt(-1) has no value"}, {"ln(0)", "ln(0) has no value"},
		{"(-8) ^ (1/3)", "-8 to the power 1/3 has no real value"},
		{"missing(x)", "true"}, {"missing(A)", "false"}, {"missing(1 / (A - 86))", "true"}, {"coalesce(x, 5)", "5"},
		{"coalesce(A / (B - 2), A)", "86"}, {"coalesce(x, sqrt(-1))", "x is missing"}, {"if(x > 1, 1, 2)", "x is missing"},
		{"x > 1 and false", "false"}, {"x > 1 or true", "true"}, {"x > 1 and true", "x is missing"},
		{"not (x > 1)", "x is missing"}, {"A > 1 and x > 1", "x is missing"}, {"等次 = \"良好\" and x = 1", "x is missing"},
		{"mean(A, x)", "x is missing"}, {"clamp(1, 3, 2)", "clamp: the lower limit 3 is above the upper 2"},
		{"gmean(1, -1)", "a geometric mean takes no negative number (-1)"}, {"wmean(1: 0)", "the weights add up to zero"},
		{"wmean(1: -1)", "weights, and the numbers of a geometric mean, can't be negative"},
		{"wmean(x: 1)", "x is missing"}, {"wmean(1: x)", "x is missing"}, {"mean(list(x))", "the list is empty"},
		{"lookup(50, 60: 1)", "the table has no entry for \"50\""}, {"lookup(x, 60: 1)", "x is missing"}, {
			"rank(x, class(A))", "x is missing"}, {"count(class(A), it > x)", "x is missing"}, {"count(x > 1)", "x is missing"},
		{"points(I1) / (full(I1) - 5)", "division by zero"}, {"sum(class(A), 1 / (it - 60))", "division by zero"},
		{"0 ^ 0", "0 to the power 0 has no real value"}, {"1 = x", "x is missing"}, {"exp(1000)", "exp(1000) has no value"},
	}
	for _, tt := range tests {
		t.Run(tt.formula, func(t *testing.T) {
			e, problems := formula.Compile(tt.formula, names)
			if e == nil {
				t.Fatal(problems)
			}
			for range 2 { // the second time with what the class knows already
				if got := shown(e.Eval(here, nil)); got != tt.want {
					t.Errorf("%s, want %s", got, tt.want)
				}
			}
			checkTrace(t, e, tt.want)
		})
	}
}

func shown(v formula.Value) string {
	switch {
	case !v.Has():
		return v.Why.EN
	case v.Type == formula.Truth && v.Truth:
		return "true"
	case v.Type == formula.Truth:
		return "false"
	}
	return v.Term.N.String()
}

// checkTrace computes again with a trace: the result is the same, and its arithmetic comes to it.
func checkTrace(t interface {
	Helper()
	Errorf(string, ...any)
}, e *formula.Expr, want string) {
	t.Helper()
	var lines tracer
	v := e.Eval(here, &lines)
	if got := shown(v); got != want {
		t.Errorf("with a trace: %s, want %s", got, want)
	}
	if v.Has() && v.Type == formula.Number {
		if err := arith.Check(v.Term.Text(), v.Term.N.String(), 0); err != nil {
			t.Errorf("trace %s: %v", v.Term.Text(), err)
		}
	}
	for _, line := range lines {
		if line == "" || strings.ContainsAny(line, "≠") {
			continue
		}
		if err := arith.Check(line, "", 0); err != nil {
			t.Errorf("reason %s: %v", line, err)
		}
	}
}

func TestProblemsPointAtTheCharacter(t *testing.T) {
	tests := []struct {
		formula string
		at      int
		says    string
	}{
		{"", 0, "the formula ends here"},
		{"A +", 3, "the formula ends here"},
		{"A + * B", 4, "a number, a name or a bracket should stand here, not \"*\""},
		{"(A + B", 6, "a closing bracket is missing"},
		{"A B", 2, "is left over"},
		{"A § B", 2, "\"§\" has no meaning here"},
		{"1.2.3", 0, "is not a number"},
		{"5 + 2a", 5, "an operator is missing after the number"},
		{"收入 + 之出", 5, "there is no input \"之出\""},
		{"rond(A)", 0, "did you mean round"},
		{"平君(A)", 0, "there is no function"},
		{"if(A > 1, 2)", 0, "if takes other arguments: if(condition, then, else)"},
		{"min(A B)", 6, "arguments are separated by commas"},
		{"A < B < T", 6, "comparisons can't be chained"},
		{"A + (B > 1)", 4, "a number is needed here, not a condition"},
		{"A and true", 0, "a condition is needed here, not a number"},
		{"if(A, 1, 2)", 3, "a condition is needed here, not a number"},
		{"if(true, 1, A > 1)", 12, "both results of if must be of one type"},
		{"等次", 0, "a formula gives a number or a condition, not a text"},
		{"class(A)", 0, "a formula gives a number or a condition, not a list"},
		{"等次 = 3", 0, "only two numbers or two texts can be compared"},
		{"A / 0", 4, "the divisor is zero"},
		{"A / 0%", 4, "the divisor is zero"},
		{"A / (2 - 2)", 4, "the divisor is zero"},
		{"sum((0), it)", 9, "only inside a function over a list"},
		{"it + 1", 0, "only inside a function over a list"},
		{"count(class(A), A > 1)", 0, "the condition of count needs it"},
		{"sum(class(A), B)", 0, "what to take of each number"},
		{"mean(class(class(A)))", 11, "class can't stand inside class"},
		{"sum(class(A), mean(class(it)))", 25, "only inside a function over a list"},
		{"round(A, B)", 9, "the number of decimals is a whole number"},
		{"points(A)", 7, "is not another indicator"},
		{"points(1)", 7, "takes an indicator"},
		{"wmean(A, B)", 7, "each entry of wmean is written a: b"},
		{"wmean(else: 1)", 0, "wmean takes no else"},
		{"lookup(A, else 1)", 15, "a colon belongs after else"},
		{"lookup(A, else: 1, 2: 3)", 16, "else comes last"},
		{"lookup(A, B: 1)", 10, "the keys must be constants"},
		{"lookup(A, \"x\": 1)", 10, "the keys must be constants"},
		{"lookup(A, 1: 1, 1: 2)", 16, "stands twice"},
		{"lookup(class(A), 1: 1)", 7, "only numbers and texts can be looked up"},
		{"coalesce(class(A), class(B))", 0, "coalesce doesn't take lists"},
		{"[完成率", 0, "is never closed"},
		{"\"abc", 0, "is never closed"},
		{"A > \"x\"", 4, "a number is needed here, not a text"},
		{strings.Repeat("(", 100) + "1" + strings.Repeat(")", 100), 60, "nested too deeply"},
		{strings.Repeat("1+", 1200) + "1", 0, "too large"},
		{strings.Repeat("1", 5000), 4000, "too long"},
	}
	for _, tt := range tests {
		e, problems := formula.Compile(tt.formula, names)
		if e != nil || len(problems) == 0 {
			t.Errorf("%q: no problem", tt.formula)
			continue
		}
		p := problems[0]
		if p.At != tt.at && !strings.HasPrefix(tt.formula, "1+1+") ||
			!strings.Contains(p.What.EN, tt.says) || p.What.ZH == "" {
			t.Errorf("%q: at %d %s, want at %d %q", tt.formula, p.At, p.What.EN, tt.at, tt.says)
		}
	}
}

func TestWarnings(t *testing.T) {
	for _, tt := range []struct{ formula, says string }{
		{"收入 + 人口", "different units of measure: 亿元 and 万人"},
		{"收入 / 人口 > 支出", "different units of measure"},
		{"收入 / 人口 + 支出 / 人口", ""},
		{"收入 * 人口 - 人口 * 支出", ""},
		{"max(收入, 率)", "different units of measure: 亿元 and %"},
		{"coalesce(A / B, 0)", ""},
		{"A / max(B, 1)", ""},
		{"A / B", "if the divisor is zero"},
		{"if(B = 0, 0, A / B)", ""},
		{"A / exp(B)", ""},
		{"A / (2 * 3 + 1)", ""},
		{"A / (ln(75000) - ln(100))", ""},
	} {
		e, problems := formula.Compile(tt.formula, names)
		if e == nil {
			t.Fatal(tt.formula, problems)
		}
		var said string
		for _, p := range problems {
			if strings.Contains(tt.says, "units") != strings.Contains(p.What.EN, "divisor") {
				said = p.What.EN
			}
		}
		if !strings.Contains(said, tt.says) || tt.says == "" && said != "" && !strings.Contains(said, "divisor is zero") {
			t.Errorf("%s: %q, want %q", tt.formula, said, tt.says)
		}
	}
}

func TestPointed(t *testing.T) {
	source := "收入 + 之出"
	_, problems := formula.Compile(source, names)
	if got, want := problems[0].Pointed(source), "收入 + 之出\n       ^^^^"; got != want {
		t.Errorf("pointed:\n%s\nwant\n%s", got, want)
	}
}

func TestWhatAFormulaReads(t *testing.T) {
	e, _ := formula.Compile("points(I1) + 收入 / mean(class(收入)) + A", names)
	var keys []string
	for _, v := range e.Vars() {
		keys = append(keys, v.Key)
	}
	if strings.Join(keys, " ") != "I1 收入 A" || !e.ReadsPoints(e.Vars()[0]) ||
		e.ReadsPoints(e.Vars()[1]) || !e.ReadsClass() {
		t.Errorf("vars %v, points of I1 %v, class %v", keys, e.ReadsPoints(e.Vars()[0]), e.ReadsClass())
	}
}

// TestNoClass: a formula that compares, where there is nothing to compare with, has no value.
func TestNoClass(t *testing.T) {
	e, _ := formula.Compile("mean(class(A)) + rank(A, class(A)) + max(class(A)) + count(class(A))", names)
	if v := e.Eval(row{}, nil); v.Has() || v.Why.EN != "there is no class to compare with" {
		t.Errorf("value %+v", v)
	}
}

// TestCostIsBounded: what would take too long ends with a reason.
func TestCostIsBounded(t *testing.T) {
	class := &formula.Class{}
	for range 20_000 {
		class.Members = append(class.Members, row{cells: map[string]string{"A": "1"}, class: class})
	}
	nested := "sum(class(A), it * sum(class(A), it))"
	e, problems := formula.Compile(nested, names)
	if e == nil {
		t.Fatal(problems)
	}
	if v := e.Eval(row{class: class}, nil); v.Has() || v.Why.EN != "too much to compute" {
		t.Errorf("value %+v", v)
	}
	tower, _ := formula.Compile("A"+strings.Repeat(" ^ 60", 12), names)
	if v := tower.Eval(here, nil); v.Has() {
		t.Errorf("a tower of powers has a value of %d characters", len(v.Term.N.String()))
	}
	squares := "(A + 0.123456789)"
	for range 12 {
		squares = "(" + squares + ") ^ 2"
	}
	long, problems := formula.Compile(squares, names)
	if long == nil {
		t.Fatal(problems)
	}
	long.Eval(here, nil)
}

// TestTracedIsUntraced: random formulas come to the same with and without a trace, and their
// printed arithmetic is right.
func TestTracedIsUntraced(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		source := anyFormula(rt, 4)
		e, problems := formula.Compile(source, names)
		if e == nil && problems[0].What.EN == "the divisor is zero" {
			return // 1 ÷ (7 % - 7 %) is refused
		}
		if e == nil {
			rt.Fatalf("%s: %v", source, problems)
		}
		checkTrace(rt, e, shown(e.Eval(here, nil)))
	})
}

// anyFormula draws a formula that gives a number.
func anyFormula(t *rapid.T, depth int) string {
	if depth == 0 {
		return rapid.SampledFrom([]string{"A", "B", "T", "x", "3", "0.25", "7%", "收入", "count(class(A))",
			"mean(class(A))"}).Draw(t, "leaf")
	}
	sub := func() string { return anyFormula(t, depth-1) }
	switch rapid.IntRange(0, 11).Draw(t, "op") {
	case 0:
		return "(" + sub() + " + " + sub() + ")"
	case 1:
		return "(" + sub() + " - " + sub() + ")"
	case 2:
		return sub() + " * " + sub()
	case 3:
		return "(" + sub() + ") / (" + sub() + ")"
	case 4:
		return "min(" + sub() + ", " + sub() + ")"
	case 5:
		return "if(" + sub() + " >= " + sub() + ", " + sub() + ", " + sub() + ")"
	case 6:
		return "round(" + sub() + ", 3)"
	case 7:
		return "-(" + sub() + ")"
	case 8:
		return "coalesce(" + sub() + ", " + sub() + ")"
	case 9:
		return "lookup(" + sub() + ", 0: " + sub() + ", 50: 2, else: 1)"
	case 10:
		return "wmean(" + sub() + ": 0.3, " + sub() + ": 0.6)"
	}
	return "(" + sub() + ") ^ 2"
}

func FuzzFormula(f *testing.F) {
	for _, s := range []string{"F * clamp(A / T, 0, 1)", "如果(A ≥ 80 且 A < 90, 8, 6)", "wmean(A: 1, B: 2)",
		"lookup(等次, \"优秀\": 1, else: 0)", "sum(class(A), it ^ 2) / count(class(A))", "((((1))))", "[完成率 一]％", "-2 ^ -3 ^ 2",
		"points(I1)", "\"", "1 / 0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		e, problems := formula.Compile(source, names)
		for _, p := range problems {
			if p.At < 0 || p.At > len([]rune(source)) || p.What.ZH == "" || p.What.EN == "" {
				t.Errorf("problem %+v of %q", p, source)
			}
			p.Pointed(source)
		}
		if e == nil {
			if len(problems) == 0 {
				t.Error("refused without a reason")
			}
			return
		}
		plain := shown(e.Eval(here, nil))
		if len(source) < 200 { // the reader of arithmetic bounds nothing
			checkTrace(t, e, plain)
		}
	})
}

// TestSample: made-up inputs show what range a formula has, and the same seed the same numbers.
func TestSample(t *testing.T) {
	e, problems := formula.Compile("clamp(A / B, 0, 1) + count(class(A)) * 0 + lookup(等次, \"优秀\": 1, else: 0)", names)
	if e == nil {
		t.Fatal(problems)
	}
	s := e.Sample(1000, 1)
	if s.Tried != 1000 || s.Valued < 800 || s.Least.Sign() < 0 || decimal.Int(2).Less(s.Most) || len(s.None) != 2 {
		t.Errorf("sample %+v", s)
	}
	if again := e.Sample(1000, 1); !again.Least.Equal(s.Least) || !again.Median.Equal(s.Median) ||
		again.Valued != s.Valued {
		t.Errorf("another sample from the same seed: %+v", again)
	}
	condition, _ := formula.Compile("A > B", names)
	if s := condition.Sample(100, 2); s.Valued == 0 {
		t.Errorf("a condition has values too: %+v", s)
	}
}
