// Package sheet reads and writes the files that people know: the year's workbook and the results workbook.
//
// The layout of the year's workbook is one place, layout.go: docs/format.md, the template, the reader and the writer of
// examples follow it. Reading finds everything that is wrong at once and repairs nothing in silence: what was cleaned
// is listed, what can't be read is refused with its file, sheet and cell, and an empty cell is missing, never zero. The
// reader knows forms, not rules: whether a year can be scored is decided by package score.
package sheet
