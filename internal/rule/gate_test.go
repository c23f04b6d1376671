package rule

import (
	"testing"

	"shiji/internal/fact"
	"shiji/internal/plan"
)

// gated adds the result of a gate to facts.
func gated(f Facts, passed string) Facts {
	f.Data = append(f.Data, Datum{Item: "gate", Number: num(passed)})
	return f
}

func TestGateComparesPeers(t *testing.T) {
	b := mustBind(t, lineCase{code: "gate", dir: plan.Higher, params: "基本方法=minmax", full: "10"})
	if b.Peers != minmax.Peers {
		t.Errorf("the gate needs %d peers, its basic rule %d", b.Peers, minmax.Peers)
	}
	f := gated(actual("31"), "1")
	if out := b.Score(&Calc{Full: *num("10"), Facts: &f}, nil); out.Verdict != Refused {
		t.Errorf("without peers: %s, want refused", out.Verdict)
	}
}

func TestGate(t *testing.T) {
	line := func(gate string) Facts {
		f := reported(Actual, "92", "gate", gate)
		f.Goal.Target = fact.Num("100")
		return f
	}
	runLines(t, []lineCase{
		{"G42: gate not passed", "gate", plan.Higher, "基本方法=ratio；未过上限=0.8", "10", line("0"), "8.0000"},
		{"gate passed", "gate", plan.Higher, "基本方法=ratio", "10", line("1"), "9.2000"},
		{"a gate before a rule that compares peers", "gate", plan.Higher, "基本方法=minmax", "10",
			gated(among("31", "18", "44"), "1"), "5.0000"},
		{"a gate is passed or not", "gate", plan.Higher, "基本方法=ratio", "10", line("100"), "refused"},
		{"nobody looked at the gate", "gate", plan.Higher, "基本方法=ratio", "10", against(actual("92"), "100", ""), "missing"},
	})
	runRefusals(t, []refusal{
		{"a basic rule that doesn't suit", "gate", plan.Lower, "基本方法=ratio", "10", WrongDirection},
		{"satisfaction inside another rule", "gate", plan.Higher, "基本方法=survey；rule.channel=direct", "10", InconsistentRule},
		{"no basic rule", "gate", plan.Higher, "", "10", MissingParam},
	})
}
