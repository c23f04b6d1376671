package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"shiji/internal/audit"
	"shiji/internal/lang"
	"shiji/internal/run"
	"shiji/internal/yearbook"
)

// Verdict is what a walk along a district's audit chain found.
type Verdict struct {
	District District
	Head     audit.Head
	Entries  int64
	Facts    int
	Runs     int
	Breaks   []audit.Break
}

// entriesAtOnce is how many entries are read at once.
const entriesAtOnce = 2000

// VerifyAudit walks the chain from its first entry and names what was changed, removed or moved: entries, facts, batches, sealed runs, files.
// With a printed head it also tells whether the chain is the one that was printed.
func (o *Office) VerifyAudit(ctx context.Context, printed *audit.Head) (Verdict, error) {
	v := Verdict{District: o.District}
	err := o.View(ctx, func(t *Tx) error { return errors.Join(t.unhurried(ctx), t.verify(ctx, &v, printed)) })
	return v, err
}

func (t *Tx) verify(ctx context.Context, v *Verdict, printed *audit.Head) error {
	var c audit.Checker
	batches := map[int64]yearbook.BatchDetail{}
	runs := map[int64]run.Detail{}
	rows := map[string]string{}   // hashes of rows as they were last written
	settled := map[string]int64{} // the provisional run of a year, by the year
	files := map[string]bool{}
	at := ""
	for after := int64(math.MinInt64); ; {
		entries, err := t.Entries(ctx, after, entriesAtOnce)
		if err != nil {
			return err
		}
		for _, e := range entries {
			after = e.Seq
			v.Entries++
			c.Add(e)
			if printed != nil && e.Seq == printed.Seq {
				at = e.Hash
			}
			if err := note(e, batches, runs, settled, files, rows); err != nil {
				c.Say(e.Object, lang.T("第 %[1]d 条记录的内容读不懂", "the detail of entry %[1]d can't be read").With(e.Seq))
			}
		}
		if len(entries) < entriesAtOnce {
			break
		}
	}
	head, err := t.Head(ctx)
	if err != nil {
		return none(err, ErrNoDistrict)
	}
	v.Head = head
	c.Finish(head)
	if printed != nil {
		c.Expect(*printed, at)
	}
	for _, check := range []func() error{
		func() error { return t.verifyBatches(ctx, v, &c, batches) },
		func() error { return t.verifyRuns(ctx, v, &c, runs, settled) },
		func() error { return t.verifyFiles(ctx, &c, files) },
		func() error { return t.verifyRows(ctx, &c, rows) },
	} {
		if err := check(); err != nil {
			return err
		}
	}
	v.Breaks = c.Breaks
	return nil
}

// note keeps what an entry vouches for.
func note(e audit.Entry, batches map[int64]yearbook.BatchDetail, runs map[int64]run.Detail, settled map[string]int64, files map[string]bool, rows map[string]string) error {
	id := func() int64 {
		n, _ := strconv.ParseInt(e.Object[strings.LastIndex(e.Object, "/")+1:], 10, 64)
		return n
	}
	switch {
	case strings.HasPrefix(e.Action, "batch."):
		var d yearbook.BatchDetail
		err := json.Unmarshal([]byte(e.Detail), &d)
		batches[id()] = d
		return err
	case e.Action == "run.seal":
		var d run.Detail
		err := json.Unmarshal([]byte(e.Detail), &d)
		runs[id()] = d
		files[d.Document] = true
		return err
	case e.Action == rowsAction:
		return json.Unmarshal([]byte(e.Detail), &rows) // later ones take the place of earlier ones
	case e.Action == "run.settle":
		year, _, _ := strings.Cut(e.Object, "/")
		settled[year] = id()
	case e.Action == "import.upload", e.Action == "import.check", e.Action == run.Exported:
		var d struct {
			Files []string `json:"files"`
			File  string   `json:"file"`
		}
		err := json.Unmarshal([]byte(e.Detail), &d)
		for _, f := range append(d.Files, d.File) {
			if f != "" {
				files[f] = true
			}
		}
		return err
	}
	return nil
}

func (t *Tx) verifyBatches(ctx context.Context, v *Verdict, c *audit.Checker, vouched map[int64]yearbook.BatchDetail) error {
	years, err := t.batchYears(ctx)
	if err != nil {
		return err
	}
	seen := map[int64]bool{}
	for _, y := range years {
		list, err := t.Batches(ctx, y)
		if err := unreadable(c, "batch", err); err != nil {
			return err
		}
		for _, b := range list {
			seen[b.ID] = true
			object := yearbook.BatchObject(y, b.ID)
			d, ok := vouched[b.ID]
			if !ok {
				c.Say(object, lang.T("批次 %[1]s 没有审计记录：不是由本系统写入的", "batch %[1]s has no entry: it wasn't recorded by this program").With(object))
				continue
			}
			if b.RecordedAt != d.RecordedAt || b.Origin != d.Origin || b.Digest != d.Digest {
				c.Say(object, lang.T("批次 %[1]s 的写入时间、来历或摘要被改动", "when batch %[1]s was recorded, where it came from or its hash was changed").With(object))
			}
			facts, err := t.FactsOf(ctx, b.ID)
			if err != nil {
				return err
			}
			v.Facts += len(facts)
			good := true
			for _, f := range facts {
				if f.Digest(y) != f.Seal || f.RecordedAt != b.RecordedAt {
					good = false
					c.Say(object, lang.T("批次 %[1]s 的数据被改动：%[2]s %[3]s（第 %[4]d 版）", "a fact of batch %[1]s was changed: %[2]s %[3]s (version %[4]d)").With(object, f.Kind.Name(), f.Key, f.Version))
				}
			}
			if good && yearbook.DigestOf(facts) != d.Digest {
				c.Say(object, lang.T("批次 %[1]s 的数据有增减或整条替换：应有 %[2]d 项，现有 %[3]d 项", "facts of batch %[1]s were added, removed or replaced: %[2]d were recorded, %[3]d are there").
					With(object, d.Counts.Added+d.Counts.Changed+d.Counts.Moved+d.Counts.Withdrawn, len(facts)))
			}
		}
	}
	for id, d := range vouched {
		if !seen[id] {
			c.Say(fmt.Sprintf("batch/%d", id), lang.T("批次 #%[1]d 不见了（%[2]d 项数据）", "batch #%[1]d is gone (%[2]d facts)").With(id, d.Counts.Added+d.Counts.Changed+d.Counts.Moved+d.Counts.Withdrawn))
		}
	}
	strays, err := t.q.StrayFacts(ctx, t.District.ID)
	if err != nil {
		return err
	}
	if strays > 0 {
		c.Say("fact", lang.T("%[1]d 项数据不属于本年度的任何批次", "%[1]d facts belong to no batch of their year").With(strays))
	}
	return nil
}

func (t *Tx) verifyRuns(ctx context.Context, v *Verdict, c *audit.Checker, vouched map[int64]run.Detail, settled map[string]int64) error {
	list, err := t.Runs(ctx, 0)
	if err := unreadable(c, "run", err); err != nil {
		return err
	}
	seen := map[int64]bool{}
	for _, r := range list {
		seen[r.ID] = true
		d, ok := vouched[r.ID]
		object := run.Object(r.Year, r.ID)
		switch {
		case r.Done() && !ok:
			c.Say(object, lang.T("计分批次 %[1]s 没有封存记录", "run %[1]s has no entry that seals it").With(object))
		case r.Done() && (d.Document != r.Document || d.Seal != r.Seal || d.Batch != r.Batch):
			c.Say(object, lang.T("计分批次 %[1]s 与封存时不同", "run %[1]s isn't what was sealed").With(object))
		case r.Done() && (r.State == run.Provisional) != (settled[strconv.Itoa(r.Year)] == r.ID):
			c.Say(object, lang.T("计分批次 %[1]s 是否为初评被改动", "whether run %[1]s is provisional was changed").With(object))
		case r.Done():
			v.Runs++
		case ok:
			c.Say(object, lang.T("计分批次 %[1]s 已封存，却标为未完成", "run %[1]s was sealed but is marked as not finished").With(object))
		}
	}
	for id := range vouched {
		if !seen[id] {
			c.Say(fmt.Sprintf("run/%d", id), lang.T("计分批次 #%[1]d 不见了", "run #%[1]d is gone").With(id))
		}
	}
	return nil
}

// verifyRows compares rows with the hashes that were taken when they were last written.
func (t *Tx) verifyRows(ctx context.Context, c *audit.Checker, vouched map[string]string) error {
	seen := map[string]bool{}
	compare := func(row string, v any) {
		seen[row] = true
		if vouched[row] != rowHash(v) {
			c.Say(row, lang.T("%[1]s 与最后一次写入时不同", "%[1]s isn't what was last written").With(row))
		}
	}
	list, err := t.q.Districts(ctx)
	if err != nil {
		return err
	}
	for _, d := range list {
		if d.ID == t.District.ID {
			compare(districtRow, District{d.ID, d.Code, d.Name, d.Notice, d.Today})
		}
	}
	years, err := t.batchYears(ctx)
	if err != nil {
		return err
	}
	for _, y := range years {
		batches, err := t.Batches(ctx, y)
		if err := unreadable(c, "batch", err); err != nil {
			return err
		}
		for _, b := range batches {
			compare(batchRow(b.ID), b)
		}
	}
	intakes, err := t.wholeIntakes(ctx)
	if err := unreadable(c, "import", err); err != nil {
		return err
	}
	for _, in := range intakes {
		compare(intakeRow(in.ID), in)
	}
	runs, err := t.Runs(ctx, 0)
	if err := unreadable(c, "run", err); err != nil {
		return err
	}
	for _, r := range runs {
		compare(runRow(r.ID), r)
	}
	jobs, err := t.Jobs(ctx, math.MaxInt32)
	if err := unreadable(c, "job", err); err != nil {
		return err
	}
	for _, j := range jobs {
		if _, ok := vouched[jobRow(j.ID)]; !ok && !j.State.Over() {
			continue // it is under way
		}
		over, err := t.overJob(ctx, j)
		if err := unreadable(c, jobRow(j.ID), err); err != nil {
			return err
		}
		compare(jobRow(j.ID), over)
	}
	for row := range vouched {
		if !seen[row] {
			c.Say(row, lang.T("%[1]s 不见了", "%[1]s is gone").With(row))
		}
	}
	counters, err := t.q.Counters(ctx, t.District.ID)
	if err != nil {
		return err
	}
	highest, err := t.q.Highest(ctx, t.District.ID)
	if err != nil {
		return err
	}
	stands := map[string]int64{}
	for _, x := range counters {
		stands[x.Name] = x.Value
	}
	for name, want := range map[string]int64{"batch": highest.Batch, "intake": highest.Intake, "run": highest.Run, "job": highest.Job} {
		if stands[name] != want {
			c.Say("counter/"+name, lang.T("计数 %[1]s 为 %[2]d，应为 %[3]d", "the counter %[1]s stands at %[2]d, not at %[3]d").With(name, stands[name], want))
		}
	}
	return nil
}

// unreadable turns that a row can't be read into a break of the chain; other errors stay what they are.
func unreadable(c *audit.Checker, what string, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	if errors.As(err, &syntax) || errors.As(err, &kind) || errors.Is(err, ErrDamaged) {
		c.Say(what, lang.T("%[1]s 有一行读不懂：%[2]s", "a row of %[1]s can't be read: %[2]s").With(what, err.Error()))
		return nil
	}
	return err
}

func (t *Tx) verifyFiles(ctx context.Context, c *audit.Checker, vouched map[string]bool) error {
	have, err := t.q.FileHashes(ctx, t.District.ID)
	if err != nil {
		return err
	}
	for _, sha := range have {
		if !vouched[sha] {
			c.Say("file/"+sha, lang.T("文件 %[1]s… 没有审计记录：不是由本系统写入的", "file %[1]s… has no entry: it wasn't recorded by this program").With(sha[:min(12, len(sha))]))
		}
	}
	for sha := range vouched {
		_, err := yearbook.ReadFile(ctx, t, sha)
		switch {
		case errors.Is(err, ErrDamaged):
			c.Say("file/"+sha, lang.T("文件 %[1]s… 的内容被改动或损坏", "file %[1]s… was changed or is damaged").With(sha[:min(12, len(sha))]))
		case errors.Is(err, yearbook.ErrNone):
			c.Say("file/"+sha, lang.T("文件 %[1]s… 不见了", "file %[1]s… is gone").With(sha[:min(12, len(sha))]))
		case err != nil:
			return err
		}
	}
	return nil
}
