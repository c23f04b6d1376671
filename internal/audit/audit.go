// Package audit holds the chain of what was done: who, what, when, to what, each entry holding the
// hash of the one before it.
//
// A change and its entry are saved in one transaction. An entry holds identifiers, counts and hashes and never the text
// of a fact, so that a person can be forgotten while the chain stays whole. The head of the chain is kept apart from it
// and is printed on what is sealed: whoever holds a printed head can tell whether everything before it still stands.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"shiji/internal/lang"
)

// Entry is one thing that was done.
type Entry struct {
	Seq    int64  `json:"seq"` // 1, 2, 3… in a district
	At     int64  `json:"at"`  // milliseconds since 1970, UTC; the order of entries is Seq and never depends on a clock
	Actor  string `json:"actor"`
	Action string `json:"action"` // "import.record"
	Object string `json:"object"` // "2014/batch/3"
	Detail string `json:"detail"` // JSON: identifiers, counts, hashes
	Prev   string `json:"prev"`   // hash of the entry before; empty for the first
	Hash   string `json:"hash"`
}

// Head is the end of a chain.
type Head struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

func (h Head) String() string { return fmt.Sprintf("%d:%s", h.Seq, h.Hash) }

// Log takes entries into the chain of a district. They are chained when the transaction commits.
type Log interface {
	Audit(action, object string, detail any)
}

// Trail reads the entries of the chain about one object: "2014/run/3", "import/7".
type Trail interface {
	Trail(ctx context.Context, object string) ([]Entry, error)
}

// Digest is the hash of everything in e but Hash itself: each field with its length, so that no two
// entries read the same.
func (e Entry) Digest() string {
	h := sha256.New()
	var n [8]byte
	number := func(v int64) {
		binary.BigEndian.PutUint64(n[:], uint64(v))
		h.Write(n[:])
	}
	number(e.Seq)
	number(e.At)
	for _, field := range []string{e.Actor, e.Action, e.Object, e.Detail, e.Prev} {
		number(int64(len(field)))
		h.Write([]byte(field))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// After chains e to what head ends.
func (e Entry) After(head Head) Entry {
	e.Seq, e.Prev = head.Seq+1, head.Hash
	e.Hash = e.Digest()
	return e
}

// Break is a place where the chain, or something that it vouches for, isn't what it was.
type Break struct {
	Seq    int64     `json:"seq"` // of the entry; 0 if it isn't about one
	Object string    `json:"object,omitempty"`
	What   lang.Text `json:"what"`
}

// Checker walks a chain from its first entry and gathers what is wrong.
type Checker struct {
	last   Head
	Breaks []Break
}

// Add looks at the next entry in order of Seq.
func (c *Checker) Add(e Entry) {
	switch want := c.last.Seq + 1; {
	case e.Seq == want+1:
		c.say(want, "", lang.T("缺第 %[1]d 条记录", "entry %[1]d is missing").With(want))
	case e.Seq != want:
		c.say(want, "", lang.T("缺第 %[1]d 至 %[2]d 条记录", "entries %[1]d to %[2]d are missing").With(want, e.Seq-1))
	}
	switch {
	case e.Digest() != e.Hash:
		c.say(e.Seq, e.Object, lang.T("第 %[1]d 条记录（%[2]s %[3]s）被改动：内容与其摘要不符",
			"entry %[1]d (%[2]s %[3]s) was changed: it doesn't match its hash").With(e.Seq, e.Action, e.Object))
	case e.Seq == c.last.Seq+1 && e.Prev != c.last.Hash:
		c.say(e.Seq, e.Object, lang.T("第 %[1]d 条记录（%[2]s %[3]s）没有接在前一条之后：前一条被替换或顺序被调换",
			"entry %[1]d (%[2]s %[3]s) doesn't follow the one before it, which was replaced or moved").With(e.Seq,
			e.Action, e.Object))
	}
	c.last = Head{e.Seq, e.Hash}
}

// Finish compares the end of the chain with the head that is kept apart.
func (c *Checker) Finish(kept Head) {
	switch {
	case c.last.Seq < kept.Seq:
		c.say(c.last.Seq+1, "", lang.T("链尾缺第 %[1]d 至 %[2]d 条记录",
			"the end of the chain is cut: entries %[1]d to %[2]d are missing").With(c.last.Seq+1, kept.Seq))
	case c.last.Seq > kept.Seq:
		c.say(kept.Seq+1, "", lang.T("第 %[1]d 条以后的记录不是由本系统写入的：链首只到第 %[2]d 条",
			"entries after %[2]d weren't written by this program: the head stands at %[2]d").With(kept.Seq+1, kept.Seq))
	case c.last.Hash != kept.Hash:
		c.say(kept.Seq, "", lang.T("最后一条记录与链首保存的摘要不符", "the last entry doesn't match the hash kept at the head"))
	}
}

// Expect compares the entry of a printed head with the chain; hash is what the chain has there, empty if
// it doesn't reach so far.
func (c *Checker) Expect(printed Head, hash string) {
	if hash != printed.Hash {
		c.say(printed.Seq, "", lang.T("第 %[1]d 条记录与当时打印的链首不同：整条链在那以后被重写过",
			"entry %[1]d differs from the head that was printed: the chain was rewritten since").With(printed.Seq))
	}
}

// Say adds a break that something outside the chain shows.
func (c *Checker) Say(object string, what lang.Text) { c.say(0, object, what) }

func (c *Checker) say(seq int64, object string, what lang.Text) {
	c.Breaks = append(c.Breaks, Break{seq, object, what})
}
