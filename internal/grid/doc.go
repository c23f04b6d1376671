// Package grid reads the files that officials send, workbooks and CSV, as grids of cells, and
// refuses what is dangerous.
//
// [Open] looks at a file before anything else reads it: what it is by its content, how large it becomes, what hides in
// it. Then [Sheet.Rows] hands out row after row without keeping them, so that a hundred thousand rows need no more
// memory than a hundred. A cell comes as it is stored and as it is shown; what it means is for the packages above.
package grid
