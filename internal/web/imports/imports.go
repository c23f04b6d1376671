package imports

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"shiji/internal/web"

	"shiji/internal/audit"
	"shiji/internal/district"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/scheme"
	"shiji/internal/sheet"
)

// uploadBody is the largest upload: all files and what the form adds.
const uploadBody = intake.MaxUpload + 1<<20

// inMemory is how much of an upload is kept in memory; the rest lies on the disk while it is taken.
const inMemory = 256 << 10

type importsView struct {
	*web.View
	Brought []intake.Intake
	List    *web.List
	Problem lang.Text   // of the upload that was just tried
	Mode    intake.Mode // that is chosen
	Modes   []intake.Mode
	Floors  bool // it was opened for a form for floors that is filled in
}

func (s *room) imports(w http.ResponseWriter, r *http.Request) error {
	return s.showImports(w, r, http.StatusOK, lang.Text{}, intake.Guess)
}

func (s *room) showImports(w http.ResponseWriter, r *http.Request, status int,
	wrong lang.Text, mode intake.Mode) error {
	v, err := s.Open(w, r, "J2", lang.T("导入中心", "Imports"))
	if err != nil {
		return err
	}
	v.Crumbs = []web.Crumb{{Name: lang.T("基础数据", "Base data")}, {Name: lang.T("导入中心", "Imports")}}
	if !wrong.IsZero() {
		v.Title = lang.T("错误：导入中心", "Error: imports")
	}
	if asked := intake.Mode(v.OneOf("mode", string(intake.Add), string(intake.Replace))); asked != "" {
		mode = asked
	}
	out := &importsView{View: v, Problem: wrong, Mode: mode, Floors: v.OneOf("form", "floors") != ""}
	out.Modes = []intake.Mode{intake.Guess, intake.Replace, intake.Add}
	if out.Brought, err = s.Brought.List(r.Context(), web.Who(r.Context()), mostImports+1); err != nil {
		return err
	}
	list := out.list()
	if len(list.Rows) > mostImports {
		list.Rows = list.Rows[:mostImports]
		list.Caption = lang.T("只列最近 %[1]d 次", "only the latest %[1]d").With(mostImports)
	}
	out.List = v.Put(list)
	if status == http.StatusOK {
		v.Remember(w, lang.T("导入中心", "Imports"))
	}
	if status == http.StatusOK {
		return s.Show(w, r, out.View, importsPage(out))
	}
	return s.Render(w, r, status, importsPage(out))
}

// mostImports are the imports that are listed; of more the page says so.
const mostImports = 1000

// list is what was brought, the newest first.
func (v *importsView) list() *web.List {
	l := &web.List{ID: "imports", Main: true, Name: lang.T("导入表", "table of imports"),
		None: lang.T("还没有导入。先下载模板，填好后上传。", "Nothing was imported yet. Download the template, fill it in, upload it."),
		Columns: []web.Column{{Key: "import", Head: lang.T("导入", "Import"), Names: true},
			{Key: "of", Head: lang.T("年度", "Year"), Choose: true}, {Key: "files", Head: lang.T("文件", "Files")},
			{Key: "state", Head: lang.T("状态", "State"), Choose: true, Phone: web.Decides},
			{Key: "errors", Head: lang.T("错误", "Errors"), Type: web.Number},
			{Key: "warnings", Head: lang.T("警告", "Warnings"), Type: web.Number},
			{Key: "changes", Head: lang.T("变化", "Changes"), Small: true},
			{Key: "at", Head: lang.T("时间", "When"), Type: web.Moment}, {Key: "by", Head: lang.T("操作人", "By")}}}
	for _, in := range v.Brought {
		year, changes := web.Say("—"), web.Say("—")
		if in.Year > 0 {
			year = web.Say(fmt.Sprint(in.Year))
		}
		if in.Counts.Any() {
			changes = web.Say(v.Say(in.Counts.Words().Sentence()))
		}
		var files []web.Piece
		for _, f := range in.Files {
			files = append(files, web.Say(f.Name))
		}
		l.Add(fmt.Sprint(in.ID), web.Say(v.T("导入 ", "Import ")+fmt.Sprint(in.ID)).To(web.ImportPath(in.ID)), year,
			web.All(files...), v.Marked(in.State.Name(), stateTag(in.State)), web.Whole(in.Count(errs.Wrong)),
			web.Whole(in.Count(errs.Warning)), changes, web.Say(web.Stamp(in.CreatedAt)),
			web.Say(v.Say(audit.ActorName(in.Actor).Sentence())))
	}
	return l
}

// bring takes an upload.
func (s *room) bring(w http.ResponseWriter, r *http.Request) error {
	if err := s.Jobs.Room(r.Context(), web.Who(r.Context())); err != nil {
		return err
	}
	if err := r.ParseMultipartForm(inMemory); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return err
		}
		return s.showImports(w, r, http.StatusUnprocessableEntity, lang.T("没有收到完整的文件，请重新选择后上传。",
			"The files didn't arrive whole: choose them again and upload."), intake.Guess)
	}
	defer r.MultipartForm.RemoveAll()
	mode, year := chosenMode(r, intake.Guess)
	var files []intake.Upload
	for _, h := range r.MultipartForm.File["files"] {
		if h.Filename == "" {
			continue
		}
		files = append(files, intake.Upload{Name: filepath.Base(strings.ReplaceAll(h.Filename, "\\", "/")), Size: h.Size,
			Open: func() (io.ReadCloser, error) { return h.Open() }})
	}
	_, j, err := s.Intake.Bring(r.Context(), web.Who(r.Context()), mode, year, files)
	var wrong errs.Error
	if errors.As(err, &wrong) && wrong.Is(intake.ErrFile) {
		return s.showImports(w, r, http.StatusUnprocessableEntity, wrong.Words().What, mode)
	}
	if err != nil {
		return err
	}
	return web.See(w, r, web.JobPath(j.ID))
}

// chosenMode is the mode that a form says, and the year that is added to: 0 where the files say it.
func chosenMode(r *http.Request, unsaid intake.Mode) (mode intake.Mode, year int) {
	mode = intake.Mode(r.PostFormValue("mode"))
	if mode != intake.Replace && mode != intake.Add {
		mode = unsaid
	}
	if mode == intake.Add {
		year, _ = strconv.Atoi(r.PostFormValue("year"))
	}
	return mode, year
}

// withdrawnGroup is what an import withdraws of one kind.
type withdrawnGroup struct {
	Kind  lang.Text
	Count int
	First []string // as many as are shown at once
	More  []string
}

var withdrawnTitle = lang.T("本次文件未包含、将被作废的 %[1]d 条数据",
	"%[1]d {fact|facts} that the files don't mention and that are withdrawn")

// withdrawnShown is how many facts of a kind a page lists unfolded.
const withdrawnShown = 50

type intakeView struct {
	*web.View
	In        intake.Intake
	Found     *web.List // causes before consequences; as a file one by one
	Causes    int       // that are errors
	Follows   int       // what follows from them
	Changes   *web.List
	More      int    // changes that aren't listed
	Shown     string // what the page shows of the import: whoever confirms agrees to that
	Seen      int64  // the last batch when the changes were compared
	ValidRows bool   // there are errors, but rows without them can be recorded
	Open      job.Job
	Errors    int
	Clash     []ledger.Record
	Trail     *web.List        // what the chain says of it
	Moved     []movedRow       // what others changed since it was looked at
	Taken     []takenRow       // whose work it changes or withdraws
	TakenMore int              // batches that aren't named
	Unit      string           // what the unit of its scope is called
	Parts     parts            // of the year, to choose from
	Around    *scheme.Scheme   // names of data items and classes
	Names     ledger.Names     // of units and indicators
	Withdrawn []withdrawnGroup // asked apart, where they are more than a few
	Called    string           // what the files call the district, while it has no name
	Questions []intake.Note    // cells that can mean two things
	Unasked   int              // questions beyond those that the page asks
	By        string           // what was typed, where the page comes again
	Reason    string
	chosen    func(field string) string
}

// Choosable reports whether the import can be made another kind of import.
func (v *intakeView) Choosable() bool {
	return v.Open.ID == 0 && (v.In.State == intake.Checked || v.In.State == intake.Refused) && len(v.Years) > 0
}

// Floors says what forms for floors among the files add; empty: there are none.
func (v *intakeView) Floors() (out []lang.Text) {
	for _, n := range v.In.Found {
		if n.Code == errs.FloorsForm {
			out = append(out, n.Message)
		}
	}
	return out
}

// isChosen reports what was chosen for a question, where the page comes again.
func (v *intakeView) isChosen(i int, reading string) bool {
	if v.chosen == nil {
		return false
	}
	n, at := strconv.Itoa(i), v.Questions[i].At
	return v.chosen("reading"+n) == reading && v.chosen("file"+n) == at.File && v.chosen("sheet"+n) == at.Sheet &&
		v.chosen("cell"+n) == at.Cell && v.chosen("value"+n) == v.Questions[i].Value
}

func (s *room) intake(w http.ResponseWriter, r *http.Request) error {
	return s.showIntake(w, r, http.StatusOK, nil, nil)
}

func (s *room) showIntake(w http.ResponseWriter, r *http.Request, status int, flash *web.Flash,
	clash []ledger.Record) error {
	return s.showIntakeWith(w, r, status, flash, func(v *intakeView) { v.Clash = clash })
}

// parts are what files can be all there is of, in a year that is known.
type parts struct {
	Year   int
	Bodies []string
	Units  [][2]string // code and name
}

// partsOf lists the parts of the year that an import belongs to, or else of the year of the page.
func (s *room) partsOf(ctx context.Context, v *intakeView) error {
	year := cmp.Or(v.In.Year, v.Year)
	if !slices.Contains(v.Years, year) {
		return nil
	}
	in, _, err := s.Present(ctx, year)
	if err != nil {
		return err
	}
	v.Parts.Year = year
	for _, b := range in.Roster.Bodies {
		v.Parts.Bodies = append(v.Parts.Bodies, b.Name)
	}
	for _, u := range in.Roster.Units {
		v.Parts.Units = append(v.Parts.Units, [2]string{u.Code, u.Label()})
		if u.Code == v.In.Scope.Unit {
			v.Unit = u.Label()
		}
	}
	return nil
}

// movedRow is a fact that somebody changed since an import was looked at.
type movedRow struct {
	Kind, What, Who, At string
}

func (s *room) showStale(w http.ResponseWriter, r *http.Request, flash *web.Flash, rows []intake.Moved) error {
	return s.showIntakeWith(w, r, http.StatusConflict, flash, func(v *intakeView) {
		for _, m := range rows[:min(len(rows), changesShown)] {
			v.Moved = append(v.Moved, movedRow{v.Say(m.Kind.Name()), v.Names.Of(m.Record, m.Name(v.Around, v.Lang)),
				v.Say(audit.ActorName(m.Batch.Actor)), web.Stamp(m.Batch.RecordedAt)})
		}
	})
}

func (s *room) showIntakeWith(w http.ResponseWriter, r *http.Request, status int, flash *web.Flash,
	more func(*intakeView)) error {
	id, err := web.PathID(r)
	if err != nil {
		return err
	}
	in, err := s.Brought.Intake(r.Context(), web.Who(r.Context()), id)
	if err != nil {
		return err
	}
	v, err := s.Open(w, r, "J2", lang.T("导入 %[1]d", "Import %[1]d").With(id))
	if err != nil {
		return err
	}
	v.Stage, v.Flash = in.State.Name(), flash
	v.Crumbs = []web.Crumb{{Name: lang.T("基础数据", "Base data")}, {Name: lang.T("导入中心", "Imports"), Path: "/imports"},
		{Name: lang.Same(fmt.Sprint(id))}}
	out := &intakeView{View: v, In: in, Shown: in.Shown(), Errors: in.Count(errs.Wrong)}
	said, err := s.Brought.Trail(r.Context(), web.Who(r.Context()), id)
	if err != nil {
		return err
	}
	matters := in.Outline()
	out.Causes, out.Follows = errs.Causes(matters)
	out.Found = v.Put(out.found(matters))
	if in.State == intake.Refused {
		out.Questions = in.Questions()
		out.Unasked = max(0, len(out.Questions)-answersShown)
		out.Questions = out.Questions[:len(out.Questions)-out.Unasked]
	}
	if r.Method == http.MethodPost {
		out.By, out.Reason = r.PostFormValue("by"), r.PostFormValue("reason")
		out.chosen = r.PostFormValue
	}
	ctx := r.Context()
	if out.Open, err = s.Brought.Working(ctx, web.Who(ctx), id); err != nil {
		return err
	}
	var around scheme.Scheme
	var names ledger.Names
	if known, _, err := s.Present(ctx, in.Year); err == nil {
		around, names = known.Scheme, ledger.NamesOf(known)
	} else if !errors.Is(err, ledger.ErrNone) {
		return err
	}
	out.Around, out.Names = &around, names
	more(out)
	if err := s.partsOf(ctx, out); err != nil {
		return err
	}
	if (in.State == intake.Checked || in.State == intake.Refused) && out.Open.ID == 0 {
		made, err := s.preview(ctx, in)
		if err != nil && !errors.Is(err, intake.ErrErrors) {
			return err
		}
		counts := made.counts
		out.In.Counts, out.Seen, out.ValidRows = counts, made.batch, err == nil && in.State == intake.Refused && counts.Any()
		// what matters most first
		order := map[ledger.How]int{ledger.ChangeChanged: 0, ledger.ChangeWithdrawn: 1, ledger.ChangeAdded: 2}
		changes := slices.Clone(made.changes)
		names = names.With(changes)
		slices.SortStableFunc(changes, func(a, b ledger.Change) int { return order[a.How()] - order[b.How()] })
		if in.State == intake.Checked && counts.Withdrawn > intake.AskedApart {
			out.Withdrawn = withdrawnGroups(changes, &around, names, v.Lang)
		}
		if out.Taken, out.TakenMore, err = s.taken(ctx, v, in.Year, changes); err != nil {
			return err
		}
		next, err := ledger.SchemeAfter(around, changes)
		if err != nil {
			return err
		}
		if in.State == intake.Checked && v.District.Unnamed() {
			out.Called = next.District
		}
		shown := changesShown
		if v.AsFile { // a file has all of them
			shown = len(changes)
		}
		out.More = max(len(changes)-shown, 0)
		var rows []changeRow
		for _, c := range changes[:min(len(changes), shown)] {
			row, err := changeRowOf(c, &around, &next, v.Lang)
			if err != nil {
				return err
			}
			row.Code, row.What = row.What, names.Of(c.Record, row.What)
			rows = append(rows, row)
		}
		out.Changes = v.Put(out.changes(rows))
	}
	out.Trail = v.Trail(said)
	if status == http.StatusOK {
		v.Remember(w, lang.T("导入 %[1]d", "Import %[1]d").With(id))
	}
	if status == http.StatusOK {
		return s.Show(w, r, out.View, intakePage(out))
	}
	return s.Render(w, r, status, intakePage(out))
}

// found are findings as the page lists them: a cause with what follows from it; in a file one by one.
func (v *intakeView) found(matters []errs.Matter) *web.List {
	l := &web.List{ID: "findings", Main: true, Find: true, Name: lang.T("发现表", "table of findings"),
		Title: lang.T("检查发现", "Findings"),
		Columns: []web.Column{{Key: "severity", Head: lang.T("程度", "Severity"), Choose: true, Phone: web.Decides},
			{Key: "place", Head: lang.T("位置", "Place"), Names: true}, {Key: "value", Head: lang.T("原值", "As given")},
			{Key: "what", Head: lang.T("问题", "What"), Wide: true}, {Key: "next", Head: lang.T("处理意见", "What to do"),
				Wide: true}}}
	add := func(s errs.Severity, at fact.Source, value string, what web.Piece, next lang.Text) {
		l.Add("", v.Marked(s.Name(), severityTag(s)), web.From(v.sourceOf(at)), web.Say(value), what,
			web.Say(v.Say(next.Sentence())))
	}
	if v.AsFile {
		for _, f := range oneByOne(matters) {
			add(f.Severity, f.At, f.Value, web.Say(v.Say(f.Message.Sentence())), f.Remedy)
		}
		return l
	}
	for _, m := range matters {
		value := ""
		if len(m.Told) == 1 {
			value = m.Told[0].Value
		}
		add(m.Severity(), m.Told[0].At, value, web.Piece{Text: v.Say(m.Message().Sentence()), Show: matter(v, m)},
			m.Told[0].Remedy)
	}
	return l
}

// changes is what confirming changes, in the columns of the workbook.
func (v *intakeView) changes(rows []changeRow) *web.List {
	l := &web.List{ID: "changes", Name: lang.T("变化表", "table of changes"), Title: lang.T("变化", "Changes"),
		Columns: []web.Column{{Key: "change", Head: lang.T("变化", "Change"), Phone: web.Decides},
			{Key: "kind", Head: lang.T("种类", "Kind")}, {Key: "what", Head: lang.T("对象", "What"), Names: true},
			{Key: "content", Head: lang.T("内容（现在 → 改为）", "Content (now → then)"), Wide: true}}}
	for _, c := range rows {
		l.Add("", web.Piece{Text: v.Say(c.How.Sentence()), Tag: cmp.Or(c.Class, web.Plain)},
			web.Say(v.Say(c.Kind.Sentence())),
			web.Piece{Text: c.What, Hover: c.Code},
			web.Piece{Text: fieldsText(c.Fields), Show: fields(c.Fields)})
	}
	return l
}

// severityTag is the colour of a finding.
func severityTag(s errs.Severity) string {
	return map[errs.Severity]string{errs.Wrong: "risk", errs.Warning: "warn"}[s]
}

// stateTag is the colour of an import's state.
func stateTag(s intake.State) string {
	return map[intake.State]string{intake.Recorded: "ok", intake.Checked: "info", intake.Refused: "risk",
		intake.Uploaded: "warn"}[s]
}

// withdrawnGroups lists what is withdrawn by kind.
func withdrawnGroups(changes []ledger.Change, around *scheme.Scheme, names ledger.Names, l lang.Lang) (
	out []withdrawnGroup) {
	at := map[ledger.Kind]int{}
	for _, c := range changes {
		if !c.Withdrawn {
			continue
		}
		i, ok := at[c.Kind]
		if !ok {
			i = len(out)
			at[c.Kind] = i
			out = append(out, withdrawnGroup{Kind: c.Kind.Name()})
		}
		g := &out[i]
		if g.Count++; g.Count <= withdrawnShown {
			g.First = append(g.First, names.Of(c.Record, c.Name(around, l)))
		} else {
			g.More = append(g.More, names.Of(c.Record, c.Name(around, l)))
		}
	}
	return out
}

// settledOr answers a button that was pressed again after it did its work with the work, and with
// what went wrong otherwise.
func (s *room) settledOr(w http.ResponseWriter, r *http.Request, id int64, state intake.State) error {
	in, err := s.Brought.Intake(r.Context(), web.Who(r.Context()), id)
	if err != nil {
		return err
	}
	if in.State != state {
		return intake.ErrState
	}
	return web.See(w, r, web.ImportPath(id))
}

// name gives the district the name that its files say, while it has none.
func (s *room) name(r *http.Request, name string) error {
	ctx := r.Context()
	d, err := s.District.Called(ctx, web.Who(ctx))
	if err != nil || !d.Unnamed() {
		return err
	}
	var wrong errs.Error
	if err = s.District.NameIt(ctx, web.Who(ctx), name); errors.As(err, &wrong) && wrong.Is(district.ErrMisnamed) {
		return web.ErrNotRenamed.With(wrong.Words().What)
	}
	return err
}

// answer takes what somebody says of cells that can mean two things: a reading for some of them, with a name and a
// reason.
func (s *room) answer(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r)
	if err != nil {
		return err
	}
	by, reason := strings.TrimSpace(r.PostFormValue("by")), strings.TrimSpace(r.PostFormValue("reason"))
	var answers []fact.Answer
	for i := range answersShown {
		n := strconv.Itoa(i)
		if reading := r.PostFormValue("reading" + n); reading != "" {
			answers = append(answers, fact.Answer{File: r.PostFormValue("file" + n), Sheet: r.PostFormValue("sheet" + n),
				Cell: r.PostFormValue("cell" + n), Value: r.PostFormValue("value" + n), Reading: reading, By: by, Reason: reason})
		}
	}
	wrong := lang.Text{}
	switch {
	case len(answers) == 0:
		wrong = lang.T("还没有选读法。请至少为一格选一种。", "No reading was chosen: choose one for at least one cell.")
	case by == "" || reason == "" || len([]rune(by+reason)) > 200:
		wrong = lang.T("请写明确认人和理由（合计不超过 200 字）：它们随数保存。",
			"Say who confirms and why (at most 200 characters together): both are kept with the number.")
	}
	if !wrong.IsZero() {
		return s.showIntake(w, r, http.StatusUnprocessableEntity, &web.Flash{Good: false, Text: wrong}, nil)
	}
	j, err := s.Intake.Answer(r.Context(), web.Who(r.Context()), id, answers)
	switch {
	case errors.Is(err, intake.ErrNoQuestion):
		return s.showIntake(w, r, http.StatusConflict, &web.Flash{Good: false, Text: lang.T("没有保存：这一页打开之后，检查结果又变了。请看下面现在的问题。",
			"Not kept: the findings changed since this page was opened. See the questions as they are now.")}, nil)
	case errors.Is(err, intake.ErrState):
		return s.answeredOr(w, r, id, answers)
	case err != nil:
		return err
	}
	return web.See(w, r, web.JobPath(j.ID))
}

// answeredOr answers a form that was sent twice with what its first sending did, and refuses answers that came too
// late.
func (s *room) answeredOr(w http.ResponseWriter, r *http.Request, id int64, answers []fact.Answer) error {
	in, err := s.Brought.Intake(r.Context(), web.Who(r.Context()), id)
	if err != nil {
		return err
	}
	for _, a := range answers {
		if !slices.Contains(in.Answers, a) {
			return intake.ErrState
		}
	}
	return web.See(w, r, web.ImportPath(id))
}

// answersShown is how many questions a page asks at a time.
const answersShown = 200

// choose takes whether an import is a whole year or an addition.
func (s *room) choose(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	mode, year := chosenMode(r, "")
	var j job.Job
	switch {
	case r.PostFormValue("mode") == string(intake.Part):
		year, _ = strconv.Atoi(r.PostFormValue("part-year"))
		scope := intake.Scope{Sheet: ledger.Kind(r.PostFormValue("sheet")), Body: r.PostFormValue("body"),
			Unit: r.PostFormValue("unit")}
		j, err = s.Intake.ChoosePart(ctx, web.Who(ctx), id, year, scope)
	case mode == "":
		return web.ErrForm
	default:
		j, err = s.Intake.Choose(ctx, web.Who(ctx), id, mode, year)
	}
	if err != nil {
		return err
	}
	return web.See(w, r, web.JobPath(j.ID))
}

// takenRow is whose work an import changes or withdraws.
type takenRow struct {
	What  string
	Who   string
	At    string
	Count int
}

// takenShown is how many batches a page names whose facts an import changes.
const takenShown = 12

// taken says whose work the changes of an import take: batch by batch, what is most first.
func (s *room) taken(ctx context.Context, v *web.View, year int,
	changes []ledger.Change) (rows []takenRow, more int, err error) {
	counts := map[int64]int{}
	for _, c := range changes {
		if c.Before != 0 {
			counts[c.Before]++
		}
	}
	ids := slices.Collect(maps.Keys(counts))
	slices.SortFunc(ids, func(a, b int64) int { return cmp.Or(counts[b]-counts[a], cmp.Compare(b, a)) })
	for _, id := range ids[:min(len(ids), takenShown)] {
		b, err := s.Ledger.Batch(ctx, web.Who(ctx), year, id)
		if err != nil {
			return nil, 0, err
		}
		what := lang.T("导入 %[1]d", "import %[1]d").With(b.Origin)
		switch b.Kind {
		case ledger.Entered:
			what = lang.T("逐格填报", "written one by one")
		case ledger.Undone:
			what = lang.T("撤销（数据版本 %[1]d）", "undone (version %[1]d)").With(b.Origin)
		}
		rows = append(rows, takenRow{v.Say(what), v.Say(audit.ActorName(b.Actor)), web.Stamp(b.RecordedAt), counts[id]})
	}
	return rows, len(ids) - len(rows), nil
}

func (s *room) drop(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r)
	if err != nil {
		return err
	}
	if err := s.Intake.Drop(r.Context(), web.Who(r.Context()), id); err != nil {
		return err
	}
	return web.See(w, r, "/imports")
}

func (s *room) undo(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r)
	if err != nil {
		return err
	}
	_, clash, err := s.Intake.Undo(r.Context(), web.Who(r.Context()), id)
	var broken errs.Error
	switch {
	case errors.As(err, &broken) && broken.Is(intake.ErrBreaks):
		return s.showIntake(w, r, http.StatusConflict, &web.Flash{Good: false,
			Text: lang.T("没有撤销：撤销后年度会有错误（%[1]s）。请先撤销之后的导入，或导入一份更正的工作簿。",
				"Not undone: the year would have errors (%[1]s). Undo the later imports first, or import a corrected workbook.").
				With(broken.Args...)}, nil)
	case errors.Is(err, intake.ErrLater):
		return s.showIntake(w, r, http.StatusConflict,
			&web.Flash{Good: false, Text: lang.T("没有撤销：之后的数据版本又改动了其中 %[1]d 条数据，见下。请先撤销之后的导入，或导入一份更正的工作簿。",
				"Not undone: later batches changed %[1]d of the same facts, listed below. "+
					"Undo the later imports first, or import a corrected workbook.").With(len(clash))}, clash)
	case errors.Is(err, intake.ErrState):
		return s.settledOr(w, r, id, intake.Withdraw)
	case err != nil:
		return err
	}
	return web.See(w, r, web.ImportPath(id))
}

// reasons sends back one of the uploaded workbooks with a column of what is wrong in each row.
func (s *room) reasons(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathID(r)
	if err != nil {
		return err
	}
	in, err := s.Brought.Intake(r.Context(), web.Who(r.Context()), id)
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(r.URL.Query().Get("file"))
	if n < 0 || n >= len(in.Files) {
		return web.ErrNotFound
	}
	file := in.Files[n]
	l := web.ReadPrefs(r).Lang
	list := reasonsOf(in.Outline(), file.Name, l)
	name := strings.TrimSuffix(file.Name, filepath.Ext(file.Name)) + lang.T("-错误原因.xlsx", "-reasons.xlsx").In(l)
	err = s.DownloadFile(w, r, name, func(path string) error {
		src := filepath.Join(filepath.Dir(path), "src"+filepath.Ext(file.Name))
		if err := s.Kept.Unpack(r.Context(), web.Who(r.Context()), file.SHA256, src); err != nil {
			return err
		}
		return s.Files.Reasons(r.Context(), src, path, list, l)
	})
	if code := errs.CodeOf(err); code == errs.Forbidden || code == errs.Damaged {
		return err
	}
	if err != nil {
		s.Log.Warn("no reasons for a file", "request", web.RequestOf(r), "err", err)
		return web.ErrNoReasons
	}
	return nil
}

// reasonsOf are the errors and warnings of one file, causes first. What follows from a cause says so.
func reasonsOf(matters []errs.Matter, file string, l lang.Lang) []sheet.Reason {
	var list []sheet.Reason
	add := func(f errs.Told, cause errs.Told, follows bool) {
		if f.At.File != file || f.Severity == errs.Info {
			return
		}
		text := lang.T("%[1]s：%[2]s %[3]s", "%[1]s: %[2]s %[3]s").With(f.Severity.Name(), f.Message, f.Remedy)
		if follows {
			text = lang.T("后果，先改 %[1]s：%[2]s", "a consequence, mend %[1]s first: %[2]s").With(cause.At.Place(), f.Message)
		}
		list = append(list, sheet.Reason{Sheet: f.At.Sheet, Cell: f.At.Cell, Text: text.In(l),
			Error: f.Severity == errs.Wrong})
	}
	for _, m := range matters {
		for _, f := range m.Told {
			add(f, f, false)
		}
	}
	for _, m := range matters {
		for _, follow := range m.Follows {
			for _, f := range follow.Told {
				add(f, m.Told[0], true)
			}
		}
	}
	return list
}

// sourceOf links a finding to its cell in the uploaded file.
func (v *intakeView) sourceOf(at fact.Source) web.Source {
	for _, f := range v.In.Files {
		if f.Name == at.File {
			return web.Source{Text: at.Place(), Path: web.SourcePath(f.SHA256, at)}
		}
	}
	return web.Source{Text: at.Place()}
}

// oneByOne lists findings singly, causes before what follows from them.
func oneByOne(matters []errs.Matter) []errs.Told {
	var out []errs.Told
	for _, m := range matters {
		out = append(out, m.Told...)
		for _, f := range m.Follows {
			out = append(out, f.Told...)
		}
	}
	return out
}

// cellsShown is how many cells of a matter, and kinds of consequences, the page unfolds.
const cellsShown = 200

// filePath is the page of an uploaded file.
func filePath(f intake.File) string {
	return "/files/" + f.SHA256 + "?" + url.Values{"name": {f.Name}}.Encode()
}

// takesReasons reports whether a file can be sent back with a column of reasons.
func takesReasons(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".xlsx" || ext == ".csv"
}
