package base

import (
	"fmt"
	"net/http"
	"strings"

	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/run"
	"shiji/internal/web"
)

type unitsView struct {
	*web.View
	Units  *web.List
	Bodies *web.List
	Sums   []sum // of how the units take part; the first is all of them
}

// sum is a number of units, with the list of them.
type sum struct {
	N    int
	Name lang.Text
	Path string
}

func (s *room) units(w http.ResponseWriter, r *http.Request) error {
	v, in, files, err := s.Facts(w, r, "J1", lang.T("单位", "Units"))
	if err != nil {
		return err
	}
	v.Crumbs = []web.Crumb{{Name: lang.T("基础数据", "Base data")}, {Name: lang.T("单位", "Units")}}
	v.Tools = []web.Tool{{Name: lang.T("打印", "Print"), Path: "print"},
		{Name: lang.T("导入名单", "Import a list"), Path: "/imports", Primary: true}}
	out := &unitsView{View: v}
	l, err := s.Current(r.Context(), v, v.Year)
	if err != nil {
		return err
	}
	if err := s.Fresh(r.Context(), v, l); err != nil {
		return err
	}
	out.Units = &web.List{ID: "units", Main: true, Find: true, Picks: true, Name: lang.T("单位表", "table of units"),
		Columns: []web.Column{{Key: "unit", Head: lang.T("名称", "Name"), Names: true},
			{Key: "class", Head: lang.T("考核类别", "Class"), Choose: true},
			{Key: "listing", Head: lang.T("参评方式", "Listing"), Choose: true, Phone: web.Decides},
			{Key: "serves", Head: lang.T("服务对象", "Serves"), Choose: true, Small: true},
			{Key: "total", Head: lang.T("总分", "Total"), Type: web.Number, Phone: web.Decides},
			{Key: "place", Head: lang.T("名次", "Place"), Type: web.Number, Phone: web.Decides},
			{Key: "notes", Head: lang.T("说明", "Notes"), Small: true},
			{Key: "source", Head: lang.T("来源", "Source"), Small: true}, {Key: "code", Head: lang.T("编码", "Code"), Hidden: true}}}
	counts := map[org.Listing]int{}
	add := func(ok func(org.Unit) bool) {
		for _, u := range in.Roster.Units {
			if ok(u) && v.Covers(u.Class) {
				counts[u.Listing]++
				out.Units.Add(u.Code, out.unit(u, l, files)...)
			}
		}
	}
	for _, c := range in.Scheme.Classes { // in the order of the scheme, what is exempt last
		add(func(u org.Unit) bool { return u.Class == c.Name && u.Listing != org.Exempt })
	}
	add(func(u org.Unit) bool { return u.Listing == org.Exempt })
	out.Sums = []sum{{len(out.Units.Rows), lang.T("共", "all"), v.Base("/units")}}
	for _, k := range []org.Listing{org.Ranked, org.Separate, org.Exempt} {
		if counts[k] > 0 {
			out.Sums = append(out.Sums, sum{counts[k], k.Name(), v.Base("/units", "listing", string(k))})
		}
	}
	v.Put(out.Units)
	out.bodies(in.Roster.Bodies, in.Unit, func(body string) (items []string) {
		for _, i := range in.Scheme.Items {
			for _, name := range i.Bodies {
				if name == body {
					items = append(items, i.Name)
				}
			}
		}
		return items
	}, files)
	v.Remember(w, lang.T("单位", "Units"))
	return s.Show(w, r, out.View, unitsPage(out))
}

// unit is a unit as a row.
func (v *unitsView) unit(u org.Unit, l *run.Loaded, files web.Sources) []web.Piece {
	name := web.Say(u.Name).To(v.UnitPath(u.Code))
	if u.Short != "" && u.Short != u.Name {
		name = name.Under(u.Short)
	}
	listing := web.Tagged(v.Say(u.Listing.Name().Sentence()), map[bool]string{false: "warn"}[u.Listing == org.Ranked])
	listing.Chosen = string(u.Listing)
	serves := web.Say("—")
	for _, c := range org.SurveyClasses {
		if c.Class == u.SurveyClass {
			serves = v.Named(c.Name)
		}
	}
	total, place := web.Say("—"), web.Say("—")
	if l != nil {
		if sheet := l.Doc.Results.Sheet(u.Code); sheet != nil {
			why := v.ExplainPath(u.Code, "total")
			total = web.Got(sheet.Result.Total, l.Doc.Inputs.Scheme.Places, v.Say(sheet.Mark())).Opens(why)
			if sheet.Result.Place > 0 {
				place = web.Whole(sheet.Result.Place).Opens(v.ExplainPath(u.Code, "place"))
			}
		}
	}
	var notes []web.Piece
	if u.Added {
		notes = append(notes, web.Tagged(v.T("本年新增", "Added"), "info"))
	}
	notes = append(notes, web.Say(u.Reason))
	if len(u.Former) > 0 {
		notes = append(notes, web.Say(v.T("曾用名：", "Formerly ")+strings.Join(u.Former, v.T("、", ", "))))
	}
	return []web.Piece{name, v.Named(org.ClassName(web.OrDash(u.Class))), listing, serves, total, place, web.All(notes...),
		web.All(web.From(files.Link(u.Source)), web.Say(v.T("沿革", "History")).To(v.HistoryPath(u.Code, "")).Fine()),
		web.Say(u.Code)}
}

// bodies lists the implementing bodies, with the items that each is in charge of.
func (v *unitsView) bodies(list []org.Body, unit func(string) *org.Unit, itemsOf func(string) []string,
	files web.Sources) {
	v.Bodies = &web.List{ID: "bodies", Name: lang.T("实施主体表", "table of bodies"),
		Title: lang.T("实施主体", "Implementing bodies"),
		Columns: []web.Column{{Key: "body", Head: lang.T("名称", "Name"), Names: true},
			{Key: "unit", Head: lang.T("所属单位", "Unit")}, {Key: "items", Head: lang.T("负责专项", "Items"), Wide: true},
			{Key: "substitute", Head: lang.T("替代评分人", "Substitute")}, {Key: "work", Head: lang.T("职责", "Work"), Small: true},
			{Key: "source", Head: lang.T("来源", "Source"), Small: true}}}
	for _, b := range list {
		of := web.Say("—")
		if u := unit(b.Unit); b.Unit != "" && u != nil {
			of = web.Say(u.Label()).To(v.UnitPath(u.Code))
		}
		var items []web.Piece
		for _, i := range itemsOf(b.Name) {
			items = append(items, web.Tagged(i, ""))
		}
		v.Bodies.Add("", web.Say(b.Name), of, web.All(items...), web.Say(web.OrDash(b.Substitute)), web.Say(b.Work),
			web.From(files.Link(b.Source)))
	}
	v.Put(v.Bodies)
}

// Said is the sum in words: "112 = 108 + 1 + 3", with a list behind each number.
func (v *unitsView) parts() []sum {
	if len(v.Sums) < 3 {
		return nil // there is one kind only
	}
	return v.Sums[1:]
}

func count(n int) string { return fmt.Sprint(n) }
