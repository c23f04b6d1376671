package sheet

import "testing"

// TestScorecardsCanBeReadOnPaper: fitted to the width of A4 across, the letters of a scorecard are at least 8 points
// high.
func TestScorecardsCanBeReadOnPaper(t *testing.T) {
	t.Parallel()
	const (
		letters = 10.5 // points, as the sheet has them
		page    = 11.69 - 2*0.4
		perInch = 96.0
	)
	width := 0.0 // in pixels, as spreadsheet programs lay out columns
	for _, w := range cardWidths {
		width += w*7 + 5
	}
	if printed := letters * page * perInch / width; printed < 8 {
		t.Errorf("the letters of a scorecard are %.1f points high on paper", printed)
	}
}
