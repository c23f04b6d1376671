// Package scheme shows the yearly scheme: its tree, its rules, and what changed since the year before.
package scheme

import "shiji/internal/web"

type room struct{ *web.Server }

// Routes are the addresses of the scheme.
func Routes(s *web.Server) []web.Route {
	c := &room{s}
	return []web.Route{
		{Pattern: "GET /y/{year}/scheme", Code: "B3", Do: c.scheme},
		{Pattern: "GET /y/{year}/items/{code}", Code: "B4", Do: c.item},
		{Pattern: "GET /y/{year}/scheme/diff", Code: "B5", Do: c.diff},
	}
}
