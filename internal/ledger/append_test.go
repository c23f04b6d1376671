package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/calendar"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/rule"
)

// Facts of the small year.
var (
	value  = Name{Value, KeyOf("S1", "A1", rule.Actual, calendar.Year)}
	report = Name{Actual, KeyOf("S1", "A1", rule.Actual)}
	goal   = Name{Target, KeyOf("S1", "A1")}
	street = Name{Unit, KeyOf("S1")}
)

// number is the body of a value.
func number(n string) string { return fmt.Sprintf(`{"period":"Y","number":%q}`, n) }

func edit(n Name, on int64, body string) Edit {
	return Edit{Kind: n.Kind, Key: n.Key, On: on, Body: body}
}

func withdrawn(n Name, on int64) Edit { return Edit{Kind: n.Kind, Key: n.Key, On: on, Withdraw: true} }

const (
	targetBody = `{"unit":"S1","indicator":"A1","value":{"value":"120"}}`
	reportBody = `{"unit":"S1","indicator":"A1","item":"A","status":"verified"}`
)

// TestWhatAnAppendRefuses: nothing is recorded, no number is taken, and the sentence says what is the matter with what.
func TestWhatAnAppendRefuses(t *testing.T) {
	o := imported(t, small())
	gone := Name{Value, KeyOf("S2", "A1", rule.Actual, calendar.Year)}
	lone := Name{Actual, KeyOf("S2", "A1", rule.Actual)}
	o.mustWrite(t, withdrawn(gone, 1))
	o.mustWrite(t, withdrawn(lone, 1))
	many := make([]Edit, mostEdits+1)
	for i := range many {
		many[i] = edit(Name{Mark, KeyOf("S1", "F1", fmt.Sprint(i), "", "")}, 0,
			fmt.Sprintf(`{"unit":"S1","indicator":"F1","judge":"%d","value":"1"}`, i))
	}
	for _, c := range []struct {
		name  string
		edits []Edit
		code  errs.Reason
		says  string
	}{
		{"a kind that there isn't", []Edit{{Kind: "wish", Key: KeyOf("S1"), Body: `{}`}}, errs.Invalid,
			"no such kind of fact"},
		{"no kind", []Edit{{Key: KeyOf("S1"), Body: `{}`}}, errs.Invalid, "no such kind of fact"},
		{"a key that is no list", []Edit{{Kind: Target, Key: `"S1"`, Body: targetBody}}, errs.Invalid, "can't be read"},
		{"a key with a space", []Edit{{Kind: Target, Key: `["S1", "A1"]`, On: 1, Body: targetBody}}, errs.Invalid,
			"its name can't be read"},
		{"a key that is nothing", []Edit{{Kind: Target, Key: `null`, Body: targetBody}}, errs.Invalid, "can't be read"},
		{"an empty key", []Edit{{Kind: Target, Body: targetBody}}, errs.Invalid, "its name can't be read"},
		{"a part of a key twice escaped", []Edit{{Kind: Target, Key: "[\"S\\u0031\",\"A1\"]", Body: targetBody}},
			errs.Invalid, "its name can't be read"},
		{"a body about another unit", []Edit{edit(Name{Target, KeyOf("S2", "A1")}, 1, targetBody)}, errs.Invalid,
			"its content is about another fact"},
		{"a body about another period", []Edit{edit(value, 1, `{"period":"Q1","number":"1"}`)}, errs.Invalid,
			"its content is about another fact"},
		{"a body about another item", []Edit{edit(report, 1, strings.Replace(reportBody, `"A"`, `"B"`, 1))}, errs.Invalid,
			"its content is about another fact"},
		{"a body that is no JSON", []Edit{edit(value, 1, `{"period":`)}, errs.Invalid, "its content can't be read"},
		{"a body that is a list", []Edit{edit(value, 1, `[1]`)}, errs.Invalid, "its content can't be read"},
		{"a body that is nothing", []Edit{edit(value, 1, `null`)}, errs.Invalid, "its content can't be read"},
		{"a body with more behind it", []Edit{edit(value, 1, number("1")+number("2"))}, errs.Invalid, "can't be read"},
		{"no body", []Edit{edit(value, 1, ``)}, errs.Invalid, "its content can't be read"},
		{"a number that is none", []Edit{edit(value, 1, number("1o"))}, errs.Invalid, "its content can't be read"},
		{"a value without a period", []Edit{{Kind: Value, Key: KeyOf("S1", "A1", "A"), On: 1, Body: number("1")}},
			errs.Invalid, "parts of its name are missing"},
		{"a report with a period", []Edit{{Kind: Actual, Key: value.Key, On: 1, Body: reportBody}}, errs.Invalid,
			"parts of its name are missing"},
		{"a period that doesn't exist", []Edit{{Kind: Value, Key: KeyOf("S1", "A1", "A", "M13"),
			Body: `{"period":"M13","number":"1"}`}}, errs.Invalid, "there is no such period"},
		{"a unit that nobody knows", []Edit{edit(Name{Target, KeyOf("S77", "A1")}, 0,
			strings.Replace(targetBody, "S1", "S77", 1))}, errs.Invalid, "there is no units S77"},
		{"an indicator that nobody knows", []Edit{edit(Name{Target, KeyOf("S1", "A77")}, 0,
			strings.Replace(targetBody, "A1", "A77", 1))}, errs.Invalid, "there is no level-3 indicators A77"},
		{"a value without its report", []Edit{edit(Name{Value, KeyOf("S1", "A1", "new", "Y")}, 0, number("1"))},
			errs.Invalid, "there is no reports S1 · A1 · new"},
		{"a value whose report was withdrawn", []Edit{edit(gone, 2, number("1"))}, errs.Invalid,
			"there is no reports S2 · A1 · A"},
		{"a value whose report goes with the same edits", []Edit{edit(value, 1, number("1")), withdrawn(report, 1)},
			errs.Invalid, "withdraw reported values S1 · A1 · A · Y first"},
		{"a report that has a value", []Edit{withdrawn(report, 1)}, errs.Invalid,
			"it has values, withdraw reported values S1 · A1 · A · Y first"},
		{"the settings", []Edit{{Kind: Settings, Key: KeyOf(), On: 1, Body: `{}`}}, errs.Invalid, "import another"},
		{"a class", []Edit{{Kind: Group, Key: KeyOf("duty"), On: 1, Body: `{}`}}, errs.Invalid, "import another"},
		{"an item", []Edit{{Kind: Item, Key: KeyOf("重点工作"), On: 1, Body: `{}`}}, errs.Invalid, "import another"},
		{"an indicator", []Edit{{Kind: Leaf, Key: KeyOf("A1"), On: 1, Withdraw: true}}, errs.Invalid, "import another"},
		{"a unit withdrawn", []Edit{withdrawn(street, 1)}, errs.Invalid, "other facts rest on it"},
		{"a body withdrawn", []Edit{withdrawn(Name{Body, KeyOf("组织部")}, 1)}, errs.Invalid, "other facts rest on it"},
		{"a plan withdrawn", []Edit{withdrawn(Name{Plan, KeyOf("P01")}, 1)}, errs.Invalid, "other facts rest on it"},
		{"a withdrawal with content", []Edit{{Kind: Value, Key: value.Key, On: 1, Withdraw: true, Body: number("1")}},
			errs.Invalid, "what is withdrawn has no content"},
		{"a withdrawal of what nobody saw", []Edit{withdrawn(value, 0)}, errs.Invalid, "names the version that was seen"},
		{"the same fact twice", []Edit{edit(value, 1, number("1")), edit(value, 1, number("2"))}, errs.Invalid,
			"one fact is written twice: reported values S1 · A1 · A · Y"},
		{"written and withdrawn at once", []Edit{edit(value, 1, number("1")), withdrawn(value, 1)}, errs.Invalid,
			"one fact is written twice"},
		{"one good, one bad", []Edit{edit(goal, 1, targetBody), edit(value, 1, number("x"))}, errs.Invalid, "can't be read"},
		{"too many", many, errs.TooLarge, "at most 100"},
	} {
		t.Run(c.name, func(t *testing.T) {
			was := len(o.state.batches)
			b, err := o.write(t, me, c.edits...)
			if errs.CodeOf(err) != c.code || !strings.Contains(fmt.Sprint(err), c.says) {
				t.Errorf("%v (%s), want %s: %s", err, errs.CodeOf(err), c.code, c.says)
			}
			if c.code == errs.Invalid && !errors.Is(err, ErrFact) {
				t.Errorf("%v is no ErrFact", err)
			}
			if b.ID != 0 || len(o.state.batches) != was {
				t.Errorf("batch %d was recorded", b.ID)
			}
		})
	}
	if b := o.mustWrite(t, many[:mostEdits]...); b.Counts.Added != mostEdits {
		t.Errorf("as many as may be: %+v", b.Counts)
	}
}

// TestAnAppendNamesItsAct: what isn't one of the acts in the house makes no fact.
func TestAnAppendNamesItsAct(t *testing.T) {
	o := imported(t, small())
	for _, c := range []struct {
		act fact.Act
		ok  bool
	}{{fact.Submission, true}, {fact.Approval, true}, {fact.Meeting, true}, {fact.APIClient, true}, {"", false},
		{"whim", false}} {
		_, err := o.Append(t.Context(), me, Cause{Year: year, Act: c.act}, []Edit{edit(value, o.now(t, value).Version,
			number(fmt.Sprint(len(c.act))))})
		if (err == nil) != c.ok || !c.ok && !errors.Is(err, ErrFact) {
			t.Errorf("%q: %v", c.act, err)
		}
	}
}

// TestAYearThatNobodyImported takes nothing by hand: there is no scheme that says what a fact means.
func TestAYearThatNobodyImported(t *testing.T) {
	o := imported(t, small())
	for _, e := range []Edit{
		edit(Name{Unit, KeyOf("N1")}, 0, `{"code":"N1","name":"新街道","system":"street","listing":"ranked"}`),
		edit(Name{Body, KeyOf("审计局")}, 0, `{"name":"审计局"}`),
		edit(goal, 0, targetBody),
	} {
		b, err := o.Append(t.Context(), me, Cause{Year: 1999, Act: fact.Approval}, []Edit{e})
		if !errors.Is(err, ErrFact) || b.ID != 0 {
			t.Errorf("%s: batch %d (%v)", e.Kind, b.ID, err)
		}
	}
	if _, _, err := o.Latest(t.Context(), me, 1999); !errors.Is(err, ErrNone) {
		t.Errorf("the year 1999 is there: %v", err)
	}
}

// TestOnIsTheVersionThatWasSeen: whoever saw another version than there is, is told, whichever way they are wrong.
func TestOnIsTheVersionThatWasSeen(t *testing.T) {
	o := imported(t, small())
	o.mustWrite(t, edit(value, 1, number("50")))
	fresh := Name{Target, KeyOf("S1", "A2")}
	freshBody := strings.Replace(targetBody, "A1", "A2", 1)
	for _, c := range []struct {
		name string
		edit Edit
		ok   bool
	}{
		{"a new fact that wasn't there", edit(fresh, 0, freshBody), true},
		{"a new fact that was seen", edit(Name{Target, KeyOf("S2", "A2")}, 3,
			strings.Replace(freshBody, "S1", "S2", 1)), false},
		{"there is one, and none was seen", edit(value, 0, number("60")), false},
		{"an older one was seen", edit(value, 1, number("60")), false},
		{"a newer one was seen", edit(value, 3, number("60")), false},
		{"less than none was seen", edit(value, -1, number("60")), false},
		{"an older one is withdrawn", withdrawn(value, 1), false},
		{"what never was is withdrawn", withdrawn(Name{Target, KeyOf("S3", "A2")}, 1), false},
		{"what there is was seen", edit(value, 2, number("60")), true},
	} {
		_, err := o.write(t, me, c.edit)
		if (err == nil) != c.ok || !c.ok && !errors.Is(err, ErrClash) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestAClashSaysWhoWasFaster: the cell, what each of both wrote, and in which batch.
func TestAClashSaysWhoWasFaster(t *testing.T) {
	o := imported(t, small())
	b, err := o.write(t, other, edit(value, 1, number("77")))
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.write(t, me, edit(value, 1, number("88")))
	var clash Clash
	if !errors.As(err, &clash) || errs.CodeOf(err) != errs.Conflict {
		t.Fatalf("%v", err)
	}
	if clash.Name != value || clash.Theirs.Version != 2 || clash.Another.ID != b.ID || clash.Another.Actor != other.ID ||
		!strings.Contains(clash.Yours, `"88"`) || !strings.Contains(clash.Theirs.Body, `"77"`) {
		t.Errorf("%+v", clash)
	}
	says := clash.Refusal.Words().What
	for _, part := range []string{"S1 · A1 · A · Y", "88", "77", other.ID} {
		if !strings.Contains(says.ZH, part) || !strings.Contains(says.EN, part) {
			t.Errorf("%q isn't in %v", part, says)
		}
	}
	o.mustWrite(t, withdrawn(value, 2))
	_, err = o.write(t, other, edit(value, 2, `{"period":"Y","word":"按期"}`))
	if !errors.As(err, &clash) || !clash.Theirs.Withdrawn {
		t.Fatalf("%v", err)
	}
	if says := fmt.Sprint(err); !strings.Contains(says, "按期") || !strings.Contains(says, "nothing") {
		t.Errorf("what was withdrawn: %s", says)
	}
	_, err = o.write(t, me, edit(goal, 0, targetBody))
	if !errors.As(err, &clash) || clash.Theirs.Version != 1 || clash.Another.ID != 1 {
		t.Fatalf("%v", err)
	}
	if says := clash.Refusal.Words().What.ZH; !strings.Contains(says, audit.ActorName(me.ID).ZH) {
		t.Errorf("who isn't named: %s", says)
	}
}

// TestTheSameAgainChangesNothing: no version, no batch, no number, no entry.
func TestTheSameAgainChangesNothing(t *testing.T) {
	o := imported(t, small())
	first := o.mustWrite(t, edit(value, 1, number("50")))
	was := len(o.state.chain)
	for _, body := range []string{number("50"), `{"number":"50","period":"Y"}`, o.now(t, value).Body,
		`{"period":"Y","number":"50","source":{"act":"meeting","document":"9号","person":"别人"}}`} {
		b, err := o.write(t, me, edit(value, 2, body))
		if err != nil || b.ID != 0 || b.Counts.Same != 0 && b.Counts.Recorded() != 0 {
			t.Errorf("%s: batch %d %+v (%v)", body, b.ID, b.Counts, err)
		}
	}
	if b, err := o.write(t, me); err != nil || b.ID != 0 {
		t.Errorf("no edits: %d (%v)", b.ID, err)
	}
	if len(o.state.chain) != was || o.now(t, value).Version != 2 {
		t.Error("something was written")
	}
	b := o.mustWrite(t, edit(value, 2, number("50")), edit(goal, 1, targetBody))
	if b.ID != first.ID+1 || b.Counts != (Counts{Changed: 1, Same: 1}) || len(o.state.facts[b.ID]) != 1 {
		t.Errorf("batch %d after %d: %+v", b.ID, first.ID, b.Counts)
	}
}

// TestWithdrawnAndWrittenAgain: each step is a version, and withdrawing twice is withdrawing once.
func TestWithdrawnAndWrittenAgain(t *testing.T) {
	o := imported(t, small())
	there := func() bool {
		in, _, err := o.Latest(t.Context(), me, year)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range in.Actuals {
			if KeyOf(a.Unit, a.Indicator, a.Item) == report.Key {
				return len(a.Values) == 1
			}
		}
		return false
	}
	for i, c := range []struct {
		edit  Edit
		want  Counts
		there bool
		how   How
	}{
		{withdrawn(value, 1), Counts{Withdrawn: 1}, false, ChangeWithdrawn},
		{edit(value, 2, number("41")), Counts{Added: 1}, true, ChangeAdded},
		{edit(value, 3, number("42")), Counts{Changed: 1}, true, ChangeChanged},
		{withdrawn(value, 4), Counts{Withdrawn: 1}, false, ChangeWithdrawn},
	} {
		if b := o.mustWrite(t, c.edit); b.Counts != c.want || there() != c.there {
			t.Errorf("step %d: %+v, want %+v; there: %v", i, b.Counts, c.want, there())
		}
	}
	if b, err := o.write(t, me, withdrawn(value, 5)); err != nil || b.ID != 0 {
		t.Errorf("withdrawn twice: batch %d (%v)", b.ID, err)
	}
	lines, err := o.History(t.Context(), me, year, About{Unit: "S1", Indicator: "A1", Kind: Value})
	if err != nil || len(lines) != 1 || len(lines[0].Versions) != 5 {
		t.Fatalf("%v (%v)", lines, err)
	}
	for i, v := range lines[0].Versions {
		if v.Version != int64(i+1) || v.Withdrawn != (i == 1 || i == 4) || v.Batch.ID != int64(i+1) {
			t.Errorf("version %d of batch %d, withdrawn: %v", v.Version, v.Batch.ID, v.Withdrawn)
		}
	}
	if last := lines[0].Versions[4]; !strings.Contains(last.Body, `"42"`) {
		t.Errorf("what was withdrawn isn't what it was: %s", last.Body)
	}
}

// TestAReportWithItsValues goes and comes in one append, in whichever order they are named.
func TestAReportWithItsValues(t *testing.T) {
	o := imported(t, small())
	q1 := Name{Value, KeyOf("S1", "A1", rule.Actual, "Q1")}
	o.mustWrite(t, edit(q1, 0, `{"period":"Q1","number":"20"}`))
	if _, err := o.write(t, me, withdrawn(value, 1), withdrawn(report, 1)); !errors.Is(err, ErrFact) ||
		!strings.Contains(err.Error(), "Q1") {
		t.Errorf("a report lost its first quarter: %v", err)
	}
	b := o.mustWrite(t, withdrawn(report, 1), withdrawn(value, 1), withdrawn(q1, 1))
	if b.Counts.Withdrawn != 3 {
		t.Errorf("%+v", b.Counts)
	}
	b = o.mustWrite(t, edit(q1, 2, `{"period":"Q1","number":"21"}`), edit(report, 2, reportBody))
	if b.Counts.Added != 2 {
		t.Errorf("%+v", b.Counts)
	}
	in, _, err := o.Latest(t.Context(), me, year)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range in.Actuals {
		if KeyOf(a.Unit, a.Indicator, a.Item) == report.Key && (len(a.Values) != 1 || a.Values[0].Period != "Q1") {
			t.Errorf("%+v", a.Values)
		}
	}
}

// TestWhoStandsBehindAFact: the act in the house, its document and who did it, whatever the body says.
func TestWhoStandsBehindAFact(t *testing.T) {
	filled := fact.Source{Act: fact.Approval, Document: "会议纪要5号", Person: "绩效办"}
	for _, c := range []struct {
		name, source string
		want         fact.Source
	}{
		{"nothing is said", ``, filled},
		{"nothing, at length", `,"source":{}`, filled},
		{"another act", `,"source":{"act":"meeting"}`, filled},
		{"a file without a name", `,"source":{"file":""}`, filled},
		{"somebody else's document and name", `,"source":{"document":"批示9号","person":"李四","date":"2013-11-02"}`, filled},
	} {
		o := imported(t, small())
		o.mustWrite(t, edit(value, 1, `{"period":"Y","number":"50"`+c.source+`}`))
		var got struct{ Source fact.Source }
		if err := json.Unmarshal([]byte(o.now(t, value).Body), &got); err != nil || got.Source != c.want {
			t.Errorf("%s: %+v, want %+v (%v)", c.name, got.Source, c.want, err)
		}
	}
}

// TestWhatABatchOfEditsSays: who, why, when and how much, in the ledger and in the chain alike.
func TestWhatABatchOfEditsSays(t *testing.T) {
	o := imported(t, small())
	o.fake.now = 5_000
	b, err := o.write(t, other, edit(value, 1, number("50")), withdrawn(goal, 1))
	if err != nil {
		t.Fatal(err)
	}
	want := Batch{ID: 2, Year: year, Kind: Entered, Actor: other.ID, RecordedAt: 5_000,
		Counts: Counts{Changed: 1, Withdrawn: 1}, Digest: DigestOf(o.state.facts[2]), Why: "更正"}
	kept, err := o.Batch(t.Context(), me, year, 2)
	if b != want || kept != want || err != nil {
		t.Errorf("%+v\n%+v, want\n%+v (%v)", b, kept, want, err)
	}
	entries := o.entries("batch.append")
	detail := BatchDetail{RecordedAt: 5_000, Counts: want.Counts, Digest: want.Digest, Actor: other.ID,
		Kind: Entered}
	if len(entries) != 1 || entries[0].object != "2013/batch/2" || entries[0].detail != detail {
		t.Errorf("%+v", entries)
	}
	o.fake.now = 4_000 // the clock was set back
	if b := o.mustWrite(t, edit(value, 2, number("51"))); b.RecordedAt != 5_000 {
		t.Errorf("recorded at %d, before the batch that it follows", b.RecordedAt)
	}
	salts := map[string]bool{}
	for _, f := range append(o.state.facts[1], o.state.facts[2]...) {
		if salts[f.Salt] || len(f.Salt) != 32 || f.Seal != f.Digest(year) {
			t.Fatalf("%s %s: salt %q, seal %q", f.Kind, f.Key, f.Salt, f.Seal)
		}
		salts[f.Salt] = true
	}
}

// TestFactsHaveWords: a kind and a key read as a person names them.
func TestFactsHaveWords(t *testing.T) {
	for _, c := range []struct {
		r    Record
		want string
	}{
		{Record{Kind: Value, Key: value.Key}, "实绩数值 S1 · A1 · A · Y"},
		{Record{Kind: Settings, Key: KeyOf()}, "年度设置 "},
		{Record{Kind: "wish", Key: "x"}, "wish "},
	} {
		if got := Words(c.r).In(lang.ZH); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	in := small()
	for _, c := range []struct {
		r    Record
		want string
	}{
		{Record{Kind: Value, Indicator: "A1", Key: value.Key}, "S1 · A1 · 全年"},
		{Record{Kind: Mark, Key: KeyOf("S1", "F1", "甲", "", "")}, "S1 · F1 · 甲"},
		{Record{Kind: Event, Key: KeyOf("S4", "deduction", "D1", "评查", "瑕疵", "")}, "S4 · 扣分 · D1 · 评查 · 瑕疵"},
		{Record{Kind: Target, Key: "no list"}, "no list"},
	} {
		if got := c.r.Name(&in.Scheme, lang.ZH); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestWhatNobodyCanMean: a body that says one thing twice, or what no fact of its kind says, is refused as a whole.
func TestWhatNobodyCanMean(t *testing.T) {
	event := func(kind, rest string) Edit {
		return edit(Name{Event, KeyOf("S1", kind, "A1", "m", "k", "l")}, 0,
			`{"unit":"S1","type":"`+kind+`","indicator":"A1","matter":"m","kind":"k","level":"l",`+rest+`}`)
	}
	for name, e := range map[string]Edit{
		"a number twice":           edit(value, 1, `{"period":"Y","number":"1","number":"2"}`),
		"a period twice":           edit(value, 1, `{"period":"Q1","period":"Y","number":"1"}`),
		"a goal twice":             edit(goal, 1, strings.Replace(targetBody, `"value":{`, `"value":{"value":"80",`, 1)),
		"a number and a word":      edit(value, 1, `{"period":"Y","number":"4","word":"按期"}`),
		"a cell of its own":        edit(value, 1, `{"period":"Y","number":"4","cells":{"value":"Z99"}}`),
		"a sheet of its own":       edit(value, 1, `{"period":"Y","number":"4","source":{"sheet":"实绩"}}`),
		"a forged cell of a goal":  edit(goal, 1, forgedTarget(`"source":{"file":"2013.xlsx","cell":"F7"}`)),
		"a forged paper of a goal": edit(goal, 1, forgedTarget(`"source":{"document":"伪造"}`)),
		"another name in a goal":   edit(goal, 1, forgedTarget(`"VALUE":"7"`)),
		"a name that folds": edit(report, 1,
			strings.Replace(reportBody, `"status"`, `"status":"verified","ſtatus"`, 1)),
		"a status of its own": edit(report, 1, strings.Replace(reportBody, `verified`, `verifiedd`, 1)),
		"no status":           edit(report, 1, strings.Replace(reportBody, `verified`, ``, 1)),
		"late by less than nothing": edit(report, 1,
			strings.Replace(reportBody, `"status"`, `"late_days":{"value":"-5"},"status"`, 1)),
		"an event of no type":  event("bogus", `"count":"1","state":"decided"`),
		"an event of no state": event("bonus", `"count":"1","state":"bogus"`),
		"less than no events":  event("bonus", `"count":"-5","state":"decided"`),
		"nobody's goal":        edit(Name{Target, KeyOf("", "A1")}, 0, strings.Replace(targetBody, `"S1"`, `""`, 1)),
		"nobody's event": edit(Name{Event, KeyOf("", "bonus", "A1", "m", "", "")}, 0,
			`{"unit":"","type":"bonus","indicator":"A1","matter":"m","count":"1","state":"decided"}`),
		"a body without a name": edit(Name{Body, KeyOf("")}, 0, `{"name":""}`),
		"what can't be seen":    edit(value, 1, "{\"period\":\"Y\",\"word\":\"a\\u0000b\"}"),
		"what turns around":     edit(value, 1, "{\"period\":\"Y\",\"word\":\"a\\u202eb\"}"),
		"half a character":      edit(value, 1, "{\"period\":\"Y\",\"word\":\"a\xff\"}"),
		"half of a pair":        edit(value, 1, `{"period":"Y","word":"\ud800"}`),
		"a million letters":     edit(value, 1, `{"period":"Y","word":"`+strings.Repeat("x", 1<<20)+`"}`),
		"two things":            edit(value, 1, `{"period":"Y","number":"1"}{"period":"Y","number":"2"}`),
		"an unknown in a list": edit(Name{Survey, KeyOf("S1", "direct")}, 0,
			`{"unit":"S1","channel":"direct","score":"90","n":{"value":"5"},"counts":[`+
				`{"question":"q","share":"1","answer":"a","n":"5","weighted":"5","pointz":"9"}]}`),
		"an unknown, said empty": edit(value, 1, `{"period":"Y","number":"1","numbre":"2"}`),
	} {
		o := imported(t, small())
		if b, err := o.write(t, me, e); !errors.Is(err, ErrFact) || b != (Batch{}) {
			t.Errorf("%s: %+v (%v)", name, b, err)
		}
	}
	for _, why := range []Cause{{Reason: "a\xffb"}, {Reason: "a\x00b"}, {Document: "\u202e"},
		{Reason: strings.Repeat("x", 1<<20)}} {
		why.Year, why.Act = year, fact.Approval
		o := imported(t, small())
		if _, err := o.Append(t.Context(), me, why, []Edit{edit(value, 1, number("1"))}); !errors.Is(err, ErrFact) {
			t.Errorf("%.20q %.20q: %v", why.Reason, why.Document, err)
		}
	}
}

// TestWhatIsRefusedIsSaid: in words that are about what was done.
func TestWhatIsRefusedIsSaid(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	for _, c := range []struct {
		why  Cause
		edit Edit
		want string
	}{
		{Cause{Reason: long}, edit(value, 1, number("1")), "too long"},
		{Cause{Reason: "a\x00b"}, edit(value, 1, number("1")), "invisible"},
		{Cause{}, edit(value, 1, `{"period":"Y","word":"`+long+`"}`), "too long"},
		{Cause{}, edit(value, 1, `{"period":"Y","word":"a\u0000b"}`), "invisible"},
		{Cause{}, edit(value, 1, `{"period":"Y",`), "can't be read"},
		{Cause{}, edit(Name{Value, KeyOf(long, "A1", "A", "Y")}, 1, number("1")), "too long"},
	} {
		c.why.Year, c.why.Act = year, fact.Approval
		o := imported(t, small())
		if _, err := o.Append(t.Context(), me, c.why, []Edit{c.edit}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40v, want one that says %q", err, c.want)
		}
	}
}

// forgedTarget is a target whose value says more than a number.
func forgedTarget(more string) string {
	return `{"unit":"S1","indicator":"A1","value":{"value":"120",` + more + `}}`
}
