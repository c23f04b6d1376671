// Package demo makes the example year: a fictional district with the structure of the source text (海淀区绩效管理).
//
// Numbers and lists that the source names are written by hand in lists.go and plan.go; everything else — values, marks,
// votes, results — comes from a seeded generator and is fictional, and the workbook says so. Bodies that the source
// names appear under their names and never with a veto, a fail or a low score. The committed workbook in examples/ is
// what this package writes; a test compares them cell by cell.
package demo
