package explain

import (
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/run"
	"shiji/internal/score"
	"shiji/internal/web"
)

// Shown is an explanation as a page shows it.
type Shown struct {
	*web.View
	X      score.Explanation
	Value  string
	Text   string // to be copied
	Files  web.Sources
	Back   string // the page that it stands on, and what that is about
	BackTo string
	Page   string // its own address
	Rule   string // path of the rule
	Past   string // path of all versions of the facts behind it
	Run    run.Run
	Part   bool // in the drawer

	Up        []web.Crumb // the way from the total down to this number
	Below     []Part      // what it is made of, or compared with
	BelowSays lang.Text   // what they are; empty: its parts
	Class     string      // the same of all units of the class
	Decided   []Decision  // behind it
}

// Part is a number that another one is made of.
type Part struct{ Name, Value, Full, Path string }

// Decision is an event that gave, took or limited something.
type Decision struct {
	Kind, State  lang.Text
	Matter       string
	Proposed, By string
	Source       fact.Source
}
