// Package survey holds satisfaction (满意度): how answers of citizens, enterprises and staff become a number with its
// error, and that number as an input of a score.
//
// A [Sample] is answer sheets with the design by which they were drawn: strata, clusters, weights, finite populations,
// calibration. Estimates are made in two steps: a statistic of some sheets becomes a [Linear], its value and what each
// sheet moves it by (Taylor linearisation); [Sample.Estimate] turns that into standard error and interval. Sub-groups
// are domains of the design: they are estimated from their sheets, but the strata and clusters of all sheets count.
// What can't be estimated is a [Refusal] that says why; nothing here returns NaN.
//
// Weights are sheets of the population that a sheet stands for. Points and scores are out of 100, shares from 0
// to 1. Floats are used here, and only here below package score; every product is rounded before it is added
// (float64(a*b)+c), so that all machines give the same bits. A result reaches a score only as a decimal rounded
// to 4 places: a [Result].
//
// The formulas are those of the field's reference package, R survey, and are tested against it (testdata/reference.R).
package survey
