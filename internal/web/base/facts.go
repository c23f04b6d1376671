package base

import (
	"net/http"
	"slices"

	"shiji/internal/calendar"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/sheet"
	"shiji/internal/survey"
	"shiji/internal/web"
)

// The lists behind the numbers of facts: what was reported, marked, decided and found by surveys, as it is known, each
// with its source.

// factsView is a page with the facts of one kind.
type factsView struct {
	*web.View
	Tabs []web.Tab
	List *web.List
}

// kindOf is a kind of facts: its name, and how its list is made.
type kindOf struct {
	key  string
	name lang.Text
	n    func(*score.Input) int
	list func(*facts) *web.List
}

var factKinds = []kindOf{
	{"actuals", lang.T("实绩", "Reported"), func(in *score.Input) int { return len(in.Actuals) }, (*facts).actuals},
	{"marks", lang.T("评分", "Marks"), func(in *score.Input) int { return len(in.Marks) }, (*facts).marks},
	{"events", lang.T("事项", "Events"), func(in *score.Input) int { return len(in.Events) }, (*facts).events},
	{"surveys", lang.T("满意度结果", "Satisfaction"), func(in *score.Input) int { return len(in.Surveys) }, (*facts).surveys},
}

// facts is what the lists are made from.
type facts struct {
	v      *web.View
	in     *score.Input
	files  web.Sources
	units  map[string]*org.Unit
	leaves map[string]*scheme.Leaf
	items  map[[2]string]string // what items of indicators are called
}

func (s *room) facts(w http.ResponseWriter, r *http.Request) error {
	v, in, files, err := s.Facts(w, r, "J5", lang.T("数据清单", "List of facts"))
	if err != nil {
		return err
	}
	in = within(v, in)
	f := &facts{v, in, files, in.UnitsByCode(), in.LeavesByCode(), map[[2]string]string{}}
	out := &factsView{View: v}
	for _, k := range factKinds {
		current := k.key == r.PathValue("kind")
		out.Tabs = append(out.Tabs, web.Tab{Name: v.Say(lang.T("%[1]s %[2]d", "%[1]s %[2]d").With(k.name, k.n(in))),
			Path: v.FactsPath(k.key), Current: current, Counts: true, N: k.n(in)})
		if current {
			v.Title = lang.T("数据清单：%[1]s", "List of facts: %[1]s").With(k.name)
			out.List = k.list(f)
			out.List.ID, out.List.Main, out.List.Find, out.List.Name = k.key, true, true, k.name
		}
	}
	if out.List == nil {
		return web.NoSuch(web.AList, r.PathValue("kind"))
	}
	v.Crumbs = []web.Crumb{{Name: lang.T("基础数据", "Base data")}, {Name: lang.T("数据清单", "Facts")}}
	v.Tools = []web.Tool{{Name: lang.T("打印", "Print"), Path: "print"}}
	v.Put(out.List)
	v.Remember(w, v.Title)
	return s.Show(w, r, v, factsPage(out))
}

// within are the facts about the units that the page keeps to.
func within(v *web.View, in *score.Input) *score.Input {
	if v.KeepsTo() == "" {
		return in
	}
	units, some := in.UnitsByCode(), *in
	out := func(code string) bool { u := units[code]; return u == nil || !v.Covers(u.Class) }
	some.Actuals = slices.DeleteFunc(slices.Clone(in.Actuals), func(a progress.Actual) bool { return out(a.Unit) })
	some.Marks = slices.DeleteFunc(slices.Clone(in.Marks), func(m review.Mark) bool { return out(m.Unit) })
	some.Events = slices.DeleteFunc(slices.Clone(in.Events), func(e review.Event) bool { return out(e.Unit) })
	some.Surveys = slices.DeleteFunc(slices.Clone(in.Surveys), func(x survey.Result) bool { return out(x.Unit) })
	return &some
}

// unit is the unit of a fact; rows are chosen by its code.
func (f *facts) unit(code string) web.Piece {
	p := web.Piece{Text: code, Chosen: code}
	if u := f.units[code]; u != nil {
		p.Text, p.Path = u.Label(), f.v.UnitPath(code)
	}
	return p
}

func (f *facts) indicator(code string) web.Piece {
	p := web.Piece{Text: web.OrDash(code), Chosen: code}
	if l := f.leaves[code]; l != nil {
		p.Text, p.Path = l.Name, f.v.ItemPath(code)
	}
	return p
}

// source is where a fact was read, with the document and person behind it.
func (f *facts) source(unit, indicator string, src fact.Source) web.Piece {
	return web.All(web.From(f.files.About(unit, indicator).Link(src)), web.Say(web.SourceWords(src)).Faint().Fine())
}

// Columns that all kinds share.
var (
	unitColumn      = web.Column{Key: "unit", Head: lang.T("单位", "Unit"), Names: true, Choose: true}
	indicatorColumn = web.Column{Key: "indicator", Head: lang.T("指标", "Indicator"), Choose: true}
	sourceColumn    = web.Column{Key: "source", Head: lang.T("来源", "Source"), Small: true}
)

func (f *facts) actuals() *web.List {
	l := &web.List{Columns: []web.Column{unitColumn, indicatorColumn, {Key: "item", Head: lang.T("数据项", "Item"),
		Choose: true},
		{Key: "value", Head: lang.T("全年", "Year"), Type: web.Number, Phone: web.Decides},
		{Key: "periods", Head: lang.T("分期", "Periods"), Small: true},
		{Key: "status", Head: lang.T("数据状态", "Status"), Choose: true, Phone: web.Decides}, sourceColumn}}
	for _, a := range f.in.Actuals {
		value, periods := web.Say("—"), []web.Piece{}
		for _, x := range a.Values {
			if x.Period == calendar.Year {
				value = f.value(x)
				continue
			}
			periods = append(periods, web.Say(f.v.Say(calendar.PeriodName(x.Period).Sentence())+" "+f.value(x).String()))
		}
		l.Add(a.Unit, f.unit(a.Unit), f.indicator(a.Indicator), f.item(a), value, web.All(periods...),
			f.status(a.Status),
			f.source(a.Unit, a.Indicator, a.Source))
	}
	return l
}

// item is what a report is called; the reported value itself has no other name.
func (f *facts) item(a progress.Actual) web.Piece {
	key := [2]string{a.Indicator, a.Item}
	if _, known := f.items[key]; !known {
		f.items[key] = sheet.ItemName(&f.in.Scheme, a.Indicator, a.Item)
	}
	if f.items[key] == "" {
		return f.v.Named(lang.T("实绩值", "value"))
	}
	return web.Say(f.items[key])
}

func (f *facts) value(x progress.PeriodValue) web.Piece {
	if x.Number != nil {
		return web.Num(*x.Number, web.Exact)
	}
	return web.Say(web.OrDash(x.Word))
}

func (f *facts) status(s fact.Status) web.Piece {
	return web.Piece{Text: f.v.Say(s.Name().Sentence()), Chosen: string(s)}
}

func (f *facts) marks() *web.List {
	l := &web.List{Columns: []web.Column{unitColumn, indicatorColumn, {Key: "judge", Head: lang.T("评分人", "Judge"),
		Choose: true},
		{Key: "dimension", Head: lang.T("维度", "Dimension"), Choose: true},
		{Key: "value", Head: lang.T("评分", "Mark"), Type: web.Number, Phone: web.Decides},
		{Key: "recused", Head: lang.T("回避", "Recused"), Phone: web.Decides}, sourceColumn}}
	for _, m := range f.in.Marks {
		recused := web.Say("—")
		if m.Recused {
			recused = web.Tagged(f.v.T("回避", "Recused"), "warn")
		}
		l.Add(m.Unit, f.unit(m.Unit), f.indicator(m.Indicator), web.Say(m.Judge), web.Say(web.OrDash(m.Dimension)),
			web.Num(m.Value, web.Exact), recused, f.source(m.Unit, m.Indicator, m.Source))
	}
	return l
}

func (f *facts) events() *web.List {
	l := &web.List{Columns: []web.Column{unitColumn, {Key: "type", Head: lang.T("类型", "Type"), Choose: true},
		indicatorColumn, {Key: "matter", Head: lang.T("事项", "Matter"), Wide: true},
		{Key: "count", Head: lang.T("次数", "Count"), Type: web.Number},
		{Key: "state", Head: lang.T("状态", "State"), Choose: true, Phone: web.Decides},
		{Key: "decider", Head: lang.T("决定", "Decided by")}, sourceColumn}}
	for _, e := range f.in.Events {
		kind := web.Piece{Text: f.v.Say(e.Type.Name().Sentence()), Chosen: string(e.Type)}
		state := web.Piece{Text: f.v.Say(e.State.Name().Sentence()), Chosen: string(e.State)}
		l.Add(e.Unit, f.unit(e.Unit), kind, f.indicator(e.Indicator), web.Say(e.Matter), web.Num(e.Count, web.Exact), state,
			web.Say(web.OrDash(e.Decider)), f.source(e.Unit, e.Indicator, e.Source))
	}
	return l
}

func (f *facts) surveys() *web.List {
	l := &web.List{Columns: []web.Column{unitColumn, {Key: "channel", Head: lang.T("渠道", "Channel"), Choose: true},
		{Key: "score", Head: lang.T("得分", "Score"), Type: web.Number, Phone: web.Decides},
		{Key: "n", Head: lang.T("有效样本", "Answers"), Type: web.Number, Phone: web.Decides},
		{Key: "low", Head: lang.T("95% 区间下限", "95 % from"), Type: web.Number},
		{Key: "high", Head: lang.T("上限", "to"), Type: web.Number}, {Key: "method", Head: lang.T("方法", "Method"), Wide: true},
		sourceColumn}}
	for _, x := range f.in.Surveys {
		channel := web.Piece{Text: f.v.Say(rule.ChannelName(x.Channel).Sentence()), Chosen: x.Channel}
		l.Add(x.Unit, f.unit(x.Unit), channel, web.Num(x.Score, web.Short), web.Num(x.N.Value, web.Exact),
			web.Maybe(x.Low, 2), web.Maybe(x.High, 2), web.Say(x.Method), f.source(x.Unit, "", x.Source))
	}
	return l
}
