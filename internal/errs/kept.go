package errs

import (
	"shiji/internal/fact"
	"shiji/internal/lang"
)

// Kept is a finding in words: as it is handed from one process to another, and kept with a reading.
type Kept struct {
	Code     Code        `json:"code"`
	At       fact.Source `json:"at,omitzero"`
	Value    string      `json:"value,omitempty"`
	Message  lang.Text   `json:"message"`
	Remedy   lang.Text   `json:"remedy,omitzero"`
	Readings []string    `json:"readings,omitempty"`
	Link     Link        `json:"link,omitzero"`
}

// Kept returns f in words.
func (f Finding) Kept() Kept {
	return Kept{f.Code, f.At, f.Value, f.Message(), f.Remedy(), f.Readings, f.Link}
}

// Finding is the finding again, with the words that it had; ok is false if this program knows no such kind.
func (k Kept) Finding() (f Finding, ok bool) {
	if _, ok = catalogue[k.Code]; !ok {
		return f, false
	}
	return Finding{Code: k.Code, At: k.At, Value: k.Value, Readings: k.Readings, Link: k.Link, words: &k}, true
}
