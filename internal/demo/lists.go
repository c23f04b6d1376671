package demo

import "shiji/internal/org"

// unitName is a unit before it has a code. Named says that the source text names it.
type unitName struct {
	name, short string
	survey      org.SurveyClass
	named       bool
	added       bool // 2013 年调整纳入
}

// Assessment classes. Government bureaus are ranked in two classes.
const (
	classParty      = "党群"
	classEconomy    = "政府综合"
	classService    = "政府服务"
	classStreet     = "街道"
	classTown       = "镇"
	classEnterprise = "区属企业"
)

var classNames = []string{classParty, classEconomy, classService, classStreet, classTown, classEnterprise}

const addedReason = "按三定职责新纳入本系统（2013年调整）"

var partyUnits = []unitName{
	{name: "区委办", survey: org.FacesOrgans, named: true},
	{name: "区人大办", survey: org.FacesOrgans, named: true},
	{name: "区政协办", survey: org.FacesOrgans, named: true},
	{name: "区委组织部", survey: org.FacesOrgans, named: true},
	{name: "区监察局", survey: org.FacesOrgans, named: true},
	{name: "区社工委（社会办）", short: "区社会办", survey: org.FacesPublic, named: true},
	{name: "区农工委（农委）", short: "区农委", survey: org.FacesPublic, named: true},
	{name: "区委督查室", survey: org.FacesOrgans, named: true},
	{name: "区编办", survey: org.FacesOrgans, named: true},
	{name: "台办机关", survey: org.FacesPublic, named: true, added: true},
	{name: "职业学校", survey: org.FacesPublic, named: true, added: true},
	{name: "新闻中心", survey: org.FacesPublic, named: true, added: true},
	{name: "区文化传承部", survey: org.FacesPublic},
	{name: "区群众联络部", survey: org.FacesPublic},
	{name: "区青年发展部", survey: org.FacesPublic},
	{name: "区妇儿关爱部", survey: org.FacesPublic},
	{name: "区工匠服务部", survey: org.FacesEnterprises},
	{name: "区园区党建部", survey: org.FacesEnterprises},
	{name: "区志愿服务部", survey: org.FacesPublic},
	{name: "区史志编研部", survey: org.FacesOrgans},
	{name: "区学习教育部", survey: org.FacesOrgans},
	{name: "区老年工作部", survey: org.FacesPublic},
	{name: "区信息研究部", survey: org.FacesOrgans},
	{name: "区残健共融部", survey: org.FacesPublic},
	{name: "区科普协作部", survey: org.FacesPublic},
	{name: "区侨乡联谊部", survey: org.FacesPublic},
}

var economyUnits = []unitName{
	{name: "区政府办", survey: org.FacesOrgans, named: true},
	{name: "区人力社保局", survey: org.FacesPublic, named: true},
	{name: "区国资委", survey: org.FacesEnterprises, named: true},
	{name: "区财政局", survey: org.FacesOrgans, named: true},
	{name: "区统计局", survey: org.FacesOrgans, named: true},
	{name: "区政府督查室（绩效办）", short: "区绩效办", survey: org.FacesOrgans, named: true},
	{name: "区政府法制办", survey: org.FacesOrgans, named: true},
	{name: "区应急办", survey: org.FacesOrgans, named: true},
	{name: "西区办", survey: org.FacesEnterprises, named: true, added: true},
	{name: "区节能降耗局", survey: org.FacesEnterprises},
	{name: "区创新促进局", survey: org.FacesEnterprises},
	{name: "区知识转化局", survey: org.FacesEnterprises},
	{name: "区产业协作局", survey: org.FacesEnterprises},
	{name: "区投资引导局", survey: org.FacesEnterprises},
	{name: "区商贸流通局", survey: org.FacesEnterprises},
	{name: "区数字发展局", survey: org.FacesEnterprises},
	{name: "区对外交往局", survey: org.FacesEnterprises},
	{name: "区物价信息局", survey: org.FacesPublic},
	{name: "区园区建设局", survey: org.FacesEnterprises},
	{name: "区金融服务局", survey: org.FacesEnterprises},
	{name: "区审计协查局", survey: org.FacesOrgans},
	{name: "区土地整理局", survey: org.FacesPublic},
}

var serviceUnits = []unitName{
	{name: "房地中心", survey: org.FacesPublic, named: true, added: true},
	{name: "环卫中心", survey: org.FacesPublic, named: true, added: true},
	{name: "档案局", survey: org.FacesOrgans, named: true, added: true},
	{name: "机关事务管理处", survey: org.FacesOrgans, named: true, added: true},
	{name: "圆明园管理处", survey: org.FacesPublic, named: true, added: true},
	{name: "区学前教育局", survey: org.FacesPublic},
	{name: "区社区健康局", survey: org.FacesPublic},
	{name: "区养老助残局", survey: org.FacesPublic},
	{name: "区绿地养护局", survey: org.FacesPublic},
	{name: "区水网管理局", survey: org.FacesPublic},
	{name: "区道路畅通局", survey: org.FacesPublic},
	{name: "区住房保障局", survey: org.FacesPublic},
	{name: "区食品监测局", survey: org.FacesPublic},
	{name: "区安全巡防局", survey: org.FacesPublic},
	{name: "区公共文化局", survey: org.FacesPublic},
	{name: "区全民健身局", survey: org.FacesPublic},
	{name: "区民政互助局", survey: org.FacesPublic},
	{name: "区法律援助局", survey: org.FacesPublic},
	{name: "区信访接待局", survey: org.FacesPublic},
	{name: "区便民审批局", survey: org.FacesEnterprises},
	{name: "区市容整治局", survey: org.FacesPublic},
	{name: "区气象服务局", survey: org.FacesPublic},
	{name: "区地震科普局", survey: org.FacesPublic},
	{name: "区垂管税务所", survey: org.FacesEnterprises}, // listed separately
}

// Streets, towns and enterprises are all fictional.
var streetNames = []string{"银杏", "海棠", "玉兰", "紫藤", "丁香", "白桦", "青松", "翠竹", "金桂", "红枫", "木槿", "石榴", "合欢", "梧桐", "蔷薇",
	"杜鹃", "芙蓉", "茉莉", "腊梅", "月季", "云杉", "雪松"}

var townNames = []string{"稻浪", "麦香", "荷塘", "柳溪", "杏坡", "桃源里", "苇甸"}

var enterpriseNames = []string{"示例水务公司", "示例热力公司", "示例园林公司", "示例置业公司", "示例物业公司", "示例科技投资公司", "示例文化旅游公司", "示例公共交通公司"}

// exemptUnits take part in the assessment of leadership teams and cadres only. Source: 海淀区绩效管理, section 二 (一).
var exemptUnits = []struct {
	name   string
	system org.System
}{{"区巡视组", org.Party}, {"回收公司", org.Enterprise}, {"超市发", org.Enterprise}}

const exemptReason = "只参加领导班子和干部考核，不参加本系统的绩效考核"

// bodies are the 13 implementing bodies. The source gives their number; the names are those of the default points plan.
var bodies = []org.Body{
	{Name: "区委督查室", Unit: "区委督查室", Substitute: "区政府督查室（绩效办）", Work: "重点工作（党委系统任务）"},
	{Name: "区政府督查室（绩效办）", Unit: "区政府督查室（绩效办）", Substitute: "领导小组指定评分人（示例）", Work: "重点工作、部门工作、创新创优；汇总全区考评"},
	{Name: "区委组织部", Unit: "区委组织部", Substitute: "区政府督查室（绩效办）", Work: "党建工作"},
	{Name: "区政府法制办", Unit: "区政府法制办", Substitute: "区政府督查室（绩效办）", Work: "依法行政"},
	{Name: "区应急办", Unit: "区应急办", Substitute: "区政府督查室（绩效办）", Work: "应急管理"},
	{Name: "区财政局", Unit: "区财政局", Substitute: "区政府督查室（绩效办）", Work: "预算绩效"},
	{Name: "区人大办", Unit: "区人大办", Substitute: "区政府督查室（绩效办）", Work: "人大建议办理"},
	{Name: "区政协办", Unit: "区政协办", Substitute: "区政府督查室（绩效办）", Work: "政协提案办理"},
	{Name: "区编办", Unit: "区编办", Substitute: "区政府督查室（绩效办）", Work: "行政审批改革与职能转变"},
	{Name: "区监察局", Unit: "区监察局", Substitute: "区政府督查室（绩效办）", Work: "满意度调查组织；作风事项"},
	{Name: "区统计局", Unit: "区统计局", Substitute: "区政府督查室（绩效办）", Work: "直接服务对象问卷统计"},
	{Name: "区国资委", Unit: "区国资委", Substitute: "区政府督查室（绩效办）", Work: "企业系统牵头；经营业绩"},
	{Name: "区社会办", Unit: "区社工委（社会办）", Substitute: "区政府督查室（绩效办）", Work: "协调行业协会和街道组织问卷"},
}
