// Package decimal holds the one number type of scores.
//
// A [Number] is exact: a decimal as an official typed it, or a quotient that nobody has rounded yet.
// Rules compute with numbers freely and round once, at the end, with [Number.Round]; so three shares of
// 29/60000 are 0.0015 and not three rounded pieces that add up to 0.0014.
//
// Rounding is 四舍五入: half away from zero, as Excel's ROUND does, so that a reader can repeat it.
// Roots and powers (used by the geometric path of a five-year plan) are the only inexact operations;
// they are computed to 34 digits and rounded to 12 decimals, the same on every machine.
//
// The package knows nothing of points, percent or units of measure: those belong to the nouns that use it.
package decimal
