package study

import (
	"slices"
	"strings"

	"shiji/internal/lang"
	"shiji/internal/survey"
)

// prepared is data with their design: what estimates are made from.
type prepared struct {
	*Data
	spec   *Spec
	sample *survey.Sample
	left   []Left
	taken  []int // sheets taken out, by unit
	had    []int // sheets before that, by unit

	channelFreedom map[string]int // degrees of freedom of each channel, a sample of its own
}

// prepare applies the quality rules, takes out what they take out, and puts the design on the rest.
func prepare(d *Data, spec *Spec) (*prepared, error) {
	p := &prepared{Data: d, spec: spec}
	out := make([]bool, d.Sheets)
	if spec.Unit != "" {
		c := d.columns[spec.Unit]
		p.leaveOut(out, lang.T("没有填“%[1]s”", "%[1]q is empty").With(spec.Unit), true,
			func(i int) bool { return c.Names[c.Codes[i]] == "" })
	}
	for _, rule := range spec.Quality {
		flags, why := d.flags(rule)
		p.leaveOut(out, why, rule.Remove, func(i int) bool { return flags[i] })
	}
	switch spec.Missing {
	case CompleteMissing:
		p.leaveOut(out, lang.T("有题没有回答（只用完整答卷）", "a question is open (only complete sheets count)"), true,
			func(i int) bool { return d.open(i) >= 0 })
	case FailMissing:
		for i := range d.Sheets {
			if q := d.open(i); q >= 0 && !out[i] {
				return nil, Problems{{d.ref(i), lang.T("“%[1]s”没有回答，设计写明有缺失就拒绝（missing: fail）",
					"%[1]q is open, and the design refuses open questions (missing: fail)").With(d.Questions[q].Name)}}
			}
		}
	}
	p.count(out)
	p.compact(out)
	if d.Sheets == 0 {
		return nil, Problems{{d.File, lang.T("剔除以后没有剩下答卷", "no sheets are left")}}
	}
	if err := p.settled(); err != nil {
		return nil, err
	}
	return p, p.design()
}

// leaveOut enters a reason, with the sheets that aren't out for another one already.
func (p *prepared) leaveOut(out []bool, why lang.Text, remove bool, flagged func(i int) bool) {
	l := Left{Why: why, Removed: remove}
	for i := range out {
		if !out[i] && flagged(i) {
			l.N++
			out[i] = remove
		}
	}
	if l.N > 0 || !remove {
		p.left = append(p.left, l)
	}
}

// open returns the first question that a sheet left open; -1 if there is none.
func (d *Data) open(i int) int {
	for q := range d.Answers {
		if d.Answers[q][i] == survey.NoAnswer {
			return q
		}
	}
	return -1
}

// flags applies a quality rule.
func (d *Data) flags(rule Rule) ([]bool, lang.Text) {
	codes := func(name string) []int32 {
		c := d.columns[name]
		list := make([]int32, d.Sheets)
		for i, k := range c.Codes {
			if list[i] = k; c.Names[k] == "" {
				list[i] = -1
			}
		}
		return list
	}
	switch rule.Rule {
	case SpeedRule:
		flags, bound := survey.Speeders(d.numbers[rule.Column[0]], rule.Share)
		return flags, lang.T("答题过快（少于 %[1]g）", "filled in too fast (below %[1]g)").With(survey.Round(bound))
	case StraightRule:
		return survey.StraightLiners(d.Answers, rule.Questions),
			lang.T("全部相同（%[1]d 题以上）", "the same answer throughout (%[1]d questions or more)").With(rule.Questions)
	case BurstRule:
		return survey.Bursts(d.joined(rule.Column), d.numbers[rule.Time], float64(rule.Minutes*60)),
			lang.T("同一来源 %[1]g 分钟内连续作答", "the same source again within %[1]g minutes").With(rule.Minutes)
	case CheckRule:
		c := d.columns[rule.Column[0]]
		right := map[string]bool{}
		for _, a := range rule.Answer {
			right[a] = true
		}
		flags := make([]bool, d.Sheets)
		for i, k := range c.Codes {
			flags[i] = !right[c.Names[k]]
		}
		return flags, lang.T("检验题“%[1]s”答错", "the check question %[1]q failed").With(rule.Column[0])
	}
	return survey.Repeats(codes(rule.Column[0])), lang.T("“%[1]s”重复使用", "%[1]q used again").With(rule.Column[0])
}

// count notes how many sheets each unit had, and how many were taken out.
func (p *prepared) count(out []bool) {
	if p.spec.Unit == "" {
		return
	}
	c := p.columns[p.spec.Unit]
	p.taken, p.had = make([]int, len(c.Names)), make([]int, len(c.Names))
	for i, k := range c.Codes {
		p.had[k]++
		if out[i] {
			p.taken[k]++
		}
	}
}

// compact takes sheets out of every column.
func (p *prepared) compact(out []bool) {
	keep := 0
	for _, o := range out {
		if !o {
			keep++
		}
	}
	if keep == p.Sheets {
		return
	}
	for _, c := range p.columns {
		c.Codes = without(c.Codes, out)
	}
	for name, list := range p.numbers {
		p.numbers[name] = without(list, out)
	}
	for q, list := range p.Answers {
		p.Answers[q] = without(list, out)
	}
	p.rows = without(p.rows, out)
	p.Sheets = keep
}

func without[T any](list []T, out []bool) []T {
	k := 0
	for i, x := range list {
		if !out[i] {
			list[k] = x
			k++
		}
	}
	return list[:k]
}

// design puts the sampling design on the sheets.
func (p *prepared) design() error {
	s := p.spec
	d := survey.Design{Single: survey.Single(s.Single), Trim: s.Trim}
	stages := s.Stages
	if len(stages) == 0 {
		stages = []Stage{{}}
	}
	for k, st := range stages {
		strata := st.Strata
		if k == 0 && s.Joint.Column != "" { // channels ask other people
			strata = append([]string{s.Joint.Column}, strata...)
		}
		if k == 0 && s.Wave.Column != "" && !s.Wave.Same {
			strata = append([]string{s.Wave.Column}, strata...)
		}
		var in survey.Stage
		var names []string
		if len(strata) > 0 {
			c := p.cross(strata)
			in.Stratum, names = c.Codes, c.Names
		}
		if st.Cluster != "" {
			in.Cluster = p.columns[st.Cluster].Codes
		}
		var err error
		if in.Size, err = p.amounts(st.Population, st.Strata); err != nil {
			return err
		}
		if in.Fraction, err = p.amounts(st.Fraction, st.Strata); err != nil {
			return err
		}
		d.Stages, d.Names = append(d.Stages, in), append(d.Names, names)
	}
	switch {
	case s.Weight != "":
		d.Weight = p.numbers[s.Weight]
	case s.Probability != "":
		d.Weight = make([]float64, p.Sheets)
		for i, x := range p.numbers[s.Probability] {
			if !(x > 0 && x <= 1) {
				return Problems{{p.ref(i), lang.T("入样概率写大于 0、不大于 1 的数，不是 %[1]g",
					"an inclusion probability lies above 0 and is at most 1, not %[1]g").With(x)}}
			}
			d.Weight[i] = 1 / x
		}
	}
	for i, w := range d.Weight {
		if !(w > 0 && w <= mostPeople) {
			return Problems{
				{p.ref(i), lang.T("权数不是正数，或大于 10^12：%[1]g", "the weight isn't a positive number up to 10^12: %[1]g").With(w)}}
		}
	}
	for _, m := range s.Calibrate {
		margin, err := p.margin(m)
		if err != nil {
			return err
		}
		d.Calibrate = append(d.Calibrate, margin)
	}
	sample, err := survey.NewSample(p.Sheets, d)
	if r, ok := err.(*survey.Refusal); ok {
		return Problems{{s.file, r.Why}}
	}
	p.sample = sample
	if err != nil || s.Joint.Column == "" {
		return err
	}
	p.channelFreedom = map[string]int{}
	of, c := map[string][]int32{}, p.columns[s.Joint.Column]
	for i, k := range c.Codes {
		of[c.Names[k]] = append(of[c.Names[k]], int32(i))
	}
	for name, sheets := range of {
		p.channelFreedom[name] = sample.FreedomOf(sheets)
	}
	return nil
}

// settled refuses a design whose waves or channels aren't those of the data, or are weighted together.
func (p *prepared) settled() error {
	s := p.spec
	var problems Problems
	say := func(zh, en string, args ...any) {
		problems = append(problems, Problem{s.file, lang.T(zh, en).With(args...)})
	}
	if w := s.Wave; w.Column != "" && len(p.now()) == 0 {
		say("“%[1]s”里没有本次“%[2]s”的答卷；有：%[3]s", "no sheet of %[1]q is of the current wave %[2]q; there are: %[3]s",
			w.Column, w.Current, strings.Join(p.present(w.Column), ", "))
	}
	if j := s.Joint; j.Column != "" {
		for _, name := range p.present(j.Column) {
			if !slices.ContainsFunc(j.Shares, func(n Named) bool { return n.Name == name }) {
				say("“%[1]s”里有“%[2]s”，channels 的 weights 里没有：改正名称，或去掉这些答卷",
					"%[1]q holds %[2]q, which isn't among the weights of channels: mend the name, or take these sheets out",
					j.Column, name)
			}
		}
	}
	for _, m := range s.Calibrate {
		for _, apart := range []string{s.Wave.Column, s.Joint.Column} {
			if apart != "" && !slices.Contains(m.By, apart) {
				say("校准 %[1]s 要分“%[2]s”进行：by 里加上“%[2]s”，totals 逐类写出（如 %[3]s·…）",
					"calibration to %[1]s must keep %[2]q apart: add %[2]q to its by, and write totals of each (as %[3]s·…)",
					strings.Join(m.By, "×"), apart, strings.Join(p.present(apart)[:1], ""))
			}
		}
	}
	if problems != nil {
		return problems
	}
	return nil
}

// present lists the categories of a column that have sheets.
func (p *prepared) present(name string) []string {
	c := p.columns[name]
	var out []string
	for k, met := range c.met() {
		if met {
			out = append(out, c.Names[k])
		}
	}
	return out
}

// now lists the sheets of the current wave.
func (p *prepared) now() []int32 {
	w := p.spec.Wave
	var out []int32
	for i := range p.Sheets {
		if c := p.columns[w.Column]; w.Column == "" || c.Names[c.Codes[i]] == w.Current {
			out = append(out, int32(i))
		}
	}
	return out
}

// amounts gives every sheet its amount; nil if none is given.
func (p *prepared) amounts(a Amount, strata []string) ([]float64, error) {
	switch {
	case a.Column != "":
		for i, x := range p.numbers[a.Column] {
			if !(x > 0 && x <= mostPeople) {
				return nil, Problems{{p.ref(i), lang.T("“%[1]s”是 %[2]g：总体数和抽样比都大于 0（总体数至多 10^12）",
					"%[1]q is %[2]g: populations and fractions lie above 0, populations up to 10^12").With(a.Column, x)}}
			}
		}
		return p.numbers[a.Column], nil
	case a.All != 0:
		out := make([]float64, p.Sheets)
		for i := range out {
			out[i] = a.All
		}
		return out, nil
	case len(a.Each) == 0:
		return nil, nil
	case len(strata) == 0:
		return nil, Problems{{p.spec.file, lang.T("没有分层，不能逐层写总体数", "there are no strata to give populations of")}}
	}
	c := p.cross(strata)
	met, each := c.met(), make([]float64, len(c.Names))
	given := map[string]float64{}
	for _, e := range a.Each {
		given[e.Name] = e.Value
	}
	var problems Problems
	for k, name := range c.Names {
		if !met[k] {
			continue
		}
		x, found := given[name]
		if !found {
			problems = append(problems,
				Problem{p.spec.file, lang.T("层“%[1]s”没有写总体数或抽样比", "stratum %[1]q has neither population nor fraction").With(name)})
		}
		each[k] = x
		delete(given, name)
	}
	for _, e := range a.Each { // what nobody stands for can't be left out in silence
		if _, left := given[e.Name]; left {
			problems = append(problems, Problem{p.spec.file, lang.T("层“%[1]s”（%[2]g）没有一份答卷：名称写错了，或把它并入相近的层、从设计中去掉",
				"stratum %[1]q (%[2]g) has no sheet: "+
					"its name is misspelt, or merge it with a near one or take it out of the design").With(e.Name, e.Value)})
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	out := make([]float64, p.Sheets)
	for i, k := range c.Codes {
		out[i] = each[k]
	}
	return out, nil
}

func (p *prepared) margin(m Margin) (survey.Margin, error) {
	c := p.cross(m.By)
	out := survey.Margin{Name: strings.Join(m.By, "×"), Category: make([]int32, p.Sheets)}
	at := make([]int32, len(c.Names))
	for k := range at {
		at[k] = -1
	}
	for _, t := range m.Totals {
		for k, name := range c.Names {
			if name == t.Name {
				at[k] = int32(len(out.Names))
			}
		}
		out.Names, out.Totals = append(out.Names, t.Name), append(out.Totals, t.Value)
	}
	for i, k := range c.Codes {
		if at[k] < 0 {
			return out, Problems{
				{p.ref(i), lang.T("%[1]s“%[2]s”不在校准总数中", "%[1]s %[2]q isn't among the totals").With(out.Name, c.Names[k])}}
		}
		out.Category[i] = at[k]
	}
	return out, nil
}
