package rule

import "fmt"

var catalogue []*Rule

// A new rule is one file and one line here, in the order of the IDs. The list is filled at start and not where it is declared,
// because a rule that builds on another looks that one up.
func init() {
	catalogue = []*Rule{
		&ratio,           // SR-01
		&ratioLower,      // SR-02
		&step,            // SR-04
		&binary,          // SR-05
		&targetChallenge, // SR-06
		&rangeTarget,     // SR-09
		&milestone,       // SR-11
		&timeliness,      // SR-13
		&rankStep,        // SR-18
		&rankTier,        // SR-20
		&minmax,          // SR-22
		&deduct,          // SR-24
		&deductSlope,     // SR-25
		&add,             // SR-26
		&checklist,       // SR-28
		&vote,            // SR-30
		&expertTrimmed,   // SR-31
		&surveyScore,     // SR-32
		&coefficient,     // SR-34
		&gate,            // SR-37
		&veto,            // SR-40
	}
	for i, r := range catalogue {
		for _, other := range catalogue[:i] {
			if r.Code == other.Code || r.ID == other.ID || r.Name.ZH == other.Name.ZH {
				panic(fmt.Sprintf("rule: %s and %s share a name", r.ID, other.ID))
			}
		}
	}
}
