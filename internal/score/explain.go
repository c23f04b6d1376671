package score

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/target"
)

// Explanation says where one number comes from: the rule in words and symbols, what was put in and from where, the
// arithmetic line by line, the rounding, the scheme that says so, and what would move it.
type Explanation struct {
	Title    lang.Text    `json:"title"`
	Value    string       `json:"value"`              // the number explained, as printed
	ValueEN  string       `json:"value_en,omitempty"` // for grades
	Full     string       `json:"full,omitempty"`
	Lead     lang.Text    `json:"lead,omitzero"` // why it is what it is, in one sentence
	Says     lang.Text    `json:"says"`
	Formula  lang.Text    `json:"formula,omitzero"`
	Params   lang.Text    `json:"params,omitzero"`
	Inputs   []rule.Input `json:"inputs,omitempty"`
	Behind   []rule.Input `json:"behind,omitempty"` // not put in: floors, waivers, policies, quotas
	Steps    []rule.Step  `json:"steps,omitempty"`
	Rounding lang.Text    `json:"rounding,omitzero"`
	Notes    []lang.Text  `json:"notes,omitempty"` // policies, flags, reasons
	Judges   []string     `json:"judges,omitempty"`
	Scheme   string       `json:"scheme"`
	Source   fact.Source  `json:"source,omitzero"` // of the rule, in the scheme
	Moves    []lang.Text  `json:"moves,omitempty"`
}

// ErrNotFound says that nothing on a unit's sheet is called so.
var ErrNotFound = errors.New("not found")

// Explainer explains the numbers of a year.
type Explainer struct {
	y      *year
	sheets Sheets
}

// NewExplainer scores a year with a trace and stands ready to explain it.
func NewExplainer(in Input) (*Explainer, error) {
	sheets, err := Explain(in)
	if err != nil {
		return nil, err
	}
	y, _ := prepare(in)
	return &Explainer{y: y, sheets: sheets}, nil
}

// ExplainerOf stands ready to explain the results that a run stored; it computes no score anew.
func ExplainerOf(r Run) *Explainer {
	y, _ := prepare(r.Inputs)
	return &Explainer{y: y, sheets: r.Results}
}

// Sheets returns the results that are explained.
func (e *Explainer) Sheets() Sheets { return e.sheets }

// Sheet finds the sheet of a unit by code, name or short name.
func (e *Explainer) Sheet(unit string) (*Sheet, error) {
	u := e.y.index.units[unit]
	if u == nil {
		return nil, fmt.Errorf("score: unit %q: %w", unit, ErrNotFound)
	}
	s := e.sheets.Sheet(u.Code)
	if s == nil {
		return nil, fmt.Errorf("score: unit %q is exempt and has no sheet: %w", unit, ErrNotFound)
	}
	return s, nil
}

// Of explains what is called item on a sheet: a level-3 indicator by code or name, a level-2 item, a level-1 class,
// 加分, 扣分, 总分, 名次 or 等次 (bonus, deductions, total, place, grade). An empty item is the total.
func (e *Explainer) Of(s *Sheet, item string) (Explanation, error) {
	for i := range s.Lines {
		if l := &s.Lines[i]; item == l.Leaf || item == l.Name {
			return e.line(s, l), nil
		}
	}
	for i := range s.Items {
		if it := &s.Items[i]; item == it.Name {
			return e.item(s, it), nil
		}
	}
	for i := range s.Groups {
		if g := &s.Groups[i]; item == g.Name || item == string(g.Level1) {
			return e.group(s, g), nil
		}
	}
	switch strings.ToLower(item) {
	case "", "总分", "total":
		return e.total(s), nil
	case "加分", "bonus":
		return e.events(s, s.Bonus, lang.T("加分", "bonus"), e.y.bindings.Bonus, e.y.scheme.Bonus), nil
	case "扣分", "deductions", "deduction":
		return e.events(s, s.Deductions, lang.T("扣分", "deductions"), e.y.bindings.Deduction, e.y.scheme.Deduction), nil
	case "名次", "place", "rank":
		return e.place(s), nil
	case "等次", "grade":
		return e.grade(s), nil
	}
	return Explanation{}, fmt.Errorf("score: %q on the sheet of %s: %w", item, s.Name, ErrNotFound)
}

// All explains every number on a sheet, from the total down to the lines.
func (e *Explainer) All(s *Sheet) []Explanation {
	out := []Explanation{e.total(s), e.place(s), e.grade(s)}
	for i := range s.Groups {
		out = append(out, e.group(s, &s.Groups[i]))
	}
	for i := range s.Items {
		out = append(out, e.item(s, &s.Items[i]))
	}
	for _, name := range []string{"加分", "扣分"} {
		x, _ := e.Of(s, name)
		out = append(out, x)
	}
	for i := range s.Lines {
		out = append(out, e.line(s, &s.Lines[i]))
	}
	return out
}

func (e *Explainer) schemeName() string {
	sc := e.y.scheme
	return strings.TrimSpace(fmt.Sprintf("《%s》 %s %s", sc.Title, sc.Document, sc.Version))
}

func title(s *Sheet, name lang.Text) lang.Text {
	return lang.T("%[1]s · %[2]s", "%[1]s · %[2]s").With(s.Name, name)
}

var roundedLine = lang.T("只在得分处四舍五入一次，保留 4 位小数；中间各步不舍入（或如所示）",
	"rounded half up once, at the points, to 4 decimals; nothing before is rounded unless shown")

func shown(p Points, places int) string {
	if p == nil {
		return "-"
	}
	if n, ok := p.Finite(); !ok || n > places {
		return p.String()
	}
	return p.Fixed(places)
}

func (e *Explainer) line(s *Sheet, l *Line) Explanation {
	leaf := e.y.index.leaves[l.Leaf]
	b := e.y.bindings.Leaves[l.Leaf]
	x := Explanation{Title: title(s, lang.Same(l.Leaf+" "+l.Name)),
		Value: shown(l.Points, rule.LinePlaces), Full: l.Full.String(), Says: lang.T("%[1]s %[2]s：%[3]s",
			"%[1]s %[2]s: %[3]s").With(b.Rule.ID, b.Rule.Name, b.Rule.Says), Formula: b.Rule.Formula,
		Params: leaf.Params.Effective(b.Rule.Params).Spoken(b.Rule.AllParams()), Inputs: append([]rule.Input{
			{Symbol: "F", What: lang.T("分值", "full points"), Value: l.Full.String(), Source: leaf.At(s.Class)}}, l.Inputs...),
		Steps: l.Steps, Rounding: roundedLine, Judges: l.Judges, Scheme: e.schemeName(), Source: leaf.At("rule")}
	if b.Rule.AtGroup {
		x.Rounding = lang.T("本行不舍入，在“服务效果”合计得分时舍入一次，保留 4 位小数", "not rounded here but once, at the group 服务效果, to 4 decimals")
	}
	x.Lead = l.lead()
	for _, f := range l.Flags {
		x.Notes = append(x.Notes, f.What)
	}
	if mark := l.Mark(); l.Points != nil && !mark.IsZero() {
		x.Notes = append(x.Notes, mark)
	}
	if l.Open() {
		x.Notes = append(x.Notes, lang.T("本项未定，暂不得分，分值留在上级合计里",
			"not decided: no points yet, and its full points stay in the sum above"))
	} else if l.Points == nil {
		x.Notes = append(x.Notes, lang.T("本项不计分，分值由同级各项按比例分担", "this line gives no points; its siblings scale up"))
	}
	if l.Proxy {
		x.Notes = append(x.Notes, lang.T("实施主体不得给自己评分，本行由替代评分人评",
			"a body never scores itself: a substitute scored this line"))
	}
	if l.Policy == "" && b.Peers > 0 {
		for _, p := range e.y.company(s.Class, leaf, b).peers {
			x.Inputs = append(x.Inputs, rule.Input{What: lang.T("同类：%[1]s", "peer: %[1]s").With(p.Unit), Value: p.Value.String(),
				Unit: leaf.Unit, Source: p.Source})
		}
	}
	if l.Open() { // what the unit did report, while it waits for others
		for _, a := range e.y.look(s.Unit, l.Leaf).actuals {
			if v := a.At(b.Period()); v != nil && v.Number != nil {
				x.Inputs = append(x.Inputs, rule.Input{What: lang.T("已报：%[1]s", "reported: %[1]s").With(dataName(b, a.Item)),
					Value: v.Number.String(), Unit: leaf.Unit, Source: v.Source})
			}
		}
	}
	x.Behind = append(e.policy(l, leaf), e.floors(s.Unit, leaf)...)
	x.Behind = append(x.Behind, e.intervals(s.Unit, b)...)
	if index := e.stretch(s.Unit, leaf); !index.IsZero() {
		x.Notes = append(x.Notes, index)
	}
	x.Moves = e.moves(s, l, leaf, b)
	return x
}

// lead says in one sentence why a line has the points that it has: what took them, or that nothing did.
func (l *Line) lead() lang.Text {
	switch {
	case l.Points == nil:
		return l.Reason
	case l.Policy != "":
		return lang.T("缺数据：%[1]s（%[2]s）", "data missing: %[1]s (%[2]s)").With(l.Policy.Name(), l.Reason)
	case !l.Points.Less(l.Full):
		return lang.T("得满分 %[1]s", "full points, %[1]s").With(l.Full)
	}
	if r := rule.ByCode(l.Rule); r != nil && r.Gives { // who earned nothing missed nothing
		return lang.T("得 %[1]s 分，最多 %[2]s 分", "%[1]s points, of %[2]s at most").With(l.Points.Fixed(rule.LinePlaces), l.Full)
	}
	lost := l.Full.Sub(*l.Points).Fixed(rule.LinePlaces)
	var put []rule.Input // what was reached, and what was to be reached
	for _, symbol := range []string{rule.Actual, "T", "L", "U"} {
		if i := slices.IndexFunc(l.Inputs, func(in rule.Input) bool { return in.Symbol == symbol }); i >= 0 {
			put = append(put, l.Inputs[i])
		}
	}
	if len(put) > 0 && put[0].Symbol == rule.Actual {
		zh, en := "", ""
		for _, in := range put {
			zh += "，" + strings.TrimSpace(in.What.ZH+" "+in.Value+" "+in.Unit)
			en += ", " + strings.TrimSpace(in.What.EN+" "+in.Value+" "+in.Unit)
		}
		return lang.T("满分 %[1]s，失 %[2]s 分%[3]s", "%[2]s of %[1]s points lost%[3]s").With(l.Full, lost, lang.T(zh, en))
	}
	for i := len(l.Steps) - 2; i >= 0; i-- { // the step before the points: what they were reckoned from
		s := l.Steps[i]
		if n, err := decimal.Parse(s.Value); err == nil && !s.What.IsZero() {
			return lang.T("满分 %[1]s，失 %[2]s 分：%[3]s %[4]s", "%[2]s of %[1]s points lost: %[3]s %[4]s").
				With(l.Full, lost, s.What, fewest(n))
		}
	}
	return lang.T("满分 %[1]s，失 %[2]s 分", "%[2]s of %[1]s points lost").With(l.Full, lost)
}

// fewest writes a number with four decimals at most.
func fewest(n decimal.Number) string {
	if places, ok := n.Finite(); ok && places <= rule.LinePlaces {
		return n.String()
	}
	return n.Fixed(rule.LinePlaces)
}

// policy is what the scheme says of a line whose data are missing, where it says it.
func (e *Explainer) policy(l *Line, leaf *scheme.Leaf) []rule.Input {
	if l.Policy == "" {
		return nil
	}
	return []rule.Input{{What: lang.T("缺数据的计分处理", "how missing data are scored"), Value: l.Policy.Name().ZH,
		ValueEN: l.Policy.Name().EN, Source: leaf.At("params")}}
}

// intervals are how sure the results of surveys are that a line is scored from, where they say it.
func (e *Explainer) intervals(unit string, b *rule.Bound) (out []rule.Input) {
	if !b.Reads(rule.UseSurvey) {
		return nil
	}
	channel := b.Args.Word("channel")
	for _, r := range e.y.index.surveys[unit] {
		if channel != r.Channel && channel != "both" || r.Low == nil || r.High == nil {
			continue
		}
		what := lang.T("%[1]s满意度的 95%% 置信区间", "95 %% interval of satisfaction, %[1]s").With(rule.ChannelName(r.Channel))
		if r.Method != "" {
			what = lang.T("%[1]s（%[2]s）", "%[1]s (%[2]s)").With(what, r.Method)
		}
		out = append(out, rule.Input{What: what, Value: r.Low.String() + "~" + r.High.String(), Source: r.Source})
	}
	return out
}

// stretch says how far a target reaches beyond the trend of the years before it.
func (e *Explainer) stretch(unit string, l *scheme.Leaf) lang.Text {
	t := e.y.look(unit, l.Code).target
	if t == nil {
		return lang.Text{}
	}
	index, trend, s := t.StretchIndex(l.Better)
	if s == target.NotMeasured {
		return lang.Text{}
	}
	return lang.T("目标与近三年趋势 %[1]s 相比 %[2]s%%", "target against the trend of three years, %[1]s: %[2]s %%").
		With(trend.Round(rule.LinePlaces), index.Mul(decimal.Int(100)).Round(1))
}

// quotas are the settings that places and grades of a class follow, each with its cell; what no file sets is the
// default.
func (e *Explainer) quotas() (out []rule.Input) {
	s := e.y.scheme
	for _, x := range []struct {
		cell  string // as the sheet of settings names it
		name  lang.Text
		value decimal.Number
	}{{"优秀比例", lang.T("优秀比例", "share of excellent"), s.Grading.ExcellentShare},
		{"优秀线", lang.T("优秀线", "line for excellent"), s.Grading.ExcellentLine},
		{"良好比例", lang.T("良好比例", "share of good"), s.Grading.GoodShare},
		{"良好线", lang.T("良好线", "line for good"), s.Grading.GoodLine},
		{"达标线", lang.T("达标线", "line for pass"), s.Grading.PassLine},
		{"一级指标低线", lang.T("一级指标低线：得分率低于它的最高为良好", "least rate of each class of level 1, else at most good"),
			s.Grading.Level1Floor},
		{"满意度低线", lang.T("满意度低线：低于它的最高为达标", "least satisfaction, else at most pass"),
			s.Grading.ServiceFloor}} {
		in := rule.Input{What: x.name, Value: x.value.String()}
		if s.Cells[x.cell] != "" {
			in.Source = s.At(x.cell)
		} else {
			in.What = lang.T("%[1]s（未设，用默认值）", "%[1]s (not set: the default)").With(x.name)
		}
		out = append(out, in)
	}
	return out
}

// floors are the three floors of a line's target, with the documents that set them and the arithmetic of the plan's
// pace, and the waiver that frees it of them.
func (e *Explainer) floors(unit string, l *scheme.Leaf) []rule.Input {
	t := e.y.look(unit, l.Code).target
	if t == nil {
		return nil
	}
	var out []rule.Input
	floor := func(name lang.Text, f target.Floor) {
		if !f.IsSet() {
			return
		}
		value := f.Value.Value.String()
		if f.High != nil {
			value += "~" + f.High.Value.String()
		}
		source := f.Value.Source
		source.Document, source.Person, source.Date = f.Document, "", ""
		out = append(out, rule.Input{What: lang.T("底线 · %[1]s", "floor, %[1]s").With(name), Value: value, Unit: l.Unit,
			Source: source})
	}
	floor(lang.T("市下达目标值", "city target"), t.City)
	floor(lang.T("党代会报告", "party congress report"), t.Congress)
	floor(lang.T("政府工作报告", "government work report"), t.WorkReport)
	if p := e.y.plan[t.PlanIndicator]; p != nil && p.Unit == l.Unit && l.Better != plan.Range {
		if pace, ok := p.FloorAt(e.y.scheme.Year); ok {
			out = append(out, rule.Input{What: lang.T("底线 · 规划平均进度（%[1]s）：%[2]s",
				"floor, average pace of the plan (%[1]s): %[2]s").With(p.Name, pace.Expr),
				Value: pace.Value.Round(rule.LinePlaces).String(), Unit: l.Unit, Source: p.Source})
		}
	}
	if w := t.Waiver; w != nil {
		source := w.Source
		source.Document = w.Document
		out = append(out, rule.Input{What: lang.T("豁免底线", "waiver of the floors"), Value: w.Reason, Source: source})
	}
	return out
}

// Class explains the numbers that sum up an assessment class: its mean, its median and the places of its quotas.
func (e *Explainer) Class(name string) (Explanation, error) {
	for _, c := range e.sheets.Classes {
		if c.Class != name {
			continue
		}
		x := Explanation{Title: lang.Same(c.Class), Value: c.Figure(c.Mean, e.y.scheme.Places), Steps: c.Steps,
			Scheme: e.schemeName(), Source: e.y.scheme.Source,
			Says: lang.T("本类参加排名的 %[1]d 家单位的平均总分、中位数和等次名额；单列和不参加的单位不计。",
				"mean total, median and places of the %[1]d ranked units of the class; separate and exempt units don't count.").
				With(c.Ranked),
			Rounding: lang.T("平均数和中位数按公布位数四舍五入，名额四舍五入到整数",
				"mean and median as published, places to whole numbers, rounded half up"),
			Notes: []lang.Text{lang.T("优秀 %[1]d，良好 %[2]d，达标 %[3]d，不达标 %[4]d；单列 %[5]d，不参加 %[6]d",
				"excellent %[1]d, good %[2]d, pass %[3]d, fail %[4]d; separate %[5]d, exempt %[6]d").
				With(c.Excellent, c.Good, c.Pass, c.Failed, c.Separate, c.Exempt)}}
		x.Behind = e.quotas()
		if c.Provisional > 0 {
			x.Notes = append(x.Notes, lang.T("暂计 %[1]d 家，不计入平均数和名额",
				"%[1]d are provisional and count in neither mean nor quotas").With(c.Provisional))
		}
		for _, u := range e.sheets.Units {
			if u.Class == c.Class && u.Listing == org.Ranked && !u.Result.Provisional {
				x.Inputs = append(x.Inputs, rule.Input{What: lang.Same(u.Name), Value: u.Result.Total.Fixed(e.y.scheme.Places)})
			}
		}
		return x, nil
	}
	return Explanation{}, fmt.Errorf("score: class %q: %w", name, ErrNotFound)
}

func (e *Explainer) item(s *Sheet, it *Item) Explanation {
	x := e.sum(s, lang.Same(it.Name), it.Sum, lang.T("二级指标得分是其下三级指标得分之和；有三级指标不计时，其余按比例分担分值。",
		"a level-2 item is the sum of its level-3 indicators; where one is left out, the others scale up to its points."))
	if i := e.y.index.items[it.Name]; i != nil {
		x.Source, x.Judges = i.Source, i.Bodies
	}
	var children []child
	for _, l := range s.Lines {
		if l.Item == it.Name {
			children = append(children, child{l.Name, l.Full, l.Points, l.Open()})
		}
	}
	if mark := s.MarkOf(it.Level1, it.Name); !mark.IsZero() {
		x.Notes = append(x.Notes, mark)
	}
	x.Moves = gaps(children)
	if e.y.scheme.IsSatisfaction(it.Level1) {
		x.Rounding = lang.T("此处不舍入，在“服务效果”合计得分时舍入一次", "not rounded here but once, at the group")
	}
	return x
}

func (e *Explainer) group(s *Sheet, g *Group) Explanation {
	x := e.sum(s, e.y.scheme.Level1Name(g.Level1), g.Sum, lang.T("一级指标得分是其下二级指标得分之和；有二级指标不计时，其余按比例分担分值。",
		"a level-1 class is the sum of its level-2 items; where one is left out, the others scale up to its points."))
	if sg := e.y.scheme.Group(g.Level1); sg != nil {
		x.Source = sg.Source
	}
	if e.y.scheme.IsSatisfaction(g.Level1) {
		x.Rounding = lang.T("满意度各项到此才舍入，只舍入一次，保留 4 位小数", "satisfaction is rounded here and only here, to 4 decimals")
	}
	if mark := s.MarkOf(g.Level1, ""); !mark.IsZero() {
		x.Notes = append(x.Notes, mark)
	}
	var children []child
	for _, it := range s.Items {
		if it.Level1 == g.Level1 {
			children = append(children, child{it.Name, it.Full, it.Points, it.Open})
		}
	}
	x.Moves = gaps(children)
	return x
}

func (e *Explainer) sum(s *Sheet, name lang.Text, sum Sum, says lang.Text) Explanation {
	return Explanation{Title: title(s, name),
		Value: shown(sum.Points, rule.LinePlaces), Full: sum.Full.String(), Says: says,
		Formula: lang.T("S = Σ S_i；有不计的：S = Σ S_i ÷ Σ F_i × F", "S = Σ S_i; with parts left out: S = Σ S_i ÷ Σ F_i × F"),
		Inputs:  sum.Inputs, Steps: sum.Steps, Rounding: lang.T("各项已舍入，相加不再舍入；按比例分担的结果保留 4 位小数",
			"the parts are rounded already and adding rounds nothing; scaled-up points keep 4 decimals"), Scheme: e.schemeName()}
}

// largest are the three parts that lack most points.
func largest(children []child) []child {
	children = slices.DeleteFunc(slices.Clone(children),
		func(c child) bool { return c.points == nil || !c.points.Less(c.full) })
	slices.SortStableFunc(children, func(a, b child) int { return b.full.Sub(*b.points).Cmp(a.full.Sub(*a.points)) })
	return children[:min(3, len(children))]
}

// gaps lists where points are missing, the largest first.
func gaps(children []child) []lang.Text {
	var out []lang.Text
	for _, c := range largest(children) {
		out = append(out, lang.T("“%[1]s”离满分还差 %[2]s 分", "%[1]q is %[2]s points short of full").
			With(c.name, c.full.Sub(*c.points).Fixed(rule.LinePlaces)))
	}
	return out
}

func (e *Explainer) events(s *Sheet, sum Sum, name lang.Text, b *rule.Bound, use scheme.RuleUse) Explanation {
	return Explanation{Title: title(s, name), Value: shown(sum.Points, rule.LinePlaces),
		Says:    lang.T("%[1]s %[2]s：%[3]s", "%[1]s %[2]s: %[3]s").With(b.Rule.ID, b.Rule.Name, b.Rule.Says),
		Formula: b.Rule.Formula, Params: use.Params.Effective(b.Rule.Params).Spoken(b.Rule.AllParams()),
		Inputs: sum.Inputs, Steps: sum.Steps, Rounding: roundedLine, Scheme: e.schemeName(), Source: use.Source,
		Moves: []lang.Text{lang.T("只有经认定、有文件的事项才计入", "only decided matters with a document count")}}
}

func (e *Explainer) total(s *Sheet) Explanation {
	x := Explanation{Title: title(s, lang.T("总分", "total")), Value: shown(s.Result.Total, e.y.scheme.Places), Full: "100",
		Says: lang.T("总分是 %[1]d 个计分大类得分之和，加上加分，减去扣分。",
			"the total is the sum of the %[1]d scoring classes, plus the bonus, minus the deductions.").With(len(s.Groups)),
		Formula: lang.Same("S = Σ S_i + B - D"), Inputs: s.Total.Inputs, Steps: s.Total.Steps, Scheme: e.schemeName(),
		Source: e.y.scheme.Source,
		Rounding: lang.T("公布值四舍五入保留 %[1]d 位小数；名次和等次都按公布值",
			"published values are rounded half up to %[1]d decimals; places and grades use the published value").
			With(e.y.scheme.Places)}
	if s.Result.Provisional {
		x.Notes = append(x.Notes, s.Result.Reasons...)
		x.Steps = append(slices.Clone(x.Steps), s.Decided.step())
	}
	if v := s.BeforeVeto; v != nil && !v.Provisional {
		x.Notes = append(x.Notes, lang.T("一票否决前：总分 %[1]s，名次 %[2]d，等次%[3]s",
			"before the veto: total %[1]s, place %[2]d, grade %[3]s").With(s.BeforeVeto.Total.Fixed(e.y.scheme.Places),
			s.BeforeVeto.Place, s.BeforeVeto.Grade.Name()))
	}
	var children []child
	for _, g := range s.Groups {
		children = append(children, child{g.Name, g.Full, g.Points, g.Open})
	}
	x.Moves = append(e.reach(s, children), e.toNext(s)...)
	if most := largest(children); len(most) > 0 && !s.Result.Provisional {
		x.Lead = lang.T("失分最多的是%[1]s：%[2]s 分中失 %[3]s 分", "most was lost in %[1]s: %[3]s of %[2]s points").
			With(most[0].name, most[0].full, most[0].full.Sub(most[0].points.Round(e.y.scheme.Places)))
	}
	return x
}

// reach says how far full points of a class of level 1 would bring the total, the others staying as they are: the sheet
// is added up and placed again as it would be then.
func (e *Explainer) reach(s *Sheet, children []child) []lang.Text {
	if s.Result.Provisional || s.Result.Place == 0 || len(s.Vetoes) > 0 {
		return gaps(children)
	}
	var out []lang.Text
	for _, c := range largest(children) {
		then := *s
		then.Groups = slices.Clone(s.Groups)
		for i := range then.Groups {
			if g := &then.Groups[i]; g.Name == c.name {
				g.Points = &g.Full
			}
		}
		then.Total = e.y.total(then.Groups, s.Bonus, s.Deductions, s.Decided)
		place := 1
		for i := range e.sheets.Units {
			o := &e.sheets.Units[i]
			if o.Unit != s.Unit && o.Class == s.Class && o.Listing == org.Ranked && !o.Result.Provisional &&
				e.y.comparePlace(o, &then) < 0 {
				place++
			}
		}
		out = append(out, lang.T("补足“%[1]s”的 %[2]s 分，总分为 %[3]s，列第 %[4]d 名（其他单位不变）",
			"the %[2]s points missing of %[1]q would make the total %[3]s, place %[4]d, others unchanged").
			With(c.name, c.full.Sub(*c.points).Fixed(rule.LinePlaces), then.Total.Points.Fixed(e.y.scheme.Places), place))
	}
	return out
}

// toNext says what is missing to the next place and to the next score line.
func (e *Explainer) toNext(s *Sheet) []lang.Text {
	if s.Result.Provisional {
		return nil
	}
	var out []lang.Text
	if s.Result.Place > 1 {
		var above *Sheet
		for i := range e.sheets.Units {
			o := &e.sheets.Units[i]
			if o.Class == s.Class && o.Listing == org.Ranked && o.Result.Place < s.Result.Place &&
				(above == nil || o.Result.Place > above.Result.Place) {
				above = o
			}
		}
		if above != nil {
			out = append(out, lang.T("与前一名次（第 %[1]d 名）相差 %[2]s 分", "%[2]s points behind the place before (place %[1]d)").
				With(above.Result.Place, above.Result.Total.Sub(*s.Result.Total).Fixed(e.y.scheme.Places)))
		}
	}
	g := e.y.scheme.Grading
	for _, l := range []struct {
		grade scheme.Grade
		line  decimal.Number
	}{{scheme.Pass, g.PassLine}, {scheme.Good, g.GoodLine}, {scheme.Excellent, g.ExcellentLine}} {
		if s.Result.Total.Less(l.line) {
			return append(out, lang.T("离%[1]s分数线 %[2]s 还差 %[3]s 分", "%[3]s points below the line for %[1]s, %[2]s").
				With(l.grade.Name(), l.line, l.line.Sub(*s.Result.Total).Fixed(e.y.scheme.Places)))
		}
	}
	return out
}

func (e *Explainer) place(s *Sheet) Explanation {
	x := Explanation{Title: title(s, lang.T("名次", "place")), Value: "-", Scheme: e.schemeName(), Source: e.y.scheme.Source,
		Says: lang.T("在本考核类别参加排名的单位中按公布总分排名；总分相同的依次比较%[1]s得分、满意度得分、扣分少者在前，仍相同的并列。",
			"ranked by published total among the ranked units of the assessment class; equal totals are told "+
				"apart by points of %[1]s, then satisfaction, then smaller deductions; still equal is the same place.").With(
			lang.T(e.y.scheme.Frame().Classes[0].Name.ZH, e.y.scheme.Frame().Classes[0].Name.ZH))}
	if s.Result.Provisional {
		x.Notes = s.Result.Reasons
		return x
	}
	if s.Result.Place == 0 {
		x.Notes = []lang.Text{lang.T("单列单位，不排名", "listed separately, not ranked")}
		return x
	}
	x.Value = fmt.Sprint(s.Result.Place)
	c := &rule.Calc{Trace: true}
	before, same := int64(0), 0
	for i := range e.sheets.Units {
		o := &e.sheets.Units[i]
		if o.Class != s.Class || o.Listing != org.Ranked || o.Result.Provisional || o.Unit == s.Unit {
			continue
		}
		switch d := e.y.comparePlace(o, s); {
		case d < 0:
			before++
		case d == 0:
			same++
			x.Notes = append(x.Notes, lang.T("与另一单位完全相同，并列", "level with another unit: the same place"))
		}
		if d := e.y.comparePlace(o, s); d != 0 && o.Result.Total.Equal(*s.Result.Total) {
			x.Notes = append(x.Notes, lang.T("有单位总分相同，以职能履行、满意度、扣分依次区分",
				"another unit has the same total; told apart by 职能履行, satisfaction, deductions"))
		}
	}
	c.Put("", lang.T("排在本单位之前的单位数", "units that stand before this one"), decimal.Int(before), fact.Source{})
	c.Step("R", lang.T("之前的单位数 + 1", "units before it + 1"), c.Int(before).Add(c.Int(1)))
	x.Inputs, x.Steps, x.Moves = c.Inputs, c.Steps, e.toNext(s)
	for i := range e.sheets.Classes {
		if e.sheets.Classes[i].Class == s.Class {
			x.Full = fmt.Sprint(e.sheets.Classes[i].Ranked)
		}
	}
	return x
}

func (e *Explainer) grade(s *Sheet) Explanation {
	g := e.y.scheme.Grading
	percent := func(n decimal.Number) decimal.Number { return n.Mul(decimal.Int(100)) }
	x := Explanation{Title: title(s, lang.T("等次", "grade")), Value: s.Result.Grade.Name().ZH,
		ValueEN: s.Result.Grade.Name().EN, Scheme: e.schemeName(), Source: e.y.scheme.Source, Notes: s.Result.Reasons,
		Says: lang.T("优秀：名次在前 %[1]s%% 且总分不低于 %[2]s；良好：其后 %[3]s%% 且不低于 %[4]s；达标：不低于 %[5]s；否则不达标。限等与一票否决另行封顶。",
			"excellent: the first %[1]s %% by place and at least %[2]s; good: the next %[3]s %% and at least %[4]s; pass: "+
				"at least %[5]s; else fail. Caps and vetoes limit the grade.").With(percent(g.ExcellentShare), g.ExcellentLine,
			percent(g.GoodShare), g.GoodLine, g.PassLine)}
	for _, c := range e.sheets.Classes {
		if c.Class == s.Class {
			for _, st := range c.Steps {
				if st.Symbol == "E" || st.Symbol == "G" {
					x.Steps = append(x.Steps, st)
				}
			}
		}
	}
	x.Behind = e.quotas()
	for _, v := range s.Vetoes {
		x.Notes = append(x.Notes, lang.T("否决事项“%[1]s”：%[2]s；依据：%[3]s；决定：%[4]s；文件：%[5]s（%[6]s）",
			"veto %[1]q: %[2]s; basis: %[3]s; decided by: %[4]s; document: %[5]s (%[6]s)").
			With(v.Name, v.Matter, v.Basis, v.Decider, v.Source.Document, v.Source.Place()))
	}
	if s.Result.Provisional {
		x.Value, x.ValueEN = "-", "-"
		return x
	}
	if s.BeforeVeto != nil {
		x.Notes = append(x.Notes, lang.T("一票否决前的等次：%[1]s（%[2]s 分，第 %[3]d 名）",
			"grade before the veto: %[1]s (%[2]s points, place %[3]d)").With(s.BeforeVeto.Grade.Name(),
			s.BeforeVeto.Total.Fixed(e.y.scheme.Places), s.BeforeVeto.Place))
	}
	x.Moves = e.toNext(s)
	if n := len(s.Result.Reasons); n > 0 {
		x.Lead = s.Result.Reasons[0]
		if slices.ContainsFunc(e.y.look(s.Unit, "").events, func(v review.Event) bool {
			return v.Type == review.Promotion || v.Type == review.Downgrade
		}) {
			x.Lead = s.Result.Reasons[n-1] // the leading group decided last
		}
	}
	if v := s.BeforeVeto; v != nil {
		x.Moves = append([]lang.Text{lang.T("若否决撤销：%[1]s（%[2]s 分，第 %[3]d 名）",
			"if the veto were lifted: %[1]s (%[2]s points, place %[3]d)").With(v.Grade.Name(),
			v.Total.Fixed(e.y.scheme.Places), v.Place)}, x.Moves...)
	}
	return x
}
