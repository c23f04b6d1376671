package ledger

import (
	"encoding/json"
	"errors"
	"io"
	"strings"

	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/review"
)

// What somebody writes of a fact is read strictly: whatever isn't understood is refused, by its name, before it could
// be lost or taken for something else.

// Bounds of one fact, in bytes: of what is said of it, and of its name, which an index must be able to hold.
const (
	mostBody = 64 << 10
	mostKey  = 2000
)

// bodyOf reads what an edit says. Where nothing is said under a name, the name is left out. wrong says what can't be
// taken.
func bodyOf(text string) (tree map[string]any, wrong lang.Text) {
	switch {
	case len(text) > mostBody:
		return nil, lang.T("内容太长", "its content is too long")
	case !lang.Legible(text):
		return nil, hidden
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	v, twice, err := valueFrom(d)
	tree, ok := v.(map[string]any)
	if errors.Is(err, errHidden) {
		return nil, hidden
	}
	if _, more := d.Token(); err != nil || !ok || more != io.EOF {
		return nil, lang.T("内容读不懂", "its content can't be read")
	}
	if twice != "" {
		return nil, lang.T("内容里“%[1]s”写了两次", "its content says %[1]q twice").With(twice)
	}
	return tree, lang.Text{}
}

var hidden = lang.T("含有看不见的字符", "it holds invisible characters")

// valueFrom reads one value, and a name that an object in it says twice.
func valueFrom(d *json.Decoder) (v any, twice string, err error) {
	t, err := d.Token()
	if err != nil {
		return nil, "", err
	}
	delim, opens := t.(json.Delim)
	if !opens {
		if s, ok := t.(string); ok && !lang.Legible(s) {
			return nil, "", errHidden
		}
		return t, "", nil
	}
	if delim == '[' {
		list := []any{}
		for d.More() {
			v, again, err := valueFrom(d)
			if err != nil {
				return nil, "", err
			}
			if again != "" {
				twice = again
			}
			list = append(list, v)
		}
		_, err = d.Token()
		return list, twice, err
	}
	tree := map[string]any{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, "", err
		}
		v, again, err := valueFrom(d)
		if err != nil {
			return nil, "", err
		}
		key := name.(string) // nothing else names a value
		if _, there := tree[key]; there {
			again = key
		}
		if again != "" {
			twice = again
		}
		tree[key] = v
	}
	_, err = d.Token()
	return tree, twice, err
}

var errHidden = errors.New("ledger: invisible characters")

// said leaves out names under which nothing is said.
func said(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for name, v := range x {
			if v = said(v); nothing(v) {
				delete(x, name)
			} else {
				x[name] = v
			}
		}
	case []any:
		for i := range x {
			x[i] = said(x[i])
		}
	}
	return v
}

func nothing(v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case string:
		return x == ""
	case bool:
		return !x
	case map[string]any:
		return len(x) == 0
	case []any:
		return len(x) == 0
	}
	return false
}

// sourced puts the act that numbers come from beside each of those that a fact holds, and returns the name of what only
// an import may say: a cell.
func sourced(tree map[string]any, top bool, by any) (cell string) {
	if _, ok := tree["cells"]; ok {
		return "cells"
	}
	if src, ok := tree["source"]; ok {
		m, _ := src.(map[string]any)
		if !top && !nothing(said(src)) || !nothing(m["file"]) || !nothing(m["sheet"]) || !nothing(m["cell"]) {
			return "source"
		}
	}
	for _, v := range tree {
		switch x := v.(type) {
		case map[string]any:
			if cell = sourced(x, false, by); cell == "" {
				if _, number := x["value"].(string); number {
					x["source"] = by
				}
			}
		case []any:
			for _, one := range x {
				if m, ok := one.(map[string]any); ok && cell == "" {
					cell = sourced(m, false, by)
				}
			}
		}
		if cell != "" {
			return cell
		}
	}
	return ""
}

// unkept is the first name in what is given that the one form of a fact doesn't have.
func unkept(given, kept any) string {
	switch g := given.(type) {
	case map[string]any:
		k, ok := kept.(map[string]any)
		if !ok {
			return "{}"
		}
		for name, v := range g {
			if _, there := k[name]; !there {
				return name
			}
			if found := unkept(v, k[name]); found != "" {
				return found
			}
		}
	case []any:
		k, ok := kept.([]any)
		if !ok || len(k) != len(g) {
			return "[]"
		}
		for i := range g {
			if found := unkept(g[i], k[i]); found != "" {
				return found
			}
		}
	}
	return ""
}

// sound says what a fact can't mean whatever the year holds; zero where it can.
func sound(r Record) lang.Text {
	in, err := Alone(r)
	if err != nil {
		return lang.T("内容读不懂", "its content can't be read")
	}
	var key []string
	if err := json.Unmarshal([]byte(r.Key), &key); err != nil || len(key) == 0 || key[0] == "" {
		return lang.T("没有写明是哪一项", "it doesn't say what it is about")
	}
	switch r.Kind {
	case Target, Task, Actual, Value, Mark, Ballot:
		if len(key) < 2 || key[1] == "" {
			return lang.T("没有写明是哪项指标", "it doesn't say of which indicator")
		}
	}
	for _, u := range in.Roster.Units {
		if strings.TrimSpace(u.Name) == "" {
			return lang.T("单位没有名称", "the unit has no name")
		}
	}
	for _, a := range in.Actuals {
		switch {
		case r.Kind == Actual && !known(a.Status):
			return lang.T("没有“%[1]s”这种数据状态", "there is no status %[1]q").With(string(a.Status))
		case a.LateDays != nil && a.LateDays.Value.Sign() < 0:
			return lang.T("迟报天数不能是负数", "nothing is late by less than no days")
		}
		for _, v := range a.Values {
			if v.Number != nil && v.Word != "" {
				return lang.T("又有数又有词：只能有一个", "it has a number and a word: one of them is meant")
			}
		}
	}
	for _, e := range in.Events {
		switch {
		case e.Type.Name().ZH == string(e.Type):
			return lang.T("没有“%[1]s”这类事项", "there is no event of type %[1]q").With(string(e.Type))
		case e.State != review.Open && e.State != review.Decided && e.State != review.Dismissed:
			return lang.T("没有“%[1]s”这种状态", "there is no state %[1]q").With(string(e.State))
		case e.Count.Sign() < 0:
			return lang.T("件数不能是负数", "a count isn't negative")
		}
	}
	return lang.Text{}
}

func known(s fact.Status) bool {
	for _, e := range fact.Statuses {
		if e.Status == s {
			return true
		}
	}
	return false
}
