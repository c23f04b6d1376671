// Command writer imports and scores small years as fast as it can, and prints every acknowledgement, until it is
// killed: writer write DATA [ROUNDS]. writer check DATA reads acknowledgements from standard input and says what was
// lost, half done or broken: nothing, and "ok". writer backup DATA FILE and writer migrate DATA do one of these, for
// tests that make a system call fail.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"shiji/internal/audit"
	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/district"
	"shiji/internal/fact"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/ledger"
	"shiji/internal/sheet"
	"shiji/internal/store"
)

func main() {
	err := errors.New("writer write|check|backup|migrate DATA …")
	if len(os.Args) > 2 {
		data, rest := os.Args[2], os.Args[3:]
		switch os.Args[1] {
		case "write":
			err = write(data, rest)
		case "check":
			err = check(data)
		case "backup":
			err = backup(data, rest)
		case "migrate":
			err = migrate(data)
		case "export":
			err = export(data)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var me = audit.Operator(audit.Command)

var ctx = context.Background()

// open opens a district, and makes it if the data are new.
func open(data string) (*house.House, *house.Services, error) {
	opt := house.Options(time.Now, nil)
	opt.Sync = os.Getenv("SHIJI_TEST_SYNC")
	db, err := store.Open(ctx, data, true, opt)
	if err != nil {
		return nil, nil, err
	}
	o, err := db.FirstDistrict(ctx, district.District{Code: "demo", Name: "示例区"}, me)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	h := house.New(db, house.Parts{Read: sheet.ReadOnto, Write: sheet.WriteResults, Engine: "shiji crash test"})
	return h, h.Of(o), nil
}

// ack says that something was acknowledged. It goes out at once.
func ack(what string, id int64) { fmt.Fprintf(os.Stdout, "%s %d\n", what, id) }

func write(data string, rest []string) error {
	rounds := 1 << 30
	if len(rest) > 0 {
		var err error
		if rounds, err = strconv.Atoi(rest[0]); err != nil {
			return err
		}
	}
	h, s, err := open(data)
	if err != nil {
		return err
	}
	defer h.DB.Close()
	w, err := h.Work(ctx)
	if err != nil {
		return err
	}
	defer w.Stop(ctx)
	ack("open", 0)
	for i := range rounds {
		if err := round(s, int(time.Now().UnixNano()%9000)+i); err != nil {
			return err
		}
	}
	return nil
}

// round imports a year with another value, scores it, and now and then takes the import back.
func round(s *house.Services, n int) error {
	dir, err := os.MkdirTemp("", "shiji-crash-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	in := demo.Small()
	// from 2 on: up to 1 nobody knows whether a share or a percentage is meant, and the import asks
	value := decimal.Ratio(int64(n%9000+200), 100)
	for i := range in.Actuals {
		if a := &in.Actuals[i]; len(a.Values) > 0 && a.Values[0].Number != nil {
			a.Values[0].Number = &value
			break
		}
	}
	path := filepath.Join(dir, "2014.xlsx")
	if err := sheet.WriteYear(path, in); err != nil {
		return err
	}
	book, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	brought, j, err := s.Intake.Bring(ctx, me, intake.Replace, 0, []intake.Upload{{Name: "2014.xlsx", Data: book}})
	if err != nil {
		return err
	}
	ack("intake", brought.ID)
	if err := wait(s, j.ID); err != nil {
		return err
	}
	if brought, err = s.Intake.Intake(ctx, me, brought.ID); err != nil || brought.State != intake.Checked {
		return errors.Join(err, fmt.Errorf("intake %d is %s", brought.ID, brought.State))
	}
	last, err := s.Ledger.Last(ctx, me, brought.Year)
	if err != nil {
		return err
	}
	if j, err = s.Intake.Confirm(ctx, me, brought.ID, intake.Consent{Seen: last}); err != nil {
		return err
	}
	if err := wait(s, j.ID); err != nil {
		return err
	}
	ack("recorded", brought.ID)
	if err := save(s, brought.Year, n); err != nil {
		return err
	}
	r, j, err := s.Runs.Ask(ctx, me, brought.Year)
	if err != nil {
		return err
	}
	ack("asked", r.ID)
	if err := wait(s, j.ID); err != nil {
		return err
	}
	ack("sealed", r.ID)
	if n%7 == 0 {
		if _, _, err := s.Intake.Undo(ctx, me, brought.ID); err != nil && !errors.Is(err, intake.ErrState) &&
			!errors.Is(err, intake.ErrLater) {
			return err
		}
	}
	return nil
}

// save writes one value by an act in the house.
func save(s *house.Services, year, n int) error {
	of := ledger.About{Unit: "S1", Indicator: "A1", Kind: ledger.Value}
	lines, err := s.Ledger.History(ctx, me, year, of)
	if err != nil || len(lines) == 0 {
		return err
	}
	last := lines[0].Versions[len(lines[0].Versions)-1]
	edit := ledger.Edit{Kind: last.Kind, Key: last.Key, On: last.Version,
		Body: fmt.Sprintf(`{"period":%q,"number":"%d.75"}`, last.Period, n%90)}
	b, err := s.Ledger.Append(ctx, me, ledger.Cause{Year: year, Act: fact.Approval}, []ledger.Edit{edit})
	if err == nil && b.ID != 0 {
		ack("saved", b.ID)
	}
	return err
}

func jobOf(s *house.Services, id int64) (j job.Job, err error) {
	j, _, err = s.Jobs.Job(ctx, me, id, 0)
	return j, err
}

func wait(s *house.Services, id int64) error {
	for range 3000 {
		j, err := jobOf(s, id)
		switch {
		case err != nil:
			return err
		case j.State == job.Done:
			return nil
		case j.State.Over():
			return fmt.Errorf("job %d: %s %s", id, j.State, j.Error.EN)
		}
		time.Sleep(2 * time.Millisecond)
	}
	return fmt.Errorf("job %d doesn't end", id)
}

// check looks at what is left after a crash: first as it lies there, then after everything that
// was queued has been done.
func check(data string) error {
	h, s, err := open(data)
	if err != nil {
		return err
	}
	defer h.DB.Close()
	if _, err := h.DB.VerifyAll(ctx); err != nil {
		return err
	}
	w, err := h.Work(ctx)
	if err != nil {
		return err
	}
	defer w.Stop(ctx)
	jobs, err := s.Jobs.List(ctx, me, 1<<30)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if !j.State.Over() {
			if err := wait(s, j.ID); err != nil {
				return fmt.Errorf("a job that was queued before the crash: %w", err)
			}
		}
	}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		what, number, _ := strings.Cut(in.Text(), " ")
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			continue
		}
		if err := kept(s, what, id); err != nil {
			return fmt.Errorf("acknowledged and lost: %s: %w", in.Text(), err)
		}
	}
	if _, err := h.DB.VerifyAll(ctx); err != nil {
		return err
	}
	fmt.Println("ok")
	return nil
}

// kept looks for what was acknowledged.
func kept(s *house.Services, what string, id int64) error {
	switch what {
	case "intake", "recorded":
		in, err := s.Intake.Intake(ctx, me, id)
		if err == nil && what == "recorded" && in.State != intake.Recorded && in.State != intake.Withdraw {
			err = fmt.Errorf("it is %s", in.State)
		}
		return err
	case "saved":
		_, err := s.Ledger.Batch(ctx, me, demo.Small().Scheme.Year, id)
		return err
	case "asked", "sealed":
		l, err := s.Runs.Load(ctx, me, id)
		if err != nil {
			return err
		}
		if l.Doc == nil {
			return fmt.Errorf("it is %s", l.State)
		}
		if !l.Doc.Intact() {
			return errors.New("its document isn't whole")
		}
	}
	return nil
}

func backup(data string, rest []string) error {
	if len(rest) == 0 {
		return errors.New("writer backup DATA FILE")
	}
	h, _, err := open(data)
	if err != nil {
		return err
	}
	defer h.DB.Close()
	if _, err := h.DB.Backup(ctx, rest[0], "crash test"); err != nil {
		return err
	}
	ack("backup", 0)
	return nil
}

func export(data string) error {
	h, _, err := open(data)
	if err != nil {
		return err
	}
	_, err = h.DB.Export(ctx, os.Stdout, "crash test")
	return errors.Join(err, h.DB.Close())
}

func migrate(data string) error {
	db, err := store.Open(ctx, data, true, store.Options{Now: time.Now})
	if err != nil {
		return err
	}
	ack("migrated", 0)
	return db.Close()
}
