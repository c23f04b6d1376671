package rule

import (
	"strings"

	"shiji/internal/lang"
	"shiji/internal/plan"
)

// Effects of a veto, as a scheme names them. They may be combined.
const (
	NoExcellent     = "no_excellent"     // 不得评为优秀
	CapOneDown      = "cap_one_down"     // 降低一个等次
	Fail            = "fail"             // 直接确定为不达标
	Minus           = "minus"            // 扣固定分
	ZeroItem        = "zero_item"        // 相关二级指标计零分
	CancelSelection = "cancel_selection" // 取消综合评优资格
)

// VetoEffects lists every effect with its words, strongest last.
var VetoEffects = []struct {
	Code string
	Name lang.Text
}{
	{Minus, lang.T("扣固定分", "fixed points taken")},
	{ZeroItem, lang.T("相关二级指标计零分", "the related level-2 item counts zero")},
	{NoExcellent, lang.T("不得评为优秀", "cannot be excellent")},
	{CancelSelection, lang.T("取消综合评优资格", "out of the selection")},
	{CapOneDown, lang.T("降低一个等次", "one grade lower")},
	{Fail, lang.T("确定为不达标", "fails")},
}

var (
	vetoCodes = []string{Minus, ZeroItem, NoExcellent, CancelSelection, CapOneDown, Fail}
	vetoZH    = []string{"扣固定分", "相关指标零分", "不得优秀", "取消评优", "降一等次", "不达标"}
)

// VetoEffectName returns the words for an effect; the zero Text if there is no such effect.
func VetoEffectName(code string) lang.Text {
	for _, e := range VetoEffects {
		if e.Code == code {
			return e.Name
		}
	}
	return lang.Text{}
}

// veto carries no points: what its cases do to points and grades is decided in package score, after all lines.
var veto = Rule{
	ID: "SR-40", Code: "veto", Name: lang.T("一票否决", "veto"),
	Says: lang.T("发生否决事项并经认定的，按规定的效果处理：不改动已得分数的记录，另列否决前后两种结果；由责任部门提出意见，听取单位陈述，领导小组决定。",
		"A decided case has the effects that the rule names. The points earned stay on record and both views are kept; "+
			"the responsible department gives its opinion, the unit is heard, the lead group decides."),
	Formula: lang.T("不计分，只产生效果",
		"no points, only effects"),
	Directions: []plan.Direction{plan.Binary},
	Params: []Param{
		{Key: "basis", ZH: "依据", Name: lang.T("法律或政策依据", "legal or policy basis"), Type: Text},
		{Key: "dept", ZH: "责任部门", Name: lang.T("提出意见的部门", "department that gives the opinion"), Type: Text},
		{Key: "effects", ZH: "效果", Name: lang.T("否决效果", "effects"), Type: Names, Words: vetoCodes,
			ZHWords: vetoZH, Required: true},
		{Key: "minus", ZH: "扣分", Name: lang.T("扣固定分的分数", "points taken"),
			Unit: lang.T("分", "points"), Type: Number, Min: "0"},
		{Key: "item", ZH: "相关指标", Name: lang.T("计零分的二级指标", "level-2 item that counts zero"), Type: Text},
	},
	Uses:    []Use{UseEvents},
	Kinds:   []Kind{Vetoing},
	Example: Example{Better: plan.Binary, Params: "依据=《安全生产法》；责任部门=区安全监管局；效果=不达标", Full: "0", Points: "0.0000"},
	Bind: func(a Args, b *Binder) Eval {
		for _, e := range a.Names("effects") {
			_, hasMinus := a.OptNum("minus")
			switch {
			case VetoEffectName(e).IsZero():
				b.Bad("effects", "没有“%[1]s”这种否决效果，只能填 %[2]s", "there is no effect %[1]q; use %[3]s",
					e, strings.Join(vetoZH, "、"), strings.Join(vetoCodes, ", "))
			case e == Minus && !hasMinus:
				b.Bad("minus", "效果为扣固定分，但没有写扣几分", "the effect is fixed points, but not how many")
			case e == ZeroItem && a.Word("item") == "":
				b.Bad("item", "效果为相关指标计零分，但没有写哪一项", "the effect is a zero item, but not which")
			}
		}
		return func(c *Calc) Term { return c.Int(0) }
	},
}
