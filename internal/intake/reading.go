package intake

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/file"
	"shiji/internal/score"
)

// Reading is what the files of an import were found to hold: made once, and used by looking through,
// preview and recording.
type Reading struct {
	Reader  string        `json:"reader,omitempty"` // the version that read them
	Files   []File        `json:"files,omitempty"`
	Answers []fact.Answer `json:"answers,omitempty"`
	// that they are added to, and the batch that it stood at; 0: they stand for themselves
	Year int   `json:"year,omitempty"`
	Onto int64 `json:"onto,omitempty"`

	Input score.Input   `json:"input"`
	Found errs.Findings `json:"-"`

	kept bool // it is the one that was looked through
}

// ErrOtherReader says that a reading was made by another version of the program.
var ErrOtherReader = errors.New("intake: the reading was made by another version")

// Write writes the one form that a reading has: a line for what is short, then each list as a line with its length (-1:
// there is none) and a line for each of its members, so that nobody holds it twice.
func (r *Reading) Write(w io.Writer) error {
	head := *r
	in := &head.Input
	in.Plan, in.Targets, in.Tasks, in.Actuals, in.Marks, in.Ballots, in.Events, in.Surveys = nil, nil,
		nil, nil, nil, nil, nil, nil
	e := json.NewEncoder(w)
	if err := e.Encode(head); err != nil {
		return err
	}
	x := &r.Input
	return errors.Join(writeList(e, x.Plan), writeList(e, x.Targets), writeList(e, x.Tasks),
		writeList(e, x.Actuals), writeList(e, x.Marks), writeList(e, x.Ballots), writeList(e, x.Events),
		writeList(e, x.Surveys), writeFound(e, r.Found))
}

func writeList[T any](e *json.Encoder, list []T) error {
	n := len(list)
	if list == nil {
		n = -1
	}
	if err := e.Encode(n); err != nil {
		return err
	}
	for i := range list {
		if err := e.Encode(&list[i]); err != nil {
			return err
		}
	}
	return nil
}

func writeFound(e *json.Encoder, found errs.Findings) error {
	if err := e.Encode(len(found)); err != nil {
		return err
	}
	for _, f := range found {
		if err := e.Encode(f.Kept()); err != nil {
			return err
		}
	}
	return nil
}

// ReadReading reads what Write wrote; anything else is refused.
func ReadReading(from io.Reader) (*Reading, error) {
	r := &Reading{}
	d := json.NewDecoder(from)
	d.DisallowUnknownFields()
	if err := d.Decode(r); err != nil {
		return nil, fmt.Errorf("intake: a reading can't be understood: %w", err)
	}
	x := &r.Input
	err := firstOf(readList(d, &x.Plan), readList(d, &x.Targets), readList(d, &x.Tasks), readList(d, &x.Actuals),
		readList(d, &x.Marks), readList(d, &x.Ballots), readList(d, &x.Events), readList(d, &x.Surveys))
	if err != nil {
		return nil, fmt.Errorf("intake: a reading can't be understood: %w", err)
	}
	var kept []errs.Kept
	if err := readList(d, &kept)(); err != nil {
		return nil, fmt.Errorf("intake: a reading can't be understood: %w", err)
	}
	for _, k := range kept {
		f, ok := k.Finding()
		if !ok {
			return nil, fmt.Errorf("%w: it has a finding %q", ErrOtherReader, k.Code)
		}
		r.Found = append(r.Found, f)
	}
	return r, nil
}

// mostMembers bounds a list before it is read.
const mostMembers = 10_000_000

func readList[T any](d *json.Decoder, to *[]T) func() error {
	return func() error {
		n := 0
		if err := d.Decode(&n); err != nil {
			return err
		}
		switch {
		case n == -1:
			return nil
		case n < -1 || n > mostMembers:
			return fmt.Errorf("a list of %d", n)
		}
		list := make([]T, 0, min(n, 100_000))
		for range n {
			var x T
			if err := d.Decode(&x); err != nil {
				return err
			}
			list = append(list, x)
		}
		*to = list
		return nil
	}
}

func firstOf(steps ...func() error) error {
	for _, do := range steps {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// of reports whether the reading is of an import as it stands now, by this version of the reader.
func (r *Reading) of(in Intake, reader string) bool {
	return r.Reader == reader && slices.Equal(r.Files, in.Files) && slices.Equal(r.Answers, in.Answers)
}

// pack packs the reading while it is written.
func (r *Reading) pack() (file.Packed, error) {
	from, to := io.Pipe()
	go func() { to.CloseWithError(r.Write(to)) }()
	defer from.Close()
	return file.Pack(from, 0)
}
