package audit

import "shiji/internal/lang"

// Actor is who acts, and how they came in. It is made once, where a request, a command or a job begins, and handed to
// everything that is done for it.
type Actor struct {
	ID    string // as the chain names them; it never changes
	Name  string // for people; empty: see [ActorName]
	Roles []Role
	Way   Way
}

// Role is what somebody is entrusted with, and of what.
type Role struct {
	Name  string // "office", "body", "unit": the actors of the field
	Scope Scope
	From  string // first day, YYYY-MM-DD; empty: ever since
	Until string // last day; empty: open
}

// Scope bounds a role; empty lists bound nothing.
type Scope struct {
	Units   []string // codes of assessed units
	Items   []string // names of level-2 items
	Classes []string // assessment classes
}

// Way is how somebody came in.
type Way string

const (
	Page    Way = "page"
	Command Way = "command"
	Job     Way = "job"
	API     Way = "api"
)

// LocalOperator is who acts while there are no accounts: the person at the machine.
const LocalOperator = "local"

// Operator is the local operator, who came in some way.
func Operator(way Way) Actor { return Actor{ID: LocalOperator, Way: way} }

// Behind is who asked for a job, while it is done for them.
func Behind(id string) Actor { return Actor{ID: id, Way: Job} }

// ActorName returns the words for an actor.
func ActorName(id string) lang.Text {
	if id == LocalOperator {
		return lang.T("本机操作员", "local operator")
	}
	return lang.Same(id)
}
