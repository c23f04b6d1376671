package district

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/person"
)

var me = audit.Operator(audit.Page)

// place is a district in memory.
type place struct {
	d      *District
	locked bool
	views  int
	chain  []string
}

func (p *place) InTx(_ context.Context, _ audit.Actor, do func(Tx) error) error {
	p.locked = false
	return do(p)
}

func (p *place) View(_ context.Context, do func(Tx) error) error { p.views++; return do(p) }

func (p *place) Now() int64                 { return 0 }
func (p *place) District() Store            { return stored{p} }
func (p *place) Lock(context.Context) error { p.locked = true; return nil }
func (p *place) Audit(action, on string, detail any) {
	p.chain = append(p.chain, fmt.Sprint(action, " ", on, " ", detail))
}

type stored struct{ *place }

func (s stored) District(context.Context) (District, error) {
	if s.d == nil {
		return District{}, ErrNone
	}
	return *s.d, nil
}

func (s stored) Set(_ context.Context, d District) error {
	if !s.locked {
		return errors.New("whoever renames a district locks it before they read it")
	}
	*s.d = d
	return nil
}

func newPlace(name string) (*place, *Service) {
	p := &place{d: &District{ID: 1, Code: "hd", Name: name, Notice: "示例", Today: "2014-12-31"}}
	return p, &Service{Allow: person.Operator, Units: p}
}

// TestNames: what a district can be called, and how that is written.
func TestNames(t *testing.T) {
	for _, c := range []struct {
		name, want string // empty: it can't be called so
	}{
		{"海淀区", "海淀区"},
		{"  海淀区\n", "海淀区"},
		{"Haidian District", "Haidian District"},
		{"海 淀 区", "海 淀 区"},
		{strings.Repeat("区", longestName), strings.Repeat("区", longestName)},
		{"", ""},
		{" \t\n", ""},
		{strings.Repeat("区", longestName+1), ""},
		{"海\u202e淀区", ""}, // turns what follows around
		{"海\u2066淀区", ""},
		{"海\u200b淀区", ""}, // has no width
		{"海\ufeff淀区", ""},
		{"海\u00ad淀区", ""},
		{"海\x00淀区", ""},
		{"海\n淀区", ""},
		{"海\xff淀区", ""},
		{"海\ufffd淀区", ""},
	} {
		p, s := newPlace("旧名")
		err := s.Rename(t.Context(), me, c.name)
		if c.want == "" {
			if !errors.Is(err, ErrMisnamed) || p.d.Name != "旧名" || len(p.chain) != 0 {
				t.Errorf("%q: %q (%v)", c.name, p.d.Name, err)
			}
			if !strings.Contains(fmt.Sprint(err), fmt.Sprint(longestName)) {
				t.Errorf("%v doesn't say how long it may be", err)
			}
			continue
		}
		want := District{ID: 1, Code: "hd", Name: c.want, Notice: "示例", Today: "2014-12-31"}
		if err != nil || *p.d != want {
			t.Errorf("%q: %+v (%v)", c.name, *p.d, err)
		}
		if says := "district.rename district/hd map[from:旧名 to:" + c.want + "]"; len(p.chain) != 1 || p.chain[0] != says {
			t.Errorf("the chain says %q", p.chain)
		}
		if err := s.Rename(t.Context(), me, c.name); err != nil || len(p.chain) != 1 {
			t.Errorf("renamed to the same: %v %q", err, p.chain)
		}
	}
}

// TestNamedIfItHasNoName: what people called it stays.
func TestNamedIfItHasNoName(t *testing.T) {
	for was, want := range map[string]string{Unnamed.ZH: "海淀区", Unnamed.EN: "海淀区", "朝阳区": "朝阳区"} {
		p, s := newPlace(was)
		if err := s.NameIt(t.Context(), me, "海淀区"); err != nil || p.d.Name != want {
			t.Errorf("%s is called %s (%v)", was, p.d.Name, err)
		}
		if err := s.NameIt(t.Context(), me, ""); !errors.Is(err, ErrMisnamed) {
			t.Errorf("%v", err)
		}
		if d, err := s.Called(t.Context(), me); err != nil || d.Name != want || d.Unnamed() {
			t.Errorf("%+v (%v)", d, err)
		}
	}
	if d := (District{Name: Unnamed.ZH}); !d.Unnamed() {
		t.Error("nobody named it")
	}
}

// TestNoDistrict: what isn't there has no name and gets none.
func TestNoDistrict(t *testing.T) {
	s := &Service{Allow: person.Operator, Units: &place{}}
	_, err := s.Called(t.Context(), me)
	if !errors.Is(err, ErrNone) || !errors.Is(s.Rename(t.Context(), me, "海淀区"), ErrNone) {
		t.Errorf("%v", err)
	}
}

// TestWhoMayDoNothingReachesNothing: every use case asks first.
func TestWhoMayDoNothingReachesNothing(t *testing.T) {
	s := &Service{Allow: person.Nobody} // whoever reaches the store panics
	h := &Health{Allow: person.Nobody, Ping: func(context.Context) error { panic("it was reached") }}
	for name, do := range map[string]func() error{
		"Called": func() error { _, err := s.Called(t.Context(), me); return err },
		"Rename": func() error { return s.Rename(t.Context(), me, "海淀区") },
		"NameIt": func() error { return s.NameIt(t.Context(), me, "海淀区") },
		"Ready":  func() error { return h.Ready(t.Context(), me) },
	} {
		if err := do(); errs.CodeOf(err) != errs.Forbidden || !errors.Is(err, person.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	gone := errors.New("the database doesn't answer")
	for _, want := range []error{nil, gone} {
		h := &Health{Allow: person.Operator, Ping: func(context.Context) error { return want }}
		if err := h.Ready(t.Context(), me); !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
}
