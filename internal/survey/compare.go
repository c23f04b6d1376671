package survey

import (
	"math"
	"slices"

	"shiji/internal/dist"
	"shiji/internal/lang"
)

// Test is a comparison of two estimates: do they differ?
type Test struct {
	Difference Estimate `json:"difference"`
	T          float64  `json:"t"`      // difference ÷ standard error
	P          float64  `json:"p"`      // of a difference at least as large by chance alone
	Adjusted   float64  `json:"p_holm"` // after Holm, when several are compared
	Differ     bool     `json:"differ"` // Adjusted is below 1 - level
	Level      float64  `json:"level"`
}

// Compare tests whether two statistics of one sample differ. The design's covariance of the two is taken in. Where one
// of the two has no standard error they aren't compared.
func (s *Sample) Compare(a, b Linear, o Options) (Test, error) {
	o = o.withDefaults()
	for _, l := range []Linear{a, b} {
		if e := s.Estimate(l, o); e.SE == nil {
			return Test{}, &Refusal{lang.T("有一方没有标准误（%[1]s），不作比较",
				"one of the two has no standard error (%[1]s): they aren't compared").With(e.Refused[0])}
		}
	}
	return test(s.Estimate(Difference(a, b), o), o)
}

// CompareApart tests whether estimates of two independent samples differ, with Welch's degrees of freedom.
func CompareApart(a, b Estimate, o Options) (Test, error) {
	o = o.withDefaults()
	d := Estimate{Kind: DifferenceKind, Value: a.Value - b.Value, N: a.N + b.N}
	if a.SE == nil || b.SE == nil {
		return Test{}, refuse("有一方没有标准误，不作比较", "one of the two has no standard error: they aren't compared")
	}
	if !o.reaches(a) || !o.reaches(b) {
		return Test{}, &Refusal{noFreedom}
	}
	se, df := joinErrors(1, a, 1, b)
	d.SE, d.DF, d.Certain = &se, df, a.Certain && b.Certain
	if reach := float64(critical(o, df) * se); se > 0 || d.Certain {
		d.Interval = &Interval{Low: d.Value - reach, High: d.Value + reach, Level: o.Level, Method: o.Interval}
	}
	return test(d, o)
}

var noFreedom = lang.T("抽样单位不比层多，自由度为 0，给不出区间",
	"there are no more units drawn than strata: without degrees of freedom there is no interval")

// reaches reports whether an interval can be made of an estimate's error: it has degrees of freedom, or needs none.
func (o Options) reaches(e Estimate) bool {
	return e.DF >= 1 || e.SE != nil && *e.SE == 0 || o.Interval == Z
}

// joinErrors is the standard error of x·a ± y·b of independent samples, and its degrees of freedom after Welch and
// Satterthwaite, rounded down.
func joinErrors(x float64, a Estimate, y float64, b Estimate) (se float64, df int) {
	va, vb := float64(float64(x*x)*float64(*a.SE**a.SE)), float64(float64(y*y)*float64(*b.SE**b.SE))
	if va+vb == 0 {
		return 0, max(a.DF+b.DF, 1)
	}
	d := float64((va+vb)*(va+vb)) / (float64(va*va)/float64(max(a.DF, 1)) + float64(vb*vb)/float64(max(b.DF, 1)))
	return math.Sqrt(va + vb), max(int(d), 1)
}

func test(d Estimate, o Options) (Test, error) {
	if d.SE == nil || d.DF < 1 && *d.SE > 0 && o.Interval != Z {
		return Test{}, &Refusal{d.Refused[0]}
	}
	out := Test{Difference: d, Level: o.Level, P: 1}
	switch {
	case *d.SE > 0:
		out.T = d.Value / *d.SE
		if o.Interval == Z {
			out.P = dist.NormalP(out.T)
		} else {
			out.P = dist.StudentP(out.T, float64(d.DF))
		}
	case d.Value != 0: // known without error, or many sheets on either side without any spread; and different
		out.P = 0
	}
	out.Adjusted = out.P
	out.Differ = out.P < 1-o.Level
	return out, nil
}

// Holm corrects the p values of several comparisons made together, so that the chance of calling any of them different
// by mistake stays at 1 - level.
func Holm(tests []Test) {
	order := make([]int, len(tests))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case tests[a].P < tests[b].P:
			return -1
		case tests[a].P > tests[b].P:
			return 1
		}
		return 0
	})
	worst := 0.0
	for k, i := range order {
		worst = max(worst, min(1, float64(float64(len(tests)-k)*tests[i].P)))
		tests[i].Adjusted = worst
		tests[i].Differ = worst < 1-tests[i].Level
	}
}
