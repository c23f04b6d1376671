// Package formula is the small language in which a scheme computes what no rule of the catalogue does (SR-39),
// indicators that are computed from others, and whatever index `shiji calc` is asked for.
//
// A formula is one expression over named inputs: exact decimals, + - * / ^, percentages, comparisons, and or not, if,
// functions over numbers, lists and the assessment class. There are no loops, no time, no randomness and no input or
// output; the length of the source, its depth and the cost of an evaluation are bounded.
//
// [Compile] reads a formula once and says everything that is wrong with it, each problem at its character. [Expr.Eval]
// computes it for one [Scope]. What has no value (a missing input, a division by zero, the logarithm of a negative) is
// a [Value] that says why: a missing-data policy handles it. With a trace, the result carries its arithmetic, which
// package arith reads again.
package formula
