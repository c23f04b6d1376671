package demo

import (
	"fmt"
	"strings"
)

// SurveyFiles are the files of the example survey, from the project's root: answers, design, and a list to draw
// from. All of it is made up.
func SurveyFiles() map[string]string {
	return map[string]string{
		"examples/survey/答卷.csv":  surveyAnswers(),
		"examples/survey/设计.yaml": surveyDesign(),
		"examples/survey/名单.csv":  surveyFrame(),
	}
}

var surveyUnits = []string{"示例一局", "示例二局", "示例三局", "示例四局", "示例五局", "示例六局"}

// surveyAnswers are 990 sheets about six units, from two strata each. Answers worsen from unit to unit and in the
// countryside, so that there is something to find.
func surveyAnswers() string {
	var b strings.Builder
	b.WriteString("\ufeff编号,单位,城乡,性别,用时秒,题1,题2,题3,题4,题5,题6,题7,题8,等候分钟\n")
	answers := []string{"非常满意", "满意", "基本满意", "不满意", "非常不满意"}
	n := 0
	for u, unit := range surveyUnits {
		for h, layer := range []string{"城区", "农村"} {
			for range []int{110, 55}[h] {
				n++
				r := seed("答卷", n)
				mood := r.between(-15, 15) + r.between(-15, 15)
				fmt.Fprintf(&b, "R%04d,%s,%s,%s,%d", n, unit, layer, []string{"男", "女"}[r.between(0, 1)],
					20+r.between(0, 200)+r.between(0, 200))
				for q := range 8 {
					x := 78 - 2*int64(u) - 4*int64(h) - int64(q%3) + mood + r.between(-12, 12)
					switch {
					case r.one(30):
						b.WriteString(",不了解")
					case r.one(70):
						b.WriteString(",")
					default:
						k := 0
						for _, bound := range []int64{84, 70, 56, 42} {
							if x < bound {
								k++
							}
						}
						b.WriteString("," + answers[k])
					}
				}
				fmt.Fprintf(&b, ",%d\n", 1+r.between(0, 12)+r.between(0, 12)*int64(1+u)/2)
			}
		}
	}
	return b.String()
}

func surveyDesign() string {
	var b strings.Builder
	b.WriteString(`# 虚构示例：六个单位，每个单位城区、农村两层，简单随机抽样。格式见 docs/survey.md
# A made-up example: six units, two strata each, drawn at random. See docs/survey.md
title: 2014年度第三方满意度调查（虚构示例）
year: 2014
channel: 第三方
unit: 单位
by: [性别, 城乡]
stages:
  - strata: [单位, 城乡]
    population:
`)
	for u, unit := range surveyUnits {
		fmt.Fprintf(&b, "      %s·城区: %d\n      %s·农村: %d\n", unit, 3000+900*u, unit, 1000+250*u)
	}
	b.WriteString(`scale: {非常满意: 100, 满意: 80, 基本满意: 60, 不满意: 30, 非常不满意: 0}
questions:
  - {column: 题1, name: 服务态度, dimension: 态度}
  - {column: 题2, name: 文明用语, dimension: 态度}
  - {column: 题3, name: 业务熟悉, dimension: 能力}
  - {column: 题4, name: 一次办成, dimension: 能力}
  - {column: 题5, name: 办事效率, dimension: 效率}
  - {column: 题6, name: 等候时间, dimension: 效率}
  - {column: 题7, name: 办理结果, dimension: 效果}
  - {column: 题8, name: 诉求回应, dimension: 效果}
dimensions: {态度: 20, 能力: 20, 效率: 20, 效果: 40}
values:
  - {column: 等候分钟, quantiles: [0.5, 0.9]}
quality:
  - {rule: 答题过快, column: 用时秒, share: 0.33, remove: 是}
  - {rule: 全部相同, questions: 8}
`)
	return b.String()
}

// surveyFrame is a list of clients to draw a sample from.
func surveyFrame() string {
	var b strings.Builder
	b.WriteString("\ufeff编号,单位,城乡\n")
	n := 0
	for u, unit := range surveyUnits {
		for h, layer := range []string{"城区", "农村"} {
			for range []int{160, 50}[h] + 25*u {
				n++
				fmt.Fprintf(&b, "K%05d,%s,%s\n", n, unit, layer)
			}
		}
	}
	return b.String()
}
