package survey

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

var fivePoints = []int64{100, 80, 60, 30, 0}

func block(counts ...int) *Block {
	b := &Block{Counts: counts, Points: fivePoints[:len(counts)], Satisfied: make([]bool, len(counts))}
	if len(counts) == 3 {
		b.Points = []int64{100, 75, 55}
	}
	for k := range b.Satisfied {
		b.Satisfied[k] = k == 0 || k == 1 && len(counts) > 3
	}
	return b
}

func shown(b *Block) string {
	if b.Withheld {
		return "withheld"
	}
	out := ""
	for k, c := range b.Counts {
		if b.Hidden[k] {
			out += " ·"
		} else {
			out += fmt.Sprint(" ", c)
		}
	}
	if b.NoRate {
		out += " no rate"
	}
	return out[1:]
}

// TestTheSearchLooksFarEnough: of this whole another table exists, with more answers in the first level than any part
// of it has.
func TestTheSearchLooksFarEnough(t *testing.T) {
	blocks := []*Block{{Counts: []int{10, 6, 1}}, {Counts: []int{5, 5, 1}}, {Counts: []int{5, 1, 0}}}
	for _, b := range blocks {
		b.Points, b.Satisfied = []int64{100, 60, 0}, []bool{true, false, false}
	}
	partition := Partition{0, []int{1, 2}}
	Protect(blocks, []Partition{partition}, 3)
	if shown(blocks[0]) != "· · · no rate" || !blocks[1].Withheld || !blocks[2].Withheld {
		t.Fatalf("%s, %s, %s", shown(blocks[0]), shown(blocks[1]), shown(blocks[2]))
	}
	if search(blocks, partition)[0][2] {
		t.Error("13, 1, 3 was overlooked")
	}
}

func TestProtect(t *testing.T) {
	for _, c := range []struct {
		name string
		b    *Block
		want string
	}{
		{"nothing is small", block(52, 41, 15, 6, 5), "52 41 15 6 5"},
		{"zeros show nobody", block(52, 41, 15, 0, 0), "52 41 15 0 0"},
		{"one small count: with the mean known it takes three hidden ones", block(52, 41, 15, 6, 2), "52 41 · · ·"},
		{"two small counts that the mean would tell apart", block(100, 60, 15, 2, 1), "100 60 · · ·"},
		{"fewer than five answers in all: nothing is shown", block(2, 1, 0, 0, 0), "withheld"},
		{"three levels: mean and rate together would say everything", block(620, 250, 2), "· · · no rate"},
	} {
		Protect([]*Block{c.b}, nil, 5)
		if got := shown(c.b); got != c.want {
			t.Errorf("%s: %v is shown as %s, want %s", c.name, c.b.Counts, got, c.want)
		}
	}
}

// TestProtectAgainstDifferences: what one table hides, the other doesn't tell.
func TestProtectAgainstDifferences(t *testing.T) {
	a, b, c := block(52, 41, 15, 6, 2), block(60, 50, 30, 20, 10), block(70, 60, 40, 20, 12)
	whole := block(182, 151, 85, 46, 24)
	Protect([]*Block{whole, a, b, c}, []Partition{{0, []int{1, 2, 3}}}, 5)
	if shown(whole) != "182 151 85 46 24" {
		t.Errorf("the whole is shown as %s", shown(whole))
	}
	if shown(b) == "60 50 30 20 10" && shown(c) == "70 60 40 20 12" {
		t.Error("the difference of the whole and the other parts uncovers the small count")
	}
}

// TestProtectSurvivesSearch tries every table in whole numbers that agrees with what is published, for small random
// tables with a whole and two divisions of it, and demands that every small count could be something else.
func TestProtectSurvivesSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		levels := rapid.IntRange(2, 3).Draw(t, "levels")
		parts := rapid.IntRange(2, 5-levels).Draw(t, "parts") // the search grows quickly
		points := rapid.SampledFrom([][]int64{{2, 1, 0}, {100, 60, 0}, {3, 1, 0}}).Draw(t, "points")
		blocks := []*Block{{Counts: make([]int, levels)}}
		partition := Partition{0, nil}
		for range parts {
			b := &Block{Counts: rapid.SliceOfN(rapid.IntRange(0, 5), levels, levels).Draw(t, "counts")}
			for k, c := range b.Counts {
				blocks[0].Counts[k] += c
			}
			partition.Parts = append(partition.Parts, len(blocks))
			blocks = append(blocks, b)
		}
		for _, b := range blocks {
			b.Points, b.Satisfied = points[:levels], make([]bool, levels)
			b.Satisfied[0] = true
		}
		Protect(blocks, []Partition{partition}, 3)
		uncovered := search(blocks, partition)
		for i, b := range blocks {
			for k, c := range b.Counts {
				if c > 0 && c < 3 && uncovered[i][k] {
					var all []string
					for _, b := range blocks {
						all = append(all, fmt.Sprintf("%v as %s", b.Counts, shown(b)))
					}
					t.Fatalf("count %d of block %d, level %d, follows from what is published: %v", c, i, k, all)
				}
			}
		}
	})
}

// search finds the counts that are the same in every table that agrees with what is published. The parts' counts are
// tried up to a bound: more tables would uncover less.
func search(blocks []*Block, partition Partition) [][]bool {
	levels := len(blocks[0].Counts)
	same := make([][]bool, len(blocks))
	for i := range same {
		same[i] = make([]bool, levels)
		for k := range same[i] {
			same[i][k] = true
		}
	}
	// every way each part could be
	ways := make([][][]int, len(partition.Parts))
	for n, i := range partition.Parts {
		var walk func(k int, now []int)
		walk = func(k int, now []int) {
			if k == levels {
				if agrees(blocks[i], now) {
					ways[n] = append(ways[n], append([]int(nil), now...))
				}
				return
			}
			if b := blocks[i]; !b.Withheld && !b.Hidden[k] {
				walk(k+1, append(now, b.Counts[k]))
				return
			}
			most := 17
			if blocks[i].Withheld {
				most = 6
			}
			for c := 0; c <= most; c++ {
				walk(k+1, append(now, c))
			}
		}
		walk(0, nil)
	}
	table := make([][]int, len(blocks))
	note := func() {
		for i := range blocks {
			for k, c := range table[i] {
				same[i][k] = same[i][k] && c == blocks[i].Counts[k]
			}
		}
	}
	// A last part that is withheld is whatever the others leave of the whole, however much that is: bounded like them, it
	// would seem to say what the whole can be.
	last := partition.Parts[len(partition.Parts)-1]
	var wholes [][]int
	if blocks[last].Withheld && !blocks[0].Withheld {
		wholes = waysOf(blocks[0])
	}
	var choose func(n int)
	choose = func(n int) {
		if n == len(ways)-1 && wholes != nil {
			for _, whole := range wholes {
				rest, fits := append([]int(nil), whole...), true
				for _, i := range partition.Parts[:n] {
					for k, c := range table[i] {
						rest[k] -= c
						fits = fits && rest[k] >= 0
					}
				}
				if fits {
					table[0], table[last] = whole, rest
					note()
				}
			}
			return
		}
		if n == len(ways) {
			sum := make([]int, levels)
			for _, i := range partition.Parts {
				for k, c := range table[i] {
					sum[k] += c
				}
			}
			if !agrees(blocks[0], sum) {
				return
			}
			table[0] = sum
			note()
			return
		}
		for _, w := range ways[n] {
			table[partition.Parts[n]] = w
			choose(n + 1)
		}
	}
	choose(0)
	return same
}

// waysOf are all counts that fit what is published of a block, whose number of answers is among it.
func waysOf(b *Block) (out [][]int) {
	var walk func(left int, now []int)
	walk = func(left int, now []int) {
		if len(now) == len(b.Counts) {
			if agrees(b, now) {
				out = append(out, append([]int(nil), now...))
			}
			return
		}
		for c := 0; c <= left; c++ {
			walk(left-c, append(now, c))
		}
	}
	walk(b.answers(), nil)
	return out
}

// agrees reports whether counts fit everything that is published of a block.
func agrees(b *Block, counts []int) bool {
	if b.Withheld {
		return true
	}
	d := make([]int, len(counts))
	n, points, satisfied := 0, int64(0), 0
	for k, c := range counts {
		d[k] = c - b.Counts[k]
		if !b.Hidden[k] && d[k] != 0 {
			return false
		}
		n, points = n+d[k], points+int64(d[k])*b.Points[k]
		if b.Satisfied[k] {
			satisfied += d[k]
		}
	}
	return n == 0 && points == 0 && (b.NoRate || satisfied == 0)
}
