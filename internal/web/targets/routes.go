// Package targets shows the targets of a year against the three floors.
package targets

import "shiji/internal/web"

type room struct{ *web.Server }

// Routes are the addresses of targets.
func Routes(s *web.Server) []web.Route {
	t := &room{s}
	return []web.Route{{Pattern: "GET /y/{year}/floors", Code: "C2", Do: t.floors},
		{Pattern: "GET /y/{year}/floors/form.xlsx", Do: t.form}}
}
