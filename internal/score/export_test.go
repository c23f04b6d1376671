package score

// Write, TreeOf and Written are the two ways to the one form of a document.
var (
	Write   = write
	TreeOf  = treeOf
	Written = written
)
