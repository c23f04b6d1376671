// Package work says what a unit of work is: everything in it is kept together, with its audit entries, or nothing is.
//
// A noun names what it needs of one in an interface of its own, T; what stands below offers it.
package work

import (
	"context"

	"shiji/internal/audit"
)

// Units does units of work and reads from consistent snapshots.
type Units[T any] interface {
	// InTx does a unit of work for somebody. What do writes is kept if it returns nil; writing without an entry fails.
	InTx(ctx context.Context, who audit.Actor, do func(T) error) error
	// View reads what was kept at one moment.
	View(ctx context.Context, do func(T) error) error
}

// Unit is what every unit of work offers.
type Unit interface {
	Now() int64 // milliseconds since 1970; the same all through a unit of work
	audit.Log
}
