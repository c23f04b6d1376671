// Package base shows the base data: units and bodies; and finds whatever there is.
package base

import (
	"context"

	"shiji/internal/audit"
	"shiji/internal/intake"
	"shiji/internal/pinyin"
	"shiji/internal/web"
)

// Intake lists what was brought.
type Intake interface {
	List(ctx context.Context, who audit.Actor, n int) ([]intake.Intake, error)
}

type room struct {
	*web.Server
	Intake Intake
	names  pinyin.Names // that were searched through
}

// Routes are the addresses of base data.
func Routes(s *web.Server, brought Intake) []web.Route {
	b := &room{Server: s, Intake: brought}
	return []web.Route{
		{Pattern: "GET /units", Code: "J1", Do: b.units},
		{Pattern: "GET /y/{year}/facts/{kind}", Code: "J5", Do: b.facts},
		{Pattern: "GET /search", Code: "A4", Do: b.search},
		{Pattern: "GET /keys", Code: "L3", Do: b.keys},
		{Pattern: "GET /terms", Code: "L4", Do: b.terms},
	}
}
