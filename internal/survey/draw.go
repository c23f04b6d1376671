package survey

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/bits"
	"slices"
)

// A draw must be repeatable by others, with other tools, years later. So lots are drawn with a hash and not with a
// generator of random numbers: the lot of an entry is SHA-256 of "seed:key", and the smallest lots are drawn. The order
// of the list plays no part, and `printf '%s' 'seed:key' | sha256sum` proves any of them.

// Lot is the lot of an entry, in hexadecimal.
func Lot(seed, key string) string {
	sum := sha256.Sum256([]byte(seed + ":" + key))
	return hex.EncodeToString(sum[:])
}

// DrawRandom draws n of the entries at random, each sample as likely as any other: those with the smallest lots. Keys
// are unique. It returns places in the list, in ascending order.
func DrawRandom(keys []string, n int, seed string) ([]int, error) {
	if err := drawable(len(keys), n); err != nil {
		return nil, err
	}
	lots, order := make([]string, len(keys)), make([]int, len(keys))
	seen := make(map[string]bool, len(keys))
	for i, k := range keys {
		if seen[k] {
			return nil, refuse("名单中“%[1]s”出现两次", "%[1]q stands on the list twice", k)
		}
		seen[k] = true
		lots[i], order[i] = Lot(seed, k), i
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case lots[a] < lots[b]:
			return -1
		case lots[a] > lots[b]:
			return 1
		}
		return 0
	})
	out := slices.Clone(order[:n])
	slices.Sort(out)
	return out, nil
}

// DrawSystematic draws n of a list of size entries at equal steps from a random start: entries floor(start + k × size ÷
// n) of the list as it stands, counted from 0. The start is the first 8 bytes of SHA-256 of the seed, as a share of one
// step. It returns places in ascending order, and the start.
func DrawSystematic(size, n int, seed string) (places []int, start float64, err error) {
	if err := drawable(size, n); err != nil {
		return nil, 0, err
	}
	sum := sha256.Sum256([]byte(seed))
	u := binary.BigEndian.Uint64(sum[:8])
	// start + k × step, in units of 1/n entry: (u × size ÷ 2^64 + k × size) ÷ n, in whole numbers
	first, _ := bits.Mul64(u, uint64(size))
	for k := range n {
		places = append(places, int((first+uint64(k)*uint64(size))/uint64(n)))
	}
	return places, float64(first) / float64(n), nil
}

func drawable(size, n int) error {
	switch {
	case n < 1:
		return refuse("至少抽一个", "at least one must be drawn")
	case n > size:
		return refuse("名单只有 %[1]d 个，抽不出 %[2]d 个", "the list has only %[1]d entries: %[2]d can't be drawn", size, n)
	}
	return nil
}
