package rule

import (
	"strconv"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/plan"
	"shiji/internal/survey"
)

// Channels of a satisfaction survey.
const (
	ThirdParty = "third_party" // 第三方
	Direct     = "direct"      // 直接服务对象
)

var surveyScore = Rule{
	ID: "SR-32", Code: "survey", Name: lang.T("满意度计分法", "satisfaction"),
	Says: lang.T("满意度得分（百分制）乘以分值；两个渠道合并的按权重加权，缺一个渠道的由另一个渠道承担全部权重；有效样本不足的按类内平均得分率计并注明。",
		"The satisfaction score out of 100 times the full points; where two channels are joined they are weighted, and one "+
			"stands for both if the other is missing; with too few answers the mean rate of the class is used, and said so."),
	Formula: lang.T("S = F × s ÷ 100；两者合并：S = F × (a × s1 + (1 - a) × s2) ÷ 100",
		"S = F × s ÷ 100; both channels: S = F × (a × s1 + (1 - a) × s2) ÷ 100"),
	Directions: []plan.Direction{plan.Higher},
	Params: []Param{
		{Key: "channel", ZH: "渠道", Name: lang.T("第三方、直接服务对象或两者", "third party, direct clients or both"), Type: Word,
			Words: []string{ThirdParty, Direct, "both"}, ZHWords: []string{"第三方", "直接服务对象", "两者"}, Required: true},
		{Key: "a", ZH: "第三方权重", Name: lang.T("两者合并时第三方的权重", "weight of the third party when joined"), Type: Number,
			Default: "0.6", Min: "0", Max: "1"},
		{Key: "min_n", ZH: "最少样本", Name: lang.T("可单独计分的有效样本数", "valid answers needed to score"), Unit: lang.T("份", "answers"),
			Type: Number, Default: "30", Min: "1"},
		{Key: "small_n", ZH: "样本不足", Name: lang.T("有效样本不足时的处理", "policy for too few answers"), Type: Word,
			Words: []string{string(ClassMean), string(Redistribute), string(Block)}, ZHWords: []string{"类内平均", "重新分配", "不得计分"},
			Default: string(ClassMean)},
	},
	Uses:    []Use{UseSurvey},
	AtGroup: true,
	Kinds:   []Kind{Satisfying},
	Example: Example{Better: plan.Higher, Params: "渠道=两者", Full: "25", Facts: Facts{Surveys: []SurveyResult{
		{Channel: ThirdParty, Score: decimal.MustParse("82.5"), N: fact.Number{Value: decimal.Int(400)}},
		{Channel: Direct, Score: decimal.Int(88), N: fact.Number{Value: decimal.Int(300)}}}}, Points: "21.1750"},
	Bind: func(a Args, b *Binder) Eval {
		channel, weight, least := a.Word("channel"), a.Num("a"), a.Num("min_n")
		score := func(c *Calc, channel string) (Term, bool) {
			for _, s := range c.Facts.Surveys {
				if s.Channel != channel || s.N.Value.Less(least) {
					continue
				}
				if !c.Trace {
					return c.Num(s.Score), true
				}
				c.Put("n", lang.T("%[1]s 有效样本", "valid answers, %[1]s").With(ChannelName(channel)), s.N.Value, s.N.Source)
				c.counts(s)
				return c.Put("s", lang.T("%[1]s 满意度", "satisfaction, %[1]s").With(ChannelName(channel)), s.Score, s.Source), true
			}
			return Term{}, false
		}
		return func(c *Calc) Term {
			if channel != "both" {
				s, ok := score(c, channel)
				if !ok {
					return c.noSurvey(channel)
				}
				return c.F().Mul(s).Quo(c.Int(100))
			}
			third, ok1 := score(c, ThirdParty)
			direct, ok2 := score(c, Direct)
			switch {
			case !ok1 && !ok2:
				return c.noSurvey(ThirdParty, Direct)
			case !ok2:
				c.Remark(lang.T("没有直接服务对象渠道，第三方承担全部权重", "no direct-client channel: the third party stands for both"))
				return c.F().Mul(third).Quo(c.Int(100))
			case !ok1:
				c.Remark(lang.T("没有第三方渠道，直接服务对象承担全部权重", "no third-party channel: the direct clients stand for both"))
				return c.F().Mul(direct).Quo(c.Int(100))
			}
			w := c.Num(weight)
			return c.F().Mul(w.Mul(third).Add(c.Int(1).Sub(w).Mul(direct))).Quo(c.Int(100))
		}
	},
}

// counts writes down how a satisfaction score follows from the counts of answers: each question's mean, then their sum
// in shares. Counts that give another score are refused before anything is scored.
func (c *Calc) counts(s SurveyResult) {
	if _, ok := survey.ScoreOf(s.Counts); !ok {
		return
	}
	var total Term
	for i, q := range survey.Questions(s.Counts) {
		symbol := "q" + strconv.Itoa(i+1)
		var sum, all Term
		var words []lang.Text
		for k, row := range q.Rows {
			points, n := c.Int(0), c.Num(row.Weighted)
			if row.Points != nil {
				points = n.Mul(c.Num(*row.Points))
			} else if row.Sum != nil {
				points = c.Num(*row.Sum)
			}
			if k == 0 {
				sum, all = points, n
			} else {
				sum, all = sum.Add(points), all.Add(n)
			}
			words = append(words, lang.T("%[1]s %[2]s 份", "%[1]s %[2]s").With(row.Answer, row.N))
		}
		where := lang.Same(q.Question)
		if q.Dimension != "" {
			where = lang.T("%[1]s（%[2]s）", "%[1]s (%[2]s)").With(q.Question, q.Dimension)
		}
		mean := c.Round(symbol, lang.T("%[1]s，%[2]s：%[3]s", "%[1]s, %[2]s: %[3]s").With(ChannelName(s.Channel), where,
			lang.Join(words)), sum.Quo(all), survey.MeanPlaces)
		part := c.Num(q.Share).Mul(c.Num(mean))
		if i == 0 {
			total = part
		} else {
			total = total.Add(part)
		}
	}
	c.Round("s", lang.T("%[1]s满意度：各题按占比相加",
		"satisfaction, %[1]s: the questions in their shares").With(ChannelName(s.Channel)), total, survey.ScorePlaces)
}

// noSurvey tells a channel that wasn't used for the unit from one with too few answers.
func (c *Calc) noSurvey(channels ...string) Term {
	var names []lang.Text
	for _, channel := range channels {
		for _, s := range c.Facts.Surveys {
			if s.Channel == channel {
				return c.Missing(lang.T("有效样本不足（%[1]s 份）", "too few valid answers (%[1]s)").With(s.N.Value))
			}
		}
		names = append(names, ChannelName(channel))
	}
	return c.NotApplicable(lang.T("未开展%[1]s调查", "not surveyed through: %[1]s").With(lang.Join(names)))
}

// ChannelName returns the words for a survey channel.
func ChannelName(channel string) lang.Text {
	if channel == Direct {
		return lang.T("直接服务对象", "direct clients")
	}
	return lang.T("第三方", "third party")
}
