package errs

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"shiji/internal/fact"
	"shiji/internal/lang"
)

// One mistake makes many findings: a column that isn't called like its class leaves every unit of the class without
// points. Findings know what they follow from, so that a person reads the cause first and mends that.
//
// What a finding breaks and what it rests on are things, by kind and name: "unit:区财政局", "rows:方案". A finding
// follows from an earlier kind of finding that breaks a thing that it rests on.

// Link is where a finding stands among the others of a reading.
type Link struct {
	Group string `json:"group,omitempty"` // findings of one group say the same of several cells
	// what is the matter with all of them; {n} stands for the units. Empty: the first says it
	Several lang.Text `json:"several,omitzero"`
	Who     string    `json:"who,omitempty"`     // the unit that it is about, where the group is of units
	Follows string    `json:"follows,omitempty"` // the group that it follows from; empty: it is a cause
}

// kin says how a kind of finding stands to others. Things are patterns: "unit:0" is the unit that argument 0 names,
// "row" and "rows" are the row and the sheet of its cell, "rows:方案" is another sheet.
type kin struct {
	level  int      // it follows only from findings of a lower level
	rests  []string // the most telling first
	breaks []string
	unit   int  // the argument that names a unit, from 1: findings that differ only there are one group
	whole  bool // all findings of the kind are one group
}

// reading is the kin of what isn't listed: an error in a cell breaks its row, and what its sheet
// is read for as a whole.
var reading = kin{breaks: []string{"row", "rows", "about"}}

var kinOf = map[Code]kin{
	FileUnreadable:  {breaks: []string{"all"}},
	FileNoWorkbook:  {breaks: []string{"all"}},
	FindingsTooMany: {level: 1, rests: []string{"rows"}, breaks: []string{"all"}},
	FileNothing:     {level: 2, rests: []string{"all"}},
	SheetMissing:    {breaks: []string{"sheet:0", "rows:0"}},
	SheetEmpty:      {breaks: []string{"sheet:0", "rows:0"}},
	SheetTwice:      {breaks: []string{"sheet:1", "rows:1"}},
	SheetUnclear:    {breaks: []string{"all"}},
	ColumnMissing:   {level: 1, rests: []string{"heads"}, breaks: []string{"sheet", "rows"}},
	ColumnMisspelt:  {breaks: []string{"heads", "sheet", "rows"}},
	ClassUnknown:    {breaks: []string{"classes"}},

	// Names.
	UnitUnknown:      {level: 1, rests: []string{"sheet:单位", "all"}, breaks: []string{"row", "named:2"}},
	IndicatorUnknown: {level: 1, rests: []string{"row:2", "sheet:方案", "all"}, breaks: []string{"row", "names:3"}},
	UnitClassUnknown: {level: 1, rests: []string{"row", "classes", "sheet:方案", "all"},
		breaks: []string{"unit:0", "class:1"}, unit: 1},
	SchemeUnknownBody: {level: 1, rests: []string{"sheet:实施主体", "all"}, breaks: []string{"body:3"}},
	SchemeNoBody:      {level: 1, rests: []string{"row", "sheet:方案", "all"}, breaks: []string{"bodies"}},
	RuleUnknown:       {level: 1, rests: []string{"all"}, breaks: []string{"leaf:0"}},
	RuleParamUnknown:  {level: 1, rests: []string{"all"}, breaks: []string{"params:0", "leaf:0"}},
	RuleParamMissing:  {level: 2, rests: []string{"params:0", "all"}, breaks: []string{"leaf:0"}},
	RuleParamBad:      {level: 1, rests: []string{"all"}, breaks: []string{"leaf:0"}},
	RuleDirection:     {level: 1, rests: []string{"row", "all"}, breaks: []string{"leaf:0"}},
	RuleForList:       {level: 1, rests: []string{"all"}, breaks: []string{"leaf:0"}},
	FormulaCircle:     {level: 1, rests: []string{"all"}, breaks: []string{"leaf:0"}},
	SchemeNoRule:      {level: 1, rests: []string{"row", "all"}, breaks: []string{"leaf:0"}},
	SchemeVetoRule:    {level: 1, rests: []string{"row", "all"}, breaks: []string{"leaf:0"}},
	PlanIncomplete:    {level: 1, rests: []string{"row", "all"}, breaks: []string{"plan"}},
	PlanYears:         {level: 1, rests: []string{"row", "all"}, breaks: []string{"plan"}},
	TargetPlanUnknown: {level: 1, rests: []string{"row", "sheet:规划", "all"}, unit: 1},
	TargetNoWeight:    {level: 1, rests: []string{"row", "all"}, unit: 1},
	TargetWeight:      {level: 1, rests: []string{"row", "all"}, unit: 1},
	TargetWeightIdle:  {level: 1, rests: []string{"row", "sheet:规划", "all"}, unit: 1},

	// The tree.
	PointsText:          {level: 1, rests: []string{"classes"}, breaks: []string{"row", "rows"}},
	TreeLevel1Unknown:   {breaks: []string{"levels", "row", "rows"}},
	SchemeLevel1Missing: {level: 1, rests: []string{"levels", "sheet:方案", "all"}, breaks: []string{"level1"}},
	SchemeLevel1Empty: {level: 2, rests: []string{"class:0", "classes", "rows:方案", "all"},
		breaks: []string{"points1:0", "group:1"}},
	SchemeShare: {level: 2, rests: []string{"class:0", "classes", "rows:方案", "all"},
		breaks: []string{"points1:0"}},
	SchemeSatisfaction: {level: 2, rests: []string{"class:0", "classes", "rows:方案", "all"},
		breaks: []string{"points1:0"}},
	SchemeFrameSatisfaction: {level: 2, rests: []string{"rows:方案", "all"}},
	SchemeItemSum: {level: 3, rests: []string{"group:1", "class:0", "classes", "rows:方案", "all"},
		breaks: []string{"items:0"}},
	SchemeLevel1Sum: {level: 4, rests: []string{"points1:0", "level1", "class:0", "classes", "rows:方案", "all"}},
	SchemeNoPoints: {level: 2, rests: []string{"row", "classes", "sheet:方案", "sheet:单位", "all"},
		breaks: []string{"leaf:0"}},
	SchemeLeafPoints:  {level: 2, rests: []string{"row"}, breaks: []string{"leaf:0", "points3"}},
	SchemeLeafSum:     {level: 4, rests: []string{"class:0", "points3", "classes", "items:0", "rows:方案", "all"}},
	SchemeCommon:      {level: 4, rests: []string{"leaf:0", "classes", "rows:方案", "all"}},
	SchemeServiceRule: {level: 2, rests: []string{"leaf:0"}, breaks: []string{"leaf:0"}},
	SchemeVetoBasis:   {level: 2, rests: []string{"row", "leaf:0"}},
	SchemeVetoItem:    {level: 2, rests: []string{"sheet:方案", "all"}},
	BodyIdle:          {level: 2, rests: []string{"body:0", "bodies", "levels", "sheet:方案", "all"}},
	BodyScoresItself:  {level: 2, rests: []string{"sheet:实施主体", "all"}, unit: 1},
	UnitNoReason:      {level: 1, rests: []string{"row", "all"}, unit: 1},
	UnitNoSurvey:      {level: 1, rests: []string{"row", "all"}, unit: 1},
	UnitClassSystems:  {level: 1, rests: []string{"row", "all"}},

	// Facts and lines.
	FactStray: {level: 3, rests: []string{"unit:0", "leaf:1", "classes", "sheet:方案", "sheet:单位", "all"},
		breaks: []string{"line:0:1"}, unit: 1},
	TargetMissing: {level: 3, rests: []string{"row", "unit:0", "leaf:1", "names:0", "named:1", "sheet:目标", "all"},
		breaks: []string{"line:0:1"}, unit: 1},
	ItemUnknown:       {level: 3, rests: []string{"row", "leaf:1"}, breaks: []string{"line:0:1"}, unit: 1},
	ActualUnread:      {level: 3, rests: []string{"leaf:1"}, unit: 1},
	ValueNotNumber:    {level: 3, rests: []string{"leaf:1"}, breaks: []string{"line:0:1"}, unit: 1},
	StatusContradicts: {level: 3, rests: []string{"row"}, unit: 1},
	JudgementUnread:   {level: 3, rests: []string{"leaf:0"}},
	DimensionUnknown:  {level: 3, rests: []string{"leaf:0"}},
	MarkRange:         {level: 3, rests: []string{"row"}, breaks: []string{"line:0:1"}, unit: 1},
	MarkNotEntitled:   {level: 3, rests: []string{"body:0", "sheet:实施主体", "sheet:方案", "all"}, unit: 3},
	SurveyUnread:      {level: 3, rests: []string{"unit:0", "sheet:方案", "all"}, unit: 1},
	SurveyStray:       {level: 3, rests: []string{"sheet:满意度", "all"}, unit: 1},
	SurveyMissing: {level: 3, rests: []string{"unit:0", "about:0", "leaf:1", "sheet:满意度", "classes", "sheet:方案",
		"all"}, breaks: []string{"unsurveyed:0"}, unit: 1},
	SurveyRowMissing: {level: 4, rests: []string{"unit:0", "about:0", "unsurveyed:0", "sheet:满意度", "all"}, unit: 1},
	PeriodEmpty:      {level: 4, rests: []string{"row", "all"}, unit: 1},
	LineRefused:      {level: 4, rests: []string{"row", "line:0:1", "leaf:1", "unit:0", "all"}, unit: 1},
	DataPolicy: {level: 4, rests: []string{"row", "line:0:1", "leaf:1", "unit:0", "about:0", "sheet:实绩",
		"sheet:评分", "all"}, unit: 1},
	DataNotApplicable: {level: 4, rests: []string{"row", "line:0:1", "leaf:1", "unit:0", "about:0", "sheet:实绩",
		"sheet:评分", "all"}, unit: 1},
	DataBlocks: {level: 4, rests: []string{"row", "line:0:1", "leaf:1", "unit:0", "about:0", "sheet:实绩",
		"sheet:评分", "all"}, unit: 1},
	DataNoLastYear: {level: 4, rests: []string{"row", "line:0:1", "leaf:1", "unit:0", "about:0", "sheet:实绩",
		"sheet:评分", "all"}, unit: 1},
	DataFullNoDocument: {level: 4, rests: []string{"row", "line:0:1", "leaf:1", "all"}, unit: 1},
	DataFalse:          {level: 4, rests: []string{"row", "sheet:事件", "all"}, unit: 1},
	ClassMeanFew:       {level: 4, rests: []string{"leaf:1", "unit:0", "sheet:实绩", "all"}, unit: 1},
	PeersFew:           {level: 4, rests: []string{"leaf:0", "class:1", "classes", "sheet:实绩", "all"}},
	MarksDefault:       {level: 4, rests: []string{"line:0:1", "leaf:1", "unit:0", "sheet:评分", "all"}, unit: 1},
	GradeQuota:         {level: 4, rests: []string{"leaf:0", "all"}},
	PromotionMany:      {level: 4, rests: []string{"class:0", "all"}},
	YearToCome:         {level: 4},
	GradeBarred:        {level: 4, rests: []string{"class:0", "classes", "all"}},

	// What is looked at one by one but told in one line.
	HistoryPartial:    {whole: true},
	TargetStretch:     {level: 3, rests: []string{"row"}, whole: true},
	FloorsTarget:      {whole: true},
	TargetFloorSource: {level: 3, rests: []string{"row"}, whole: true},
	TargetWaived:      {level: 3, rests: []string{"row"}, whole: true},
	TargetNoPace:      {level: 3, rests: []string{"plan", "sheet:规划"}},
	CellCleaned:       {whole: true},
	CellPercent:       {whole: true},
	CellNoise:         {whole: true},
	CellRead:          {whole: true},
	CellClock:         {whole: true},
	RowExample:        {whole: true},
	RowHidden:         {whole: true},
	RowSubtotal:       {whole: true},
	RowNote:           {whole: true},
	SheetFormulas:     {whole: true},
	ConfirmIdle:       {whole: true},
}

// kin returns how a finding stands to others. Notes and warnings that aren't listed break nothing.
func (f Finding) kin() kin {
	k, listed := kinOf[f.Code]
	if !listed && f.Severity() == Wrong {
		return reading
	}
	return k
}

// thing is a pattern filled in for a finding.
func (f Finding) thing(pattern string, kinds map[string]string) string {
	switch pattern {
	case "row":
		return "row:" + Row(f.At)
	case "about":
		return "about:" + f.Unit
	case "rows", "sheet", "heads":
		return pattern + ":" + cmp.Or(kinds[f.At.File+"|"+f.At.Sheet], f.At.Sheet)
	}
	kind, rest, _ := strings.Cut(pattern, ":")
	out := kind
	for part := range strings.SplitSeq(rest, ":") {
		if i, err := strconv.Atoi(part); err == nil {
			part = f.arg(i)
		}
		out += ":" + part
	}
	return out
}

// Row names the row of a source.
func Row(at fact.Source) string {
	return at.File + "|" + at.Sheet + "|" + strings.TrimLeft(at.Cell, letters)
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// arg is an argument in words, as it names a thing.
func (f Finding) arg(i int) string {
	if i >= len(f.Args) {
		return ""
	}
	if t, ok := f.Args[i].(lang.Text); ok {
		return t.ZH
	}
	return fmt.Sprint(f.Args[i])
}

// group is what a finding shares with those that say the same of other cells.
func (f Finding) group(k kin) (string, lang.Text) {
	parts := []string{string(f.Code)}
	if k.whole {
		return hashed(parts), lang.Text{}
	}
	message := f.kind().Message
	if k.unit == 0 || k.unit > len(f.Args) {
		return hashed(append(parts, f.At.Sheet, strings.TrimRight(f.At.Cell, "0123456789"), f.Value,
			message.With(f.Args...).ZH)), lang.Text{}
	}
	args := slices.Clone(f.Args)
	args[k.unit-1] = lang.Same("{n}")
	several := message.With(args...)
	return hashed(append(parts, several.ZH)), several
}

func hashed(parts []string) string {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p + "\x00"))
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

// Linked says of each finding what group it is of and what it follows from. What was linked before, and kept in words,
// stays as it was.
func (fs Findings) Linked() Findings {
	out := slices.Clone(fs)
	broken := map[string][]int{} // things, by the findings that break them
	kinds := map[string]string{} // what sheets are that are called otherwise
	for _, f := range out {
		if f.Code == SheetGuessed {
			kinds[f.At.File+"|"+f.At.Sheet] = f.arg(1)
		}
	}
	for i := range out {
		if out[i].words != nil {
			continue
		}
		k := out[i].kin()
		out[i].Link.Group, out[i].Link.Several = out[i].group(k)
		if k.unit > 0 {
			out[i].Link.Who = out[i].arg(k.unit - 1)
		}
		out[i].Link.Follows = ""
		for _, b := range k.breaks {
			t := out[i].thing(b, kinds)
			broken[t] = append(broken[t], i)
		}
	}
	for level := 1; level <= mostLevels; level++ {
		for i := range out {
			if k := out[i].kin(); out[i].words == nil && k.level == level {
				out[i].Link.Follows = out.cause(i, k, broken, kinds)
			}
		}
	}
	return out
}

// Causes are the findings that follow from no other.
func (fs Findings) Causes() Findings {
	return slices.DeleteFunc(slices.Clone(fs), func(f Finding) bool { return f.Link.Follows != "" })
}

// Outline puts findings in order: causes before consequences.
func (fs Findings) Outline() []Matter {
	told := make([]Told, len(fs))
	for i, f := range fs.Linked().Sorted() {
		told[i] = f.Told()
	}
	return Outline(told)
}

// mostLevels is the highest level of a kin.
const mostLevels = 4

// cause is the group of the first finding that a finding follows from; empty: there is none.
func (fs Findings) cause(i int, k kin, broken map[string][]int, kinds map[string]string) string {
	for _, pattern := range k.rests {
		own := cmp.Or(kinds[fs[i].At.File+"|"+fs[i].At.Sheet], fs[i].At.Sheet) == "目标"
		if own && strings.HasPrefix(pattern, "name") {
			continue // it has a row of its own: no row that names another is to blame
		}
		for _, c := range broken[fs[i].thing(pattern, kinds)] {
			if by := fs[c].Link; fs[c].kin().level < k.level && by.Group != fs[i].Link.Group {
				return cmp.Or(by.Follows, by.Group)
			}
		}
	}
	return ""
}

// Told is a finding as a person is told it.
type Told struct {
	Code            Code
	Severity        Severity
	At              fact.Source
	Value           string
	Message, Remedy lang.Text
	Link            Link
}

// Told returns f in words.
func (f Finding) Told() Told {
	return Told{f.Code, f.Severity(), f.At, f.Value, f.Message(), f.Remedy(), f.Link}
}

// Matter is what is the matter, once: findings that say the same, and what follows from them.
type Matter struct {
	Told    []Told // the first stands for all
	Follows []Matter
}

// Outline puts findings in order: causes before consequences, errors first, what most follows from before the rest.
func Outline(list []Told) []Matter {
	type key struct{ group, follows string } // what says the same may follow here and be a cause there
	at := map[key]int{}
	var all []Matter
	for _, t := range list {
		k := key{t.Link.Group, t.Link.Follows}
		i, ok := at[k]
		if !ok || t.Link.Group == "" {
			i = len(all)
			at[k] = i
			all = append(all, Matter{})
		}
		all[i].Told = append(all[i].Told, t)
	}
	var out []Matter
	cause := func(m Matter) (int, bool) {
		by := m.Told[0].Link.Follows
		to, ok := at[key{by, ""}]
		return to, ok && by != ""
	}
	for _, m := range all {
		if to, ok := cause(m); ok {
			all[to].Follows = append(all[to].Follows, m)
		}
	}
	for _, m := range all {
		if _, ok := cause(m); !ok {
			sortMatters(m.Follows)
			out = append(out, m)
		}
	}
	sortMatters(out)
	return out
}

// sortMatters puts errors first, then what most follows from; else the order stays.
func sortMatters(list []Matter) {
	slices.SortStableFunc(list, func(a, b Matter) int {
		return cmp.Or(cmp.Compare(rank[a.Severity()], rank[b.Severity()]), cmp.Compare(b.Consequences(), a.Consequences()))
	})
}

// Severity is the worst of a matter and of what follows from it.
func (m Matter) Severity() Severity {
	out := m.Told[0].Severity
	for _, f := range m.Follows {
		if s := f.Severity(); rank[s] < rank[out] {
			out = s
		}
	}
	return out
}

// Consequences is the number of findings that follow from a matter.
func (m Matter) Consequences() int {
	n := 0
	for _, f := range m.Follows {
		n += len(f.Told)
	}
	return n
}

// Message says what is the matter, in the plural where several findings say it.
func (m Matter) Message() lang.Text {
	first, n := m.Told[0], len(m.Told)
	switch several := first.Link.Several; {
	case n == 1:
		return first.Message
	case several.IsZero() && m.differ(): // the first stands for itself alone
		return lang.T("例如 %[3]s：%[1]s（这样的共 %[2]d 处，各不相同）", "for example %[3]s: %[1]s (%[2]d of this kind, each its own)").
			With(first.Message, n, cmp.Or(first.At.Cell, first.At.Place()))
	case several.IsZero():
		return lang.T("%[1]s（这样的共 %[2]d 处）", "%[1]s (%[2]d of this kind)").With(first.Message, n)
	default:
		who, names := m.who()
		told := lang.T(strings.ReplaceAll(several.ZH, "{n}", who.ZH), strings.ReplaceAll(several.EN, "{n}", who.EN))
		if names.IsZero() {
			return told
		}
		return lang.T("%[1]s（%[2]s）", "%[1]s (%[2]s)").With(told, names)
	}
}

// differ reports whether findings of one kind don't say the same.
func (m Matter) differ() bool {
	return slices.ContainsFunc(m.Told, func(t Told) bool { return t.Message.ZH != m.Told[0].Message.ZH })
}

// unitsNamed is how many units a matter names.
const unitsNamed = 6

// who counts the units of a matter and names some. One unit with several findings is itself.
func (m Matter) who() (who, names lang.Text) {
	var list []string
	for _, t := range m.Told {
		if !slices.Contains(list, t.Link.Who) {
			list = append(list, t.Link.Who)
		}
	}
	if len(list) == 1 {
		return lang.Same(list[0]), lang.Text{}
	}
	return lang.T("%[1]d 家单位", "%[1]d {unit|units}").With(len(list)), lang.Some(list, unitsNamed)
}

// Causes counts the matters that are errors, and the findings that follow from them.
func Causes(list []Matter) (causes, consequences int) {
	for _, m := range list {
		if m.Severity() == Wrong {
			causes++
			consequences += m.Consequences()
		}
	}
	return causes, consequences
}

// Places names the cells of a matter, at most so many, sheet by sheet: "目标!D3、D5 等 41 处".
func (m Matter) Places(most int) lang.Text {
	var zh strings.Builder
	last := ""
	seen := map[fact.Source]bool{}
	for i, t := range m.Told {
		at := fact.Source{File: t.At.File, Sheet: t.At.Sheet, Cell: t.At.Cell}
		if seen[at] {
			continue // several units miss what one cell asks for
		}
		if seen[at] = true; len(seen) > most {
			rest := lang.T("%[1]s 等 %[2]d 处", "%[1]s and more, %[2]d in all")
			return rest.With(zh.String(), len(m.Told))
		}
		place := t.At.Place()
		if i > 0 {
			zh.WriteString("、")
			if where := t.At.File + t.At.Sheet; where == last && t.At.Sheet != "" {
				place = t.At.Cell
			}
		}
		last = t.At.File + t.At.Sheet
		zh.WriteString(place)
	}
	return lang.Same(zh.String())
}

// factSheets are filled in for a frame that stands.
var factSheets = []string{"目标", "实绩", "评分", "事件", "满意度", "满意度明细"}

// OfFrame are the findings about the frame of a year: its settings, units, bodies and scheme, on whatever sheet they
// stand. What is to be filled in for it isn't among them.
func (fs Findings) OfFrame() Findings {
	return slices.DeleteFunc(slices.Clone(fs), func(f Finding) bool {
		switch f.Code {
		case TargetMissing, SurveyMissing, SurveyRowMissing, FactStray, DataPolicy, MarksDefault, YearToCome:
			return true
		}
		return slices.Contains(factSheets, f.At.Sheet)
	})
}
