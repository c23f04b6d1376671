package web

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
)

// pageRows is how many rows of a long list a page shows.
const pageRows = 50

// pager says which part of a long list a page shows.
type pager struct {
	From, To, N int // rows shown, from 1, of all
	Parts       []Tab
	All         string // address of the whole list; empty: it is whole
}

// Part takes the part of a list that the page shows: 50 rows, or all where the address or the file asks for it.
func Part[T any](v *View, list []T) []T {
	u, err := url.Parse(v.Path)
	if err != nil || len(list) <= pageRows || v.AsFile {
		return list
	}
	q := u.Query()
	asked := q.Get("p")
	at := func(p string) string {
		q.Set("p", p)
		u.RawQuery = q.Encode()
		return u.String()
	}
	n := (len(list) + pageRows - 1) / pageRows
	page, err := strconv.Atoi(cmp.Or(asked, "1"))
	if err != nil || page < 1 || page > n {
		if page = 1; asked != "all" {
			v.ignore("p", asked)
		}
	}
	v.Pager = pager{N: len(list)}
	for i := 1; i <= n; i++ {
		v.Pager.Parts = append(v.Pager.Parts, Tab{Name: fmt.Sprint(i), Path: at(fmt.Sprint(i)), Current: i == page &&
			asked != "all"})
	}
	if asked == "all" {
		v.Pager.From, v.Pager.To = 1, len(list)
		return list
	}
	v.Pager.All = at("all")
	from, to := (page-1)*pageRows, min(page*pageRows, len(list))
	v.Pager.From, v.Pager.To = from+1, to
	return list[from:to]
}
