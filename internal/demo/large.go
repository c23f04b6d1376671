package demo

import (
	"fmt"

	"shiji/internal/decimal"
	"shiji/internal/fact"
	"shiji/internal/org"
	"shiji/internal/plan"
	"shiji/internal/progress"
	"shiji/internal/review"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
	"shiji/internal/survey"
	"shiji/internal/target"
)

// Large makes a district-year for benchmarks: units in five classes, leaves indicators (a multiple of 10, 50
// at least) with capped, inverse, banded, deduction and peer rules in turn, and satisfaction. The same
// number makes the same year.
func Large(number, units, leaves int) score.Input {
	in := score.Input{Scheme: largeScheme(leaves)}
	classes := in.Scheme.Classes
	in.Roster.Bodies = []org.Body{{Name: "考评办"}}
	for i := range units {
		u := org.Unit{Code: code("U", i+1, 4), Name: fmt.Sprintf("示例单位%d", i+1), System: org.Government,
			Class: classes[i%len(classes)].Name, SurveyClass: org.FacesPublic, Listing: org.Ranked}
		in.Roster.Units = append(in.Roster.Units, u)
		largeFacts(&in, u, number)
	}
	return in
}

func largeScheme(leaves int) scheme.Scheme {
	s := scheme.Default()
	s.Year, s.District, s.Title, s.Document, s.Version = Year, "基准区", "基准方案", "基准〔2014〕1号", "第1版"
	var names []string
	for i := range 5 {
		names = append(names, fmt.Sprintf("第%d类", i+1))
		s.Classes = append(s.Classes, scheme.Class{Name: names[i], System: org.Government})
	}
	for i, n := range []string{"50", "20", "25", "5", "0"} {
		f := scheme.District.Classes[i]
		s.Groups = append(s.Groups, scheme.Group{Level1: f.Level1, Name: f.Name.ZH, Points: points(n, names)})
	}
	item := func(l scheme.Level1, name, n string) {
		s.Items = append(s.Items, scheme.Item{Name: name, Level1: l, Points: points(n, names), Bodies: []string{"考评办"}})
	}
	for i := range 5 {
		item(scheme.Duty, fmt.Sprintf("职能%d", i+1), "10")
	}
	for i := range 4 {
		item(scheme.Efficiency, fmt.Sprintf("效能%d", i+1), "5")
	}
	item(scheme.Service, "满意度", "25")
	item(scheme.Innovation, "创新", "5")
	item(scheme.Veto, "否决", "0")
	perItem := leaves / 10
	for i, it := range s.Items[:10] {
		if it.Level1 == scheme.Service {
			it = s.Items[10]
		}
		hundred, each := decimal.Int(100), it.Points[names[0]].Quo(decimal.Int(int64(perItem)))
		even := each.Mul(hundred).Floor().Quo(hundred) // points have two decimals; the last indicator takes what is left
		for k := range perItem {
			full := even
			if k == perItem-1 {
				full = it.Points[names[0]].Sub(even.Mul(decimal.Int(int64(k))))
			}
			n := i*perItem + k
			l := leaf(it.Name, code("L", n+1, 3), fmt.Sprintf("指标%d", n+1), "分", plan.Higher, "ratio", nil, nil)
			switch n % 5 {
			case 1:
				l.Better, l.Rule = plan.Lower, "ratio_lower"
			case 2:
				l.Rule, l.Params = "step", rule.Params{"bands": fmt.Sprintf("90:%[1]s,80:%[2]s,60:%[3]s,*:0", decimalOf(full, 10),
					decimalOf(full, 8), decimalOf(full, 5))}
			case 3:
				l.Better, l.Rule, l.Params = plan.Binary, "deduct", rule.Params{"kinds": "问题:0.05"}
			case 4:
				l.Rule = "minmax"
			}
			l.Points = scheme.Points{}
			for _, name := range names {
				l.Points[name] = full
			}
			s.Leaves = append(s.Leaves, l)
		}
	}
	s.Leaves = append(s.Leaves, leaf("满意度",
		"E001", "群众满意度", "分", plan.Higher, "survey", rule.Params{"channel": rule.ThirdParty}, points("25", names)),
		leaf("否决", "V001", "重大事故", "", plan.Binary, "veto", rule.Params{"basis": "某规定", "effects": "fail"}, scheme.Points{}))
	return s
}

// decimalOf is tenths of full, as text with four decimals at most.
func decimalOf(full decimal.Number, tenths int64) string {
	return full.Mul(decimal.Ratio(tenths, 10)).Round(4).String()
}

func largeFacts(in *score.Input, u org.Unit, district int) {
	r := seed("large", district, u.Code)
	for _, l := range in.Scheme.Leaves {
		goal := decimal.Int(r.between(500, 990))
		actual := decimal.Int(r.between(400, 1000))
		switch l.Rule {
		case "ratio", "ratio_lower":
			in.Targets = append(in.Targets, target.Target{Unit: u.Code, Indicator: l.Code,
				Value: &fact.Number{Value: goal.Quo(decimal.Int(10))}})
		case "step", "minmax":
		case "deduct":
			if n := r.between(0, 3); n > 0 {
				in.Events = append(in.Events, review.Event{Unit: u.Code, Type: review.Deduction, Indicator: l.Code, Matter: "问题",
					Kind: "问题", Count: decimal.Int(n), State: review.Decided, Source: fact.Source{Document: "通报"}})
			}
			continue
		default:
			continue
		}
		n := actual.Quo(decimal.Int(10))
		in.Actuals = append(in.Actuals, progress.Actual{Unit: u.Code, Indicator: l.Code, Item: rule.Actual,
			Status: fact.Verified, Values: []progress.PeriodValue{{Period: "Y", Number: &n}}})
	}
	in.Surveys = append(in.Surveys, survey.Result{Unit: u.Code, Channel: rule.ThirdParty, Score: r.value(700, 960, 10),
		N: fact.Number{Value: decimal.Int(300)}})
}
