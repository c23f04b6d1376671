// Package district is the place whose performance year is kept: its name, its notice and its day.
package district

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/lang"
	"shiji/internal/person"
	"shiji/internal/work"
)

// District is one district.
type District struct {
	ID     int64
	Code   string
	Name   string
	Notice string // shown on every page, for demo data; empty: none
	Today  string // a stored date, YYYY-MM-DD; empty: the clock
}

// Unnamed is how a district is called until somebody says its name.
var Unnamed = lang.T("本区", "Our district")

// Unnamed reports whether nobody has said yet what the district is called.
func (d District) Unnamed() bool { return d.Name == Unnamed.ZH || d.Name == Unnamed.EN }

// longestName bounds the name of a district, which stands on every page.
const longestName = 30

var (
	// ErrNone says that there is no district of that code, or none at all.
	ErrNone = errs.Refuse("district.read", errs.NotFound, "district.none")
	// ErrMisnamed says why a district can't be called so.
	ErrMisnamed = errs.Refuse("district.rename", errs.Invalid, "district.misnamed")
)

// Store is what a unit of work offers to this package.
type Store interface {
	// Lock makes other units of work that lock the district wait until this one ends.
	Lock(ctx context.Context) error
	District(ctx context.Context) (District, error) // as it is called now; ErrNone
	Set(ctx context.Context, d District) error
}

// Tx is a unit of work of this package.
type Tx interface {
	work.Unit
	District() Store
}

// Service names a district.
type Service struct {
	Allow person.Allow
	Units work.Units[Tx]
}

// Called returns the district as it is called now: another process may have renamed it.
func (s *Service) Called(ctx context.Context, who audit.Actor) (d District, err error) {
	if err := s.Allow(who, person.ReadDistrict, person.Object{Noun: "district"}); err != nil {
		return d, err
	}
	err = s.Units.View(ctx, func(tx Tx) error { d, err = tx.District().District(ctx); return err })
	return d, err
}

// Rename gives the district another name, with an entry in its chain.
func (s *Service) Rename(ctx context.Context, who audit.Actor, name string) error {
	return s.rename(ctx, who, name, false)
}

// NameIt gives the district a name if nobody has given it one.
func (s *Service) NameIt(ctx context.Context, who audit.Actor, name string) error {
	return s.rename(ctx, who, name, true)
}

func (s *Service) rename(ctx context.Context, who audit.Actor, name string, unnamed bool) error {
	if err := s.Allow(who, person.RenameDistrict, person.Object{Noun: "district"}); err != nil {
		return err
	}
	name = strings.TrimSpace(name)
	n := utf8.RuneCountInString(name)
	if n == 0 || n > longestName || !utf8.ValidString(name) || strings.ContainsFunc(name, unseen) {
		return ErrMisnamed.With(longestName)
	}
	return s.Units.InTx(ctx, who, func(tx Tx) error {
		if err := tx.District().Lock(ctx); err != nil {
			return err
		}
		d, err := tx.District().District(ctx)
		if err != nil || d.Name == name || unnamed && !d.Unnamed() {
			return err
		}
		tx.Audit("district.rename", "district/"+d.Code, map[string]string{"from": d.Name, "to": name})
		d.Name = name
		return tx.District().Set(ctx, d)
	})
}

// unseen reports characters that make a name read otherwise than it is.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError
}
