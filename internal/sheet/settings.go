package sheet

import (
	"strconv"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// settings are the rows of the sheet 年度.
var settings = []setting{
	textSetting("地区", lang.T("区县名称", "name of the district"), func(s *scheme.Scheme) *string { return &s.District }),
	{name: "年度", kind: whole, min: "1949", max: "2999", note: lang.T("考核年度", "the year"),
		get: func(s *scheme.Scheme) string { return optionalInt(s.Year) },
		set: func(s *scheme.Scheme, v value) { s.Year = v.int() }},
	{name: "框架", kind: word, words: frameWords, note: lang.T("一级指标的框架：区级（默认）、市级、自定（一级指标按“方案”表所写，合计 100 分）",
		"frame of level 1: 区级 (district, the default), 市级 (municipal), 自定 (the place's own)"),
		get: func(s *scheme.Scheme) string {
			return spell(frameWords[1:], s.FrameCode)
		},
		set: func(s *scheme.Scheme, v value) {
			s.FrameCode = v.text
		}},
	textSetting("满意度大类", lang.T("自定框架中哪个一级指标是满意度（按满意度结果计分）；没有就留空",
		"in a frame of your own, the level-1 class that holds satisfaction results; empty if none does"),
		func(s *scheme.Scheme) *string { return &s.SatisfactionClass }),
	yesSetting("试行", lang.T("试行年度：结果不与任何奖惩挂钩，默认否", "a trial cycle: results carry no consequences; no by default"),
		func(s *scheme.Scheme) *bool { return &s.Trial }),
	textSetting("方案名称", lang.T("年度实施方案的名称", "title of the scheme"), func(s *scheme.Scheme) *string { return &s.Title }),
	textSetting("文号", lang.T("印发方案的文号", "number of the document that issued it"),
		func(s *scheme.Scheme) *string { return &s.Document }),
	textSetting("版本", lang.T("方案的版本", "version of the scheme"), func(s *scheme.Scheme) *string { return &s.Version }),
	textSetting("声明", lang.T("印在成绩单上的说明", "words printed on scorecards"),
		func(s *scheme.Scheme) *string { return &s.Notice }),
	{name: "公布位数", kind: whole, min: "0", max: "4", note: lang.T("总分公布几位小数，默认 2",
		"decimals of published totals, 2 by default"), get: func(s *scheme.Scheme) string { return strconv.Itoa(s.Places) },
		set: func(s *scheme.Scheme, v value) { s.Places = v.int() }},
	numberSetting("优秀比例", "1", lang.T("占参加排名单位的比例，默认 20%", "share of the ranked units, 20 % by default"),
		func(s *scheme.Scheme) *decimal.Number { return &s.Grading.ExcellentShare }),
	numberSetting("优秀线", "100", lang.T("总分不低于此线，默认 85", "least total, 85 by default"),
		func(s *scheme.Scheme) *decimal.Number { return &s.Grading.ExcellentLine }),
	numberSetting("良好比例", "1", lang.T("优秀之后的比例，默认 20%", "share after the excellent, 20 % by default"),
		func(s *scheme.Scheme) *decimal.Number { return &s.Grading.GoodShare }),
	numberSetting("良好线", "100", lang.T("默认 80", "80 by default"),
		func(s *scheme.Scheme) *decimal.Number { return &s.Grading.GoodLine }),
	numberSetting("达标线", "100", lang.T("默认 70", "70 by default"),
		func(s *scheme.Scheme) *decimal.Number { return &s.Grading.PassLine }),
	yesSetting("名额递补", lang.T("因限制空出的名额由下一名递补，默认是", "a place lost through a cap is passed on; yes by default"),
		func(s *scheme.Scheme) *bool { return &s.Grading.Backfill }),
	yesSetting("末位并列计入",
		lang.T("名额末位并列的全部计入（否则全部不计），默认是", "units tied on the last place are all in (else all out); yes by default"),
		func(s *scheme.Scheme) *bool { return &s.Grading.TiesIn }),
	{name: "小类家数", kind: whole, min: "0", max: "1000",
		note: lang.T("参加排名少于此数的类别不设名额，默认 5", "classes of fewer ranked units have no quota; 5 by default"),
		get:  func(s *scheme.Scheme) string { return strconv.Itoa(s.Grading.SmallClass) },
		set:  func(s *scheme.Scheme, v value) { s.Grading.SmallClass = v.int() }},
	numberSetting("专项晋优比例", "1", lang.T("专项晋优不超过优秀名额的比例（进一），默认 10%",
		"special promotions as a share of the excellent places, rounded up; 10 % by default"),
		func(s *scheme.Scheme) *decimal.Number { return &s.Grading.PromotionShare }),
	numberSetting("一级指标低线", "1", lang.T("任一大类得分率低于此值最高为良好，0 为不设，默认 60%",
		"any class below this share of its points: at most good; 0: off; 60 % by default"),
		func(s *scheme.Scheme) *decimal.Number { return &s.Grading.Level1Floor }),
	numberSetting("满意度低线", "100",
		lang.T("满意度（百分制）低于此值最高为达标，0 为不设，默认 60", "satisfaction (out of 100) below this: at most pass; 0: off; 60 by default"),
		func(s *scheme.Scheme) *decimal.Number { return &s.Grading.ServiceFloor }),
	{name: "已定分值低线", kind: number, min: "0",
		max: "1", note: lang.T("已定的分值占应考分值的比例低于此值的单位不排名、不定等次，默认 80%，0 为不设；没有一家报送的指标算未到期。填“不用”：没有人报也算缺报（以前的年度如此）",
			"units with a smaller share of their points decided get no place and no grade; 80 % by default, 0: off; "+
				"what nobody has reported isn't due. 不用: all silence is missing data, as in earlier years"),
		get: func(s *scheme.Scheme) string {
			if s.Grading.MinDecided == nil {
				return settingOff
			}
			return s.Grading.MinDecided.String()
		},
		set: func(s *scheme.Scheme, v value) { s.Grading.MinDecided = &v.number },
		off: func(s *scheme.Scheme) { s.Grading.MinDecided = nil }},
	ruleSetting("加分参数", lang.T("总分加分的级别和上限（加分法）", "levels and cap of bonuses on the total"),
		func(s *scheme.Scheme) *scheme.RuleUse { return &s.Bonus }),
	ruleSetting("扣分参数", lang.T("总分扣分的种类和上限（扣分法）", "kinds and cap of deductions from the total"),
		func(s *scheme.Scheme) *scheme.RuleUse { return &s.Deduction }),
	ruleSetting("跨类折算", lang.T("要跨类对照名单时填折算参数：中心=80；尺度=5；空白不做，名次和等次都不受影响",
		"parameters of the list across classes, such as 中心=80；尺度=5; empty: no list; places and grades don't depend on it"),
		func(s *scheme.Scheme) *scheme.RuleUse { return &s.Across }),
	{name: "统计公钥", kind: text, note: lang.T("填了就只使用由这些公钥签名的满意度结果（shiji survey key），多个用顿号隔开",
		"if given, only satisfaction results signed by these keys are used (shiji survey key); several are separated by 、"),
		get: func(s *scheme.Scheme) string { return strings.Join(s.SurveyKeys, "、") },
		set: func(s *scheme.Scheme, v value) { s.SurveyKeys = splitNames(v.text) }},
	waiverSetting("满意度豁免文号", lang.T("领导小组同意满意度不为 25 分的文号", "lead group's waiver of the 25 points"),
		func(w *scheme.Waiver) *string { return &w.Document }),
	waiverSetting("满意度豁免理由", lang.T("理由", "its reason"), func(w *scheme.Waiver) *string { return &w.Reason }),
	decisionSetting("框架决定文号",
		text, lang.T("不用区级框架的：领导小组决定的文号", "where the frame isn't the district's: number of the lead group's decision"),
		func(d *scheme.Decision) *string { return &d.Document }),
	decisionSetting("框架决定日期", date, lang.T("决定的日期，写成 2014-01-10", "its date, as 2014-01-10"),
		func(d *scheme.Decision) *string { return &d.Date }),
	decisionSetting("框架决定理由", text, lang.T("理由", "its reason"), func(d *scheme.Decision) *string { return &d.Reason }),
	{name: keepSetting, kind: text, note: lang.T("看起来像合计、其实是单位或指标的名称，多个用顿号隔开，例如一个真叫“东片汇总”的单位",
		"names that look like those of totals, and are units or indicators; several are separated by 、"),
		get: func(s *scheme.Scheme) string { return strings.Join(s.NotTotals, "、") },
		set: func(s *scheme.Scheme, v value) { s.NotTotals = splitNames(v.text) }},
}

var frameWords = []choice{{"区级", ""}, {"市级", scheme.Municipal.Code}, {"自定", scheme.Own}}

// settingOff is what somebody types who doesn't want a setting that can be switched off.
const settingOff = "不用"

// keepSetting names what looks like a total and isn't.
const keepSetting = "不是合计的名称"

func decisionSetting(name string, k kind, note lang.Text, field func(*scheme.Decision) *string) setting {
	return setting{name: name, kind: k, note: note,
		get: func(s *scheme.Scheme) string {
			if s.FrameDecision == nil {
				return ""
			}
			return *field(s.FrameDecision)
		},
		set: func(s *scheme.Scheme, v value) {
			if s.FrameDecision == nil {
				s.FrameDecision = &scheme.Decision{}
			}
			*field(s.FrameDecision) = v.text
		}}
}

func optionalInt(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func textSetting(name string, note lang.Text, field func(*scheme.Scheme) *string) setting {
	return setting{name: name, kind: text, note: note,
		get: func(s *scheme.Scheme) string { return *field(s) },
		set: func(s *scheme.Scheme, v value) { *field(s) = v.text }}
}

func numberSetting(name, most string, note lang.Text, field func(*scheme.Scheme) *decimal.Number) setting {
	return setting{name: name, kind: number, min: "0", max: most, note: note,
		get: func(s *scheme.Scheme) string { return field(s).String() },
		set: func(s *scheme.Scheme, v value) { *field(s) = v.number }}
}

func yesSetting(name string, note lang.Text, field func(*scheme.Scheme) *bool) setting {
	return setting{name: name, kind: flag, words: yesWords, note: note,
		get: func(s *scheme.Scheme) string {
			if *field(s) {
				return "是"
			}
			return "否"
		},
		set: func(s *scheme.Scheme, v value) { *field(s) = v.text == "yes" }}
}

func ruleSetting(name string, note lang.Text, field func(*scheme.Scheme) *scheme.RuleUse) setting {
	return setting{name: name, kind: text, note: note,
		get: func(s *scheme.Scheme) string {
			u := field(s)
			return u.Params.Text(rule.ByCode(u.Rule).AllParams())
		},
		set: func(s *scheme.Scheme, v value) {
			u := field(s)
			if p, err := rule.ParseParams(v.text, rule.ByCode(u.Rule).AllParams()); err == nil {
				u.Params, u.Source = p, v.source()
			} else {
				// an unknown parameter: binding the rule reports it at this cell
				u.Params, u.Source = rule.Params{v.text: ""}, v.source()
			}
		}}
}

func waiverSetting(name string, note lang.Text, field func(*scheme.Waiver) *string) setting {
	return setting{name: name, kind: text, note: note,
		get: func(s *scheme.Scheme) string {
			if s.SatisfactionWaiver == nil {
				return ""
			}
			return *field(s.SatisfactionWaiver)
		},
		set: func(s *scheme.Scheme, v value) {
			if s.SatisfactionWaiver == nil {
				s.SatisfactionWaiver = &scheme.Waiver{Source: v.source()}
			}
			*field(s.SatisfactionWaiver) = v.text
		}}
}
