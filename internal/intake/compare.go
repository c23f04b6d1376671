package intake

import (
	"context"
	"maps"
	"slices"
	"strings"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/person"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// comparison is what an import would do to a year as it is known at a batch.
type comparison struct {
	base    ledger.Base
	coming  []ledger.Record // of the files
	changes []ledger.Change
	counts  ledger.Counts
	found   errs.Findings // about the year that it makes
}

// Preview says fact by fact what confirming an import would change now, and which batch of the year that was compared
// with. Of an import with errors it says what its valid rows would; ErrErrors means that they can't be recorded without
// the others.
func (s *Service) Preview(ctx context.Context, who audit.Actor, id int64) (
	changes []ledger.Change, n ledger.Counts, batch int64, err error) {
	if err := s.may(who, person.ReadImport, id); err != nil {
		return nil, n, 0, err
	}
	_, c, err := s.preview(ctx, id)
	return c.changes, c.counts, c.base.Batch, err
}

// unheard is who hears of the steps of what isn't a job.
func unheard(context.Context, lang.Text, int, int) error { return nil }

func (s *Service) preview(ctx context.Context, id int64) (in Intake, c comparison, err error) {
	in, r, err := s.read(ctx, job.Job{Object: id}, unheard)
	if err != nil {
		return in, c, err
	}
	if in.State == Refused {
		in.Mode = in.Mode.validOnly()
	}
	c, err = s.coming(ctx, in, r)
	return in, c, err
}

// ofFiles are the findings about files.
func ofFiles(found errs.Findings, files []File) errs.Findings {
	return slices.DeleteFunc(slices.Clone(found), func(f errs.Finding) bool {
		return !slices.ContainsFunc(files, func(x File) bool { return x.Name == f.At.File })
	})
}

// coming is what an import would change. It fails with ErrErrors if that would leave a year with errors. Nothing is
// held of the store meanwhile.
func (s *Service) coming(ctx context.Context, in Intake, r *Reading) (comparison, error) {
	base, err := s.Book.Known(ctx, r.Input.Scheme.Year)
	if err != nil {
		return comparison{}, err
	}
	left, mode, input := 0, in.Mode, r.Input
	found := r.Found.Causes() // what follows from a row that is left out goes with it
	if mode == Valid || mode == ValidAdd {
		check := func(x score.Input) (errs.Findings, error) {
			if !mode.adds() { // what is missing in the rest may be known
				return append(score.Check(x), score.Admit(x)...).WithoutAbsences(), nil
			}
			c, err := compare(base, mode, in.Scope, x)
			return ofFiles(c.found, in.Files), err
		}
		if mode.adds() && !found.HasErrors() {
			more, err := check(input)
			if err != nil {
				return comparison{}, err
			}
			found = append(slices.Clone(found), more...)
		}
		valid, n, ok, err := ValidRows(input, found, check)
		if err != nil {
			return comparison{}, err
		}
		if !ok {
			return comparison{base: base}, ErrErrors
		}
		input, left = valid, n
	} else if found.HasErrors() {
		return comparison{base: base}, ErrErrors
	}
	c, err := compare(base, mode, in.Scope, input)
	if err == nil && c.found.HasErrors() {
		err = ErrErrors
	}
	c.counts.Left = left
	return c, err
}

// compare compares an import with what is known. An import that only adds is looked at together with what stays: the
// findings are about the whole.
func compare(base ledger.Base, mode Mode, scope Scope, input score.Input) (c comparison, err error) {
	c.base = base
	if base.Input != nil {
		asBefore(&input, base.Input.Scheme)
		if mode != Replace {
			keepOrder(&input.Scheme, base.Input.Scheme)
		}
	}
	if c.coming, err = ledger.Split(input); err != nil {
		return c, err
	}
	c.changes, c.counts = ledger.ChangesWithin(base.Facts, c.coming, func(f ledger.Fact) bool {
		return mode == Replace || mode == Part && scope.holds(f.Record, &base.Input.Scheme)
	})
	if mode == Replace {
		return c, nil
	}
	after := map[ledger.Name]ledger.Record{}
	for _, f := range base.Facts {
		if !f.Withdrawn {
			after[f.Named()] = f.Record
		}
	}
	for _, x := range c.changes {
		if x.Withdrawn {
			delete(after, x.Named())
		}
	}
	for _, r := range c.coming { // as it was read now: findings name the rows of these files
		after[r.Named()] = r
	}
	whole, err := ledger.Join(slices.Collect(maps.Values(after)))
	if err != nil {
		return c, err
	}
	c.found = append(score.Check(whole), added(base.Input, whole)...)
	if mode == Part {
		c.found = append(c.found, outside(c.changes, scope, &base.Input.Scheme)...)
		there := slices.ContainsFunc(c.coming, func(r ledger.Record) bool { return scope.holds(r, &base.Input.Scheme) })
		if !there && c.counts.Withdrawn > 0 { // files of something else
			c.found = append(c.found, errs.New(errs.PartEmpty, fact.Source{}, "", scope.Words(scope.Unit), c.counts.Withdrawn))
		}
	}
	return c, nil
}

// outside says what an import of a part would change that isn't in the part.
func outside(changes []ledger.Change, scope Scope, s *scheme.Scheme) (found errs.Findings) {
	for _, c := range changes {
		if !scope.holds(c.Record, s) {
			part := scope.Words(scope.Unit)
			found = append(found, errs.New(errs.PartOutside, placeOf(c.Record), "", ledger.Words(c.Record), part))
		}
	}
	return found
}

// placeOf is where a fact was read.
func placeOf(r ledger.Record) fact.Source {
	var body struct {
		Source fact.Source `json:"source"`
	}
	_ = r.Unpack(&body) // what can't be read has no place
	return body.Source
}

// added is what keeps a year from being taken in that it was before an addition: what stands in it since before isn't
// asked again.
func added(was *score.Input, whole score.Input) errs.Findings {
	if was == nil {
		return score.Admit(whole)
	}
	known := map[string]bool{}
	key := func(f errs.Finding) string { // what it is about; numbers may have changed, and what a decision lacks
		about := []string{string(f.Code)}
		for _, a := range f.Args {
			switch x := a.(type) {
			case string:
				about = append(about, x)
			case lang.Text:
				if f.Code != errs.SchemeFrameOpen {
					about = append(about, x.EN)
				}
			}
		}
		return strings.Join(about, "\x00")
	}
	for _, f := range score.Admit(*was) {
		known[key(f)] = true
	}
	return slices.DeleteFunc(score.Admit(whole), func(f errs.Finding) bool { return known[key(f)] })
}

// silenceSetting is the setting that makes a year one that runs.
const silenceSetting = "已定分值低线"

// asBefore leaves a year that was taken in before there was such a setting as it is, where the files don't say it: all
// silence is missing data there.
func asBefore(in *score.Input, before scheme.Scheme) {
	if before.Year == 0 || before.Running() || in.Scheme.Cells[silenceSetting] != "" {
		return
	}
	in.Scheme.Grading.MinDecided = nil
	in.Actuals = slices.Clone(in.Actuals)
	for i := range in.Actuals {
		if in.Actuals[i].Status == fact.Silent {
			in.Actuals[i].Status = fact.MissingUnexcused
		}
	}
}

// otherDistrict warns of a year whose workbook is another district's.
func (s *Service) otherDistrict(ctx context.Context, mode Mode, in score.Input) errs.Findings {
	if s.Called == nil || mode.adds() || in.Scheme.District == "" {
		return nil
	}
	name, err := s.Called(ctx)
	if says := in.Scheme.District; err != nil || name == "" || strings.Contains(says, name) ||
		strings.Contains(name, says) {
		return nil
	}
	return errs.Findings{errs.New(errs.DistrictOther, in.Scheme.At("地区"), in.Scheme.District, in.Scheme.District, name)}
}

// keepOrder puts what an import of additions doesn't mention back into the scheme's tree: after what it knows from
// before, in the order of before.
func keepOrder(s *scheme.Scheme, before scheme.Scheme) {
	for _, g := range before.Groups {
		if s.Group(g.Level1) == nil {
			s.Groups = append(s.Groups, g)
		}
	}
	for _, i := range before.Items {
		if s.Item(i.Name) == nil {
			s.Items = append(s.Items, i)
		}
	}
	for _, l := range before.Leaves {
		if s.Leaf(l.Code) == nil {
			s.Leaves = append(s.Leaves, l)
		}
	}
}
