// Package study analyses a survey from two files: the answers, any CSV or workbook, and the design, a short YAML file
// that says what their columns mean, how the sample was drawn and how answers become points.
//
// [ReadSpec] reads a design and names every line that it can't use. [Load] reads the answers as a table, keeps what
// the design asks for in a few bytes a sheet, and lists what was left out and why. [Analyse] estimates with package
// survey and gives a [Report]: what people read, what other programs read, and what enters a year. Nothing here
// decides how an estimate is made.
package study
