package score_test

import (
	"testing"

	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/progress"
	"shiji/internal/rule"
	"shiji/internal/score"
)

// TestACodeThatStandsTwice is an error of the year and not the end of the program: units, indicators, facts of nobody.
func TestACodeThatStandsTwice(t *testing.T) {
	in := demo.Large(1, 15, 50)
	twice := in
	twice.Roster.Units = append(twice.Roster.Units[:15:15], in.Roster.Units[0])
	leaf := in
	leaf.Scheme.Leaves = append(leaf.Scheme.Leaves[:len(leaf.Scheme.Leaves):len(leaf.Scheme.Leaves)], in.Scheme.Leaves[0])
	stray := in
	stray.Actuals = append(stray.Actuals[:len(stray.Actuals):len(stray.Actuals)],
		progress.Actual{Unit: "nobody", Indicator: "L001", Item: rule.Actual, Status: fact.Verified},
		progress.Actual{Unit: "U0001", Indicator: "nothing", Item: rule.Actual, Status: fact.Verified},
		progress.Actual{Item: rule.Actual, Status: fact.Verified})
	for name, in := range map[string]score.Input{"a unit": twice, "an indicator": leaf, "facts of nobody": stray} {
		found := score.Check(in)
		if _, err := score.Compute(in); (err != nil) != found.HasErrors() {
			t.Errorf("%s: %v, check says %v", name, err, found.Errors())
		}
		if _, err := score.NewPlan(in); (err != nil) != found.HasErrors() {
			t.Errorf("%s: %v, check says %v", name, err, found.Errors())
		}
	}
}

// TestAPlanKeepsWhatItNeeds: lines that a policy gives keep what they had the year before, and not the year's reports.
func TestAPlanKeepsWhatItNeeds(t *testing.T) {
	in := with(demo.Small(), "A1", "ratio", "缺报=沿用上年")
	a := actual(&in, "S3", "A1", rule.Actual)
	a.Status, a.Values = fact.MissingUnexcused, nil
	for item, n := range map[string]int64{progress.LastYearPoints: 18, progress.LastYearFull: 20} {
		number := decimal.Int(n)
		in.Actuals = append(in.Actuals, progress.Actual{Unit: "S3", Indicator: "A1", Item: item, Status: fact.Verified,
			Values: []progress.PeriodValue{{Period: "Y", Number: &number}}})
	}
	sheets := compute(t, in)
	if points := line(sheets.Sheet("S3"), "A1").Points; points == nil || points.IsZero() {
		t.Fatalf("S3 has %v of A1", points)
	}
	planIsCompute(t, "last year's", in, sheets)
}
