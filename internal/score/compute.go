package score

import (
	"cmp"
	"slices"

	"shiji/internal/decimal"
	"shiji/internal/errs"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/rule"
	"shiji/internal/scheme"
)

// Compute scores a district's year. It fails with [errs.Findings] if the year has errors; see [Check].
func Compute(in Input) (Sheets, error) { sheets, _, err := compute(in, false); return sheets, err }

// Explain is Compute with a trace: every line and sum carries its inputs and its arithmetic. The numbers are the same.
func Explain(in Input) (Sheets, error) { sheets, _, err := compute(in, true); return sheets, err }

// compute also returns what was found that is no error.
func compute(in Input, trace bool) (Sheets, errs.Findings, error) {
	y, found := prepare(in)
	y.trace = trace
	found = append(found, y.check()...) // this scores every line: what is scored is kept
	if found.HasErrors() {
		return Sheets{}, found, found
	}
	out := Sheets{Units: []Sheet{}, Classes: []ClassResult{}, Exempt: y.exempt()}
	for _, c := range y.scheme.Classes {
		sheets, result := y.class(c)
		out.Units = append(out.Units, sheets...)
		out.Classes = append(out.Classes, result)
	}
	out.Across = y.across(out.Units)
	return out, found, nil
}

// exempt lists the units that aren't assessed here.
func (y *year) exempt() []ExemptUnit {
	out := []ExemptUnit{}
	for k := range y.in.Roster.Units {
		u := &y.in.Roster.Units[k]
		if u.Listing == org.Exempt {
			out = append(out, ExemptUnit{Unit: u.Code, Name: u.Name, System: string(u.System), Reason: u.Reason})
		}
	}
	return out
}

// class scores, ranks and grades one assessment class.
func (y *year) class(c scheme.Class) ([]Sheet, ClassResult) {
	return y.standings(c, y.earned(c.Name))
}

// earned adds up the sheets of a class, by member, before anybody is compared or vetoed.
func (y *year) earned(class string) []Sheet {
	members := y.members(class)
	lines := make([][]Line, len(members))
	for _, l := range y.index.list {
		if _, ok := l.Points[class]; !ok || y.veto(l) {
			continue
		}
		for i, s := range y.leafLines(class, l) {
			if s.line != nil {
				lines[i] = append(lines[i], *s.line)
			}
		}
	}
	sheets := make([]Sheet, len(members))
	for i, u := range members {
		sheets[i] = y.sheet(u, lines[i])
	}
	return sheets
}

// standings ranks and grades a class. What was earned stays as it is: the sheets that it returns are others.
func (y *year) standings(c scheme.Class, earned []Sheet) ([]Sheet, ClassResult) {
	members := y.members(c.Name)
	sheets := slices.Clone(earned)
	pointers := make([]*Sheet, len(members))
	vetoed := false
	for i := range sheets {
		pointers[i] = &sheets[i]
		vetoed = vetoed || len(sheets[i].Vetoes) > 0
	}
	if vetoed { // both views are kept: what the class would look like without vetoes, and the official one
		for i, v := range y.rankAndGrade(pointers, false) {
			if len(sheets[i].Vetoes) > 0 {
				sheets[i].BeforeVeto = &v
			}
		}
		for i, u := range members {
			y.applyVetoes(u, &sheets[i])
		}
	}
	for i, v := range y.rankAndGrade(pointers, true) {
		sheets[i].Result = v
	}
	slices.SortStableFunc(sheets, func(a, b Sheet) int {
		return cmp.Or(cmp.Compare(a.order(), b.order()), cmp.Compare(a.Result.Place, b.Result.Place),
			cmp.Compare(a.Unit, b.Unit))
	})
	return sheets, y.sumUp(c, sheets)
}

func listingOrder(l org.Listing) int {
	if l == org.Ranked {
		return 0
	}
	return 1
}

// order is where a sheet stands in its class: ranked units first, then those without a place yet, then separate ones.
func (s *Sheet) order() int {
	if s.Result.Provisional && s.Listing == org.Ranked {
		return 1
	}
	return 2 * listingOrder(s.Listing)
}

// sumUp counts the grades of a class and describes its totals.
func (y *year) sumUp(c scheme.Class, sheets []Sheet) ClassResult {
	out := ClassResult{Class: c.Name, ExcellentMax: -1, GoodMax: -1}
	for k := range y.in.Roster.Units {
		u := &y.in.Roster.Units[k]
		if u.Class == c.Name && u.Listing == org.Exempt {
			out.Exempt++
		}
	}
	calc := &rule.Calc{Trace: y.trace}
	var totals []rule.Term
	var values []decimal.Number
	for _, s := range sheets {
		if s.Listing != org.Ranked {
			out.Separate++
			continue
		}
		if s.Result.Provisional {
			out.Provisional++
			continue
		}
		out.Ranked++
		values = append(values, *s.Result.Total)
		totals = append(totals, calc.Num(*s.Result.Total))
		switch s.Result.Grade {
		case scheme.Excellent:
			out.Excellent++
		case scheme.Good:
			out.Good++
		case scheme.Pass:
			out.Pass++
		case scheme.Failed:
			out.Failed++
		}
	}
	n := len(values)
	if n == 0 {
		return out
	}
	count := calc.Int(int64(n))
	out.Mean = calc.Round("m", lang.T("参加排名单位的平均总分", "mean total of the ranked units"),
		calc.SumOf(totals).Quo(count), y.scheme.Places)
	slices.SortFunc(values, decimal.Number.Cmp)
	out.Best = values[n-1]
	low, high := calc.Num(values[(n-1)/2]), calc.Num(values[n/2])
	out.Median = calc.Round("M", lang.T("中位数", "median"), low.Add(high).Quo(calc.Int(2)), y.scheme.Places)
	if g := y.scheme.Grading; n >= g.SmallClass {
		quota := func(symbol string, what lang.Text, share decimal.Number) rule.Term {
			return calc.Num(calc.Round(symbol, what, calc.Num(share).Mul(count), 0))
		}
		out.ExcellentMax = Quota(g.ExcellentShare, n, 0)
		out.GoodMax = Quota(g.GoodShare, n, out.ExcellentMax)
		e := quota("E", lang.T("优秀名额：比例 × 家数，四舍五入", "places for excellent: share × units, rounded half up"), g.ExcellentShare)
		good := quota("G", lang.T("良好名额：比例 × 家数，四舍五入", "places for good: share × units, rounded half up"), g.GoodShare)
		if good.Number().Cmp(decimal.Int(int64(out.GoodMax))) > 0 {
			calc.Step("G", lang.T("不超过优秀之后剩下的家数", "at most what the excellent leave"), rule.MinOf(good, count.Sub(e)))
		}
	}
	out.Steps = calc.Steps
	return out
}

// Check says everything that is wrong, doubtful or worth knowing about a year before it is scored.
func Check(in Input) errs.Findings {
	y, found := prepare(in)
	return append(found, y.check()...).Sorted()
}
