package sheet

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"shiji/internal/calendar"
	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/grid"
	"shiji/internal/progress"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/survey"
	"shiji/internal/target"
)

// notesSheet is the first sheet of every year's workbook we write; readers pass it over.
const notesSheet = "填写说明"

// rulesSheet lists the scoring rules, for the drop-down of 方案 and for people; readers pass it over.
const rulesSheet = "规则"

// aside reports whether a sheet was written for people, and not to be read.
func aside(name string) bool { return name == notesSheet || name == rulesSheet }

// row is a row to be written: cells by column key, class columns by heading.
type row map[string]any

// WriteTemplate writes an empty year's workbook: headings, drop-down lists, notes, and an example row in each sheet
// that readers pass over.
func WriteTemplate(path string) error {
	b := newBook()
	b.addSheet(notesSheet)
	b.instructions()
	classes := []string{"党群", "政府部门", "街道", "镇", "区属企业"}
	s := scheme.Default()
	for i := range tables {
		t := &tables[i]
		if t.written {
			continue
		}
		example := row{}
		for _, c := range t.columns {
			example[c.key] = c.example
		}
		rows := []row{example}
		if t.key == "scheme" {
			rows = append(rows, schemeExamples(classes)...)
		}
		if t.key == "year" {
			rows = append(rows, settingRows(&s)...)
		}
		if t.key == "scheme" {
			for _, c := range classes {
				example[c] = "25"
			}
		}
		example[t.columns[0].key] = examplePrefix + t.columns[0].example
		b.table(t, rows, classes, true)
	}
	b.rules()
	return b.save(path)
}

// schemeExamples are one more example row for each level-1 class: an official sees how each is
// written, a veto above all.
func schemeExamples(classes []string) []row {
	var out []row
	add := func(level1, points1, level2, code, name, unit, better, ruleName, params, points string) {
		r := row{"level1": examplePrefix + level1, "points1": points1, "level2": level2, "points2": points1, "code": code,
			"name": name, "unit": unit, "better": better, "rule": ruleName, "params": params, "bodies": "区监督室"}
		if points != "" {
			for _, c := range classes {
				r[c] = points
			}
		}
		out = append(out, r)
	}
	add("效能建设", "20", "依法行政", "B0101", "行政行为规范", "", "是否", "扣分法", "种类=程序瑕疵:0.25:1、复议纠错:0.5", "20")
	add("服务效果", "25；镇=25", "满意度", "C0101", "群众满意度", "分", "越高越好", "满意度计分法", "渠道=两者；第三方权重=0.6", "25")
	add("创新创优", "5", "创新项目", "D0101", "创新项目评审", "分", "是否", "专家评审法", "", "5")
	add("一票否决", "0", "否决事项", "V0101", "重大安全责任事故", "", "是否", "一票否决", "依据=《安全生产法》；责任部门=区应急办；效果=不达标", "")
	return out
}

// ruleRows are the rules in the order of the menu: by the kind of work that each suits best.
func ruleRows() [][]string {
	var out [][]string
	seen := map[string]bool{}
	for _, k := range rule.Kinds {
		for _, r := range rule.Suiting(k.Kind) {
			if seen[r.ID] || r.ForList || len(r.Kinds) > 0 && r.Kinds[0] != k.Kind {
				continue
			}
			seen[r.ID] = true
			out = append(out, []string{k.Name.ZH, r.Name.ZH, r.Says.ZH, rule.WantsText(r.Wants()).ZH, paramList(r)})
		}
	}
	return out
}

// paramList are the parameters of a rule, those that must be given first.
func paramList(r *rule.Rule) string {
	var must, may []string
	for _, p := range r.Params {
		if p.Required {
			must = append(must, p.ZH+"（必填）")
		} else {
			may = append(may, p.ZH)
		}
	}
	return strings.Join(append(must, may...), "、")
}

// rules writes the sheet of rules: what each is for and what it wants filled in.
func (b *book) rules() {
	b.addSheet(rulesSheet)
	for i, head := range []string{"工作种类", "评分规则", "怎样计分", "填什么（名称和个数随参数）", "参数"} {
		b.put(rulesSheet, i+1, 1, head, "head")
	}
	widths := []float64{22, 20, 60, 70, 40}
	for i, w := range widths {
		b.width(rulesSheet, i+1, w)
	}
	for k, r := range ruleRows() {
		cells := make([]any, len(r))
		for i, text := range r {
			b.put(rulesSheet, i+1, k+2, text, "cell wrap top")
			cells[i] = text
		}
		b.fit(rulesSheet, k+2, widths, cells)
	}
	b.freeze(rulesSheet, 3, 2)
}

// instructions are the words on the first sheet.
func (b *book) instructions() {
	lines := []struct{ text, looks string }{
		{"年度绩效工作簿 · 填写说明", "title"},
		{"一张表一个主题，表名和表头不要改动；列的先后可以调整，鼠标停在表头上有说明。", ""},
		{"空白表示“没有”，不等于零；确实为零请填 0。百分数可填 95（单位为 % 的指标）或设为百分数格式的 95%。", ""},
		{"每张表的第一行是示例（首格以“示例：”开头），读取时自动略过，可保留也可删去。", ""},
		{"单位和指标可写编码、全称或简称；同一单位同一指标只写一行（多个数据项分行写）。", ""},
		{"多个部门分别填报时，把各自的工作簿放进同一个文件夹即可，按单位和指标自动合并；同一内容出现两次会指出两处位置。", ""},
		{"“方案”表的评分规则从下拉列表中选；每个规则适合什么工作、要填什么，见“规则”表。", ""},
		{"先填年度、单位、实施主体、方案，再用 shiji template 文件名.xlsx --from 本文件 生成填报表：每个单位、每个指标该填的行都已列好。", ""},
		{"填完后运行：shiji check 文件夹或文件", "bold"},
		{"", ""},
		{"Year's workbook: one sheet a topic; keep the names of sheets and headings. Empty means “none”, not zero. " +
			"Example rows (first cell begins with 示例：) are skipped.", "muted"},
		{"Several departments may send a workbook each: put them in one folder, they merge by key. Then run: " +
			"shiji check PATH", "muted"},
	}
	for i, l := range lines {
		b.put(notesSheet, 1, i+1, l.text, strings.TrimSpace("wrap "+l.looks))
	}
	b.width(notesSheet, 1, 110)
}

func settingRows(s *scheme.Scheme) []row {
	var out []row
	for _, x := range settings {
		out = append(out, row{"setting": x.name, "value": x.get(s), "remark": x.note.ZH})
	}
	return out
}

// headings are the columns of a table as they are written, class columns last.
func (t *table) headings(classes []string, all bool) []column {
	var out []column
	for _, c := range t.columns {
		if all || !c.hidden {
			out = append(out, c)
		}
	}
	if t.key == "scheme" {
		for _, c := range classes {
			out = append(out, column{key: c, head: c, kind: number, width: 9})
		}
	}
	return out
}

// table writes one sheet. Columns that no row fills and that may be left out are left out, unless it is a template.
func (b *book) table(t *table, rows []row, classes []string, template bool) {
	b.addSheet(t.name)
	cols := t.headings(classes, false)
	if !template {
		cols = slices.DeleteFunc(t.headings(classes, true), func(c column) bool {
			return c.optional && !slices.ContainsFunc(rows, func(r row) bool { return filled(r[c.key]) })
		})
	}
	for i, c := range cols {
		head := c.head
		if c.required {
			head += "*"
		}
		b.put(t.name, i+1, 1, head, "head")
		b.width(t.name, i+1, c.width)
		if template {
			b.note(t.name, i+1, 1, c.note)
		}
		if len(c.words) > 0 {
			b.choices(t.name, i+1, 2, c.words)
		}
		if t.key == "scheme" && c.key == "rule" {
			b.choicesFrom(t.name, i+1, 2, fmt.Sprintf("'%s'!$B$2:$B$%d", rulesSheet, len(ruleRows())+1))
		}
	}
	for k, r := range rows {
		looks := "cell wrap"
		if first, _ := r[t.columns[0].key].(string); template && strings.HasPrefix(first, examplePrefix) {
			looks = "cell wrap italic muted"
		}
		widths, cells := make([]float64, len(cols)), make([]any, len(cols))
		for i, c := range cols {
			v := r[c.key]
			if s, ok := v.(string); ok && (c.kind == number || c.kind == whole || c.percent == byIndicator) {
				if n, err := decimal.Parse(s); err == nil {
					v = n
				}
			}
			b.put(t.name, i+1, k+2, v, looks)
			widths[i], cells[i] = c.width, v
		}
		b.fit(t.name, k+2, widths, cells)
	}
	if t.key == "scheme" && !template {
		b.mergeTree(t, cols, rows)
	}
	b.freeze(t.name, 2, 2)
}

func filled(v any) bool {
	switch x := v.(type) {
	case nil:
		return false
	case string:
		return x != ""
	case *decimal.Number:
		return x != nil
	}
	return true
}

// mergeTree merges the cells of a class or item that runs over several rows, as a printed scheme does.
func (b *book) mergeTree(t *table, cols []column, rows []row) {
	for _, span := range []struct {
		by   string
		keys []string
	}{{"level1", []string{"level1", "points1"}}, {"level2", []string{"level2", "points2", "bodies"}}} {
		for from := 0; from < len(rows); {
			to := from
			for to+1 < len(rows) && rows[to+1][span.by] == rows[from][span.by] && rows[to+1]["level1"] == rows[from]["level1"] {
				to++
			}
			for i, c := range cols {
				if slices.Contains(span.keys, c.key) {
					for k := from + 1; k <= to; k++ { // a merged range keeps its first cell only
						cell := grid.Ref(k+1, i)
						b.fail(b.f.SetCellValue(t.name, cell, nil))
					}
					b.merge(t.name, i+1, from+2, i+1, to+2)
				}
			}
			from = to + 1
		}
	}
}

// WriteYear writes a year's workbook from its facts: what Read reads back.
func WriteYear(path string, in score.Input) error {
	b := newBook()
	b.addSheet(notesSheet)
	b.instructions()
	var classes []string
	for _, c := range in.Scheme.Classes {
		classes = append(classes, c.Name)
	}
	rows := yearRows(in, &in.Scheme, classes)
	for i := range tables {
		if t := &tables[i]; !t.written || len(rows[t.key]) > 0 {
			b.table(t, rows[t.key], classes, false)
		}
	}
	b.rules()
	return b.save(path)
}

// yearRows turns a year into rows by table. around is the scheme that its indicators belong to.
func yearRows(in score.Input, around *scheme.Scheme, classes []string) map[string][]row {
	out := map[string][]row{}
	if in.Scheme.Year != 0 { // else there are no settings
		out["year"] = settingRows(&in.Scheme)
	}
	add := func(key string, r row, src fact.Source, said ...confirmed) {
		r["document"], r["person"], r["date"] = src.Document, src.Person, src.Date
		if text := confirmText(said); text != "" {
			r["confirm"] = text
		}
		out[key] = append(out[key], r)
	}
	for _, u := range in.Roster.Units {
		add("units", row{"code": u.Code, "name": u.Name, "short": u.Short,
			"former": strings.Join(u.Former, "、"), "system": spell(systemWords, string(u.System)), "class": u.Class,
			"survey": spell(surveyWords, string(u.SurveyClass)), "listing": spell(listingWords, string(u.Listing)),
			"added": yes(u.Added), "reason": u.Reason}, fact.Source{})
	}
	for _, x := range in.Roster.Bodies {
		add("bodies", row{"name": x.Name, "unit": x.Unit, "substitute": x.Substitute, "work": x.Work}, fact.Source{})
	}
	for _, p := range in.Plan {
		add("plan", row{"code": p.Code, "name": p.Name, "kind": spell(kindWords, string(p.Kind)), "unit": p.Unit,
			"better": spell(directionWords, string(p.Better)), "base_year": p.BaseYear, "base": p.Base, "end_year": p.EndYear,
			"end": p.End, "path": spell(pathWords, string(p.Path)), "goal": p.GoalArea, "data": p.DataSource,
			"method": spell(methodWords, string(p.Method))}, fact.Source{})
	}
	for _, l := range in.Scheme.Leaves {
		out["scheme"] = append(out["scheme"], leafRow(around, l, classes))
	}
	for _, t := range in.Targets {
		add("targets", targetRow(t), t.Source, confirmedTarget(t)...)
	}
	for _, t := range in.Tasks {
		add("targets", row{"unit": t.Unit, "indicator": t.Indicator, "task": t.Name, "quantity": t.Quantity.Value,
			"difficulty": t.Difficulty.Value, "importance": t.Importance.Value}, t.Source)
	}
	for _, a := range in.Actuals {
		add("actuals", actualRow(around, a), a.Source, confirmedActual(a)...)
	}
	for _, m := range in.Marks {
		r := row{"unit": m.Unit, "indicator": m.Indicator, "type": "评分",
			"body": m.Body, "judge": m.Judge, "dimension": m.Dimension, "value": m.Value, "recused": yes(m.Recused)}
		add("marks", r, m.Source, confirmed{columnHead("marks", "value"), m.Value, m.Source.Confirmed})
	}
	for _, v := range in.Ballots {
		add("marks", row{"unit": v.Unit, "indicator": v.Indicator, "type": "投票", "group": v.Group, "option": v.Option,
			"votes": v.Votes}, v.Source)
	}
	for _, e := range in.Events {
		add("events", row{"unit": e.Unit, "type": spell(eventWords, string(e.Type)), "indicator": e.Indicator,
			"matter": e.Matter, "kind": e.Kind, "level": e.Level, "count": e.Count, "repeat": yes(e.Repeat),
			"grade": spell(gradeWords, e.Grade), "state": spell(stateWords, string(e.State)), "proposer": e.Proposer,
			"decider": e.Decider, "heard": yes(e.Heard)}, e.Source)
	}
	for _, u := range in.Roster.Units {
		for _, c := range channelWords {
			if why := u.Unsurveyed[c.Value]; why != "" {
				add("surveys", row{"unit": u.Code, "channel": c.Word, "status": spell(statusWords, string(why))}, fact.Source{})
			}
		}
	}
	for _, s := range in.Surveys {
		add("surveys", surveyRow(s), s.Source, confirmed{columnHead("surveys", "score"), s.Score, s.Source.Confirmed})
		for _, c := range s.Counts {
			add("counts", countRow(s, c), fact.Source{})
		}
	}
	return out
}

// confirmed is a number of a row that could have meant something else, with what was said of it.
type confirmed struct {
	head string
	n    decimal.Number
	said string
}

// confirmText is the cell 确认 of a row: it says of the numbers, as they are written now, what was said of them.
func confirmText(list []confirmed) string {
	var out []string
	for _, c := range list {
		if i := strings.LastIndex(c.said, "（"); i >= 0 {
			out = append(out, c.head+"："+c.n.String()+" 读作 "+c.n.String()+c.said[i:])
		}
	}
	return strings.Join(out, "；")
}

func confirmedActual(a progress.Actual) []confirmed {
	var out []confirmed
	for _, v := range a.Values {
		if v.Number != nil {
			out = append(out, confirmed{calendar.PeriodName(v.Period).ZH, *v.Number, v.Source.Confirmed})
		}
	}
	return out
}

func confirmedTarget(t target.Target) []confirmed {
	var out []confirmed
	for _, f := range []struct {
		key string
		n   *fact.Number
	}{{"baseline", t.Baseline}, {"value", t.Value}, {"challenge", t.Challenge}, {"low", t.Low}, {"high", t.High},
		{"city", t.City.Value}, {"congress", t.Congress.Value}, {"report", t.WorkReport.Value}} {
		if f.n != nil {
			out = append(out, confirmed{columnHead("targets", f.key), f.n.Value, f.n.Source.Confirmed})
		}
	}
	// earlier years have no source of their own: the row's keeps what was said of them
	for i, key := range []string{"y3", "y2", "y1"} {
		if head := columnHead("targets", key) + "："; i < len(t.History) {
			for part := range strings.SplitSeq(t.Source.Confirmed, "；") {
				if said, ok := strings.CutPrefix(part, head); ok {
					out = append(out, confirmed{columnHead("targets", key), t.History[i], said})
				}
			}
		}
	}
	return out
}

func surveyRow(s survey.Result) row {
	return row{"unit": cmp.Or(s.Named, s.Unit), "channel": spell(channelWords, s.Channel),
		"score": s.Score, "n": s.N.Value, "low": s.Low, "high": s.High, "method": s.Method, "se": s.SE, "data": s.Data,
		"design": s.Design, "signature": s.Signature}
}

func countRow(s survey.Result, c survey.Counted) row {
	return row{"unit": cmp.Or(s.Named, s.Unit), "channel": spell(channelWords, s.Channel), "dimension": c.Dimension,
		"question": c.Question, "share": c.Share.String(), "answer": c.Answer, "points": c.Points, "n": c.N,
		"weighted": c.Weighted, "sum": c.Sum}
}

// WriteSurveys writes satisfaction results and their counts as two CSV files that go into the folder of a year.
func WriteSurveys(dir string, results []survey.Result) error {
	var rows, counts []row
	for _, s := range results {
		rows = append(rows, surveyRow(s))
		for _, c := range s.Counts {
			counts = append(counts, countRow(s, c))
		}
	}
	return errors.Join(
		writeTableCSV(filepath.Join(dir, "满意度.csv"), tableByName("满意度"), rows),
		writeTableCSV(filepath.Join(dir, "满意度明细.csv"), tableByName("满意度明细"), counts))
}

func spell(words []choice, value string) string {
	for _, w := range words {
		if w.Value == value {
			return w.Word
		}
	}
	return ""
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return ""
}

func leafRow(s *scheme.Scheme, l scheme.Leaf, classes []string) row {
	item, group := s.Item(l.Item), &scheme.Group{}
	if item == nil { // of another version of the scheme
		item = &scheme.Item{Name: l.Item}
	} else if g := s.Group(item.Level1); g != nil {
		group = g
	}
	r := row{"level1": group.Name, "points1": pointsText(group.Points, classes),
		"level2": item.Name, "points2": pointsText(item.Points, classes), "code": l.Code, "name": l.Name, "unit": l.Unit,
		"better": spell(directionWords, string(l.Better)), "bodies": strings.Join(item.Bodies, "、"), "common": yes(l.Common),
		"for": strings.Join(l.Units, "、")}
	r["lineage"] = lineageText(l.Lineage)
	if len(l.Except) > 0 {
		r["for"] = exceptPrefix + strings.Join(l.Except, "、")
	}
	if b := rule.ByCode(l.Rule); b != nil {
		r["rule"], r["params"] = b.Name.ZH, l.Params.Text(b.AllParams())
	}
	for class, n := range l.Points {
		r[class] = n
	}
	return r
}

func lineageText(l *scheme.Lineage) string {
	if l == nil {
		return ""
	}
	for _, k := range scheme.LineageKinds {
		if k.Kind == l.Kind && len(l.From) > 0 {
			return k.Name.ZH + "：" + strings.Join(l.From, "、")
		} else if k.Kind == l.Kind {
			return k.Name.ZH
		}
	}
	return ""
}

// pointsText writes points as "25", or as "25；镇=27" where classes differ: the number that most have,
// and the others by name.
func pointsText(p scheme.Points, classes []string) string {
	count := map[string]int{}
	for _, c := range classes {
		count[p[c].String()]++
	}
	most := ""
	for _, c := range classes {
		if s := p[c].String(); most == "" || count[s] > count[most] {
			most = s
		}
	}
	parts := []string{most}
	for _, c := range classes {
		if s := p[c].String(); s != most {
			parts = append(parts, c+"="+s)
		}
	}
	return strings.Join(parts, "；")
}

func targetRow(t target.Target) row {
	r := row{"unit": t.Unit, "indicator": t.Indicator, "plan": t.PlanIndicator}
	for key, n := range map[string]*fact.Number{"baseline": t.Baseline, "value": t.Value, "challenge": t.Challenge,
		"low": t.Low, "high": t.High, "weight": t.PlanWeight} {
		if n != nil {
			r[key] = n.Value
		}
	}
	for key, f := range map[string]target.Floor{"city": t.City, "congress": t.Congress, "report": t.WorkReport} {
		if !f.IsSet() {
			continue
		}
		r[key+"_doc"] = f.Document
		if f.High != nil {
			r[key] = f.Value.Value.String() + "~" + f.High.Value.String()
		} else {
			r[key] = f.Value.Value
		}
	}
	for i, h := range t.History {
		r[[]string{"y3", "y2", "y1"}[i]] = h
	}
	if t.Waiver != nil {
		r["waiver"], r["waiver_reason"] = t.Waiver.Document, t.Waiver.Reason
	}
	return r
}

func actualRow(s *scheme.Scheme, a progress.Actual) row {
	r := row{"unit": a.Unit, "indicator": a.Indicator, "item": itemName(s, a), "note": a.Note}
	implied := fact.Verified
	if len(a.Values) == 0 && !s.Running() {
		implied = fact.MissingUnexcused
	} else if len(a.Values) == 0 {
		implied = fact.Silent
	}
	if a.Status != implied {
		r["status"] = spell(statusWords, string(a.Status))
	}
	if a.LateDays != nil {
		r["late"] = a.LateDays.Value
	}
	for _, v := range a.Values {
		if v.Number != nil && v.Number.IsZero() && a.Item != rule.Actual {
			r[v.Period] = zeroOf(s, a)
		} else if v.Number != nil {
			r[v.Period] = *v.Number
		} else {
			r[v.Period] = v.Word
		}
	}
	return r
}

// zeroOf is how a zero of a data item is written: by its word where 0 itself is never typed.
func zeroOf(s *scheme.Scheme, a progress.Actual) any {
	if l := s.Leaf(a.Indicator); l != nil {
		if b, _ := rule.Bind(l.Rule, rule.Place{Dir: l.Better}, l.Params); b != nil {
			for _, i := range b.Items {
				for word, means := range i.Words {
					if i.Key == a.Item && i.NoZero && means == "0" {
						return word
					}
				}
			}
		}
	}
	return decimal.Zero
}

// itemName is how a data item is written: the main one is left empty.
func itemName(s *scheme.Scheme, a progress.Actual) string {
	switch a.Item {
	case rule.Actual:
		return ""
	case progress.LastYearPoints:
		return "上年得分"
	case progress.LastYearFull:
		return "上年满分"
	}
	if l := s.Leaf(a.Indicator); l != nil {
		if b, _ := rule.Bind(l.Rule, rule.Place{Dir: l.Better}, l.Params); b != nil {
			for _, i := range b.Items {
				if i.Key == a.Item {
					return i.Name.ZH
				}
			}
		}
	}
	return a.Item
}
