package intake

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/file"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/person"
	"shiji/internal/score"
)

// Look is the job that looks through an import: nothing is recorded.
func (s *Service) Look(ctx context.Context, who audit.Actor, j job.Job, tell job.Tell) error {
	if err := s.may(who, person.BringImport, j.Object); err != nil {
		return err
	}
	in, r, err := s.read(ctx, j, tell)
	if err != nil {
		return err
	}
	reading, err := r.pack()
	if err != nil {
		return err
	}
	in.Reading = reading.SHA256
	if _, err := s.looked(ctx, &in, r); err != nil {
		return err
	}
	return s.Units.InTx(ctx, who, func(tx Tx) error {
		if err := tx.Intake().Lock(ctx); err != nil {
			return err
		}
		if now, err := tx.Intake().Intake(ctx, in.ID); err != nil || now.State != Uploaded {
			return cmp.Or(err, error(job.ErrOver)) // it was dropped meanwhile
		}
		if err := tx.Files().Put(ctx, reading, file.Use{Noun: file.Reading, ID: in.ID}); err != nil {
			return err
		}
		in.FinishedAt = tx.Now()
		if err := tx.Intake().Set(ctx, in); err != nil {
			return err
		}
		tx.Audit("import.check", object(in.ID), map[string]any{"file": in.Reading, "year": in.Year, "state": in.State,
			"errors": in.Count(errs.Wrong), "warnings": in.Count(errs.Warning)})
		return tx.Jobs().Finish(ctx, j.ID)
	})
}

// object names an import in the chain.
func object(id int64) string { return fmt.Sprintf("import/%d", id) }

// looked notes what was found in what was read of an import, and returns what it would change.
func (s *Service) looked(ctx context.Context, in *Intake, r *Reading) (changes []ledger.Change, err error) {
	found := append(slices.Clone(r.Found), s.otherDistrict(ctx, in.Mode, r.Input)...)
	if says := r.Input.Scheme; in.Mode.adds() && in.Year != 0 && says.Year != 0 && says.Year != in.Year {
		found = append(found, errs.New(errs.YearOther, says.At("年度"), fmt.Sprint(says.Year), says.Year, in.Year))
	}
	in.Found, in.State = Notes(found), Checked
	if r.Input.Scheme.Year != 0 {
		in.Year = r.Input.Scheme.Year
	}
	if found.HasErrors() && !in.Mode.adds() {
		in.State = Refused
		return nil, nil
	}
	base, err := s.Book.Known(ctx, r.Input.Scheme.Year)
	if err != nil {
		return nil, err
	}
	c, err := compare(base, in.Mode, in.Scope, r.Input)
	switch {
	case found.HasErrors(): // all that is wrong is told at once
		if err == nil {
			in.Found = Notes(append(found, ofFiles(c.found, in.Files)...))
		}
	case err != nil:
		return nil, err
	default:
		changes, in.Counts = c.changes, c.counts
		if c.found.HasErrors() {
			in.Found = Notes(append(found, c.found...))
		} else if in.Mode.adds() {
			in.Found = Notes(append(found, ofFiles(c.found, in.Files)...))
		}
	}
	if in.Count(errs.Wrong) > 0 {
		in.State = Refused
	}
	return changes, nil
}

// Try looks through files as an import does, and says what it would change. Nothing is kept.
func (s *Service) Try(ctx context.Context, who audit.Actor, mode Mode, year int, files []Upload) (
	in Intake, changes []ledger.Change, err error) {
	if err := s.may(who, person.BringImport, 0); err != nil {
		return in, nil, err
	}
	if _, err := lookAtFiles(files); err != nil {
		return in, nil, err
	}
	dir, err := os.MkdirTemp(s.Temp, TempFiles)
	if err != nil {
		return in, nil, err
	}
	defer os.RemoveAll(dir)
	in = Intake{Year: year, State: Uploaded, Mode: mode}
	for _, f := range files {
		name := filepath.Base(f.Name)
		if err := f.writeTo(filepath.Join(dir, name)); err != nil {
			return in, nil, err
		}
		in.Files = append(in.Files, File{Name: name, Size: f.size()})
	}
	in, r, err := s.readFolder(ctx, dir, in)
	if err != nil {
		return in, nil, err
	}
	changes, err = s.looked(ctx, &in, r)
	return in, changes, err
}

// read returns what the files of an import hold: as it was read before, where nothing changed since that it depends on.
func (s *Service) read(ctx context.Context, j job.Job, tell job.Tell) (in Intake, r *Reading, err error) {
	err = s.Units.View(ctx, func(tx Tx) error {
		if in, err = tx.Intake().Intake(ctx, j.Object); err != nil {
			return err
		}
		r, err = s.known(ctx, tx, in)
		return err
	})
	if err != nil || r != nil {
		return in, r, err
	}
	if err := tell(ctx, lang.T("取出文件", "unpacking the files"), 0, 0); err != nil {
		return in, nil, err
	}
	dir, err := os.MkdirTemp(s.Temp, TempFiles)
	if err != nil {
		return in, nil, err
	}
	defer os.RemoveAll(dir)
	for _, f := range in.Files {
		if err := s.unpack(ctx, f.SHA256, filepath.Join(dir, f.Name)); err != nil {
			return in, nil, err
		}
	}
	if err := tell(ctx, lang.T("逐表逐格读取", "reading sheet by sheet, cell by cell"), 0, 0); err != nil {
		return in, nil, err
	}
	if in, r, err = s.readFolder(ctx, dir, in); err != nil {
		return in, nil, err
	}
	if err := tell(ctx, lang.T("按规则核对", "checking against the rules"), 0, 0); err != nil {
		return in, nil, err
	}
	if !r.Found.HasErrors() {
		err = tell(ctx, lang.T("与现有数据比较", "comparing with what is known"), 0, 0)
	}
	return in, r, err
}

// asSeen fails with errReread where an import was read anew and found to hold something else than what was looked
// through: what says how its files are read changed since, or who reads them.
func (s *Service) asSeen(ctx context.Context, in Intake, r *Reading) error {
	if in.Reading == "" || r.kept {
		return nil
	}
	var old []byte
	err := s.Units.View(ctx, func(tx Tx) (err error) { old, err = file.Read(ctx, tx.Files(), in.Reading); return err })
	if err != nil {
		return err
	}
	was, err := ReadReading(bytes.NewReader(old))
	switch {
	case errors.Is(err, ErrOtherReader):
		return errReread
	case err != nil:
		return err
	}
	var a, b bytes.Buffer
	for _, x := range []struct {
		r  *Reading
		to *bytes.Buffer
	}{{was, &a}, {r, &b}} {
		same := *x.r
		same.Reader, same.Onto = "", 0
		if err := same.Write(x.to); err != nil {
			return err
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		return errReread
	}
	return nil
}

// readFolder reads the files of an import in a folder, and finds out what it is where that isn't said.
func (s *Service) readFolder(ctx context.Context, dir string, in Intake) (Intake, *Reading, error) {
	guess := in.Mode == Guess
	if guess {
		in.Mode = Replace
	}
	r, err := s.readAs(ctx, dir, in)
	if err == nil && guess && s.isPart(ctx, r) {
		year := cmp.Or(in.Year, r.Input.Scheme.Year)
		var years []int
		if e := s.Units.View(ctx, func(tx Tx) (e error) { years, e = tx.Years().Years(ctx); return e }); e != nil {
			return in, nil, e
		}
		if year == 0 && len(years) > 0 { // which year isn't said: the latest
			year = slices.Max(years)
		}
		if slices.Contains(years, year) {
			in.Mode, in.Year = Add, year
			r, err = s.readAs(ctx, dir, in)
		}
	}
	if err != nil {
		return in, nil, err
	}
	for i := range r.Found { // the folder is nothing to a person
		if at := &r.Found[i].At; at.File == dir || at.File == filepath.Base(dir) {
			at.File = ""
		}
	}
	return in, r, nil
}

// isPart reports whether files are a part of a year, as their sheets say: some that a year needs are missing, or they
// bring no report to a year that has some.
func (s *Service) isPart(ctx context.Context, r *Reading) bool {
	if r.Found.Has(errs.SheetMissing) {
		return true
	}
	in := &r.Input
	if len(in.Actuals)+len(in.Marks)+len(in.Ballots)+len(in.Surveys) > 0 {
		return false
	}
	snap, err := s.Book.Present(ctx, in.Scheme.Year)
	if err != nil {
		return false
	}
	known := snap.Input
	return len(known.Actuals)+len(known.Marks)+len(known.Ballots)+len(known.Surveys) > 0
}

// readAs reads the files of an import as its mode says.
func (s *Service) readAs(ctx context.Context, dir string, in Intake) (*Reading, error) {
	judge := s.Judge
	if in.Mode.adds() { // it says nothing by itself: the year that it makes with what is known is looked at
		judge = s.Read
	} else if judge == nil {
		judge = func(ctx context.Context, path string, known *score.Input,
			said []fact.Answer) (score.Input, errs.Findings, error) {
			input, found, err := s.Read(ctx, path, known, said)
			return input, Judged(input, found), err
		}
	}
	return s.readOnto(ctx, dir, in, judge)
}

// Judged adds what is wrong with a year, as a whole, to what was found when it was read.
func Judged(in score.Input, found errs.Findings) errs.Findings {
	return append(append(found, score.Check(in)...), score.Admit(in)...).Linked()
}

// TempFiles is how folders of files that are read are called.
const TempFiles = "shiji-import-*"

// known returns the reading that was kept of an import; nil if there is none that still holds.
func (s *Service) known(ctx context.Context, tx Tx, in Intake) (*Reading, error) {
	if in.Reading == "" {
		return nil, nil
	}
	kept, err := tx.Files().Packed(ctx, in.Reading)
	if err != nil {
		return nil, err
	}
	from, to := io.Pipe()
	go func() { to.CloseWithError(kept.Unpack(to)) }()
	defer from.Close()
	r, err := ReadReading(from)
	if errors.Is(err, file.ErrDamaged) {
		return nil, err
	}
	if _, rest := io.Copy(io.Discard, from); err == nil && rest != nil { // the hash is known at the end
		return nil, rest
	}
	if err != nil || !r.of(in, s.Reader) {
		return nil, nil // another version made it: the files are read again
	}
	if in.Mode.adds() && r.Year != 0 {
		if same, err := sameFrame(ctx, tx, r.Year, r.Onto); err != nil || !same {
			return nil, err
		}
	}
	r.kept = true
	return r, nil
}

// inFrame are the kinds of facts that say how files are read which add to a year.
var inFrame = []ledger.Kind{ledger.Settings, ledger.Group, ledger.Item, ledger.Leaf, ledger.Unit, ledger.Body,
	ledger.Plan, ledger.Target, ledger.Task}

// sameFrame reports whether nothing changed since a batch that says how files are read.
func sameFrame(ctx context.Context, tx Tx, year int, onto int64) (bool, error) {
	last, err := tx.Batches().Last(ctx, year)
	if err != nil || last == onto {
		return err == nil, err
	}
	since, err := tx.Ledger().Seals(ctx, year, onto, last)
	return !slices.ContainsFunc(since, func(f ledger.Fact) bool { return slices.Contains(inFrame, f.Kind) }), err
}

// unpack writes a kept file of an import to the disk. It never is in memory unpacked.
func (s *Service) unpack(ctx context.Context, sha, path string) error {
	var size int64
	err := s.Units.View(ctx, func(tx Tx) (err error) { size, err = tx.Files().Size(ctx, sha); return err })
	if err != nil {
		return err
	}
	done, err := file.Alone(ctx, size)
	if err != nil {
		return err
	}
	defer done()
	var f file.Packed
	if err = s.Units.View(ctx, func(tx Tx) (err error) { f, err = tx.Files().Packed(ctx, sha); return err }); err != nil {
		return err
	}
	return f.UnpackTo(path)
}

// readOnto reads the files of an import in a folder. What is added to a year needs its frame, which is known.
func (s *Service) readOnto(ctx context.Context, dir string, in Intake, read Reader) (*Reading, error) {
	known := func(year int) (*score.Input, int64, error) {
		if !in.Mode.adds() || year == 0 {
			return nil, 0, nil
		}
		snap, err := s.Book.Present(ctx, year)
		switch {
		case errors.Is(err, ledger.ErrNone):
			return nil, 0, nil
		case err != nil:
			return nil, 0, err
		}
		return snap.Input, snap.Batch, nil
	}
	onto, batch, err := known(in.Year)
	if err != nil {
		return nil, err
	}
	r := &Reading{Reader: s.Reader, Files: in.Files, Answers: in.Answers, Year: in.Year, Onto: batch}
	r.Input, r.Found, err = read(ctx, dir, onto, in.Answers)
	if err != nil || r.Input.Scheme.Year == in.Year || r.Input.Scheme.Year == 0 {
		return r, err
	}
	r.Year = r.Input.Scheme.Year // the files say a year of their own
	other, batch, err := known(r.Year)
	if r.Onto = batch; err != nil || other == nil && onto == nil {
		return r, err
	}
	r.Input, r.Found, err = read(ctx, dir, other, in.Answers)
	return r, err
}
