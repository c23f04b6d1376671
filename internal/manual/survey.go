package manual

import (
	_ "embed"

	"shiji/internal/study"
	"shiji/internal/survey"
)

// Survey is the page about surveys: how to go about it, the design file field by field, and how every number is made.
func Survey() string {
	w := &writer{}
	w.line("<!-- Generated from internal/study and internal/manual by go generate ./internal/manual. Don't edit. -->")
	w.line("%s", surveyIntro)
	w.line("## 设计文件 · The design file\n")
	w.line("| 字段 field | 含义 | meaning |\n|---|---|---|")
	for _, e := range study.Format() {
		must := ""
		if e.Must {
			must = "*"
		}
		w.line("| `%s`%s | %s | %s |", e.Path, must, e.Doc.ZH, e.Doc.EN)
	}
	w.line("\n\\* 必填 · needed\n\n### 量表 · Scales\n\n| `scale` | 回答与分值 · answers and points |\n|---|---|")
	for _, s := range survey.Scales {
		text := ""
		for k, l := range s.Levels {
			if k > 0 {
				text += "、"
			}
			text += l.Answer + " " + l.Points.String()
		}
		w.line("| `%s` | %s |", s.Code, text)
	}
	w.line("\n%s", surveyMethods)
	return w.String()
}

//go:embed survey.md
var surveyIntro string

//go:embed survey-methods.md
var surveyMethods string
