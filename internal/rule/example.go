package rule

import (
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Example is a worked example of a rule: an instance, what one unit brought to it, and the points that it must give.
// The documents and `shiji rules` print it as the rule itself explains it, and a test recomputes it.
type Example struct {
	Better plan.Direction
	Params string // as in the parameter cell of a scheme
	Full   string
	Facts  Facts
	Points string // with 4 decimals
}

// Compute scores the example and returns the sheet of paper with its trace.
func (r *Rule) Compute() (*Calc, Outcome) {
	e := r.Example
	p, err := ParseParams(e.Params, r.AllParams())
	if err != nil {
		panic(err)
	}
	full := decimal.MustParse(e.Full)
	b, problems := Bind(r.Code, Place{Dir: e.Better, Fulls: []decimal.Number{full}, Line: exampleLine}, p)
	for _, p := range problems {
		if !p.Doubt {
			panic(r.ID + ": " + p.Param + " " + p.What.EN)
		}
	}
	c := &Calc{Full: full, Facts: &e.Facts, Trace: true}
	return c, b.Score(c, nil)
}

// Given makes facts of pairs: T, C, L, U and B are the target, the challenge, the bounds and the baseline; other names
// are data items, with a number or a word.
func Given(pairs ...string) Facts {
	var f Facts
	for i := 0; i < len(pairs); i += 2 {
		name, text := pairs[i], pairs[i+1]
		n, err := decimal.Parse(text)
		goal := &fact.Number{Value: n}
		switch name {
		case "T":
			f.Goal.Target = goal
		case "C":
			f.Goal.Challenge = goal
		case "L":
			f.Goal.Low = goal
		case "U":
			f.Goal.High = goal
		case "B":
			f.Goal.Baseline = goal
		default:
			d := Datum{Item: name, Word: text}
			if err == nil {
				d.Number, d.Word = &n, ""
			}
			f.Data = append(f.Data, d)
		}
	}
	return f
}

// Among adds the values of the other units of the class, the unit itself first.
func (f Facts) Among(others ...string) Facts {
	f.Peers = append(f.Peers, Peer{Value: *f.datum(Actual).Number})
	for _, v := range others {
		f.Peers = append(f.Peers, Peer{Value: decimal.MustParse(v)})
	}
	return f
}

// Kind is a kind of work that a scheme sets targets for. The menu of rules is sorted by it.
type Kind string

const (
	Growth     Kind = "growth"     // 增长和总量
	Lowering   Kind = "lowering"   // 越低越好的比率
	Signed     Kind = "signed"     // 可能为负的增速、差额
	Project    Kind = "project"    // 改革和项目
	Safety     Kind = "safety"     // 安全、信访、纪律
	Documents  Kind = "documents"  // 制度、台账等要件
	Replies    Kind = "replies"    // 办件、建议提案
	Budget     Kind = "budget"     // 预算执行等适度指标
	Binding    Kind = "binding"    // 约束性指标
	Creative   Kind = "innovation" // 创新
	Appraisal  Kind = "appraisal"  // 领导评价、互评、民主测评、实施主体评定
	Satisfying Kind = "satisfying" // 满意度
	KeyWork    Kind = "key_work"   // 重点任务
	OwnPast    Kind = "own_past"   // 与自己的过去比
	Peers      Kind = "peers"      // 与同类单位比
	Joint      Kind = "joint"      // 几个单位、几个时期合成
	Vetoing    Kind = "veto"       // 一票否决
	Special    Kind = "special"    // 以上都不合适
)

// Kinds lists the kinds of work in the order of the menu, with their words.
var Kinds = []struct {
	Kind Kind
	Name lang.Text
}{
	{Growth, lang.T("增长和总量", "growth and volume")},
	{Lowering, lang.T("越低越好的比率和数量", "rates and counts that should be low")},
	{Signed, lang.T("可能为负的增速、差额", "growth rates and gaps that may be negative")},
	{Binding, lang.T("约束性指标", "binding indicators")},
	{Budget, lang.T("预算执行等适度指标", "budget execution and other ranges")},
	{Project, lang.T("改革和项目", "reforms and projects")},
	{KeyWork, lang.T("重点任务", "key work")},
	{Safety, lang.T("安全、信访、纪律", "safety, petitions, discipline")},
	{Documents, lang.T("制度、台账等要件", "documents and systems")},
	{Replies, lang.T("办件、建议提案", "reply work")},
	{OwnPast, lang.T("与自己的过去比", "against the unit's own past")},
	{Peers, lang.T("与同类单位比", "against the peers of the class")},
	{Appraisal, lang.T("领导评价、互评、实施主体评定", "appraisal by leaders, peers, staff and bodies")},
	{Creative, lang.T("创新和表彰", "innovation and commendation")},
	{Satisfying, lang.T("满意度", "satisfaction")},
	{Joint, lang.T("几个单位或几个时期合成", "several units or periods together")},
	{Vetoing, lang.T("一票否决", "veto")},
	{Special, lang.T("其他", "anything else")},
}

// exampleTasks are three tasks of which two are done in part.
func exampleTasks() Facts {
	f := Given("甲任务", "0.95", "乙任务", "1", "丙任务", "0.8")
	for _, t := range [][4]string{{"甲任务", "1", "1.2", "1.1"}, {"乙任务", "1", "1", "1"}, {"丙任务", "2", "0.9", "1"}} {
		n := func(i int) fact.Number { return fact.Number{Value: decimal.MustParse(t[i])} }
		f.Tasks = append(f.Tasks, Task{Name: t[0], Quantity: n(1), Difficulty: n(2), Importance: n(3)})
	}
	return f
}

// exampleBallots are the votes of leaders, staff and an assessment group.
func exampleBallots() []Ballots {
	var out []Ballots
	for _, g := range []struct {
		group string
		votes [4]int64
	}{{"领导", [4]int64{3, 2, 0, 0}}, {"职工", [4]int64{12, 10, 3, 1}}, {"考评组", [4]int64{40, 50, 20, 10}}} {
		for i, option := range []string{"优秀", "良好", "一般", "较差"} {
			out = append(out, Ballots{Group: g.group, Option: option, Votes: decimal.Int(g.votes[i])})
		}
	}
	return out
}

// exampleLine knows the indicators that examples read: A0101 and A0102.
func exampleLine(name string) *LineRef {
	if name == "A0101" || name == "A0102" {
		return &LineRef{Code: name, Name: name}
	}
	return nil
}

func pointer(s string) *decimal.Number { n := decimal.MustParse(s); return &n }

// Suiting returns the rules that suit a kind of work, those made for it first.
func Suiting(k Kind) []*Rule {
	var first, rest []*Rule
	for _, r := range catalogue {
		switch i := slices.Index(r.Kinds, k); {
		case i == 0:
			first = append(first, r)
		case i > 0:
			rest = append(rest, r)
		}
	}
	return append(first, rest...)
}

// Instead returns the rules that take direction d and suit a kind of work that r suits: what to
// use where r doesn't fit.
func (r *Rule) Instead(d plan.Direction) []*Rule {
	var out []*Rule
	for _, k := range r.Kinds {
		for _, o := range Suiting(k) {
			if o != r && slices.Contains(o.Directions, d) && !slices.Contains(out, o) {
				out = append(out, o)
			}
		}
	}
	return out
}
