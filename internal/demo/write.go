package demo

//go:generate go run ./generate

// ExampleFile is the workbook of the example, from the project's root.
const ExampleFile = "examples/haidian-2014/2014年度绩效工作簿.xlsx"
