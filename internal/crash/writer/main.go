// Command writer imports and scores small years as fast as it can, and prints every acknowledgement, until it is killed: writer write DATA [ROUNDS].
// writer check DATA reads acknowledgements from standard input and says what was lost, half done or broken: nothing, and "ok".
// writer backup DATA FILE and writer migrate DATA do one of these, for tests that make a system call fail.
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
	"shiji/internal/job"
	"shiji/internal/sheet"
	"shiji/internal/store"
	"shiji/internal/yearbook"
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

const me = audit.LocalOperator

var ctx = context.Background()

// open opens a district, and makes it if the data are new.
func open(data string) (*store.DB, *store.Services, error) {
	db, err := store.Open(ctx, data, true, store.Options{Now: time.Now, Sync: os.Getenv("SHIJI_TEST_SYNC")})
	if err != nil {
		return nil, nil, err
	}
	o, err := db.FirstDistrict(ctx, store.District{Code: "demo", Name: "示例区"}, me)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, store.NewServices(o, sheet.ReadOnto, sheet.WriteResults, "shiji crash test"), nil
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
	db, s, err := open(data)
	if err != nil {
		return err
	}
	defer db.Close()
	w, err := db.Work(ctx, func(*store.Office) map[job.Kind]job.Handler { return s.Handlers() })
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
func round(s *store.Services, n int) error {
	dir, err := os.MkdirTemp("", "shiji-crash-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	in := demo.Small()
	value := decimal.Ratio(int64(n%9000+200), 100) // from 2 on: up to 1 nobody knows whether a share or a percentage is meant, and the import asks
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
	intake, j, err := s.Yearbook.Bring(ctx, me, yearbook.Replace, 0, []yearbook.Upload{{Name: "2014.xlsx", Data: book}})
	if err != nil {
		return err
	}
	ack("intake", intake.ID)
	if err := wait(s, j.ID); err != nil {
		return err
	}
	if intake, err = s.Yearbook.Intake(ctx, intake.ID); err != nil || intake.State != yearbook.Checked {
		return errors.Join(err, fmt.Errorf("intake %d is %s", intake.ID, intake.State))
	}
	last, err := s.Yearbook.Last(ctx, intake.Year)
	if err != nil {
		return err
	}
	if j, err = s.Yearbook.Confirm(ctx, me, intake.ID, yearbook.Consent{Seen: last}); err != nil {
		return err
	}
	if err := wait(s, j.ID); err != nil {
		return err
	}
	ack("recorded", intake.ID)
	r, j, err := s.Runs.Ask(ctx, me, intake.Year)
	if err != nil {
		return err
	}
	ack("asked", r.ID)
	if err := wait(s, j.ID); err != nil {
		return err
	}
	ack("sealed", r.ID)
	if n%7 == 0 {
		if _, _, err := s.Yearbook.Undo(ctx, me, intake.ID); err != nil && !errors.Is(err, yearbook.ErrState) && !errors.Is(err, yearbook.ErrLater) {
			return err
		}
	}
	return nil
}

func jobOf(s *store.Services, id int64) (j job.Job, err error) {
	err = s.Office.View(ctx, func(t *store.Tx) error { j, err = t.Job(ctx, id); return err })
	return j, err
}

func wait(s *store.Services, id int64) error {
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

// check looks at what is left after a crash: first as it lies there, then after everything that was queued has been done.
func check(data string) error {
	db, s, err := open(data)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.VerifyAll(ctx); err != nil {
		return err
	}
	w, err := db.Work(ctx, func(*store.Office) map[job.Kind]job.Handler { return s.Handlers() })
	if err != nil {
		return err
	}
	defer w.Stop(ctx)
	var jobs []job.Job
	if err := s.Office.View(ctx, func(t *store.Tx) (err error) { jobs, err = t.Jobs(ctx, 1<<30); return err }); err != nil {
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
	if _, err := db.VerifyAll(ctx); err != nil {
		return err
	}
	fmt.Println("ok")
	return nil
}

// kept looks for what was acknowledged.
func kept(s *store.Services, what string, id int64) error {
	switch what {
	case "intake", "recorded":
		in, err := s.Yearbook.Intake(ctx, id)
		if err == nil && what == "recorded" && in.State != yearbook.Recorded && in.State != yearbook.Withdraw {
			err = fmt.Errorf("it is %s", in.State)
		}
		return err
	case "asked", "sealed":
		l, err := s.Runs.Load(ctx, id)
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
	db, _, err := open(data)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Backup(ctx, rest[0], "crash test"); err != nil {
		return err
	}
	ack("backup", 0)
	return nil
}

func export(data string) error {
	db, _, err := open(data)
	if err != nil {
		return err
	}
	_, err = db.Export(ctx, os.Stdout, "crash test")
	return errors.Join(err, db.Close())
}

func migrate(data string) error {
	db, err := store.Open(ctx, data, true, store.Options{Now: time.Now})
	if err != nil {
		return err
	}
	ack("migrated", 0)
	return db.Close()
}
