package ledger

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"shiji/internal/errs"
	"shiji/internal/rule"
)

// Somebody changes the database with a tool of their own, or a disk does by itself. Nobody is shown what came of it.

// tampering are the ways in which what is kept becomes another.
var tampering = []struct {
	name string
	do   func(s *state)
	// Who doesn't read what was changed isn't told: verifying is another matter.
	latestOnly bool
}{
	{"a body", func(s *state) { changed(s, func(f *Fact) { f.Body = strings.Replace(f.Body, "50", "99", 1) }) }, false},
	{"a body and its seal", func(s *state) {
		changed(s, func(f *Fact) {
			f.Body = strings.Replace(f.Body, "50", "99", 1)
			f.Seal = f.Digest(year)
		})
	}, false},
	{"a body, its seal and the digest of its batch", func(s *state) {
		changed(s, func(f *Fact) {
			f.Body = strings.Replace(f.Body, "50", "99", 1)
			f.Seal = f.Digest(year)
		})
		s.batches[1].Digest = DigestOf(s.facts[2])
	}, false},
	{"a seal", func(s *state) { changed(s, func(f *Fact) { f.Seal = strings.Repeat("0", 64) }) }, false},
	{"a salt", func(s *state) { changed(s, func(f *Fact) { f.Salt = strings.Repeat("0", 32) }) }, false},
	{"whether it holds", func(s *state) { changed(s, func(f *Fact) { f.Withdrawn = true }) }, false},
	{"a row that was added", func(s *state) {
		f := s.facts[2][0]
		f.Key, f.Version = KeyOf("S1", "A1", rule.Actual, "Q1"), 1
		f.Seal = f.Digest(year)
		s.facts[2] = append(s.facts[2], f)
		s.present[year][f.Named()] = f
	}, false},
	{"a row that is gone", func(s *state) {
		s.facts[2] = nil
		delete(s.present[year], value)
	}, false},
	{"the digest of a batch", func(s *state) { s.batches[1].Digest = strings.Repeat("0", 64) }, false},
	{"the time of a batch", func(s *state) { s.batches[1].RecordedAt-- }, false},
	{"who recorded a batch", func(s *state) { s.batches[1].Actor = "somebody" }, false},
	{"what made a batch", func(s *state) { s.batches[1].Kind = Imported }, false},
	{"how much a batch says it changed", func(s *state) { s.batches[1].Counts.Changed++ }, false},
	{"an entry of the chain that is gone", func(s *state) {
		s.chain = slices.DeleteFunc(s.chain, func(e entry) bool { return e.object == "2013/batch/2" })
	}, false},
	{"an older version in the present", func(s *state) {
		s.present[year][value] = s.facts[1][slices.IndexFunc(s.facts[1], func(f Fact) bool { return f.Named() == value })]
	}, true},
	{"a fact that left the present", func(s *state) { delete(s.present[year], value) }, true},
	{"a fact in the present alone", func(s *state) {
		f := s.facts[2][0]
		f.Key = KeyOf("S1", "A1", rule.Actual, "Q1")
		f.Seal = f.Digest(year)
		s.present[year][f.Named()] = f
	}, true},
	{"a body in the present", func(s *state) {
		f := s.present[year][value]
		f.Body = number("99")
		s.present[year][value] = f
	}, true},
	{"a unit in the present", func(s *state) {
		f := s.present[year][value]
		f.Unit = "S2"
		s.present[year][value] = f
	}, true},
}

// changed changes the version of the value that batch 2 recorded, wherever it stands.
func changed(s *state, do func(*Fact)) {
	s.facts[2] = slices.Clone(s.facts[2])
	do(&s.facts[2][0])
	s.present[year][value] = s.facts[2][0]
}

// corrected is a year with a value that was corrected by batch 2, and a target by batch 3.
func corrected(t *testing.T) office {
	t.Helper()
	o := imported(t, tiny())
	o.fake.now += 10
	o.mustWrite(t, edit(value, 1, number("50")))
	o.mustWrite(t, edit(goal, 1, targetBody))
	return o
}

// started is the same store under a program that was just started.
func (o office) started() office {
	return office{NewService(allow, &Book{Units: o.fake, District: 1, Cache: &Cache{}}), o.fake}
}

// TestNobodyIsShownWhatWasTamperedWith: not as it is now, not as it was, not what it was before.
func TestNobodyIsShownWhatWasTamperedWith(t *testing.T) {
	ways := map[string]func(office) error{
		"latest": func(o office) error { _, _, err := o.Latest(t.Context(), me, year); return err },
		"known":  func(o office) error { _, err := o.book.Known(t.Context(), year); return err },
		"as of":  func(o office) error { _, err := o.AsOf(t.Context(), me, year, 2); return err },
		"history": func(o office) error {
			_, err := o.History(t.Context(), me, year, About{Unit: "S1", Indicator: "A1"})
			return err
		},
	}
	for _, c := range tampering {
		t.Run(c.name, func(t *testing.T) {
			o := corrected(t)
			for name, read := range ways {
				if err := read(o.started()); err != nil {
					t.Fatalf("%s, as it was recorded: %v", name, err)
				}
			}
			o.state = o.state.clone()
			c.do(o.state)
			for name, read := range ways {
				err := read(o.started())
				if name == "history" && c.name == "a row that is gone" {
					continue // see TestAHistoryWithAHole
				}
				if past := name == "as of" || name == "history"; past && c.latestOnly {
					if err != nil {
						t.Errorf("%s doesn't read that: %v", name, err)
					}
					continue
				}
				if !errors.Is(err, ErrTampered) || errs.CodeOf(err) != errs.Damaged {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
}

// TestTamperedWhileItRuns: a year in memory is moved by nothing that wasn't recorded, and stays what it was.
func TestTamperedWhileItRuns(t *testing.T) {
	for _, c := range tampering {
		if c.latestOnly {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			o := imported(t, tiny())
			if _, _, err := o.Latest(t.Context(), me, year); err != nil {
				t.Fatal(err)
			}
			o.fake.now += 10
			o.mustWrite(t, edit(value, 1, number("50")))
			o.state = o.state.clone()
			c.do(o.state)
			for range 2 {
				if _, _, err := o.Latest(t.Context(), me, year); !errors.Is(err, ErrTampered) {
					t.Errorf("%v", err)
				}
			}
			if s := o.book.Cache.get(cacheKey{yearKey{1, year}, present}); s.Batch != 1 {
				t.Errorf("batch %d is kept in memory", s.Batch)
			}
		})
	}
}

// TestWhatIsTamperedWithIsNamed: which fact, or which batch, of which year.
func TestWhatIsTamperedWithIsNamed(t *testing.T) {
	for name, part := range map[string]string{"a body": "A1", "the digest of a batch": "version 2",
		"a row that was added": "version 2"} {
		o := corrected(t)
		o.state = o.state.clone()
		tampering[slices.IndexFunc(tampering, func(c struct {
			name       string
			do         func(s *state)
			latestOnly bool
		}) bool {
			return c.name == name
		})].do(o.state)
		_, _, err := o.started().Latest(t.Context(), me, year)
		if says := fmt.Sprint(err); !strings.Contains(says, part) || !strings.Contains(says, "2013") {
			t.Errorf("%s: %s", name, says)
		}
	}
}

// TestAHistoryWithAHole: a version that is gone between two others is missed, and so is one beside others of its batch.
func TestAHistoryWithAHole(t *testing.T) {
	o := corrected(t)
	o.mustWrite(t, edit(value, 2, number("51")))
	about := About{Unit: "S1", Indicator: "A1"}
	if lines, err := o.History(t.Context(), me, year, about); err != nil || len(lines) != 3 {
		t.Fatalf("%d lines (%v)", len(lines), err)
	}
	whole := o.state
	for batch, hole := range map[int64]Name{2: value, 1: goal} {
		o.fake.state = whole.clone()
		left := slices.Clone(o.state.facts[batch])
		o.state.facts[batch] = slices.DeleteFunc(left, func(f Fact) bool { return f.Named() == hole })
		if _, err := o.History(t.Context(), me, year, about); !errors.Is(err, ErrTampered) {
			t.Errorf("a version of batch %d is gone: %v", batch, err)
		}
	}
}

// TestAnotherFactsHistory: what somebody changed about one unit doesn't keep others from being read.
func TestAnotherFactsHistory(t *testing.T) {
	o := corrected(t)
	o.state = o.state.clone()
	o.state.facts = maps.Clone(o.state.facts)
	changed(o.state, func(f *Fact) { f.Seal = "" })
	lines, err := o.History(t.Context(), me, year, About{Unit: "S2", Indicator: "A1"})
	if err != nil || len(lines) == 0 {
		t.Errorf("%d lines (%v)", len(lines), err)
	}
	if lines, err := o.History(t.Context(), me, year, About{Unit: "S77"}); err != nil || lines != nil {
		t.Errorf("of nobody: %v (%v)", lines, err)
	}
}
