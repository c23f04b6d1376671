package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"shiji/internal/apart"
	"shiji/internal/audit"
	"shiji/internal/district"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	runs "shiji/internal/run"
	"shiji/internal/score"
	"shiji/internal/sheet"
	"shiji/internal/store"
)

// dataFlag names the data that a command works on: a folder with an SQLite database, or a PostgreSQL server.
type dataFlag struct {
	Data string `env:"SHIJI_DATA" default:"shiji-data"`
}

// defaultData is the folder where none is named.
const defaultData = "shiji-data"

// engineName stands on everything that this program seals.
func engineName() string { return "shiji " + version }

// builtFrom names the revision of the sources that the program was built from, and says if they were changed since; it
// is empty where nobody could tell.
func builtFrom() string {
	if revision != "" {
		return revision
	}
	var stamps []string
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" || s.Key == "vcs.modified" {
				stamps = append(stamps, s.Value)
			}
		}
	}
	return strings.Join(stamps, " ")
}

// readerName is the version of what reads files: the version of the program and what it was built from, so that
// nothing that another build read is taken for its own.
func readerName() string {
	name := engineName() + " " + builtFrom()
	if path, err := os.Executable(); err == nil {
		if file, err := os.Stat(path); err == nil { // a build of changed sources, or of none that are known
			name += fmt.Sprintf(" %d %d", file.Size(), file.ModTime().Unix())
		}
	}
	return name
}

// me is whoever types commands: while there are no accounts, the person at the machine.
var me = audit.Operator(audit.Command)

// opened is an open database with the use cases of its district.
type opened struct {
	db       *store.DB
	office   *store.Office
	house    *house.House
	services *house.Services
	district district.District // as it was called when it was opened
	workers  *store.Workers
}

// reads is who reads the files of imports: a process of its own, or this one.
type reads interface {
	Read(ctx context.Context, path string, known *score.Input, said []fact.Answer) (score.Input, errs.Findings, error)
}

// What the commands themselves refuse of the data and files that they are given.
var (
	errNoDistrict   = errs.Refuse("shiji.open", errs.NotFound, "data.no_district")
	errTwoDistricts = errs.Refuse("shiji.open", errs.Conflict, "data.two_districts")
	errNoYear       = errs.Refuse("shiji.export", errs.NotFound, "data.no_year")
	errNothingToRun = errs.Refuse("shiji.run", errs.NotFound, "data.nothing_to_run")
	errNoFile       = errs.Refuse("shiji.files", errs.NotFound, "file.missing")
	errTaken        = errs.Refuse("shiji.place", errs.Conflict, "file.taken")
)

// openHouse opens the data of a command. A folder without a database is a mistake of the person unless create is set;
// then it gets a district, called by its name.
func (a *app) openHouse(ctx context.Context, data string, create bool, log *slog.Logger, name string,
	files reads) (*opened, error) {
	db, err := store.Open(ctx, data, create, house.Options(time.Now, log))
	if err != nil {
		return nil, err
	}
	h := &opened{db: db}
	h.office, err = db.Office(ctx, "")
	if errors.Is(err, district.ErrNone) {
		var list []district.District
		switch list, err = db.Districts(ctx); {
		case err != nil:
		case len(list) > 1:
			err = errTwoDistricts.With(store.Shown(data))
		case !create:
			err = errNoDistrict.With(store.Shown(data))
		default:
			first := district.District{Code: "district", Name: cmp.Or(name, district.Unnamed.In(a.lang))}
			h.office, err = db.FirstDistrict(ctx, first, me)
		}
	}
	if err == nil {
		parts := house.Parts{Read: files.Read, Reader: readerName(), Write: sheet.WriteResults, Engine: engineName()}
		if p, apart := files.(*apart.Process); apart {
			parts.Judge = p.Judge
		}
		h.house = house.New(db, parts)
		h.services = h.house.Of(h.office)
		h.district, err = h.services.District.Called(ctx, me)
	}
	if err == nil && name != "" && h.district.Name != name {
		err = otherDistrict(h.district.Name, name)
	}
	if err != nil {
		return nil, errors.Join(store.Damage(data, err), db.Close())
	}
	return h, nil
}

// otherDistrict says that the data belong to another district than the one that was named.
func otherDistrict(name, asked string) error {
	return usageError{lang.T("这里的数据属于“%[1]s”，不是“%[2]s”。去掉 --district；要改名，运行 shiji district rename %[3]s；别的区，换一个 --data",
		"these data belong to %[1]q and not to %[2]q. Leave --district out; to rename the district, run "+
			"shiji district rename %[3]s; for another district, choose another --data").With(name, asked, shellWord(asked))}
}

// work starts the workers of the house.
func (h *opened) work(ctx context.Context) (err error) {
	h.workers, err = h.house.Work(ctx)
	return err
}

// rest lets the jobs that run come to their end, until ctx ends, and takes no more.
func (h *opened) rest(ctx context.Context) error {
	if h.workers == nil {
		return nil
	}
	w := h.workers
	h.workers = nil
	return w.Stop(ctx)
}

func (h *opened) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	return errors.Join(h.rest(ctx), h.db.Close())
}

// wait waits until a job is over and tells its steps.
func (h *opened) wait(ctx context.Context, id int64, tell func(lang.Text)) (j job.Job, err error) {
	after := int64(0)
	for {
		var events []job.Event
		if j, events, err = h.services.Jobs.Job(ctx, me, id, after); err != nil {
			return j, err
		}
		for _, e := range events {
			after = e.Seq
			tell(e.Step)
		}
		if j.State.Over() {
			return j, nil
		}
		select {
		case <-ctx.Done():
			return j, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// uploads reads the files of a year: a workbook, or what can be read in a folder of them.
func uploads(path string) ([]intake.Upload, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	names := []string{path}
	if info.IsDir() {
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, err
		}
		names = nil
		for _, e := range entries {
			if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !strings.HasPrefix(e.Name(), "~$") &&
				slices.Contains([]string{".xlsx", ".csv", ".yaml", ".yml"}, strings.ToLower(filepath.Ext(e.Name()))) {
				names = append(names, filepath.Join(path, e.Name()))
			}
		}
	}
	var out []intake.Upload
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		out = append(out, intake.Upload{Name: filepath.Base(name), Size: info.Size(),
			Open: func() (io.ReadCloser, error) { return os.Open(name) }})
	}
	return out, nil
}

// score runs the scores of a year.
func (h *opened) score(ctx context.Context, year int, tell func(lang.Text)) (*runs.Loaded, error) {
	r, j, err := h.services.Runs.Ask(ctx, me, year)
	if err != nil {
		return nil, err
	}
	if j, err = h.wait(ctx, j.ID, tell); err != nil {
		return nil, err
	}
	if j.State != job.Done {
		return nil, jobFailed{j.Error}
	}
	return h.services.Runs.Load(ctx, me, r.ID)
}

// jobFailed is a job that ended badly, in its own words.
type jobFailed struct{ lang.Text }

func (e jobFailed) Error() string { return e.EN }

// plainLog writes log lines for people.
func plainLog(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// telling prints the steps of a job to the person at the terminal.
func (a *app) telling() func(lang.Text) {
	return func(step lang.Text) {
		if isTerminal(a.err) {
			fmt.Fprintln(a.err, a.dim("  "+step.In(a.lang)))
		}
	}
}

type runCmd struct {
	dataFlag
	Year   int `arg:""`
	Settle bool
}

func (c runCmd) Run(a *app) error {
	ctx, stop := interruptible()
	defer stop()
	log := plainLog(a.err, slog.LevelError)
	h, err := a.openHouse(ctx, c.Data, false, log, "", apart.New(log))
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.work(ctx); err != nil {
		return err
	}
	l, err := h.score(ctx, c.Year, a.telling())
	switch {
	case errors.Is(err, runs.ErrNoFacts):
		return errNothingToRun.With(c.Year)
	case err != nil:
		return err
	}
	if c.Settle {
		if err := h.services.Runs.Settle(ctx, me, l.ID); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(l.Doc.Results)
	}
	a.printRanking(*l.Doc)
	fmt.Fprintln(a.out, lang.T("计分 %[1]d，警告 %[2]d，封存摘要 %[3]s", "run %[1]d, %[2]d {warning|warnings}, seal %[3]s").
		With(l.ID, l.Warnings, l.Seal).In(a.lang))
	return nil
}
