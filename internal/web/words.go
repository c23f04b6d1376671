package web

import (
	"cmp"
	"fmt"
	"time"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// Tab is one of a row of tabs.
type Tab struct {
	Name    string
	Path    string
	Current bool
	Counts  bool // its list has N rows
	N       int
}

// Dim is a column of points: a level-1 class, or a level-2 item.
type Dim struct {
	Key  string // of its explanation
	Name string
	Full string
	Path string // drill down; empty: none
}

// Fixed is a number of points as pages write it.
func Fixed(p score.Points, places int) string {
	if p == nil {
		return "—"
	}
	return p.Fixed(places)
}

// Level1 is the name of a level-1 class: as the scheme writes it, or what it is called in English.
func (v *View) Level1(sc *scheme.Scheme, l scheme.Level1, name string) string {
	if v.Lang == lang.EN {
		return sc.Level1Name(l).EN
	}
	return name
}

func PointsOf(p scheme.Points, class string) string {
	if n, ok := p[class]; ok {
		return n.String()
	}
	return "—"
}

// OrDash is a text, or the dash that stands for none.
func OrDash(s string) string { return cmp.Or(s, "—") }

func Place(n int) string {
	if n == 0 {
		return "—"
	}
	return fmt.Sprint(n)
}

// Stamp writes a time for a person, in Beijing time.
func Stamp(ms int64) string {
	if ms == 0 {
		return "—"
	}
	return time.UnixMilli(ms).In(Beijing).Format("2006-01-02 15:04")
}

func Signed(n decimal.Number, places int) string {
	if n.Sign() > 0 {
		return "+" + n.Fixed(places)
	}
	return n.Fixed(places)
}

func Clamp(x float64) float64 { return min(max(x, 0), 1000) }
