package scoring

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/intake"
	"shiji/internal/web"

	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/rule"
	"shiji/internal/run"
	"shiji/internal/score"
)

type runsView struct {
	*web.View
	Runs    []run.Run
	List    *web.List
	Ready   []readyRow
	Batch   int64 // that a run would use
	Behind  bool  // facts changed since the last run
	Current int64
	Missing []score.Lacking // by implementing body, as the last run found
	May     bool            // the year can be scored
	Finding lang.Text       // whether, and what was found
	Blocks  *web.List       // what stands in the way
}

// readyRow says whether one kind of input is ready.
type readyRow struct {
	Name lang.Text
	N    int
	Path string
}

func (s *room) runs(w http.ResponseWriter, r *http.Request) error {
	v, err := s.Open(w, r, "F5", lang.T("计分", "Score runs"))
	if err != nil {
		return err
	}
	if err := v.Known(); err != nil {
		return err
	}
	v.Crumbs = []web.Crumb{{Name: lang.T("考评", "Scoring")}, {Name: lang.T("计分", "Runs")}}
	out := &runsView{View: v}
	if out.Runs, err = s.RunsOf(r.Context(), v.Year); err != nil {
		return err
	}
	in, batch, err := s.Present(r.Context(), v.Year)
	if err != nil {
		return err
	}
	out.Batch, v.LastRun = batch, run.Newest(out.Runs)
	found := intake.Notes(s.Findings(r.Context(), in))
	if out.May, out.Finding = intake.Scorable(found); !out.May {
		files, err := s.Sources(r.Context(), v, batch)
		if err != nil {
			return err
		}
		wrong := slices.DeleteFunc(found, func(n intake.Note) bool { return n.Severity != errs.Wrong })
		out.Blocks = web.Problems(v, files, wrong[:min(len(wrong), blocksShown)])
		out.Blocks.Of = len(wrong)
		v.Put(out.Blocks)
	}
	if c, err := run.Current(out.Runs); err == nil {
		out.Current = c.ID
		v.Stage = web.StageOf(c)
	}
	if out.Current != 0 {
		l, err := s.Loaded(r.Context(), out.Current)
		if err != nil {
			return err
		}
		out.Missing = l.Doc.MissingByBody("")
	}
	out.Behind = out.Current != 0 && run.ScoredTo(out.Runs) < batch
	slices.Reverse(out.Runs)
	all := v.Whole() // what is ready is ready for all
	out.Ready = []readyRow{
		{lang.T("单位", "units"), len(in.Roster.Units), all.Base("/units")},
		{lang.T("三级指标", "level-3 indicators"), len(in.Scheme.Leaves), all.To("/scheme", "level", "3")},
		{lang.T("目标", "targets"), len(in.Targets), all.To("/floors", "only", "all")},
		{lang.T("实绩", "reported rows"), len(in.Actuals), all.FactsPath("actuals")},
		{lang.T("评分", "marks"), len(in.Marks), all.FactsPath("marks")},
		{lang.T("事项", "events"), len(in.Events), all.FactsPath("events")},
		{lang.T("满意度结果", "satisfaction results"), len(in.Surveys), all.FactsPath("surveys")},
	}
	out.List = v.Put(out.list())
	v.Remember(w, lang.T("计分", "Runs"))
	return s.Show(w, r, out.View, runsPage(out))
}

// blocksShown is how many of the errors that stand in the way of a run its page lists; all are a link away.
const blocksShown = 8

// list are the runs as the page shows them.
func (v *runsView) list() *web.List {
	l := &web.List{ID: "runs", Main: true, Name: lang.T("计分表", "table of runs"),
		None: lang.T("本年还没有计分。", "This year hasn't been scored."),
		Caption: lang.T("每次计分都封存输入和结果，可在另一台机器上重算核对",
			"each run seals its inputs and results and can be recomputed on another machine"),
		Columns: []web.Column{{Key: "run", Head: lang.T("计分", "Run"), Names: true},
			{Key: "state", Head: lang.T("状态", "State"), Choose: true, Phone: web.Decides},
			{Key: "batch", Head: lang.T("数据版本", "Facts"), Type: web.Number},
			{Key: "at", Head: lang.T("时间", "When"), Type: web.Moment}, {Key: "by", Head: lang.T("操作人", "By")},
			{Key: "warnings", Head: lang.T("警告", "Warnings"), Type: web.Number},
			{Key: "seal", Head: lang.T("封存摘要", "Seal"), Small: true, Hidden: true}}}
	for _, r := range v.Runs {
		state := v.Marked(r.State.Name(), stateTag(r.State))
		if r.ID == v.Current {
			state = web.All(state, v.Named(lang.T("当前采用", "shown on pages")).Faint().Fine())
		}
		warnings, seal := web.Say("—"), web.Say("—")
		if r.Done() {
			warnings = web.Whole(r.Warnings)
		}
		if r.Seal != "" {
			seal = web.Piece{Text: r.Seal[:12] + "…", Hover: r.Seal}
		}
		l.Add(fmt.Sprint(r.ID), web.Say(v.T("计分 ", "Run ")+fmt.Sprint(r.ID)).To(v.RunPath(r.ID)), state,
			web.Whole(int(r.Batch)),
			web.Say(web.Stamp(r.AskedAt)), web.Say(v.Say(audit.ActorName(r.Actor).Sentence())), warnings, seal)
	}
	return l
}

// stateTag is the colour of a run's state.
func stateTag(s run.State) string {
	return map[run.State]string{run.Provisional: "ok", run.Trial: "info", run.Asked: "warn", run.Stopped: "risk"}[s]
}

func (s *room) askRun(w http.ResponseWriter, r *http.Request) error {
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil {
		return web.NoSuch(web.AYear, r.PathValue("year"))
	}
	if err := s.Jobs.Room(r.Context(), web.Who(r.Context())); err != nil {
		return err
	}
	seen, said, err := seenRun(r)
	if err != nil {
		return err
	}
	var j job.Job
	if said {
		_, j, err = s.Runs.AskSeen(r.Context(), web.Who(r.Context()), year, seen)
	} else {
		_, j, err = s.Runs.Ask(r.Context(), web.Who(r.Context()), year)
	}
	var met run.Met
	switch {
	case errors.As(err, &met):
		return s.Clash(w, r, metRun(met, lang.T("%[1]s 起，计分 %[2]d：%[3]s", "since %[1]s, run %[2]d: %[3]s")), nil)
	case errors.Is(err, run.ErrNoFacts):
		return web.ErrNoFacts
	case err != nil:
		return err
	}
	return web.See(w, r, web.JobPath(j.ID))
}

// seenRun is the run that whoever decides saw, if the form says one.
func seenRun(r *http.Request) (id int64, said bool, err error) {
	if !r.PostForm.Has("seen") {
		if r.URL.Query().Has("seen") { // it was said where nobody reads it
			return 0, false, web.ErrForm
		}
		return 0, false, nil
	}
	if id, err = strconv.ParseInt(r.PostForm.Get("seen"), 10, 64); err != nil || id < 0 {
		return 0, true, web.ErrForm
	}
	return id, true, nil
}

// metRun is a decision that met a run, in words; now says since when it stands, its number and its state.
func metRun(met run.Met, now lang.Text, next ...web.Choice) web.Clash {
	at := web.At{Year: met.Run.Year}
	next = append([]web.Choice{{Name: lang.T("看计分 %[1]d", "See run %[1]d").With(met.Run.ID),
		Path: at.RunPath(met.Run.ID)}}, next...)
	return web.Met(met, now.With(web.Stamp(met.At), met.Run.ID, met.Run.State.Name()), next...)
}

// unitMove is what changed for one unit between two runs.
type unitMove struct {
	Unit, Name, Path        string
	Before, After           string
	PlaceBefore, PlaceAfter int
	GradeBefore, GradeAfter lang.Text
	Only                    lang.Text // that one of the runs doesn't have it
	Lines                   []lineMove
}

// lineMove is a part of a sheet that differs.
type lineMove struct {
	Name                lang.Text
	Path, Before, After string
}

type runView struct {
	*web.View
	Run     run.Run
	Job     job.Job
	Events  []job.Event
	Batch   ledger.Batch
	Against run.Run // the run before it
	Moves   []unitMove
	List    *web.List // of the moves
	Units   int
	Inputs  string
	Results string
	Current bool
	Gaps    int       // lines whose data are missing
	Decided string    // when it became the provisional result, and by whom
	Trail   *web.List // what the chain says of it
	Effect  lang.Text // what pages would show otherwise, were this run theirs
	Settled int64     // the run that is provisional; 0: none
}

// ofRun is the address of a page that shows this run, whichever pages show otherwise.
func (v *runView) ofRun(path string) string {
	if v.Current {
		return path
	}
	return v.OfRun(v.Run.ID).Link(path)
}

func (s *room) run(w http.ResponseWriter, r *http.Request) error {
	v, err := s.Open(w, r, "F5", lang.Text{})
	if err != nil {
		return err
	}
	id, err := web.PathID(r)
	if err != nil {
		return err
	}
	l, err := s.Loaded(r.Context(), id)
	if err != nil {
		return err
	}
	if l.Year != v.Year {
		return web.NoSuch(web.ARun, id)
	}
	out := &runView{View: v, Run: l.Run}
	v.Title = lang.T("计分 %[1]d", "Run %[1]d").With(id)
	v.Stage = l.State.Name()
	v.Crumbs = []web.Crumb{{Name: lang.T("考评", "Scoring")}, {Name: lang.T("计分", "Runs"), Path: v.To("/runs")},
		{Name: lang.Same(fmt.Sprint(id))}}
	ctx := r.Context()
	if out.Job, out.Events, err = s.Jobs.For(ctx, web.Who(ctx), job.Score, id); err != nil && !errors.Is(err,
		job.ErrNone) {
		return err
	}
	if out.Batch, err = s.Ledger.Batch(ctx, web.Who(ctx), l.Year, l.Batch); err != nil {
		return err
	}
	runs, err := s.RunsOf(ctx, v.Year)
	if err != nil {
		return err
	}
	now, err := run.Current(runs)
	out.Current = err == nil && now.ID == id
	out.Settled = run.Provisionally(runs)
	v.Remember(w, lang.T("计分 %[1]d", "Run %[1]d").With(id))
	said, err := s.Runs.Trail(ctx, web.Who(ctx), id)
	if err != nil {
		return err
	}
	for _, e := range said {
		if e.Action == run.Settled {
			out.Decided = web.Stamp(e.At) + " · " + v.Say(audit.ActorName(e.Actor))
		}
	}
	if l.Doc == nil {
		out.Trail = v.Trail(said)
		return s.Show(w, r, out.View, runPage(out))
	}
	out.Units, out.Inputs, out.Results = len(l.Doc.Results.Units), l.Doc.InputsSHA256, l.Doc.ResultsSHA256
	for _, o := range runs {
		if o.Done() && o.ID < id {
			out.Against = o
		}
	}
	if out.Against.ID != 0 {
		before, err := s.Loaded(r.Context(), out.Against.ID)
		if err != nil {
			return err
		}
		out.Moves = movesBetween(v.At, before.Doc, l.Doc)
		out.List = v.Put(out.list())
	}
	out.Gaps = l.Doc.Count(score.Selection{Gap: score.DataMissing})
	if l.State == run.Trial {
		if out.Effect, err = s.effect(r, v, now, l); err != nil {
			return err
		}
	}
	out.Trail = v.Trail(said)
	v.Tools = []web.Tool{exportTool(v.At, id),
		{Name: lang.T("封存文件 run.json", "Sealed run.json"), Path: v.To(fmt.Sprintf("/runs/%d/run.json", id))}}
	return s.Show(w, r, out.View, runPage(out))
}

// effect says what changes on pages when a run becomes the provisional result: how many units have another total,
// another place, another grade than by the run that pages show now.
func (s *room) effect(r *http.Request, v *web.View, now run.Run, l *run.Loaded) (lang.Text, error) {
	units := len(l.Doc.Results.Units)
	if now.ID == l.ID {
		return lang.T("%[1]d 个单位：各页已按本次计分显示，数字不变，只是阶段由试算改为初评",
			"%[1]d {unit|units}: pages show this run already; no number changes, but the stage, from trial to provisional").
			With(units), nil
	}
	before, err := s.Loaded(r.Context(), now.ID)
	if err != nil || before.Doc == nil {
		return lang.Text{}, err
	}
	total, place, grade := 0, 0, 0
	for _, m := range movesBetween(v.At, before.Doc, l.Doc) {
		total += btoi(m.Before != m.After)
		place += btoi(m.PlaceBefore != m.PlaceAfter)
		grade += btoi(m.GradeBefore.ZH != m.GradeAfter.ZH)
	}
	return lang.T("%[1]d 个单位的各页由计分 %[2]d 改按本次计分显示：总分变化 %[3]d 家，名次变化 %[4]d 家，等次变化 %[5]d 家",
		"the pages of %[1]d {unit|units} change from run %[2]d to this one: "+
			"%[3]d totals, %[4]d places and %[5]d grades differ").
		With(units, now.ID, total, place, grade), nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// list are the units that moved as the page shows them.
func (v *runView) list() *web.List {
	l := &web.List{ID: "moves", Main: true, Find: true, Name: lang.T("变化表", "table of changes"),
		Title: lang.T("与计分 %[1]d 相比", "Against run %[1]d").With(v.Against.ID),
		Columns: []web.Column{{Key: "unit", Head: lang.T("单位", "Unit"), Names: true},
			{Key: "total", Head: lang.T("总分", "Total"), Phone: web.Decides},
			{Key: "place", Head: lang.T("名次", "Place"), Phone: web.Decides},
			{Key: "grade", Head: lang.T("等次", "Grade"), Phone: web.Decides},
			{Key: "lines", Head: lang.T("变化的指标", "Indicators that changed"), Wide: true}}}
	change := func(was, is string) web.Piece {
		if was == is {
			return web.Say(is)
		}
		return web.All(web.Say(was+" →"), web.Say(is).Bold())
	}
	for _, m := range v.Moves {
		name := web.Say(m.Name)
		if m.Path != "" {
			name = name.To(v.ofRun(m.Path))
		}
		var lines []web.Piece
		for _, x := range m.Lines {
			part := web.Say(v.Say(x.Name.Sentence()))
			if x.Path != "" {
				part = part.Opens(v.ofRun(x.Path))
			}
			lines = append(lines, part.Under(x.Before+" → "+x.After))
		}
		switch {
		case !m.Only.IsZero():
			lines = append(lines, web.Tagged(v.Say(m.Only.Sentence()), "warn"))
		case len(m.Lines) == 0:
			lines = append(lines, web.Say(v.T("因其他单位变化而移动", "Moved because others changed")).Faint())
		}
		l.Add(m.Unit, name, change(m.Before, m.After), change(web.Place(m.PlaceBefore), web.Place(m.PlaceAfter)),
			change(v.Say(m.GradeBefore), v.Say(m.GradeAfter)), web.All(lines...))
	}
	return l
}

// movesBetween lists the units whose total, place, grade or vetoes differ, with what differs on their sheets; units of
// one run only are listed too.
func movesBetween(at web.At, before, after *score.Run) []unitMove {
	var out []unitMove
	for i := range after.Results.Units {
		a := &after.Results.Units[i]
		if m := moveOf(at, before.Results.Sheet(a.Unit), a, after.Inputs.Scheme.Places); m.changed() {
			out = append(out, m)
		}
	}
	for i := range before.Results.Units {
		if b := &before.Results.Units[i]; after.Results.Sheet(b.Unit) == nil {
			out = append(out, moveOf(at, b, nil, before.Inputs.Scheme.Places))
		}
	}
	return out
}

// changed reports whether there is anything to say of a unit.
func (m unitMove) changed() bool {
	return m.Before != m.After || m.PlaceBefore != m.PlaceAfter || m.GradeBefore.ZH != m.GradeAfter.ZH || len(m.Lines) > 0
}

// moveOf compares two sheets of a unit; one of them may be missing.
func moveOf(at web.At, b, a *score.Sheet, places int) unitMove {
	m := unitMove{Before: "—", After: "—"}
	var none score.Sheet
	if b != nil {
		m.Unit = b.Unit
		m.Name, m.Before, m.PlaceBefore, m.GradeBefore = b.Name, b.Result.TotalText(places),
			b.Result.Place, b.Result.GradeText()
	} else {
		m.Only, b = lang.T("上一次计分没有这个单位", "the earlier run doesn't have it"), &none
	}
	if a != nil {
		m.Unit = a.Unit
		m.Name, m.Path, m.After, m.PlaceAfter, m.GradeAfter = a.Name, at.UnitPath(a.Unit), a.Result.TotalText(places),
			a.Result.Place, a.Result.GradeText()
	} else {
		m.Only, a = lang.T("这次计分没有这个单位", "this run doesn't have it"), &none
	}
	if !m.Only.IsZero() {
		return m
	}
	differ := func(name lang.Text, node, was, is string) {
		if was != is {
			m.Lines = append(m.Lines, lineMove{name, at.ExplainPath(a.Unit, node), was, is})
		}
	}
	was := map[string]string{}
	for _, l := range b.Lines {
		was[l.Leaf] = web.Fixed(l.Points, rule.LinePlaces)
	}
	for _, l := range a.Lines {
		old, ok := was[l.Leaf]
		if !ok {
			old = ""
		}
		delete(was, l.Leaf)
		differ(lang.Same(l.Name), l.Leaf, web.OrDash(old), web.Fixed(l.Points, rule.LinePlaces))
	}
	for _, l := range b.Lines {
		if old, ok := was[l.Leaf]; ok {
			m.Lines = append(m.Lines, lineMove{lang.T("%[1]s（已取消）", "%[1]s (dropped)").With(l.Name), "", old, "—"})
		}
	}
	differ(lang.T("加分", "bonus"), "bonus", web.Fixed(b.Bonus.Points, places), web.Fixed(a.Bonus.Points, places))
	differ(lang.T("扣分", "deductions"), "deduction", web.Fixed(b.Deductions.Points, places),
		web.Fixed(a.Deductions.Points, places))
	differ(lang.T("一票否决", "vetoes"), "grade", fmt.Sprint(len(b.Vetoes)), fmt.Sprint(len(a.Vetoes)))
	if b.Result.Grade != a.Result.Grade || b.Result.TotalText(places) != a.Result.TotalText(places) {
		// points of an item that changed, though no indicator of it did: shares that others left, a veto
		for _, i := range a.Items {
			for _, o := range b.Items {
				if o.Name == i.Name && len(m.Lines) == 0 {
					differ(lang.Same(i.Name), i.Name, web.Fixed(o.Points, places), web.Fixed(i.Points, places))
				}
			}
		}
	}
	return m
}

// runID is the run of an address, if it is one of the address's year.
func (s *room) runID(r *http.Request) (int64, error) {
	id, err := web.PathID(r)
	if err != nil {
		return 0, err
	}
	of, err := s.Runs.Run(r.Context(), web.Who(r.Context()), id)
	if err != nil {
		return 0, err
	}
	if strconv.Itoa(of.Year) != r.PathValue("year") {
		return 0, web.NoSuch(web.ARun, id)
	}
	return id, nil
}

func (s *room) settleRun(w http.ResponseWriter, r *http.Request) error {
	id, err := s.runID(r)
	if err != nil {
		return err
	}
	seen, said, err := seenRun(r)
	if err != nil {
		return err
	}
	if said {
		err = s.Runs.SettleSeen(r.Context(), web.Who(r.Context()), id, seen)
	} else {
		err = s.Runs.Settle(r.Context(), web.Who(r.Context()), id)
	}
	var met run.Met
	switch {
	case errors.As(err, &met):
		again := web.Choice{Name: lang.T("仍把计分 %[1]d 定为初评", "Make run %[1]d provisional all the same").With(id),
			Path: r.URL.Path, Post: true, Seen: fmt.Sprint(met.Run.ID)}
		return s.Clash(w, r, metRun(met, lang.T("%[1]s 起，各页显示计分 %[2]d（%[3]s）",
			"since %[1]s, pages show run %[2]d (%[3]s)"), again), nil)
	case errors.Is(err, run.ErrState):
		return web.ErrNotSettled
	case err != nil:
		return err
	}
	return web.See(w, r, fmt.Sprintf("/y/%s/runs/%d", r.PathValue("year"), id))
}

func (s *room) runDocument(w http.ResponseWriter, r *http.Request) error {
	id, err := s.runID(r)
	if err != nil {
		return err
	}
	doc, err := s.Runs.Document(r.Context(), web.Who(r.Context()), id)
	if errors.Is(err, run.ErrState) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	return web.Download(w, r, fmt.Sprintf("run-%s-%d.json", r.PathValue("year"), id), "application/json", doc)
}

// exportTool is the button that asks for the results of a run as a workbook.
func exportTool(at web.At, id int64) web.Tool {
	return web.Tool{Name: lang.T("全区结果 .xlsx", "All results .xlsx"),
		Path: at.To(fmt.Sprintf("/runs/%d/export", id)), Post: true}
}

// exportRun asks for the results as a workbook.
func (s *room) exportRun(w http.ResponseWriter, r *http.Request) error {
	id, err := s.runID(r)
	if err != nil {
		return err
	}
	if err := s.Jobs.Room(r.Context(), web.Who(r.Context())); err != nil {
		return err
	}
	j, err := s.Runs.AskExport(r.Context(), web.Who(r.Context()), id, web.ReadPrefs(r).Lang)
	if errors.Is(err, run.ErrState) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	return web.See(w, r, web.JobPath(j.ID))
}
