// Package person says who may do what. Every use case begins by asking [Allow]; nothing else decides.
package person

import (
	"fmt"

	"shiji/internal/audit"
	"shiji/internal/errs"
)

// Act is something that can be done, named by its noun: "import.confirm".
type Act string

// Acts on what the district keeps.
const (
	ReadDistrict   Act = "district.read"
	RenameDistrict Act = "district.rename"

	ReadYear  Act = "year.read"  // facts as they are and were known, and where they were read
	WriteYear Act = "year.write" // small corrections of facts
	CloseYear Act = "year.close" // periods and years, and opening them again

	ReadImport    Act = "import.read"
	BringImport   Act = "import.bring"
	AnswerImport  Act = "import.answer" // what a cell means, and whether files are a whole year
	ConfirmImport Act = "import.confirm"
	DropImport    Act = "import.drop"
	UndoImport    Act = "import.undo"

	ReadRun   Act = "run.read"
	AskRun    Act = "run.ask"
	SettleRun Act = "run.settle"
	ExportRun Act = "run.export"

	ReadJob   Act = "job.read"
	CancelJob Act = "job.cancel"

	ReadFile Act = "file.read"
)

// Object is what is acted on. What isn't known yet is empty.
type Object struct {
	Noun      string // "import", "run", "job", "year", "file", "district"
	ID        int64
	Year      int
	Unit      string // code
	Indicator string // code
}

func (o Object) String() string { return fmt.Sprintf("%s/%d", o.Noun, o.ID) }

// Allow says whether somebody may do something. It returns nil, or a refusal whose code is Forbidden, or NotFound where
// even that there is such a thing is none of their business.
type Allow func(who audit.Actor, do Act, on Object) error

// Forbidden is the refusal of what somebody may not do.
var Forbidden = errs.Refuse("person.allow", errs.Forbidden, "person.forbidden")

// Operator lets the local operator do everything, and nobody else anything: while there are no accounts, whoever sits
// at the machine is the office. Jobs act for whoever asked for them.
func Operator(who audit.Actor, do Act, on Object) error {
	if who.ID == audit.LocalOperator && who.Way != "" {
		return nil
	}
	return Forbidden
}

// Nobody lets nobody do anything.
func Nobody(audit.Actor, Act, Object) error { return Forbidden }
