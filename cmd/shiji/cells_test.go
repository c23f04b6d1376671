package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shiji/internal/apart"
	"shiji/internal/errs"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/web/site"
)

// cellCase is one cell of a workbook, with what it is to those that read tables and to those that read a year.
type cellCase struct {
	name   string
	xml    string    // of the cell without its name: attributes, then what is in it
	format string    // its number format; "#27" is a format by number
	want   string    // as a number; empty: it is none
	day    string    // as a date; empty: it is none
	stops  bool      // no command goes on without knowing what it is
	year   errs.Code // how a year refuses it where a number belongs; empty: it is taken
}

func numberCase(format, stored, want string) cellCase {
	return cellCase{name: format + " " + stored, xml: "|<v>" + stored + "</v>", format: format, want: want}
}

func dateCase(format string) cellCase {
	return cellCase{name: format, xml: "|<v>42004</v>", format: format, day: "2014-12-31", year: errs.CellDate}
}

// cellCases are cases 01, 03, 04, 05 and 07 of inputs that were read wrongly, cell by cell, with the rest of their
// kinds.
func cellCases() []cellCase {
	var out []cellCase
	for _, id := range []int{14, 15, 16, 17, 18, 20, 22, 27, 28, 30, 31, 32, 33, 34, 35, 36, 45, 47, 50, 51,
		52, 53, 54, 55, 56, 57, 58} {
		out = append(out, dateCase(fmt.Sprintf("#%d", id)))
	}
	for _, code := range []string{`m"月"d"日"`, `yyyy"年"`, `[DBNum1][$-804]yyyy"年"m"月"d"日"`,
		`[$-F800]dddd\,\ mmmm\ dd\,\ yyyy`, "aaaa", "yyyymmdd", "[Magenta]yyyy/mm/dd", `[$-804]yyyy"年"m"月"d"日";@`,
		`e"年"m"月"`, "yyyy.mm", "d mmm yy", "[$-804]aaaa"} {
		out = append(out, dateCase(code))
	}
	for _, id := range []int{1, 3, 4, 11, 12, 13, 37, 40, 41, 44, 48, 49, 59, 60, 67, 70, 75, 81} {
		out = append(out, numberCase(fmt.Sprintf("#%d", id), "97.25", "97.25"))
	}
	for _, code := range []string{`0.00"户"`, `"¥"#,##0.00`, `0.0"‰"`, "# ?/?", `0":1"`, `0"元/人"`, `0"年"`, `0"km/h"`,
		`0"日"`, `G/通用格式"日"`, `0_ ;[红色]-0 `, `0.00_);[Red](0.00)`, `[>=100]0"分";0.0"分"`, `0\日`,
		`#,##0"h"`, `"GB-"000`, `"1:"0`, "[DBNum2]General", `"yes";"no"`, "0;[Red]0", `"第"0"期"`, "0.00E+00"} {
		out = append(out, numberCase(code, "97.5", "97.5"))
	}
	return append(out,
		cellCase{name: "elapsed", xml: "|<v>1.5</v>", format: "[h]:mm", want: "1.5", year: errs.CellDuration},
		cellCase{name: "elapsed, by number", xml: "|<v>42004</v>", format: "#46", want: "42004", year: errs.CellDuration},
		cellCase{name: "bare time", xml: "|<v>0.5625</v>", format: "h:mm", stops: true, year: errs.CellTime},
		cellCase{name: "bare time in halves of the day", xml: "|<v>0.75</v>", format: `上午/下午h"时"mm"分"`,
			stops: true, year: errs.CellTime},
		cellCase{name: "in thousands", xml: "|<v>97500</v>", format: `#,##0,," M"`, want: "97500", year: errs.AskScaled},
		cellCase{name: "percent", xml: "|<v>0.89</v>", format: "0%", want: "0.89", year: errs.AskPercent},
		cellCase{name: "a sign only written", xml: "|<v>89</v>", format: `0"%"`, want: "0.89", year: errs.AskPercent},
		cellCase{name: "formula without v", xml: "|<f>90+5</f>", stops: true, year: errs.CellFormula},
		cellCase{name: "formula with an empty v", xml: "|<f>90+5</f><v></v>", stops: true, year: errs.CellFormula},
		cellCase{name: "shared formula without v", xml: `|<f t="shared" si="0"/><v/>`, stops: true, year: errs.CellFormula},
		cellCase{name: "formula with its result", xml: "|<f>90+5</f><v>95</v>", want: "95"},
		cellCase{name: "formula of an empty text", xml: ` t="str"|<f>IF(1,"")</f><v></v>`},
		cellCase{name: "TRUE", xml: ` t="b"|<v>1</v>`, year: errs.CellTruth},
		cellCase{name: "FALSE", xml: ` t="b"|<v>0</v>`, year: errs.CellTruth},
		cellCase{name: "an error", xml: ` t="e"|<v>#N/A</v>`, year: errs.CellError},
		cellCase{name: "a date of its own type", xml: ` t="d"|<v>2014-12-31</v>`, day: "2014-12-31", year: errs.CellDate},
		cellCase{name: "no style", xml: ` s=""|<v>97.25</v>`, want: "97.25"},
		cellCase{name: "noise", xml: "|<v>97.299999999999997</v>", want: "97.3"},
	)
}

// book writes a workbook of one sheet. Rows are cells as XML behind their names; styles are the formats of all cells,
// by their places in the list.
func book(t *testing.T, path string, rows [][]string, formats []string) {
	t.Helper()
	var styles, xfs, sheet strings.Builder
	for i, f := range formats {
		id := fmt.Sprint(200 + i)
		if by, ok := strings.CutPrefix(f, "#"); ok && strings.Trim(by, "0123456789") == "" {
			id = by
		} else if f == "" {
			id = "0"
		} else {
			fmt.Fprintf(&styles, `<numFmt numFmtId="%s" formatCode="%s"/>`, id, xmlText(f))
		}
		fmt.Fprintf(&xfs, `<xf numFmtId="%s"/>`, id)
	}
	for r, cells := range rows {
		fmt.Fprintf(&sheet, `<row r="%d">`, r+1)
		for c, cell := range cells {
			attributes, inside, _ := strings.Cut(cell, "|")
			if cell != "" {
				fmt.Fprintf(&sheet, `<c r="%c%d"%s>%s</c>`, 'A'+c, r+1, attributes, inside)
			}
		}
		sheet.WriteString("</row>")
	}
	main := `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`},
		{"_rels/.rels", relationship("officeDocument", "xl/workbook.xml")},
		{"xl/workbook.xml", `<workbook ` + main +
			` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` +
			`<sheet name="实绩" sheetId="1" r:id="worksheet"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", relationship("worksheet", "worksheets/sheet1.xml", "styles", "styles.xml")},
		{"xl/styles.xml", `<styleSheet ` + main + `><numFmts>` + styles.String() + `</numFmts><cellXfs><xf numFmtId="0"/>` +
			xfs.String() + `</cellXfs></styleSheet>`},
		{"xl/worksheets/sheet1.xml", `<worksheet ` + main + `><sheetData>` + sheet.String() + `</sheetData></worksheet>`},
	} {
		w, err := z.Create(part.name)
		if err == nil {
			_, err = w.Write([]byte(part.text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	writeFile(t, path, b.Bytes())
}

func relationship(pairs ...string) string {
	var b strings.Builder
	b.WriteString(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&b,
			`<Relationship Id="%[1]s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%[1]s" `+
				`Target="%[2]s"/>`, pairs[i], pairs[i+1])
	}
	return b.String() + `</Relationships>`
}

func xmlText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

func words(list ...string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		if s != "" {
			out[i] = ` t="inlineStr"|<is><t xml:space="preserve">` + xmlText(s) + `</t></is>`
		}
	}
	return out
}

func writeFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// styled is the cell of a case in the style that its place in the list gives it.
func (c cellCase) styled(i int) string {
	if c.format == "" {
		return c.xml
	}
	return fmt.Sprintf(` s="%d"`, i+1) + c.xml // the first style is General
}

// shiji runs a command of the program and returns what it says.
func shiji(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(args, &out, &err)
	return code, out.String(), err.String()
}

func decoded[T any](t *testing.T, text string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %.300s", err, text)
	}
	return v
}

// cellYear writes a year of one indicator in which each case is the result of a unit: J1's stands in D2.
func cellYear(t *testing.T, dir string, cases []cellCase) {
	t.Helper()
	units, targets := "编码,名称,系统,考核类别,调查类别,参评方式\n", "单位,指标,目标值,来源文件\n"
	rows := [][]string{words("单位", "指标", "数据项", "全年", "数据状态")}
	var formats []string
	for i, c := range cases {
		unit := fmt.Sprintf("J%d", i+1)
		units += unit + "," + unit + "街道,街道,街道,面向社会群众类,排名\n"
		targets += unit + ",K1,95000,文1\n"
		rows, formats = append(rows, append(words(unit, "K1", ""), c.styled(i))), append(formats, c.format)
	}
	book(t, filepath.Join(dir, "实绩.xlsx"), rows, formats)
	writeFile(t, filepath.Join(dir, "单位.csv"), []byte(units))
	writeFile(t, filepath.Join(dir, "目标.csv"), []byte(targets))
	writeFile(t, filepath.Join(dir, "实施主体.csv"), []byte("名称\n督查室\n"))
	writeFile(t, filepath.Join(dir, "scheme.yaml"), []byte("settings: {地区: 试验区, 年度: 2014, 框架: 自定, 方案名称: 试验方案}\n"+
		"classes: [街道]\ntree:\n  - level1: 履职\n    points: 100\n    items:\n"+
		"      - {level2: 重点, points: 100, bodies: [督查室], indicators: [{code: K1, name: 户数, unit: 户, better: 越高越好, rule: "+
		"完成率计分法, points: 100}]}\n"))
}

// TestEveryCellEverywhere: a cell is the same to every command and to the page.
func TestEveryCellEverywhere(t *testing.T) {
	cases := cellCases()
	dir := t.TempDir()
	var taken []cellCase
	wants := map[string]errs.Code{}
	rows, formats := [][]string{words("名称", "数值")}, []string(nil)
	for i, c := range cases {
		if c.year == "" {
			taken = append(taken, c)
		} else {
			wants[fmt.Sprintf("D%d", i+2)] = c.year
		}
		rows, formats = append(rows, append(words(c.name), c.styled(i))), append(formats, c.format)
	}
	all, good := filepath.Join(dir, "所有"), filepath.Join(dir, "可用")
	cellYear(t, all, cases)
	cellYear(t, good, taken)

	t.Run("check", func(t *testing.T) {
		code, out, _ := shiji(t, "check", all, "--json")
		got := map[string]errs.Code{}
		for _, f := range decoded[[]findingJSON](t, out) {
			if f.Severity == errs.Wrong {
				got[f.Cell] = f.Code
			}
		}
		sameFindings(t, cases, wants, got)
		if code != exitFindings {
			t.Errorf("exit code %d", code)
		}
		if code, out, _ := shiji(t, "score", good, "-o", filepath.Join(dir, "结果")); code != exitOK {
			t.Fatalf("what is taken isn't scored: %s", out)
		}
		run, err := os.ReadFile(filepath.Join(dir, "结果", "run.json"))
		if err != nil {
			t.Fatal(err)
		}
		sameValues(t, taken, run)
	})
	t.Run("import and upload", func(t *testing.T) {
		data := filepath.Join(dir, "data")
		if code, out, _ := shiji(t, "import", all, "--data", data); code != exitFindings {
			t.Errorf("import of all: %d %.300s", code, out)
		}
		if code, out, stderr := shiji(t, "import", good, "--data", data); code != exitOK {
			t.Errorf("import of what is taken: %d %s %s", code, out, stderr)
		}
		page := openPage(t, data)
		in := page.upload(t, all)
		got := map[string]errs.Code{}
		for _, f := range in.Found {
			if f.Severity == errs.Wrong {
				got[f.At.Cell] = f.Code
			}
		}
		sameFindings(t, cases, wants, got)
		if in := page.upload(t, good); in.State != intake.Checked || in.Counts.Any() {
			t.Errorf("the same on the page: %s %+v", in.State, in.Counts)
		}
	})
	file := filepath.Join(dir, "表.xlsx")
	book(t, file, rows, formats)
	t.Run("table", func(t *testing.T) {
		_, out, _ := shiji(t, "table", file, "--all", "--json")
		got := decoded[[]sheetJSON](t, out)[0]
		refused := map[string]bool{}
		for _, c := range got.Refused {
			refused[c.Cell] = true
		}
		for i, c := range cases {
			value := got.Rows[i][1]
			if want := c.want + c.day; want != "" && value != want {
				t.Errorf("%s is %q, want %q", c.name, value, want)
			} else if want == "" && (value != "" && value != "TRUE" && value != "FALSE") {
				t.Errorf("%s is %q, want nothing", c.name, value)
			}
			if at := fmt.Sprintf("B%d", i+2); refused[at] != (c.stops || c.year == errs.CellError) {
				t.Errorf("%s refused: %v", c.name, refused[at])
			}
		}
	})
	t.Run("calc, survey analyse, survey sample", func(t *testing.T) {
		design := filepath.Join(dir, "设计.yaml")
		writeFile(t, design, []byte("title: 值\ndata: {respondent: 名称}\nsuppress: 0\nminimum: 1\nvalues: [{column: 数值}]\n"))
		for i, c := range cases {
			one := filepath.Join(dir, fmt.Sprintf("格%d.xlsx", i))
			book(t, one, [][]string{words("名称", "数值"), append(words("甲"), c.styled(i)),
				append(words("乙"), "|<v>1</v>")}, formats)
			code, out, stderr := shiji(t, "calc", "数值 * 1", "--data", one, "--json", "--places", "12")
			analysed, _, problem := shiji(t, "survey", "analyse", one, "--design", design, "--json")
			sample := filepath.Join(dir, fmt.Sprintf("样%d", i))
			drawn, _, _ := shiji(t, "survey", "sample", one, "-n", "2", "--seed", "1", "-o", sample)
			if c.stops {
				if code != exitFindings || !strings.Contains(stderr, "B2") || analysed != exitFindings ||
					!strings.Contains(problem, "B2") || drawn != exitFindings {
					t.Errorf("%s goes on: calc %d %s, analyse %d %s, sample %d", c.name, code, stderr, analysed, problem, drawn)
				}
				continue
			}
			results := decoded[[]struct{ Exact, Why string }](t, out)
			if results[0].Exact != c.want || (c.want == "") != (results[0].Why != "") {
				t.Errorf("%s is %+v to calc, want %q", c.name, results[0], c.want)
			}
			if wrong := c.day != "" || c.year == errs.CellTruth; wrong != (analysed == exitFindings) {
				t.Errorf("%s: analyse ends with %d: %s", c.name, analysed, problem)
			}
			f, err := os.Open(filepath.Join(sample, "样本.csv"))
			if err != nil {
				t.Fatal(err)
			}
			list, err := csv.NewReader(f).ReadAll()
			f.Close()
			if err != nil || drawn != exitOK {
				t.Fatal(err, drawn)
			}
			for _, row := range list {
				if row[0] == "甲" && row[1] != c.want+c.day && row[1] != "TRUE" && row[1] != "FALSE" {
					t.Errorf("%s is %q in a sample", c.name, row[1])
				}
			}
		}
	})
}

func sameFindings(t *testing.T, cases []cellCase, want, got map[string]errs.Code) {
	t.Helper()
	for i, c := range cases {
		if at := fmt.Sprintf("D%d", i+2); got[at] != want[at] {
			t.Errorf("%s: %q, want %q", c.name, got[at], want[at])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d findings, want %d", len(got), len(want))
	}
}

// sameValues compares the values of a sealed run with those of the cases.
func sameValues(t *testing.T, cases []cellCase, doc []byte) {
	t.Helper()
	run := decoded[struct {
		Inputs struct {
			Actuals []struct {
				Unit   string
				Values []struct{ Number string }
			}
		}
	}](t, string(doc))
	got := map[string]string{}
	for _, a := range run.Inputs.Actuals {
		if len(a.Values) > 0 {
			got[a.Unit] = a.Values[0].Number
		}
	}
	for i, c := range cases {
		if unit := fmt.Sprintf("J%d", i+1); got[unit] != c.want {
			t.Errorf("%s is %q in the run, want %q", c.name, got[unit], c.want)
		}
	}
}

// testSite is the pages on a folder of data, with somebody who works.
type testSite struct {
	http.Handler
	house *opened
}

func openPage(t *testing.T, data string) testSite {
	t.Helper()
	a := &app{out: &bytes.Buffer{}, err: &bytes.Buffer{}}
	h, err := a.openHouse(context.Background(), data, true, slog.New(slog.DiscardHandler), "", apart.Here{})
	if err == nil {
		err = h.work(context.Background())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	return testSite{site.New(siteOf(h.services)), h}
}

// upload brings files as a browser does and waits until they were looked through.
func (p testSite) upload(t *testing.T, path string, fields ...string) intake.Intake {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	files := []string{path}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		files, _ = filepath.Glob(filepath.Join(path, "*"))
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		w, err := form.CreateFormFile("files", filepath.Base(f))
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; i < len(fields); i += 2 {
		if err := form.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "http://localhost/imports", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("upload of %s: %d %.300s", path, w.Code, w.Body.String())
	}
	ctx := context.Background()
	for range 3000 {
		list, err := p.house.services.Intake.List(ctx, me, 1)
		if err != nil {
			t.Fatal(err)
		}
		var j job.Job
		if j, _, err = p.house.services.Jobs.For(ctx, me, job.Check, list[0].ID); err != nil {
			t.Fatal(err)
		}
		if j.State.Over() {
			in, err := p.house.services.Intake.Intake(ctx, me, list[0].ID)
			if err != nil || j.State != job.Done {
				t.Fatal(j.Error, err)
			}
			return in
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the import isn't looked through")
	return intake.Intake{}
}
