package pinyin

import (
	"slices"
	"strings"
	"unicode"

	table "github.com/mozillazg/go-pinyin"

	"shiji/internal/lang"
)

// Fit says how well a name answers a question; the better the more.
type Fit int

// The fits of names.
const (
	None   Fit = iota
	Seldom     // its characters can be read so, though most mean another reading: 青 as jing
	Within     // a part of the name, or of its readings
	Starts     // the name starts so, or is read so from its start
	Exact      // it is the name
)

// Name is a name, with the ways in which it can be read.
type Name struct {
	text   string // folded
	sounds []sound
}

// sound is a character as it is read.
type sound struct {
	letter rune     // a letter or a digit, which is typed as it is; 0: none
	ways   []string // the readings of a Chinese character, the commonest first; none of anything else: it needn't be typed
	same   int      // how many of them are the commonest, as it is typed
}

// Of is a name that can be found. It costs some microseconds, and is meant to be kept.
func Of(name string) Name {
	n := Name{text: lang.Fold(strings.TrimSpace(name))}
	for _, r := range n.text {
		switch ways, same := readings(r); {
		case len(ways) > 0:
			n.sounds = append(n.sounds, sound{ways: ways, same: same})
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			n.sounds = append(n.sounds, sound{letter: r})
		default:
			n.sounds = append(n.sounds, sound{})
		}
	}
	return n
}

// plain are readings without tones, all that a character has.
var plain = table.Args{Style: table.Normal, Heteronym: true}

// readings are those of a Chinese character. ü is typed as v, by some as u, so that the commonest can be two.
func readings(r rune) (ways []string, same int) {
	if !unicode.Is(unicode.Han, r) {
		return nil, 0
	}
	for i, w := range table.SinglePinyin(r, plain) {
		for _, typed := range []string{w, strings.ReplaceAll(w, "v", "u")} {
			if !slices.Contains(ways, typed) {
				ways = append(ways, typed)
			}
		}
		if i == 0 {
			same = len(ways)
		}
	}
	return ways, same
}

// Query is what somebody typed.
type Query struct {
	text    string // folded
	letters string // what can be readings; empty: nothing
	words   []Query
}

// Asked is a question. Case, width and spaces at the ends make no difference.
func Asked(typed string) Query {
	q := Query{text: lang.Fold(strings.TrimSpace(typed))}
	letters := strings.NewReplacer(" ", "", "'", "", "’", "", "ü", "v").Replace(q.text)
	if strings.ContainsFunc(letters, isLetter) && !strings.ContainsFunc(letters, func(r rune) bool {
		return !isLetter(r) && !('0' <= r && r <= '9')
	}) {
		q.letters = letters
	}
	if words := strings.Fields(q.text); len(words) > 1 {
		for _, w := range words {
			q.words = append(q.words, Asked(w))
		}
	}
	return q
}

func isLetter(r rune) bool { return 'a' <= r && r <= 'z' }

// Empty reports that nothing was typed.
func (q Query) Empty() bool { return q.text == "" }

// Fit says how well a name answers. Of several words each has to answer, in any order.
func (q Query) Fit(n Name) Fit {
	switch {
	case q.text == "" || n.text == "":
		return None
	case n.text == q.text:
		return Exact
	case strings.HasPrefix(n.text, q.text):
		return Starts
	}
	fit := q.read(n)
	if fit < Within && (strings.Contains(n.text, q.text) || len(q.words) > 0 &&
		!slices.ContainsFunc(q.words, func(w Query) bool { return w.Fit(n) < Within })) {
		fit = Within
	}
	return fit
}

// longest is how many letters a reading has at most: zhuang.
const longest = 6

// read says how well the letters are readings of characters that follow one another.
func (q Query) read(n Name) Fit {
	if q.letters == "" || len(q.letters) > longest*len(n.sounds) {
		return None
	}
	if len(q.letters) == 1 { // of one letter only what is meant most: it is the first of too much
		if reads(n.sounds, q.letters, false) {
			return Starts
		}
		return None
	}
	for _, seldom := range []bool{false, true} {
		for i := range n.sounds {
			switch {
			case !reads(n.sounds[i:], q.letters, seldom):
			case seldom:
				return Seldom
			case i == 0:
				return Starts
			default:
				return Within
			}
		}
	}
	return None
}

// reads reports whether letters are the sounds from the first on: of each its reading or the beginning of it that
// stands for it (z or zh), of the last as much as was typed. seldom says that any reading will do.
func reads(sounds []sound, letters string, seldom bool) bool {
	if len(sounds[0].ways) == 0 && sounds[0].letter == 0 {
		return false
	}
	at, next := make([]bool, len(letters)+1), make([]bool, len(letters)+1) // how much can have been read
	at[0] = true
	chinese := false // letters alone are found as text
	for _, s := range sounds {
		any := false
		clear(next)
		for j, ok := range at {
			if !ok {
				continue
			}
			rest := letters[j:]
			switch {
			case s.letter != 0:
				if rest[0] == byte(s.letter) {
					next[j+1], any = true, true
				}
			case len(s.ways) == 0:
				next[j], any = true, true
			}
			ways := s.ways
			if !seldom {
				ways = ways[:s.same]
			}
			for _, way := range ways {
				if strings.HasPrefix(way, rest) {
					return true
				}
				for _, k := range []int{1, initial(way), len(way)} {
					if strings.HasPrefix(rest, way[:k]) {
						next[j+k], any = true, true
					}
				}
			}
		}
		chinese = chinese || len(s.ways) > 0
		if next[len(letters)] {
			return chinese
		}
		if !any {
			return false
		}
		at, next = next, at
	}
	return false
}

// initial is how many letters stand for a reading: two of zh, ch and sh.
func initial(way string) int {
	if len(way) > 1 && way[1] == 'h' {
		return 2
	}
	return 1
}
