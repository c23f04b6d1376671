package sheet

import (
	"bytes"
	"encoding/json"
	"slices"

	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// SchemaFile is the JSON Schema of the text form of a scheme, from the project's root.
const SchemaFile = "docs/scheme.schema.json"

// schemeExample stands in docs/format.md.
const schemeExample = `settings:
  地区: 示例区
  年度: 2014
  方案名称: 2014年度绩效管理实施方案（示例）
classes: [街道, 镇]
tree:
  - level1: 职能履行
    points: {街道: 50, 镇: 52}
    items:
      - level2: 重点工作
        points: 25
        bodies: [区监督室]
        indicators:
          - code: A0101
            name: 年度重点任务完成率
            unit: '%'
            better: 越高越好
            rule: 完成率计分法
            params: {上限: 1}
            common: true
            points: 6
          - code: A0102
            name: 环境考评
            better: 越高越好
            rule: 公式法
            params:
              公式: F * clamp(A / max(class(A)), 0, 1)
            except: [示例街道]
            points: {街道: 4}
`

// object is shorthand for a part of a JSON Schema.
type object map[string]any

// SchemeSchema describes scheme.yaml for editors and other programs, from the settings and the rules that there are.
func SchemeSchema() string {
	text, number := object{"type": "string"}, object{"type": "number"}
	value := object{"type": []string{"string", "number", "boolean", "null"}}
	properties := func(required []string, list object) object {
		return object{"type": "object", "additionalProperties": false, "required": required, "properties": list}
	}
	words := func(choices []choice) object {
		var list []string
		for _, c := range choices {
			list = append(list, c.Word)
		}
		return object{"enum": list}
	}
	var level1, rules []string
	for _, f := range scheme.Frames {
		for _, c := range f.Classes {
			if !slices.Contains(level1, c.Name.ZH) {
				level1 = append(level1, c.Name.ZH)
			}
		}
	}
	for _, r := range rule.Catalogue() {
		rules = append(rules, r.Name.ZH, r.Code, r.ID)
	}
	byName := object{}
	for _, x := range settings {
		byName[x.name] = object{"description": x.note.ZH + " / " + x.note.EN,
			"type": []string{"string", "number", "boolean", "null", "object"}}
	}
	points := object{"description": "每个类别相同写一个数，不同的逐个写 / one number for all classes, or one for each",
		"oneOf": []any{number, object{"type": "object", "additionalProperties": number}}}
	list := func(of any) object { return object{"type": "array", "items": of} }
	indicator := properties([]string{"code", "name", "better"}, object{
		"code": object{"type": []string{"string", "number"}, "description": "三级指标的唯一编码 / unique code"}, "name": text,
		"unit": text, "better": words(directionWords),
		"rule":   object{"enum": rules, "description": "名称、代码或编号 / name, code or ID"},
		"params": object{"type": "object", "additionalProperties": value},
		"points": points, "common": object{"type": "boolean"}, "for": list(text), "except": list(text), "lineage": text,
	})
	item := properties([]string{"level2", "indicators"},
		object{"level2": text, "points": points, "bodies": list(text), "indicators": list(indicator)})
	group := properties([]string{"level1", "items"},
		object{"level1": object{"type": "string", "examples": level1}, "points": points, "items": list(item)})
	root := properties([]string{"settings", "classes", "tree"}, object{
		"settings": object{"type": "object", "additionalProperties": false, "properties": byName},
		"classes": object{"type": "array", "items": text, "uniqueItems": true,
			"description": "考核类别，次序就是各处列表的次序 / assessment classes, in the order of every list"},
		"tree": list(group),
	})
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "实绩 scheme.yaml"
	root["description"] = "Generated from internal/sheet and internal/rule by go generate ./internal/sheet. Don't edit."
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		panic(err) // maps, lists and strings always encode
	}
	return b.String()
}
