// Package score turns a district's year into scores: lines, level-2 and level-1 points, totals, places, grades, and the
// reasons for all of them.
//
// [Compute] is pure: it reads no clock, no store, no random source and no map order, so the same [Input] gives the
// same bytes on any machine. It goes bottom up: every level-3 indicator becomes a [Line] by its rule (package rule);
// lines become level-2 items, items level-1 classes, these with bonuses and deductions the total; the total is
// published to the scheme's decimals, and only then ranked. Points that differ by class, peers, quotas and means never
// leave the assessment class.
//
// A line without data is treated by the scheme's missing-data policy, named on the line. An item whose lines all leave,
// leaves; its siblings scale up (重新分配). 服务效果 is the exception in one point: it is rounded once, at the group.
//
// A [Run] freezes inputs and results in one canonical document; [Verify] recomputes it anywhere and compares bytes.
package score
