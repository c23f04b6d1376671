package sheet

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"shiji/internal/decimal"
	"shiji/internal/grid"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// WriteText writes a year in its text form: scheme.yaml for the sheets 年度 and 方案, a CSV file for each other sheet
// that has rows. It says the same as the workbook, and shows in a text tool what changed from one version to the
// next. dir must be new or empty.
func WriteText(dir string, in score.Input) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	text, err := SchemeYAML(in.Scheme)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, SchemeFile), text, 0o644); err != nil {
		return err
	}
	rows := yearRows(in, &in.Scheme, nil)
	for i := range tables {
		t := &tables[i]
		if t.key == "year" || t.key == "scheme" || len(rows[t.key]) == 0 && (!t.required || t.comes && in.Scheme.Running()) {
			continue
		}
		if err := writeTableCSV(filepath.Join(dir, t.name+".csv"), t, rows[t.key]); err != nil {
			return err
		}
	}
	return nil
}

func writeTableCSV(path string, t *table, rows []row) error {
	cols := slices.DeleteFunc(t.headings(nil, true), func(c column) bool {
		return c.optional && !slices.ContainsFunc(rows, func(r row) bool { return filled(r[c.key]) })
	})
	var b bytes.Buffer
	b.WriteString("\ufeff") // spreadsheets know UTF-8 by it
	w := csv.NewWriter(&b)
	line := make([]string, len(cols))
	for i, c := range cols {
		line[i] = c.head
	}
	if err := w.Write(line); err != nil {
		return err
	}
	for _, r := range rows {
		for i, c := range cols {
			line[i] = cellText(r[c.key])
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	if w.Flush(); w.Error() != nil {
		return w.Error()
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

func cellText(v any) string {
	switch x := v.(type) {
	case decimal.Number:
		return x.String()
	case *decimal.Number:
		if x != nil {
			return x.String()
		}
	case int:
		return decimal.Int(int64(x)).String()
	case string:
		return grid.Guard(x)
	}
	return ""
}

// SchemeYAML writes the text form of a scheme.
func SchemeYAML(s scheme.Scheme) ([]byte, error) {
	root := mapping()
	root.HeadComment =
		"实绩 · 年度实施方案的文本形式。格式见 docs/scheme.schema.json 和 docs/format.md。\nShiji: the text form of a yearly scheme."
	values := mapping()
	for _, x := range settings {
		if text := x.get(&s); text != "" {
			add(values, x.name, plain(text))
		}
	}
	add(root, "settings", values)
	classes := sequence(true)
	var names []string
	for _, c := range s.Classes {
		names = append(names, c.Name)
		classes.Content = append(classes.Content, scalar(c.Name))
	}
	add(root, "classes", classes)
	add(root, "tree", treeNode(&s, names))
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(root); err != nil {
		return nil, err
	}
	return b.Bytes(), e.Close()
}

// treeNode writes the tree in the order of its indicators: where they jump between items, the item stands again.
func treeNode(s *scheme.Scheme, classes []string) *yaml.Node {
	tree := sequence(false)
	var items, indicators *yaml.Node
	group, item := "", ""
	open := func(i *scheme.Item) {
		g := s.Group(i.Level1)
		if g == nil {
			return
		}
		if g.Name != group || items == nil {
			n := mapping()
			add(n, "level1", scalar(g.Name))
			add(n, "points", pointsNode(g.Points, classes))
			items = sequence(false)
			add(n, "items", items)
			tree.Content = append(tree.Content, n)
			group, item = g.Name, ""
		}
		if i.Name == item {
			return
		}
		n := mapping()
		add(n, "level2", scalar(i.Name))
		add(n, "points", pointsNode(i.Points, classes))
		bodies := sequence(true)
		for _, b := range i.Bodies {
			bodies.Content = append(bodies.Content, scalar(b))
		}
		add(n, "bodies", bodies)
		indicators = sequence(false)
		add(n, "indicators", indicators)
		items.Content = append(items.Content, n)
		item = i.Name
	}
	for _, l := range s.Leaves {
		if i := s.Item(l.Item); i != nil {
			open(i)
			indicators.Content = append(indicators.Content, leafNode(l, classes))
		}
	}
	return tree
}

func leafNode(l scheme.Leaf, classes []string) *yaml.Node {
	n := mapping()
	add(n, "code", scalar(l.Code))
	add(n, "name", scalar(l.Name))
	if l.Unit != "" {
		add(n, "unit", scalar(l.Unit))
	}
	add(n, "better", scalar(spell(directionWords, string(l.Better))))
	if r := rule.ByCode(l.Rule); r != nil {
		add(n, "rule", scalar(r.Name.ZH))
		if len(l.Params) > 0 {
			params := mapping()
			for _, p := range l.Params.Pairs(r.AllParams()) {
				add(params, p[0], plain(p[1]))
			}
			add(n, "params", params)
		}
	}
	if l.Common {
		add(n, "common", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"})
	}
	for key, list := range map[string][]string{"for": l.Units, "except": l.Except} {
		if len(list) > 0 {
			units := sequence(true)
			for _, u := range list {
				units.Content = append(units.Content, scalar(u))
			}
			add(n, key, units)
		}
	}
	if text := lineageText(l.Lineage); text != "" {
		add(n, "lineage", scalar(text))
	}
	if len(l.Points) > 0 {
		add(n, "points", leafPoints(l.Points, classes))
	}
	return n
}

// leafPoints is one number if every class has the indicator with the same points.
func leafPoints(p scheme.Points, classes []string) *yaml.Node {
	same := len(p) == len(classes)
	for _, c := range classes {
		n, ok := p[c]
		same = same && ok && n.Equal(p[classes[0]])
	}
	if same {
		return numeric(p[classes[0]])
	}
	out := mapping()
	out.Style = yaml.FlowStyle
	for _, c := range classes {
		if n, ok := p[c]; ok {
			add(out, c, numeric(n))
		}
	}
	return out
}

func pointsNode(p scheme.Points, classes []string) *yaml.Node {
	full := scheme.Points{}
	for _, c := range classes {
		full[c] = p[c]
	}
	if len(classes) == 0 {
		return numeric(decimal.Zero)
	}
	return leafPoints(full, classes)
}

func mapping() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode} }

func sequence(flow bool) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode}
	if flow {
		n.Style = yaml.FlowStyle
	}
	return n
}

// scalar is a text; the encoder quotes it if it could be taken for something else.
func scalar(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if strings.Contains(s, "\n") {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// plain is a number where the text is one, else a text.
func plain(s string) *yaml.Node {
	if n, err := decimal.Parse(s); err == nil && n.String() == s && !strings.Contains(s, "/") {
		return numeric(n)
	}
	return scalar(s)
}

func numeric(n decimal.Number) *yaml.Node {
	tag := "!!float"
	if _, whole := n.Int64(); whole {
		tag = "!!int"
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: n.String()}
}

func add(m *yaml.Node, key string, v *yaml.Node) {
	m.Content = append(m.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, v)
}
