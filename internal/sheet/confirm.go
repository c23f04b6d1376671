package sheet

import (
	"regexp"
	"slices"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/grid"
	"shiji/internal/lang"
	"shiji/internal/plan"
	"shiji/internal/progress"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/target"
)

// What can mean two things is asked: it is an error at its cell that names the readings, until somebody has said which
// is meant. The answer stands in the row's column 确认, or was given where the file was imported; it holds for the value
// that it names and no other.

// confirmation is one entry of the column 确认: "全年：0.89 读作 89（绩效办）".
type confirmation struct {
	head    string
	value   grid.Reading
	reading decimal.Number
	said    string // value, reading and person, as written
	used    bool   // a question was looked for in it
	settled bool   // it has answered one
	at      fact.Source
}

var confirmForm = regexp.MustCompile(`^([^:：]+)[:：]\s*(.+?)\s*(?:读作|read as)\s*(\S+?)\s*[（(]\s*([^（）()]+?)\s*[）)]$`)

// confirmations reads the column 确认 of a row.
func (r *reader) confirmations(rec record) []*confirmation {
	v, ok := rec.cells["confirm"]
	if !ok {
		return nil
	}
	var out []*confirmation
	for _, part := range strings.FieldsFunc(v.text, func(c rune) bool { return strings.ContainsRune("；;\n", c) }) {
		part = grid.CleanText(part)
		if part == "" {
			continue
		}
		m := confirmForm.FindStringSubmatch(part)
		var value, reading grid.Reading
		ok := m != nil
		if ok {
			var ok1, ok2 bool
			value, ok1 = grid.TextCell(m[2]).Number()
			reading, ok2 = grid.TextCell(m[3]).Number()
			ok = ok1 && ok2 && !reading.Percent && grid.CleanText(m[4]) != "" // 89% would be a question again
		}
		if !ok {
			r.say(errs.ConfirmText, v.source(), part, part)
			continue
		}
		c := &confirmation{head: cleanHead(m[1]), value: value, reading: reading.Stored,
			said: m[2] + " 读作 " + m[3] + "（" + m[4] + "）", at: v.source()}
		for _, other := range out {
			if other.head == c.head && other.value.Stored.Equal(c.value.Stored) && !other.reading.Equal(c.reading) {
				r.say(errs.ConfirmTwice, v.source(), part, c.head, other.said, c.said)
			}
		}
		out = append(out, c)
		r.confirmed = append(r.confirmed, c)
	}
	return out
}

// idleConfirmations says which answers nothing asked for.
func (r *reader) idleConfirmations() {
	for _, c := range r.confirmed {
		if !c.used {
			r.say(errs.ConfirmIdle, c.at, c.said, c.head, c.said)
		}
	}
}

// question is a cell that can mean more than one thing.
type question struct {
	code     errs.Code
	head     string // heading of its column
	v        value
	readings []decimal.Number
	args     []any // of its message, behind value, readings and heading
}

// ask settles a question: with the answer of the row or of the import, or with an error that names the readings. said
// is what was answered.
func (r *reader) ask(rec record, q question) (n decimal.Number, said string, ok bool) {
	for _, c := range rec.confirms {
		if c.head != cleanHead(q.head) {
			continue
		}
		if c.settled && !c.value.Stored.Equal(q.v.number) {
			continue // it has answered another question about this cell
		}
		c.used = true
		switch {
		// as it was confirmed before, and written since
		case c.reading.Equal(q.v.number) && slices.ContainsFunc(q.readings, c.reading.Equal):
			c.settled = true
			return c.reading, c.said, true
		case !c.value.Stored.Equal(q.v.stored) && !c.value.Number.Equal(q.v.number):
			r.say(errs.ConfirmStale, c.at, c.said, c.said, q.v.text)
		case !slices.ContainsFunc(q.readings, c.reading.Equal):
			r.say(errs.ConfirmOther, c.at, c.said, c.said, numbers(q.readings))
		default:
			c.settled = true
			return c.reading, c.said, true
		}
	}
	for _, a := range r.answers {
		if a.File != q.v.source().File || a.Sheet != q.v.source().Sheet ||
			a.Cell != q.v.source().Cell || a.Value != q.v.text {
			continue
		}
		if reading, err := decimal.Parse(a.Reading); err == nil && slices.ContainsFunc(q.readings, reading.Equal) {
			return reading, a.Said(), true
		}
	}
	if q.v.shown != q.v.text && q.v.shown != "" { // the answer names what is stored; a reader sees how it is shown
		q.v.shown = q.v.text + "（" + q.v.shown + "）"
	}
	f := errs.New(q.code, q.v.source(), q.v.text,
		append([]any{q.v.shown, q.readings[0], numbers(q.readings[1:]), q.head}, q.args...)...)
	for _, n := range q.readings {
		f.Readings = append(f.Readings, n.String())
	}
	r.note(f)
	return n, "", false
}

func numbers(list []decimal.Number) lang.Text {
	var out []lang.Text
	for _, n := range list {
		out = append(out, lang.Same(n.String()))
	}
	return lang.Join(out)
}

// settle asks what is about the cell alone: a format that shows a number in thousands.
func (r *reader) settle(rec record, head string, v *value) bool {
	if !v.isNum || v.scale == 0 {
		return true
	}
	shown := v.number
	for range v.scale {
		shown = shown.Quo(decimal.Int(10))
	}
	if rec.table.column("confirm") == nil || head == "" { // where nobody can answer it is refused
		r.say(errs.CellScaled, v.source(), v.text, head, v.text)
		return false
	}
	n, said, ok := r.ask(rec, question{errs.AskScaled, head, *v, []decimal.Number{v.number, shown}, nil})
	if ok {
		v.number, v.stored, v.text, v.shown, v.confirmed = n, n, n.String(), n.String(), said
	}
	return ok
}

// asHundredBelow is where a mark or a satisfaction out of 100 looks like one out of ten, or of one.
var asHundredBelow, asShareBelow = decimal.Int(10), decimal.MustParse("1.5")

// outOfHundred asks about a number out of 100 that is 10 at most: 0.843 and 8.4 are marks on other scales.
func (b *builder) outOfHundred(rec record, key string, who ...any) (n decimal.Number, at fact.Source, ok bool) {
	v := rec.cells[key]
	n, at = v.number, rec.at(key)
	if n.Sign() <= 0 || asHundredBelow.Less(n) {
		return n, at, true
	}
	times := decimal.Int(10)
	if !asShareBelow.Less(n) {
		times = hundred
	}
	n, said, ok := b.ask(rec, question{errs.AskHundred, rec.table.column(key).head, v,
		[]decimal.Number{v.number, v.number.Mul(times)}, who})
	at.Confirmed = joined(at.Confirmed, said)
	return n, at, ok
}

// lineKey names what a value is about.
type lineKey struct{ unit, indicator string }

// measures are the values of a year that other values are looked at beside, gathered while rows are read.
type measures struct {
	goal    map[lineKey]decimal.Number
	history map[lineKey]bool           // it holds something above fifteen
	large   map[string]map[string]bool // indicator: units with a value or target above fifteen
	near    map[string]map[string]bool // indicator: units whose value is near their target
	brought map[lineKey]bool           // a value is in the files that are read
	targets map[lineKey]targetCell     // those in the files that are read
	later   []func()                   // questions that wait until all rows were read
}

func newMeasures() *measures {
	return &measures{goal: map[lineKey]decimal.Number{}, history: map[lineKey]bool{}, large: map[string]map[string]bool{},
		near: map[string]map[string]bool{}, brought: map[lineKey]bool{},
		targets: map[lineKey]targetCell{}}
}

// targetCell is the cell of a target, where a question about it is asked.
type targetCell struct {
	rec  record
	unit string
	leaf *scheme.Leaf
	said func() string // how it is meant, if somebody was asked already
	set  func(n decimal.Number, said string)
}

// confirmed reports whether somebody has said in the row that the target is meant so beside this very value.
func (c targetCell) confirmed(n decimal.Number) bool {
	head := cleanHead(c.rec.table.column("value").head)
	return slices.ContainsFunc(c.rec.confirms, func(k *confirmation) bool {
		return k.head == head && strings.HasSuffix(k.said, besideReported(n.String())+"）")
	})
}

// besideReported is what an answer about a target says behind the name of the person: it holds beside this value alone.
func besideReported(n string) string { return "，已报 " + n }

// far reports whether a reported value is ten times its target or more, or less than a thousandth.
func far(n, goal decimal.Number) bool {
	return goal.Sign() > 0 && n.Sign() > 0 && (n.AtLeast(goal.Mul(ten)) || n.Mul(decimal.Int(1000)).Less(goal))
}

// doubtKnown asks about targets that are far from what was reported before: of one that is brought together with its
// value the value is asked about.
func (b *builder) doubtKnown() {
	if b.known == nil {
		return
	}
	for _, a := range b.known.Actuals {
		line := lineKey{a.Unit, a.Indicator}
		c, ok := b.measures.targets[line]
		bound := b.bindings.Leaves[a.Indicator]
		if !ok || bound == nil || a.Item != rule.Actual || b.measures.brought[line] {
			continue
		}
		if v := a.At(bound.Period()); v != nil && v.Number != nil && v.Source.Confirmed == "" {
			n := *v.Number
			b.measures.later = append(b.measures.later, func() { b.askTarget(c, n) })
		}
	}
}

// askTarget asks whether a target is meant as it stands, though a value is far from it.
func (b *builder) askTarget(c targetCell, n decimal.Number) {
	line := lineKey{c.unit, c.leaf.Code}
	goal := b.measures.goal[line]
	if c.leaf.Better != plan.Higher || !far(n, goal) || !others(b.measures.near, c.leaf.Code, c.unit) {
		return
	}
	v, rec := c.rec.cells["value"], c.rec
	if c.said() != "" { // somebody was asked how the cell is meant
		if goal.Equal(v.number) { // as it stands: nobody is asked twice, and nobody has seen the value
			return
		}
		v.number, v.stored, v.text, v.shown = goal, goal, goal.String(), goal.String() // what it is since
	}
	rec.confirms = slices.DeleteFunc(slices.Clone(rec.confirms), func(k *confirmation) bool { // beside another value
		return strings.Contains(k.said, besideReported("")) && !strings.HasSuffix(k.said, besideReported(n.String())+"）")
	})
	if answer, said, ok := b.ask(rec, question{errs.AskTarget, c.rec.table.column("value").head, v,
		[]decimal.Number{goal, nearest(goal, n)}, []any{b.unitName(c.unit), c.leaf.Name, c.leaf.Unit, n}}); ok {
		if beside := besideReported(n.String()) + "）"; !strings.HasSuffix(said, beside) {
			said = strings.TrimSuffix(said, "）") + beside
		}
		c.set(answer, said)
	}
}

// learn notes a value of another unit of the year.
func (m *measures) learn(unit, indicator string, n decimal.Number) {
	if fifteen.Less(n.Abs()) {
		note(m.large, indicator, unit)
	}
	if goal, has := m.goal[lineKey{unit, indicator}]; has && comparable(n, goal) {
		note(m.near, indicator, unit)
	}
}

func note(set map[string]map[string]bool, indicator, unit string) {
	if set[indicator] == nil {
		set[indicator] = map[string]bool{}
	}
	set[indicator][unit] = true
}

// others reports whether the set holds another unit of the indicator.
func others(set map[string]map[string]bool, indicator, unit string) bool {
	n := len(set[indicator])
	return n > 1 || n == 1 && !set[indicator][unit]
}

var fifteen, ten = decimal.Int(15), decimal.Int(10)

// measured reads a cell that holds a value of an indicator: 0.95 in a percent-formatted cell is 95 where the indicator
// is in %, and asked where it isn't.
func (b *builder) measured(rec record, key string, unit string, l *scheme.Leaf) (n decimal.Number,
	at fact.Source, ok bool) {
	v, head := rec.cells[key], rec.table.column(key).head
	n, at = v.number, rec.at(key)
	if !v.percent {
		return n, at, true
	}
	of := b.unitName(unit)
	shown := n.Mul(hundred)
	if l.Unit != "%" {
		n, at.Confirmed, ok = b.ask(rec, question{errs.AskPercent, head, v, []decimal.Number{n, shown},
			[]any{of, l.Name, l.Unit}})
		return n, at, ok
	}
	if goal, has := b.measures.goal[lineKey{unit, l.Code}]; hundred.Less(shown.Abs()) && v.stored.Equal(n) &&
		!(has && comparable(shown, goal)) {
		n, at.Confirmed, ok = b.ask(rec, question{errs.AskOverHundred, head, v,
			[]decimal.Number{shown, n}, []any{of, l.Name}})
		return n, at, ok
	}
	b.say(errs.CellPercent, v.source(), v.text, shown, "%")
	return shown, at, true
}

// comparable reports whether a value is less than three times another, and more than a third of it.
func comparable(a, b decimal.Number) bool {
	three := decimal.Int(3)
	return a.Abs().Less(b.Abs().Mul(three)) && b.Abs().Less(a.Abs().Mul(three))
}

// shareLike reports a number that may be a percentage typed as a share of one: 0.97.
func shareLike(n decimal.Number) bool { return n.Sign() > 0 && !asShareBelow.Less(n) }

// doubt remembers a value of an indicator for the others to be looked at beside, and asks about it once all are known.
// set changes it where that is the answer.
func (b *builder) doubt(rec record, key, unit string, l *scheme.Leaf, n decimal.Number,
	set func(n decimal.Number, said string)) {
	v, line, m := rec.cells[key], lineKey{unit, l.Code}, b.measures
	if fifteen.Less(n.Abs()) {
		note(m.large, l.Code, unit)
	}
	later := func(code errs.Code, readings []decimal.Number, when func() bool) {
		m.later = append(m.later, func() {
			if !when() {
				return
			}
			if answer, said, ok := b.ask(rec, question{code, rec.table.column(key).head, v, readings,
				[]any{b.unitName(unit), l.Name, l.Unit}}); ok {
				set(answer, said)
			}
		})
	}
	if l.Unit == "%" && shareLike(n) { // also 0.95%, which may be 95%
		later(errs.AskShare, []decimal.Number{n, n.Mul(hundred)}, func() bool {
			goal, has := m.goal[line]
			return has && fifteen.Less(goal) || m.history[line] || others(m.large, l.Code, unit)
		})
	}
}

// doubtGoal is doubt for a target: 0 where higher is better may mean that there is none.
func (b *builder) doubtGoal(rec record, key, unit string, l *scheme.Leaf, t *fact.Number) {
	if t == nil {
		return
	}
	goal := key == "value"
	b.doubt(rec, key, unit, l, t.Value, func(n decimal.Number, said string) {
		if t.Value, t.Source.Confirmed = n, said; goal {
			b.measures.goal[lineKey{unit, l.Code}] = n
		}
	})
	if l.Better == plan.Higher && t.Value.IsZero() {
		_, said, ok := b.ask(rec, question{errs.AskZero, rec.table.column(key).head, rec.cells[key],
			[]decimal.Number{decimal.Zero}, []any{b.unitName(unit), l.Name}})
		if ok {
			t.Source.Confirmed = said
		}
	}
}

// doubtTarget looks at the numbers of a target.
func (b *builder) doubtTarget(rec record, l *scheme.Leaf, t *target.Target) {
	b.doubtGoal(rec, "value", t.Unit, l, t.Value)
	for key, floor := range map[string]target.Floor{"city": t.City, "congress": t.Congress, "report": t.WorkReport} {
		if b.doubtGoal(rec, key, t.Unit, l, floor.Value); floor.High != nil {
			high := floor.High
			b.doubt(rec, key, t.Unit, l, high.Value,
				func(n decimal.Number, said string) { high.Value, high.Source.Confirmed = n, said })
		}
	}
	for key, n := range map[string]*fact.Number{"baseline": t.Baseline, "challenge": t.Challenge,
		"low": t.Low, "high": t.High} {
		if n != nil {
			b.doubt(rec, key, t.Unit, l, n.Value,
				func(answer decimal.Number, said string) { n.Value, n.Source.Confirmed = answer, said })
		}
	}
	history, place := t.History, len(b.in.Targets) // where it will stand
	for i, key := range []string{"y3", "y2", "y1"} {
		if i < len(history) {
			b.doubt(rec, key, t.Unit, l, history[i], func(answer decimal.Number, said string) {
				source := &b.in.Targets[place].Source
				history[i], source.Confirmed = answer, joined(source.Confirmed, rec.table.column(key).head+"："+said)
			})
		}
	}
	line := lineKey{t.Unit, l.Code}
	if value := t.Value; value != nil {
		b.measures.goal[line] = value.Value
		b.measures.targets[line] = targetCell{rec, t.Unit, l, func() string { return value.Source.Confirmed },
			func(n decimal.Number, said string) {
				value.Value, value.Source.Confirmed, b.measures.goal[line] = n, said, n
			}}
	}
	for _, n := range append(history, valueOf(t.Baseline)) {
		if fifteen.Less(n) {
			b.measures.history[line] = true
		}
	}
}

func joined(list, one string) string { return strings.TrimPrefix(list+"；"+one, "；") }

func valueOf(n *fact.Number) decimal.Number {
	if n == nil {
		return decimal.Zero
	}
	return n.Value
}

// growth are words of indicators that may well be negative, though they are in %.
var growth = regexp.MustCompile(`增|降|减|幅|差|速|同比|环比|变化|变动|偏离|净`)

// doubtActual looks at a reported value beside its target and beside those of the other units.
func (b *builder) doubtActual(rec record, key string, l *scheme.Leaf, a *progress.Actual, pv *progress.PeriodValue) {
	n, line := *pv.Number, lineKey{a.Unit, l.Code}
	if bound := b.bindings.Leaves[l.Code]; bound == nil || key == bound.Period() {
		b.measures.brought[line] = true
	}
	place, number := &a.Values[:len(a.Values)+1][len(a.Values)], pv.Number // where it will stand
	set := func(answer decimal.Number, said string) { *number, place.Source.Confirmed = answer, said }
	b.doubt(rec, key, a.Unit, l, n, set)
	v, head := rec.cells[key], rec.table.column(key).head
	goal, has := b.measures.goal[line]
	if has && comparable(n, goal) {
		note(b.measures.near, l.Code, a.Unit)
	}
	if n.Sign() < 0 && l.Better == plan.Higher && b.isCompletion(l, has && goal.Sign() > 0) {
		if answer, said, ok := b.ask(rec, question{errs.AskNegative, head, v, []decimal.Number{n, n.Neg()},
			[]any{b.unitName(a.Unit), l.Name, l.Unit}}); ok {
			*pv.Number, pv.Source.Confirmed = answer, said
		}
		return
	}
	if !has || l.Better != plan.Higher || n.Sign() <= 0 || comparable(n, goal) {
		return
	}
	unit := a.Unit
	b.measures.later = append(b.measures.later, func() {
		goal := b.measures.goal[line] // it may have been confirmed since
		if !far(n, goal) || !others(b.measures.near, l.Code, unit) || place.Source.Confirmed != "" {
			return
		}
		if c, ok := b.measures.targets[line]; ok && c.confirmed(n) { // it was asked about the target
			b.askTarget(c, n)
			return
		}
		code := errs.AskTenfold
		if n.Less(goal) {
			code = errs.AskTiny
		}
		args := []any{b.unitName(unit), l.Name, l.Unit, goal}
		if answer, said, ok := b.ask(rec, question{code, head, v, []decimal.Number{n, nearest(n, goal)}, args}); ok {
			set(answer, said)
		}
	})
}

// isCompletion reports an indicator whose values are rates of completion: in %, or scored by the ratio to a target.
func (b *builder) isCompletion(l *scheme.Leaf, hasGoal bool) bool {
	if growth.MatchString(l.Name) {
		return false
	}
	r := rule.ByCode(l.Rule)
	return l.Unit == "%" || hasGoal && r != nil && (r.ID == "SR-01" || r.ID == "SR-03" || r.ID == "SR-04")
}

// nearest is the number in another unit of measure, the one that brings it nearest to its target: 45,000 万元 is 4.5 亿元.
func nearest(n, goal decimal.Number) decimal.Number {
	by := []int64{10_000, 100, 1000, 10, 100_000_000}
	for _, k := range by {
		for _, m := range []decimal.Number{n.Quo(decimal.Int(k)), n.Mul(decimal.Int(k))} {
			if comparable(m, goal) {
				return m
			}
		}
	}
	if n.Less(goal) {
		return n.Mul(decimal.Int(by[0]))
	}
	return n.Quo(decimal.Int(by[0]))
}

// unitName is what a unit is called.
func (b *builder) unitName(code string) string {
	if u := b.in.Unit(code); u != nil {
		return u.Label()
	}
	return code
}

// askLater asks what could only be asked once all rows were read.
func (b *builder) askLater() {
	for _, ask := range b.measures.later {
		ask()
	}
	b.measures.later = nil
}
