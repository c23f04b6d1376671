package errs

import (
	"errors"
	"fmt"

	"shiji/internal/lang"
)

// Error is a refusal: something that was asked for and isn't done. Pages, commands and other systems switch on its
// code; a person reads its message, an operator where it arose and what lay behind it.
type Error struct {
	Op   string // where it arose, package and act: "intake.confirm"
	Code Reason
	Msg  Msg   // what a person reads of it, see messages.go
	Args []any // of the message, in order
	Err  error // cause, for the log alone; may be nil
}

// Reason says what kind of refusal it is.
type Reason string

const (
	Invalid     Reason = "invalid"     // what was given can't be taken as it is
	Forbidden   Reason = "forbidden"   // whoever asks may not
	NotFound    Reason = "not_found"   // there is no such thing, or none that may be seen
	Conflict    Reason = "conflict"    // it isn't in a state for that, or somebody was faster
	TooLarge    Reason = "too_large"   // more than is taken at once
	Busy        Reason = "busy"        // too much is under way; the same may be asked for again soon
	Unavailable Reason = "unavailable" // what it needs doesn't answer
	Damaged     Reason = "damaged"     // what was kept isn't what was recorded
	Internal    Reason = "internal"    // a mistake of the program
)

// Msg names a message for people.
type Msg string

// Refuse is a refusal to be compared with ([errors.Is]) and returned, with or without arguments.
func Refuse(op string, code Reason, msg Msg) Error { return Error{Op: op, Code: code, Msg: msg} }

// With is the refusal with the arguments of its message.
func (e Error) With(args ...any) Error {
	e.Args = args
	return e
}

// Because is the refusal with what lay behind it.
func (e Error) Because(cause error) Error {
	e.Err = cause
	return e
}

// Error is what an operator reads.
func (e Error) Error() string {
	text := fmt.Sprintf("%s: %s", e.Op, e.Words().What.EN)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e Error) Unwrap() error { return e.Err }

// Is reports whether target is the same refusal, whatever its arguments.
func (e Error) Is(target error) bool {
	x, ok := target.(Error)
	return ok && x.Msg == e.Msg
}

// Words are what a person reads: what is the matter, and what to do next.
func (e Error) Words() Message {
	m := messages[e.Msg]
	return Message{m.What.With(e.Args...), m.Next.With(e.Args...)}
}

// CodeOf is the code of the refusal in an error; Internal where there is none, and empty without an error.
func CodeOf(err error) Reason {
	var e Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Code
	}
	return Internal
}

// Message is what a person reads of a refusal.
type Message struct{ What, Next lang.Text }

// Sentence is the message in one line.
func (m Message) Sentence() lang.Text {
	if m.Next.IsZero() {
		return m.What
	}
	return lang.T("%[1]s。%[2]s", "%[1]s. %[2]s").With(m.What, m.Next)
}

// Lasts reports whether the same will be refused again: nothing passes by itself that stands in its way.
func (e Error) Lasts() bool { return e.Code != Busy && e.Code != Unavailable && e.Code != Internal }
