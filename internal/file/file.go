// Package file keeps files by what is in them. Whoever may read what a file is used by may read the file: that an
// address holds its hash opens nothing.
package file

import (
	"bytes"
	"context"
	"io"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/person"
	"shiji/internal/work"
)

// Use is what a file is kept for.
type Use struct {
	Noun Noun
	ID   int64 // of the import or run
}

// Noun is what uses a file.
type Noun string

const (
	Import  Noun = "import"  // somebody brought it
	Reading Noun = "reading" // what an import was found to hold
	Run     Noun = "run"     // the document of a run
	Results Noun = "results" // a workbook with the results of a run
)

// object is what must be readable for the file to be.
func (u Use) object() person.Object {
	noun := string(u.Noun)
	switch u.Noun {
	case Reading:
		noun = string(Import)
	case Results:
		noun = string(Run)
	}
	return person.Object{Noun: noun, ID: u.ID}
}

// Store is where files are kept.
type Store interface {
	// Put keeps a file for a use. The same content is kept once.
	Put(ctx context.Context, f Packed, use Use) error
	Packed(ctx context.Context, sha string) (Packed, error) // ErrNone
	Size(ctx context.Context, sha string) (int64, error)    // unpacked, in bytes; ErrNone
	Uses(ctx context.Context, sha string) ([]Use, error)
}

var (
	// ErrNone says that there is no such file, or none that may be read.
	ErrNone = errs.Refuse("file.read", errs.NotFound, "file.none")
	// ErrDamaged says that a file isn't what was put in.
	ErrDamaged = errs.Refuse("file.read", errs.Damaged, "file.damaged")
)

// Put packs a small file and keeps it; it returns the hash.
func Put(ctx context.Context, to Store, data []byte, use Use) (string, error) {
	f, err := Pack(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", err
	}
	return f.SHA256, to.Put(ctx, f, use)
}

// Read returns a kept file, and only if it is what it still hashes to.
func Read(ctx context.Context, from Store, sha string) ([]byte, error) {
	f, err := from.Packed(ctx, sha)
	if err != nil {
		return nil, err
	}
	var data bytes.Buffer
	err = f.Unpack(&data)
	return data.Bytes(), err
}

// Tx is a unit of work of this package.
type Tx interface {
	work.Unit
	Files() Store
}

// Service reads kept files.
type Service struct {
	Allow person.Allow
	Units work.Units[Tx]
}

// Read returns a file that is used by something which who may read.
func (s *Service) Read(ctx context.Context, who audit.Actor, sha string) ([]byte, error) {
	var data bytes.Buffer
	err := s.open(ctx, who, sha, func(p Packed) error { return p.Unpack(&data) })
	return data.Bytes(), err
}

// Unpack writes a file to the disk that is used by something which who may read. It never is in memory unpacked.
func (s *Service) Unpack(ctx context.Context, who audit.Actor, sha, path string) error {
	return s.open(ctx, who, sha, func(p Packed) error { return p.UnpackTo(path) })
}

// Write writes a file that is used by something which who may read.
func (s *Service) Write(ctx context.Context, who audit.Actor, sha string, to io.Writer) error {
	return s.open(ctx, who, sha, func(p Packed) error { return p.Unpack(to) })
}

// Uses are what a file is kept for, as far as who may read it.
func (s *Service) Uses(ctx context.Context, who audit.Actor, sha string) (uses []Use, err error) {
	if err := s.Allow(who, person.ReadFile, person.Object{Noun: "file"}); err != nil {
		return nil, err
	}
	err = s.Units.View(ctx, func(tx Tx) (err error) { uses, err = tx.Files().Uses(ctx, sha); return err })
	if err == nil {
		err = s.readable(who, uses)
	}
	return uses, err
}

func (s *Service) open(ctx context.Context, who audit.Actor, sha string, do func(Packed) error) error {
	if err := s.Allow(who, person.ReadFile, person.Object{Noun: "file"}); err != nil {
		return err
	}
	var size int64
	err := s.Units.View(ctx, func(tx Tx) (err error) {
		uses, err := tx.Files().Uses(ctx, sha)
		if err != nil {
			return err
		}
		if err := s.readable(who, uses); err != nil {
			return err
		}
		size, err = tx.Files().Size(ctx, sha)
		return err
	})
	if err != nil {
		return err
	}
	done, err := Alone(ctx, size)
	if err != nil {
		return err
	}
	defer done()
	var f Packed
	err = s.Units.View(ctx, func(tx Tx) (err error) { f, err = tx.Files().Packed(ctx, sha); return err })
	if err != nil {
		return err
	}
	return do(f)
}

// readable fails with ErrNone where who may read nothing that uses a file.
func (s *Service) readable(who audit.Actor, uses []Use) error {
	for _, u := range uses {
		if s.Allow(who, person.ReadFile, u.object()) == nil {
			return nil
		}
	}
	return ErrNone
}
