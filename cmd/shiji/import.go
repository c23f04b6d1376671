package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"shiji/internal/apart"
	"shiji/internal/district"
	"shiji/internal/errs"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/score"
	"shiji/internal/store"
)

type importCmd struct {
	dataFlag
	Path     string `arg:""`
	Add      bool
	Year     int
	Withdraw int
	Unit     *string
	Body     *string
	Sheet    *string
	Dry      bool `name:"dry-run"`

	District string
}

func (c importCmd) Run(a *app) error {
	files, err := uploads(c.Path)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return errNoFile.With(c.Path)
		}
		return err
	}
	if c.Year != 0 && !c.Add {
		return usageError{lang.T("--year 只和 --add 一起用：说明加到哪个年度", "--year goes with --add: it says which year is added to")}
	}
	scope, err := c.scope()
	if err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	log := plainLog(a.err, slog.LevelError)
	if c.Dry {
		return c.try(ctx, a, files, log)
	}
	// Its workers may come upon somebody's upload: files are read apart.
	h, err := a.openHouse(ctx, c.Data, true, log, c.District, apart.New(log))
	if err != nil {
		return err
	}
	defer h.close()
	if !store.IsAddress(c.Data) { // what a killed import leaves there is wiped by the next one
		folder, err := tempFolder(filepath.Join(c.Data, "tmp"))
		if err != nil {
			return err
		}
		defer folder.remove()
		h.services.Intake.Temp = folder.path
	}
	if err := h.work(ctx); err != nil {
		return err
	}
	before, err := h.services.Ledger.Years(ctx, me)
	if err != nil {
		return err
	}
	in, gone, err := h.bring(ctx, c.mode(), c.Year, scope, files, c.Withdraw, a.telling())
	var asked unagreed
	if errors.As(err, &asked) {
		if a.json {
			if err := a.printJSON(intakeOf(in)); err != nil {
				return err
			}
		}
		withdraw, add := fmt.Sprintf("--withdraw %d", asked.facts), fmt.Sprintf("--add --year %d", in.Year)
		return jobFailed{asked.words(a.lang, c.again(withdraw), c.typed(add))}
	}
	if err != nil {
		return err
	}
	if len(before) == 0 && in.State == intake.Recorded {
		if err := h.callAsTheYear(ctx, a, in.Year); err != nil {
			return err
		}
	}
	if err := c.report(ctx, a, h, in); err != nil || a.json || len(gone) == 0 || in.State != intake.Recorded {
		return err
	}
	return h.tellGone(ctx, a, in.Year, gone)
}

// tellGone names facts that were withdrawn: the files don't mention them, so that nobody has seen them there.
func (h *opened) tellGone(ctx context.Context, a *app, year int, gone []ledger.Change) error {
	known, _, err := h.services.Ledger.Latest(ctx, me, year)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.err, newUnagreed(gone, *known).list(a.lang))
	return nil
}

// mode is what the command line says that the files are.
func (c importCmd) mode() intake.Mode {
	if c.Add {
		return intake.Add
	}
	return intake.Replace
}

// try looks through the files and leaves nothing: data that aren't there yet are compared with an empty folder that is
// wiped.
func (c importCmd) try(ctx context.Context, a *app, files []intake.Upload, log *slog.Logger) error {
	data := c.Data
	there, err := store.Peek(ctx, data)
	if err != nil {
		return err
	}
	if len(there) == 0 {
		if data, err = os.MkdirTemp("", "shiji-try-*"); err != nil {
			return err
		}
		defer os.RemoveAll(data)
	}
	h, err := a.openHouse(ctx, data, len(there) == 0, log, c.District, apart.New(log))
	if err != nil {
		return err
	}
	defer h.close()
	in, changes, err := h.services.Intake.Try(ctx, me, c.mode(), c.Year, files)
	if err != nil {
		return err
	}
	if err := c.report(ctx, a, h, in); err != nil || a.json {
		return err
	}
	if in.Counts.Withdrawn > 0 {
		var within score.Input
		if known, _, err := h.services.Ledger.Latest(ctx, me, in.Year); err == nil {
			within = *known
		}
		fmt.Fprintln(a.err, newUnagreed(changes, within).list(a.lang))
	}
	return nil
}

// workbookSheet is what sheets of a workbook are called where their facts have another name.
var workbookSheet = map[ledger.Kind]string{ledger.Actual: "实绩", ledger.Event: "事件"}

// scope is the part of a year that the files are all there is of; empty: none was said.
func (c importCmd) scope() (out intake.Scope, err error) {
	for _, said := range []*string{c.Unit, c.Body, c.Sheet} {
		if said != nil && strings.TrimSpace(*said) == "" { // a variable that was never set isn't "everything"
			return out, usageError{lang.T("--unit、--body、--sheet 后面要写名称", "--unit, --body and --sheet take a name")}
		}
	}
	if c.Unit != nil {
		out.Unit = *c.Unit
	}
	if c.Body != nil {
		out.Body = *c.Body
	}
	if c.Sheet != nil {
		i := slices.IndexFunc(intake.ScopeSheets, func(k ledger.Kind) bool {
			return k.Name().ZH == *c.Sheet || k.Name().EN == *c.Sheet || string(k) == *c.Sheet || workbookSheet[k] == *c.Sheet
		})
		if i < 0 {
			names := make([]lang.Text, len(intake.ScopeSheets))
			for i, k := range intake.ScopeSheets {
				names[i] = k.Name()
			}
			return out, usageError{lang.T("--sheet 没有“%[1]s”，可以是：%[2]s", "--sheet has no %[1]q; it may be: %[2]s").
				With(*c.Sheet, lang.Join(names))}
		}
		out.Sheet = intake.ScopeSheets[i]
	}
	if out != (intake.Scope{}) && (!c.Add || c.Year == 0 || c.Dry) {
		return out, usageError{lang.T("--unit、--body、--sheet 与 --add --year 一起用，不与 --dry-run 同用",
			"--unit, --body and --sheet go with --add --year, and not with --dry-run")}
	}
	return out, nil
}

// bring imports a year as the pages do: look through, then record. It also returns the facts that it withdraws.
func (h *opened) bring(ctx context.Context, mode intake.Mode, year int, scope intake.Scope, files []intake.Upload,
	withdraw int, tell func(lang.Text)) (in intake.Intake, gone []ledger.Change, err error) {
	in, j, err := h.services.Intake.Bring(ctx, me, mode, year, files)
	if err != nil {
		return in, nil, err
	}
	if j, err = h.wait(ctx, j.ID, tell); err != nil {
		return in, nil, err
	}
	if j.State == job.Done && scope != (intake.Scope{}) {
		if j, err = h.services.Intake.ChoosePart(ctx, me, in.ID, year, scope); err != nil {
			return in, nil, errors.Join(err, h.services.Intake.Drop(ctx, me, in.ID))
		}
		if j, err = h.wait(ctx, j.ID, tell); err != nil {
			return in, nil, err
		}
	}
	if j.State != job.Done {
		return in, nil, jobFailed{j.Error}
	}
	if in, err = h.services.Intake.Intake(ctx, me, in.ID); err != nil || in.State != intake.Checked {
		return in, nil, err
	}
	if !in.Counts.Any() {
		if err := h.services.Intake.Drop(ctx, me, in.ID); err != nil {
			return in, nil, err
		}
		in, err = h.services.Intake.Intake(ctx, me, in.ID)
		return in, nil, err
	}
	changes, _, seen, err := h.services.Intake.Preview(ctx, me, in.ID)
	if err != nil {
		return in, nil, err
	}
	gone = slices.DeleteFunc(slices.Clone(changes), func(c ledger.Change) bool { return !c.Withdrawn })
	consent := intake.Consent{Seen: seen, Withdraw: withdraw, Shown: in.Shown()}
	switch j, err = h.services.Intake.Confirm(ctx, me, in.ID, consent); {
	case errors.Is(err, intake.ErrWithdraws):
		err := h.unagreed(ctx, in)
		in.State = intake.Dropped
		return in, nil, err
	case errors.Is(err, intake.ErrStale), errors.Is(err, intake.ErrState):
		return in, nil, jobFailed{lang.T("同时有别的数据写入，这次没有写入；请再导入一次（一样的内容不会重复写入）",
			"other facts were recorded at the same time, and nothing of this import; import once more (what is "+
				"the same isn't recorded twice)")}
	case err != nil:
		return in, nil, err
	}
	if j, err = h.wait(ctx, j.ID, tell); err != nil {
		return in, nil, err
	}
	if j.State != job.Done {
		return in, nil, jobFailed{j.Error}
	}
	in, err = h.services.Intake.Intake(ctx, me, in.ID)
	return in, gone, err
}

// unagreed says that an import withdraws more than a few facts, and which.
type unagreed struct {
	facts  int
	first  []ledger.Change
	within score.Input
}

// withdrawnListed is how many facts that are withdrawn a command names.
const withdrawnListed = 10

func newUnagreed(changes []ledger.Change, within score.Input) unagreed {
	gone := slices.DeleteFunc(slices.Clone(changes), func(c ledger.Change) bool { return !c.Withdrawn })
	return unagreed{len(gone), gone[:min(len(gone), withdrawnListed)], within}
}

func (u unagreed) Error() string { return u.list(lang.EN) }

// list names the first facts that are withdrawn.
func (u unagreed) list(l lang.Lang) string {
	var b strings.Builder
	fmt.Fprintln(&b, lang.T("文件里没有、将被作废的 %[1]d 条数据：",
		"facts that the files don't mention and that are withdrawn: %[1]d").With(u.facts).In(l))
	names := ledger.NamesOf(&u.within)
	for _, c := range u.first {
		fmt.Fprintf(&b, "  %s  %s\n", c.Kind.Name().In(l), names.Of(c.Record, c.Name(&u.within.Scheme, l)))
	}
	if more := u.facts - len(u.first); more > 0 {
		fmt.Fprintln(&b, lang.T("  另有 %[1]d 条", "  and %[1]d more").With(more).In(l))
	}
	return strings.TrimRight(b.String(), "\n")
}

// words list the first facts and say what to type.
func (u unagreed) words(l lang.Lang, withdraw, add string) lang.Text {
	return lang.T("%[1]s\n没有写入。确要作废，运行：%[2]s\n其余数据应保持不变的，运行：%[3]s",
		"%[1]s\nNothing was recorded. If that is meant, run: %[2]s\nIf they are to stay, run: %[3]s").
		With(u.list(l), withdraw, add)
}

// unagreed gives up an import that withdraws what wasn't agreed to, and says what that is.
func (h *opened) unagreed(ctx context.Context, in intake.Intake) error {
	changes, _, _, err := h.services.Intake.Preview(ctx, me, in.ID)
	if err != nil {
		return err
	}
	known, _, err := h.services.Ledger.Latest(ctx, me, in.Year)
	if err != nil {
		return err
	}
	if err := h.services.Intake.Drop(ctx, me, in.ID); err != nil {
		return err
	}
	return newUnagreed(changes, *known)
}

// callAsTheYear gives a district that nobody named the name that its first year says.
func (h *opened) callAsTheYear(ctx context.Context, a *app, year int) error {
	d, err := h.services.District.Called(ctx, me)
	if err != nil || !d.Unnamed() {
		return err
	}
	in, _, err := h.services.Ledger.Latest(ctx, me, year)
	if err != nil || in.Scheme.District == "" {
		return err
	}
	var wrong errs.Error
	err = h.services.District.NameIt(ctx, me, in.Scheme.District)
	if errors.As(err, &wrong) && wrong.Is(district.ErrMisnamed) {
		fmt.Fprintln(a.err, lang.T("年度已写入；区名没有取自工作簿的“地区”：%[1]s",
			"the year is recorded; the district isn't called as the workbook says: %[1]s").With(wrong.Words().What).In(a.lang))
		return nil
	} else if err != nil {
		return err
	}
	fmt.Fprintln(a.err, lang.T("区名取自工作簿的“地区”：%[1]s（要改名：shiji district rename）",
		"the district is called as the workbook says: %[1]s (shiji district rename changes it)").
		With(in.Scheme.District).In(a.lang))
	return nil
}

// intakeJSON is an import as other programs read it.
type intakeJSON struct {
	ID       int64         `json:"id,omitempty"` // none was kept
	Year     int           `json:"year,omitempty"`
	State    intake.State  `json:"state"`
	Counts   ledger.Counts `json:"counts"`
	Findings []intake.Note `json:"findings"`
}

func intakeOf(in intake.Intake) intakeJSON {
	out := intakeJSON{in.ID, in.Year, in.State, in.Counts, in.Found}
	if out.Findings == nil {
		out.Findings = []intake.Note{}
	}
	return out
}

// report says what became of an import, and what to type where it was refused as what it isn't.
func (c importCmd) report(ctx context.Context, a *app, h *opened, in intake.Intake) error {
	years, unknown := h.services.Ledger.Years(ctx, me) // without them there is no hint
	if a.json {
		if err := a.printJSON(intakeOf(in)); err != nil {
			return err
		}
	}
	if hint := c.hint(in, years); !hint.IsZero() {
		fmt.Fprintln(a.err, hint.In(a.lang))
	}
	if !a.json {
		var told []errs.Told
		for _, n := range in.Found {
			if n.Severity != errs.Info || aloud(n.Code) {
				told = append(told, n.Told())
			}
		}
		a.printMatters(a.err, errs.Outline(told), false)
		state := in.State.Name()
		if in.State == intake.Dropped && !in.Counts.Any() { // it was looked through, and there was nothing to record
			state = lang.T("没有变化", "nothing changed")
		}
		fmt.Fprintln(a.out, lang.T("%[1]s：%[2]s；错误 %[3]d，警告 %[4]d；%[5]s",
			"%[1]s: %[2]s; %[3]d {error|errors}, %[4]d {warning|warnings}; %[5]s").
			With(named(in), state, in.Count(errs.Wrong), in.Count(errs.Warning), in.Counts.Words()).In(a.lang))
	}
	if unknown != nil || in.State != intake.Refused {
		return unknown
	}
	return exitError(exitFindings)
}

// hint says what the whole refusal comes from, where that is one thing: the files aren't a whole year, and nobody has
// said which year they belong to. It stands before what is said of their cells.
func (c importCmd) hint(in intake.Intake, years []int) lang.Text {
	part := slices.ContainsFunc(in.Found, func(n intake.Note) bool { return n.Code == errs.SheetMissing })
	switch {
	case in.State != intake.Refused:
	case c.Add && c.Year != 0 && !slices.Contains(years, c.Year):
		return lang.T("%[1]d 年度还没有数据：先导入全年的工作簿（shiji import 年度工作簿），再加各部门的表",
			"nothing is known of %[1]d yet: import the whole year first (shiji import YEAR), "+
				"then add the sheets of departments").With(c.Year)
	case part && len(years) == 0:
		return lang.T("这些文件不是全年的数据，这里也还没有年度：先导入全年的工作簿（shiji import 年度工作簿），再用 --add 加这些表",
			"these files aren't a whole year, and there is none here yet: "+
				"import the whole year first (shiji import YEAR), then add these with --add")
	case part && c.Year == 0 && (in.Year == 0 || slices.Contains(years, in.Year)):
		return lang.T("这些文件不是全年的数据。要加到已有的年度，运行：%[1]s",
			"these files aren't a whole year. To add them to a year that is known, run: %[1]s").
			With(c.typed("--add", fmt.Sprintf("--year %d", cmp.Or(in.Year, slices.Max(years)))))
	}
	return lang.Text{}
}

// named names an import: by its number where it is kept, and by its year where that is known.
func named(in intake.Intake) lang.Text {
	what := lang.T("试导入", "trial import")
	if in.ID != 0 {
		what = lang.T("导入 %[1]d", "import %[1]d").With(in.ID)
	}
	if in.Year == 0 {
		return what
	}
	return lang.T("%[1]s（%[2]d 年度）", "%[1]s (%[2]d)").With(what, in.Year)
}

// typed is the command to type, with some options more.
func (c importCmd) typed(more ...string) string {
	words := []string{"shiji import", shellWord(c.Path)}
	if c.Data != os.Getenv("SHIJI_DATA") && c.Data != defaultData && !store.IsAddress(c.Data) {
		words = append(words, "--data "+shellWord(c.Data))
	}
	return strings.Join(append(words, more...), " ")
}

// again is the command as it was typed, with more.
func (c importCmd) again(more string) string {
	var words []string
	if c.Add {
		words = append(words, "--add")
	}
	if c.Year != 0 {
		words = append(words, fmt.Sprintf("--year %d", c.Year))
	}
	for _, f := range []struct {
		name string
		said *string
	}{{"--unit", c.Unit}, {"--body", c.Body}, {"--sheet", c.Sheet}} {
		if f.said != nil {
			words = append(words, f.name+" "+shellWord(*f.said))
		}
	}
	if c.District != "" {
		words = append(words, "--district "+shellWord(c.District))
	}
	return c.typed(append(words, more)...)
}

var plainWord = regexp.MustCompile(`^[\p{L}\p{N}_./:=-]+$`)

// shellWord writes a word so that a shell takes it for one.
func shellWord(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return shellQuote(s)
}
