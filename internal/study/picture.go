package study

import (
	"encoding/xml"
	"fmt"
	"math"
	"strings"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/survey"
)

// Sizes of the picture, in pixels.
const (
	pictureWidth = 980
	nameEnd      = 210
	barFrom      = 224
	barWidth     = 400
	lineFrom     = 652
	lineWidth    = 236
	rowStep      = 26
)

// Picture draws the answers to each question and by group as stacked bars, and the scores with their intervals beside
// them: one SVG document without scripts, light or dark as the reader's screen.
func (a *Analysis) Picture(l lang.Lang) string {
	d := &drawing{lang: l}
	say := func(zh, en string, args ...any) string { return lang.T(zh, en).With(args...).In(l) }
	y := 92
	levels := 0
	if len(a.Report.Questions) > 0 {
		levels = len(a.Report.Questions[0].Levels)
	}
	y = d.legend(a, y)
	for t := range a.Tables {
		table := &a.Tables[t]
		var rows []bar
		title := say("各题", "questions")
		if table.By == "" {
			for _, g := range table.Groups {
				for _, q := range g.Questions {
					rows = append(rows, bar{name: q.Question, answers: q.Answers, score: q.Mean, note: fmt.Sprint(q.Valid)})
				}
			}
		} else {
			title = say("按%[1]s", "by %[1]s", table.By)
			for k := range table.Groups {
				g := &table.Groups[k]
				row := bar{name: g.Label.In(l), score: g.Score, note: fmt.Sprint(g.Valid), withheld: g.Withheld}
				if len(g.Questions) > 0 {
					row.answers = together(g, levels, a.Suppress)
				}
				rows = append(rows, row)
			}
		}
		if len(rows) > 0 {
			y = d.panel(title, rows, y)
		}
	}
	finding := a.finding().In(l)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[2]d" viewBox="0 0 %[1]d %[2]d" `+
		`role="img" font-family="'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif" font-size="13">`+"\n",
		pictureWidth, y+12)
	fmt.Fprintf(&b, "<title>%s</title>\n", escape(finding))
	b.WriteString(`<style>
.bg{fill:#ffffff}.ink{fill:#1f2933}.muted{fill:#5b6472}.rule{stroke:#e3e7ec}` +
		`.ci{stroke:#334155;stroke-width:2}.dot{fill:#1f2933}.on{fill:#ffffff}.off{fill:#1f2933}
.l0{fill:#1b6e53}.l1{fill:#6fb08e}.l2{fill:#d9dde2}.l3{fill:#e3a587}.l4{fill:#a8442f}.hid{fill:#b9c0c9}
@media (prefers-color-scheme: dark){.bg{fill:#12161c}.ink,.dot{fill:#e6e9ed}.muted{fill:#a3adba}` +
		`.rule{stroke:#232b36}.ci{stroke:#cbd5e1}.l0{fill:#3ba27d}.l1{fill:#2c6b55}.l2{fill:#4a5462}.l3{fill:#8a5641}` +
		`.l4{fill:#d0705a}.hid{fill:#6b7480}.on{fill:#0d1116}.off{fill:#e6e9ed}}
</style>` + "\n")
	b.WriteString(`<rect class="bg" width="100%" height="100%"/>` + "\n")
	fmt.Fprintf(&b, `<text class="ink" x="14" y="32" font-size="20" font-weight="bold">%s</text>`+"\n", escape(finding))
	fmt.Fprintf(&b, `<text class="muted" x="14" y="56">%s</text>`+"\n", escape(a.Title+say("　", "  ")+
		say("左：回答的分布；右：得分和 %[1]s 区间（数字为有效答卷）", "left: answers; right: score and %[1]s interval (figures: valid sheets)",
			fmt.Sprintf("%g%%", survey.Round(a.Level*100)))))
	b.WriteString(d.String())
	b.WriteString("</svg>\n")
	return b.String()
}

// finding is what the picture says, in a sentence.
func (a *Analysis) finding() lang.Text {
	whole := &a.Tables[0].Groups[0]
	if whole.Exact == nil {
		return lang.Same(a.Title)
	}
	for t := range a.Tables {
		groups := a.Tables[t].Groups
		if !a.Tables[t].Unit || len(groups) < 2 {
			continue
		}
		first, last := &groups[0], &groups[0]
		bands := 0
		for g := range groups {
			if groups[g].Exact != nil {
				last = &groups[g]
				bands = max(bands, groups[g].Band)
			}
		}
		if first.Exact != nil {
			return lang.T("满意度 %[1]s；%[2]s 最高 %[3]s，%[4]s 最低 %[5]s，分成 %[6]d 段",
				"satisfaction %[1]s; %[2]s highest at %[3]s, %[4]s lowest at %[5]s, in %[6]d bands").
				With(whole.Exact.Fixed(2), first.Name, first.Exact.Fixed(2), last.Name, last.Exact.Fixed(2), bands)
		}
	}
	worst := -1
	for q, x := range whole.Questions {
		if x.Mean != nil && (worst < 0 || x.Mean.Value < whole.Questions[worst].Mean.Value) {
			worst = q
		}
	}
	if worst < 0 {
		return lang.T("满意度 %[1]s", "satisfaction %[1]s").With(whole.Exact.Fixed(2))
	}
	return lang.T("满意度 %[1]s；最弱的是“%[2]s”，%[3]s", "satisfaction %[1]s; weakest is %[2]q at %[3]s").
		With(whole.Exact.Fixed(2), whole.Questions[worst].Question, fmt.Sprintf("%.2f", whole.Questions[worst].Mean.Value))
}

// together is the answers to all questions of a group, as shares in whole percents; nil if they aren't on scales of the
// same length. A level that a question hides is hidden here too, unless there are so many answers that a whole percent
// of them spans `least`: then the rounded share leaves any small count open.
func together(g *Group, levels, least int) []Answer {
	out := make([]Answer, levels)
	shares, hides, n, answered := make([]float64, levels), make([]bool, levels), 0, 0
	for q, x := range g.Questions {
		if len(x.Answers) != levels {
			return nil
		}
		all := decimal.Sum(g.counts[q].weighted[:levels]...).Float64()
		if all == 0 {
			continue
		}
		n++
		answered += x.Valid
		for k, ans := range x.Answers {
			shares[k] += g.counts[q].weighted[k].Float64() / all
			hides[k] = hides[k] || ans.Hidden
		}
	}
	for k := range out {
		out[k] = Answer{Answer: g.Questions[0].Answers[k].Answer, Hidden: hides[k] && answered < 100*least}
		if n > 0 && !out[k].Hidden {
			out[k].Share = &survey.Estimate{Value: math.Round(float64(shares[k]/float64(n)*100)) / 100}
		}
	}
	return out
}

// bar is a row of a panel.
type bar struct {
	name     string
	answers  []Answer
	score    *survey.Estimate
	note     string
	withheld bool
}

type drawing struct {
	strings.Builder
	lang lang.Lang
}

func (d *drawing) put(format string, args ...any) { fmt.Fprintf(d, format+"\n", args...) }

// legend names the colours of the levels.
func (d *drawing) legend(a *Analysis, y int) int {
	if len(a.Report.Questions) == 0 {
		return y
	}
	x := 14
	entry := func(class, name string) {
		d.put(`<rect class="%s" x="%d" y="%d" width="13" height="13"/><text class="muted" x="%d" y="%d">%s</text>`, class, x,
			y-11, x+18, y, escape(name))
		x += 18 + 7*lang.Width(name) + 18
	}
	levels := a.Report.Questions[0].Levels
	for k, l := range levels {
		entry(levelClass(k, len(levels)), l.Answer)
	}
	if a.Suppress > 0 {
		entry("hid", lang.T("合并（少于 %[1]d 份或会推出）",
			"together (fewer than %[1]d, or giving them away)").With(a.Suppress).In(d.lang))
	}
	return y + 20
}

func levelClass(k, levels int) string {
	switch {
	case levels <= 1:
		return "l0"
	case levels == 3:
		return []string{"l0", "l2", "l4"}[k]
	}
	return fmt.Sprintf("l%d", k*4/(levels-1))
}

// panel draws a title and its rows, and returns where the next one begins.
func (d *drawing) panel(title string, rows []bar, y int) int {
	low, high := 100.0, 0.0
	for _, r := range rows {
		if r.score == nil {
			continue
		}
		low, high = min(low, r.score.Value), max(high, r.score.Value)
		if i := r.score.Interval; i != nil {
			low, high = min(low, i.Low), max(high, i.High)
		}
	}
	low, high = max(math.Floor(low/5)*5, 0), min(math.Ceil(high/5)*5, 100)
	if high-low < 10 {
		low = max(high-10, 0)
	}
	at := func(x float64) float64 {
		return lineFrom + float64((min(max(x, low), high)-low)/(high-low)*lineWidth)
	}
	y += 18
	d.put(`<text class="ink" x="14" y="%d" font-size="16" font-weight="bold">%s</text>`, y, escape(title))
	bottom := y + 22 + len(rows)*rowStep - 8
	step := 5.0
	for high-low > step*8 {
		step *= 2
	}
	for x := low; x <= high+1e-9; x += step {
		d.put(`<line class="rule" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/><text class="muted" x="%.1f" y="%d" `+
			`text-anchor="middle" font-size="11">%g</text>`, at(x), y+10, at(x), bottom, at(x), y+4, x)
	}
	y += 30
	for _, r := range rows {
		d.row(r, y, at)
		y += rowStep
	}
	return y + 6
}

func (d *drawing) row(r bar, y int, at func(float64) float64) {
	d.put(`<text class="ink" x="%d" y="%d" text-anchor="end">%s</text>`, nameEnd, y+4, escape(lang.Cut(r.name, 26)))
	if r.withheld {
		d.put(`<text class="muted" x="%d" y="%d">%s</text>`, barFrom, y+4,
			escape(lang.T("回答太少，不显示", "too few answers: not shown").In(d.lang)))
		return
	}
	from, rest := 0.0, 1.0
	segment := func(class string, share float64) {
		if share <= 0 {
			return
		}
		w := float64(share * barWidth)
		d.put(`<rect class="%s" x="%.1f" y="%d" width="%.1f" height="16"/>`, class, barFrom+from, y-8, w)
		if share >= 0.08 {
			ink := "off"
			if class == "l0" || class == "l4" {
				ink = "on"
			}
			d.put(`<text class="%s" x="%.1f" y="%d" text-anchor="middle" font-size="11">%.0f%%</text>`, ink,
				barFrom+from+float64(w/2), y+4, share*100)
		}
		from += w
	}
	hidden := false
	for k, x := range r.answers {
		if x.Hidden {
			hidden = true
		} else if x.Share != nil {
			segment(levelClass(k, len(r.answers)), x.Share.Value)
			rest -= x.Share.Value
		}
	}
	if hidden {
		segment("hid", rest)
	}
	if r.score == nil {
		return
	}
	if i := r.score.Interval; i != nil {
		d.put(`<line class="ci" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>`, at(i.Low), y, at(i.High), y)
		for _, x := range []float64{i.Low, i.High} {
			d.put(`<line class="ci" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>`, at(x), y-5, at(x), y+5)
		}
	}
	d.put(`<circle class="dot" cx="%.1f" cy="%d" r="4.5"/>`, at(r.score.Value), y)
	d.put(`<text class="ink" x="%d" y="%d" text-anchor="end">%.2f</text>`+
		`<text class="muted" x="%d" y="%d" text-anchor="end" font-size="11">%s</text>`, lineFrom+lineWidth+52, y+4,
		r.score.Value, pictureWidth-10, y+4, escape(r.note))
}

func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}
