package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"shiji/internal/demo"
	"shiji/internal/fact"
	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/score"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
	"shiji/internal/web"
)

// paths are addresses of every page that there is, by its route's pattern.
func (o office) paths() map[string]string {
	y := fmt.Sprintf("/y/%d", o.year)
	return map[string]string{
		"GET /{$}": "/", "GET /y/{year}/{$}": y + "/", "GET /search": "/search?q=1", "GET /plan": "/plan",
		"GET /plan/{code}": "/plan/P01", "GET /y/{year}/scheme": y + "/scheme",
		"GET /y/{year}/items/{code}": y + "/items/" + o.leaf, "GET /y/{year}/scheme/diff": y + "/scheme/diff",
		"GET /y/{year}/floors": y + "/floors", "GET /y/{year}/floors/form.xlsx": y + "/floors/form.xlsx?only=none",
		"GET /y/{year}/runs":      y + "/runs",
		"GET /y/{year}/runs/{id}": y + "/runs/1", "GET /y/{year}/runs/{id}/run.json": y + "/runs/1/run.json",
		"GET /y/{year}/ranking": y + "/ranking", "GET /y/{year}/scores": y + "/scores",
		"GET /y/{year}/facts/{kind}":                y + "/facts/marks",
		"GET /y/{year}/units/{unit}":                y + "/units/" + o.unit,
		"GET /y/{year}/units/{unit}/explain/{node}": y + "/units/" + o.unit + "/explain/total",
		"GET /y/{year}/classes/{class}/explain":     y + "/classes/" + url.PathEscape("街道") + "/explain",
		"GET /units":                                "/units",
		"GET /y/{year}/history": web.At{Year: o.year}.HistoryPath(o.unit,
			o.leaf),
		"GET /imports": "/imports", "GET /imports/template.xlsx": "/imports/template.xlsx",
		"GET /imports/year.xlsx":  fmt.Sprintf("/imports/year.xlsx?year=%d", o.year),
		"GET /imports/forms.xlsx": fmt.Sprintf("/imports/forms.xlsx?year=%d", o.year),
		"GET /imports/forms.zip":  fmt.Sprintf("/imports/forms.zip?each=body&year=%d", o.year),
		"GET /imports/{id}":       "/imports/1", "GET /imports/{id}/reasons.xlsx": "/imports/1/reasons.xlsx",
		"GET /files/{sha}": "", "GET /jobs/{id}": "/jobs/1?stay=1", "GET /events": "/events?once=1",
		"GET /keys": "/keys", "GET /terms": "/terms", "GET /assets/{name}": web.AssetURL("style.css"),
		"GET /healthz": "/healthz", "GET /readyz": "/readyz", "GET /y/{year}/to": y + "/to?page=/plan",
	}
}

func TestEveryPageOnBothEngines(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		o := newOffice(t, data, demo.Small())
		origins, err := o.Config.Ledger.Origins(t.Context(), me, o.year, 1<<40)
		if err != nil {
			t.Fatal(err)
		}
		paths := o.paths()
		paths["GET /files/{sha}"] = "/files/" + origins.File("", "", fact.Source{File: "year.xlsx"}) +
			"?name=year.xlsx&sheet=" + url.QueryEscape("实绩") + "&cell=A2"
		before := o.fingerprint(t)
		for _, l := range []lang.Lang{lang.ZH, lang.EN} {
			for _, rt := range o.Routes() {
				if !strings.HasPrefix(rt.Pattern, "GET ") {
					continue
				}
				path, ok := paths[rt.Pattern]
				if !ok {
					t.Errorf("%s has no address in the test", rt.Pattern)
					continue
				}
				w := o.get(path, "Cookie", web.PrefsCookie+"=lang="+string(l))
				body := w.Body.String()
				// the small year has no plan, and no target without a floor
				none := w.Code == http.StatusNotFound &&
					(rt.Pattern == "GET /plan/{code}" || rt.Pattern == "GET /y/{year}/floors/form.xlsx")
				sent := rt.Pattern == "GET /y/{year}/to" && w.Code == http.StatusSeeOther
				if w.Code != http.StatusOK && !sent && !none {
					t.Errorf("%s: %d %s", path, w.Code, body[:min(len(body), 300)])
				}
				if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
					continue
				}
				if strings.Contains(body, "%!") {
					t.Errorf("%s: a text has a wrong verb", path)
				}
				if rt.Code != "" && l == lang.EN && regexp.MustCompile(`<h2>[^<]*[\p{Han}][^<]*</h2>`).
					MatchString(strings.ReplaceAll(body, "街道", "")) && rt.Code != "J1" && rt.Code != "A1" {
					t.Errorf("%s: a heading is Chinese in English: %s", path,
						regexp.MustCompile(`<h2>[^<]*[\p{Han}][^<]*</h2>`).FindString(body))
				}
			}
		}
		if o.fingerprint(t) != before {
			t.Error("reading pages changed data")
		}
	})
}

// TestHeadersS40: every reply has them, errors too.
func TestHeadersS40(t *testing.T) {
	t.Parallel()
	o := small(t)
	for _, path := range []string{"/", "/nowhere", "/y/1999/", "/y/abcd/ranking", fmt.Sprintf("/y/%d/units/none", o.year),
		"/imports/999", "/jobs/x", "/healthz", web.AssetURL("base.js")} {
		w := o.get(path)
		h := w.Header()
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin"} {
			if h.Get(name) != want {
				t.Errorf("%s %d: %s is %q", path, w.Code, name, h.Get(name))
			}
		}
		if c := h.Get("Content-Security-Policy"); !strings.Contains(c, "default-src 'none'") ||
			strings.Contains(c, "unsafe") {
			t.Errorf("%s: policy %q", path, c)
		}
		want := "no-store"
		switch {
		case strings.HasPrefix(path, "/assets/"):
			want = "public, max-age=31536000, immutable"
		case path == "/": // a page: asked about each time (ADR 19)
			want = "private, no-cache"
		}
		if got := h.Get("Cache-Control"); got != want {
			t.Errorf("%s: may be cached: %q", path, got)
		}
		if h.Get("web.Server") != "" || h.Get("X-Request-Id") == "" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

// TestStrangersS32: other sites, other names, other methods.
func TestStrangersS32(t *testing.T) {
	t.Parallel()
	o := small(t)
	before := o.fingerprint(t)
	for _, rt := range o.Routes() {
		method, path, _ := strings.Cut(rt.Pattern, " ")
		if method != http.MethodPost {
			continue
		}
		path = strings.NewReplacer("{year}", fmt.Sprint(o.year), "{id}", "1").Replace(path)
		for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://elsewhere.example"}} {
			r := httptest.NewRequest(method, "http://localhost"+path, nil)
			r.Header.Set(header[0], header[1])
			w := httptest.NewRecorder()
			o.ServeHTTP(w, r)
			if w.Code != http.StatusForbidden {
				t.Errorf("%s with %s: %d", path, header[0], w.Code)
			}
		}
	}
	for host, want := range map[string]int{"evil.example": 421, "10.0.0.1:8470": 421, "localhost": 200,
		"127.0.0.1:8470": 200, "[::1]:8470": 200} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		o.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", host, w.Code, want)
		}
	}
	for _, method := range []string{http.MethodTrace, http.MethodDelete, http.MethodPut} {
		w := httptest.NewRecorder()
		o.ServeHTTP(w, httptest.NewRequest(method, "http://localhost/imports", nil))
		if w.Code/100 != 4 {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
	if o.fingerprint(t) != before {
		t.Error("a stranger changed data")
	}
}

func TestLooksStayOnThisSite(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	for back, want := range map[string]string{"/units?year=2014": "/units?year=2014", "//evil.example/": "/",
		"https://evil.example/": "/", "/\\evil.example": "/", "": "/", "javascript:alert(1)": "/"} {
		w := o.post("/prefs", url.Values{"set": {"lang=en"}, "back": {back}})
		if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != want {
			t.Errorf("back to %q: %d %q", back, w.Code, got)
		}
	}
	if w := o.get("/"); w.Code != 200 || !strings.Contains(w.Body.String(), "三步开始") {
		t.Errorf("an empty district welcomes: %d", w.Code)
	}
}

func TestUploadsThatAreNone(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	upload := func(names ...string) *httptest.ResponseRecorder {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		for _, n := range names {
			p, _ := m.CreateFormFile("files", n)
			p.Write([]byte("hello"))
		}
		m.Close()
		r := httptest.NewRequest(http.MethodPost, "http://localhost/imports", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		w := httptest.NewRecorder()
		o.ServeHTTP(w, r)
		return w
	}
	for _, c := range []struct {
		names []string
		says  string
	}{{nil, "还没有选择文件"}, {[]string{"a.xls"}, "旧格式"}, {[]string{"a.xlsm"}, "含宏"}, {[]string{"a.exe"}, "不是能导入的文件"},
		{[]string{"a.xlsx", "a.xlsx"}, "两个文件都叫"}, {[]string{"名单（机密）.xlsx"}, "涉密"}} {
		w := upload(c.names...)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), c.says) ||
			!strings.Contains(w.Body.String(), "<title>错误") {
			t.Errorf("%v: %d", c.names, w.Code)
		}
	}
	w := upload("..\\..\\a.xlsx") // a path is no path here; what is no workbook is refused when it is looked through
	if w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	o.work(t)
	if in, err := o.Intake.Intake(t.Context(), me, 1); err != nil || in.State != intake.Refused ||
		in.Files[0].Name != "a.xlsx" {
		t.Errorf("%+v %v", in, err)
	}
}

// TestAsItWasKnown: a page can speak of another day.
func TestAsItWasKnown(t *testing.T) {
	t.Parallel()
	o := small(t)
	today := time.Now().In(web.Beijing).Format(time.DateOnly)
	for path, want := range map[string]int{"/scheme?asof=" + today: 200, "/ranking?asof=" + today: 200,
		"/scheme?asof=2001-01-01": 404, "/scheme?asof=gestern": 422, "/ranking?asof=2001-01-01": 200} {
		w := o.get(fmt.Sprintf("/y/%d%s", o.year, path))
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
		if want == 200 && !strings.Contains(w.Body.String(), "历史时点") {
			t.Errorf("%s doesn't say that it speaks of another day", path)
		}
	}
	if body := o.get(fmt.Sprintf("/y/%d/ranking?asof=2001-01-01", o.year)).Body.String(); !strings.Contains(body, "尚未计分") {
		t.Error("a ranking of before the first run")
	}
}

// TestExportIsAJob: asked for, made in the background, downloaded whole.
func TestExportIsAJob(t *testing.T) {
	t.Parallel()
	o := small(t)
	w := o.post(fmt.Sprintf("/y/%d/runs/1/export", o.year), nil)
	at := fmt.Sprintf("/jobs/%d", jobOf(t, w))
	o.work(t)
	link := regexp.MustCompile(`/files/[0-9a-f]{64}\?[^"]*`).FindString(o.get(at).Body.String())
	file := o.get(strings.ReplaceAll(link, "&amp;", "&"))
	if file.Code != 200 || !bytes.HasPrefix(file.Body.Bytes(), []byte("PK")) ||
		!strings.Contains(file.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("%q: %d %v", link, file.Code, file.Header())
	}
}

func TestPlacesOfCells(t *testing.T) {
	for ref, want := range map[string][2]int{"A1": {0, 0}, "F12": {11, 5}, "AA3": {2, 26}, "": {-1, -1}, "L12x": {-1, -1},
		"12": {-1, -1}, "ZZZZ1": {-1, -1}} {
		if row, col := web.CellAt(ref); row != want[0] || col != want[1] {
			t.Errorf("%q: %d %d", ref, row, col)
		}
	}
}

// TestWeight: what a browser loads stays small.
func TestWeight(t *testing.T) {
	packed := func(b []byte) int {
		var out bytes.Buffer
		z := gzip.NewWriter(&out)
		z.Write(b)
		z.Close()
		return out.Len()
	}
	if n := packed(web.AssetBody("base.js")); n > 40<<10 {
		t.Errorf("base script: %d bytes packed", n)
	}
	o := small(t)
	for _, path := range o.paths() {
		if w := o.get(path, "Accept-Encoding", "gzip"); strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") &&
			w.Body.Len() > 120<<10 {
			t.Errorf("%s: %d bytes packed", path, w.Body.Len())
		}
	}
}

func benchOffice(b *testing.B, e store.Engine, in ...score.Input) office {
	b.Helper()
	data := b.TempDir()
	if e == store.PostgreSQL {
		data = storetest.Postgres(b)
	}
	return newOffice(b, data, in...)
}

// BenchmarkPages is the server's time for a page, warm, on the example district.
func BenchmarkPages(b *testing.B) {
	for _, e := range storetest.Engines {
		b.Run(string(e), func(b *testing.B) {
			o := benchOffice(b, e, demo.Haidian2013(), demo.Haidian2014())
			o.unit, o.leaf = "JD079", "A0101"
			benchPages(b, o)
		})
	}
}

// BenchmarkPagesLarge is the same at 1,100 units.
func BenchmarkPagesLarge(b *testing.B) {
	o := benchOffice(b, store.SQLite, demo.Large(1, 1100, 60))
	benchPages(b, o)
}

// BenchmarkOpenLoop asks for pages at a steady rate, whatever the server does: 100 a second over real connections.
func BenchmarkOpenLoop(b *testing.B) {
	const rate, seconds = 100, 10
	for _, e := range storetest.Engines {
		b.Run(string(e), func(b *testing.B) {
			o := benchOffice(b, e, demo.Haidian2013(), demo.Haidian2014())
			server := httptest.NewServer(o)
			defer server.Close()
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}
			l, err := o.Current(context.WithValue(context.Background(), web.WhoKey{}, me), &web.View{}, o.year)
			if err != nil {
				b.Fatal(err)
			}
			var paths []string
			for i := range l.Doc.Results.Units {
				u := &l.Doc.Results.Units[i]
				paths = append(paths, web.At{Year: o.year}.UnitPath(u.Unit), web.At{Year: o.year}.ExplainPath(u.Unit,
					u.Lines[i%len(u.Lines)].Leaf),
					fmt.Sprintf("/y/%d/", o.year), fmt.Sprintf("/y/%d/ranking?class=%s", o.year, url.QueryEscape(u.Class)),
					fmt.Sprintf("/y/%d/scheme", o.year))
			}
			for _, p := range paths[:5] {
				o.get(p) // warm
			}
			for b.Loop() {
				took, failed := make([]float64, rate*seconds), make([]bool, rate*seconds)
				done := make(chan bool, rate*seconds)
				tick := time.NewTicker(time.Second / rate)
				for i := range rate * seconds {
					<-tick.C
					go func() {
						began := time.Now()
						r, err := client.Get(server.URL + paths[i%len(paths)])
						if err == nil {
							_, err = io.Copy(io.Discard, r.Body)
							r.Body.Close()
						}
						took[i], failed[i] = float64(time.Since(began).Microseconds())/1000, err != nil || r.StatusCode != http.StatusOK
						done <- true
					}()
				}
				for range rate * seconds {
					<-done
				}
				tick.Stop()
				errors := 0
				for _, f := range failed {
					if f {
						errors++
					}
				}
				b.ReportMetric(float64(errors), "errors")
				b.ReportMetric(percentile(took, 0.5), "p50-ms")
				b.ReportMetric(percentile(took, 0.99), "p99-ms")
			}
		})
	}
}

// benchPages asks for every page under a new address each time, so that none is one that was kept.
func benchPages(b *testing.B, o office) {
	y := fmt.Sprintf("/y/%d", o.year)
	class := url.QueryEscape(o.class(b))
	for _, p := range []struct{ name, path string }{
		{"A1", y + "/"}, {"B2", "/plan"}, {"B3", y + "/scheme"}, {"B4", y + "/items/" + o.leaf + "?unit=" + o.unit},
		{"B5", y + "/scheme/diff"}, {"C2", y + "/floors"}, {"F5", y + "/runs"},
		{"F5-run", fmt.Sprintf("%s/runs/%d", y, o.lastRun(b))},
		{"F6", y + "/ranking?class=" + class}, {"F7", y + "/units/" + o.unit},
		{"F7-drawer", y + "/units/" + o.unit + "/explain/" + o.leaf}, {"F9", y + "/scores"},
		{"J1", "/units"}, {"J2", "/imports"}, {"J5", y + "/facts/actuals"},
	} {
		b.Run(p.name, func(b *testing.B) {
			o.get(p.path) // warm
			var worst []float64
			for b.Loop() {
				path := web.Ask(p.path, "view", fmt.Sprint(len(worst)))
				began := time.Now()
				w := o.get(path, "Accept-Encoding", "gzip", "X-Part", map[bool]string{true: "drawer"}[p.name == "F7-drawer"])
				worst = append(worst, float64(time.Since(began).Microseconds())/1000)
				if w.Code != http.StatusOK {
					b.Fatalf("%s: %d", p.path, w.Code)
				}
				b.ReportMetric(float64(w.Body.Len())/1024, "KiB-gz")
			}
			b.ReportMetric(percentile(worst, 0.95), "p95-ms")
		})
	}
}

func (o office) class(b testing.TB) string {
	l, err := o.Current(context.WithValue(context.Background(), web.WhoKey{}, me), &web.View{}, o.year)
	if err != nil {
		b.Fatal(err)
	}
	return l.Doc.Results.Classes[0].Class
}

func (o office) lastRun(b testing.TB) int64 {
	l, err := o.Current(context.WithValue(context.Background(), web.WhoKey{}, me), &web.View{}, o.year)
	if err != nil {
		b.Fatal(err)
	}
	return l.ID
}

func percentile(list []float64, p float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[min(int(p*float64(len(sorted))), len(sorted)-1)]
}
