package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"shiji/internal/errs"
	"shiji/internal/grid"
	"shiji/internal/intake"
)

// Inputs in testdata/cases were read wrongly once; each is to give its right value by command line and on the page.

const casesDir = "testdata/cases"

// yearCase is a year with its one fault, and what is right.
type yearCase struct {
	path   string
	errors map[string]errs.Code // by sheet and cell
	totals string               // of the units, where the year scores
	says   errs.Code            // a finding that isn't an error
}

var untouched = "甲街道 100，丁街道 100，丙街道 94，乙街道 91.89"

var yearCases = []yearCase{
	{path: "01-zh-date-as-number/year-custom", errors: map[string]errs.Code{"实绩!D2": errs.CellDate}},
	{path: "01-zh-date-as-number/year-id58", errors: map[string]errs.Code{"实绩!D2": errs.CellDate}},
	{path: "01-zh-date-as-number/year-target-id58", errors: map[string]errs.Code{"目标!D3": errs.CellDate}},
	{path: "02-strict-ooxml/year", totals: untouched},
	{path: "03-formula-empty-value/year", errors: map[string]errs.Code{"实绩!D4": errs.CellFormula, "实绩!D6": errs.CellTruth,
		"实绩!D7": errs.CellTruth, "实绩!D8": errs.CellFormula}},
	{path: "04-boolean-cell/year-empty-v-and-bool", errors: map[string]errs.Code{"实绩!D4": errs.CellFormula,
		"实绩!D6": errs.CellTruth, "实绩!D7": errs.CellTruth, "实绩!D8": errs.CellFormula}},
	{path: "05-unit-format-refused/year-unit", totals: untouched},
	{path: "05-unit-format-refused/year-currency", totals: untouched},
	{path: "05-unit-format-refused/year-target-unit", totals: untouched},
	{path: "20-own-district/00-base.xlsx"},
	{path: "20-own-district/10.xlsx", errors: map[string]errs.Code{"实绩!H115": errs.AskOverHundred}},
	{path: "20-own-district/C3.xlsx", errors: map[string]errs.Code{"实绩!H163": errs.AskPercent}},
	{path: "20-own-district/O1.xlsx", errors: map[string]errs.Code{"目标!E87": errs.AskPercent}},
	{path: "20-own-district/14.xlsx", errors: map[string]errs.Code{"实绩!H115": errs.AskNegative}},
	{path: "20-own-district/20.xlsx", errors: map[string]errs.Code{"实绩!H115": errs.CellFormula}},
	{path: "20-own-district/U1.xlsx", errors: map[string]errs.Code{"事件!G5": errs.CellFormula}},
	{path: "20-own-district/U5.xlsx", errors: map[string]errs.Code{"目标!I70": errs.CellFormula}},
	{path: "20-own-district/40.xlsx", errors: map[string]errs.Code{"目标!E84": errs.AskZero}},
	{path: "20-own-district/89.xlsx", errors: map[string]errs.Code{"满意度!C3": errs.AskHundred}},
	{path: "20-own-district/92.xlsx", errors: map[string]errs.Code{"单位!A3": errs.SurveyRowMissing}},
	{path: "20-own-district/C7.xlsx", errors: map[string]errs.Code{"实绩!H1": errs.ColumnMisspelt}},
	{path: "20-own-district/H2.xlsx", errors: map[string]errs.Code{"实绩!H158": errs.ValueZero}},
	{path: "20-own-district/J3.xlsx", errors: map[string]errs.Code{"实绩!H162": errs.AskTenfold}},
	{path: "20-own-district/R1.xlsx", says: errs.SheetGuessed},
	{path: "20-own-district/R3.xlsx", says: errs.SheetGuessed},
}

func TestYearsThatWereReadWrongly(t *testing.T) {
	base := scores(t, filepath.Join(casesDir, "20-own-district", "00-base.xlsx"))
	p := openPage(t, t.TempDir())
	for _, c := range yearCases {
		t.Run(c.path, func(t *testing.T) {
			path := filepath.Join(casesDir, c.path)
			_, out, _ := shiji(t, "check", path, "--json")
			got := map[string]errs.Code{}
			said := false
			for _, f := range decoded[[]findingJSON](t, out) {
				if f.Severity == errs.Wrong && f.Follows == "" { // causes
					got[f.Sheet+"!"+f.Cell] = f.Code
				}
				said = said || f.Code == c.says
			}
			in := p.upload(t, path)
			seen := map[string]errs.Code{}
			for _, n := range in.Found {
				if n.Severity == errs.Wrong && n.Link.Follows == "" {
					seen[n.At.Sheet+"!"+n.At.Cell] = n.Code
				}
			}
			if want := fmt.Sprint(c.errors); len(c.errors) > 0 &&
				(fmt.Sprint(got) != want || fmt.Sprint(seen) != want || in.State != intake.Refused) {
				t.Errorf("check finds %v, the page %v (%s), want %s", got, seen, in.State, want)
			}
			if len(c.errors) > 0 {
				return
			}
			if len(got)+len(seen) > 0 || c.says != "" && !said || in.State != intake.Checked {
				t.Errorf("errors %v, on the page %v (%s); %s said: %v", got, seen, in.State, c.says, said)
			}
			totals := scores(t, path)
			if c.totals != "" && totals != c.totals {
				t.Errorf("scores %s, want %s", totals, c.totals)
			}
			if strings.HasPrefix(c.path, "20-") && totals != base { // a sheet by another name costs nothing
				t.Errorf("scores %s, want %s", totals, base)
			}
		})
	}
}

// scores are the totals of a year, best first.
func scores(t *testing.T, path string) string {
	t.Helper()
	code, out, stderr := shiji(t, "score", path, "--json")
	if code != exitOK {
		t.Fatal(out, stderr)
	}
	var list []string
	for _, u := range decoded[struct {
		Units []struct {
			Name  string
			Total struct{ Points string }
			Rank  int
		}
	}](t, out).Units {
		list = append(list, fmt.Sprintf("%s %s", u.Name, u.Total.Points))
	}
	return strings.Join(list, "，")
}

// TestDepartmentsThatSendASheet: what a department adds is read by its headings, or refused by name, cell and column;
// never "nothing to change".
func TestDepartmentsThatSendASheet(t *testing.T) {
	data := t.TempDir()
	own := filepath.Join(casesDir, "20-own-district")
	if code, out, stderr := shiji(t, "import", filepath.Join(own, "00-base.xlsx"), "--data", data); code != exitOK {
		t.Fatal(code, out, stderr)
	}
	for file, want := range map[string][]string{
		"部门公式.xlsx": {"部门公式.xlsx", "实绩!C2"}, "部门错列.xlsx": {"部门错列.xlsx", "实绩!D1", "全年值", "全年"}, "部门Sheet1.xlsx": nil,
	} {
		code, out, stderr := shiji(t, "import", filepath.Join(own, file), "--add", "--year", "2024", "--data", data)
		for _, w := range want {
			if code != exitFindings || !strings.Contains(out+stderr, w) {
				t.Errorf("%s: %d, nothing of %q in %s", file, code, w, out+stderr)
			}
		}
		if want == nil && (code != exitOK || !strings.Contains(out+stderr, "1")) {
			t.Errorf("%s: %d %s %s", file, code, out, stderr)
		}
	}
	p := openPage(t, data)
	for file, state := range map[string]intake.State{"部门公式.xlsx": intake.Refused, "部门错列.xlsx": intake.Refused,
		"部门Sheet1.xlsx": intake.Checked} {
		in := p.upload(t, filepath.Join(own, file), "mode", "add", "year", "2024")
		guessed := slices.ContainsFunc(in.Found, func(n intake.Note) bool { return n.Code == errs.SheetGuessed })
		if in.State != state || state == intake.Checked && !guessed {
			t.Errorf("%s on the page: %s, guessed %v", file, in.State, guessed)
		}
	}
}

// TestTotalsThatWereTakenForData: rows that add up others are set aside and said; sum(class(收入)) is 50 in every file.
func TestTotalsThatWereTakenForData(t *testing.T) {
	dir := filepath.Join(casesDir, "06-subtotals")
	for _, file := range []string{"sub.csv", "sub2.csv", "excel-subtotal-zh.xlsx", "excel-subtotal-en.xlsx"} {
		code, out, stderr := shiji(t, "calc", "sum(class(收入))", "--data", filepath.Join(dir, file), "--json")
		for _, r := range decoded[[]struct{ Exact string }](t, out) {
			if r.Exact != "50" {
				t.Errorf("%s: %s", file, r.Exact)
			}
		}
		if code != exitOK || !strings.Contains(stderr, "合计行") {
			t.Errorf("%s: %d, nothing is said: %s", file, code, stderr)
		}
	}
	out := filepath.Join(t.TempDir(), "s")
	code, text, stderr := shiji(t, "survey", "sample", filepath.Join(dir, "frame.csv"), "-n", "2",
		"--seed", "1", "-o", out, "--json")
	if got := decoded[struct{ Population int }](t, text).Population; code != exitOK || got != 4 ||
		!strings.Contains(stderr, "合计行 3 行") {
		t.Errorf("%d in the frame (%d %s)", got, code, stderr)
	}
}

// TestOtherWorkbooks: strict workbooks and parts whose names differ in case are read; one without sheets is refused by
// name.
func TestOtherWorkbooks(t *testing.T) {
	dir := filepath.Join(casesDir, "02-strict-ooxml")
	for file, rows := range map[string]int{"answers-strict.xlsx": 4, "strict-nodate.xlsx": 2, "part-name-case.xlsx": 2} {
		_, out, stderr := shiji(t, "table", filepath.Join(dir, file), "--json")
		sheets := decoded[[]sheetJSON](t, out)
		if got := sheets[len(sheets)-1].DataRows; got != rows {
			t.Errorf("%s: %d rows %s", file, got, stderr)
		}
	}
	empty := filepath.Join(dir, "no-sheets.xlsx")
	for _, args := range [][]string{{"table", empty}, {"check", empty}, {"import", empty, "--data", t.TempDir()}} {
		if code, out, stderr := shiji(t, args...); code == exitOK || !strings.Contains(out+stderr, "no-sheets.xlsx") ||
			!strings.Contains(out+stderr, "没有工作表") {
			t.Errorf("%v: %d %s %s", args, code, out, stderr)
		}
	}
}

// TestStratumTakenWhole: a stratum taken whole beside a sampled one adds no error.
func TestStratumTakenWhole(t *testing.T) {
	dir := filepath.Join(casesDir, "12-lonely-psu")
	_, out, stderr := shiji(t, "survey", "analyse", filepath.Join(dir, "data.csv"), "--design",
		filepath.Join(dir, "certainty.yaml"), "--json")
	got := decoded[struct {
		Tables []struct {
			Groups []struct {
				Values []struct {
					Total struct{ Value, SE float64 }
				}
			}
		}
	}](t, out)
	total := got.Tables[0].Groups[0].Values[0].Total
	if math.Abs(total.Value-23844.2857) > 1e-4 || math.Abs(total.SE-4768.3245) > 1e-4 {
		t.Errorf("%+v %s", total, stderr)
	}
}

// TestGroupsOfOneAnswer: groups of one answer, or of a few that are alike, aren't compared; a blank group has a name.
func TestGroupsOfOneAnswer(t *testing.T) {
	dir := filepath.Join(casesDir, "08-one-answer-group")
	_, out, stderr := shiji(t, "survey", "analyse", filepath.Join(dir, "a1.csv"), "--design",
		filepath.Join(dir, "d1.yaml"))
	for _, said := range []string{" 1  甲局", "    乙局", "    丙局", "没有标准误的组不作比较：乙局、丙局", "男 − 女"} {
		if !strings.Contains(out, said) {
			t.Errorf("want %q in %s%s", said, out, stderr)
		}
	}
	for _, never := range []string{"乙局 −", "− 丙局", "− 其他", "<0.001", "80.0–80.0"} {
		if strings.Contains(out, never) {
			t.Errorf("%q in %s", never, out)
		}
	}
	_, out, stderr = shiji(t, "survey", "analyse", filepath.Join(dir, "answers.csv"), "--design",
		filepath.Join(dir, "d.yaml"))
	if strings.Count(out, "（空白）") != 3 || strings.Contains(out, "−  =") || strings.Contains(out, "女 − （空白）") {
		t.Errorf("the blank group: %s%s", out, stderr)
	}
}

// TestEnglishSurvey: of English data the command says nothing Chinese, on the terminal and in the workbook.
func TestEnglishSurvey(t *testing.T) {
	dir := t.TempDir()
	answers := "id,unit,sex,q1,minutes\n"
	for i := range 60 {
		answers += fmt.Sprintf("%d,%s,%s,%s,%d\n", i, []string{"north", "south"}[i%2], []string{"m", "f", ""}[i%7%3],
			[]string{"good", "fair", "poor", "unsure"}[i%5%4], 5+i%30)
	}
	answers += "70,west,m,good,7\n"
	data, design := filepath.Join(dir, "a.csv"), filepath.Join(dir, "d.yaml")
	writeFile(t, data, []byte(answers))
	writeFile(t, design, []byte("title: survey\nunit: unit\nby: [sex, sex×unit]\nscale: {good: 100, fair: 60, poor: 0}\n"+
		"dont_know: [unsure]\nquestions: [q1]\nminimum: 5\nsingle: centre\n"+
		"stages: [{strata: [unit]}]\nvalues: [{column: minutes, quantiles: [0.5], total: true}]\n"))
	code, out, stderr := shiji(t, "survey", "analyse", data, "--design", design, "--explain", "--lang", "en", "-o",
		filepath.Join(dir, "out"))
	if code != 0 || !strings.Contains(out, "(blank)") || !strings.Contains(out, "strata with a single unit: 1") {
		t.Fatalf("%d %s%s", code, out, stderr)
	}
	book, err := grid.Open(filepath.Join(dir, "out", "survey.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for _, s := range book.Sheets {
		out += s.Name + "\n"
		if err := s.Rows(func(r grid.Row) error {
			for _, c := range r.Cells {
				out += c.Raw + "\n"
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, line := range strings.Split(out+stderr, "\n") {
		if strings.ContainsFunc(line, func(r rune) bool {
			return unicode.Is(unicode.Han, r) || strings.ContainsRune("，。；：、（）“”　", r)
		}) && !strings.Contains(line, "满意度") {
			t.Errorf("Chinese in English: %s", line)
		}
	}
}

func TestCasesAreHere(t *testing.T) {
	for _, c := range yearCases {
		if _, err := os.Stat(filepath.Join(casesDir, c.path)); err != nil {
			t.Error(err)
		}
	}
}
