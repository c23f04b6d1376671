// Package rule is the catalogue of scoring rules (计分方法), SR-01 to SR-40.
//
// A [Rule] says how inputs become points: its parameters with their units and bounds, what it reads, what is checked
// when a scheme is loaded, its sentence in Chinese and English, and its exact evaluation. Each rule is one file with
// its test; a new one is one file and one line in catalogue.go.
//
// Rules compute with [Term], a number that also knows how it is written while a trace is kept. So an explanation is the
// computation itself, printed: the arithmetic on a scorecard can't differ from the arithmetic that gave the points. A
// rule returns its points as an exact number; [Bound.Score] limits it to what the line may give, rounds once to 4
// decimals, and never rounds before.
//
// The package decides nothing about classes, totals or grades (package score), and nothing about where inputs come
// from. Source of the rules: the field's published practice, cited at each rule as in docs/adr/0005.
package rule
