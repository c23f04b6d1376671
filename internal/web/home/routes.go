// Package home is the first page: how far the year is, who is behind, what is to be done.
package home

import (
	"context"

	"shiji/internal/audit"
	"shiji/internal/intake"
	"shiji/internal/web"
)

// Intake lists what was brought and waits.
type Intake interface {
	List(ctx context.Context, who audit.Actor, n int) ([]intake.Intake, error)
}

type room struct {
	*web.Server
	Intake Intake
}

// Routes are the addresses of the first page.
func Routes(s *web.Server, brought Intake) []web.Route {
	h := &room{s, brought}
	return []web.Route{
		{Pattern: "GET /{$}", Code: "A1", Do: h.home},
		{Pattern: "GET /y/{year}/{$}", Code: "A1", Do: h.home},
	}
}
