package rule

import "fmt"

var catalogue []*Rule

// A new rule is one file and one line here, in the order of the IDs. The list is filled at start and not where it is
// declared, because a rule that builds on another looks that one up.
func init() {
	catalogue = []*Rule{
		&ratio,            // SR-01
		&ratioLower,       // SR-02
		&bandLinear,       // SR-03
		&step,             // SR-04
		&binary,           // SR-05
		&targetChallenge,  // SR-06
		&efficacy,         // SR-07
		&gap,              // SR-08
		&rangeTarget,      // SR-09
		&overBonus,        // SR-10
		&milestone,        // SR-11
		&scheduleProgress, // SR-12
		&timeliness,       // SR-13
		&handlingQuality,  // SR-14
		&improvement,      // SR-15
		&rankProgress,     // SR-16
		&levelAndChange,   // SR-17
		&rankStep,         // SR-18
		&rankLinear,       // SR-19
		&rankTier,         // SR-20
		&bestRatio,        // SR-21
		&minmax,           // SR-22
		&zscore,           // SR-23
		&deduct,           // SR-24
		&deductSlope,      // SR-25
		&add,              // SR-26
		&spotCheck,        // SR-27
		&checklist,        // SR-28
		&gradeMap,         // SR-29
		&vote,             // SR-30
		&expertTrimmed,    // SR-31
		&surveyScore,      // SR-32
		&selfVerify,       // SR-33
		&coefficient,      // SR-34
		&jointShare,       // SR-35
		&periodCompose,    // SR-36
		&gate,             // SR-37
		&classEqualise,    // SR-38
		&byFormula,        // SR-39
		&veto,             // SR-40
	}
	for i, r := range catalogue {
		for _, other := range catalogue[:i] {
			if r.Code == other.Code || r.ID == other.ID || r.Name.ZH == other.Name.ZH {
				panic(fmt.Sprintf("rule: %s and %s share a name", r.ID, other.ID))
			}
		}
	}
}
