// Package examples holds the example years that `shiji demo` opens. Everything in them is fictional, or
// public with its source.
package examples

import "embed"

// Years are the workbooks of the example district's three years.
//
//go:embed haidian-2012/*.xlsx haidian-2013/*.xlsx haidian-2014/*.xlsx
var Years embed.FS
