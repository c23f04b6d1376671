package intake

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/ledger"
	"shiji/internal/score"
	"shiji/internal/sheet"
	"shiji/internal/target"
)

// fileOf writes a workbook and gives what it holds.
func fileOf(t *testing.T, name string, write func(path string) error) Upload {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := write(path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return Upload{Name: name, Data: data}
}

// unfloored is a district that reads real workbooks and knows a year in which six streets have no floor of A1, and the
// form for them.
func unfloored(t *testing.T) (*office, sheet.Form) {
	t.Helper()
	o := newOffice()
	o.Service.Read = sheet.ReadOnto
	in := demo.Small()
	var lines [][2]string
	for i := range in.Targets {
		x := &in.Targets[i]
		x.Source = fact.Source{Document: "目标责任书", Person: "王五", Date: "2013-02-01"}
		if i < 6 {
			x.City = target.Floor{}
			lines = append(lines, [2]string{x.Unit, x.Indicator})
		}
	}
	o.bring(t, Replace, []Upload{fileOf(t, "year.xlsx", func(path string) error { return sheet.WriteYear(path, in) })})
	snap, err := o.Book.Present(t.Context(), year)
	if err != nil {
		t.Fatal(err)
	}
	return o, sheet.NewFloorsForm(*snap.Input, lines)
}

// filled is a form with some cells of its sheet of targets filled in.
func filled(t *testing.T, form sheet.Form, cells map[string]any) []Upload {
	t.Helper()
	return []Upload{fileOf(t, form.Name, func(path string) error {
		if err := form.Write(path); err != nil {
			return err
		}
		f, err := excelize.OpenFile(path)
		if err != nil {
			return err
		}
		defer f.Close()
		for cell, v := range cells {
			if err := f.SetCellValue("目标", cell, v); err != nil {
				return err
			}
		}
		return f.Save()
	})}
}

// bodies are the facts of a year as they stand, by what they are about.
func (o *office) bodies() map[ledger.Name]string {
	out := map[ledger.Name]string{}
	for _, f := range o.facts() { // the newest comes last
		out[f.Named()] = f.Body
	}
	return out
}

// TestAFormForFloorsAddsFloors: recorded in half, it changes the targets whose floors were filled in, and of those
// nothing but the floors: no number, document, person, date or place.
func TestAFormForFloorsAddsFloors(t *testing.T) {
	o, form := unfloored(t)
	before := o.bodies()
	was, err := o.Book.Present(t.Context(), year)
	if err != nil {
		t.Fatal(err)
	}
	in := o.bring(t, Guess, filled(t, form, map[string]any{"G2": 95, "H2": "市文〔2013〕1号", "K3": 96, "L3": "第三部分"}))
	if in.Mode != Add || in.Year != year || in.Counts.Changed != 2 || in.Counts.Recorded() != 2 {
		t.Errorf("%s to %d: %+v", in.Mode, in.Year, in.Counts)
	}
	i := slices.IndexFunc(in.Found, func(n Note) bool { return n.Code == errs.FloorsForm })
	if i < 0 || in.Found[i].Message.ZH != "这是待补底线表：补录底线 2 项，留空 4 项" {
		t.Errorf("found %v", in.Found)
	}
	snap, err := o.Book.Present(t.Context(), year)
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for name, body := range o.bodies() {
		if before[name] == body {
			continue
		}
		if changed++; name.Kind != ledger.Target {
			t.Errorf("%v changed: %s", name, body)
		}
	}
	if changed != 2 {
		t.Errorf("%d facts changed", changed)
	}
	for k, unit := range []string{"S1", "S2"} {
		now, then := targetOf(snap.Input, unit), targetOf(was.Input, unit)
		floor := []*target.Floor{&now.City, &now.WorkReport}[k]
		if floor.Value == nil || floor.Document == "" {
			t.Errorf("%s has no floor: %+v", unit, now)
		}
		*floor = target.Floor{}
		if now.Source.File != form.Name || now.Value.Source.File != "year.xlsx" {
			t.Errorf("%s stands in %s, its value in %s", unit, now.Source.File, now.Value.Source.File)
		}
		if now.Source.File, now.Source.Cell = then.Source.File, then.Source.Cell; !sameFact(t, now, then) {
			t.Errorf("%s: something else changed:\n%+v\n%+v", unit, now, then)
		}
	}

	again := o.look(t, Guess, filled(t, form, map[string]any{"G2": 95, "H2": "市文〔2013〕1号"}))
	if again.Counts.Recorded() != 0 || again.State != Checked {
		t.Errorf("the same again: %s %+v", again.State, again.Counts)
	}
	empty := o.look(t, Guess, filled(t, form, nil))
	if empty.Counts.Recorded() != 0 || empty.State != Checked || empty.Count(errs.Warning) > 0 {
		t.Errorf("as it was downloaded: %s %+v %v", empty.State, empty.Counts, empty.Found)
	}
}

func targetOf(in *score.Input, unit string) target.Target {
	return in.Targets[slices.IndexFunc(in.Targets, func(x target.Target) bool { return x.Unit == unit })]
}

func sameFact(t *testing.T, a, b target.Target) bool {
	t.Helper()
	x, err1 := ledger.Split(score.Input{Targets: []target.Target{a}})
	y, err2 := ledger.Split(score.Input{Targets: []target.Target{b}})
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	i := slices.IndexFunc(x, func(r ledger.Record) bool { return r.Kind == ledger.Target })
	k := slices.IndexFunc(y, func(r ledger.Record) bool { return r.Kind == ledger.Target })
	return x[i].Body == y[k].Body
}

// TestAFloorThatATargetBreaks: without a waiver it is refused at its cell, with what the target lacks; with one it is
// taken in. A floor without its document is a warning at its cell.
func TestAFloorThatATargetBreaks(t *testing.T) {
	o, form := unfloored(t)
	in := o.look(t, Guess, filled(t, form, map[string]any{"G2": 105, "H2": "市文〔2013〕1号", "G3": 90}))
	note := func(in Intake, code errs.Code) Note {
		i := slices.IndexFunc(in.Found, func(n Note) bool { return n.Code == code && n.At.File == form.Name })
		if i < 0 {
			t.Fatalf("no %s among %v", code, in.Found)
		}
		return in.Found[i]
	}
	below := note(in, errs.TargetBelowFloor)
	if in.State != Refused || below.At.Cell != "G2" || below.Message.ZH != "第1街道的“任务完成率”目标 100 低于市下达目标值 105，差 5" {
		t.Errorf("%s: %s at %s", in.State, below.Message.ZH, below.At.Place())
	}
	if bare := note(in, errs.TargetFloorSource); bare.At.Cell != "G3" {
		t.Errorf("a floor without a document is told at %s", bare.At.Place())
	}
	note(in, errs.FloorsForm)
	in = o.bring(t, Guess, filled(t, form, map[string]any{"G2": 105, "H2": "市文〔2013〕1号", "N2": "纪要〔2013〕5号",
		"O2": "受灾"}))
	if in.State != Recorded || in.Counts.Changed != 1 {
		t.Errorf("with a waiver: %s %+v %v", in.State, in.Counts, in.Found)
	}

	o, form = unfloored(t)
	in = o.look(t, Guess, filled(t, form, map[string]any{"G2": 105, "H2": "文", "G3": 90, "H3": "文", "G4": "待定"}))
	if err := o.do(t, o.agree(t, in)); err != nil {
		t.Fatal(err)
	}
	if in = o.of(t, in.ID); in.State != Recorded || in.Counts.Changed != 1 || in.Counts.Left != 2 {
		t.Errorf("the valid rows alone: %s %+v", in.State, in.Counts)
	}
}
