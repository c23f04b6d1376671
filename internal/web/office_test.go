package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"shiji/internal/apart"
	"shiji/internal/audit"
	"shiji/internal/decimal"
	"shiji/internal/demo"
	"shiji/internal/district"
	"shiji/internal/fact"
	"shiji/internal/grid"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/ledger"
	"shiji/internal/person"
	"shiji/internal/progress"
	"shiji/internal/score"
	"shiji/internal/sheet"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
	"shiji/internal/web"
	"shiji/internal/web/site"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == apart.Word { // the district at work has files read by a process of its own
		os.Exit(apart.Main(os.Stdin, os.Stdout))
	}
	code := storetest.Main(m)
	for _, k := range []*keptData{&kept.empty, &kept.small, &kept.two} {
		if k.data != "" {
			os.RemoveAll(k.data)
		}
	}
	os.Exit(code)
}

// me is who acts in tests.
var me = audit.Operator(audit.Page)

var testParts = house.Parts{Read: sheet.ReadOnto, Write: sheet.WriteResults, Engine: "shiji test", Reader: "shiji test"}

// siteOf are the pages of a district.
func siteOf(s *house.Services) site.Config {
	return site.Config{District: s.District, Health: s.Health, Ledger: s.Ledger, Intake: s.Intake, Runs: s.Runs,
		Jobs: s.Jobs,
		Kept: s.Files, State: s.State}
}

// office is a server over a district whose jobs wait until a test does them.
type office struct {
	*web.Server
	site.Config
	db   *store.DB
	of   *store.Office
	all  *house.Services
	year int // the last that was loaded, with a unit, an indicator and an item of it
	unit string
	leaf string
	item string
}

// newOffice is an office of a new district, with years that are imported and scored.
func newOffice(t testing.TB, data string, in ...score.Input) office {
	t.Helper()
	db := storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
	named := district.District{Code: "demo", Name: "示例区", Notice: "演示数据", Today: "2014-11-24"}
	of, err := db.AddDistrict(context.Background(), named, me)
	if err != nil {
		t.Fatal(err)
	}
	o := officeOf(db, of, testParts)
	for _, x := range in {
		o.load(t, x)
	}
	return o
}

// now is when all pages of the tests are made: they say so, and are compared.
var now = time.Now()

// today is its day, as addresses have it.
func today() string { return now.In(web.Beijing).Format(time.DateOnly) }

func officeOf(db *store.DB, of *store.Office, p house.Parts) office {
	all := house.New(db, p).Of(of)
	c := siteOf(all)
	c.Now = func() time.Time { return now }
	return office{Server: site.New(c), Config: c, db: db, of: of, all: all}
}

// keptData is a database with years in it, made once and copied for whoever needs it.
type keptData struct {
	years func() []score.Input
	once  sync.Once
	data  string
	last  score.Input
}

var kept = struct{ empty, small, two keptData }{
	empty: keptData{years: func() []score.Input { return nil }},
	small: keptData{years: func() []score.Input { return []score.Input{demo.Small()} }},
	two:   keptData{years: func() []score.Input { return []score.Input{demo.Small(), nextYear()} }},
}

// open opens a copy, and says where it lies.
func (k *keptData) open(t testing.TB) (office, string) {
	t.Helper()
	k.once.Do(func() {
		dir, err := os.MkdirTemp("", "shiji-web-*")
		if err != nil {
			t.Fatal(err)
		}
		o := newOffice(t, dir, k.years()...)
		if err := o.db.Close(); err != nil {
			t.Fatal(err)
		}
		if k.data = dir; len(k.years()) > 0 {
			k.last = k.years()[len(k.years())-1]
		}
	})
	if k.data == "" {
		t.Fatal("what other tests need couldn't be made")
	}
	data := storetest.Clone(t, k.data)
	db := storetest.Open(t, data, store.Options{GivenUp: house.GivenUp})
	o := officeOf(db, db.OfficeOf(1), testParts)
	if k.last.Scheme.Year > 0 {
		o.speakOf(k.last)
	}
	return o, data
}

// newDistrict is an office of its own without a year.
func newDistrict(t testing.TB) office {
	t.Helper()
	o, _ := kept.empty.open(t)
	return o
}

// small is an office of its own with the small year, scored once: import 1, jobs 1 to 3, batch 1, run 1.
func small(t testing.TB) office {
	t.Helper()
	o, _ := kept.small.open(t)
	return o
}

// twoYears is an office of its own with the small year and the one after it, whose run is the second.
func twoYears(t testing.TB) office {
	t.Helper()
	o, _ := kept.two.open(t)
	return o
}

// nextYear is the small year a year later: an indicator has another name, and the best unit did badly on it.
func nextYear() score.Input {
	in := demo.Small()
	in.Scheme.Year++
	in.Scheme.Title, in.Scheme.Document = "2014年度方案（示例）", "示绩〔2014〕1号"
	in.Scheme.Leaf("A1").Name = "重点任务完成率"
	report(&in, "S1", "A1", "40")
	return in
}

// report sets what a unit reports of an indicator.
func report(in *score.Input, unit, indicator, number string) {
	i := slices.IndexFunc(in.Actuals, func(a progress.Actual) bool { return a.Unit == unit && a.Indicator == indicator })
	n := decimal.MustParse(number)
	in.Actuals[i].Values = []progress.PeriodValue{{Period: "Y", Number: &n}}
}

// denied is the same office where nobody may do anything, or what allow says.
func (o office) denied(allow person.Allow) office {
	p := testParts
	p.Allow = allow
	out := officeOf(o.db, o.of, p)
	out.year, out.unit, out.leaf, out.item = o.year, o.unit, o.leaf, o.item
	return out
}

func (o *office) speakOf(in score.Input) {
	o.year, o.unit = in.Scheme.Year, in.Roster.Units[0].Code
	o.leaf, o.item = in.Scheme.Leaves[0].Code, in.Scheme.Items[0].Name
}

// work does the jobs that wait, the oldest first, in the goroutine of the test.
func (o office) work(t testing.TB) {
	t.Helper()
	for {
		j, ok := o.waiting(t)
		if !ok {
			return
		}
		if err := o.do(j); err != nil {
			t.Fatalf("job %d (%s): %v", j.ID, j.Kind, err)
		}
	}
}

// waiting is the oldest job that isn't over.
func (o office) waiting(t testing.TB) (job.Job, bool) {
	t.Helper()
	list, err := o.Jobs.List(context.Background(), me, 100)
	if err != nil {
		t.Fatal(err)
	}
	list = slices.DeleteFunc(list, func(j job.Job) bool { return j.State.Over() })
	if len(list) == 0 {
		return job.Job{}, false
	}
	return list[len(list)-1], true
}

// do does a job as its handler does it, and tells nobody.
func (o office) do(j job.Job) error {
	silent := func(context.Context, lang.Text, int, int) error { return nil }
	return o.all.Duties()[j.Kind](context.Background(), audit.Behind(j.Actor), j, silent)
}

// upload brings a year, to be confirmed.
func (o office) upload(t testing.TB, in score.Input) int64 {
	t.Helper()
	return o.uploadAs(t, intake.Replace, 0, intake.Upload{Name: "year.xlsx", Data: workbook(t, in)})
}

func (o office) uploadAs(t testing.TB, mode intake.Mode, year int, files ...intake.Upload) int64 {
	t.Helper()
	brought, _, err := o.Intake.Bring(context.Background(), me, mode, year, files)
	if err != nil {
		t.Fatal(err)
	}
	o.work(t)
	return brought.ID
}

// bring imports a year.
func (o office) bring(t testing.TB, in score.Input) int64 {
	t.Helper()
	ctx := context.Background()
	id := o.upload(t, in)
	last, err := o.Ledger.Last(ctx, me, in.Scheme.Year)
	if err != nil {
		t.Fatal(err)
	}
	brought := o.brought(t, id)
	if brought.State != intake.Checked {
		t.Fatalf("the year is %s: %+v", brought.State, brought.Found)
	}
	consent := intake.Consent{Seen: last, Withdraw: brought.Counts.Withdrawn}
	if _, err := o.Intake.Confirm(ctx, me, id, consent); err != nil {
		t.Fatal(err)
	}
	o.work(t)
	return id
}

// load imports a year and scores it.
func (o *office) load(t testing.TB, in score.Input) {
	t.Helper()
	o.bring(t, in)
	if _, _, err := o.Runs.Ask(context.Background(), me, in.Scheme.Year); err != nil {
		t.Fatal(err)
	}
	o.work(t)
	o.speakOf(in)
}

// brought is an import as it stands.
func (o office) brought(t testing.TB, id int64) intake.Intake {
	t.Helper()
	in, err := o.Intake.Intake(context.Background(), me, id)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func workbook(t testing.TB, in score.Input) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "year.xlsx")
	if err := sheet.WriteYear(path, in); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// get asks for a page as a browser on this machine does.
func (o office) get(path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return w
}

func (o office) post(path string, form url.Values, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://localhost"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return w
}

// speaking asks for a page in a language.
func speaking(l lang.Lang) []string {
	return []string{"Cookie", web.PrefsCookie + "=lang=" + string(l)}
}

// y is an address of the year that was loaded.
func (o office) y(path string, args ...any) string {
	return fmt.Sprintf("/y/%d", o.year) + fmt.Sprintf(path, args...)
}

// mainOf is what the main part of a page says, without menu, header and footer: one space between two pieces.
func mainOf(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	var text strings.Builder
	var add func(*html.Node)
	add = func(n *html.Node) {
		apart := n.Type == html.ElementNode && !onlyMarks(n)
		if n.Type == html.TextNode {
			text.WriteString(n.Data)
		}
		if apart {
			text.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			add(c)
		}
		if apart {
			text.WriteByte(' ')
		}
	}
	walk(parsed(t, w), func(n *html.Node) bool {
		if n.DataAtom == atom.Main {
			add(n)
		}
		return n.DataAtom != atom.Main
	})
	return strings.Join(strings.Fields(text.String()), " ")
}

// onlyMarks reports an element that only says which language its words are.
func onlyMarks(n *html.Node) bool {
	if n.DataAtom != atom.Span || len(n.Attr) > 1 {
		return false
	}
	if len(n.Attr) == 1 {
		return n.Attr[0].Key == "lang"
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if attr(c, "lang") != "" {
			return true
		}
	}
	return false
}

func parsed(t testing.TB, w *httptest.ResponseRecorder) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// rowsOf are the rows of the tables of a page, cells between bars.
func rowsOf(t testing.TB, w *httptest.ResponseRecorder) (rows []string) {
	t.Helper()
	for _, table := range readTables(parsed(t, w)).tables {
		for _, row := range table.rows {
			rows = append(rows, strings.Join(row, "|"))
		}
	}
	return rows
}

// says fails the test where a page isn't answered with a status, or its main part lacks a text.
func says(t testing.TB, name string, w *httptest.ResponseRecorder, status int, want ...string) string {
	t.Helper()
	text := mainOf(t, w)
	if w.Code != status {
		t.Errorf("%s: %d, want %d: %.300s", name, w.Code, status, text)
		return text
	}
	for _, x := range want {
		if !strings.Contains(text, x) {
			t.Errorf("%s doesn't say %q: %s", name, x, text)
		}
	}
	return text
}

// jobOf is the job to whose page an answer leads.
func jobOf(t testing.TB, w *httptest.ResponseRecorder) int64 {
	t.Helper()
	at := w.Header().Get("Location")
	id, err := strconv.ParseInt(strings.TrimPrefix(at, "/jobs/"), 10, 64)
	if w.Code != http.StatusSeeOther || err != nil {
		t.Fatalf("%d %q %.300s", w.Code, at, mainOf(t, w))
	}
	return id
}

// fingerprint is a hash over everything that people put into the database.
func (o office) fingerprint(t testing.TB) string {
	t.Helper()
	h := sha256.New()
	if _, err := o.db.Export(context.Background(), h, "test"); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// live lets an office do its jobs as a server does, beside the test.
func (o office) live(t testing.TB) { o.liveWith(t, testParts) }

func (o office) liveWith(t testing.TB, p house.Parts) {
	t.Helper()
	ctx := context.Background()
	w, err := house.New(o.db, p).Work(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		w.Stop(ctx)
	})
}

// wait waits until a job of a live office is over.
func (o office) wait(t testing.TB, id int64) job.Job {
	t.Helper()
	for range 6000 {
		j, _, err := o.Jobs.Job(context.Background(), me, id, 0)
		if err != nil {
			t.Fatal(err)
		}
		if j.State.Over() {
			return j
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the job doesn't end")
	return job.Job{}
}

// uploadRequest brings one file.
func uploadRequest(name, content string, fields ...string) *http.Request {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, _ := form.CreateFormFile("files", name) // memory takes everything
	part.Write([]byte(content))
	for i := 0; i+1 < len(fields); i += 2 {
		form.WriteField(fields[i], fields[i+1])
	}
	form.Close()
	r := httptest.NewRequest(http.MethodPost, "http://localhost/imports", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}

// formOf is what a page's form sends to an address as it stands, and whether there is such a form.
func formOf(t testing.TB, w *httptest.ResponseRecorder, action string) (url.Values, bool) {
	t.Helper()
	fields, found := url.Values{}, false
	walk(parsed(t, w), func(n *html.Node) bool {
		if n.DataAtom != atom.Form || attr(n, "action") != action {
			return true
		}
		found = true
		walk(n, func(in *html.Node) bool {
			checked := slices.ContainsFunc(in.Attr, func(a html.Attribute) bool { return a.Key == "checked" })
			if kind := attr(in, "type"); in.DataAtom == atom.Input && (kind == "hidden" || checked) {
				fields.Set(attr(in, "name"), attr(in, "value"))
			}
			return true
		})
		return false
	})
	return fields, found
}

// correct changes what a unit has reported, as somebody in the house does beside an import.
func (o office) correct(t testing.TB, unit, indicator, number, document string) ledger.Batch {
	t.Helper()
	ctx := context.Background()
	key := ledger.KeyOf(unit, indicator, "A", "Y")
	lines, err := o.Ledger.History(ctx, me, o.year, ledger.About{Unit: unit, Indicator: indicator, Kind: ledger.Value})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(lines, func(l ledger.Line) bool { return l.Versions[0].Key == key })
	if i < 0 {
		t.Fatalf("%s reported nothing of %s", unit, indicator)
	}
	on := lines[i].Versions[len(lines[i].Versions)-1].Version
	b, err := o.Ledger.Append(ctx, me, ledger.Cause{Year: o.year, Act: fact.Approval, Document: document, Reason: "核定更正"},
		[]ledger.Edit{{Kind: ledger.Value, Key: key, On: on, Body: `{"period":"Y","number":"` + number + `"}`}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// hrefTo is the first link of a page that begins so and holds a text; empty: there is none.
func hrefTo(t testing.TB, w *httptest.ResponseRecorder, begins, holds string) (href string) {
	t.Helper()
	walk(parsed(t, w), func(n *html.Node) bool {
		if at := attr(n, "href"); n.DataAtom == atom.A && href == "" && strings.HasPrefix(at, begins) &&
			strings.Contains(at, holds) {
			href = at
		}
		return true
	})
	return href
}

// workbooks are the rows of a workbook that was downloaded, by sheet, cells between bars.
type workbooks map[string][]string

func sheets(t testing.TB, w *httptest.ResponseRecorder) workbooks {
	t.Helper()
	path := filepath.Join(t.TempDir(), "download.xlsx")
	if err := os.WriteFile(path, w.Body.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := grid.Open(path)
	if err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Header().Get("Content-Type"), err)
	}
	defer f.Close()
	out := workbooks{}
	for _, s := range f.Sheets {
		err := s.Rows(func(r grid.Row) error {
			var cells []string
			for _, c := range r.Cells {
				cells = append(cells, c.Show())
			}
			out[s.Name] = append(out[s.Name], strings.Join(cells, "|"))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// row is the first row of a sheet that begins so; empty: there is none.
func (b workbooks) row(sheet, begins string) string {
	for _, row := range b[sheet] {
		if strings.HasPrefix(row, begins) {
			return row
		}
	}
	return ""
}
