package imports

import (
	"net/http"
	"slices"
	"strings"

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
	Lines   []historyLine
	Changes int // versions that changed something that was known
}

type historyLine struct {
	Kind     lang.Text
	Name     string
	Versions []historyVersion // the newest first
}

type historyVersion struct {
	N        int64
	How      lang.Text
	Class    string
	At       string
	Batch    int64
	Import   int64  // that brought it; 0: none
	Undone   bool   // it took an import back
	Why      string // of an act in the house, in its words
	Actor    lang.Text
	Fields   []historyField
	Source   web.Source
	Document string
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
	q := r.URL.Query()
	of := ledger.About{Unit: q.Get("unit"), Indicator: q.Get("indicator")}
	var name []string
	v.Crumbs = []web.Crumb{{Name: lang.T("基础数据", "Base data")}}
	if u := in.Unit(of.Unit); of.Unit != "" && u != nil {
		of.Unit = u.Code
		name = append(name, u.Label())
		v.Crumbs = append(v.Crumbs, web.Crumb{Name: lang.Same(u.Label()), Path: v.UnitPath(u.Code)})
	}
	if l := in.Scheme.Leaf(of.Indicator); l != nil {
		name = append(name, l.Code+" "+l.Name)
		v.Crumbs = append(v.Crumbs, web.Crumb{Name: lang.Same(l.Code), Path: v.ItemPath(l.Code)})
	}
	if code := q.Get("plan"); code != "" {
		of = ledger.About{Kind: ledger.Plan, Key: ledger.KeyOf(code)}
		name = append(name, code)
		v.Crumbs = append(v.Crumbs, web.Crumb{Name: lang.Same(code), Path: v.PlanPath(code)})
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
	if len(lines) == 0 {
		return web.ErrNotFound
	}
	v.Title = lang.T("数据沿革：%[1]s", "History: %[1]s").With(strings.Join(name, " · "))
	v.Crumbs = append(v.Crumbs, web.Crumb{Name: lang.T("数据沿革", "History")})
	v.Stage = lang.Text{}
	out := &historyView{View: v}
	slices.SortStableFunc(lines, func(a, b ledger.Line) int { return a.Kind.Order() - b.Kind.Order() })
	for _, l := range lines {
		line := historyLine{Kind: l.Kind.Name(), Name: l.Versions[0].Name(&in.Scheme, v.Lang)}
		if p := l.Versions[0].Period; p != "" {
			line.Name = v.Say(calendar.PeriodName(p))
		}
		var before []sheet.Field
		body := "" // of the version before
		for _, x := range l.Versions {
			row := historyVersion{N: x.Version, At: web.Stamp(x.RecordedAt), Batch: x.Batch.ID,
				Actor: audit.ActorName(x.Batch.Actor)}
			if x.Batch.Kind == ledger.Imported {
				row.Import = x.Batch.Origin
			}
			row.Undone, row.Why = x.Batch.Kind == ledger.Undone, x.Batch.Why
			var src struct {
				Source fact.Source `json:"source"`
			}
			if err := x.Unpack(&src); err != nil {
				return err
			}
			row.Source = web.Source{Text: web.PlaceOf(src.Source, v.Lang)}
			if sha := x.Files[src.Source.File]; sha != "" {
				row.Source.Path = web.SourcePath(sha, src.Source)
			}
			alone, err := ledger.Alone(x.Record)
			if err != nil {
				return err
			}
			now := sheet.Fields(alone, &in.Scheme, v.Lang)
			row.Fields, row.How, row.Class = compareFields(before, now, x.Withdrawn)
			if before != nil && row.Class == "" && x.Kind == ledger.Settings && !ledger.SameContent(body, x.Body) {
				row.Fields, row.How, row.Class = []historyField{reordered(v.Lang)}, changedWord, "warn"
			}
			body = x.Body
			row.Fields = slices.DeleteFunc(row.Fields, func(f historyField) bool { // said by the title
				return !f.Changed && (f.Value == of.Unit || f.Value == of.Indicator)
			})
			if x.Kind == ledger.Value {
				row.Document = web.SourceWords(src.Source)
			}
			if x.Withdrawn {
				now = nil
			}
			if row.Class == "warn" {
				out.Changes++
			}
			before = now
			line.Versions = append(line.Versions, row)
		}
		slices.Reverse(line.Versions)
		out.Lines = append(out.Lines, line)
	}
	v.Remember(w, lang.T("沿革 %[1]s", "History %[1]s").With(strings.Join(name, " ")))
	return s.Render(w, r, http.StatusOK, historyPage(out))
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
		return nil, lang.T("撤回", "withdrawn"), "risk"
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
