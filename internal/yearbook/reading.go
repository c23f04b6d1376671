package yearbook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/score"
)

// Reading is what the files of an import were found to hold: made once, and used by looking through, preview and recording.
type Reading struct {
	Reader  string        `json:"reader"` // the version that read them
	Files   []File        `json:"files"`
	Answers []fact.Answer `json:"answers,omitempty"`
	Year    int           `json:"year,omitempty"` // that they are added to, and the batch that it stood at; 0: they stand for themselves
	Onto    int64         `json:"onto,omitempty"`

	Input score.Input   `json:"input"`
	Found errs.Findings `json:"-"`
}

// document is a Reading as it is kept.
type document struct {
	Reading
	Found []errs.Kept `json:"found"`
}

// ErrOtherReader says that a reading was made by another version of the program.
var ErrOtherReader = errors.New("yearbook: the reading was made by another version")

// Write writes the one form that a reading has.
func (r *Reading) Write(w io.Writer) error {
	d := document{Reading: *r, Found: make([]errs.Kept, len(r.Found))}
	for i, f := range r.Found {
		d.Found[i] = f.Kept()
	}
	return json.NewEncoder(w).Encode(d)
}

// ReadReading reads what Write wrote; anything else is refused.
func ReadReading(data []byte) (*Reading, error) {
	var d document
	in := json.NewDecoder(bytes.NewReader(data))
	in.DisallowUnknownFields()
	if err := in.Decode(&d); err != nil {
		return nil, fmt.Errorf("yearbook: a reading can't be understood: %w", err)
	}
	for _, k := range d.Found {
		f, ok := k.Finding()
		if !ok {
			return nil, fmt.Errorf("%w: it has a finding %q", ErrOtherReader, k.Code)
		}
		d.Reading.Found = append(d.Reading.Found, f)
	}
	return &d.Reading, nil
}

// of reports whether the reading is of an import as it stands now, by this version of the reader.
func (r *Reading) of(in Intake, reader string) bool {
	return r.Reader == reader && slices.Equal(r.Files, in.Files) && slices.Equal(r.Answers, in.Answers)
}
