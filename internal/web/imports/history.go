package imports

import (
	"net/http"
	"slices"
	"strings"

	"shiji/internal/plan"
	"shiji/internal/score"
	"shiji/internal/web"

	"shiji/internal/audit"
	"shiji/internal/calendar"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/sheet"
)

// historyView is what was ever recorded about a unit, an indicator, or a unit's indicator, version by version.
type historyView struct {
	*web.View
	List *web.List
}

type historyField struct {
	Head, Value string
	Was         string // before, if it differs
	Changed     bool
}

func (s *room) history(w http.ResponseWriter, r *http.Request) error {
	v, in, _, err := s.Facts(w, r, "J4", lang.Text{})
	if err != nil {
		return err
	}
	of := ledger.About{Unit: v.Param("unit"), Indicator: v.Param("indicator")}
	var name []string
	there := false // what is asked for is known now
	v.Crumbs = []web.Crumb{{Name: lang.T("基础数据", "Base data")}}
	if u := in.Unit(of.Unit); of.Unit != "" && u != nil {
		of.Unit = u.Code
		name, there = append(name, u.Label()), true
		v.Crumbs = append(v.Crumbs, web.Crumb{Name: lang.Same(u.Label()), Path: v.UnitPath(u.Code)})
	}
	if l := in.Scheme.Leaf(of.Indicator); l != nil {
		name, there = append(name, l.Name), true
		v.Crumbs = append(v.Crumbs, web.Crumb{Name: lang.Same(l.Name), Code: l.Code, Path: v.ItemPath(l.Code)})
	}
	if code := v.Param("plan"); code != "" {
		name = nil
		of = ledger.About{Kind: ledger.Plan, Key: ledger.KeyOf(code)}
		called := code
		if i := slices.IndexFunc(in.Plan, func(p plan.Indicator) bool { return p.Code == code }); i >= 0 {
			called, there = in.Plan[i].Name, true
		}
		name = append(name, called)
		v.Crumbs = append(v.Crumbs, web.Crumb{Name: lang.Same(called), Code: code, Path: v.PlanPath(code)})
	}
	if of == (ledger.About{}) { // of the scheme itself
		of.Kind = ledger.Settings
		name = append(name, v.T("方案设置", "settings of the scheme"))
		v.Crumbs = append(v.Crumbs, web.Crumb{Name: lang.T("年度方案", "Scheme"), Path: v.To("/scheme")})
	}
	lines, err := s.Ledger.History(r.Context(), web.Who(r.Context()), v.Year, of)
	if err != nil {
		return err
	}
	if len(lines) == 0 { // neither the thing, nor any fact of it
		switch code := v.Param("plan"); {
		case code != "" && !there:
			return web.NoSuch(web.APlanIndicator, code)
		case of.Unit != "" && in.Unit(of.Unit) == nil:
			return web.NoSuch(web.AUnit, of.Unit)
		case of.Indicator != "" && in.Scheme.Leaf(of.Indicator) == nil:
			return web.NoSuch(web.AnIndicator, of.Indicator)
		}
	}
	v.Title = lang.T("数据沿革：%[1]s", "History: %[1]s").With(strings.Join(name, " · "))
	v.Crumbs = append(v.Crumbs, web.Crumb{Name: lang.T("数据沿革", "History")})
	v.Stage = lang.Text{}
	out := &historyView{View: v}
	slices.SortStableFunc(lines, func(a, b ledger.Line) int { return a.Kind.Order() - b.Kind.Order() })
	out.List = &web.List{ID: "history", Main: true, Find: true, Name: lang.T("数据沿革", "history"),
		None: lang.T("没有写入过数据。", "Nothing was ever recorded."),
		Caption: lang.T("每次写入留下一个版本，旧版本不删不改；每行一个版本，按工作簿的列显示",
			"every recording leaves a version, none is deleted or altered; a row a version, by the columns of the workbook"),
		Columns: []web.Column{{Key: "kind", Head: lang.T("种类", "Kind"), Choose: true},
			{Key: "name", Head: lang.T("对象", "What"), Names: true, Choose: true},
			{Key: "version", Head: lang.T("版本", "Version"), Type: web.Number},
			{Key: "change", Head: lang.T("变化", "Change"), Choose: true, Phone: web.Decides},
			{Key: "content", Head: lang.T("内容", "Content"), Wide: true},
			{Key: "at", Head: lang.T("写入时间", "Recorded"), Type: web.Moment},
			{Key: "batch", Head: lang.T("数据版本", "Facts version"), Type: web.Number},
			{Key: "by", Head: lang.T("操作人", "By"), Choose: true}, {Key: "source", Head: lang.T("来源", "Source"), Small: true}}}
	for _, l := range lines {
		if err := out.add(l, in, of); err != nil {
			return err
		}
	}
	v.Put(out.List)
	v.Remember(w, lang.T("沿革 %[1]s", "History %[1]s").With(strings.Join(name, " ")))
	return s.Show(w, r, out.View, historyPage(out))
}

// add adds the versions of a line, the newest first.
func (v *historyView) add(l ledger.Line, in *score.Input, of ledger.About) error {
	around := &in.Scheme
	names := ledger.NamesOf(in)
	name := lang.T(names.Of(l.Versions[0].Record, l.Versions[0].Name(around, lang.ZH)),
		names.Of(l.Versions[0].Record, l.Versions[0].Name(around, lang.EN)))
	if p := l.Versions[0].Period; p != "" {
		name = calendar.PeriodName(p)
	}
	var before []sheet.Field
	body := "" // of the version before
	var rows []web.Row
	for _, x := range l.Versions {
		var src struct {
			Source fact.Source `json:"source"`
		}
		if err := x.Unpack(&src); err != nil {
			return err
		}
		alone, err := ledger.Alone(x.Record)
		if err != nil {
			return err
		}
		now := sheet.Fields(alone, around, v.Lang)
		list, how, class := compareFields(before, now, x.Withdrawn)
		if before != nil && class == "" && x.Kind == ledger.Settings && !ledger.SameContent(body, x.Body) {
			list, how, class = []historyField{reordered(v.Lang)}, changedWord, "warn"
		}
		list = slices.DeleteFunc(list, func(f historyField) bool { // said by the title
			return !f.Changed && (f.Value == of.Unit || f.Value == of.Indicator)
		})
		source := web.Source{Text: web.PlaceOf(src.Source, v.Lang), File: src.Source.File}
		if sha := x.Files[src.Source.File]; sha != "" {
			source.Path = web.SourcePath(sha, src.Source)
		}
		from := []web.Piece{web.From(source)}
		if x.Kind == ledger.Value {
			from = append(from, web.Say(web.SourceWords(src.Source)))
		}
		batch := web.Whole(int(x.Batch.ID))
		switch {
		case x.Batch.Kind == ledger.Imported:
			batch = batch.To(web.ImportPath(x.Batch.Origin))
		case x.Batch.Kind == ledger.Undone:
			batch = batch.Under(v.T("撤销", "undo"))
		case x.Batch.Why != "":
			batch = batch.Under(x.Batch.Why)
		}
		rows = append(rows, web.Row{Cells: []web.Piece{v.Named(l.Kind.Name()), v.Named(name), web.Whole(int(x.Version)),
			v.Marked(how, class), {Text: fieldsText(list), Show: fields(list)}, web.Say(web.Stamp(x.RecordedAt)), batch,
			v.Named(audit.ActorName(x.Batch.Actor)), web.All(from...)}})
		if before, body = now, x.Body; x.Withdrawn {
			before = nil
		}
	}
	slices.Reverse(rows)
	v.List.Rows = append(v.List.Rows, rows...)
	return nil
}

// fieldsText is what fields say in a file.
func fieldsText(list []historyField) string {
	var out []string
	for _, f := range list {
		switch {
		case f.Changed:
			out = append(out, f.Head+" "+web.OrDash(f.Was)+" → "+web.OrDash(f.Value))
		default:
			out = append(out, f.Head+" "+f.Value)
		}
	}
	return strings.Join(out, "; ")
}

var changedWord = lang.T("修改", "changed")

// reordered says what changed of settings whose every column is the same: the tree beside them.
func reordered(l lang.Lang) historyField {
	return historyField{Head: lang.T("指标体系",
		"tree of indicators").In(l), Value: lang.T("指标有增减或次序变化",
		"indicators were added, dropped or put in another order").In(l)}
}

// compareFields marks what differs from the version before, and says what the version did.
func compareFields(before, now []sheet.Field, withdrawn bool) (out []historyField, how lang.Text, class string) {
	if withdrawn {
		return nil, lang.T("作废", "withdrawn"), "risk"
	}
	was := map[string]string{}
	for _, f := range before {
		was[f.Head] = f.Value
	}
	changed := false
	for _, f := range now {
		x := historyField{Head: f.Head, Value: f.Value}
		if old, ok := was[f.Head]; before != nil && (!ok || old != f.Value) {
			x.Was, x.Changed, changed = old, true, true
		}
		delete(was, f.Head)
		out = append(out, x)
	}
	for _, f := range before { // emptied since
		if old, ok := was[f.Head]; ok {
			out = append(out, historyField{Head: f.Head, Was: old, Changed: true})
			changed = true
		}
	}
	switch {
	case before == nil:
		return out, lang.T("新增", "added"), "ok"
	case changed:
		return out, changedWord, "warn"
	}
	return out, lang.T("仅出处变化", "only moved"), ""
}
