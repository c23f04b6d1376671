package demo

import "shiji/internal/score"

//go:generate go run ./generate

// ExampleFile is the workbook of the example, from the project's root.
const ExampleFile = "examples/haidian-2014/2014年度绩效工作簿.xlsx"

// Example is an example year with the file that it is committed in, from the project's root.
type Example struct {
	File string
	Make func() score.Input
}

// Examples lists the committed examples.
var Examples = []Example{
	{ExampleFile, Haidian2014},
	{"examples/haidian-2013/2013年度绩效工作簿.xlsx", Haidian2013},
	{"examples/haidian-2012/2012年度绩效工作簿.xlsx", Haidian2012},
	{"examples/beijing-municipal/2014年度绩效工作簿.xlsx", Municipal},
}
