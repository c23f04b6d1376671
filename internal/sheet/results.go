package sheet

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"shiji/internal/decimal"
	"shiji/internal/lang"
	"shiji/internal/org"
	"shiji/internal/rule"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// ResultsName is the name of the workbook that results are written to; it is never read as a year.
const ResultsName = "results.xlsx"

// results is the workbook of a run while it is being written.
type results struct {
	*book
	run   score.Run
	lang  lang.Lang
	units map[string]string // sheet of each unit, by code
}

// WriteResults writes a run as a workbook: an overview, a ranking sheet for each class and a scorecard for each unit,
// every one with the seal.
func WriteResults(path string, run score.Run, l lang.Lang) error {
	r := &results{book: newBook(), run: run, lang: l, units: map[string]string{}}
	overview := r.sheetName(r.say("总览", "Overview"))
	r.addSheet(overview)
	classSheets := map[string]string{}
	for _, c := range run.Results.Classes {
		classSheets[c.Class] = r.sheetName(c.Class)
		r.addSheet(classSheets[c.Class])
	}
	across := ""
	if len(run.Results.Across) > 0 {
		across = r.sheetName(r.say("跨类对照", "Across classes"))
		r.addSheet(across)
	}
	for i := range run.Results.Units {
		s := &run.Results.Units[i]
		label := s.Name
		for _, u := range run.Inputs.Roster.Units {
			if u.Code == s.Unit {
				label = u.Label()
			}
		}
		r.units[s.Unit] = r.sheetName(label)
		r.addSheet(r.units[s.Unit])
	}
	r.overview(overview, classSheets)
	for _, c := range run.Results.Classes {
		r.ranking(classSheets[c.Class], c)
	}
	if across != "" {
		r.across(across)
	}
	for i := range run.Results.Units {
		r.scorecard(r.units[run.Results.Units[i].Unit], &run.Results.Units[i])
	}
	return r.save(path)
}

func (r *results) say(zh, en string, args ...any) string {
	return lang.T(zh, en).With(args...).In(r.lang)
}

// head writes the first lines of a sheet and returns the next free row.
func (r *results) head(sheet, title string) int {
	sc := r.run.Inputs.Scheme
	r.put(sheet, 1, 1, title, "title")
	r.fail(r.f.SetRowHeight(sheet, 1, 28))
	r.put(sheet, 1, 2,
		strings.TrimSpace(fmt.Sprintf("%s  %s  %s  %s", sc.District, sc.Title, sc.Document, sc.Version)), "muted")
	row := 3
	if sc.Notice != "" {
		r.put(sheet, 1, row, sc.Notice, "muted")
		row++
	}
	if sc.Trial {
		r.put(sheet, 1, row, r.say("试行年度：结果不与奖惩挂钩", "Trial cycle: results carry no consequences"), "muted bold")
		row++
	}
	if file := sc.Source.File; file != "" {
		r.put(sheet, 1, row, r.say("数据文件 %[1]s（未注明文件的单元格都在其中）", "data file %[1]s (cells named without a file are in it)",
			file), "muted")
		row++
	}
	r.put(sheet, 1, row, r.say("封存摘要 ", "Seal ")+r.run.Seal+r.say("（用 shiji verify run.json 复核）",
		" (check with shiji verify run.json)"), "muted")
	return row + 2
}

func (r *results) header(sheet string, row int, heads []string, widths []float64) {
	for i, h := range heads {
		r.put(sheet, i+1, row, h, "head")
		r.width(sheet, i+1, widths[i])
	}
}

func (r *results) link(sheet string, col, row int, to string) {
	cell, err := excelize.CoordinatesToCellName(col, row)
	r.fail(err)
	r.fail(r.f.SetCellHyperLink(sheet, cell, "'"+to+"'!A1", "Location"))
	r.fail(r.f.SetCellStyle(sheet, cell, cell, r.style("cell link")))
}

func (r *results) places() string { return fmt.Sprintf("places%d", r.run.Inputs.Scheme.Places) }

func (r *results) overview(sheet string, classSheets map[string]string) {
	row := r.head(sheet, r.say("%[1]d 年度考评结果总览", "Results of %[1]d", r.run.Inputs.Scheme.Year))
	r.header(sheet, row, []string{r.say("考核类别", "Class"), r.say("排名单位", "Ranked"), r.say("暂计", "Provisional"),
		r.say("单列", "Separate"), r.say("平均分", "Mean"), r.say("最高分", "Best"), r.say("中位数", "Median"),
		r.say("优秀名额", "Places: excellent"), r.say("优秀", "Excellent"), r.say("良好名额", "Places: good"), r.say("良好", "Good"),
		r.say("达标", "Pass"), r.say("不达标", "Fail")},
		[]float64{24, 10, 8, 8, 10, 10, 10, 10, 8, 10, 8, 8, 8})
	for _, c := range r.run.Results.Classes {
		row++
		r.put(sheet, 1, row, c.Class, "cell")
		r.link(sheet, 1, row, classSheets[c.Class])
		for i, v := range []any{c.Ranked, c.Provisional, c.Separate, r.ofRanked(c, c.Mean), r.ofRanked(c, c.Best),
			r.ofRanked(c, c.Median), quotaText(c.ExcellentMax), c.Excellent, quotaText(c.GoodMax), c.Good, c.Pass, c.Failed} {
			looks := "cell centre"
			if _, ok := v.(decimal.Number); ok {
				looks += " " + r.places()
			}
			r.put(sheet, i+2, row, v, looks)
		}
	}
	row += 2
	if len(r.run.Results.Exempt) > 0 {
		r.put(sheet, 1, row, r.say("不参加本系统考核的单位（仍列入领导班子和干部考核名单）",
			"Exempt units (they stay in the organisation department's list)"), "bold")
		for _, e := range r.run.Results.Exempt {
			row++
			r.put(sheet, 1, row, e.Name, "")
			r.put(sheet, 2, row, org.System(e.System).Name().In(r.lang), "")
			r.put(sheet, 3, row, e.Reason, "")
		}
	}
}

// ofRanked is a figure of the ranked units; where there are none it is a dash, and not 0.
func (r *results) ofRanked(c score.ClassResult, n decimal.Number) any {
	if c.Ranked == 0 {
		return "—"
	}
	return n
}

// across is the list of all ranked units on one scale.
func (r *results) across(sheet string) {
	row := r.head(sheet, r.say("跨类对照（只供比较，名次和等次以本类为准）",
		"Across classes (for comparison only: places and grades are those of the class)"))
	r.header(sheet, row, []string{r.say("次序", "Order"), r.say("单位", "Unit"), r.say("考核类别", "Class"), r.say("总分", "Total"),
		r.say("折算值", "On one scale"), r.say("算式", "Arithmetic"), r.say("说明", "Notes")}, []float64{7, 30, 14, 9, 10, 70, 30})
	r.freeze(sheet, 3, row+1)
	for _, e := range r.run.Results.Across {
		row++
		r.put(sheet, 1, row, e.Place, "cell centre")
		r.put(sheet, 2, row, e.Name, "cell")
		r.link(sheet, 2, row, r.units[e.Unit])
		r.put(sheet, 3, row, e.Class, "cell")
		r.put(sheet, 4, row, e.Total, "cell "+r.places())
		r.put(sheet, 5, row, e.Value, "cell bold places4")
		text, notes := "", ""
		if n := len(e.Steps); n > 0 {
			text = score.StepText(e.Steps[n-1], r.lang)
		}
		for _, f := range e.Flags {
			notes += f.What.In(r.lang)
		}
		r.put(sheet, 6, row, text, "cell wrap indent")
		r.put(sheet, 7, row, notes, "cell wrap")
	}
}

// level1 is the name of a level-1 class in the scheme's frame.
func (r *results) level1(l scheme.Level1) string {
	return r.run.Inputs.Scheme.Level1Name(l).In(r.lang)
}

func quotaText(n int) any {
	if n < 0 {
		return "-"
	}
	return n
}

func (r *results) ranking(sheet string, c score.ClassResult) {
	row := r.head(sheet, r.say("%[1]s · 名次表", "%[1]s: ranking", c.Class))
	heads := []string{r.say("名次", "Place"), r.say("单位", "Unit"), r.say("总分", "Total"), r.say("等次", "Grade")}
	widths := []float64{7, 30, 9, 10}
	var first *score.Sheet
	for i := range r.run.Results.Units {
		if r.run.Results.Units[i].Class == c.Class {
			first = &r.run.Results.Units[i]
			break
		}
	}
	if first == nil {
		return
	}
	for _, g := range first.Groups {
		heads, widths = append(heads, r.level1(g.Level1)), append(widths, 11)
	}
	heads = append(heads, r.say("加分", "Bonus"), r.say("扣分", "Deductions"), r.say("说明", "Reasons"))
	widths = append(widths, 8, 8, 90)
	marks := slices.ContainsFunc(r.run.Results.Units,
		func(s score.Sheet) bool { return s.Class == c.Class && !s.Mark().IsZero() })
	if marks {
		heads, widths = append(heads, r.say("数据", "Data")), append(widths, 30)
	}
	r.header(sheet, row, heads, widths)
	r.freeze(sheet, 3, row+1)
	r.printing(sheet, row, "&L"+escapeFooter(c.Class)+"&C"+r.say("第 &P 页，共 &N 页",
		"page &P of &N")+"&R"+r.run.Seal[:16]+"…")
	for i := range r.run.Results.Units {
		s := &r.run.Results.Units[i]
		if s.Class != c.Class {
			continue
		}
		row++
		var place any = s.Result.Place
		if s.Result.Provisional {
			place = "—"
		}
		if s.Listing != org.Ranked {
			place = s.Listing.Name().In(r.lang)
		}
		r.put(sheet, 1, row, place, "cell centre")
		r.put(sheet, 2, row, s.Name, "cell")
		r.link(sheet, 2, row, r.units[s.Unit])
		r.put(sheet, 3, row, r.orWord(s.Result.Total, lang.T("无", "none")), "cell bold "+r.places())
		r.put(sheet, 4, row, s.Result.GradeText().In(r.lang), "cell centre")
		col := 5
		for _, g := range s.Groups {
			r.put(sheet, col, row, r.orWord(g.Points, s.MarkOf(g.Level1, "")), "cell "+marked(s.MarkOf(g.Level1, "")))
			col++
		}
		r.put(sheet, col, row, s.Bonus.Points, "cell places2")
		r.put(sheet, col+1, row, s.Deductions.Points, "cell places2")
		reasons := joinTexts(s.Result.Reasons, r.lang)
		r.put(sheet, col+2, row, reasons, "cell wrap indent")
		if marks {
			r.put(sheet, col+3, row, s.Mark().In(r.lang), "cell wrap")
		}
		r.fit(sheet, row, widths[col+1:], []any{reasons})
	}
}

func joinTexts(list []lang.Text, l lang.Lang) string {
	var out []string
	for _, t := range list {
		out = append(out, t.In(l))
	}
	return strings.Join(out, lang.T("；", "; ").In(l))
}

// scorecard writes one unit's sheet: the result, level 1, and every line with its inputs and arithmetic.
func (r *results) scorecard(sheet string, s *score.Sheet) {
	row := r.head(sheet, r.say("%[1]s · 成绩单", "%[1]s: scorecard", s.Name))
	place := s.Listing.Name().In(r.lang)
	if s.Result.Place > 0 {
		place = r.say("第 %[1]d 名", "place %[1]d", s.Result.Place)
	}
	r.put(sheet, 1, row, r.say("总分 %[1]s　%[2]s　%[3]s　（%[4]s）", "Total %[1]s, %[2]s, %[3]s (%[4]s)",
		s.Result.TotalText(r.run.Inputs.Scheme.Places), s.Result.GradeText(), place, s.Class), "bold")
	row++
	for _, why := range s.Result.Reasons {
		r.put(sheet, 1, row, "· "+why.In(r.lang), "")
		row++
	}
	if mark := s.Mark(); !mark.IsZero() {
		r.put(sheet, 1, row, r.say("· 数据：%[1]s", "· data: %[1]s", mark), "")
		row++
	}
	if v := s.BeforeVeto; v != nil && !v.Provisional {
		r.put(sheet, 1, row, r.say("· 一票否决前：总分 %[1]s，第 %[2]d 名，%[3]s", "· before the veto: total %[1]s, place %[2]d, %[3]s",
			v.Total.Fixed(r.run.Inputs.Scheme.Places), v.Place, v.Grade.Name()), "")
		row++
	}
	row++
	r.header(sheet, row, []string{r.say("一级指标", "Level 1"), r.say("二级指标", "Level 2"), r.say("三级指标", "Level 3"), r.say("分值",
		"Full"), r.say("得分", "Points"), r.say("规则", "Rule"), r.say("代入数据和来源", "Numbers put in, with their source"),
		r.say("算式", "Arithmetic"), r.say("说明", "Notes"), r.say("评分主体", "Scored by")},
		cardWidths)
	r.freeze(sheet, 4, row+1)
	r.printing(sheet, row, "&L"+escapeFooter(s.Name)+"&C"+r.say("第 &P 页，共 &N 页", "page &P of &N")+"&R"+r.run.Seal[:16]+"…")
	for _, g := range s.Groups {
		for _, it := range s.Items {
			if it.Level1 != g.Level1 {
				continue
			}
			for i := range s.Lines {
				if l := &s.Lines[i]; l.Item == it.Name {
					row++
					r.line(sheet, row, g, it, l)
				}
			}
			row++
			r.sumRow(sheet, row, r.level1(g.Level1), it.Name, r.say("小计", "subtotal"), it.Sum)
		}
		row++
		r.sumRow(sheet, row, r.level1(g.Level1), "", r.say("合计", "sum"), g.Sum)
	}
	for _, x := range []struct {
		name string
		sum  score.Sum
	}{{r.say("加分", "Bonus"), s.Bonus}, {r.say("扣分", "Deductions"), s.Deductions}, {r.say("总分", "Total"), s.Total}} {
		row++
		r.sumRow(sheet, row, x.name, "", "", x.sum)
	}
	r.put(sheet, 5, row, r.orWord(s.Total.Points, lang.T("无", "none")), "sum "+r.places())
}

// marked is how points look: with an asterisk where something below them isn't there.
func marked(mark lang.Text) string {
	if mark.IsZero() {
		return "places4"
	}
	return "marked4"
}

// orWord is a number of points, or the word for why there is none.
func (r *results) orWord(p score.Points, word lang.Text) any {
	if p == nil && !word.IsZero() {
		return word.In(r.lang)
	}
	return p
}

func (r *results) line(sheet string, row int, g score.Group, it score.Item, l *score.Line) {
	var notes []string
	if l.Silent() {
		notes = append(notes, l.Mark().In(r.lang))
	}
	for _, f := range l.Flags {
		notes = append(notes, f.What.In(r.lang))
	}
	if l.Proxy {
		notes = append(notes, r.say("由替代评分人评分", "scored by a substitute"))
	}
	name := l.Rule
	if b := rule.ByCode(l.Rule); b != nil {
		name += " " + b.Name.In(r.lang)
	}
	cells := []any{r.level1(g.Level1), it.Name, l.Leaf + " " + l.Name, l.Full, r.orWord(l.Points, l.Mark()), name,
		r.inputs(l.Inputs), r.steps(l.Steps), strings.Join(notes, "\n"), strings.Join(l.Judges, "、")}
	for i, v := range cells {
		looks := "cell wrap top"
		if i == 4 {
			looks = "cell top bold " + marked(l.Mark())
		}
		r.put(sheet, i+1, row, v, looks)
	}
	r.fit(sheet, row, cardWidths, cells)
}

// cardWidths are the widths of a scorecard's columns: no wider together than what can be read of A4 across.
var cardWidths = []float64{8, 12, 20, 6, 8, 12, 48, 42, 16, 14}

func (r *results) sumRow(sheet string, row int, level1, level2, name string, s score.Sum) {
	cells := []any{level1, level2, name, s.Full, s.Points, "", "", r.steps(s.Steps), "", ""}
	for i, v := range cells {
		looks := "sum wrap"
		if i == 4 {
			looks += " places4"
		}
		r.put(sheet, i+1, row, v, looks)
	}
	r.fit(sheet, row, cardWidths, cells)
}

// maxCell is the number of characters that a cell holds.
const maxCell = 32000

// escapeFooter keeps a name from being read as a code of the footer.
func escapeFooter(s string) string { return strings.ReplaceAll(s, "&", "&&") }

func (r *results) inputs(list []rule.Input) string {
	var lines []string
	for _, i := range list {
		text := score.InputText(i, r.lang)
		if i.Source.File == r.run.Inputs.Scheme.Source.File {
			i.Source.File = "" // named once, at the head of the sheet
		}
		if src := score.SourceText(i.Source, r.lang); src != "" {
			text += " ← " + src
		}
		lines = append(lines, text)
	}
	return r.limit(lines)
}

func (r *results) steps(list []rule.Step) string {
	var lines []string
	for _, s := range list {
		lines = append(lines, score.StepText(s, r.lang))
	}
	return r.limit(lines)
}

// limit joins lines and says what didn't fit a cell, instead of losing it in silence.
func (r *results) limit(lines []string) string {
	text := strings.Join(lines, "\n")
	if utf8.RuneCountInString(text) <= maxCell {
		return text
	}
	return string([]rune(text)[:maxCell-100]) + r.say("\n……（全文见 shiji explain）", "\n… (in full: shiji explain)")
}
