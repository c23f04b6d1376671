package analyse

import (
	"encoding/xml"
	"fmt"
	"strings"

	"shiji/internal/lang"
)

// Sizes of the picture, in pixels.
const (
	nameWidth = 210
	cellWidth = 22
	rowHeight = 24
	headSpace = 64
	noteWidth = 190
)

// Picture draws the rank ranges of every class: a bar from the 5th to the 95th percentile of a unit's places, a
// tick at the median, a dot at the official place. Units whose grade is fragile stand out. It is one SVG
// document without scripts.
func (r Report) Picture(l lang.Lang) string {
	var b strings.Builder
	width, height := 0, 0
	units, fragile := 0, 0
	for _, c := range r.Classes {
		for _, u := range c.Ranks {
			units++
			if u.Fragile {
				fragile++
			}
		}
		width = max(width, nameWidth+c.Units*cellWidth+noteWidth)
		height += headSpace + len(c.Ranks)*rowHeight + 24
	}
	say := func(zh, en string, args ...any) string { return escape(lang.T(zh, en).With(args...).In(l)) }
	finding := say("%[1]d 个单位中 %[2]d 个等次不稳", "%[2]d of %[1]d units have a fragile grade", units, fragile)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" `+
		`role="img" font-family="'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif" font-size="13">`+"\n",
		max(width, 560), height+88, max(width, 560), height+88)
	fmt.Fprintf(&b, "<title>%s</title>\n", finding)
	b.WriteString(`<style>
.bg{fill:#ffffff}.ink{fill:#1f2933}.muted{fill:#6b7280}.bar{fill:#c5cdd5}.fragile{fill:#e8b4a8}` +
		`.tick{stroke:#4b5563;stroke-width:2}.dot{fill:#1f2933}.hot{fill:#9b1c1c}.line{stroke:#eef1f4}
@media (prefers-color-scheme: dark){.bg{fill:#12161c}.ink,.dot{fill:#e6e9ed}` +
		`.muted{fill:#9aa4b2}.bar{fill:#475569}.fragile{fill:#8a4b40}.tick{stroke:#cbd5e1}` +
		`.hot{fill:#f0a899}.line{stroke:#1f2733}}
</style>` + "\n")
	fmt.Fprintf(&b, `<rect class="bg" width="100%%" height="100%%"/>`+"\n")
	fmt.Fprintf(&b, `<text class="ink" x="12" y="30" font-size="20" font-weight="bold">%s</text>`+"\n", finding)
	fmt.Fprintf(&b, `<text class="muted" x="12" y="56">%s</text>`+"\n",
		say("灰条：%[1]d 次试算中 90%% 的名次；竖线：中位；圆点：公布的名次；红色：等次不稳（最常见的等次不足 80%%）",
			"bar: 90 %% of the places in %[1]d runs; line: median; dot: official place; red: "+
				"fragile grade (the most frequent one below 80 %%)", r.Runs))
	y := 80
	for _, c := range r.Classes {
		fmt.Fprintf(&b, `<text class="ink" x="12" y="%d" font-size="16" font-weight="bold">%s</text>`+"\n", y+20,
			escape(c.Name))
		for place := 1; place <= c.Units; place++ {
			x := nameWidth + (place-1)*cellWidth + cellWidth/2
			if place == 1 || place%5 == 0 || place == c.Units {
				fmt.Fprintf(&b, `<text class="muted" x="%d" y="%d" text-anchor="middle" font-size="11">%d</text>`+"\n",
					x, y+44, place)
				fmt.Fprintf(&b, `<line class="line" x1="%d" y1="%d" x2="%d" y2="%d"/>`+"\n", x, y+50, x,
					y+headSpace+len(c.Ranks)*rowHeight-8)
			}
		}
		y += headSpace
		for _, u := range c.Ranks {
			drawUnit(&b, u, y, l)
			y += rowHeight
		}
		y += 24
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func drawUnit(b *strings.Builder, u UnitRanks, y int, l lang.Lang) {
	at := func(place float64) float64 { return nameWidth + (place-1)*cellWidth + cellWidth/2 }
	bar, ink := "bar", "ink"
	if u.Fragile {
		bar, ink = "fragile", "hot"
	}
	name := []rune(u.Name)
	if len(name) > 14 {
		name = append(name[:13], '…')
	}
	fmt.Fprintf(b, `<text class="%s" x="%d" y="%d" text-anchor="end">%s</text>`+"\n", ink, nameWidth-12,
		y+5, escape(string(name)))
	fmt.Fprintf(b, `<rect class="%s" x="%.1f" y="%d" width="%.1f" height="10" rx="5"/>`+"\n", bar, at(float64(u.Low))-5,
		y-5, at(float64(u.High))-at(float64(u.Low))+10)
	fmt.Fprintf(b, `<line class="tick" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>`+"\n", at(u.Median), y-8, at(u.Median), y+8)
	fmt.Fprintf(b, `<circle class="dot" cx="%.1f" cy="%d" r="4"/>`+"\n", at(float64(u.Place)), y)
	note := lang.T("%[1]s %[2]s", "%[1]s %[2]s").With(u.Modal.Name(), percent(u.Grades[string(u.Modal)]))
	if u.Modal != u.Grade {
		note = lang.T("公布%[3]s，多为%[1]s %[2]s", "official %[3]s, mostly %[1]s %[2]s").With(u.Modal.Name(),
			percent(u.Grades[string(u.Modal)]), u.Grade.Name())
	}
	fmt.Fprintf(b, `<text class="muted" x="%d" y="%d" font-size="11">%s</text>`+"\n",
		nameWidth+widest(u)*cellWidth+14, y+4, escape(note.In(l)))
}

// widest is the last column that a unit's row draws in.
func widest(u UnitRanks) int { return max(u.High, u.Place) }

func percent(x float64) string { return fmt.Sprintf("%.0f%%", float64(x*100)) }

func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}
