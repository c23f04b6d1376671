package table

import (
	"testing"

	"pgregory.net/rapid"

	"shiji/internal/grid"
)

// TestAtAGlance: what is told at a glance, or remembered, is what a full look says.
func TestAtAGlance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := &reader{table: &Table{Sheet: &grid.Sheet{}}}
		cells := rapid.SliceOf(rapid.OneOf(
			rapid.StringMatching(`-?[0-9]{0,21}(\.[0-9]{0,4})?`),
			rapid.StringMatching(`[ 　]?[A-Za-z满意0-9.,/%-]{0,6}[ \r\n\x{a0}\x{200b}]?`),
			rapid.SampledFrom([]string{"满意", "满意 ", "2014-12-31", "2014年1月2日", "９５％", "1,234.50", "#N/A", "是",
				"0.30000000000000004", "1e5", "Inf", "\x00"}),
		)).Draw(t, "cells")
		for _, raw := range append(cells, cells...) {
			c, why, to := in.understand(grid.TextCell(raw), 0)
			wantC, wantWhy, wantTo := understand(grid.TextCell(raw))
			if c.Kind != wantC.Kind || c.Text != wantC.Text || !c.Number.Equal(wantC.Number) || why != wantWhy || to != wantTo {
				t.Fatalf("%q is %+v %s %q, want %+v %s %q", raw, c, why, to, wantC, wantWhy, wantTo)
			}
		}
	})
}
