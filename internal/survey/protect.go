package survey

import (
	"cmp"
	"slices"
)

// Block is the counts of one question in one group, as a table publishes them: the number of answers, their mean points
// and the share of the satisfied are published beside the counts, unless they are hidden too. Protect decides what is.
type Block struct {
	Counts    []int   // of each level
	Points    []int64 // of each level, in any unit
	Satisfied []bool
	Total     bool // their sum is shown, small or not

	Hidden   []bool // levels whose counts aren't shown
	NoRate   bool   // the share of the satisfied isn't shown
	Withheld bool   // nothing of the block is shown, not even its number of answers

	moves [][]int
}

// Partition says that the counts of some blocks add up to those of another: the groups of a table, and the whole.
type Partition struct {
	Whole int
	Parts []int
}

// Protect hides counts from 1 to least - 1, and as many more as it takes that nobody can compute a hidden small count
// from anything published: sums, means, rates, and differences of tables. Zeros show nobody and stay.
//
// A small count is safe only if another table exists, in whole numbers, that agrees with everything published and
// has a different count in that place. Protect looks for such a table and hides more where it finds none; so
// whatever it leaves open is proven safe, and what it can't prove is withheld. Where weights differ a mean says less
// than it is taken to say here.
func Protect(blocks []*Block, partitions []Partition, least int) {
	p := &protector{blocks: blocks, least: least, in: make([][]int, len(blocks)), partitions: partitions}
	for k, part := range partitions {
		p.in[part.Whole] = append(p.in[part.Whole], k)
		for _, b := range part.Parts {
			p.in[b] = append(p.in[b], k)
		}
	}
	for _, b := range blocks {
		if b.Hidden == nil {
			b.Hidden = make([]bool, len(b.Counts))
		}
		n := 0
		for k, c := range b.Counts {
			b.Hidden[k] = b.Hidden[k] || c > 0 && c < least
			n += c
		}
		b.Withheld = b.Withheld || n > 0 && n < least && !b.Total
		b.enumerate()
	}
	for p.round() {
	}
}

type protector struct {
	blocks     []*Block
	partitions []Partition
	in         [][]int // partitions that a block takes part in
	least      int
	nodes      int
}

// round looks at every small count, and hides more for those that aren't safe. It reports whether it hid anything.
func (p *protector) round() bool {
	changed := false
	for i, b := range p.blocks {
		for k, c := range b.Counts {
			if c == 0 || c >= p.least || p.safe(i, k) {
				continue
			}
			changed = p.hideMore(i, k) || changed
		}
	}
	return changed
}

// safe looks for another table: a move in the block that changes level k, and moves of other
// blocks that make up for it.
func (p *protector) safe(i, k int) bool {
	p.nodes = 0
	for _, d := range p.blocks[i].moves {
		if d[k] != 0 && p.settle(map[int][]int{i: d}, 0) {
			return true
		}
	}
	return false
}

// settle makes up for what moves changed in the sums of partitions.
func (p *protector) settle(moved map[int][]int, depth int) bool {
	if p.nodes++; p.nodes > 4000 || depth > 8 {
		return false
	}
	part, off := p.unbalanced(moved)
	if part < 0 {
		return true
	}
	back := make([]int, len(off))
	for k, x := range off {
		back[k] = -x
	}
	try := func(b int, d []int) bool {
		if _, taken := moved[b]; taken || !p.blocks[b].allows(d) {
			return false
		}
		moved[b] = d
		defer delete(moved, b)
		return p.settle(moved, depth+1)
	}
	for _, b := range p.partitions[part].Parts {
		if try(b, back) {
			return true
		}
	}
	return try(p.partitions[part].Whole, off)
}

// unbalanced finds a partition whose parts no longer add up to the whole, and by how much they are above
// it; -1 if there is none.
func (p *protector) unbalanced(moved map[int][]int) (part int, off []int) {
	best := -1
	for b := range moved {
		for _, k := range p.in[b] {
			if best >= 0 && k >= best {
				continue
			}
			sum := make([]int, len(moved[b]))
			add := func(b, sign int) {
				for j, x := range moved[b] {
					sum[j] += sign * x
				}
			}
			for _, one := range p.partitions[k].Parts {
				add(one, 1)
			}
			add(p.partitions[k].Whole, -1)
			if slices.ContainsFunc(sum, func(x int) bool { return x != 0 }) {
				best, off = k, sum
			}
		}
	}
	return best, off
}

// allows reports whether a block could have other counts, by d, with everything that is published of it unchanged.
func (b *Block) allows(d []int) bool {
	n, points, satisfied := 0, int64(0), 0
	for k, x := range d {
		if x == 0 {
			continue
		}
		if !b.Withheld && !b.Hidden[k] || b.Counts[k]+x < 0 {
			return false
		}
		n += x
		points += int64(x) * b.Points[k]
		if b.Satisfied[k] {
			satisfied += x
		}
	}
	return b.Withheld || n == 0 && points == 0 && (satisfied == 0 || b.NoRate)
}

// enumerate lists moves of the block: small changes of up to four levels, the smallest first.
func (b *Block) enumerate() {
	var open []int
	for k := range b.Counts {
		if b.Withheld || b.Hidden[k] {
			open = append(open, k)
		}
	}
	b.moves = nil
	d := make([]int, len(b.Counts))
	if b.Withheld { // nothing ties its counts together
		for _, k := range open {
			for _, x := range []int{1, -1} {
				if b.Counts[k]+x >= 0 {
					one := slices.Clone(d)
					one[k] = x
					b.moves = append(b.moves, one)
				}
			}
		}
		return
	}
	far := 12
	if len(open) > 4 {
		far = 4
	}
	var walk func(from, used, sum int)
	walk = func(from, used, sum int) {
		for at := from; at < len(open); at++ {
			k := open[at]
			low := max(-far, -b.Counts[k])
			if used > 0 && sum != 0 { // the last level follows from the others
				if x := -sum; x >= low && x <= far {
					d[k] = x
					if b.allows(d) {
						b.moves = append(b.moves, slices.Clone(d))
					}
					d[k] = 0
				}
			}
			if used < 3 {
				for x := low; x <= far; x++ {
					if x != 0 {
						d[k] = x
						walk(at+1, used+1, sum+x)
						d[k] = 0
					}
				}
			}
		}
	}
	walk(0, 0, 0)
	size := func(d []int) int {
		n := 0
		for _, x := range d {
			n += max(x, -x)
		}
		return n
	}
	slices.SortStableFunc(b.moves, func(x, y []int) int { return cmp.Compare(size(x), size(y)) })
	b.moves = b.moves[:min(len(b.moves), 200)]
}

// hideMore hides one more thing for a small count that isn't safe: another level of its block, the rate, the same
// levels of a sibling, the block.
func (p *protector) hideMore(i, k int) bool {
	b := p.blocks[i]
	own := slices.ContainsFunc(b.moves, func(d []int) bool { return d[k] != 0 })
	switch {
	case own && p.hideSibling(i, k):
		return true
	case b.Withheld:
		return p.withholdBeside(i)
	case b.hideSmallest():
	case !b.NoRate:
		b.NoRate = true
	default:
		b.Withheld = true
	}
	b.enumerate()
	return true
}

// withholdBeside withholds a block that gives a withheld one away: of the tables that it and its withheld siblings
// stand in, the part with the fewest answers or, where all parts are withheld, their wholes, and so on upwards. In the
// end nothing is shown, which is safe.
func (p *protector) withholdBeside(i int) bool {
	for reached := []int{i}; len(reached) > 0; {
		var open, wholes []int
		for at := 0; at < len(reached); at++ {
			for _, k := range p.in[reached[at]] {
				part := p.partitions[k]
				if part.Whole == reached[at] {
					continue
				}
				for _, o := range part.Parts {
					switch {
					case !p.blocks[o].Withheld:
						open = append(open, o)
					case !slices.Contains(reached, o):
						reached = append(reached, o)
					}
				}
				if !slices.Contains(wholes, part.Whole) {
					wholes = append(wholes, part.Whole)
				}
			}
		}
		if len(open) == 0 {
			open = slices.DeleteFunc(slices.Clone(wholes), func(w int) bool { return p.blocks[w].Withheld })
		}
		if len(open) > 0 {
			b := p.blocks[slices.MinFunc(open,
				func(x, y int) int { return cmp.Compare(p.blocks[x].answers(), p.blocks[y].answers()) })]
			b.Withheld = true
			b.enumerate()
			return true
		}
		reached = wholes
	}
	return false
}

func (b *Block) answers() int {
	n := 0
	for _, c := range b.Counts {
		n += c
	}
	return n
}

// hideSmallest hides the smallest count that is shown and isn't zero; if only zeros are left, one of those.
func (b *Block) hideSmallest() bool {
	at := -1
	for k, c := range b.Counts {
		if !b.Hidden[k] && (at < 0 || b.Counts[at] == 0 && c > 0 || c > 0 && c < b.Counts[at]) {
			at = k
		}
	}
	if at < 0 {
		return false
	}
	b.Hidden[at] = true
	return true
}

// hideSibling hides, in the part of the same table that has the fewest answers, what makes up for a move of block i.
func (p *protector) hideSibling(i, k int) bool {
	b := p.blocks[i]
	var d []int
	for _, m := range b.moves {
		if m[k] != 0 {
			d = m
			break
		}
	}
	for _, part := range p.in[i] {
		if p.partitions[part].Whole == i {
			continue
		}
		best, fewest := -1, 0
		for _, o := range p.partitions[part].Parts {
			other := p.blocks[o]
			if o == i || other.Withheld || p.canMirror(other, d) {
				continue
			}
			n := 0
			for k, c := range other.Counts {
				if n += c; d[k] > 0 && c < d[k] && !b.Withheld {
					n = -1 // it hasn't as many to give
					break
				}
			}
			if n > 0 && (best < 0 || n < fewest) {
				best, fewest = o, n
			}
		}
		if best < 0 || slices.ContainsFunc(p.partitions[part].Parts,
			func(o int) bool { return o != i && p.canMirror(p.blocks[o], d) }) {
			continue
		}
		other := p.blocks[best]
		for k, x := range d {
			other.Hidden[k] = other.Hidden[k] || x != 0
		}
		other.Withheld = other.Withheld || b.Withheld
		other.NoRate = other.NoRate || b.NoRate
		other.enumerate()
		return true
	}
	return false
}

func (p *protector) canMirror(b *Block, d []int) bool {
	back := make([]int, len(d))
	for k, x := range d {
		back[k] = -x
	}
	return b.allows(back)
}
