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

// Crowd is for what many people write at once, each a little.
type Crowd[T any] interface {
	Units[T]
	// Together does a short unit of work as InTx does, and may keep it by one commit with others of the same line that
	// wait. Each of them fails by itself. do may be called twice. Its context isn't that of who asks: the others go on
	// when who asks is gone.
	Together(ctx context.Context, who audit.Actor, in Line, do func(context.Context, T) error) error
}

// Line is where units of work wait that lock the same rows in the same order.
type Line struct {
	Name string
	// Asks says what a unit will look for, in the noun's terms: it may be looked for at once with what others look for.
	Asks any
}

// Unit is what every unit of work offers.
type Unit interface {
	Now() int64 // milliseconds since 1970; the same all through a unit of work
	audit.Log
}
