package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"shiji/internal/audit"
	"shiji/internal/calendar"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/lang"
	"shiji/internal/person"
	"shiji/internal/work"
)

// Edit is what somebody wants a fact to be.
type Edit struct {
	Kind     Kind
	Key      string // see [KeyOf]
	On       int64  // the version that its author saw; 0: there was none
	Body     string // JSON; of a withdrawal nothing
	Withdraw bool
}

// Cause is why facts are written: an act in the house, with the paper behind it.
type Cause struct {
	Year     int
	Act      fact.Act
	Document string
	Reason   string // in words
}

// mostEdits bounds one append: more is an import.
const mostEdits = Slice

// Append records edits as one batch, together or not at all, in the unit of work of whatever caused them. Whoever calls
// it has asked [person.Allow]. It fails with a [Clash] where somebody was faster, with ErrClosed where the year or a
// period takes no more changes, and with ErrFact where a fact can't be taken as it is. What would change nothing is
// left out; if nothing is left, there is no batch and its number is 0.
func Append(ctx context.Context, tx Tx, who audit.Actor, why Cause, edits []Edit) (Batch, error) {
	coming, err := understood(who, why, edits)
	if err != nil {
		return Batch{}, err
	}
	return record(ctx, tx, who, why, coming)
}

// record records what was understood.
func record(ctx context.Context, tx Tx, who audit.Actor, why Cause, coming []incoming) (Batch, error) {
	b := Batch{Year: why.Year, Kind: Entered, Actor: who.ID, Why: why.Reason}
	if len(coming) == 0 {
		return b, nil
	}
	year, err := tx.Years().Hold(ctx, why.Year, Shared)
	if err != nil {
		return b, err
	}
	for _, c := range coming {
		if err := year.Takes(c.Record); err != nil {
			return b, err
		}
	}
	// Whoever has the number is the only one who writes until this unit ends: what is read now is what there is.
	id, last, err := tx.Batches().Number(ctx)
	if err != nil {
		return b, err
	}
	known, err := tx.Ledger().Pick(ctx, why.Year, namesOf(coming))
	if err != nil {
		return b, err
	}
	if !slices.ContainsFunc(known, func(f Fact) bool { return f.Kind == Settings && !f.Withdrawn }) {
		return b, ErrFact.With(lang.T("没有 %[1]d 年度，先导入它的方案", "there is no year %[1]d: import its scheme first").
			With(why.Year)) // which says what a fact means
	}
	for _, f := range known { // what was changed behind the program's back is neither kept nor taken back
		if f.Digest(why.Year) != f.Seal {
			return b, tampered(why.Year, f)
		}
	}
	changes, counts, err := editedAgainst(ctx, tx, why.Year, coming, known)
	if err != nil || len(changes) == 0 {
		return b, err
	}
	facts, err := sealed(why.Year, changes)
	if err != nil {
		return b, err
	}
	b.ID, b.Counts, b.RecordedAt = id, counts, max(tx.Now(), last)
	return put(ctx, tx, b, facts)
}

// Append records edits in a unit of work of their own, kept together with those that others save in the year meanwhile.
func (s *Service) Append(ctx context.Context, who audit.Actor, why Cause, edits []Edit) (b Batch, err error) {
	on := person.Object{Noun: "year", Year: why.Year}
	if err := s.Allow(who, person.WriteYear, on); err != nil {
		return b, err
	}
	coming, err := understood(who, why, edits)
	if err != nil {
		return b, err
	}
	for _, c := range coming {
		on.Unit, on.Indicator = c.Unit, c.Indicator
		if err := s.Allow(who, person.WriteYear, on); err != nil {
			return b, err
		}
	}
	in := work.Line{Name: YearObject(why.Year), Asks: Wanted{why.Year, namesOf(coming)}}
	err = s.book.Units.Together(ctx, who, in, func(ctx context.Context, tx Tx) (err error) {
		b, err = record(ctx, tx, who, why, coming)
		return err
	})
	if err != nil {
		return Batch{}, err // nothing is kept, or nobody knows
	}
	return b, nil
}

// incoming is an edit as it is understood.
type incoming struct {
	Record
	on       int64
	withdraw bool
}

// understood reads edits, in the order in which facts are locked. Their sources say what was done in the house: one
// that names a cell is refused.
func understood(who audit.Actor, why Cause, edits []Edit) ([]incoming, error) {
	if len(edits) > mostEdits {
		return nil, errs.Refuse("ledger.append", errs.TooLarge, "ledger.too_many").With(mostEdits)
	}
	if why.Act.Name().IsZero() {
		return nil, ErrFact.With(lang.T("没有写明由什么而来", "what made the facts isn't said"))
	}
	switch {
	case !lang.Legible(why.Document) || !lang.Legible(why.Reason):
		return nil, ErrFact.With(lang.T("文件或理由%[1]s", "document or reason: %[1]s").With(hidden))
	case len(why.Document)+len(why.Reason) > mostBody:
		return nil, ErrFact.With(lang.T("文件和理由太长", "document and reason are too long"))
	}
	seen := map[Name]bool{}
	var out []incoming
	for _, e := range edits {
		r, err := e.record(who, why)
		if err != nil {
			return nil, err
		}
		if seen[r.Named()] {
			return nil, ErrFact.With(lang.T("同一项写了两次：%[1]s", "one fact is written twice: %[1]s").With(Words(r)))
		}
		seen[r.Named()] = true
		out = append(out, incoming{r, e.On, e.Withdraw})
	}
	slices.SortFunc(out, func(a, b incoming) int {
		return strings.Compare(string(a.Kind)+a.Key, string(b.Kind)+b.Key)
	})
	return out, nil
}

// Words names a fact for a person who knows the year.
func Words(r Record) lang.Text {
	var parts []string
	_ = json.Unmarshal([]byte(r.Key), &parts) // what isn't a list stays unnamed
	return lang.T("%[1]s %[2]s", "%[1]s %[2]s").With(r.Kind.Name(), strings.Join(parts, " · "))
}

// record is the fact that an edit makes, in its one form.
func (e Edit) record(who audit.Actor, why Cause) (Record, error) {
	wrong := func(what lang.Text) (Record, error) {
		return Record{},
			ErrFact.With(lang.T("%[1]s：%[2]s", "%[1]s: %[2]s").With(Words(Record{Kind: e.Kind, Key: e.Key}), what))
	}
	if len(e.Key) > mostKey {
		return Record{}, ErrFact.With(lang.T("名称太长：%[1]s……", "the name is too long: %[1]s…").
			With(strings.ToValidUTF8(e.Key[:60], "")))
	}
	var parts []string
	if json.Unmarshal([]byte(e.Key), &parts) != nil || KeyOf(parts...) != e.Key {
		return wrong(lang.T("名称读不懂", "its name can't be read"))
	}
	switch e.Kind {
	case Settings, Group, Item, Leaf:
		return wrong(lang.T("方案不能逐格改，请导入新的方案", "a scheme isn't changed cell by cell: import another"))
	case Actual, Value:
		if want := map[Kind]int{Actual: 3, Value: 4}[e.Kind]; len(parts) != want {
			return wrong(lang.T("名称缺部分", "parts of its name are missing"))
		}
		r := Record{Kind: e.Kind, Key: e.Key, Unit: parts[0], Indicator: parts[1]}
		if e.Kind == Value {
			if r.Period = parts[3]; periodOrder(r.Period) == len(calendar.Periods) {
				return wrong(lang.T("没有这个时期", "there is no such period"))
			}
		}
		return e.filled(r, who, why, wrong)
	}
	switch {
	case lists[e.Kind] == nil:
		return wrong(lang.T("没有这一类数据", "there is no such kind of fact"))
	case e.Withdraw && (e.Kind == Unit || e.Kind == Body || e.Kind == Plan):
		return wrong(lang.T("别的数据靠它，不能单独作废，请导入新的名单", "other facts rest on it: import another list instead"))
	}
	r := Record{Kind: e.Kind, Key: e.Key}
	if e.Withdraw { // it has no body that says whom it is about
		r.Unit, r.Indicator = whom(e.Kind, parts)
	}
	return e.filled(r, who, why, wrong)
}

// whom says whom a fact that can be withdrawn is about, as its key does.
func whom(k Kind, key []string) (unit, indicator string) {
	at := map[Kind]int{Target: 1, Task: 1, Mark: 1, Ballot: 1, Event: 2}[k]
	if len(key) > 0 {
		unit = key[0]
	}
	if at > 0 && at < len(key) {
		indicator = key[at]
	}
	return unit, indicator
}

// filled reads the body of an edit and writes it in its one form.
func (e Edit) filled(r Record, who audit.Actor, why Cause, wrong func(lang.Text) (Record, error)) (Record, error) {
	if e.Withdraw {
		if e.Body != "" || e.On == 0 {
			return wrong(lang.T("作废时不写内容，并须写明看到的版本", "what is withdrawn has no content, and names the version that was seen"))
		}
		return r, nil
	}
	tree, amiss := bodyOf(e.Body)
	if !amiss.IsZero() {
		return wrong(amiss)
	}
	if name := sourced(tree, true, why.source(who)); name != "" {
		return wrong(lang.T("单元格里的数由导入写入（%[1]s）", "what stands in a cell is brought by an import (%[1]s)").With(name))
	}
	delete(tree, "source") // what was said of another act: this one has its own
	said(tree)
	given := maps.Clone(tree)
	tree["source"] = why.source(who)
	doc, err := json.Marshal(tree)
	if err != nil {
		return Record{}, err
	}
	r.Body = string(doc)
	alone, err := Alone(r)
	if err != nil {
		return wrong(lang.T("内容读不懂", "its content can't be read"))
	}
	list, err := Split(alone)
	if err != nil {
		return Record{}, err
	}
	i := slices.IndexFunc(list, func(x Record) bool { return x.Kind == e.Kind })
	if i < 0 || list[i].Key != e.Key {
		return wrong(lang.T("内容说的是另一项", "its content is about another fact"))
	}
	var kept, asked any
	if err := errors.Join(json.Unmarshal([]byte(list[i].Body), &kept), readAgain(given, &asked)); err != nil {
		return Record{}, err
	}
	if name := unkept(asked, kept); name != "" {
		return wrong(lang.T("内容里有不认识的“%[1]s”", "its content has an unknown %[1]q").With(name))
	}
	if k, _ := kept.(map[string]any); e.Kind == Value && k["number"] == nil && k["word"] == nil {
		return wrong(lang.T("没有数值；要作废请写明作废", "it has no value; withdraw it if that is meant"))
	}
	if amiss := sound(list[i]); !amiss.IsZero() {
		return wrong(amiss)
	}
	return list[i], nil
}

// source says what was done in the house, by whom, and by which paper.
func (c Cause) source(who audit.Actor) fact.Source {
	return fact.Source{Act: c.Act, Document: c.Document, Person: who.Name}
}

// readAgain turns what was put together here into what reading it gives.
func readAgain(v any, to *any) error {
	doc, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return json.Unmarshal(doc, to)
}

// namesOf are the facts that edits touch, and those that they rest on: settings, unit, indicator, a value's report.
func namesOf(coming []incoming) []Name {
	var out []Name
	seen := map[Name]bool{}
	add := func(n Name) {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	add(Name{Settings, KeyOf()})
	for _, c := range coming {
		add(c.Named())
		for _, n := range c.restsOn() {
			add(n)
		}
	}
	return out
}

func (c incoming) restsOn() []Name {
	if c.withdraw {
		return nil
	}
	return c.RestsOn()
}

// RestsOn names the facts without which this one means nothing: its unit, its indicator, and a value's report.
func (r Record) RestsOn() (out []Name) {
	if r.Unit != "" && r.Kind != Unit {
		out = append(out, Name{Unit, KeyOf(r.Unit)})
	}
	if r.Indicator != "" && r.Kind != Leaf {
		out = append(out, Name{Leaf, KeyOf(r.Indicator)})
	}
	var parts []string
	if r.Kind == Value && json.Unmarshal([]byte(r.Key), &parts) == nil && len(parts) == 4 {
		out = append(out, Name{Actual, KeyOf(parts[:3]...)})
	}
	return out
}

// Clash is what somebody else was faster with.
type Clash struct {
	Refusal errs.Error
	Name    Name
	Yours   string // body; empty: withdrawn
	Theirs  Fact
	Another Batch // the batch that recorded theirs
}

func (c Clash) Error() string { return c.Refusal.Error() }

// Unwrap is the refusal.
func (c Clash) Unwrap() error { return c.Refusal }

// editedAgainst makes changes of edits, against what is known now.
func editedAgainst(ctx context.Context, tx Tx, year int, coming []incoming,
	known []Fact) (out []Change, n Counts, err error) {
	now := make(map[Name]Fact, len(known))
	for _, f := range known {
		now[f.Named()] = f
	}
	holds := func(name Name) bool { f, ok := now[name]; return ok && !f.Withdrawn }
	written := map[Name]bool{}
	for _, c := range coming {
		written[c.Named()] = !c.withdraw
	}
	for _, c := range coming {
		was := now[c.Named()]
		if was.Version != c.on {
			return nil, n, clash(ctx, tx, c, was)
		}
		for _, name := range c.restsOn() {
			if there, touched := written[name]; touched && !there || !touched && !holds(name) {
				return nil, n, ErrFact.With(lang.T("%[1]s：没有%[2]s", "%[1]s: there is no %[2]s").
					With(Words(c.Record), Words(Record{Kind: name.Kind, Key: name.Key})))
			}
		}
		if c.withdraw && c.Kind == Actual {
			if err := bare(ctx, tx, year, was, written); err != nil {
				return nil, n, err
			}
		}
		change := Change{Fact: Fact{Record: c.Record, Version: was.Version + 1, Withdrawn: c.withdraw}}
		if !was.Withdrawn {
			change.Was = was.Body
		}
		switch {
		case c.withdraw && was.Withdrawn:
			continue
		case c.withdraw:
			change.Record = was.Record
			n.Withdrawn++
		case was.Version == 0 || was.Withdrawn:
			n.Added++
		case SameContent(was.Body, c.Body):
			n.Same++
			continue
		default:
			n.Changed++
		}
		out = append(out, change)
	}
	return out, n, nil
}

// bare fails where a report that is to be withdrawn has values that would be left alone.
func bare(ctx context.Context, tx Tx, year int, report Fact, written map[Name]bool) error {
	var parts []string
	if err := json.Unmarshal([]byte(report.Key), &parts); err != nil {
		return err
	}
	values, err := tx.Ledger().History(ctx, year, About{Unit: report.Unit, Indicator: report.Indicator, Kind: Value})
	if err != nil {
		return err
	}
	for _, v := range Newest(values) {
		var key []string
		if err := json.Unmarshal([]byte(v.Key), &key); err != nil {
			return err
		}
		holds, touched := written[v.Named()]
		if !touched {
			holds = !v.Withdrawn
		}
		if holds && slices.Equal(key[:3], parts) {
			return ErrFact.With(lang.T("%[1]s：它还有数值，先作废%[2]s", "%[1]s: it has values, withdraw %[2]s first").
				With(Words(report.Record), Words(v.Record)))
		}
	}
	return nil
}

// clash says who was faster, and with what.
func clash(ctx context.Context, tx Tx, c incoming, was Fact) error {
	out := Clash{Name: c.Named(), Yours: c.Body, Theirs: was}
	if was.Batch != 0 {
		var err error
		if out.Another, err = tx.Batches().Batch(ctx, was.Batch); err != nil {
			return err
		}
	}
	out.Refusal = ErrClash.With(Words(c.Record), valueWords(c.Body, c.withdraw), valueWords(was.Body, was.Withdrawn),
		audit.ActorName(out.Another.Actor))
	return out
}

// valueWords is what a fact says, short enough for a sentence.
func valueWords(body string, withdrawn bool) lang.Text {
	if withdrawn || body == "" {
		return lang.T("无", "nothing")
	}
	var v struct {
		Number string `json:"number"`
		Word   string `json:"word"`
	}
	if json.Unmarshal([]byte(body), &v) == nil {
		switch {
		case v.Number != "":
			return lang.Same(v.Number)
		case v.Word != "":
			return lang.Same(v.Word)
		}
	}
	return lang.Same(lang.Cut(body, 60))
}
