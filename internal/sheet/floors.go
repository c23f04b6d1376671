package sheet

import (
	"fmt"
	"maps"
	"slices"

	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/plan"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/target"
)

// A form for floors has a row for each target that lacks them, with what is known of it. What is added of it are floors
// and waivers; everything else of a target stays as it is.

// wantedFloors are the columns that a form for floors asks to be filled in.
var wantedFloors = []string{"city", "city_doc", "congress", "congress_doc", "report", "report_doc", "plan", "waiver",
	"waiver_reason"}

// promised are the columns of what a target promises, which are there to be compared.
var promised = []string{"value", "low", "high"}

// floorsHint begins what a row of the form wants; it says the year.
const floorsHint = "补录%d年度底线"

// NewFloorsForm lays out a form for the floors of targets, each named by unit and indicator, in their order.
func NewFloorsForm(in score.Input, lines [][2]string) Form {
	f := Form{Name: fmt.Sprintf("%d年度待补底线表.xlsx", in.Scheme.Year), rows: map[string][]formRow{}, in: &in,
		index: indexOf(&in), wanted: wantedFloors}
	units, leaves, targets := in.UnitsByCode(), in.LeavesByCode(), map[[2]string]*target.Target{}
	labels := map[string]int{}
	for _, u := range in.Roster.Units {
		labels[u.Label()]++
	}
	for i := range in.Targets {
		t := &in.Targets[i]
		targets[[2]string{t.Unit, t.Indicator}] = t
	}
	for _, line := range lines {
		u, l, t := units[line[0]], leaves[line[1]], targets[line]
		if u == nil || l == nil || t == nil {
			continue
		}
		r := row{"unit": u.Label(), "indicator": f.nameOf(*l), "measure": l.Unit,
			"better": spell(directionWords, string(l.Better)),
			"hint":   fmt.Sprintf(floorsHint, in.Scheme.Year) + "：" + wantOf(l.Better)}
		if labels[u.Label()] > 1 {
			r["unit"] = u.Code
		}
		for key, n := range map[string]*fact.Number{"value": t.Value, "low": t.Low, "high": t.High} {
			if n != nil {
				r[key] = n.Value
			}
		}
		plans := map[string][]string{"plan": f.plansIn(*l)}
		f.rows["targets"] = append(f.rows["targets"], formRow{row: r, words: plans, unit: u.Code})
	}
	f.cols = []string{"unit", "indicator", "hint", "measure", "better"}
	for _, key := range promised {
		if slices.ContainsFunc(f.rows["targets"], func(r formRow) bool { return filled(r.row[key]) }) || key == "value" {
			f.cols = append(f.cols, key)
		}
	}
	f.cols = append(f.cols, wantedFloors...)
	f.notes = f.floorNotes()
	return f
}

// wantOf says what a floor bounds, by which way is better.
func wantOf(d plan.Direction) string {
	switch d {
	case plan.Lower:
		return "目标不得高于它"
	case plan.Range:
		return "目标不得超出它，写成 95~102"
	}
	return "目标不得低于它"
}

// Rows is how many rows the form has of what is to be filled in.
func (f *Form) Rows() (n int) {
	for _, rows := range f.rows {
		n += len(rows)
	}
	return n
}

// plansIn are the codes of the plan indicators that measure in the unit of an indicator and have a pace this year.
func (f *Form) plansIn(l scheme.Leaf) (out []string) {
	for _, p := range f.in.Plan {
		if _, ok := p.FloorAt(f.in.Scheme.Year); ok && p.Unit == l.Unit && l.Better != plan.Range {
			out = append(out, p.Code)
		}
	}
	return out
}

// floorNotes are the words on the first sheet, and the plan indicators that can be named.
func (f *Form) floorNotes() []noteLine {
	year := f.in.Scheme.Year
	out := []noteLine{
		{fmt.Sprintf("%d年度待补底线表（%d 项）", year, f.Rows()), "title"},
		{"本表只列没有录入底线的目标。底线有三个：市下达；党代会报告与政府工作报告（取严）；规划平均进度。知道哪个填哪个，至少一个。", ""},
		{"只填黄色的列。底线填数字，计量单位与“计量单位”一列相同；区间写成 95~102；每个底线写明文件或出处。没有的留空，不要填 0。", ""},
		{"越高越好的，目标不得低于底线；越低越好的，目标不得高于底线；区间指标不得超出底线的区间。", ""},
		{"目标不符合底线的，填领导小组豁免的文号和理由；没有的不能导入，会指出差多少。", ""},
		{"“规划指标”从下拉列表中选编码（见下），平均进度由程序计算。", ""},
		{"空着的行导入时略过，保持不变。单位、指标、计量单位、方向、目标已经填好，不要改动：改了会指出。", ""},
		{fmt.Sprintf("填完在导入中心按“增量补充”加到 %[1]d 年度，或用 shiji import 文件 --add --year %[1]d。", year), "bold"},
		{fmt.Sprintf("Targets without a recorded floor. Fill in the yellow columns only; leave what is not known empty. "+
			"Where lower is better the floor is a ceiling. Then: shiji import FILE --add --year %d", year), "muted"},
	}
	if len(f.in.Plan) > 0 {
		out = append(out, noteLine{"", ""}, noteLine{fmt.Sprintf("规划指标（编码 · 名称 · 计量单位 · %d 年平均进度）", year), "bold"})
	}
	for _, p := range f.in.Plan {
		pace := "—"
		if at, ok := p.FloorAt(year); ok {
			pace = at.Value.Round(rule.LinePlaces).String()
		}
		out = append(out, noteLine{fmt.Sprintf("%s · %s · %s · %s", p.Code, p.Name, p.Unit, pace), ""})
	}
	return out
}

// floorsRead is what was read of a form for floors.
type floorsRead struct {
	added, empty int
	otherYear    bool // it was said
}

// isFloorsForm reports a row of a form for floors, whatever became of its hint.
func isFloorsForm(rec record) bool {
	n := 0
	for _, key := range []string{"hint", "measure", "better"} {
		if _, there := rec.cols[key]; there {
			n++
		}
	}
	return n > 1 // one of them may have been taken out
}

// floorsOf is what was read so far of the form that a row stands in.
func (b *builder) floorsOf(rec record) *floorsRead {
	if b.floors == nil {
		b.floors = map[fact.Source]*floorsRead{}
	}
	at := fact.Source{File: rec.source.File, Sheet: rec.source.Sheet}
	if b.floors[at] == nil {
		b.floors[at] = &floorsRead{}
	}
	return b.floors[at]
}

// floorsRow looks at a row of a form for floors, and reports whether there is something to be read in it. What the
// target promises is as it was, unless the row says something else: then that is asked.
func (b *builder) floorsRow(rec *record, unit string, l *scheme.Leaf) bool {
	if b.known == nil {
		return true
	}
	form, typed := b.floorsOf(*rec), rec.text("hint")
	if year := 0; typed != "" {
		if _, err := fmt.Sscanf(typed, floorsHint, &year); err == nil && year != b.in.Scheme.Year {
			if !form.otherYear {
				b.say(errs.YearOther, rec.at("hint"), typed, year, b.in.Scheme.Year)
			}
			form.otherYear = true
			return false
		}
		if b.isTyped(*rec, typed) {
			b.say(errs.HintTyped, rec.at("hint"), typed, typed)
			return false
		}
	}
	k := b.facts().targets[lineKey{unit, l.Code}]
	if k == nil || !k.IsSet() {
		b.say(errs.FloorsStray, rec.at("indicator"), rec.text("indicator"), b.unitName(unit), l.Name)
		return false
	}
	said := slices.ContainsFunc(wantedFloors, func(key string) bool { return rec.has(key) || rec.refused[key] })
	rec.cells = maps.Clone(rec.cells)
	for i, was := range []*fact.Number{k.Value, k.Low, k.High} {
		key := promised[i]
		v, given := rec.cells[key]
		switch {
		case rec.refused[key]:
			said = true
		case !given:
		case was != nil && !v.percent && v.number.Equal(was.Value):
			delete(rec.cells, key) // it stays, with all that is known of it
		default:
			said = true
			old := lang.T("空白", "nothing")
			if was != nil {
				old = lang.Same(was.Value.String())
			}
			b.say(errs.FloorsTarget, rec.at(key), v.text, b.unitName(unit), l.Name, rec.table.column(key).head, old, v.text)
		}
	}
	if !said {
		form.empty++
	}
	return said
}

// countFloors counts a row of a form for floors that adds some.
func (b *builder) countFloors(rec record, t *target.Target) {
	k := b.facts().targets[lineKey{t.Unit, t.Indicator}]
	if k == nil || !isFloorsForm(rec) {
		return
	}
	same := func(a, b target.Floor) bool {
		return a.Document == b.Document && sameNumber(a.Value, b.Value) && sameNumber(a.High, b.High)
	}
	if !same(t.City, k.City) || !same(t.Congress, k.Congress) || !same(t.WorkReport, k.WorkReport) ||
		t.PlanIndicator != k.PlanIndicator {
		b.floorsOf(rec).added++
	}
}

func sameNumber(a, b *fact.Number) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Value.Equal(b.Value)
}

// sayFloors says of each form for floors what it adds.
func (b *builder) sayFloors() {
	for at, n := range b.floors {
		if !n.otherYear {
			b.say(errs.FloorsForm, at.At("A2"), "", n.added, n.empty)
		}
	}
}

// compareScheme refuses a row that measures otherwise than the scheme does.
func (b *builder) compareScheme(rec record, l *scheme.Leaf) {
	for key, want := range map[string]string{"measure": l.Unit, "better": string(l.Better)} {
		if rec.has(key) && rec.text(key) != want {
			c := rec.table.column(key)
			b.say(errs.RowContradicts, rec.at(key), spellColumn(c, rec.text(key)), c.head, spellColumn(c, rec.text(key)),
				l.Name, spellColumn(c, want))
		}
	}
}
