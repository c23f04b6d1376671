package grid

// Merged knows the merged ranges of a sheet while its rows are taken in order: what stands in the first cell of a range
// stands for all of them.
type Merged struct {
	begin map[int][]Merge // by their first rows
	open  []mergedRange   // those that the rows have come to
}

type mergedRange struct {
	Merge
	first Cell
}

// largestMerge is the number of cells above which a range holds a title, and no data.
const largestMerge = 1 << 16

// NewMerged begins with a sheet.
func NewMerged(merges []Merge) *Merged {
	m := &Merged{begin: map[int][]Merge{}}
	for _, r := range merges {
		m.begin[r.Row1] = append(m.begin[r.Row1], r)
	}
	return m
}

// Next comes to a row; rows are taken in order.
func (m *Merged) Next(row Row) {
	still := m.open[:0]
	for _, r := range m.open {
		if r.Row2 >= row.Index {
			still = append(still, r)
		}
	}
	m.open = still
	for _, r := range m.begin[row.Index] {
		m.open = append(m.open, mergedRange{r, row.At(r.Col1)})
	}
	delete(m.begin, row.Index)
}

// First is the first cell of the range that a cell of the row lies in, unless it is that cell itself or a range of a
// title.
func (m *Merged) First(row, col int) (Cell, bool) {
	for _, r := range m.open {
		if r.Holds(row, col) && (row != r.Row1 || col != r.Col1) && (r.Row2-r.Row1+1)*(r.Col2-r.Col1+1) <= largestMerge &&
			!r.first.Blank() {
			return r.first, true
		}
	}
	return Cell{}, false
}
