package explain

import (
	"shiji/internal/run"
	"shiji/internal/score"
	"shiji/internal/web"
)

// Shown is an explanation as a page shows it.
type Shown struct {
	*web.View
	X     score.Explanation
	Value string
	Text  string // to be copied
	Files web.Sources
	Back  string
	Page  string // its own address
	Rule  string // path of the rule
	Past  string // path of all versions of the facts behind it
	Run   run.Run
	Part  bool // in the drawer
}
