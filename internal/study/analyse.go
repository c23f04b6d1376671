package study

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/survey"
)

// Bounds of what is compared and shown.
const (
	maxGroups = 20_000
	maxPairs  = 12 // groups of a table that are all compared with each other
)

// Analysis is a report with what it was made from.
type Analysis struct {
	Report
	p       *prepared
	options survey.Options
	shares  []decimal.Number // of each question in the score
	worths  []*worth         // of each question
}

// Analyse reads answers and design and estimates everything that the design asks for; by adds groupings
// to those of the design.
func Analyse(dataPath, specPath string, by []string) (*Analysis, error) {
	spec, err := ReadSpec(specPath)
	if err != nil {
		return nil, err
	}
	spec.By = append(spec.By, by...)
	data, err := Load(dataPath, spec)
	if err != nil {
		return nil, err
	}
	a, err := analyse(data, spec)
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(specPath)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	a.SpecFile, a.SpecHash = filepath.Base(specPath), hex.EncodeToString(sum[:])
	return a, nil
}

func analyse(data *Data, spec *Spec) (*Analysis, error) {
	rows := data.Rows
	p, err := prepare(data, spec)
	if err != nil {
		return nil, err
	}
	a := &Analysis{p: p, options: spec.options()}
	if w := spec.Wave; w.Column != "" && !spec.Pool {
		df := p.sample.FreedomOf(p.now())
		a.options.Design = &df
	}
	a.Report = Report{Title: spec.Title, Year: spec.Year, Channel: spec.Channel, File: data.File, DataHash: data.Hash,
		Rows: rows, Sheets: p.Sheets, Left: append([]Left{}, p.left...), Unread: append([]Unread{}, data.Unread...),
		Notes: data.Notes, Warnings: []lang.Text{}, Suppress: spec.Suppress, Level: spec.Level}
	a.setShares()
	for q := range p.Questions {
		a.worths = append(a.worths, a.worthOf(q))
	}
	a.describe()
	if err := a.tables(); err != nil {
		return nil, err
	}
	a.warn()
	a.Report = a.Report.rounded()
	if spec.Suppress > 0 {
		a.Report.protect(spec.Suppress)
	}
	a.Report.sayUncompared()
	return a, nil
}

// setShares divides the score over dimensions and questions: dimensions by their weights, questions by theirs within a
// dimension; where a weight isn't given, equally.
func (a *Analysis) setShares() {
	p := a.p
	part := func(x, sum float64) decimal.Number { return survey.Decimal(x).Quo(survey.Decimal(sum)) }
	all, within := 0.0, map[string]float64{}
	for _, d := range p.spec.Dimensions {
		all += d.Value
	}
	for _, q := range p.Questions {
		within[q.Dimension] += q.Weight
	}
	for _, q := range p.Questions {
		share := decimal.Zero
		switch at := slices.IndexFunc(p.spec.Dimensions, func(d Named) bool { return d.Name == q.Dimension }); {
		case at >= 0 && all > 0:
			share = part(p.spec.Dimensions[at].Value, all).Mul(part(q.Weight, within[q.Dimension]))
		case len(p.spec.Dimensions) == 0:
			share = part(q.Weight, within[""])
		} // a question outside all dimensions is reported and doesn't count
		a.shares = append(a.shares, share)
		a.Report.Questions = append(a.Report.Questions, Asked{q.Name, q.Dimension, share, q.Scale.Scale.Levels})
	}
}

// describe says how the sample was drawn.
func (a *Analysis) describe() {
	p, s := a.p, a.p.spec
	for k := range max(len(s.Stages), 1) {
		what := lang.T("答卷", "sheets")
		if k < len(s.Stages) && s.Stages[k].Cluster != "" {
			what = lang.Same(s.Stages[k].Cluster)
		}
		units, strata := p.sample.Drawn(k)
		a.Drawn.Stages = append(a.Drawn.Stages, DrawnStage{what, units, strata})
	}
	switch {
	case s.Weight != "":
		a.Drawn.Weights = lang.T("权数取自“%[1]s”", "weights from %[1]q").With(s.Weight)
	case s.Probability != "":
		a.Drawn.Weights = lang.T("权数为“%[1]s”的倒数", "weights are the inverses of %[1]q").With(s.Probability)
	case p.sample.Scaled() && slices.ContainsFunc(s.Stages,
		func(st Stage) bool { return !st.Population.IsZero() || !st.Fraction.IsZero() }):
		a.Drawn.Weights = lang.T("权数由总体数和抽样比算出", "weights come from populations and fractions")
	default:
		a.Drawn.Weights = lang.T("没有权数，每份答卷同等", "no weights: every sheet counts the same")
	}
	if p.sample.Trimmed > 0 {
		a.Drawn.Weights = lang.T("%[1]s；%[2]d 份截到 %[3]g", "%[1]s; %[2]d cut to %[3]g").
			With(a.Drawn.Weights, p.sample.Trimmed, survey.Round(p.sample.TrimAt))
	}
	if p.sample.Raked > 0 {
		var names []string
		for _, m := range s.Calibrate {
			names = append(names, strings.Join(m.By, "×"))
		}
		a.Drawn.Weights = lang.T("%[1]s；按%[2]s校准（%[3]d 轮）", "%[1]s; calibrated to %[2]s (%[3]d rounds)").
			With(a.Drawn.Weights, lang.T(strings.Join(names, "、"), strings.Join(names, ", ")), p.sample.Raked)
	}
	e, deff := p.sample.Kish(p.sample.All())
	a.Drawn.Effective, a.Drawn.Deff = survey.Round(e), survey.Round(deff)
	a.Drawn.Single, a.Drawn.Singles, a.Drawn.Freedom = s.Single, p.sample.Singles(), s.Freedom
}

// tables estimates the whole, the units and the other groupings.
func (a *Analysis) tables() error {
	s := a.p.spec
	now := a.p.now()
	whole := Group{Label: lang.T("全部答卷", "all sheets"), sheets: now}
	a.Tables = append(a.Tables, Table{Groups: []Group{whole}})
	by := s.By
	if s.Unit != "" {
		by = append([]string{s.Unit}, slices.DeleteFunc(slices.Clone(by), func(b string) bool { return b == s.Unit })...)
	}
	done := map[string]bool{}
	for _, b := range by {
		if done[b] {
			continue
		}
		done[b] = true
		t, err := a.table(b, now)
		if err != nil {
			return err
		}
		a.Tables = append(a.Tables, t)
	}
	var work []*Group
	for t := range a.Tables {
		for g := range a.Tables[t].Groups {
			work = append(work, &a.Tables[t].Groups[g])
		}
	}
	var wait sync.WaitGroup
	next := make(chan *Group)
	for range min(runtime.GOMAXPROCS(0), len(work)) {
		wait.Go(func() {
			for g := range next {
				a.estimate(g)
			}
		})
	}
	for _, g := range work {
		next <- g
	}
	close(next)
	wait.Wait()
	for t := range a.Tables {
		a.compare(&a.Tables[t])
	}
	return nil
}

// table divides the sheets of the current wave into groups, in the order in which they are met.
func (a *Analysis) table(by string, now []int32) (Table, error) {
	columns := a.p.by[by]
	c := a.p.cross(columns)
	t := Table{By: by, Unit: by == a.p.spec.Unit, columns: columns}
	at := make([]int, len(c.Names))
	for _, i := range now {
		k := c.Codes[i]
		if at[k] == 0 {
			if len(t.Groups) == maxGroups {
				return t, Problems{{a.p.File, lang.T("“%[1]s”的组超过 %[2]d 个",
					"%[1]q has more than %[2]d groups").With(by, maxGroups)}}
			}
			g := Group{code: k}
			for _, one := range columns {
				col := a.p.columns[one]
				g.key = append(g.key, col.Names[col.Codes[i]])
			}
			g.Label = labelOf(g.key)
			if g.Name = g.Label.ZH; t.Unit {
				g.Name = g.key[0] // as the year calls it
			}
			t.Groups = append(t.Groups, g)
			at[k] = len(t.Groups)
		}
		g := &t.Groups[at[k]-1]
		g.sheets = append(g.sheets, i)
	}
	if t.Unit && a.p.spec.Pool {
		a.pool(&t, c, at)
	}
	return t, nil
}

// pool takes the sheets of other waves in where a unit has too few of its own.
func (a *Analysis) pool(t *Table, c *column, at []int) {
	few := make([]bool, len(t.Groups))
	for g := range t.Groups {
		few[g] = a.valid(t.Groups[g].sheets) < a.p.spec.Minimum
		t.Groups[g].Pooled = few[g]
		if few[g] {
			t.Groups[g].sheets = nil
		}
	}
	for i, k := range c.Codes {
		if g := at[k] - 1; g >= 0 && few[g] {
			t.Groups[g].sheets = append(t.Groups[g].sheets, int32(i))
		}
	}
}

// valid counts the sheets with a scored answer.
func (a *Analysis) valid(sheets []int32) int {
	n := 0
	for _, i := range sheets {
		for q := range a.p.Answers {
			if !a.shares[q].IsZero() && a.scored(a.p.Answers[q][i]) {
				n++
				break
			}
		}
	}
	return n
}

func (a *Analysis) scored(code uint8) bool {
	return code < survey.DontKnowAnswer || code == survey.DontKnowAnswer && a.p.spec.DontKnowPoints >= 0
}

// worth is what the answers to a question are worth, for its mean and for its satisfaction rate.
type worth struct {
	counted, answered [256]bool // scored; any answer
	points, satisfied [256]float64
}

func (a *Analysis) worthOf(q int) *worth {
	w := &worth{}
	for k, l := range a.p.Questions[q].Scale.Scale.Levels {
		w.counted[k], w.answered[k] = true, true
		w.points[k] = l.Points.Float64()
		if l.Satisfied {
			w.satisfied[k] = 1
		}
	}
	w.answered[survey.DontKnowAnswer] = true
	if x := a.p.spec.DontKnowPoints; x >= 0 {
		w.counted[survey.DontKnowAnswer], w.points[survey.DontKnowAnswer] = true, x
	}
	return w
}

// estimate fills in a group.
func (a *Analysis) estimate(g *Group) {
	g.Sheets = len(g.sheets)
	g.Valid = a.valid(g.sheets)
	g.TooFew = len(a.p.Questions) > 0 && g.Valid < a.p.spec.Minimum
	g.Questions = []Result{}
	tallies := make([]*survey.Tally, len(a.p.Questions))
	for q := range a.p.Questions {
		r, t, c := a.question(q, g.sheets)
		g.Questions, tallies[q], g.counts = append(g.Questions, r), t, append(g.counts, c)
		if t.Len() == 0 && !a.shares[q].IsZero() {
			g.Refused = append(g.Refused, lang.T("“%[1]s”没有有效回答，算不出总得分",
				"%[1]q has no valid answers: no score can be made").With(a.p.Questions[q].Name))
		}
	}
	for _, d := range a.p.spec.Dimensions {
		g.Dimensions = append(g.Dimensions, a.dimension(d.Name, g.sheets, tallies))
	}
	if l, ok := a.blend(g.sheets, tallies, points, nil); ok {
		e := a.p.sample.Estimate(l, a.options)
		g.score, g.Score = &l, &e
		g.Exact = a.exact(g.counts)
		happy, _ := a.blend(g.sheets, tallies, satisfied, nil) // the same questions have answers
		r := a.p.sample.Estimate(happy, a.options)
		g.Rate = &r
	}
	if a.p.spec.Joint.Column != "" {
		a.join(g)
	}
	for _, v := range a.p.spec.Values {
		g.Values = append(g.Values, a.value(v, g.sheets, g.Pooled))
	}
	a.changes(g)
}

func points(w *worth) *[256]float64    { return &w.points }
func satisfied(w *worth) *[256]float64 { return &w.satisfied }

// blend joins the questions that count, in their shares; in says which (nil: all), and then the shares are scaled to 1.
// ok is false if one has no answers.
func (a *Analysis) blend(sheets []int32, tallies []*survey.Tally, of func(*worth) *[256]float64,
	in func(q int) bool) (l survey.Linear, ok bool) {
	var parts []survey.Blended
	sum := 0.0
	for q, t := range tallies {
		if a.shares[q].IsZero() || in != nil && !in(q) {
			continue
		}
		if t.Len() == 0 {
			return l, false
		}
		share := a.shares[q].Float64()
		sum += share
		parts = append(parts, survey.Blended{Share: share, Of: t, Worth: of(a.worths[q])})
	}
	if len(parts) == 0 {
		return l, false
	}
	if in != nil {
		for k := range parts {
			parts[k].Share = parts[k].Share / sum
		}
	}
	l, err := a.p.sample.Blend(sheets, parts)
	return l, err == nil
}

// dimension is the mean of a dimension's questions, weighted as they are in the score.
func (a *Analysis) dimension(name string, sheets []int32, tallies []*survey.Tally) Part {
	out := Part{Name: name}
	for q, asked := range a.Report.Questions {
		if asked.Dimension == name {
			out.Share = out.Share.Add(a.shares[q])
		}
	}
	if l, ok := a.blend(sheets, tallies, points, func(q int) bool { return a.Report.Questions[q].Dimension == name }); ok {
		e := a.p.sample.Estimate(l, a.options)
		out.Estimate = &e
	}
	return out
}

// question estimates one question in one group.
func (a *Analysis) question(q int, sheets []int32) (Result, *survey.Tally, counts) {
	w, s := a.worths[q], a.p.sample
	levels := a.p.Questions[q].Scale.Scale.Levels
	all := s.Tally(sheets, a.p.Answers[q], &w.answered)
	t := all
	if w.answered != w.counted && all.N[survey.DontKnowAnswer] > 0 {
		t = s.Tally(sheets, a.p.Answers[q], &w.counted)
	}
	r := Result{Question: a.p.Questions[q].Name, Valid: t.Len(), DontKnow: all.N[survey.DontKnowAnswer],
		Open: len(sheets) - all.Len()}
	c := counts{n: make([]int, len(levels)+1), open: r.Open, weighted: make([]decimal.Number, len(levels)+1)}
	for k := range c.n {
		code := k
		if k == len(levels) {
			code = survey.DontKnowAnswer
		}
		c.n[k], c.weighted[k] = all.N[code], survey.Decimal(all.Weighted[code])
	}
	estimate := func(l survey.Linear, err error) *survey.Estimate {
		if err != nil {
			return nil
		}
		e := s.Estimate(l, a.options)
		return &e
	}
	share := func(t *survey.Tally, of func(code int) bool) *survey.Estimate {
		var chosen [256]bool
		for code := range chosen {
			chosen[code] = of(code)
		}
		return estimate(t.Proportion(&chosen))
	}
	if r.DontKnow > 0 {
		r.Unsure = share(all, func(code int) bool { return code == survey.DontKnowAnswer })
	}
	mean, err := t.Mean(&w.points)
	if err != nil {
		r.Refused = append(r.Refused, whyOf(err))
	}
	r.Mean = estimate(mean, err)
	r.Rate = share(t, func(code int) bool { return w.satisfied[code] == 1 })
	for k, level := range levels {
		r.Answers = append(r.Answers, Answer{Answer: level.Answer, Points: level.Points, N: c.n[k], Weighted: c.weighted[k],
			Share: share(t, func(code int) bool { return code == k })})
	}
	return r, t, c
}

// exact is the score of a group from its weighted counts as printed, to four decimals.
func (a *Analysis) exact(list []counts) *decimal.Number {
	sum := decimal.Zero
	for q, c := range list {
		if a.shares[q].IsZero() {
			continue
		}
		top, all := decimal.Zero, decimal.Zero
		for k, l := range a.p.Questions[q].Scale.Scale.Levels {
			top, all = top.Add(l.Points.Mul(c.weighted[k])), all.Add(c.weighted[k])
		}
		if x := a.p.spec.DontKnowPoints; x >= 0 {
			w := c.weighted[len(c.weighted)-1]
			top, all = top.Add(survey.Decimal(x).Mul(w)), all.Add(w)
		}
		if all.IsZero() {
			return nil
		}
		sum = sum.Add(a.shares[q].Mul(top.Quo(all).Round(survey.MeanPlaces)))
	}
	sum = sum.Round(survey.ScorePlaces)
	return &sum
}

// join makes the score of a group from its channels.
func (a *Analysis) join(g *Group) {
	c := a.p.columns[a.p.spec.Joint.Column]
	var linear []*survey.Linear
	for k, channel := range a.p.spec.Joint.Shares {
		for len(linear) < k {
			linear = append(linear, nil)
		}
		var part Group
		for _, i := range g.sheets {
			if c.Names[c.Codes[i]] == channel.Name {
				part.sheets = append(part.sheets, i)
			}
		}
		out := ChannelPart{Name: channel.Name, Share: channel.Value, Valid: a.valid(part.sheets)}
		if l, list := a.scoreOf(part.sheets); l != nil {
			o := a.options
			df := a.p.channelFreedom[channel.Name]
			o.Design = &df
			e := a.p.sample.Estimate(*l, o)
			linear = append(linear, l)
			out.Score, out.Exact, out.counts = &e, a.exact(list), list
		}
		g.Channels = append(g.Channels, out)
	}
	for len(linear) < 2 {
		linear = append(linear, nil)
	}
	first, second := &g.Channels[0], &g.Channels[1]
	e, err := survey.Join(first.Share, first.Score, second.Score, a.options)
	g.score = nil
	if err != nil {
		g.Score, g.Exact, g.Refused = nil, nil, append(g.Refused, whyOf(err))
		return
	}
	// groups are compared within one sample, of which channels are strata: the same clusters may stand in several groups
	switch {
	case linear[0] != nil && linear[1] != nil:
		l := survey.Composite([]survey.Part{{Share: first.Share, Of: *linear[0]}, {Share: 1 - first.Share, Of: *linear[1]}})
		g.score = &l
	case linear[0] != nil:
		g.score = linear[0]
	default:
		g.score = linear[1]
	}
	g.Score = &e
	switch {
	case second.Exact == nil:
		g.Exact = first.Exact
	case first.Exact == nil:
		g.Exact = second.Exact
	default:
		w := survey.Decimal(first.Share)
		x := w.Mul(*first.Exact).Add(decimal.Int(1).Sub(w).Mul(*second.Exact)).Round(survey.ScorePlaces)
		g.Exact = &x
	}
}

// scoreOf is the score of some sheets, nil if a question has no answers.
func (a *Analysis) scoreOf(sheets []int32) (*survey.Linear, []counts) {
	tallies, list := make([]*survey.Tally, len(a.p.Questions)), make([]counts, len(a.p.Questions))
	for q := range a.p.Questions {
		_, tallies[q], list[q] = a.question(q, sheets)
	}
	l, ok := a.blend(sheets, tallies, points, nil)
	if !ok {
		return nil, nil
	}
	return &l, list
}

// value estimates a numeric column in one group.
func (a *Analysis) value(v Value, sheets []int32, pooled bool) ValueResult {
	s, x := a.p.sample, a.p.numbers[v.Column]
	out := ValueResult{Name: cmp.Or(v.Name, v.Column), Over: v.Over}
	var known, top, bottom survey.Values
	for _, i := range sheets {
		if math.IsNaN(x[i]) {
			out.Open++
			continue
		}
		known.Sheets, known.Y = append(known.Sheets, i), append(known.Y, x[i])
		if v.Over != "" && !math.IsNaN(a.p.numbers[v.Over][i]) {
			top.Sheets, top.Y = append(top.Sheets, i), append(top.Y, x[i])
			bottom.Sheets, bottom.Y = append(bottom.Sheets, i), append(bottom.Y, a.p.numbers[v.Over][i])
		}
	}
	out.Valid = len(known.Sheets)
	put := func(to **survey.Estimate, l survey.Linear, err error) {
		if err != nil {
			out.Refused = append(out.Refused, whyOf(err))
			return
		}
		e := s.Estimate(l, a.options)
		*to = &e
	}
	l, err := s.Mean(known)
	put(&out.Mean, l, err)
	if err != nil {
		return out
	}
	switch {
	case !v.Total:
	case a.p.spec.Joint.Column != "":
		out.Refused = append(out.Refused, lang.T("两个渠道问的是同一个总体，合在一起不估计总量",
			"both channels ask the same population: together they give no total"))
	case pooled:
		out.Refused = append(out.Refused, lang.T("与其他批次合并的单位不估计总量",
			"of a unit pooled with other waves no total is estimated"))
	default:
		l, err = s.Total(known)
		put(&out.Total, l, err)
	}
	if v.Over != "" {
		l, err = s.Ratio(top, bottom)
		put(&out.Ratio, l, err)
	}
	for _, q := range v.Quantiles {
		e, err := s.Quantile(known, q, survey.Middle, a.options)
		if err != nil {
			out.Refused = append(out.Refused, whyOf(err))
			continue
		}
		out.Quantiles = append(out.Quantiles, QuantilePart{q, e})
	}
	return out
}

// changes compares a group with itself in the other waves.
func (a *Analysis) changes(g *Group) {
	w := a.p.spec.Wave
	if w.Column == "" || g.score == nil || g.Pooled || a.p.spec.Joint.Column != "" {
		return
	}
	o := a.options
	o.Design = nil // both waves
	c := a.p.columns[w.Column]
	by := a.columnOf(g)
	for k, wave := range c.Names {
		if wave == w.Current {
			continue
		}
		var then []int32
		for i, code := range c.Codes {
			if code == int32(k) && (by == nil || by.Codes[i] == g.code) {
				then = append(then, int32(i))
			}
		}
		l, _ := a.scoreOf(then)
		if l == nil {
			continue
		}
		if t, err := a.p.sample.Compare(*g.score, *l, o); err == nil {
			g.Changes = append(g.Changes, Pair{w.Current, wave, t, [2]lang.Text{lang.Same(w.Current), lang.Same(wave)}})
		}
	}
}

// columnOf says which column a group is a category of; nil for the whole.
func (a *Analysis) columnOf(g *Group) *column {
	for t := range a.Tables {
		table := &a.Tables[t]
		for k := range table.Groups {
			if &table.Groups[k] == g && table.By != "" {
				return a.p.cross(table.columns)
			}
		}
	}
	return nil
}

// compare says which groups differ. Units are put in bands: those of a band don't differ from its first. Few groups are
// all compared with each other.
func (a *Analysis) compare(t *Table) {
	if t.Unit {
		slices.SortStableFunc(t.Groups, func(x, y Group) int {
			switch {
			case x.Exact == nil || y.Exact == nil:
				return cmp.Compare(b2i(x.Exact == nil), b2i(y.Exact == nil))
			default:
				return y.Exact.Cmp(*x.Exact)
			}
		})
		a.bands(t)
	}
	if len(t.Groups) < 2 || len(t.Groups) > maxPairs {
		if len(t.Groups) > maxPairs && !t.Unit {
			t.Note = lang.T("组多于 %[1]d 个，不逐对比较", "more than %[1]d groups: they aren't compared pair by pair").With(maxPairs)
		}
		return
	}
	for i := range t.Groups {
		for k := i + 1; k < len(t.Groups); k++ {
			if p, ok := a.pair(&t.Groups[i], &t.Groups[k]); ok {
				t.Tests = append(t.Tests, p)
			}
		}
	}
	correct(t.Tests)
}

// sayUncompared names the groups that aren't compared; those that aren't shown aren't named either.
func (r *Report) sayUncompared() {
	for i := range r.Tables {
		t := &r.Tables[i]
		var unsure []lang.Text
		for k := range t.Groups {
			if g := &t.Groups[k]; g.Score != nil && g.Score.SE == nil {
				unsure = append(unsure, g.Label)
			}
		}
		if len(unsure) > 0 && t.By != "" && t.Note.IsZero() {
			t.Note = lang.T("没有标准误的组不作比较：%[1]s",
				"groups without a standard error aren't compared: %[1]s").With(lang.Join(unsure))
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// pair compares the scores of two groups.
func (a *Analysis) pair(x, y *Group) (Pair, bool) {
	out := Pair{A: x.Name, B: y.Name, Labels: [2]lang.Text{x.Label, y.Label}}
	var err error
	switch {
	case x.Score == nil || y.Score == nil || x.Score.SE == nil || y.Score.SE == nil:
		return out, false
	case x.score != nil && y.score != nil:
		out.Test, err = a.p.sample.Compare(*x.score, *y.score, a.options)
	default:
		out.Test, err = survey.CompareApart(*x.Score, *y.Score, a.options)
	}
	return out, err == nil
}

// correct applies Holm's correction to the comparisons of one table.
func correct(pairs []Pair) {
	tests := make([]survey.Test, len(pairs))
	for i, p := range pairs {
		tests[i] = p.Test
	}
	survey.Holm(tests)
	for i := range pairs {
		pairs[i].Test = tests[i]
	}
}

// bands walks down the units: one that doesn't differ from the first of the band joins it, one that does begins the
// next. Each step asks about one pair at the level of the design. A unit without a standard error stands in no band.
func (a *Analysis) bands(t *Table) {
	lead, band := -1, 0
	for i := range t.Groups {
		g := &t.Groups[i]
		if g.Score == nil || g.Score.SE == nil {
			continue
		}
		if lead >= 0 {
			p, ok := a.pair(&t.Groups[lead], g)
			if !ok {
				continue
			}
			if !p.Test.Differ {
				g.Band = band
				continue
			}
		}
		band++
		lead, g.Band = i, band
	}
}

// warn lists what a reader must not miss.
func (a *Analysis) warn() {
	say := func(zh, en string, args ...any) { a.Warnings = append(a.Warnings, lang.T(zh, en).With(args...)) }
	p := a.p
	if p.spec.Unit != "" {
		for t := range a.Tables {
			if !a.Tables[t].Unit {
				continue
			}
			for i := range a.Tables[t].Groups {
				g := &a.Tables[t].Groups[i]
				k := g.code
				if share := float64(p.taken[k]) / float64(p.had[k]); p.taken[k] > 0 {
					if g.Removed = survey.Round(share); share > p.spec.RemovedLimit {
						say("%[1]s：%[2]d 份答卷中剔除了 %[3]d 份（%[4]s），须说明原因", "%[1]s: %[3]d of %[2]d sheets were taken out (%[4]s): say why",
							g.Name, p.had[k], p.taken[k], fmt.Sprintf("%.1f%%", float64(share*100)))
					}
				}
				if g.Pooled {
					say("%[1]s：本次有效答卷不足 %[2]d 份，与其他批次合并计算",
						"%[1]s: fewer than %[2]d valid sheets in this wave, pooled with the others", g.Name, p.spec.Minimum)
				}
				if g.TooFew {
					say("%[1]s：有效答卷 %[2]d 份，不足 %[3]d 份，按方案的办法处理（类内平均等）",
						"%[1]s: %[2]d valid sheets, fewer than %[3]d: the scheme says what then (mean of the class …)",
						g.Name, g.Valid, p.spec.Minimum)
				}
			}
		}
	}
	if p.spec.Joint.Column != "" {
		say("各题、维度和数值按全部答卷合计，没有按渠道权重；只有总得分按渠道权重合成",
			"questions, dimensions and values are of all sheets together; only the score joins the channels in their weights")
	}
	if len(p.Totals) > 0 {
		say("当作合计、没有计入的有 %[1]d 行（第 %[2]s 行）；是答卷就在 data 里写 keep",
			"%[1]d rows were taken for totals and don't count (rows %[2]s); if they are sheets, name them in keep, in data",
			len(p.Totals), rowsOf(p.Totals))
	}
	for _, x := range p.sample.Against {
		name := lang.T("总体", "the population")
		if x.Stratum != "" {
			name = lang.T("层“%[1]s”", "stratum %[1]q").With(x.Stratum)
		}
		say("%[1]s：权数合计 %[2]g，按总体数应为 %[3]g；两者对不上，请查权数或总体数",
			"%[1]s: the weights add up to %[2]g, where populations make it %[3]g; one of the two is wrong",
			name, survey.Round(x.Weights), survey.Round(x.Design))
	}
	a.warnOfWeights(say)
	for _, u := range a.Unread {
		say("“%[1]s”的回答“%[2]s”不在量表中，%[3]d 份按没有回答处理",
			"%[1]q: the answer %[2]q isn't on its scale; %[3]d sheets count as not having answered", u.Question, u.Answer, u.N)
	}
}

// One sheet that counts for more than this share of a group, and for so many times the median
// weight, decides its result.
const (
	dominantShare   = 0.2
	dominantMedians = 10
)

// warnOfWeights names sheets that decide the result of the whole or of a unit alone.
func (a *Analysis) warnOfWeights(say func(zh, en string, args ...any)) {
	for t := range a.Tables {
		if a.Tables[t].By != "" && !a.Tables[t].Unit {
			continue
		}
		for k := range a.Tables[t].Groups {
			g := &a.Tables[t].Groups[k]
			if len(g.sheets) < a.Suppress {
				continue // it isn't shown
			}
			name := lang.T("全部答卷", "all sheets")
			if a.Tables[t].By != "" {
				name = g.Label
			}
			if at, share, times := a.p.heaviest(g.sheets); share > dominantShare && times > dominantMedians {
				say("%[1]s：%[2]s 一份答卷的权数占 %[3]s，是中位权数的 %[4]s 倍，结果几乎由它决定；请查权数，或写 trim 截去",
					"%[1]s: one sheet, %[2]s, has %[3]s of all weight, %[4]s times the median: it all but decides the result; "+
						"look at the weight, or bound weights by trim", name, a.p.ref(int(at)), fmt.Sprintf("%.0f%%", float64(share*100)),
					fmt.Sprintf("%.0f", times))
			}
		}
	}
}

// heaviest finds the sheet with the largest weight, its share of all and how many times the median it is.
func (p *prepared) heaviest(sheets []int32) (at int32, share, medians float64) {
	if len(sheets) < 3 {
		return 0, 0, 0
	}
	weights := make([]float64, len(sheets))
	sum, top := 0.0, 0.0
	for k, i := range sheets {
		w := p.sample.Weight(i)
		weights[k] = w
		if sum += w; w > top {
			at, top = i, w
		}
	}
	slices.Sort(weights)
	return at, top / sum, top / weights[len(weights)/2]
}

func whyOf(err error) lang.Text {
	if r, ok := err.(*survey.Refusal); ok {
		return r.Why
	}
	return lang.Same(err.Error())
}
