package district

import (
	"context"

	"shiji/internal/audit"
	"shiji/internal/person"
)

// Health says whether the data can be reached.
type Health struct {
	Allow person.Allow
	Ping  func(ctx context.Context) error
}

// Ready fails where the data can't be reached.
func (h *Health) Ready(ctx context.Context, who audit.Actor) error {
	if err := h.Allow(who, person.ReadDistrict, person.Object{Noun: "health"}); err != nil {
		return err
	}
	return h.Ping(ctx)
}
