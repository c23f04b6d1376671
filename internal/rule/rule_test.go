package rule

import (
	"testing"

	"shiji/internal/arith"
	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/plan"
)

// num is a number of a test, as a pointer.
func num(s string) *decimal.Number { n := decimal.MustParse(s); return &n }

// actual is the data of a unit that reported one value.
func actual(s string) Facts { return Facts{Data: []Datum{{Item: Actual, Number: num(s)}}} }

// against adds the targets of a unit to what it reported.
func against(f Facts, target, challenge string) Facts {
	f.Goal.Target = fact.Num(target)
	if challenge != "" {
		f.Goal.Challenge = fact.Num(challenge)
	}
	return f
}

// reported is the data of a unit that reported several items; words stand for words.
func reported(pairs ...string) Facts {
	var f Facts
	for i := 0; i < len(pairs); i += 2 {
		d := Datum{Item: pairs[i]}
		if n, err := decimal.Parse(pairs[i+1]); err == nil {
			d.Number = &n
		} else {
			d.Word = pairs[i+1]
		}
		f.Data = append(f.Data, d)
	}
	return f
}

// among gives a unit's value and the values of its class, its own first.
func among(own string, others ...string) Facts {
	f := actual(own)
	for _, v := range append([]string{own}, others...) {
		f.Peers = append(f.Peers, Peer{Value: decimal.MustParse(v)})
	}
	return f
}

// lineCase is one line to be scored, and the points that an official expects.
type lineCase struct {
	name   string
	code   string
	dir    plan.Direction
	params string // as in the parameter cell of a scheme
	full   string
	facts  Facts
	want   string // points with 4 decimals, or a verdict
}

// runLines scores every case twice, with and without a trace; both must give what is wanted.
func runLines(t *testing.T, cases []lineCase) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			b := mustBind(t, tt)
			for _, trace := range []bool{false, true} {
				c := &Calc{Full: decimal.MustParse(tt.full), Facts: &tt.facts, Trace: trace}
				out := b.Score(c, nil)
				got := string(out.Verdict)
				if out.Verdict == Scored {
					got = out.Points.Fixed(LinePlaces)
				}
				if got != tt.want {
					t.Errorf("trace %v: got %s (%s), want %s; steps %+v", trace, got, out.Reason.EN, tt.want, c.Steps)
				}
				if trace && out.Verdict == Scored {
					checkArithmetic(t, c.Steps)
				}
				if !trace && (len(c.Steps) > 0 || len(c.Inputs) > 0) {
					t.Error("a trace was kept though none was asked for")
				}
			}
		})
	}
}

func mustBind(t *testing.T, tt lineCase) *Bound {
	t.Helper()
	r := ByCode(tt.code)
	if r == nil {
		t.Fatalf("no rule %q", tt.code)
	}
	p, err := ParseParams(tt.params, r.AllParams())
	if err != nil {
		t.Fatalf("parameters %q: %v", tt.params, err)
	}
	b, problems := Bind(tt.code,
		Place{Dir: tt.dir, Fulls: []decimal.Number{decimal.MustParse(tt.full)}, Line: exampleLine}, p)
	for _, p := range problems {
		if !p.Doubt {
			t.Fatalf("Bind: %+v", problems)
		}
	}
	return b
}

// refusal is a rule instance that must not pass when a scheme is loaded.
type refusal struct {
	name, code string
	dir        plan.Direction
	params     string
	full       string
	want       ProblemKind
}

func runRefusals(t *testing.T, cases []refusal) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			var defs []Param
			if r := ByCode(tt.code); r != nil {
				defs = r.AllParams()
			}
			p, err := ParseParams(tt.params, defs)
			if err != nil {
				t.Fatal(err)
			}
			_, problems := Bind(tt.code,
				Place{Dir: tt.dir, Fulls: []decimal.Number{decimal.MustParse(tt.full)}, Line: exampleLine}, p)
			for _, got := range problems {
				if got.Kind == tt.want {
					return
				}
			}
			t.Errorf("problems %+v, want one of kind %s", problems, tt.want)
		})
	}
}

// checkArithmetic evaluates every printed line by other means than the rules' own.
func checkArithmetic(t *testing.T, steps []Step) {
	t.Helper()
	for _, s := range steps {
		if s.Expr == "" {
			continue
		}
		if err := arith.Check(s.Expr, s.Value, s.Places); err != nil {
			t.Errorf("step %s %s: %v", s.Symbol, s.What.EN, err)
		}
	}
}
