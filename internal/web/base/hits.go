package base

import (
	"errors"
	"net/http"
	"path"
	"slices"
	"strings"

	"shiji/internal/errs"
	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/pinyin"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/web"
)

// kind is what a hit is.
type kind int

// The kinds of hits, in the order in which they are shown.
const (
	aUnit kind = iota
	anIndicator
	aPlanIndicator
	aTarget
	aFile
	aPage
	anAct
)

var kinds = []web.Value{{Key: "unit", Name: lang.T("单位", "unit")}, {Key: "indicator", Name: lang.T("指标", "indicator")},
	{Key: "plan", Name: lang.T("规划指标", "plan indicator")}, {Key: "target", Name: lang.T("目标", "target")},
	{Key: "file", Name: lang.T("导入文件", "imported file")}, {Key: "page", Name: lang.T("页面", "page")},
	{Key: "act", Name: lang.T("命令", "command")}}

// hit is something that was found.
type hit struct {
	kind kind
	name lang.Text
	note lang.Text
	code string
	path string
	fit  pinyin.Fit
}

// ranked puts what is named just so first, then what begins so, then the rest; of these by kind, in the order of the
// product, as they were gathered.
func ranked(hits []hit) []hit {
	hits = slices.Clone(hits)
	slices.SortStableFunc(hits, func(a, b hit) int { return int(b.fit - a.fit) })
	return hits
}

// single is the one thing that is named just so, where nothing else was found; nil if there is none. The targets of an
// indicator are no other thing, and nothing is done by looking for it.
func single(hits []hit) *hit {
	var only *hit
	for i := range hits {
		if hits[i].kind == aTarget {
			continue
		}
		if only != nil || hits[i].fit != pinyin.Exact || hits[i].kind == anAct {
			return nil
		}
		only = &hits[i]
	}
	return only
}

// listOf is the list of hits.
func listOf(v *web.View, hits []hit) *web.List {
	l := &web.List{ID: "hits", Main: true, Name: lang.T("搜索结果", "results"),
		Columns: []web.Column{{Key: "kind", Head: lang.T("种类", "Kind"), Choose: true, Values: kinds, Phone: web.Decides},
			{Key: "name", Head: lang.T("名称", "Name"), Names: true}, {Key: "note", Head: lang.T("说明", "Note"), Wide: true},
			{Key: "path", Head: lang.T("地址", "Address"), Hidden: true, Phone: web.Left}}}
	for _, h := range hits {
		k := web.Tagged(v.Say(kinds[h.kind].Name.Sentence()), "")
		k.Chosen = kinds[h.kind].Key
		l.Add(h.code, k, web.Say(v.Say(h.name)).To(h.path), web.Say(v.Say(h.note.Sentence())).Faint(), web.Say(h.path))
	}
	return l
}

// finder gathers what answers a question.
type finder struct {
	q     pinyin.Query
	names *pinyin.Names
	hits  []hit
}

// add adds something if one of its names, or its code, answers.
func (f *finder) add(h hit, names ...string) {
	if h.fit = f.names.Best(f.q, append(names, h.code)...); h.fit > pinyin.None {
		f.hits = append(f.hits, h)
	}
}

// knowing is what the page knows of a year.
type knowing struct {
	in      *score.Input // nil: nothing yet
	batch   int64
	brought []intake.Intake // of all years
}

// mostBrought are the imports whose files are looked through, the latest.
const mostBrought = 1000

// known is what is known of a year, as the page speaks of it.
func (s *room) known(r *http.Request, v *web.View, year int) (k knowing, err error) {
	k.brought, err = web.Asked(r.Context(), s.Server, "brought", func() ([]intake.Intake, error) {
		return s.Intake.List(r.Context(), web.Who(r.Context()), mostBrought)
	})
	if errs.CodeOf(err) == errs.Forbidden { // who may not see imports finds none
		k.brought, err = nil, nil
	}
	if err != nil || year == 0 {
		return k, err
	}
	k.in, k.batch, err = s.KnownAt(r.Context(), v, year)
	if errors.Is(err, web.ErrNotYet) {
		err = nil
	}
	return k, err
}

// ofYear are the hits that belong to a year.
func (s *room) ofYear(v *web.View, q pinyin.Query, at web.At, k knowing) []hit {
	if q.Empty() {
		return nil
	}
	f := &finder{q: q, names: &s.names}
	if k.in != nil {
		f.units(at, k.in)
		f.indicators(at, k.in)
		for _, p := range k.in.Plan {
			f.add(hit{kind: aPlanIndicator, name: lang.Same(p.Name), code: p.Code, path: at.PlanPath(p.Code),
				note: lang.Same(strings.TrimSpace(p.Code + " " + p.GoalArea))}, p.Name)
		}
		f.targets(at, k.in)
	}
	f.files(v, k, at.Year)
	return f.hits
}

// always are the hits that belong to no year: files that nobody could read a year from, pages, commands.
func (s *room) always(v *web.View, q pinyin.Query, k knowing) []hit {
	if q.Empty() {
		return nil
	}
	f := &finder{q: q, names: &s.names}
	f.files(v, k, 0)
	f.pages(v)
	f.acts(v)
	return f.hits
}

// units are the units of the class that is looked at, and the bodies that aren't units.
func (f *finder) units(at web.At, in *score.Input) {
	for _, u := range in.Roster.Units {
		if at.Scope != "" && u.Class != at.Scope {
			continue
		}
		note := lang.Same(u.Code)
		if u.Class != "" {
			note = lang.T("%[1]s %[2]s", "%[1]s %[2]s").With(u.Code, org.ClassName(u.Class))
		}
		if len(u.Former) > 0 {
			note = lang.T("%[1]s · 曾用名 %[2]s", "%[1]s · formerly %[2]s").With(note, strings.Join(u.Former, "、"))
		}
		f.add(hit{kind: aUnit, name: lang.Same(u.Name), note: note, code: u.Code, path: at.UnitPath(u.Code)},
			append([]string{u.Name, u.Short}, u.Former...)...)
	}
	for _, b := range in.Roster.Bodies {
		if b.Unit == "" && at.Scope == "" {
			f.add(hit{kind: aUnit, name: lang.Same(b.Name), note: lang.T("实施主体", "implementing body"),
				path: at.Base("/units") + "#bodies"}, b.Name)
		}
	}
}

// indicators are those of levels 2 and 3 that the class has; what gives no points holds for all.
func (f *finder) indicators(at web.At, in *score.Input) {
	has := func(p scheme.Points) bool {
		_, ok := p[at.Scope]
		return ok || at.Scope == "" || len(p) == 0
	}
	for _, i := range in.Scheme.Items {
		if has(i.Points) {
			f.add(hit{kind: anIndicator, name: lang.Same(i.Name), note: lang.T("二级指标", "level 2"),
				path: at.To("/scheme", "q", i.Name)}, i.Name)
		}
	}
	for _, l := range in.Scheme.Leaves {
		if has(l.Points) {
			f.add(hit{kind: anIndicator, name: lang.Same(l.Name), note: lang.Same(l.Code + " " + l.Item), code: l.Code,
				path: at.ItemPath(l.Code)}, l.Name)
		}
	}
}

// targets are the lists of targets of the indicators, and the tasks of single units.
func (f *finder) targets(at web.At, in *score.Input) {
	units, leaves := in.UnitsByCode(), in.LeavesByCode()
	covers := func(unit string) bool { u := units[unit]; return u != nil && (at.Scope == "" || u.Class == at.Scope) }
	count := map[string]int{}
	for _, t := range in.Targets {
		if covers(t.Unit) {
			count[t.Indicator]++
		}
	}
	for _, l := range in.Scheme.Leaves {
		if n := count[l.Code]; n > 0 {
			f.add(hit{kind: aTarget, name: lang.Same(l.Name), note: lang.T("各单位目标与底线", "targets and floors of the units"),
				path: at.To("/floors", "only", "all", "q", l.Name)}, l.Name)
		}
	}
	type work struct{ indicator, name string }
	has := map[work][]string{} // units
	for _, t := range in.Tasks {
		if covers(t.Unit) {
			w := work{t.Indicator, t.Name}
			has[w] = append(has[w], t.Unit)
		}
	}
	for _, t := range in.Tasks { // in their order, once each
		w := work{t.Indicator, t.Name}
		l, of := leaves[w.indicator], has[w]
		delete(has, w)
		if l == nil || len(of) == 0 {
			continue
		}
		h := hit{kind: aTarget, name: lang.Same(w.name), path: at.ItemPath(w.indicator),
			note: lang.T("%[1]s · %[2]d 家单位", "%[1]s · %[2]d {unit|units}").With(l.Name, len(of))}
		if len(of) == 1 {
			h.note, h.path = lang.Same(l.Name+" · "+units[of[0]].Label()), at.TryPath(w.indicator, of[0])
		}
		f.add(h, w.name)
	}
}

// files are the files that were brought for a year, the newest first, as far as the page knows of them.
func (f *finder) files(v *web.View, k knowing, year int) {
	for _, b := range k.brought {
		switch {
		case b.Year != year, v.AsOf != "" && b.CreatedAt > v.Until,
			v.RunID != 0 && year == v.Year && (b.Batch == 0 || b.Batch > k.batch):
			continue
		}
		note := lang.T("导入 %[1]d · %[2]s", "import %[1]d · %[2]s").With(b.ID, web.Stamp(b.CreatedAt))
		if v.AsOf == "" { // what became of it later isn't known then
			note = lang.T("%[1]s · %[2]s", "%[1]s · %[2]s").With(note, b.State.Name())
		}
		for _, file := range b.Files {
			f.add(hit{kind: aFile, name: lang.Same(file.Name), note: note, path: web.ImportPath(b.ID)}, file.Name,
				strings.TrimSuffix(file.Name, path.Ext(file.Name)))
		}
	}
}

// The pages that stand in no menu.
var (
	pageOfKeys  = lang.T("快捷键", "Keys")
	pageOfTerms = lang.T("术语", "Terms")
)

// pages are those of the menu and of the foot; terms lead to themselves.
func (f *finder) pages(v *web.View) {
	page := func(name, group lang.Text, path string) {
		f.add(hit{kind: aPage, name: name, note: group, path: path}, name.ZH, name.EN)
	}
	for _, g := range v.Rooms() {
		for _, l := range g.Links {
			page(l.Name, g.Name, l.Path)
		}
	}
	foot := lang.T("页脚", "foot of each page")
	page(pageOfKeys, foot, "/keys")
	page(pageOfTerms, foot, termsPath)
}

// acts are what can be done, each with the page where it is done.
func (f *finder) acts(v *web.View) {
	act := func(name, where lang.Text, path string, also ...string) {
		f.add(hit{kind: anAct, name: name, note: where, path: path}, append(also, name.ZH, name.EN)...)
	}
	imports, header := lang.T("导入中心", "Imports"), lang.T("每页右上角", "top of each page")
	act(lang.T("导入工作簿", "Import a workbook"), imports, "/imports#files", "上传文件", "upload")
	act(lang.T("下载空白模板", "Download the empty template"), imports, "/imports#books", "模板下载", "xlsx")
	looks := "/#looks"
	if len(v.Years) > 0 {
		looks = v.HomePath() + "#looks"
	}
	act(lang.T("切换语言", "Switch the language"), header, looks, "中文", "英文", "English")
	act(lang.T("切换外观", "Switch the theme"), header, looks, "深色", "浅色", "主题", "dark", "light")
	act(lang.T("放大字号", "Enlarge the text"), header, looks, "大字", "字体")
	act(lang.T("关闭单键", "Turn single keys off"), pageOfKeys, "/keys")
	if len(v.Years) == 0 {
		return
	}
	act(lang.T("下载现有数据", "Download the current data"), imports, "/imports#books", "导出工作簿", "xlsx")
	act(lang.T("下载填报表", "Download forms to fill in"), imports, "/imports#books", "xlsx")
	act(lang.T("重新计分", "Score again"), lang.T("计分", "Score runs"), v.To("/runs"), "运行计分", "run")
	act(lang.T("看实时得分", "See the score as of now"), lang.T("排名等次", "Ranking and grades"),
		v.AsItIs().To("/ranking"))
	act(lang.T("打印简报", "Print the brief"), lang.T("总览", "Overview"), v.HomePath())
	act(lang.T("历史时点查询", "Look at another day"), lang.T("总览页脚", "foot of the overview"), v.HomePath()+"#asof")
}
