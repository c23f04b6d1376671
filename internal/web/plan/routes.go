// Package plan shows the five-year plan: its indicators, and how they stand against its pace.
package plan

import "shiji/internal/web"

type room struct{ *web.Server }

// Routes are the addresses of the plan.
func Routes(s *web.Server) []web.Route {
	p := &room{s}
	return []web.Route{
		{Pattern: "GET /plan", Code: "B2", Do: p.plan},
		{Pattern: "GET /plan/{code}", Code: "B2", Do: p.planIndicator},
	}
}
