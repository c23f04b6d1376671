package rule

import (
	"fmt"
	"slices"
	"strings"

	"shiji/internal/calendar"
	"shiji/internal/decimal"
	"shiji/internal/lang"
)

// Type is the kind of value that a parameter takes.
type Type int

const (
	Number Type = iota // one number: 1.2
	List               // numbers: 0.2, 0.3, 0.5
	Table              // names with one or two numbers: 国家级:3, 市级:1 or 迟报:0.1:0.5
	Bands              // lower bounds with points, best first, * for the rest: 90:200, 80:190, *:130
	Word               // one of Param.Words
	Text               // free text: a name, a legal basis
	Names              // several names: 台账, 制度
)

// Param is one parameter of a rule.
type Param struct {
	Key      string    // as in the scheme's text form: "cap"
	ZH       string    // as officials write it: "上限"
	Name     lang.Text // what it means
	Unit     lang.Text // unit of measure; empty for words and shares
	Type     Type
	Words    []string // values of Type Word, and of Type Names if the names are fixed
	ZHWords  []string // the same as officials write them, in the same order
	Default  string   // used if the scheme says nothing; empty: not set
	Required bool
	Min, Max string // bounds of every number in it, both included; empty: none
	Nums     int    // most numbers in a row of a Table or Bands; 0 stands for 1
}

// Entry is one row of a Table or Bands parameter.
type Entry struct {
	Name string
	Cond string // for Bands: a condition on the second input, such as "<1/3"
	Nums []decimal.Number
}

// Params are the parameters of one rule instance as text, by key. They are data of the scheme.
type Params map[string]string

// Args are parameters after their texts were read and checked.
type Args struct {
	nums  map[string]decimal.Number
	lists map[string][]decimal.Number
	rows  map[string][]Entry
	words map[string]string
	names map[string][]string
}

func (a Args) Num(key string) decimal.Number            { return a.nums[key] }
func (a Args) OptNum(key string) (decimal.Number, bool) { n, ok := a.nums[key]; return n, ok }
func (a Args) List(key string) []decimal.Number         { return a.lists[key] }
func (a Args) Table(key string) []Entry                 { return a.rows[key] }
func (a Args) Word(key string) string                   { return a.words[key] }
func (a Args) Names(key string) []string                { return a.names[key] }

// Problem is something wrong with a rule instance, found when the scheme is loaded.
type Problem struct {
	Kind  ProblemKind
	Param string // key of the parameter; empty if the problem is about the rule as a whole
	Value string
	What  lang.Text // what is wrong, for the kinds that need words
	// Doubt marks what works but should be looked at again.
	Doubt bool
}

// ProblemKind sorts problems, so that each becomes the right finding.
type ProblemKind string

const (
	UnknownParam     ProblemKind = "unknown_param"
	MissingParam     ProblemKind = "missing_param"
	BadParam         ProblemKind = "bad_param"
	WrongDirection   ProblemKind = "wrong_direction"
	UnknownRule      ProblemKind = "unknown_rule"
	InconsistentRule ProblemKind = "inconsistent"
)

// readParams turns the texts of p into Args and says everything that is wrong with them.
func readParams(defs []Param, p Params) (Args, []Problem) {
	args := Args{map[string]decimal.Number{}, map[string][]decimal.Number{}, map[string][]Entry{},
		map[string]string{}, map[string][]string{}}
	var problems []Problem
	for _, key := range sortedKeys(p) {
		if !slices.ContainsFunc(defs, func(d Param) bool { return d.Key == key }) {
			problems = append(problems, Problem{Kind: UnknownParam, Param: key, Value: p[key]})
		}
	}
	for _, d := range defs {
		text, given := p[d.Key]
		if !given {
			text = d.Default
		}
		if strings.Trim(text, ", ") == "" {
			if d.Required {
				problems = append(problems, Problem{Kind: MissingParam, Param: d.Key})
			}
			continue
		}
		if err := args.read(d, text); err != nil {
			problems = append(problems, Problem{Kind: BadParam, Param: d.Key, Value: text, What: err.(paramError).Text})
		}
	}
	return args, problems
}

type paramError struct{ lang.Text }

func (e paramError) Error() string { return e.EN }

func bad(zh, en string, args ...any) error { return paramError{lang.T(zh, en).With(args...)} }

func (a *Args) read(d Param, text string) error {
	switch d.Type {
	case Number:
		n, err := d.number(text)
		a.nums[d.Key] = n
		return err
	case List:
		for _, s := range splitList(text) {
			n, err := d.number(s)
			if err != nil {
				return err
			}
			a.lists[d.Key] = append(a.lists[d.Key], n)
		}
	case Table, Bands:
		for _, s := range splitList(text) {
			e, err := d.entry(s)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(a.rows[d.Key], func(o Entry) bool { return o.Name == e.Name && o.Cond == e.Cond }) {
				return bad("“%[1]s”出现了两次", "%[1]q stands twice", e.Name)
			}
			a.rows[d.Key] = append(a.rows[d.Key], e)
		}
	case Word:
		if !slices.Contains(d.Words, text) {
			return bad("只能填 %[1]s", "use one of %[2]s",
				strings.Join(append(slices.Clone(d.ZHWords), d.Words[len(d.ZHWords):]...), "、"), strings.Join(d.Words, " / "))
		}
		a.words[d.Key] = text
	case Text:
		a.words[d.Key] = text
	case Names:
		a.names[d.Key] = splitList(text)
	}
	return nil
}

func (d Param) number(s string) (decimal.Number, error) {
	s = strings.TrimSpace(s)
	n, err := decimal.Parse(s)
	if share, ok := strings.CutSuffix(s, "%"); ok && d.Max == "1" { // 30% of what is counted in parts of 1
		if n, err = decimal.Parse(share); err == nil {
			n = n.Quo(decimal.Int(100))
		}
	}
	if err != nil {
		return n, bad("“%[1]s”不是数字", "%[1]q is not a number", s)
	}
	if d.Min != "" && n.Less(decimal.MustParse(d.Min)) || d.Max != "" && decimal.MustParse(d.Max).Less(n) {
		return n, bad("%[1]s 超出范围 %[2]s 至 %[3]s", "%[1]s is outside %[2]s to %[3]s", s, orAny(d.Min), orAny(d.Max))
	}
	return n, nil
}

func orAny(s string) string {
	if s == "" {
		return "∞"
	}
	return s
}

// entry reads "name:1", "name:0.1:0.5" or, for bands, "90:200", "*|<1/3:160".
func (d Param) entry(s string) (Entry, error) {
	parts := strings.Split(s, ":")
	if len(parts) < 2 || strings.TrimSpace(parts[0]) == "" {
		return Entry{}, bad("“%[1]s”应写成 名称:数值", "write %[1]q as name:number", s)
	}
	e := Entry{Name: strings.TrimSpace(parts[0])}
	if d.Type == Bands {
		e.Name, e.Cond, _ = strings.Cut(e.Name, "|")
	}
	if most := max(1, d.Nums); len(parts)-1 > most {
		return e, bad("“%[1]s”的数太多，最多 %[2]d 个", "%[1]q has too many numbers, at most %[2]d", s, most)
	}
	for _, p := range parts[1:] {
		n, err := d.number(p)
		if err != nil {
			return e, err
		}
		e.Nums = append(e.Nums, n)
	}
	return e, nil
}

func splitList(s string) []string {
	var out []string
	for _, p := range strings.Split(s, ",") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// ParseParams reads the parameter cell of a scheme: "上限=1.2；起点=0.6" or "cap=1.2; floor_rate=0.6". Chinese punctuation
// and parameter names are turned into the canonical ones of defs; unknown names are kept for readParams to report.
func ParseParams(cell string, defs []Param) (Params, error) {
	cell = strings.NewReplacer("；", ";", "\n", ";", "＝", "=").Replace(cell)
	out := Params{}
	for _, part := range strings.Split(cell, ";") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		key, value, ok := strings.Cut(part, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if !ok || key == "" || value == "" {
			return nil, fmt.Errorf("%q", part)
		}
		d := paramNamed(defs, key)
		if d.Key != "" {
			key = d.Key
		}
		if d.Type != Text { // free text keeps its own punctuation
			value = d.canonical(halfWidth.Replace(value))
		}
		if _, twice := out[key]; twice {
			return nil, fmt.Errorf("%q", key)
		}
		out[key] = value
	}
	return out, nil
}

var halfWidth = strings.NewReplacer("，", ",", "、", ",", "：", ":", "／", "/", "｜", "|", "＜", "<")

// paramNamed finds a parameter by either of its names.
func paramNamed(defs []Param, name string) Param {
	for _, d := range defs {
		if d.Key == name || d.ZH == name {
			return d
		}
	}
	return Param{}
}

// canonical turns Chinese words of a value into the canonical ones.
func (d Param) canonical(value string) string { return d.translate(value, d.ZHWords, d.Words) }

// spoken turns canonical words of a value into Chinese ones.
func (d Param) spoken(value string) string { return d.translate(value, d.Words, d.ZHWords) }

func (d Param) translate(value string, from, to []string) string {
	if len(d.ZHWords) == 0 {
		return value
	}
	parts := strings.Split(value, ",")
	for i, p := range parts {
		if k := slices.Index(from, strings.TrimSpace(p)); k >= 0 {
			parts[i] = to[k]
		}
	}
	return strings.Join(parts, ",")
}

// Effective is p with the defaults of defs that it leaves open.
func (p Params) Effective(defs []Param) Params {
	out := Params{}
	for _, d := range defs {
		if d.Default != "" {
			out[d.Key] = d.Default
		}
	}
	for k, v := range p {
		out[k] = v
	}
	return out
}

// Text writes params as an official would, with Chinese names, in the order of defs.
func (p Params) Text(defs []Param) string {
	var parts []string
	for _, pair := range p.Pairs(defs) {
		parts = append(parts, pair[0]+"="+pair[1])
	}
	return strings.Join(parts, "；")
}

// Pairs returns params with their Chinese names, in the order of defs.
func (p Params) Pairs(defs []Param) [][2]string {
	var out [][2]string
	for _, d := range defs {
		if v, ok := p[d.Key]; ok {
			out = append(out, [2]string{d.ZH, d.spoken(v)})
		}
	}
	for _, key := range sortedKeys(p) { // parameters of a rule that this one builds on: fallback.cap
		if paramNamed(defs, key).Key == "" {
			out = append(out, [2]string{key, p[key]})
		}
	}
	return out
}

// Said is a parameter as a person reads it.
type Said struct {
	Name, Value lang.Text
	Means       lang.Text // what the value says of the rule; of what no rule knows: the name
}

// Said are the parameters in words, in the order of defs; English names them by their keys, without what only a program
// needs.
func (p Params) Said(defs []Param) []Said {
	var keys []string
	for _, d := range defs {
		if _, ok := p[d.Key]; ok {
			keys = append(keys, d.Key)
		}
	}
	for _, key := range sortedKeys(p) {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	var out []Said
	for _, key := range keys {
		name, d := lang.Same(key), paramNamed(defs, key)
		means := d.Name
		if d.Key != "" {
			name = d.said()
		} else if outer, rest, ok := strings.Cut(key, "."); ok { // of a rule that this one builds on: fallback.cap
			if inner := ByCode(p[outer]); inner != nil {
				d = paramNamed(inner.AllParams(), rest)
				means = lang.T("%[1]s：%[2]s", "%[1]s: %[2]s").With(inner.Name, d.Name)
				name = lang.T("%[1]s·%[2]s", "%[1]s, %[2]s").With(paramNamed(defs, outer).said(), d.said())
			}
		}
		if means.IsZero() {
			means = name
		}
		out = append(out, Said{name, d.saidValue(p[key]), means})
	}
	return out
}

func (d Param) said() lang.Text { return lang.T(d.ZH, strings.ReplaceAll(d.Key, "_", " ")) }

// saidValue is a value in words: those of its parameter, the name of a rule, the name of a period.
func (d Param) saidValue(value string) lang.Text {
	switch {
	case len(d.Words) > 0:
		return lang.T(d.spoken(value), strings.ReplaceAll(value, "_", " "))
	case d.Key == "period":
		return calendar.PeriodName(value)
	case d.Type == Text && ByCode(value) != nil:
		return ByCode(value).Name
	}
	return lang.Same(value)
}

// Spoken are the parameters in one line, as a person reads them.
func (p Params) Spoken(defs []Param) lang.Text {
	var zh, en []string
	for _, x := range p.Said(defs) {
		zh, en = append(zh, x.Name.ZH+"="+x.Value.ZH), append(en, x.Name.EN+"="+x.Value.EN)
	}
	return lang.T(strings.Join(zh, "；"), strings.Join(en, "; "))
}

// Words is Text in both languages, to be copied into a scheme: English names parameters by their keys.
func (p Params) Words(defs []Param) lang.Text {
	var zh, en []string
	for _, key := range sortedKeys(p) {
		name, value := key, p[key]
		if d := paramNamed(defs, key); d.Key != "" {
			name, value = d.ZH, d.spoken(value)
		}
		zh, en = append(zh, name+"="+value), append(en, key+"="+p[key])
	}
	return lang.T(strings.Join(zh, "；"), strings.Join(en, "; "))
}

func sortedKeys(p Params) []string {
	keys := make([]string, 0, len(p))
	for k := range p {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Spoken writes a value of the parameter in a language: Chinese words where there are some.
func (d Param) Spoken(value string, l lang.Lang) string {
	if l == lang.EN {
		return value
	}
	return d.spoken(value)
}
