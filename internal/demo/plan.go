package demo

import (
	"shiji/internal/decimal"
	"shiji/internal/plan"
)

// planRow is one of the 32 plan indicators. Baselines and end values are fictional: the plan's own table was not found.
// Where public figures exist, public names them with the report that prints them.
type planRow struct {
	name      string
	kind      plan.Kind
	unit      string
	better    plan.Direction
	base, end string
	path      plan.Path
	goal      int // index in goalAreas
	public    string
}

// goalAreas are the eight areas of the plan, as the source punctuates them.
var goalAreas = []string{"科技创新", "区域经济协调发展", "统筹城乡发展格局", "建设宜居城市环境", "促进人口协调发展和推动智慧城市建设",
	"提高公共服务水平", "提升区国际影响力", "加强区政府自身建设"}

var planRows = []planRow{
	// 21 expected indicators.
	{"地区生产总值", plan.Expected, "亿元", plan.Higher, "2750", "4300", plan.Linear, 1,
		"2011年3077（预计，2012年区政府工作报告）；2014年4161（预计，2015年区政府工作报告）"},
	{"地区生产总值年均增长", plan.Expected, "%", plan.Higher, "", "8", plan.Rate, 1, "2012年9.2（2013年报告）；2014年8.5左右（2015年报告）"},
	{"区域税收", plan.Expected, "亿元", plan.Higher, "1180", "2100", plan.Linear, 1, "2011年1330（2012年报告）；2012年1686（2013年报告）"},
	{"区级公共财政预算收入", plan.Expected, "亿元", plan.Higher, "200", "330", plan.Linear, 1,
		"2012年263.1（2013年报告）；2013年291.4（2014年报告）；2014年316.2（一般公共预算收入，2015年报告）"},
	{"城镇居民人均可支配收入", plan.Expected, "万元", plan.Higher, "3.3", "5.2", plan.Linear, 5,
		"2013年约4.6（2014年报告）；2014年约5.0（2015年报告）"},
	{"城镇居民人均可支配收入增长", plan.Expected, "%", plan.Higher, "", "8", plan.Rate, 5, "2013年9.8（2014年报告）；2014年9（2015年报告）"},
	{"农村居民人均纯收入", plan.Expected, "万元", plan.Higher, "1.7", "2.8", plan.Linear, 2, "2013年约2.5（2014年报告）；2014年约2.7（2015年报告）"},
	{"农村居民人均纯收入增长", plan.Expected, "%", plan.Higher, "", "8", plan.Rate, 2, "2013年10（2014年报告）；2014年9.5（2015年报告）"},
	{"技术合同成交额", plan.Expected, "亿元", plan.Higher, "900", "1350", plan.Linear, 0,
		"2011年1000（2012年报告）；2012年1090（2013年报告）；2013年1191（预计，2014年报告）"},
	{"发明专利授权量", plan.Expected, "件", plan.Higher, "7000", "13500", plan.Linear, 0,
		"2011年8600（2012年报告）；2013年11800（预计，2014年报告）"},
	{"国家级高新技术企业", plan.Expected, "家", plan.Higher, "3800", "5600", plan.Linear, 0,
		"2011年4142（2012年报告）；2013年突破5000（2014年报告）"},
	{"研发经费占地区生产总值比重", plan.Expected, "%", plan.Higher, "8.0", "9.0", plan.Linear, 0, ""},
	{"现代服务业增加值比重", plan.Expected, "%", plan.Higher, "72", "78", plan.Linear, 1, ""},
	{"社会消费品零售额", plan.Expected, "亿元", plan.Higher, "1100", "1900", plan.Geometric, 1, ""},
	{"固定资产投资", plan.Expected, "亿元", plan.Higher, "", "3500", plan.Flow, 2, ""},
	{"村庄环境整治数", plan.Expected, "个", plan.Higher, "", "60", plan.Flow, 2, ""},
	{"人均公园绿地面积", plan.Expected, "平方米", plan.Higher, "12.0", "13.5", plan.Linear, 3, ""},
	{"网格化管理覆盖率", plan.Expected, "%", plan.Higher, "60", "100", plan.Linear, 4, ""},
	{"每千名老人养老床位", plan.Expected, "张", plan.Higher, "28", "38", plan.Linear, 5, ""},
	{"国际会议和展览数", plan.Expected, "个", plan.Higher, "120", "200", plan.Linear, 6, ""},
	{"网上可办事项比例", plan.Expected, "%", plan.Higher, "45", "90", plan.Linear, 7, ""},
	// 11 binding indicators.
	{"万元地区生产总值能耗累计下降", plan.Binding, "%", plan.Higher, "", "17", plan.CutLinear, 3,
		"2013年当年下降6（2014年报告）；2014年当年下降6（2015年报告）"},
	{"万元地区生产总值水耗累计下降", plan.Binding, "%", plan.Higher, "", "15", plan.CutGeometric, 3,
		"2013年当年下降5.2（2014年报告）；2014年当年下降4.8（2015年报告）"},
	{"主要污染物排放累计削减", plan.Binding, "%", plan.Higher, "", "16", plan.CutLinear, 3, "2013年当年削减5以上（4项，2014年报告）"},
	{"城镇登记失业率", plan.Binding, "%", plan.Lower, "", "1.5", plan.Hold, 5, "2013年1以内（2014年报告）；2014年1以内（2015年报告）"},
	{"生活垃圾无害化处理率", plan.Binding, "%", plan.Higher, "98", "99.5", plan.Linear, 3, ""},
	{"污水处理率", plan.Binding, "%", plan.Higher, "94", "98", plan.Linear, 3, ""},
	{"林木绿化率", plan.Binding, "%", plan.Higher, "48", "50.5", plan.Linear, 3, ""},
	{"保障性住房开工套数", plan.Binding, "套", plan.Higher, "", "45000", plan.Flow, 5, ""},
	{"常住人口规模", plan.Binding, "万人", plan.Lower, "330", "380", plan.Linear, 4, ""},
	{"重点食品安全监测合格率", plan.Binding, "%", plan.Higher, "", "97", plan.Hold, 5, ""},
	{"亿元地区生产总值安全事故死亡率", plan.Binding, "人", plan.Lower, "0.060", "0.045", plan.Linear, 7, ""},
}

func fivePlan() []plan.Indicator {
	var out []plan.Indicator
	for i, r := range planRows {
		p := plan.Indicator{Code: code("P", i+1, 2), Name: r.name, Kind: r.kind, Unit: r.unit, Better: r.better,
			BaseYear: 2010, EndYear: 2015, Path: r.path, GoalArea: goalAreas[r.goal]}
		if r.base != "" {
			n := decimal.MustParse(r.base)
			p.Base = &n
		}
		if p.Code == "P08" { // what the towns report, by how many people live from it
			p.Method = plan.Mean
		}
		end := decimal.MustParse(r.end)
		p.End = &end
		p.DataSource = "基期值和期末值为虚构"
		if r.public != "" {
			p.DataSource += "；公开数：" + r.public
		}
		out = append(out, p)
	}
	return out
}
