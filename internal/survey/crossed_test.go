package survey

import (
	"math/rand/v2"
	"testing"
)

// TestProtectCrossedTables does the same for a whole, two divisions of it and their crossing, all published: every pair
// of the tables has differences to exploit.
func TestProtectCrossedTables(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 5))
		// 0 the whole; 1, 2 rows; 3, 4 columns; 5 to 8 cells
		blocks := make([]*Block, 9)
		for i := range blocks {
			blocks[i] = &Block{Counts: make([]int, 2), Points: []int64{0, 0},
				Satisfied: []bool{false, false}, Total: seed%2 == 0}
		}
		for c := range 4 {
			for k := range 2 {
				n := r.IntN(7)
				for _, i := range []int{0, 1 + c/2, 3 + c%2, 5 + c} {
					blocks[i].Counts[k] += n
				}
			}
		}
		partitions := []Partition{{0, []int{1, 2}}, {0, []int{3, 4}}, {1, []int{5, 6}}, {2, []int{7, 8}},
			{3, []int{5, 7}}, {4, []int{6, 8}}}
		Protect(blocks, partitions, 3)
		same := crossSearch(blocks)
		for i, b := range blocks {
			for k, c := range b.Counts {
				if c > 0 && c < 3 && same[i][k] {
					all := ""
					for _, b := range blocks {
						all += " [" + shown(b) + "]"
					}
					t.Errorf("seed %d: count %d of block %d, level %d, follows from what is published:%s", seed, c, i, k, all)
				}
			}
		}
	}
}

// crossSearch finds the counts that are the same in every crossed table that agrees with what is published.
func crossSearch(blocks []*Block) [][]bool {
	same := make([][]bool, len(blocks))
	for i := range same {
		same[i] = []bool{true, true}
	}
	var ways [4][][]int
	for c := range ways {
		for a := range 10 {
			for b := range 10 {
				if agrees(blocks[5+c], []int{a, b}) {
					ways[c] = append(ways[c], []int{a, b})
				}
			}
		}
	}
	add := func(x, y []int) []int { return []int{x[0] + y[0], x[1] + y[1]} }
	for _, p := range ways[0] {
		for _, q := range ways[1] {
			if !agrees(blocks[1], add(p, q)) {
				continue
			}
			for _, r := range ways[2] {
				if !agrees(blocks[3], add(p, r)) {
					continue
				}
				for _, s := range ways[3] {
					whole := add(add(p, q), add(r, s))
					if !agrees(blocks[2], add(r, s)) || !agrees(blocks[4], add(q, s)) || !agrees(blocks[0], whole) {
						continue
					}
					for i, x := range [][]int{whole, add(p, q), add(r, s), add(p, r), add(q, s), p, q, r, s} {
						for k := range x {
							same[i][k] = same[i][k] && x[k] == blocks[i].Counts[k]
						}
					}
				}
			}
		}
	}
	return same
}
