// Package base shows the base data: units and bodies; and finds whatever there is.
package base

import "shiji/internal/web"

type room struct{ *web.Server }

// Routes are the addresses of base data.
func Routes(s *web.Server) []web.Route {
	b := &room{s}
	return []web.Route{
		{Pattern: "GET /units", Code: "J1", Do: b.units},
		{Pattern: "GET /y/{year}/facts/{kind}", Code: "J5", Do: b.facts},
		{Pattern: "GET /search", Code: "A4", Do: b.search},
		{Pattern: "GET /keys", Code: "L3", Do: b.keys},
	}
}
