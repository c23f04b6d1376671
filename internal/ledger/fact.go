package ledger

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/scheme"
)

// Fact is a record as it was recorded: one version of it.
type Fact struct {
	Record
	Version    int64 // 1, 2, 3…
	Withdrawn  bool  // it is so no longer; Body is what it was
	Salt       string
	Seal       string // see [Fact.Digest]
	Batch      int64
	RecordedAt int64 // milliseconds since 1970
}

// Digest is the hash of a version with its salt. It vouches for the text while it is there and gives
// nothing away when it is gone.
func (f Fact) Digest(year int) string {
	h := sha256.New()
	var n [8]byte
	put := func(parts ...string) {
		for _, p := range parts {
			binary.BigEndian.PutUint64(n[:], uint64(len(p)))
			h.Write(n[:])
			h.Write([]byte(p))
		}
	}
	for _, v := range []int64{int64(year), f.Version} {
		binary.BigEndian.PutUint64(n[:], uint64(v))
		h.Write(n[:])
	}
	state := ""
	if f.Withdrawn {
		state = "withdrawn"
	}
	put(f.Salt, string(f.Kind), f.Key, f.Unit, f.Indicator, f.Period, f.Body, state)
	return hex.EncodeToString(h.Sum(nil))
}

// DigestOf is the hash over the seals of a batch's facts, in any order. It goes into the audit chain.
func DigestOf(facts []Fact) string {
	seals := make([]string, len(facts))
	for i, f := range facts {
		seals[i] = f.Seal
	}
	slices.Sort(seals)
	sum := sha256.Sum256([]byte(strings.Join(seals, "\n")))
	return hex.EncodeToString(sum[:])
}

// Counts says what a batch does to a year.
type Counts struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Moved     int `json:"moved"` // same content from another cell or file; earlier versions recorded that
	Withdrawn int `json:"withdrawn"`
	Same      int `json:"same"`
	Left      int `json:"left,omitempty"` // rows that were left out because of their errors
}

// Any reports whether anything changes.
func (c Counts) Any() bool { return c.Recorded() > 0 }

// Recorded is the number of facts that a batch with these counts has.
func (c Counts) Recorded() int { return c.Added + c.Changed + c.Moved + c.Withdrawn }

// Words say what changes, for a person.
func (c Counts) Words() lang.Text {
	out := lang.T("新增 %[1]d · 修改 %[2]d", "%[1]d added · %[2]d changed").With(c.Added, c.Changed)
	and := func(n int, more lang.Text) { out = lang.T("%[1]s · %[2]s", "%[1]s · %[2]s").With(out, more.With(n)) }
	if c.Left == 0 {
		and(c.Withdrawn, lang.T("作废 %[1]d", "%[1]d withdrawn"))
	}
	if c.Moved > 0 {
		and(c.Moved, lang.T("仅出处变化 %[1]d", "%[1]d only moved"))
	}
	and(c.Same, lang.T("不变 %[1]d", "%[1]d the same"))
	if c.Left > 0 {
		and(c.Left, lang.T("%[1]d 行有错误，略过", "%[1]d {row|rows} with errors left out"))
	}
	return out
}

// Change is what a batch does to one fact.
type Change struct {
	Fact
	Was    string // content before; empty if the fact is new or was withdrawn
	Before int64  // the batch that recorded what was; 0: there was nothing
}

// How says what a batch does to a fact.
type How string

const (
	ChangeAdded     How = "added"
	ChangeChanged   How = "changed"
	ChangeWithdrawn How = "withdrawn"
)

// How says what happens.
func (c Change) How() How {
	switch {
	case c.Withdrawn:
		return ChangeWithdrawn
	case c.Was == "":
		return ChangeAdded
	}
	return ChangeChanged
}

// Changes compares what is known with what comes. known holds the latest version of each fact, withdrawn ones too;
// where what comes is whole, what it doesn't mention is withdrawn.
func Changes(known []Fact, coming []Record, whole bool) ([]Change, Counts) {
	return ChangesWithin(known, coming, func(Fact) bool { return whole })
}

// ChangesWithin is [Changes] where only some of the facts that what comes doesn't mention are withdrawn.
func ChangesWithin(known []Fact, coming []Record, goes func(Fact) bool) ([]Change, Counts) {
	type name struct {
		kind Kind
		key  string
	}
	now := make(map[name]Fact, len(known))
	for _, f := range known {
		now[name{f.Kind, f.Key}] = f
	}
	var out []Change
	var n Counts
	for _, r := range coming {
		at := name{r.Kind, r.Key}
		was, ok := now[at]
		delete(now, at)
		c := Change{Fact: Fact{Record: r, Version: was.Version + 1}}
		switch {
		case !ok, was.Withdrawn:
			n.Added++
		case was.Body == r.Body, SameContent(was.Body, r.Body): // it keeps the place that it was first read from
			n.Same++
			continue
		default:
			c.Was, c.Before = was.Body, was.Batch
			n.Changed++
		}
		out = append(out, c)
	}
	for _, was := range now {
		if !was.Withdrawn && goes(was) {
			n.Withdrawn++
			gone := Fact{Record: was.Record, Version: was.Version + 1, Withdrawn: true}
			out = append(out, Change{Fact: gone, Was: was.Body, Before: was.Batch})
		}
	}
	slices.SortFunc(out, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Kind.Order(), b.Kind.Order()), cmp.Compare(a.Key, b.Key))
	})
	return out, n
}

// SchemeAfter is the scheme that changes make of another.
func SchemeAfter(before scheme.Scheme, changes []Change) (scheme.Scheme, error) {
	out := before
	out.Groups, out.Items = slices.Clone(before.Groups), slices.Clone(before.Items)
	out.Leaves = slices.Clone(before.Leaves)
	for _, c := range changes {
		if c.Withdrawn || !slices.Contains([]Kind{Settings, Group, Item, Leaf}, c.Kind) {
			continue
		}
		alone, err := Alone(c.Record)
		if err != nil {
			return out, err
		}
		switch c.Kind {
		case Settings:
			alone.Scheme.Groups, alone.Scheme.Items, alone.Scheme.Leaves = out.Groups, out.Items, out.Leaves
			out = alone.Scheme
		case Group:
			place(&out.Groups, alone.Scheme.Groups, func(a, b scheme.Group) bool { return a.Level1 == b.Level1 })
		case Item:
			place(&out.Items, alone.Scheme.Items, func(a, b scheme.Item) bool { return a.Name == b.Name })
		case Leaf:
			place(&out.Leaves, alone.Scheme.Leaves, func(a, b scheme.Leaf) bool { return a.Code == b.Code })
		}
	}
	return out, nil
}

// place takes what comes into a list, each in the place of the same.
func place[T any](list *[]T, coming []T, same func(a, b T) bool) {
	for _, x := range coming {
		if i := slices.IndexFunc(*list, func(y T) bool { return same(x, y) }); i >= 0 {
			(*list)[i] = x
		} else {
			*list = append(*list, x)
		}
	}
}

// Order is the place of a kind in a year's workbook.
func (k Kind) Order() int {
	for i, e := range Kinds {
		if e.Kind == k {
			return i
		}
	}
	return len(Kinds)
}

// SameContent reports whether two bodies differ in nothing but where they were read.
func SameContent(a, b string) bool {
	x, err1 := withoutSource(a)
	y, err2 := withoutSource(b)
	return err1 == nil && err2 == nil && x == y
}

func withoutSource(body string) (string, error) {
	var tree any
	d := json.NewDecoder(strings.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		return "", err
	}
	fact.Unplace(tree)
	out, err := json.Marshal(tree)
	return string(out), err
}
