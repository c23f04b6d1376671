package web

import (
	"fmt"
	"html"
	"strings"

	"github.com/a-h/templ"
)

// Drawing is a chart that the server draws: shapes with classes, coloured by the style sheet, links included.
type Drawing struct {
	b             strings.Builder
	width, height int
	title, desc   string
	linked        bool // it holds links
}

func NewDrawing(width, height int, title, desc string) *Drawing {
	return &Drawing{width: width, height: height, title: title, desc: desc}
}

func (d *Drawing) add(format string, args ...any) { fmt.Fprintf(&d.b, format, args...) }

func (d *Drawing) Line(x1, y1, x2, y2 float64, class string) {
	d.add(`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>`, x1, y1, x2, y2, class)
}

// Dot draws a point; its name shows when the pointer rests on it.
func (d *Drawing) Dot(x, y, r float64, class, name string) {
	d.add(`<circle cx="%.1f" cy="%.1f" r="%.1f" class="%s"><title>%s</title></circle>`, x, y, r, class,
		html.EscapeString(name))
}

func (d *Drawing) Text(x, y float64, class, text string) {
	d.add(`<text x="%.1f" y="%.1f" class="%s">%s</text>`, x, y, class, html.EscapeString(text))
}

// Path draws a line through points; a point that is missing breaks it.
func (d *Drawing) Path(points [][2]float64, class string) {
	if len(points) == 0 {
		return
	}
	d.add(`<path class="%s" d="`, class)
	for i, p := range points {
		op := "L"
		if i == 0 {
			op = "M"
		}
		d.add("%s%.1f %.1f", op, p[0], p[1])
	}
	d.add(`"/>`)
}

// Area fills what lies between points.
func (d *Drawing) Area(points [][2]float64, class string) {
	if len(points) < 3 {
		return
	}
	d.add(`<path class="%s" d="`, class)
	for i, p := range points {
		d.add("%s%.1f %.1f", map[bool]string{true: "M", false: "L"}[i == 0], p[0], p[1])
	}
	d.add(`Z"/>`)
}

// Link wraps what do draws in a link; its name shows when the pointer rests on it.
func (d *Drawing) Link(path, name string, do func()) {
	d.linked = true
	d.add(`<a href="%s"><title>%s</title>`, html.EscapeString(path), html.EscapeString(name))
	do()
	d.add(`</a>`)
}

// Component is the drawing as part of a page.
func (d *Drawing) Component() templ.Component {
	role := "img"
	if d.linked {
		role = "group"
	}
	return templ.Raw(
		fmt.Sprintf(`<svg class="chart" viewBox="0 0 %d %d" role="%s" aria-label="%s"><desc>%s</desc>%s</svg>`, d.width,
			d.height, role, html.EscapeString(d.title), html.EscapeString(d.desc), d.b.String()))
}

// Bar is a horizontal bar without text, stretched to its cell. Parts are in thousandths of its width.
func Bar(parts ...BarPart) templ.Component {
	var b strings.Builder
	b.WriteString(`<svg class="chart steps-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">` +
		`<rect width="1000" height="10" class="track"/>`)
	for _, p := range parts {
		fmt.Fprintf(&b, `<rect x="%.0f" y="0" width="%.0f" height="10" class="%s"/>`, p.From, max(p.To-p.From, 0), p.Class)
	}
	b.WriteString(`</svg>`)
	return templ.Raw(b.String())
}

type BarPart struct {
	From, To float64
	Class    string
}
