package demo

import (
	"shiji/internal/decimal"
	"shiji/internal/plan"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// Year is the year of the example.
const Year = 2014

var (
	allClasses = classNames
	government = []string{classEconomy, classService}
)

// points gives every class the same points, with exceptions.
func points(n string, classes []string, except ...string) scheme.Points {
	out := scheme.Points{}
	for _, c := range classes {
		out[c] = decimal.MustParse(n)
	}
	for i := 0; i < len(except); i += 2 {
		out[except[i]] = decimal.MustParse(except[i+1])
	}
	return out
}

// leaf is shorthand for a level-3 indicator.
func leaf(item, code, name, unit string, better plan.Direction, ruleCode string, params rule.Params,
	p scheme.Points) scheme.Leaf {
	return scheme.Leaf{Code: code, Name: name, Item: item, Unit: unit, Better: better, Rule: ruleCode,
		Params: params, Points: p}
}

// common marks indicators that all systems are assessed on by the same standard.
func common(l scheme.Leaf) scheme.Leaf {
	l.Common = true
	return l
}

func only(l scheme.Leaf, units ...string) scheme.Leaf {
	l.Units = units
	return l
}

// lead is a bureau that answers for an indicator of the plan in place of the general one.
type lead struct {
	unit, leaf, indicator string // unit by name; leaf code; plan indicator code
}

var leads = []lead{
	{"区财政局", "B0121", "P04"},
	{"区人力社保局", "B0122", "P25"},
	{"区节能降耗局", "B0123", "P22"},
	{"区创新促进局", "B0124", "P10"},
	{"区知识转化局", "B0125", "P09"},
}

// yearScheme is the scheme of 2014: five level-1 classes, 12 level-2 items, 13 bodies. The points are the default plan
// of the field notes, with other weights for towns and enterprises.
func yearScheme(unitCode func(name string) string) scheme.Scheme {
	s := scheme.Default()
	s.Year, s.District = Year, "示例区（结构取自海淀区绩效管理）"
	s.Title, s.Document, s.Version = "2014年度绩效管理实施方案（虚构示例）", "示绩组〔2014〕1号", "第1版"
	s.Notice = "本例为虚构数据：得分、目标和人员均为编造，不代表任何真实单位；规划指标中的公开数字另注来源。"
	s.Bonus.Params = rule.Params{"levels": "国家级:1.5,市级:1,区级:0.5", "kind_caps": "表彰奖励:2", "cap": "3"}
	s.Deduction.Params = rule.Params{"kinds": "通报批评:0.5,工作失误:1:2", "cap": "10"}
	for _, c := range classNames {
		s.Classes = append(s.Classes, scheme.Class{Name: c, System: systemOf[c]})
	}
	s.Groups = []scheme.Group{
		{Level1: scheme.Duty, Name: "职能履行", Points: points("50", allClasses, classTown, "52", classEnterprise, "55")},
		{Level1: scheme.Efficiency, Name: "效能建设", Points: points("20", allClasses, classTown, "18", classEnterprise, "15")},
		{Level1: scheme.Service, Name: "服务效果", Points: points("25", allClasses)},
		{Level1: scheme.Innovation, Name: "创新创优", Points: points("5", allClasses)},
		{Level1: scheme.Veto, Name: "一票否决", Points: points("0", allClasses)},
	}
	item := func(l scheme.Level1, name string, p scheme.Points, bodies ...string) {
		s.Items = append(s.Items, scheme.Item{Name: name, Level1: l, Points: p, Bodies: bodies})
	}
	item(scheme.Duty, "重点工作", points("25", allClasses), "区委督查室", "区政府督查室（绩效办）")
	item(scheme.Duty, "部门工作", points("15", allClasses, classTown, "17", classEnterprise, "20"), "区政府督查室（绩效办）", "区国资委")
	item(scheme.Duty, "党建工作", points("10", allClasses), "区委组织部")
	item(scheme.Efficiency, "依法行政", points("6", allClasses, classEnterprise, "5"), "区政府法制办")
	item(scheme.Efficiency, "应急管理", points("4", allClasses), "区应急办")
	item(scheme.Efficiency, "预算绩效", points("4", allClasses, classEnterprise, "6"), "区财政局")
	item(scheme.Efficiency, "人大建议与政协提案办理", points("3", allClasses, classTown, "2", classEnterprise, "0"), "区人大办", "区政协办")
	item(scheme.Efficiency, "行政审批改革与职能转变", points("3", allClasses, classTown, "2", classEnterprise, "0"), "区编办")
	item(scheme.Service, "第三方满意度", points("15", allClasses), "区监察局", "区社会办")
	item(scheme.Service, "直接服务对象满意度", points("10", allClasses), "区监察局", "区统计局")
	item(scheme.Innovation, "创新创优项目", points("5", allClasses), "区政府督查室（绩效办）")
	item(scheme.Veto, "否决事项", points("0", allClasses), "区监察局", "区应急办")
	s.Leaves = leaves(unitCode)
	for code, l := range map[string]scheme.Lineage{
		"C0103": {Kind: scheme.New}, "D0501": {Kind: scheme.Changed, From: []string{"D0501"}},
		"F0102": {Kind: scheme.Merged, From: []string{"F0102", "F0103"}},
		"B0121": {Kind: scheme.Split, From: []string{"B0101"}}, "B0122": {Kind: scheme.Split, From: []string{"B0101"}},
		"B0123": {Kind: scheme.Split, From: []string{"B0101"}},
		"B0124": {Kind: scheme.Split, From: []string{"B0101"}}, "B0125": {Kind: scheme.Split, From: []string{"B0101"}},
	} {
		s.Leaf(code).Lineage = &l
	}
	return s
}

func leaves(unitCode func(string) string) []scheme.Leaf {
	var out []scheme.Leaf
	add := func(ls ...scheme.Leaf) { out = append(out, ls...) }
	noEnterprise := []string{classParty, classEconomy, classService, classStreet, classTown}

	add(
		common(leaf("重点工作", "A0101", "网格化社会服务与管理任务完成率", "%", plan.Higher, "ratio",
			rule.Params{"cap": "1", "floor_rate": "0.5", "excused": "class_mean"}, points("6", allClasses))),
		common(leaf("重点工作", "A0102", "全国文明城区创建测评", "分", plan.Higher, "deduct_slope",
			rule.Params{"parts": "95:0.2,90:0.4", "mode": "marginal", "cap": "6"}, points("6", allClasses))),
		leaf("重点工作", "A0103", "个性重点任务", "", plan.Higher, "coefficient", nil, points("8", allClasses)),
		leaf("重点工作", "A0104", "重大项目节点", "", plan.Binary, "milestone",
			rule.Params{"weights": "0.2,0.3,0.3,0.2"}, points("5", allClasses)),
	)

	general := leaf("部门工作", "B0101", "年度目标任务完成率", "%", plan.Higher, "target_challenge", rule.Params{"q": "0.9"},
		points("9", []string{classParty, classEconomy, classService}))
	for _, l := range leads {
		general.Except = append(general.Except, unitCode(l.unit))
	}
	add(general,
		leaf("部门工作", "B0102", "政务事项及时办结", "件", plan.Higher, "timeliness", rule.Params{"k": "0.5"},
			points("4", government, classStreet, "6")),
		leaf("部门工作", "B0103", "部门互评", "", plan.Binary, "vote", rule.Params{"options": "优秀:100,良好:80,一般:60,较差:40",
			"weights": "领导:20,机关互评:40,基层代表:40"}, points("6", []string{classParty})),
		leaf("部门工作", "B0104", "信息报送采用数", "条", plan.Higher, "rank_step", rule.Params{"s": "0.02", "floor": "0.6"},
			points("2", []string{classService})),
		leaf("部门工作", "B0105", "城市环境综合考评", "分", plan.Higher, "minmax", rule.Params{"low": "6"},
			points("9", []string{classStreet})),
		leaf("部门工作", "B0106", "农村居民人均纯收入增长", "%", plan.Higher, "target_challenge", nil, points("9", []string{classTown})),
		leaf("部门工作", "B0107", "村庄环境整治评分", "分", plan.Higher, "rank_tier",
			rule.Params{"cuts": "20,50,80", "points": "8,7.2,6.4,5.6"}, points("8", []string{classTown})),
		leaf("部门工作", "B0108", "国有资产保值增值率", "%", plan.Higher, "ratio", nil, points("10", []string{classEnterprise})),
		leaf("部门工作", "B0109", "利润总额", "万元", plan.Higher, "target_challenge", nil, points("6", []string{classEnterprise})),
		leaf("部门工作", "B0110", "安全生产", "", plan.Binary, "deduct", rule.Params{"kinds": "隐患未按期整改:0.25:2,一般事故:1"},
			points("4", []string{classEnterprise})),
		leaf("部门工作", "B0111", "政务公开测评", "分", plan.Higher, "step", rule.Params{"bands": "90:2,80:1.6,70:1.2,60:0.8,*:0"},
			points("2", []string{classEconomy})),
		only(leaf("部门工作", "B0121", "区级公共财政预算收入", "亿元", plan.Higher, "target_challenge", nil,
			points("9", []string{classEconomy})), unitCode("区财政局")),
		only(leaf("部门工作", "B0122", "城镇登记失业率", "%", plan.Lower, "binary", rule.Params{"fallback": "ratio_lower",
			"fallback_cap": "0.6"}, points("9", []string{classEconomy})), unitCode("区人力社保局")),
		only(leaf("部门工作", "B0123", "万元地区生产总值能耗累计下降", "%", plan.Higher, "binary", rule.Params{"fallback": "ratio"},
			points("9", []string{classEconomy})), unitCode("区节能降耗局")),
		only(leaf("部门工作", "B0124", "发明专利授权量", "件", plan.Higher, "target_challenge", nil, points("9", []string{classEconomy})),
			unitCode("区创新促进局")),
		only(leaf("部门工作", "B0125", "技术合同成交额", "亿元", plan.Higher, "target_challenge", nil,
			points("9", []string{classEconomy})), unitCode("区知识转化局")),
	)

	add(
		common(leaf("党建工作", "C0101", "党组织建设", "",
			plan.Binary, "checklist", rule.Params{"items": "组织机构:1,学习制度:1,民主生活会:1,党员管理:1"}, points("4", allClasses))),
		common(leaf("党建工作", "C0102", "作风建设", "",
			plan.Binary, "deduct", rule.Params{"kinds": "作风问题:0.5,整改不到位:0.25", "cap": "3"}, points("3", allClasses))),
		common(leaf("党建工作", "C0103", "群众路线教育实践活动整改任务完成", "", plan.Binary, "binary", nil, points("3", allClasses))),

		leaf("依法行政", "D0101", "行政行为规范", "", plan.Binary, "deduct", rule.Params{"kinds": "程序瑕疵:0.25:1,复议纠错:0.5", "cap": "4"},
			points("4", allClasses, classEnterprise, "3")),
		leaf("依法行政", "D0102", "依法应诉败诉件数", "件", plan.Lower, "ratio_lower",
			rule.Params{"mode": "complement"}, points("2", allClasses)),
		leaf("应急管理", "D0201", "应急演练完成率", "%", plan.Higher, "gate",
			rule.Params{"rule": "ratio", "k": "0.8"}, points("4", allClasses)),
		leaf("预算绩效", "D0301", "预算执行率", "%", plan.Range, "range_target",
			rule.Params{"tolerance": "10", "excused": "last_year"}, points("4", allClasses, classEnterprise, "6")),
		leaf("人大建议与政协提案办理", "D0401", "建议提案办理", "件", plan.Higher, "timeliness", rule.Params{"k": "0.5"},
			points("3", noEnterprise, classTown, "2")),
		leaf("行政审批改革与职能转变", "D0501", "审批事项时限压缩率", "%", plan.Higher, "ratio", nil, points("3", noEnterprise, classTown, "2")),

		leaf("第三方满意度", "E0101", "第三方满意度调查", "分", plan.Higher, "survey", rule.Params{"channel": "third_party"},
			points("15", allClasses)),
		leaf("直接服务对象满意度", "E0201", "直接服务对象评价", "分", plan.Higher, "survey", rule.Params{"channel": "direct"},
			points("10", allClasses)),

		leaf("创新创优项目", "F0101", "创新项目专家评审", "分", plan.Binary, "expert_trimmed", nil, points("3", allClasses)),
		leaf("创新创优项目", "F0102", "表彰与推广", "", plan.Binary, "add", rule.Params{"levels": "国家级:2,市级:1.5,区级:1", "cap": "2"},
			points("2", allClasses)),

		leaf("否决事项", "G0101", "重大安全责任事故", "", plan.Binary, "veto",
			rule.Params{"basis": "《安全生产法》（示例引用）", "dept": "区应急办", "effects": "fail,minus", "minus": "5"}, scheme.Points{}),
		leaf("否决事项", "G0102", "严重违反党风廉政规定", "", plan.Binary, "veto",
			rule.Params{"basis": "党风廉政建设责任制规定（示例引用）", "dept": "区监察局", "effects": "no_excellent,cap_one_down"}, scheme.Points{}),
		leaf("否决事项", "G0103", "约束性节能减排指标未完成", "", plan.Binary, "veto", rule.Params{"basis": "节能减排统计监测及考核办法（示例引用）",
			"dept": "区政府督查室（绩效办）", "effects": "cancel_selection,zero_item", "item": "部门工作"}, scheme.Points{}),
		leaf("否决事项", "G0104", "重大群体性事件处置失当", "", plan.Binary, "veto",
			rule.Params{"basis": "社会治安综合治理领导责任制规定（示例引用）", "dept": "区应急办", "effects": "no_excellent"}, scheme.Points{}),
	)
	return out
}
