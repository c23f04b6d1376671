package score

// Write, TreeOf and Written are the two ways to the one form of a document.
var (
	TreeOf  = treeOf
	Written = written
)

// Write writes a document, without places if it is bare; it fails where what is hashed of it would be something else.
func Write(v any, bare bool) ([]byte, error) {
	c := &canon{bare: bare}
	c.write(v)
	if bare && c.err == nil {
		if sum, err := hashUnplaced(v); err != nil || sum != hashOf(c.out) {
			panic("what is hashed isn't what is written: " + sum)
		}
	}
	return c.out, c.err
}
