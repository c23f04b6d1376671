package study

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"shiji/internal/lang"
)

// Problem is one thing in the design or the data that must be mended: where it is, and what to do.
type Problem struct {
	At   string    `json:"at"` // "design.yaml L12", "answers.csv C5"
	What lang.Text `json:"what"`
}

// Problems are all that were found.
type Problems []Problem

func (ps Problems) Error() string {
	var lines []string
	for _, p := range ps {
		lines = append(lines, strings.TrimSpace(p.At+" "+p.What.EN))
	}
	return strings.Join(lines, "\n")
}

// field is one entry that a design may have: its key, what it means, how it is read and how the JSON Schema describes
// it. The design's format is defined once, by the lists of fields in spec.go.
type field struct {
	key    string
	doc    lang.Text
	must   bool
	schema func() object  // made when it is asked for: describing a list begins one
	sub    func() []field // of an object or of each in a list, for the documentation
	read   func(r *reader, n *yaml.Node)
}

// required marks a field that can't be left out.
func (f field) required() field {
	f.must = true
	return f
}

type reader struct {
	file     string
	problems Problems
}

func (r *reader) say(n *yaml.Node, zh, en string, args ...any) {
	r.problems = append(r.problems, Problem{fmt.Sprintf("%s L%d", r.file, n.Line), lang.T(zh, en).With(args...)})
}

// object reads the entries of a mapping into fields.
func (r *reader) object(n *yaml.Node, fields []field) {
	if n.Kind != yaml.MappingNode {
		r.say(n, "这里要写“名称: 值”", "this takes entries, “name: value”")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		at := slices.IndexFunc(fields, func(f field) bool { return f.key == key.Value })
		switch {
		case at < 0:
			var known []string
			for _, f := range fields {
				known = append(known, f.key)
			}
			r.say(key, "不认识“%[1]s”；这里可以写：%[2]s", "%[1]q is unknown; here stand: %[2]s", key.Value, strings.Join(known, ", "))
		case seen[key.Value]:
			r.say(key, "“%[1]s”写了两次", "%[1]q stands twice", key.Value)
		default:
			empty := value.Tag == "!!null" || value.Kind == yaml.ScalarNode && strings.TrimSpace(value.Value) == ""
			seen[key.Value] = true
			if empty && fields[at].must {
				r.say(key, "“%[1]s”是空的", "%[1]q is empty", key.Value)
			} else if !empty {
				fields[at].read(r, value)
			}
		}
	}
	for _, f := range fields {
		if f.must && !seen[f.key] {
			r.say(n, "缺少“%[1]s”：%[2]s", "%[1]q is missing: %[2]s", f.key, f.doc)
		}
	}
}

func (r *reader) scalar(n *yaml.Node) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		r.say(n, "这里只写一个值", "this takes a single value")
		return "", false
	}
	return strings.TrimSpace(n.Value), true
}

func (r *reader) number(n *yaml.Node, low, high float64) (float64, bool) {
	s, ok := r.scalar(n)
	if !ok {
		return 0, false
	}
	percent := strings.HasSuffix(s, "%")
	x, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if percent {
		x /= 100
	}
	switch {
	case err != nil || math.IsNaN(x) || math.IsInf(x, 0):
		r.say(n, "“%[1]s”不是数", "%[1]q isn't a number", s)
		return 0, false
	case x < low || x > high:
		r.say(n, "%[1]s 超出范围：%[2]g 至 %[3]g", "%[1]s is out of range: %[2]g to %[3]g", s, low, high)
		return 0, false
	}
	return x, true
}

type object = map[string]any

func fixed(o object) func() object { return func() object { return o } }

func textField(key string, doc lang.Text, to *string) field {
	return field{key: key, doc: doc, schema: fixed(object{"type": []string{"string", "number"}}),
		read: func(r *reader, n *yaml.Node) {
			if s, ok := r.scalar(n); ok {
				*to = s
			}
		}}
}

func numberField(key string, doc lang.Text, to *float64, low, high float64) field {
	return field{key: key, doc: doc, schema: fixed(object{"type": []string{"number", "string"}}),
		read: func(r *reader, n *yaml.Node) {
			if x, ok := r.number(n, low, high); ok {
				*to = x
			}
		}}
}

func wholeField(key string, doc lang.Text, to *int, low, high int) field {
	return field{key: key, doc: doc, schema: fixed(object{"type": "integer", "minimum": low, "maximum": high}),
		read: func(r *reader, n *yaml.Node) {
			x, ok := r.number(n, float64(low), float64(high))
			if ok && x != math.Floor(x) {
				r.say(n, "“%[1]s”不是整数", "%[1]q isn't a whole number", n.Value)
				return
			}
			if ok {
				*to = int(x)
			}
		}}
}

func flagField(key string, doc lang.Text, to *bool) field {
	return field{key: key, doc: doc, schema: fixed(object{"enum": []any{true, false, "是", "否"}}),
		read: func(r *reader, n *yaml.Node) {
			s, ok := r.scalar(n)
			switch {
			case !ok:
			case s == "是" || s == "true":
				*to = true
			case s == "否" || s == "false":
				*to = false
			default:
				r.say(n, "这里写“是”或“否”", "this takes true or false")
			}
		}}
}

// choice is a word that a field takes, with its Chinese form.
type choice struct {
	word string
	zh   string
	doc  lang.Text
}

func wordField(key string, doc lang.Text, to *string, choices ...choice) field {
	var words []string
	for _, c := range choices {
		words = append(words, c.word, c.zh)
		doc.ZH += "；" + c.word + " " + c.zh
		doc.EN += "; " + c.word
		if !c.doc.IsZero() {
			doc.ZH += "（" + c.doc.ZH + "）"
			doc.EN += " (" + c.doc.EN + ")"
		}
	}
	return field{key: key, doc: doc, schema: fixed(object{"enum": words}), read: func(r *reader, n *yaml.Node) {
		s, ok := r.scalar(n)
		if !ok {
			return
		}
		for _, c := range choices {
			if s == c.word || s == c.zh {
				*to = c.word
				return
			}
		}
		r.say(n, "“%[1]s”不在可选项中：%[2]s", "%[1]q isn't one of: %[2]s", s, strings.Join(words, ", "))
	}}
}

// textsField takes a text or a list of them.
func textsField(key string, doc lang.Text, to *[]string) field {
	return field{key: key, doc: doc, schema: fixed(object{"oneOf": []any{object{"type": []string{"string", "number"}},
		object{"type": "array", "items": object{"type": []string{"string", "number"}}}}}),
		read: func(r *reader, n *yaml.Node) {
			list := []*yaml.Node{n}
			if n.Kind == yaml.SequenceNode {
				list = n.Content
			}
			*to = []string{}
			for _, k := range list {
				switch s, ok := r.scalar(k); {
				case !ok:
				case s == "":
					r.say(k, "清单里有空的一项", "an item of the list is empty")
				default:
					*to = append(*to, s)
				}
			}
		}}
}

func numbersField(key string, doc lang.Text, to *[]float64, low, high float64) field {
	return field{key: key, doc: doc, schema: fixed(object{"type": "array", "items": object{"type": "number"}}),
		read: func(r *reader, n *yaml.Node) {
			if n.Kind != yaml.SequenceNode {
				r.say(n, "这里写一列数：[0.5, 0.9]", "this takes a list of numbers: [0.5, 0.9]")
				return
			}
			*to = []float64{}
			for _, k := range n.Content {
				if x, ok := r.number(k, low, high); ok {
					*to = append(*to, x)
				}
			}
		}}
}

func objectField(key string, doc lang.Text, of func() []field) field {
	return field{key: key, doc: doc, sub: of, schema: func() object { return objectSchema(of()) },
		read: func(r *reader, n *yaml.Node) { r.object(n, of()) }}
}

// objectsField takes a list of objects; of makes the fields of another one. Where plain is not nil an item may
// also be a single text.
func objectsField(key string, doc lang.Text, of func() []field, plain func(string)) field {
	schema := func() object {
		items := objectSchema(of())
		if plain != nil {
			items = object{"oneOf": []any{object{"type": "string"}, items}}
		}
		return object{"type": "array", "items": items}
	}
	return field{key: key, doc: doc, sub: of, schema: schema, read: func(r *reader, n *yaml.Node) {
		if n.Kind != yaml.SequenceNode {
			r.say(n, "这里写一个清单，每项以“- ”开头", "this takes a list, each item begins with “- ”")
			return
		}
		for _, k := range n.Content {
			if plain != nil && k.Kind == yaml.ScalarNode && strings.TrimSpace(k.Value) == "" {
				r.say(k, "清单里有空的一项", "an item of the list is empty")
				continue
			}
			if plain != nil && k.Kind == yaml.ScalarNode {
				plain(strings.TrimSpace(k.Value))
				continue
			}
			r.object(k, of())
		}
	}}
}

// Named is a number with a name.
type Named struct {
	Name  string
	Value float64
}

func (r *reader) named(n *yaml.Node, low, high float64) []Named {
	var out []Named
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := strings.TrimSpace(n.Content[i].Value)
		if slices.ContainsFunc(out, func(e Named) bool { return e.Name == name }) {
			r.say(n.Content[i], "“%[1]s”写了两次", "%[1]q stands twice", name)
			continue
		}
		if x, ok := r.number(n.Content[i+1], low, high); ok {
			out = append(out, Named{name, x})
		}
	}
	return out
}

// namedField takes a mapping of names to numbers, in its order.
func namedField(key string, doc lang.Text, to *[]Named, low, high float64) field {
	return field{key: key, doc: doc, schema: fixed(object{"type": "object",
		"additionalProperties": object{"type": []string{"number", "string"}}}),
		read: func(r *reader, n *yaml.Node) {
			if n.Kind != yaml.MappingNode {
				r.say(n, "这里写“名称: 数”", "this takes “name: number”")
				return
			}
			*to = r.named(n, low, high)
		}}
}

// Amount is a number for every sheet: the same for all, one for each stratum, or from a column.
type Amount struct {
	Column string
	All    float64
	Each   []Named
}

// IsZero reports whether no amount is given.
func (a Amount) IsZero() bool { return a.Column == "" && a.All == 0 && len(a.Each) == 0 }

func amountField(key string, doc lang.Text, to *Amount, high float64) field {
	return field{key: key, doc: doc, schema: fixed(object{"oneOf": []any{object{"type": "number"},
		object{"type": "string"}, object{"type": "object", "additionalProperties": object{"type": "number"}}}}),
		read: func(r *reader, n *yaml.Node) {
			if n.Kind == yaml.MappingNode {
				to.Each = r.named(n, 0, high)
				for _, e := range to.Each {
					if e.Value == 0 {
						r.say(n, "“%[1]s”写了 0：要大于 0", "%[1]q is 0: it lies above 0", e.Name)
					}
				}
				return
			}
			s, ok := r.scalar(n)
			if !ok {
				return
			}
			if _, err := strconv.ParseFloat(s, 64); err != nil {
				to.Column = s
				return
			}
			if to.All, ok = r.number(n, 0, high); ok && to.All == 0 {
				r.say(n, "写了 0：要大于 0，不知道就不写", "this is 0: it lies above 0; leave it out where it isn't known")
			}
		}}
}

// Entry is a field of a design file, for its documentation.
type Entry struct {
	Path string // "stages.strata"
	Doc  lang.Text
	Must bool
}

// Format lists every field of a design file.
func Format() []Entry {
	var out []Entry
	var walk func(prefix string, fields []field)
	walk = func(prefix string, fields []field) {
		for _, f := range fields {
			out = append(out, Entry{prefix + f.key, f.doc, f.must})
			if f.sub != nil {
				walk(prefix+f.key+".", f.sub())
			}
		}
	}
	walk("", newSpec().fields())
	return out
}

// objectSchema describes an object for the JSON Schema.
func objectSchema(fields []field) object {
	properties, required := object{}, []string{}
	for _, f := range fields {
		described := object{"description": f.doc.ZH + " / " + f.doc.EN}
		for k, v := range f.schema() {
			described[k] = v
		}
		properties[f.key] = described
		if f.must {
			required = append(required, f.key)
		}
	}
	out := object{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}
