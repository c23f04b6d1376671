package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"shiji/internal/audit"
	"shiji/internal/district"
	"shiji/internal/file"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/run"
)

// Verdict is what a walk along a district's audit chain found.
type Verdict struct {
	District district.District
	Head     audit.Head
	Entries  int64
	Facts    int
	Runs     int
	Breaks   []audit.Break
}

// entriesAtOnce is how many entries are read at once.
const entriesAtOnce = 2000

// VerifyAudit walks the chain from its first entry and names what was changed, removed or moved: entries, facts,
// batches, sealed runs, files. With a printed head it also tells whether the chain is the one that was printed.
func (o *Office) VerifyAudit(ctx context.Context, printed *audit.Head) (Verdict, error) {
	var v Verdict
	err := o.View(ctx, func(t *Tx) (err error) {
		if err = t.unhurried(ctx); err == nil {
			v, err = t.verify(ctx, printed)
		}
		return err
	})
	return v, err
}

// verifier walks a chain, gathers what it vouches for, and compares the tables with that.
type verifier struct {
	t *Tx
	v *Verdict
	audit.Checker

	batch   map[int64]ledger.BatchDetail
	run     map[int64]run.Detail
	rows    map[string]string // hashes of rows as they were last written
	settled []settling        // in the order of the chain
	file    map[string]bool   // hashes of files
	use     map[use]bool      // what they are kept for
	read    map[use]bool      // what imports were ever found to hold
	seen    map[string]bool   // rows that are there
}

// settling is that a run became the provisional result of a year.
type settling struct{ year, run, at int64 }

func (t *Tx) verify(ctx context.Context, printed *audit.Head) (v Verdict, err error) {
	x := &verifier{t: t, v: &v, batch: map[int64]ledger.BatchDetail{}, run: map[int64]run.Detail{},
		rows: map[string]string{}, file: map[string]bool{}, use: map[use]bool{},
		read: map[use]bool{}, seen: map[string]bool{}}
	at, err := x.walk(ctx, printed)
	if err != nil {
		return v, err
	}
	for _, table := range tables {
		if table.vouched == nil {
			continue
		}
		if err := table.vouched(x, ctx); err != nil {
			return v, fmt.Errorf("table %s: %w", table.name, err)
		}
	}
	if printed != nil {
		x.Expect(*printed, at)
	}
	for row := range x.rows {
		if !x.seen[row] {
			x.Say(row, lang.T("%[1]s 不见了", "%[1]s is gone").With(row))
		}
	}
	v.Breaks = x.Breaks
	return v, nil
}

// walk reads the chain, and returns the hash that it has where a head was printed.
func (x *verifier) walk(ctx context.Context, printed *audit.Head) (at string, err error) {
	for after := int64(math.MinInt64); ; {
		entries, err := x.t.Entries(ctx, after, entriesAtOnce)
		if err != nil {
			return "", err
		}
		for _, e := range entries {
			after = e.Seq
			x.v.Entries++
			x.Add(e)
			if printed != nil && e.Seq == printed.Seq {
				at = e.Hash
			}
			if err := x.note(e); err != nil {
				x.Say(e.Object, lang.T("第 %[1]d 条记录的内容读不懂", "the detail of entry %[1]d can't be read").With(e.Seq))
			}
		}
		if len(entries) < entriesAtOnce {
			return at, nil
		}
	}
}

// note keeps what an entry vouches for.
func (x *verifier) note(e audit.Entry) error {
	id := func() int64 {
		n, _ := strconv.ParseInt(e.Object[strings.LastIndex(e.Object, "/")+1:], 10, 64)
		return n
	}
	switch {
	case strings.HasPrefix(e.Action, "batch."):
		var d ledger.BatchDetail
		err := json.Unmarshal([]byte(e.Detail), &d)
		x.batch[id()] = d
		return err
	case e.Action == "run.seal":
		var d run.Detail
		err := json.Unmarshal([]byte(e.Detail), &d)
		x.run[id()] = d
		x.file[d.Document] = true
		x.use[use{d.Document, file.Use{Noun: file.Run, ID: id()}}] = true
		return err
	case e.Action == rowsAction:
		return json.Unmarshal([]byte(e.Detail), &x.rows) // later ones take the place of earlier ones
	case e.Action == run.Settled:
		text, _, _ := strings.Cut(e.Object, "/")
		year, err := strconv.ParseInt(text, 10, 64)
		x.settled = append(x.settled, settling{year, id(), e.At})
		return err
	case e.Action == "import.upload", e.Action == "import.check", e.Action == run.Exported:
		var d struct {
			Files []string `json:"files"`
			File  string   `json:"file"`
		}
		err := json.Unmarshal([]byte(e.Detail), &d)
		for _, f := range append(d.Files, d.File) {
			if f == "" {
				continue
			}
			x.file[f] = true
			switch e.Action {
			case "import.upload":
				x.use[use{f, file.Use{Noun: file.Import, ID: id()}}] = true
			case "import.check":
				x.read[use{f, file.Use{Noun: file.Reading, ID: id()}}] = true
			default:
				x.use[use{f, file.Use{Noun: file.Results, ID: id()}}] = true
			}
		}
		return err
	}
	return nil
}

// compare compares a row with the hash that was taken when it was last written.
func (x *verifier) compare(row string, v any) {
	x.seen[row] = true
	if x.rows[row] != rowHash(v) {
		x.Say(row, lang.T("%[1]s 与最后一次写入时不同", "%[1]s isn't what was last written").With(row))
	}
}

func (x *verifier) head(ctx context.Context) error {
	head, err := x.t.Head(ctx)
	if err != nil {
		return none(err, district.ErrNone)
	}
	x.v.Head = head
	x.Finish(head)
	return nil
}

func (x *verifier) district(ctx context.Context) error {
	d, err := districtStore{x.t}.District(ctx)
	if err != nil {
		return err
	}
	x.v.District = d
	x.compare(districtRow, d)
	return nil
}

// years compares how years stand: one that nobody closed anything of isn't in the chain.
func (x *verifier) years(ctx context.Context) error {
	rows, err := x.t.q.AllYears(ctx, x.t.district)
	if err != nil {
		return err
	}
	for _, r := range rows {
		row := yearRow(int(r.Year))
		y, err := yearOf(int(r.Year), r.State, r.Closed)
		if err := x.unreadable(row, err); err != nil {
			return err
		}
		if _, ok := x.rows[row]; ok || y.State != ledger.YearOpen || len(y.Closed) > 0 {
			x.compare(row, y)
		}
	}
	return nil
}

// batches compares batches with their entries, and their facts with their seals.
func (x *verifier) batches(ctx context.Context) error {
	years, err := x.t.batchYears(ctx)
	if err != nil {
		return err
	}
	seen := map[int64]bool{}
	for _, y := range years {
		list, err := batchStore{x.t}.List(ctx, y, math.MinInt64)
		if err := x.unreadable("batch", err); err != nil {
			return err
		}
		for _, b := range list {
			seen[b.ID] = true
			x.compare(batchRow(b.ID), b)
			if err := x.factsOf(ctx, y, b); err != nil {
				return err
			}
		}
	}
	for id, d := range x.batch {
		if !seen[id] {
			x.Say(batchRow(id), lang.T("数据版本 %[1]d 不见了（%[2]d 项数据）", "version %[1]d is gone (%[2]d {fact|facts})").
				With(id, d.Counts.Recorded()))
		}
	}
	strays, err := x.t.q.StrayFacts(ctx, x.t.district)
	if err != nil {
		return err
	}
	if strays > 0 {
		x.Say("fact", lang.T("%[1]d 项数据不属于本年度的任何数据版本",
			"%[1]d {fact belongs|facts belong} to no version of their year").With(strays))
	}
	return x.doubled(ctx)
}

func (x *verifier) factsOf(ctx context.Context, year int, b ledger.Batch) error {
	object := ledger.BatchObject(year, b.ID)
	d, ok := x.batch[b.ID]
	if !ok {
		x.Say(object, lang.T("数据版本 %[1]s 没有审计记录：不是由本系统写入的",
			"version %[1]s has no entry: it wasn't recorded by this program").With(object))
		return nil
	}
	if b.RecordedAt != d.RecordedAt || b.Origin != d.Origin || b.Digest != d.Digest {
		x.Say(object, lang.T("数据版本 %[1]s 的写入时间、来历或摘要被改动",
			"when version %[1]s was recorded, where it came from or its hash was changed").With(object))
	}
	facts, err := factStore{x.t}.Of(ctx, b.ID)
	if err != nil {
		return err
	}
	x.v.Facts += len(facts)
	good := true
	for _, f := range facts {
		// What was staged before its batch bears no time of its own.
		if f.Digest(year) != f.Seal || f.RecordedAt != b.RecordedAt && f.RecordedAt != 0 {
			good = false
			x.Say(object, lang.T("数据版本 %[1]s 的数据被改动：%[2]s %[3]s（第 %[4]d 版）",
				"a fact of version %[1]s was changed: %[2]s %[3]s (version %[4]d)").With(object, f.Kind.Name(), f.Key, f.Version))
		}
	}
	if good && ledger.DigestOf(facts) != d.Digest {
		x.Say(object, lang.T("数据版本 %[1]s 的数据有增减或整条替换：应有 %[2]d 项，现有 %[3]d 项",
			"facts of version %[1]s were added, removed or replaced: %[2]d were recorded, %[3]d are there").
			With(object, d.Counts.Recorded(), len(facts)))
	}
	return nil
}

// doubled looks for versions that were recorded twice.
func (x *verifier) doubled(ctx context.Context) error {
	n, err := x.t.q.DoubleFacts(ctx, x.t.district)
	if err == nil && n > 0 {
		x.Say("fact", lang.T("%[1]d 项数据的同一版有两条", "%[1]d {version of a fact is|versions of facts are} there twice").With(n))
	}
	return err
}

// present compares the present with the versions that it is made of.
func (x *verifier) present(ctx context.Context) error {
	strays, err := x.t.q.StrayPresent(ctx, x.t.district)
	if err == nil && strays > 0 {
		x.Say("fact_now", lang.T("%[1]d 项数据的现值与各版本不符",
			"%[1]d {fact of the present isn't its newest version|facts of the present aren't their newest versions}").
			With(strays))
	}
	return err
}

// runs compares runs with the entries that seal them, and which of them were provisional, and when.
func (x *verifier) runs(ctx context.Context) error {
	list, err := runStore{x.t}.all(ctx)
	if err := x.unreadable("run", err); err != nil {
		return err
	}
	settled := map[int]int64{}
	for _, s := range x.settled {
		settled[int(s.year)] = s.run
	}
	seen := map[int64]bool{}
	for _, r := range list {
		seen[r.ID] = true
		x.compare(runRow(r.ID), r)
		d, ok := x.run[r.ID]
		object := run.Object(r.Year, r.ID)
		switch {
		case r.Done() && !ok:
			x.Say(object, lang.T("计分 %[1]s 没有封存记录", "run %[1]s has no entry that seals it").With(object))
		case r.Done() && (d.Document != r.Document || d.Seal != r.Seal || d.Batch != r.Batch):
			x.Say(object, lang.T("计分 %[1]s 与封存时不同", "run %[1]s isn't what was sealed").With(object))
		case r.Done() && (r.State == run.Provisional) != (settled[r.Year] == r.ID):
			x.Say(object, lang.T("计分 %[1]s 是否为初评被改动", "whether run %[1]s is provisional was changed").With(object))
		case r.Done():
			x.v.Runs++
		case ok:
			x.Say(object, lang.T("计分 %[1]s 已封存，却标为未完成",
				"run %[1]s was sealed but is marked as not finished").With(object))
		}
	}
	for id := range x.run {
		if !seen[id] {
			x.Say(runRow(id), lang.T("计分 %[1]d 不见了", "run %[1]d is gone").With(id))
		}
	}
	return x.settlings(ctx)
}

func (x *verifier) settlings(ctx context.Context) error {
	rows, err := x.t.q.AllSettled(ctx, x.t.district)
	if err != nil {
		return err
	}
	var have []settling
	n := map[int64]int64{}
	inOrder := true
	for _, r := range rows {
		n[r.Year]++
		inOrder = inOrder && r.N == n[r.Year]
		have = append(have, settling{r.Year, r.Run, r.At})
	}
	want := slices.Clone(x.settled)
	slices.SortStableFunc(want, func(a, b settling) int { return int(a.year - b.year) })
	if !inOrder || !slices.Equal(have, want) {
		x.Say("settled", lang.T("何时定哪次计分为初评，与审计记录不符", "which run was made provisional when isn't what the chain says"))
	}
	return nil
}

func (x *verifier) intakes(ctx context.Context) error {
	list, err := intakeStore{x.t}.whole(ctx)
	if err := x.unreadable("import", err); err != nil {
		return err
	}
	for _, in := range list {
		x.compare(intakeRow(in.ID), in)
	}
	return nil
}

func (x *verifier) jobs(ctx context.Context) error {
	store := jobStore{x.t}
	list, err := store.List(ctx, math.MaxInt32)
	if err := x.unreadable("job", err); err != nil {
		return err
	}
	for _, j := range list {
		if _, ok := x.rows[jobRow(j.ID)]; !ok && !j.State.Over() {
			continue // it is under way
		}
		over, err := store.over(ctx, j)
		if err := x.unreadable(jobRow(j.ID), err); err != nil {
			return err
		}
		x.compare(jobRow(j.ID), over)
	}
	return nil
}

func (x *verifier) counters(ctx context.Context) error {
	counters, err := x.t.q.Counters(ctx, x.t.district)
	if err != nil {
		return err
	}
	highest, err := x.t.q.Highest(ctx, x.t.district)
	if err != nil {
		return err
	}
	stands := map[string]int64{}
	for _, c := range counters {
		stands[c.Name] = c.Value
	}
	for name, want := range map[string]int64{"batch": highest.Batch, "intake": highest.Intake, "run": highest.Run,
		"job": highest.Job} {
		if stands[name] != want {
			x.Say("counter/"+name, lang.T("计数 %[1]s 为 %[2]d，应为 %[3]d", "the counter %[1]s stands at %[2]d, not at %[3]d").
				With(name, stands[name], want))
		}
	}
	return nil
}

// unreadable turns that a row can't be read into a break of the chain; other errors stay what they are.
func (x *verifier) unreadable(what string, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	if errors.As(err, &syntax) || errors.As(err, &kind) || errors.Is(err, file.ErrDamaged) {
		x.Say(what, lang.T("%[1]s 有一行读不懂：%[2]s", "a row of %[1]s can't be read: %[2]s").With(what, err.Error()))
		return nil
	}
	return err
}

func (x *verifier) files(ctx context.Context) error {
	have, err := x.t.q.FileHashes(ctx, x.t.district)
	if err != nil {
		return err
	}
	for _, sha := range have {
		if !x.file[sha] {
			x.Say("file/"+sha, lang.T("文件 %[1]s… 没有审计记录：不是由本系统写入的",
				"file %[1]s… has no entry: it wasn't recorded by this program").With(short(sha)))
		}
	}
	for sha := range x.file {
		_, err := file.Read(ctx, fileStore{x.t}, sha)
		switch {
		case errors.Is(err, file.ErrDamaged):
			x.Say("file/"+sha, lang.T("文件 %[1]s… 的内容被改动或损坏", "file %[1]s… was changed or is damaged").With(short(sha)))
		case errors.Is(err, file.ErrNone):
			x.Say("file/"+sha, lang.T("文件 %[1]s… 不见了", "file %[1]s… is gone").With(short(sha)))
		case err != nil:
			return err
		}
	}
	return nil
}

// use is that a file is kept for something.
type use struct {
	sha string
	file.Use
}

// uses compares what files are kept for with the entries of those who put them there. What an import was found to hold
// is used by it as long as it names that reading; earlier ones may be.
func (x *verifier) uses(ctx context.Context) error {
	list, err := intakeStore{x.t}.whole(ctx)
	if err := x.unreadable("import", err); err != nil {
		return err
	}
	want := maps.Clone(x.use)
	for _, in := range list {
		if in.Reading != "" {
			want[use{in.Reading, file.Use{Noun: file.Reading, ID: in.ID}}] = true
		}
	}
	rows, err := x.t.q.AllUses(ctx, x.t.district)
	if err != nil {
		return err
	}
	for _, r := range rows {
		u := use{r.Sha256, file.Use{Noun: file.Noun(r.Noun), ID: r.Object}}
		if !want[u] && !x.read[u] {
			x.Say("file_use", lang.T("文件 %[1]s… 的用途与记录不符", "what file %[1]s… is kept for isn't what was recorded").
				With(short(u.sha)))
		}
		delete(want, u)
	}
	for u := range want {
		x.Say("file_use", lang.T("文件 %[1]s… 的用途不见了", "what file %[1]s… is kept for is gone").With(short(u.sha)))
	}
	return nil
}

// short is the beginning of a hash.
func short(sha string) string { return sha[:min(12, len(sha))] }
