// Package imports is where files become data: brought, looked through, compared, confirmed, taken back; and where the
// cell of a file and the history of a fact are shown.
package imports

import (
	"context"

	"shiji/internal/audit"
	"shiji/internal/district"
	"shiji/internal/fact"
	"shiji/internal/file"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/sheet"
	"shiji/internal/web"
)

// Deps is what the room needs.
type Deps struct {
	Brought  Brought
	Intake   Intake
	District District
	Ledger   Ledger
	Jobs     Jobs
	Kept     Kept
	Files    Files
}

// Brought is what was brought, as it is read.
type Brought interface {
	List(ctx context.Context, who audit.Actor, limit int) ([]intake.Intake, error)
	Intake(ctx context.Context, who audit.Actor, id int64) (intake.Intake, error)
	Working(ctx context.Context, who audit.Actor, id int64) (job.Job, error)
	Turned(ctx context.Context, who audit.Actor, id int64) (audit.Entry, error)
	Preview(ctx context.Context, who audit.Actor, id int64) ([]ledger.Change, ledger.Counts, int64, error)
	Trail(ctx context.Context, who audit.Actor, id int64) ([]audit.Entry, error)
}

// Intake takes what is brought.
type Intake interface {
	Bring(ctx context.Context, who audit.Actor, m intake.Mode, year int, files []intake.Upload) (
		intake.Intake, job.Job, error)
	Answer(ctx context.Context, who audit.Actor, id int64, answers []fact.Answer) (job.Job, error)
	Choose(ctx context.Context, who audit.Actor, id int64, m intake.Mode, year int) (job.Job, error)
	ChoosePart(ctx context.Context, who audit.Actor, id int64, year int, scope intake.Scope) (job.Job, error)
	Confirm(ctx context.Context, who audit.Actor, id int64, c intake.Consent) (job.Job, error)
	Drop(ctx context.Context, who audit.Actor, id int64) error
	Undo(ctx context.Context, who audit.Actor, id int64) (batch int64, clash []ledger.Record, err error)
}

// District is named by the first files that say what it is called.
type District interface {
	Called(context.Context, audit.Actor) (district.District, error)
	NameIt(ctx context.Context, who audit.Actor, name string) error
}

// Ledger is what was recorded.
type Ledger interface {
	Last(ctx context.Context, who audit.Actor, year int) (batch int64, err error)
	Batch(ctx context.Context, who audit.Actor, year int, id int64) (ledger.Batch, error)
	History(ctx context.Context, who audit.Actor, year int, of ledger.About) ([]ledger.Line, error)
}

// Jobs is the work in the background that files are read by.
type Jobs interface {
	Room(context.Context, audit.Actor) error
}

// Kept are the files that were brought or made.
type Kept interface {
	Read(ctx context.Context, who audit.Actor, sha string) ([]byte, error)
	Unpack(ctx context.Context, who audit.Actor, sha, path string) error
	Uses(ctx context.Context, who audit.Actor, sha string) ([]file.Use, error)
}

// Files reads uploaded files for pages; they may be meant to harm whoever reads them.
type Files interface {
	// Part is what a page shows around a cell of a sheet.
	Part(ctx context.Context, path, sheet string, row, col int) (sheet.Part, error)
	// Reasons writes a file again with what is wrong in it.
	Reasons(ctx context.Context, src, dst string, list []sheet.Reason, l lang.Lang) error
}

type room struct {
	*web.Server
	Deps

	// What is costly to work out and was asked for last.
	previews previewCache
	parts    partCache
}

// answerBody bounds a form that answers questions, which names cells.
const answerBody = 512 << 10

// Routes are the addresses of imports.
func Routes(s *web.Server, d Deps) []web.Route {
	i := &room{Server: s, Deps: d}
	return []web.Route{
		{Pattern: "GET /y/{year}/history", Code: "J4", Do: i.history},
		{Pattern: "GET /imports", Code: "J2", Do: i.imports},
		{Pattern: "POST /imports", Body: uploadBody, Do: i.bring},
		{Pattern: "GET /imports/template.xlsx", Do: i.template},
		{Pattern: "GET /imports/year.xlsx", Do: i.yearBook},
		{Pattern: "GET /imports/forms.xlsx", Do: i.forms},
		{Pattern: "GET /imports/forms.zip", Do: i.formsOfEach},
		{Pattern: "GET /imports/{id}", Code: "J2", Do: i.intake},
		{Pattern: "GET /imports/{id}/reasons.xlsx", Do: i.reasons},
		{Pattern: "POST /imports/{id}/confirm", Body: web.SmallBody, Do: i.confirm},
		{Pattern: "POST /imports/{id}/answer", Body: answerBody, Do: i.answer},
		{Pattern: "POST /imports/{id}/mode", Body: web.SmallBody, Do: i.choose},
		{Pattern: "POST /imports/{id}/drop", Body: web.SmallBody, Do: i.drop},
		{Pattern: "POST /imports/{id}/undo", Body: web.SmallBody, Do: i.undo},
		{Pattern: "GET /files/{sha}", Do: i.file},
	}
}
