package sheet

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"

	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/grid"
	"shiji/internal/lang"
)

// SchemeFile is the name of the text form of the sheets 年度 and 方案, in the folder of a year.
const SchemeFile = "scheme.yaml"

// Bounds of a scheme in text form.
const (
	maxYAML      = 4 << 20
	maxYAMLDepth = 20
)

// readSchemeFile reads the text form of a scheme into the records of the sheets 年度 and 方案. Lines
// stand for cells: "L12".
func (r *reader) readSchemeFile(path string, at fact.Source) {
	root, err := parseYAML(path)
	if err != nil {
		r.say(errs.FileUnreadable, fact.Source{File: at.File}, at.File, reason(err))
		return
	}
	y := &yamlReader{reader: r, at: at, settings: tableByName("年度"), scheme: tableByName("方案")}
	r.seen[y.settings.key], r.seen[y.scheme.key] = true, true
	y.read(root)
}

func parseYAML(path string) (*yaml.Node, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxYAML+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxYAML {
		return nil, &grid.Refusal{Why: lang.T("大于 %[1]d MB", "larger than %[1]d MB").With(maxYAML >> 20)}
	}
	var doc yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&doc); err != nil && err != io.EOF {
		return nil, &grid.Refusal{Why: grid.YAMLMistake(err)}
	}
	if len(doc.Content) == 0 {
		return nil, &grid.Refusal{Why: lang.T("是空文件", "it is empty")}
	}
	if decoder.Decode(&yaml.Node{}) != io.EOF {
		return nil, &grid.Refusal{Why: lang.T("里面有第二份 YAML 文档（--- 或 ... 之后还有内容）；请合成一份",
			"it holds a second YAML document (after --- or ...); make one of them")}
	}
	return doc.Content[0], plainYAML(doc.Content[0], 0)
}

// plainYAML refuses what a scheme has no use for: references, and nesting without end.
func plainYAML(n *yaml.Node, depth int) error {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return &grid.Refusal{Why: lang.T("第 %[1]d 行用了 YAML 引用（& 或 *），请把内容写出来",
			"line %[1]d uses a YAML reference (& or *); write it out").With(n.Line)}
	}
	if depth > maxYAMLDepth {
		return &grid.Refusal{Why: lang.T("第 %[1]d 行嵌套太深", "line %[1]d is nested too deeply").With(n.Line)}
	}
	for _, k := range n.Content {
		if err := plainYAML(k, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// yamlReader turns a document into records.
type yamlReader struct {
	*reader
	at               fact.Source
	settings, scheme *table
	classes          []string
}

func line(n *yaml.Node) string { return fmt.Sprintf("L%d", n.Line) }

// entries hands out the entries of a mapping; anything else, and keys that stand twice, are refused.
func (y *yamlReader) entries(n *yaml.Node, what string, each func(key string, at, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		y.say(errs.TextShape, y.at.At(line(n)), n.Value, what, "名称: 值")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			y.say(errs.TextKeyTwice, y.at.At(line(key)), key.Value, key.Value)
			continue
		}
		seen[key.Value] = true
		each(key.Value, key, n.Content[i+1])
	}
}

func (y *yamlReader) list(n *yaml.Node, what string, each func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		y.say(errs.TextShape, y.at.At(line(n)), n.Value, what, "- …")
		return
	}
	for _, item := range n.Content {
		each(item)
	}
}

func (y *yamlReader) unknown(at *yaml.Node, key string, known ...string) {
	y.say(errs.TextKeyUnknown, y.at.At(line(at)), key, key, strings.Join(known, "、"))
}

// text is what a scalar holds, as written: 0.20 stays 0.20 and is no binary float.
func (y *yamlReader) text(n *yaml.Node, what string) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		y.say(errs.TextShape, y.at.At(line(n)), "", what, "一个值")
		return "", false
	}
	if n.Tag == "!!null" {
		return "", true
	}
	return n.Value, true
}

func (y *yamlReader) read(root *yaml.Node) {
	y.entries(root, SchemeFile, func(key string, at, v *yaml.Node) {
		switch key {
		case "settings":
			y.entries(v, key, y.setting)
		case "classes":
			y.list(v, key, func(n *yaml.Node) {
				if name, ok := y.text(n, key); ok {
					y.classes = append(y.classes, name)
					y.heads = append(y.heads, name)
					y.headAt[name] = y.at.At(line(n))
				}
			})
		case "tree":
		default:
			y.unknown(at, key, "settings", "classes", "tree")
		}
	})
	y.entries(root, SchemeFile, func(key string, _, v *yaml.Node) { // the classes are known by now
		if key == "tree" {
			y.list(v, key, y.group)
		}
	})
}

func (y *yamlReader) setting(key string, at, v *yaml.Node) {
	rec := record{table: y.settings, cells: map[string]value{}, source: y.at.At(line(at))}
	rec.cells["setting"] = value{text: key}.from(rec.source)
	text, ok := y.text(v, key)
	if v.Kind == yaml.MappingNode { // parameters of a rule
		text, ok = y.params(v, key), true
	}
	if !ok {
		return
	}
	if grid.HasControl(text) {
		y.say(errs.CellControl, y.at.At(line(v)), text)
		return
	}
	switch {
	case v.Tag == "!!bool" && text == "true":
		text = "是"
	case v.Tag == "!!bool":
		text = "否"
	}
	if text != "" {
		rec.cells["value"] = value{text: text}.from(y.at.At(line(v)))
	}
	if key == keepSetting {
		y.keep = append(y.keep, splitNames(text)...)
	}
	y.records["year"] = append(y.records["year"], rec)
}

// params writes a mapping of parameters as a cell of the workbook holds them.
func (y *yamlReader) params(n *yaml.Node, what string) string {
	var parts []string
	y.entries(n, what, func(key string, _, v *yaml.Node) {
		if text, ok := y.text(v, key); ok {
			parts = append(parts, key+"="+text)
		}
	})
	return strings.Join(parts, "；")
}

// points writes points as a cell of the workbook holds them: one number, or one for each class.
func (y *yamlReader) points(n *yaml.Node) string {
	if n.Kind == yaml.MappingNode {
		return y.params(n, "points")
	}
	text, _ := y.text(n, "points")
	return text
}

var groupKeys, itemKeys = []string{"level1", "points", "items"}, []string{"level2", "points", "bodies", "indicators"}

func (y *yamlReader) group(n *yaml.Node) {
	base := map[string]value{}
	var items *yaml.Node
	y.entries(n, "tree", func(key string, at, v *yaml.Node) {
		switch key {
		case "level1":
			y.set(base, "level1", v)
		case "points":
			base["points1"] = value{text: y.points(v)}.from(y.at.At(line(v)))
		case "items":
			items = v
		default:
			y.unknown(at, key, groupKeys...)
		}
	})
	if items != nil {
		y.list(items, "items", func(item *yaml.Node) { y.item(item, base) })
	}
}

func (y *yamlReader) item(n *yaml.Node, above map[string]value) {
	base := clone(above)
	var indicators *yaml.Node
	y.entries(n, "items", func(key string, at, v *yaml.Node) {
		switch key {
		case "level2":
			y.set(base, "level2", v)
		case "points":
			base["points2"] = value{text: y.points(v)}.from(y.at.At(line(v)))
		case "bodies":
			var names []string
			y.list(v, key, func(b *yaml.Node) {
				if name, ok := y.text(b, key); ok {
					names = append(names, name)
				}
			})
			base["bodies"] = value{text: strings.Join(names, "、")}.from(y.at.At(line(v)))
		case "indicators":
			indicators = v
		default:
			y.unknown(at, key, itemKeys...)
		}
	})
	if indicators != nil {
		y.list(indicators, "indicators", func(l *yaml.Node) { y.indicator(l, base) })
	}
}

// set puts a scalar into a record, as the column of that key reads it.
func (y *yamlReader) set(cells map[string]value, key string, n *yaml.Node) {
	text, ok := y.text(n, key)
	if !ok || grid.CleanText(text) == "" {
		return
	}
	at := y.at.At(line(n))
	if grid.HasControl(text) {
		y.say(errs.CellControl, at, text)
		return
	}
	v := value{text: grid.CleanText(text)}.from(at)
	c := y.scheme.column(key)
	switch c.kind {
	case word, flag:
		if n.Tag == "!!bool" {
			v.text = map[string]string{"true": "是", "false": "否"}[text]
		}
		var ok bool
		if v, ok = y.readWord(c, v); !ok {
			return
		}
	case code:
		v.text = grid.CleanCode(text)
	}
	cells[key] = v
}

func clone(cells map[string]value) map[string]value {
	out := map[string]value{}
	for k, v := range cells {
		out[k] = v
	}
	return out
}

var indicatorKeys = []string{"code", "name", "unit", "better", "rule", "params", "points", "common",
	"for", "except", "lineage"}

func (y *yamlReader) indicator(n *yaml.Node, above map[string]value) {
	rec := record{table: y.scheme, cells: clone(above), extra: map[string]value{}, source: y.at.At(line(n))}
	y.entries(n, "indicators", func(key string, at, v *yaml.Node) {
		switch key {
		case "code", "name", "unit", "better", "rule", "common", "lineage":
			y.set(rec.cells, key, v)
		case "params":
			if text := y.params(v, key); text != "" {
				rec.cells["params"] = value{text: text}.from(y.at.At(line(v)))
			}
		case "for", "except":
			y.units(rec, key, v)
		case "points":
			y.classPoints(rec, v)
		default:
			y.unknown(at, key, indicatorKeys...)
		}
	})
	for _, key := range []string{"code", "name", "better"} {
		if _, ok := rec.cells[key]; !ok {
			y.say(errs.CellRequired, rec.source, "", y.scheme.column(key).head)
		}
	}
	y.records["scheme"] = append(y.records["scheme"], rec)
}

func (y *yamlReader) units(rec record, key string, n *yaml.Node) {
	var names []string
	y.list(n, key, func(u *yaml.Node) {
		if name, ok := y.text(u, key); ok {
			names = append(names, name)
		}
	})
	text := strings.Join(names, "、")
	if key == "except" {
		text = exceptPrefix + text
	}
	if _, both := rec.cells["for"]; both {
		y.say(errs.TextShape, y.at.At(line(n)), text, "for / except", "其中一个")
		return
	}
	rec.cells["for"] = value{text: text}.from(y.at.At(line(n)))
}

// classPoints reads the points of an indicator: one number for all classes, or one for each that has it.
func (y *yamlReader) classPoints(rec record, n *yaml.Node) {
	one := func(class string, v *yaml.Node) {
		text, ok := y.text(v, "points")
		if !ok {
			return
		}
		num, ok := y.readNumber(&column{head: class, kind: number},
			value{text: text}.from(y.at.At(line(v))), grid.TextCell(text))
		if ok {
			rec.extra[class] = num
		}
	}
	if n.Kind == yaml.MappingNode {
		y.entries(n, "points", func(class string, at, v *yaml.Node) {
			if !contains(y.classes, class) {
				y.unknown(at, class, y.classes...)
				return
			}
			one(class, v)
		})
		return
	}
	for _, class := range y.classes {
		one(class, n)
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
