package sheet

import (
	"cmp"
	"context"
	"hash/fnv"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"shiji/internal/calendar"
	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/grid"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/survey"
	rows "shiji/internal/table"
	"shiji/internal/target"
)

var hundred = decimal.Int(100)

// Read reads a year from a workbook, or from a folder of workbooks that are merged by key. The error is about the path
// itself; whatever is wrong inside is a finding. With errors among the findings the Input is incomplete.
func Read(path string) (score.Input, errs.Findings, error) { return ReadTelling(path, nil) }

// ReadOnto reads what is added to a year that is known: the frame of the year (settings and scheme, units, bodies,
// plan) needn't be brought again. What the workbooks don't say of it is taken from known, as it is; known is nil where
// nothing is. answers say what is meant by cells that can mean two things, beside what the files say themselves.
// Reading stops when ctx ends.
func ReadOnto(ctx context.Context, path string, known *score.Input,
	answers []fact.Answer) (score.Input, errs.Findings, error) {
	in, _, found, err := read(ctx, path, nil, known, answers)
	return in, found, err
}

// Progress is told, now and then, how many rows of a sheet have been read.
type Progress func(file, sheet string, rows int)

// progressEvery is the number of rows between two reports.
const progressEvery = 10_000

// ReadTelling is Read for large files: it tells how far it is.
func ReadTelling(path string, tell Progress) (score.Input, errs.Findings, error) {
	in, _, found, err := ReadCounted(path, tell)
	return in, found, err
}

// Tally adds up the filled cells of the sheets that were read: nothing is lost in silence.
type Tally struct {
	Cells   int `json:"cells"`   // filled cells of the sheets
	Read    int `json:"read"`    // as they stood, or cleaned with a finding
	Refused int `json:"refused"` // with a finding each
	Aside   int `json:"aside"`   // in headings, titles, examples, subtotals, notes
	Unread  int `json:"unread"`  // in columns that the layout doesn't know, named in a finding
	Blank   int `json:"blank"`   // spaces only
	Gaps    int `json:"gaps"`    // blank rows between rows
}

// Sum is what the tally speaks of. It is Cells, or something was lost.
func (t Tally) Sum() int { return t.Read + t.Refused + t.Aside + t.Unread + t.Blank }

// ReadCounted is ReadTelling with the tally of all cells.
func ReadCounted(path string, tell Progress) (score.Input, Tally, errs.Findings, error) {
	return read(context.Background(), path, tell, nil, nil)
}

func read(ctx context.Context, path string, tell Progress, known *score.Input, answers []fact.Answer) (score.Input,
	Tally, errs.Findings, error) {
	files, ignored, err := workbooks(path)
	if err != nil {
		return score.Input{}, Tally{}, nil, err
	}
	r := &reader{ctx: ctx, records: map[string][]record{}, headAt: map[string]fact.Source{}, seen: map[string]bool{},
		tell: tell, known: known, answers: answers, rowsOf: map[string]int{}}
	for _, name := range ignored {
		r.say(errs.FileIgnored, fact.Source{File: name}, name, name)
	}
	if len(files) == 0 {
		r.say(errs.FileNoWorkbook, fact.Source{}, "")
	}
	if known != nil {
		r.keep = slices.Clone(known.Scheme.NotTotals)
	}
	for _, f := range r.settingsFirst(files) {
		r.readFile(f)
	}
	for i := range tables {
		if t := &tables[i]; t.required && !t.comes && r.seen[t.key] && len(r.records[t.key]) == 0 &&
			!r.found.Has(errs.ColumnMissing) {
			r.say(errs.SheetEmpty, fact.Source{File: filepath.Base(path), Sheet: t.name, Cell: "A2"}, "", t.name)
		}
	}
	defer r.close()
	b := &builder{reader: r, measures: newMeasures()}
	b.build()
	if err := ctx.Err(); err != nil {
		return score.Input{}, Tally{}, nil, err
	}
	if len(files) > 0 && !r.found.Has(errs.FileUnreadable) {
		for i := range tables {
			t := &tables[i]
			if t.key == "surveys" && b.in.Scheme.FrameCode != "" && b.in.Scheme.Satisfaction() == nil {
				continue // a frame without satisfaction
			}
			if t.comes && b.in.Scheme.Running() {
				continue // the note of what is to come says so
			}
			if t.required && !r.seen[t.key] && !r.takes(t.key) {
				r.say(errs.SheetMissing, fact.Source{File: path}, "", t.name)
			}
		}
	}
	for i := range r.found {
		r.found[i].Unit = b.rowUnits[errs.Row(r.found[i].At)]
	}
	b.refuseTwice()
	r.nothingRead()
	if b.seen["actuals"] && b.actualRows == 0 && !b.in.Scheme.Running() && !r.found.Has(errs.ColumnMissing) {
		t := tableByName("实绩")
		r.say(errs.SheetEmpty, fact.Source{File: filepath.Base(path), Sheet: t.name, Cell: "A2"}, "", t.name)
	}
	return b.in, r.tally, r.found, nil
}

// refuseTwice reports rows with the same key, naming both cells. A unit or indicator is the same by whatever name it is
// called. The rows of 实绩 are looked at as they are read.
func (b *builder) refuseTwice() {
	for i := range tables {
		t := &tables[i]
		first := map[string]firstRow{}
		for _, rec := range b.records[t.key] {
			b.once(t, rec, first)
		}
	}
}

// firstRow is the row that had a key first.
type firstRow struct {
	at      fact.Source
	content uint64 // a hash of its cells
}

// once remembers the key of a row, and refuses it if another row had it before.
func (b *builder) once(t *table, rec record, first map[string]firstRow) {
	for _, key := range t.keys { // a key that was refused, or should be there, is a finding of its own
		if rec.refused[key] || t.column(key).required && !rec.has(key) {
			return
		}
	}
	parts := make([]string, len(t.keys))
	for k, key := range t.keys {
		parts[k] = spellColumn(t.column(key), rec.text(key))
		if c := b.codes[key][parts[k]]; c != "" && t.key != "bodies" {
			parts[k] = c
		}
		switch {
		case key == "matter": // a matter is the same however it is spaced
			parts[k] = strings.Join(strings.Fields(grid.CleanCode(parts[k])), "")
		case key == "judge":
			parts[k] = cmp.Or(parts[k], rec.text("body"))
		case key == "item":
			if l := b.in.Scheme.Leaf(parts[1]); l != nil {
				parts[k] = b.item(l, parts[k])
			}
		}
	}
	key := strings.Join(parts, "\x00")
	if strings.Trim(key, "\x00") == "" {
		return // the empty key is a finding of its own
	}
	content := rec.content()
	if other, twice := first[key]; twice {
		how := lang.T("内容不同", "they differ")
		if other.content == content {
			how = lang.T("完全相同", "exactly the same")
		}
		b.say(errs.KeyTwice, rec.at(t.keys[0]), strings.Join(nonEmpty(parts), " "), other.at.Place(),
			strings.Join(nonEmpty(parts), " · "), how)
		return
	}
	first[key] = firstRow{rec.at(t.keys[0]), content}
}

// content is a hash of what the cells of a row say.
func (r record) content() uint64 {
	h := fnv.New64a()
	for _, cells := range []map[string]value{r.cells, r.extra} {
		for _, key := range slices.Sorted(maps.Keys(cells)) {
			h.Write([]byte(key + "\x00" + cells[key].text + "\x00"))
		}
	}
	return h.Sum64()
}

// spellColumn is a value as it was typed: words stand for themselves and not for their codes.
func spellColumn(c *column, value string) string {
	if w := spell(c.words, value); w != "" {
		return w
	}
	return value
}

func nonEmpty(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
}

// builder makes nouns of records. Names become codes here, once.
type builder struct {
	*reader
	in         score.Input
	bindings   scheme.Bindings
	codes      map[string]map[string]string // of units and indicators, by what else they are called
	unitNames  map[string][]string          // codes of units by any of their names
	former     map[string]string            // what units are called now, by former names
	actualRows int
	measures   *measures
	empty      map[fact.Source]int  // rows of forms that weren't filled in, by file and sheet
	rowUnits   map[string]string    // names of units, by rows of which a cell was refused
	about      string               // the indicator of the row whose unit is looked for, by name
	near       map[string]lang.Text // what unknown names may have been meant to be
	lost       map[string]string    // rows of 方案 that couldn't be used, by what their indicators are called
	dates      map[int]dated        // by year
	byName     *knownFacts
	floors     map[fact.Source]*floorsRead // forms for floors, by file and sheet
}

func (b *builder) build() {
	b.buildScheme()
	b.buildRoster()
	b.nameAll()
	b.buildPlan()
	b.bindings, _ = b.in.Scheme.Bind() // problems are reported by score.Check; here it says which data items there are
	b.learnKnown()
	b.buildTargets()
	b.buildActuals()
	b.doubtKnown()
	b.askLater()
	b.buildMarks()
	b.buildEvents()
	b.buildSurveys()
	b.checkYears()
	b.sayUnfilled()
	b.sayFloors()
	b.idleConfirmations()
}

// learnKnown notes what is known of the year that is added to: new values are looked at beside it.
func (b *builder) learnKnown() {
	if b.known == nil {
		return
	}
	for _, t := range b.known.Targets {
		if t.Value != nil {
			b.measures.goal[lineKey{t.Unit, t.Indicator}] = t.Value.Value
			b.measures.learn(t.Unit, t.Indicator, t.Value.Value)
		}
		for _, n := range append(slices.Clone(t.History), valueOf(t.Baseline)) {
			if fifteen.Less(n) {
				b.measures.history[lineKey{t.Unit, t.Indicator}] = true
			}
		}
	}
	for _, a := range b.known.Actuals {
		if a.Item != rule.Actual {
			continue
		}
		for _, v := range a.Values {
			if v.Number != nil {
				b.measures.learn(a.Unit, a.Indicator, *v.Number)
			}
		}
	}
}

// nameAll indexes what units and indicators are called.
func (b *builder) nameAll() {
	b.codes = map[string]map[string]string{"unit": {}, "indicator": {}}
	for _, u := range b.in.Roster.Units {
		b.codes["unit"][grid.CleanCode(u.Name)], b.codes["unit"][grid.CleanCode(u.Short)] = u.Code, u.Code
	}
	for _, l := range b.in.Scheme.Leaves {
		b.codes["indicator"][grid.CleanCode(l.Name)] = l.Code
	}
}

func (b *builder) buildScheme() {
	if b.takes("scheme") && !b.seen["scheme"] {
		b.in.Scheme = b.known.Scheme
		return
	}
	b.in.Scheme = scheme.Default()
	s := &b.in.Scheme
	s.Cells = map[string]string{}
	for _, rec := range b.records["year"] {
		s.Source = cmpSource(s.Source, rec.source)
		i := slices.IndexFunc(settings, func(x setting) bool { return x.name == rec.text("setting") })
		if rec.refused["setting"] || !rec.has("setting") {
			continue // a finding of its own
		}
		if i < 0 {
			var names []string
			for _, x := range settings {
				names = append(names, x.name)
			}
			b.say(errs.CellNotWord, rec.at("setting"), rec.text("setting"), "项目", strings.Join(names, "、"),
				lang.Meant(rec.text("setting"), names))
			continue
		}
		if v, ok := rec.cells["value"]; ok {
			s.Cells[settings[i].name] = v.source().Cell
			b.setting(settings[i], rec, v)
		}
	}
	if s.Year == 0 && b.seen["year"] && s.Cells["年度"] == "" { // what was typed there is a finding of its own
		at := s.Source
		for _, rec := range b.records["year"] {
			if rec.text("setting") == "年度" {
				at = rec.source
			}
		}
		b.say(errs.CellRequired, at, "", "年度")
	}
	b.buildTree()
}

func cmpSource(have, given fact.Source) fact.Source {
	if have.File != "" {
		return have
	}
	return given
}

func (b *builder) setting(x setting, rec record, v value) {
	v = v.from(rec.at("value"))
	c := &column{head: x.name, kind: x.kind, words: x.words}
	switch x.kind {
	case number, whole:
		if year, ok := strings.CutSuffix(strings.TrimSuffix(grid.CleanCode(v.text), "度"), "年"); ok &&
			x.name == "年度" && !v.isNum {
			b.say(errs.CellRead, v.source(), v.text, year)
			v.text = year
		}
		n, sign := v.number, v.percent
		if x.off != nil && v.text == settingOff {
			x.off(&b.in.Scheme)
			return
		}
		if !v.isNum {
			typed, ok := grid.TextCell(v.text).Number()
			if !ok {
				b.say(errs.CellNotNumber, v.source(), v.text, x.name)
				return
			}
			n, sign = typed.Number, typed.Percent
		}
		if _, isInt := n.Int64(); x.kind == whole && !isInt {
			b.say(errs.CellNotWhole, v.source(), v.text, x.name)
			return
		}
		if x.max == "100" && !sign && shareLike(n) {
			b.say(errs.SettingShare, v.source(), v.text, x.name, v.text)
			return
		}
		if x.max != "" && sign && x.max == "100" {
			n = n.Mul(hundred) // 70% of a line out of 100 is 70
		}
		if x.max != "" && (n.Less(decimal.MustParse(x.min)) || decimal.MustParse(x.max).Less(n)) {
			b.say(errs.CellRange, v.source(), v.text, x.name, x.min, x.max)
			return
		}
		v.number = n
	case date:
		day, err := calendar.ParseDate(grid.CleanCode(v.text))
		if err != nil {
			b.say(errs.CellNotDate, v.source(), v.text, x.name)
			return
		}
		v.text = day
	case flag, word:
		var ok bool
		if v, ok = b.readWord(c, v); !ok {
			return
		}
	}
	x.set(&b.in.Scheme, v)
}

// buildTree reads 方案 from the top: a new name in the level-1 or level-2 column begins a new class or item.
func (b *builder) buildTree() {
	s := &b.in.Scheme
	b.carry("units", "class")
	systems := map[string]org.System{} // of each class; empty where no unit of it says so in a word that is known
	for _, rec := range b.records["units"] {
		if class := rec.text("class"); class != "" && systems[class] == "" {
			systems[class] = org.System(rec.text("system"))
		}
	}
	if b.known != nil {
		for _, u := range b.known.Roster.Units {
			if systems[u.Class] == "" {
				systems[u.Class] = u.System
			}
		}
	}
	for _, head := range b.heads {
		if _, known := systems[head]; !known {
			if slices.ContainsFunc(b.records["scheme"], func(rec record) bool { _, ok := rec.extra[head]; return ok }) {
				b.classUnknown(head, systems)
			}
			continue
		}
		s.Classes = append(s.Classes, scheme.Class{Name: head, System: systems[head]})
	}
	b.carry("scheme", "level1", "level2")
	for _, rec := range b.records["scheme"] {
		level1, ok := b.level1(rec)
		if !ok {
			b.lose(rec)
			continue
		}
		if s.Group(level1) == nil {
			s.Groups = append(s.Groups, scheme.Group{Level1: level1, Name: s.Level1Name(level1).ZH,
				Points: b.points(rec, "points1"), Source: rec.at("points1")})
		}
		b.samePoints(rec, "points1", s.Group(level1).Points)
		name := rec.text("level2")
		if name == "" {
			b.say(errs.TreeNoParent, rec.at("level2"), "", "二级指标")
			b.lose(rec)
			continue
		}
		if s.Item(name) == nil {
			s.Items = append(s.Items, scheme.Item{Name: name, Level1: level1, Points: b.points(rec, "points2"),
				Source: rec.at("points2"), Cells: map[string]string{"bodies": rec.at("bodies").Cell}})
		}
		item := s.Item(name)
		b.samePoints(rec, "points2", item.Points)
		if item.Level1 != level1 {
			b.say(errs.TreeItemMoved, rec.at("level2"), name, name, s.Level1Name(item.Level1))
		}
		if bodies := splitNames(rec.text("bodies")); len(item.Bodies) > 0 &&
			slices.ContainsFunc(bodies, func(x string) bool { return !slices.Contains(item.Bodies, x) }) {
			b.say(errs.TreeBodiesDiffer, rec.at("bodies"), rec.text("bodies"), name, strings.Join(bodies, "、"),
				strings.Join(item.Bodies, "、"))
		}
		for _, body := range splitNames(rec.text("bodies")) {
			if !slices.Contains(item.Bodies, body) {
				item.Bodies = append(item.Bodies, body)
			}
		}
		s.Leaves = append(s.Leaves, b.leaf(rec, name))
	}
}

// classUnknown says of a points column that it is called like no class of the units.
func (b *builder) classUnknown(head string, systems map[string]org.System) {
	classes := slices.Sorted(maps.Keys(systems))
	b.say(errs.ClassUnknown, b.headAt[head], head, head, lang.Some(classes, 12), lang.Meant(head, classes))
}

func zhOf(texts []lang.Text) []string {
	var out []string
	for _, t := range texts {
		out = append(out, t.ZH)
	}
	return out
}

// nameHere is the name of the unit or the indicator that a row is about, by whatever name it is called; empty if there
// is none.
func (b *builder) nameHere(rec record, key string) string {
	name := rec.text(key)
	if key == "unit" {
		if u := b.in.Unit(name); u != nil {
			return u.Name
		}
		return ""
	}
	for _, l := range b.in.Scheme.Leaves {
		if l.Code == name || grid.CleanCode(l.Name) == name {
			return l.Name
		}
	}
	return ""
}

// mostSuggested bounds the names for which something near is looked for: of thousands nobody reads the suggestion.
const mostSuggested = 200

// meant asks what an unknown unit or indicator may have been meant to be, once for each name. Codes are a digit apart
// by nature: nothing is suggested for them.
func (b *builder) meant(name, key string) lang.Text {
	if isCode(name) {
		return lang.Text{}
	}
	if near, ok := b.near[key+name]; ok || len(b.near) >= mostSuggested {
		return near
	}
	if b.near == nil {
		b.near = map[string]lang.Text{}
	}
	names := b.allIndicators
	if key == "unit" {
		names = b.allUnits
	}
	b.near[key+name] = lang.Meant(name, slices.DeleteFunc(names(), isCode))
	return b.near[key+name]
}

// isCode reports whether a name is a code: letters and digits.
func isCode(name string) bool {
	return strings.ContainsAny(name, "0123456789") && !strings.ContainsFunc(name, func(r rune) bool { return r > 127 })
}

// allUnits are the names that rows can call a unit by.
func (b *builder) allUnits() []string {
	var out []string
	for _, u := range b.in.Roster.Units {
		out = append(out, u.Name, u.Short, u.Code)
	}
	return out
}

// allIndicators are the names that rows can call an indicator by.
func (b *builder) allIndicators() []string {
	var out []string
	for _, l := range b.in.Scheme.Leaves {
		out = append(out, l.Name, l.Code)
	}
	return out
}

// lose notes an indicator whose row says not where it belongs: rows that name it aren't wrong for that.
func (b *builder) lose(rec record) {
	if b.lost == nil {
		b.lost = map[string]string{}
	}
	for _, key := range []string{"code", "name"} {
		if name := grid.CleanCode(rec.text(key)); name != "" {
			b.lost[name] = errs.Row(rec.source)
		}
	}
}

// carry reads blanks under a filled cell as offices write them: the same until the next. A column stands for those
// before it: under another class there is no item yet.
func (b *builder) carry(table string, keys ...string) {
	last := map[string]value{}
	sheet := fact.Source{}
	carried := map[string]int{}
	first := map[string]record{}
	for i := range b.records[table] {
		rec := &b.records[table][i]
		if at := (fact.Source{File: rec.source.File, Sheet: rec.source.Sheet}); at != sheet {
			sheet, last = at, map[string]value{}
		}
		for k, key := range keys {
			if v, ok := rec.cells[key]; ok {
				if last[key].text != v.text {
					for _, below := range keys[k+1:] {
						delete(last, below)
					}
				}
				last[key] = v
				continue
			}
			v, ok := last[key]
			if !ok || rec.refused[key] || table == "units" && rec.text("listing") == string(org.Exempt) {
				continue
			}
			v = v.from(rec.source)
			rec.cells[key] = v
			if carried[key]++; carried[key] == 1 {
				first[key] = *rec
			}
		}
	}
	for _, key := range keys {
		if n := carried[key]; n > 0 {
			rec := first[key]
			b.say(errs.RowCarried, rec.source, rec.text(key), rec.table.column(key).head, n, rec.text(key))
		}
	}
}

func (b *builder) level1(rec record) (scheme.Level1, bool) {
	name := rec.text("level1")
	if b.in.Scheme.FrameCode == scheme.Own && name != "" {
		return b.in.Scheme.AddOwn(name), true
	}
	var names []lang.Text
	for _, f := range b.in.Scheme.Frame().Classes {
		names = append(names, f.Name)
		if f.Name.ZH == name {
			return f.Level1, true
		}
	}
	if name == "" {
		b.say(errs.TreeNoParent, rec.at("level1"), "", "一级指标")
	} else {
		b.say(errs.TreeLevel1Unknown, rec.at("level1"), name, name, lang.Join(names), lang.Meant(name, zhOf(names)))
	}
	return "", false
}

// points reads "25" or "25；镇=27" into points for every class.
func (b *builder) points(rec record, key string) scheme.Points {
	out := scheme.Points{}
	v, ok := rec.cells[key]
	if !ok {
		return out
	}
	for _, part := range strings.FieldsFunc(v.text, func(r rune) bool { return r == ';' || r == '；' || r == '\n' }) {
		class, amount, named := strings.Cut(strings.ReplaceAll(part, "＝", "="), "=")
		if !named {
			class, amount = "", part
		}
		n, _, percent, isNum := grid.ParseNumber(amount)
		known := class == "" || slices.ContainsFunc(b.in.Scheme.Classes,
			func(c scheme.Class) bool { return c.Name == grid.CleanText(class) })
		if !isNum || percent || v.percent || !known {
			b.say(errs.PointsText, rec.at(key), v.text)
			return out
		}
		for _, c := range b.in.Scheme.Classes {
			if class == "" || c.Name == grid.CleanText(class) {
				out[c.Name] = n
			}
		}
	}
	return out
}

// samePoints refuses a class or item whose points are given twice and differently.
func (b *builder) samePoints(rec record, key string, have scheme.Points) {
	if !rec.has(key) {
		return
	}
	given := b.points(rec, key)
	for _, c := range b.in.Scheme.Classes {
		if n, ok := given[c.Name]; ok && !n.Equal(have[c.Name]) {
			b.say(errs.TreePointsDiffer, rec.at(key), rec.text(key), c.Name, n, have[c.Name])
			return
		}
	}
}

// exceptPrefix begins a list of units that don't have an indicator, in the column of those that do.
const exceptPrefix = "除："

func splitNames(s string) []string {
	var out []string
	for _, p := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、，,；;\n", r) }) {
		if p = grid.CleanText(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func (b *builder) leaf(rec record, item string) scheme.Leaf {
	l := scheme.Leaf{Code: rec.text("code"), Name: rec.text("name"), Item: item, Unit: rec.text("unit"),
		Better: plan.Direction(rec.text("better")), Rule: rec.text("rule"), Points: scheme.Points{},
		Common: rec.text("common") == "yes", Source: rec.at("code"), Cells: map[string]string{}}
	for _, key := range []string{"name", "unit", "better", "rule", "params"} {
		l.Cells[key] = rec.at(key).Cell
	}
	if r := rule.ByCode(l.Rule); r != nil {
		l.Rule = r.Code
		if p := rec.text("params"); p != "" {
			params, err := rule.ParseParams(p, r.AllParams())
			if err != nil {
				b.say(errs.ParamsText, rec.at("params"), p, err.Error())
			}
			l.Params = params
		}
	}
	for head, v := range rec.extra {
		if slices.ContainsFunc(b.in.Scheme.Classes, func(c scheme.Class) bool { return c.Name == head }) {
			l.Points[head] = v.number
			l.Cells[head] = v.source().Cell
		}
	}
	l.Lineage = b.lineage(rec)
	names, except := strings.CutPrefix(strings.ReplaceAll(rec.text("for"), ":", "："), exceptPrefix)
	for _, name := range splitNames(names) {
		u, ok := b.unitNamed(name, rec.at("for"))
		switch {
		case ok && except:
			l.Except = append(l.Except, u)
		case ok:
			l.Units = append(l.Units, u)
		}
	}
	slices.Sort(l.Units)
	slices.Sort(l.Except)
	return l
}

// lineage reads "沿用" or "合并自：A0101、A0102".
func (b *builder) lineage(rec record) *scheme.Lineage {
	text := rec.text("lineage")
	if text == "" {
		return nil
	}
	word, from, _ := strings.Cut(strings.ReplaceAll(text, ":", "："), "：")
	for _, k := range scheme.LineageKinds {
		if k.Name.ZH != grid.CleanText(word) {
			continue
		}
		out := &scheme.Lineage{Kind: k.Kind, From: splitNames(from)}
		if alone := k.Kind == scheme.Same || k.Kind == scheme.New; k.Kind == scheme.New && len(out.From) > 0 ||
			!alone && len(out.From) == 0 {
			break
		}
		return out
	}
	b.say(errs.LineageText, rec.at("lineage"), text, text)
	return nil
}

// units are the units of a year: those that were brought, and those that are known.
func (b *builder) units() []org.Unit {
	var out []org.Unit
	for _, rec := range b.records["units"] {
		out = append(out, b.keepUnit(rec, org.Unit{
			Code: rec.text("code"), Name: rec.text("name"), Short: rec.text("short"), Former: splitNames(rec.text("former")),
			System: org.System(rec.text("system")), Class: rec.text("class"),
			SurveyClass: org.SurveyClass(rec.text("survey")), Listing: org.Listing(rec.text("listing")),
			Added: rec.text("added") == "yes", Reason: rec.text("reason"), Source: rec.at("code"), Cells: classCell(rec)}))
	}
	if b.known != nil {
		addKnown(&out, b.known.Roster.Units, func(u org.Unit) string { return u.Code })
	}
	return out
}

func (b *builder) buildRoster() {
	b.in.Roster.Units = b.units()
	names := map[string]record{} // a name stands for one unit, whichever of its three names it is
	for _, rec := range b.records["units"] {
		for _, key := range []string{"code", "name", "short"} {
			name := grid.CleanCode(rec.text(key))
			if other, taken := names[name]; taken && name != "" && other.source.Place() != rec.source.Place() &&
				(key != "code" || grid.CleanCode(other.text("code")) != name) {
				b.say(errs.UnitNameTwice, rec.at(key), rec.text(key), other.source.Place(), rec.text(key))
			} else if name != "" {
				names[name] = rec
			}
		}
	}
	for _, rec := range b.records["bodies"] {
		body := org.Body{Name: rec.text("name"), Substitute: rec.text("substitute"),
			Work: rec.text("work"), Source: rec.at("name")}
		if rec.has("unit") {
			body.Unit, _ = b.unit(rec, "unit")
		}
		b.keepBody(rec, &body)
		b.in.Roster.Bodies = append(b.in.Roster.Bodies, body)
	}
	if b.known != nil {
		addKnown(&b.in.Roster.Bodies, b.known.Roster.Bodies, func(x org.Body) string { return x.Name })
	}
}

// addKnown adds what is known and wasn't brought.
func addKnown[T any](list *[]T, known []T, name func(T) string) {
	brought := map[string]bool{}
	for _, x := range *list {
		brought[name(x)] = true
	}
	for _, x := range known {
		if !brought[name(x)] {
			*list = append(*list, x)
		}
	}
}

func (b *builder) buildPlan() {
	for _, rec := range b.records["plan"] {
		p := plan.Indicator{Code: rec.text("code"), Name: rec.text("name"), Kind: plan.Kind(rec.text("kind")),
			Unit: rec.text("unit"), Better: plan.Direction(rec.text("better")), BaseYear: rec.cells["base_year"].int(),
			EndYear: rec.cells["end_year"].int(), Path: plan.Path(rec.text("path")), GoalArea: rec.text("goal"),
			DataSource: rec.text("data"), Method: plan.Method(rec.text("method")), Source: rec.at("code")}
		if p.Method == plan.Sum && strings.HasPrefix(p.Unit, "%") {
			b.say(errs.PlanSumOfRates, rec.at("method"), rec.text("method"), p.Name)
		}
		for key, field := range map[string]**decimal.Number{"base": &p.Base, "end": &p.End} {
			if v, ok := rec.cells[key]; ok {
				n := v.number
				if v.percent && p.Unit == "%" {
					n = n.Mul(hundred)
				} else if v.percent {
					var ok bool
					of := []any{lang.T("规划", "the plan"), p.Name, p.Unit}
					var said string
					if n, said, ok = b.ask(rec, question{errs.AskPercent, rec.table.column(key).head, v,
						[]decimal.Number{n, n.Mul(hundred)}, of}); !ok {
						continue
					}
					p.Source.Confirmed = joined(p.Source.Confirmed, rec.table.column(key).head+"："+said)
				}
				*field = &n
			}
		}
		b.keepPlan(rec, &p)
		b.in.Plan = append(b.in.Plan, p)
	}
	if b.known != nil {
		addKnown(&b.in.Plan, b.known.Plan, func(p plan.Indicator) string { return p.Code })
	}
}

// unit resolves the unit that a row names.
func (b *builder) unit(rec record, key string) (string, bool) {
	code, ok := b.unitNamed(rec.text(key), rec.at(key))
	if ok && (len(rec.refused) > 0 || rec.table.key == "surveys") {
		if b.rowUnits == nil {
			b.rowUnits = map[string]string{}
		}
		b.rowUnits[errs.Row(rec.source)] = b.in.Unit(code).Name
	}
	return code, ok
}

// unitNamed resolves a unit by its code, one of its names, or a former name.
func (b *builder) unitNamed(name string, at fact.Source) (string, bool) {
	if name == "" {
		return "", false // refused as an empty cell already
	}
	if b.unitNames == nil {
		b.indexUnits()
	}
	key := grid.CleanCode(name)
	if codes := b.unitNames[key]; len(codes) == 1 {
		if b.former[key] != "" {
			b.say(errs.UnitRenamed, at, name, name, b.former[key])
		}
		return codes[0], true
	} else if len(codes) > 1 {
		b.say(errs.UnitAmbiguous, at, name, name)
		return "", false
	}
	if len(b.unitNames) > 0 || !b.seen["units"] { // else the sheet of units couldn't be read, which is said
		b.say(errs.UnitUnknown, at, name, name, b.meant(name, "unit"), b.about)
	}
	return "", false
}

// indexUnits notes every unit under its code and its names. A code stands for its unit alone.
func (b *builder) indexUnits() {
	b.unitNames, b.former = map[string][]string{}, map[string]string{}
	units := b.units() // the scheme, which comes first, names some
	for _, u := range units {
		for _, name := range []string{u.Name, u.Short} {
			if key := grid.CleanCode(name); key != "" && !slices.Contains(b.unitNames[key], u.Code) {
				b.unitNames[key] = append(b.unitNames[key], u.Code)
			}
		}
		for _, name := range u.Former {
			if key := grid.CleanCode(name); len(b.unitNames[key]) == 0 {
				b.unitNames[key], b.former[key] = []string{u.Code}, u.Name
			}
		}
	}
	for _, u := range units {
		b.unitNames[grid.CleanCode(u.Code)] = []string{u.Code}
	}
}

// indicator resolves the level-3 indicator that a row names.
func (b *builder) indicator(rec record) (*scheme.Leaf, bool) {
	name := rec.text("indicator")
	if name == "" {
		return nil, false
	}
	if l := b.in.Scheme.Leaf(name); l != nil {
		return l, true
	}
	var found *scheme.Leaf
	for i := range b.in.Scheme.Leaves {
		if l := &b.in.Scheme.Leaves[i]; grid.CleanCode(l.Name) == name {
			if found != nil {
				b.say(errs.IndicatorTwo, rec.at("indicator"), name, name)
				return nil, false
			}
			found = l
		}
	}
	if found == nil && (len(b.in.Scheme.Leaves) > 0 || !b.seen["scheme"]) {
		b.say(errs.IndicatorUnknown, rec.at("indicator"), name, name, b.meant(name, "indicator"),
			b.lost[name], b.nameHere(rec, "unit"))
	}
	return found, found != nil
}

// line resolves both, for the sheets whose rows belong to a unit and an indicator.
func (b *builder) line(rec record) (string, *scheme.Leaf, bool) {
	b.about = b.nameHere(rec, "indicator")
	defer func() { b.about = "" }()
	u, ok1 := b.unit(rec, "unit")
	l, ok2 := b.indicator(rec)
	return u, l, ok1 && ok2
}

// otherUnit refuses a number whose heading names another unit of measure than the indicator's: 万元 beside 亿元
// is asked, never guessed.
func (b *builder) otherUnit(rec record, key string, v value, l *scheme.Leaf) bool {
	unit := rec.units[rec.cols[key]]
	known := rows.IsUnit(unit) || slices.ContainsFunc(b.in.Scheme.Leaves,
		func(x scheme.Leaf) bool { return x.Unit == unit })
	if unit == "" || unit == l.Unit || !known { // 全年（2024）, 目标值（必填）
		return false
	}
	b.say(errs.UnitDiffers, rec.at(key), v.text, unit, l.Name, l.Unit, v.text)
	return true
}

func (b *builder) number(rec record, key string, l *scheme.Leaf) *fact.Number {
	v, ok := rec.cells[key]
	if !ok {
		return nil
	}
	if l == nil {
		return &fact.Number{Value: v.number, Source: rec.at(key)}
	}
	if b.otherUnit(rec, key, v, l) {
		return nil
	}
	n, at, ok := b.measured(rec, key, rec.unit, l)
	if !ok {
		return nil
	}
	return &fact.Number{Value: n, Source: at}
}

func (b *builder) buildTargets() {
	for _, rec := range b.records["targets"] {
		unit, l, ok := b.line(rec)
		if !ok {
			continue
		}
		b.compareScheme(rec, l)
		if isFloorsForm(rec) && !b.floorsRow(&rec, unit, l) {
			continue
		}
		if bound := b.bindings.Leaves[l.Code]; (b.known != nil || bound != nil && bound.Reads(rule.UseTasks)) &&
			b.unfilled(rec, "unit", "indicator") {
			continue // else the finding of what is missing stands in this row
		}
		if rec.has("task") {
			b.unused(rec, "baseline", "value", "challenge", "low", "high", "city", "congress", "report", "plan", "y3", "y2",
				"y1", "waiver", "waiver_reason", "weight")
			b.buildTask(rec, unit, l)
			continue
		}
		b.unused(rec, "quantity", "difficulty", "importance")
		rec.unit = unit
		t := target.Target{Unit: unit, Indicator: l.Code, Baseline: b.number(rec, "baseline", l),
			Value: b.number(rec, "value", l), Challenge: b.number(rec, "challenge", l), Low: b.number(rec, "low", l),
			High: b.number(rec, "high", l), PlanIndicator: rec.text("plan"), PlanWeight: b.number(rec, "weight", nil),
			Source: rec.source}
		t.City = b.floor(rec, "city", l)
		t.Congress = b.floor(rec, "congress", l)
		t.WorkReport = b.floor(rec, "report", l)
		for _, key := range []string{"y3", "y2", "y1"} {
			if n := b.number(rec, key, l); n != nil {
				t.History = append(t.History, n.Value)
				if n.Source.Confirmed != "" { // earlier years have no source of their own
					t.Source.Confirmed = joined(t.Source.Confirmed, rec.table.column(key).head+"："+n.Source.Confirmed)
				}
			}
		}
		if len(t.History) > 0 && len(t.History) < 3 {
			b.say(errs.HistoryPartial, rec.source, "", rec.text("unit"), l.Name)
			t.History = nil
		}
		b.keepTarget(rec, &t)
		for key, f := range map[string]target.Floor{"city": t.City, "congress": t.Congress, "report": t.WorkReport} {
			if doc := rec.text(key + "_doc"); doc != "" && !f.IsSet() && !rec.refused[key] { // in the wrong column, likely
				b.say(errs.FloorNumberless, rec.at(key+"_doc"), doc, rec.table.column(key).head, doc)
			}
		}
		b.countFloors(rec, &t)
		b.emptyGoals(rec, l, &t)
		b.doubtTarget(rec, l, &t)
		if rec.has("waiver") || rec.has("waiver_reason") {
			t.Waiver = &target.Waiver{Document: rec.text("waiver"), Reason: rec.text("waiver_reason"), Source: rec.at("waiver")}
		}
		b.in.Targets = append(b.in.Targets, t)
	}
}

// emptyGoals notes the cells of numbers that the rule needs, or the plan, and that aren't filled in: the finding stands
// there.
func (b *builder) emptyGoals(rec record, l *scheme.Leaf, t *target.Target) {
	keys := map[string]string{"T": "value", "C": "challenge", "L": "low", "U": "high", "W": "weight"}
	var symbols []string
	if bound := b.bindings.Leaves[l.Code]; bound != nil {
		symbols = bound.Goals
	}
	if slices.ContainsFunc(b.in.Plan, func(p plan.Indicator) bool {
		return p.Code == t.PlanIndicator && p.Method == plan.Mean
	}) {
		symbols = append(slices.Clone(symbols), "W")
	}
	known := map[string]*fact.Number{"T": t.Value, "C": t.Challenge, "L": t.Low, "U": t.High, "W": t.PlanWeight}
	for _, symbol := range symbols {
		key := keys[symbol]
		if _, stands := rec.cols[key]; key == "" || !stands || rec.has(key) || known[symbol] != nil {
			continue
		}
		if t.Cells == nil {
			t.Cells = map[string]string{}
		}
		t.Cells[symbol] = rec.at(key).Cell
	}
}

func (b *builder) buildTask(rec record, unit string, l *scheme.Leaf) {
	t := target.Task{Unit: unit, Indicator: l.Code, Name: rec.text("task"), Source: rec.source}
	for key, field := range map[string]*fact.Number{"quantity": &t.Quantity, "difficulty": &t.Difficulty,
		"importance": &t.Importance} {
		v, ok := rec.cells[key]
		if !ok && rec.refused[key] {
			return // refused with a finding already
		}
		if !ok {
			b.say(errs.CellRequired, rec.at(key), "", rec.table.column(key).head)
		}
		*field = fact.Number{Value: v.number, Source: rec.at(key)}
	}
	if k := b.facts().tasks[[3]string{unit, l.Code, t.Name}]; k != nil {
		b.keepTask(rec, &t, k)
	}
	b.in.Tasks = append(b.in.Tasks, t)
}

// floor reads one floor: a number, or two for a range (95~102).
func (b *builder) floor(rec record, key string, l *scheme.Leaf) target.Floor {
	v, ok := rec.cells[key]
	if !ok {
		return target.Floor{}
	}
	out := target.Floor{Document: rec.text(key + "_doc")}
	if v.isNum {
		out.Value = b.number(rec, key, l)
		return out
	}
	low, high, cut := strings.Cut(strings.NewReplacer("～", "~", "—", "~", "至", "~").Replace(v.text), "~")
	a, _, percentA, ok1 := grid.ParseNumber(low)
	z, _, percentZ, ok2 := grid.ParseNumber(high)
	if cut && ok1 && ok2 && b.otherUnit(rec, key, v, l) {
		return target.Floor{}
	}
	if !cut || !ok1 || !ok2 || (percentA || percentZ) && l.Unit != "%" {
		b.say(errs.CellNotNumber, rec.at(key), v.text, rec.table.column(key).head)
		return target.Floor{}
	}
	out.Value, out.High = &fact.Number{Value: a, Source: rec.at(key)}, &fact.Number{Value: z, Source: rec.at(key)}
	return out
}

func (b *builder) buildActuals() {
	first := map[string]firstRow{}
	t := tableByName("实绩")
	for _, p := range b.waiting {
		b.readTable(p.table, p.sheet, p.at, func(rec record) {
			b.actualRows++
			b.rowsOf[p.at.File]++
			b.once(t, rec, first)
			b.noteYears(rec)
			b.buildActual(rec)
		})
	}
}

// buildActual makes one row of reported values.
func (b *builder) buildActual(rec record) {
	if unit, l, ok := b.line(rec); ok && !b.unfilled(rec, "unit", "indicator", "item") {
		a := progress.Actual{Unit: unit, Indicator: l.Code, Item: b.item(l, rec.text("item")),
			Status: fact.Status(rec.text("status")), LateDays: b.lateDays(rec), Note: rec.text("note"), Source: rec.source}
		n := 0
		for _, p := range calendar.Periods {
			if rec.has(p.Code) {
				n++
			}
		}
		known := b.facts().actuals[[3]string{unit, l.Code, a.Item}]
		if known != nil {
			a.Source = b.row(rec, known.Source)
			n += len(known.Values)
		}
		a.Values = make([]progress.PeriodValue, 0, n) // questions point into it
		for _, p := range calendar.Periods {
			v, ok := rec.cells[p.Code]
			if !ok {
				switch was := (*progress.PeriodValue)(nil); {
				case known == nil:
				case b.absent(rec, p.Code):
					if was = known.At(p.Code); was != nil {
						a.Values = append(a.Values, *was)
					}
				default:
					if was = known.At(p.Code); was != nil && was.Number != nil {
						b.clears(rec, p.Code, *was.Number)
					}
				}
				continue
			}
			pv := progress.PeriodValue{Period: p.Code, Source: rec.at(p.Code)}
			switch {
			case !v.isNum:
				pv.Word = v.text
			case a.Item != rule.Actual:
				if v.number.IsZero() {
					if words := b.zeroWords(l, a.Item); words != "" {
						b.say(errs.ValueZero, v.source(), v.text, b.unitName(unit), l.Name, rec.text("item"), words)
						continue
					}
				}
				n := v.number
				pv.Number = &n
			case b.otherUnit(rec, p.Code, v, l):
				continue
			default:
				n, at, ok := b.measured(rec, p.Code, unit, l)
				if !ok {
					continue
				}
				pv.Number, pv.Source = &n, at
				b.doubtActual(rec, p.Code, l, &a, &pv)
			}
			if known != nil && sameValue(known.At(p.Code), &pv) {
				b.same(rec, &pv.Source, known.At(p.Code).Source)
			}
			a.Values = append(a.Values, pv)
		}
		if len(a.Values) == 0 {
			a.Values = nil
		}
		if known != nil {
			b.keepActual(rec, &a, known)
		}
		if a.Status == "" {
			a.Status = fact.Verified
			if len(a.Values) == 0 {
				a.Status = b.silence()
			}
		}
		b.in.Actuals = append(b.in.Actuals, a)
	}
}

// silence is the status of a row without a value of which nobody says why.
func (b *builder) silence() fact.Status {
	if b.in.Scheme.Running() {
		return fact.Silent
	}
	return fact.MissingUnexcused
}

func (b *builder) lateDays(rec record) *fact.Number {
	n := b.number(rec, "late", nil)
	if n != nil && n.Value.Sign() < 0 {
		b.say(errs.CellRange, n.Source, n.Value.String(), rec.table.column("late").head, "0", "∞")
		return nil
	}
	return n
}

// item turns the name of a data item into its key; a name that the rule doesn't know stays, and is
// refused by score.Check.
func (b *builder) item(l *scheme.Leaf, name string) string {
	switch name {
	case "上年得分":
		return progress.LastYearPoints
	case "上年满分":
		return progress.LastYearFull
	case "":
		return rule.Actual
	}
	if bound := b.bindings.Leaves[l.Code]; bound != nil {
		for _, i := range bound.Items {
			if i.Name.ZH == name || i.Key == name {
				return i.Key
			}
		}
	}
	return name
}

// zeroWords are the words of a data item that takes no zero, because it could mean two of them; "" where 0 is plain.
func (b *builder) zeroWords(l *scheme.Leaf, item string) string {
	bound := b.bindings.Leaves[l.Code]
	if bound == nil {
		return ""
	}
	for _, i := range bound.Items {
		if i.Key == item && i.NoZero {
			return strings.Join(slices.Sorted(maps.Keys(i.Words)), "、")
		}
	}
	return ""
}

func (b *builder) buildMarks() {
	for _, rec := range b.records["marks"] {
		unit, l, ok := b.line(rec)
		if !ok || b.unfilled(rec, "unit", "indicator", "type", "body", "judge", "dimension", "group", "option") {
			continue
		}
		if rec.text("type") == "vote" {
			if !b.need(rec, "group", "option", "votes") {
				continue
			}
			b.unused(rec, "value", "judge", "dimension", "recused")
			v := review.Ballots{Unit: unit, Indicator: l.Code, Group: rec.text("group"), Option: rec.text("option"),
				Votes: rec.cells["votes"].number, Source: rec.at("votes")}
			if k := b.facts().ballots[[4]string{unit, l.Code, v.Group, v.Option}]; k != nil && v.Votes.Equal(k.Votes) {
				b.same(rec, &v.Source, k.Source)
			}
			b.in.Ballots = append(b.in.Ballots, v)
			continue
		}
		b.unused(rec, "group", "option", "votes")
		judge := cmp.Or(rec.text("judge"), rec.text("body"))
		m := review.Mark{Unit: unit, Indicator: l.Code, Body: rec.text("body"), Judge: judge,
			Dimension: rec.text("dimension"), Value: rec.cells["value"].number, Recused: rec.text("recused") == "yes",
			Source: rec.at("value")}
		if m.Body == "" && slices.ContainsFunc(b.in.Roster.Bodies, func(x org.Body) bool { return x.Name == m.Judge }) {
			m.Body = m.Judge // a body that marks is a body, in whichever column it stands
		}
		if m.Judge == "" {
			b.say(errs.CellRequired, rec.at("judge"), "", rec.table.column("judge").head)
			continue
		}
		if !m.Recused && rec.has("value") && b.marksOutOfHundred(l) {
			var ok bool
			if m.Value, m.Source, ok = b.outOfHundred(rec, "value", b.unitName(unit)); !ok {
				continue
			}
		}
		if k := b.facts().marks[[4]string{unit, l.Code, judge, m.Dimension}]; k != nil {
			b.keepMark(rec, &m, k)
		}
		if m.Recused || b.need(rec, "value") {
			b.in.Marks = append(b.in.Marks, m)
		}
	}
}

// marksOutOfHundred reports whether the marks of an indicator are out of 100, as those of experts are.
func (b *builder) marksOutOfHundred(l *scheme.Leaf) bool {
	bound := b.bindings.Leaves[l.Code]
	return bound != nil && bound.MarksOutOfHundred()
}

// unused reports cells that a row of this type doesn't read: what is typed there would be lost.
func (b *builder) unused(rec record, keys ...string) {
	for _, key := range keys {
		if v, ok := rec.cells[key]; ok && v.text != "" {
			b.say(errs.CellUnused, rec.at(key), v.text, rec.table.column(key).head)
		}
	}
}

// need reports cells that a row of this type can't do without.
func (b *builder) need(rec record, keys ...string) bool {
	ok := true
	for _, key := range keys {
		if !rec.has(key) {
			if ok = false; !rec.refused[key] {
				b.say(errs.CellRequired, rec.at(key), "", rec.table.column(key).head)
			}
		}
	}
	return ok
}

func (b *builder) buildEvents() {
	for _, rec := range b.records["events"] {
		unit, ok := b.unit(rec, "unit")
		if !ok {
			continue
		}
		e := review.Event{Unit: unit, Type: review.EventType(rec.text("type")), Matter: rec.text("matter"),
			Kind: rec.text("kind"), Level: rec.text("level"), Count: decimal.One, Repeat: rec.text("repeat") == "yes",
			Grade: rec.text("grade"), State: review.State(rec.text("state")), Proposer: rec.text("proposer"),
			Decider: rec.text("decider"), Heard: rec.text("heard") == "yes", Source: rec.at("matter")}
		e.Cells = map[string]string{}
		for _, key := range []string{"kind", "level", "count", "grade", "document", "decider", "heard"} {
			if _, stands := rec.cols[key]; stands {
				e.Cells[key] = rec.at(key).Cell
			}
		}
		if v, ok := rec.cells["count"]; ok {
			e.Count = v.number
		}
		if rec.has("indicator") {
			l, ok := b.indicator(rec)
			if !ok {
				continue
			}
			e.Indicator = l.Code
		}
		if k := b.facts().events[eventKey(e)]; k != nil {
			b.same(rec, &e.Source, k.Source)
			b.keepEvent(rec, &e, k)
		}
		b.in.Events = append(b.in.Events, e)
	}
}

func (b *builder) buildSurveys() {
	for _, rec := range b.records["surveys"] {
		unit, ok := b.unit(rec, "unit")
		if ok && b.unfilled(rec, "unit", "channel") {
			continue
		}
		if ok && rec.has("status") && !rec.has("score") && !rec.has("n") {
			b.unsurveyed(unit, rec.text("channel"), fact.Status(rec.text("status")))
			continue
		}
		if rec.has("status") {
			b.unused(rec, "status")
		}
		if !ok || !b.need(rec, "score", "n") {
			continue
		}
		if n := rec.cells["n"]; n.number.Sign() < 0 {
			b.say(errs.CellRange, n.source(), n.text, rec.table.column("n").head, "0", "∞")
			continue
		}
		value, at, ok := b.outOfHundred(rec, "score", b.unitName(unit))
		if !ok {
			continue
		}
		s := survey.Result{Unit: unit, Channel: rec.text("channel"), Score: value,
			N: fact.Number{Value: rec.cells["n"].number, Source: rec.at("n")}, Method: rec.text("method"), Source: at}
		for key, field := range map[string]**decimal.Number{"low": &s.Low, "high": &s.High, "se": &s.SE} {
			if n := b.number(rec, key, nil); n != nil {
				*field = &n.Value
			}
		}
		s.Data, s.Design, s.Signature = rec.text("data"), rec.text("design"), rec.text("signature")
		if s.Data != "" || s.Signature != "" {
			s.Named = rec.text("unit")
		}
		if k := b.facts().surveys[[2]string{unit, s.Channel}]; k != nil {
			b.keepSurvey(rec, &s, k)
		}
		b.in.Surveys = append(b.in.Surveys, s)
	}
	b.buildCounts()
}

// unsurveyed notes that a unit has no result of a channel, and why.
func (b *builder) unsurveyed(unit, channel string, why fact.Status) {
	for i := range b.in.Roster.Units {
		if u := &b.in.Roster.Units[i]; u.Code == unit {
			u.Unsurveyed = maps.Clone(u.Unsurveyed)
			if u.Unsurveyed == nil {
				u.Unsurveyed = map[string]fact.Status{}
			}
			u.Unsurveyed[channel] = why
		}
	}
}

// buildCounts puts counts of answers to the results that they were made into.
func (b *builder) buildCounts() {
	type key struct{ unit, channel string }
	at := map[key]int{}
	for i, s := range b.in.Surveys {
		at[key{s.Unit, s.Channel}] = i
	}
	shares := map[key]map[string]decimal.Number{} // of each question
	sources := map[key]record{}
	for _, rec := range b.records["counts"] {
		unit, ok := b.unit(rec, "unit")
		if !ok || !rec.has("weighted") || !rec.has("n") {
			continue
		}
		k := key{unit, rec.text("channel")}
		i, ok := at[k]
		if !ok {
			b.say(errs.SurveyStray, rec.at("unit"), rec.text("unit"), rec.text("unit"))
			continue
		}
		c := survey.Counted{Dimension: rec.text("dimension"), Question: rec.text("question"), Answer: rec.text("answer"),
			N: rec.cells["n"].number, Weighted: rec.cells["weighted"].number, Source: rec.at("n")}
		for key, field := range map[string]**decimal.Number{"points": &c.Points, "sum": &c.Sum} {
			if n := b.number(rec, key, nil); n != nil {
				*field = &n.Value
			}
		}
		share, err := decimal.Parse(rec.text("share"))
		if err != nil || share.Sign() < 0 || decimal.One.Less(share) || c.Points != nil && c.Sum != nil ||
			c.N.Sign() < 0 || c.Weighted.Sign() < 0 {
			b.say(errs.SurveyCountsShape, rec.at("share"), rec.text("share"))
			continue
		}
		c.Share = share
		if shares[k] == nil {
			shares[k], sources[k] = map[string]decimal.Number{}, rec
		}
		if before, seen := shares[k][c.Question]; seen && !before.Equal(share) {
			b.say(errs.SurveyCountsShape, rec.at("share"), rec.text("share"))
			continue
		}
		shares[k][c.Question] = share
		b.in.Surveys[i].Counts = append(b.in.Surveys[i].Counts, c)
	}
	for k, list := range shares {
		sum := decimal.Zero
		for _, s := range list {
			sum = sum.Add(s)
		}
		counts := b.in.Surveys[at[k]].Counts
		if _, ok := survey.ScoreOf(counts); !ok || !sum.Equal(decimal.One) {
			b.say(errs.SurveyCountsShape, sources[k].at("share"), sum.String())
		}
	}
}

// classCell is where a unit's class stands.
func classCell(rec record) map[string]string {
	if _, stands := rec.cols["class"]; !stands {
		return nil
	}
	return map[string]string{"class": rec.at("class").Cell}
}
