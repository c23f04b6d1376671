package web

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"shiji/internal/audit"
	"shiji/internal/district"
	"shiji/internal/lang"
)

// View is what every page knows: language, looks, year, where it stands.
type View struct {
	Lang     lang.Lang
	Theme    string // "", "light" or "dark"
	Large    bool   // A+
	Folded   bool   // the menu
	Keys     string // "off": no single key does anything
	Code     string // of the screen
	Title    lang.Text
	Path     string // with query, to come back to
	District district.District
	At
	Years      []int
	Scopes     []string  // classes to choose from
	Stage      lang.Text // what the numbers on the page count for
	Crumbs     []Crumb
	Recent     []Recent
	Tools      []Tool // on the right of the breadcrumb
	Now        time.Time
	Latest     string // day that can be asked for
	Flash      *Flash
	Here       string // address of the page without its day
	Dated      bool   // the page can speak of another day
	Until      int64  // its end, in milliseconds since 1970
	NoRun      bool   // and the year was never scored: there is no run to go back to
	Asked      string // what was searched for
	AsFile     bool   // the page's tables are asked for as a file: lists are whole
	Pager      pager  // of the page's long list
	Density    string // of rows: compact, loose; empty: standard
	lists      []*List
	Pane       string          // what stands open beside the page, as HTML of ours; empty: nothing
	Trial      bool            // its numbers are a trial: paper says so across
	Ignored    []string        // what its address asks for and it doesn't know
	query      url.Values      // what its address asks for
	heard      map[string]bool // names of it that somebody read
	left       [][2]string     // names and values of it that were left out
	kept       bool            // the page keeps to the class that was chosen
	Behind     bool            // facts are newer than the scores on the page
	ScoredBy   int64           // the run that the scores are of
	ScoredAnew bool            // the newer facts were scored by a run that pages don't show yet
	Who        audit.Actor     // who looks at it
	Made       time.Time       // when it was made
	Version    string          // of the program
	Of         string          // the year that the page speaks of, or [allYears]
	Timeless   bool            // the page shows nothing that facts or runs change
	marks      map[string]string
	LastRun    int64 // the newest run of the year that was known when the page was made
}

// Crumb is a step of the path to a page.
type Crumb struct {
	Name lang.Text
	Code string // of what it names, shown when one points at it
	Path string
}

// Tool is a link beside the title.
type Tool struct {
	Name    lang.Text
	Path    string
	Primary bool
	Now     bool // it leads to another time than the page speaks of
	Post    bool // a button that does something
}

// Flash says what just happened.
type Flash struct {
	Good bool
	Text lang.Text
}

// Recent is a page that was opened lately.
type Recent struct {
	Path string `json:"p"`
	ZH   string `json:"z"`
	EN   string `json:"e"`
}

// Say puts a text in the language of the page.
func (v *View) Say(t lang.Text) string { return t.In(v.Lang) }

// Paper is the foot of every printed page: who printed it, when, what its numbers count for, of which version.
func (v *View) Paper() string {
	parts := []string{v.District.Name, v.Say(v.Stage), v.said(), v.T("打印人 ",
		"printed by ") + v.Say(audit.ActorName(v.Who.ID)),
		v.T("打印时间 ", "printed ") + v.Made.In(Beijing).Format("2006-01-02 15:04"), v.T("实绩 ", "Shiji ") + v.Version}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

// Sentence is a text of the product as it stands alone on the page: in English with a capital.
func (v *View) Sentence(s string) string {
	if v.Lang == lang.EN {
		return lang.Sentence(s)
	}
	return s
}

// T is Say for words that stand in a template.
func (v *View) T(zh, en string) string {
	if v.Lang == lang.EN {
		return en
	}
	return zh
}

// Query is what the address of the page asks for beside its day.
func (v *View) Query() (out [][2]string) {
	u, err := url.Parse(v.Here)
	if err != nil {
		return nil
	}
	q := u.Query()
	for _, name := range slices.Sorted(maps.Keys(q)) {
		for _, value := range q[name] {
			out = append(out, [2]string{name, value})
		}
	}
	return out
}

// Covers reports whether a unit of a class belongs to what the page keeps to.
func (v *View) Covers(class string) bool {
	keep := v.KeepsTo()
	return keep == "" || keep == class
}

// HTMLLang is the language of the page as HTML names it.
func (v *View) HTMLLang() string {
	if v.Lang == lang.EN {
		return "en"
	}
	return "zh-CN"
}

const (
	PrefsCookie  = "shiji_prefs"
	RecentCookie = "shiji_recent"
	YearCookie   = "shiji_year" // the year that was looked at last: pages that belong to no year stay with it
	recentMax    = 8
)

// prefs are what a person chose about looks. They live in a cookie and nowhere else.
type prefs struct {
	Lang   lang.Lang
	said   bool // the language was chosen, else it is the browser's
	theme  string
	large  bool
	folded bool
	noKeys bool
	dense  string
}

// languages are those of the pages, the first for whoever reads neither.
var languages = language.NewMatcher([]language.Tag{language.Chinese, language.English,
	language.TraditionalChinese})

// ReadPrefs are what a person chose; until they choose a language, it is their browser's.
func ReadPrefs(r *http.Request) prefs {
	var p prefs
	if q, err := url.ParseQuery(cookieOf(r, PrefsCookie)); err == nil {
		p = prefs{Lang: lang.Lang(q.Get("lang")), large: q.Get("large") == "1", folded: q.Get("fold") == "1",
			noKeys: q.Get("keys") == "off"}
		if t := q.Get("theme"); t == "light" || t == "dark" {
			p.theme = t
		}
		if d := q.Get("density"); d == compact || d == loose {
			p.dense = d
		}
	}
	if p.said = p.Lang == lang.ZH || p.Lang == lang.EN; !p.said {
		_, i := language.MatchStrings(languages, r.Header.Get("Accept-Language"))
		p.Lang = [...]lang.Lang{lang.ZH, lang.EN, lang.ZH}[i]
	}
	return p
}

func (p prefs) write(w http.ResponseWriter) {
	q := url.Values{"theme": {p.theme}}
	if p.said {
		q.Set("lang", string(p.Lang))
	}
	if p.large {
		q.Set("large", "1")
	}
	if p.folded {
		q.Set("fold", "1")
	}
	if p.noKeys {
		q.Set("keys", "off")
	}
	if p.dense != "" {
		q.Set("density", p.dense)
	}
	http.SetCookie(w, &http.Cookie{Name: PrefsCookie, Value: q.Encode(), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// setPrefs changes one of the looks and goes back to the page.
func (s *Server) setPrefs(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return ErrForm
	}
	p := ReadPrefs(r)
	switch v := r.PostForm.Get("set"); v {
	case "lang=zh":
		p.Lang, p.said = lang.ZH, true
	case "lang=en":
		p.Lang, p.said = lang.EN, true
	case "theme=light", "theme=dark", "theme=":
		p.theme = strings.TrimPrefix(v, "theme=")
	case "large=1", "large=":
		p.large = v == "large=1"
	case "fold=1", "fold=":
		p.folded = v == "fold=1"
	case "keys=off", "keys=":
		p.noKeys = v == "keys=off"
	case "density=", "density=" + compact, "density=" + loose:
		p.dense = strings.TrimPrefix(v, "density=")
	case "recent=":
		closeRecent(w, r)
		p.write(w)
		return See(w, r, LocalPath(r.PostForm.Get("back")))
	default:
		if path, ok := strings.CutPrefix(v, "close="); ok {
			closeRecent(w, r, path)
		}
	}
	p.write(w)
	return See(w, r, LocalPath(r.PostForm.Get("back")))
}

// Densities of rows; empty: the standard one.
const (
	compact = "compact"
	loose   = "loose"
)

var densities = []struct {
	key         string
	name, short lang.Text
}{
	{compact, lang.T("紧凑行高", "compact rows"), lang.T("紧", "S")}, {"", lang.T("标准行高", "standard rows"), lang.T("中", "M")},
	{loose, lang.T("宽松行高", "loose rows"), lang.T("松", "L")},
}

// closeRecent takes a page off the strip of recent pages; without one, all.
func closeRecent(w http.ResponseWriter, r *http.Request, paths ...string) {
	list := slices.DeleteFunc(readRecent(r),
		func(x Recent) bool { return len(paths) == 0 || slices.Contains(paths, x.Path) })
	writeRecent(w, list)
}

func writeRecent(w http.ResponseWriter, list []Recent) {
	data, err := json.Marshal(list)
	if err != nil {
		return
	}
	http.SetCookie(w, &http.Cookie{Name: RecentCookie, Value: base64.RawURLEncoding.EncodeToString(data), Path: "/",
		HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// LocalPath lets a redirect go nowhere but to a page of ours.
func LocalPath(p string) string {
	u, err := url.Parse(p)
	if err != nil || !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsAny(p, "\\\r\n") ||
		u.Host != "" || u.Scheme != "" {
		return "/"
	}
	return p
}

// without is an address less some of what it asks for.
func without(path string, names ...string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	q := u.Query()
	for _, n := range names {
		q.Del(n)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// hereOf is the address to come back to: what was posted has none.
func hereOf(r *http.Request) string {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return "/"
	}
	return r.URL.RequestURI()
}

// pathOf is the address of the page that is answered with; where something was posted, the page that its form stood on.
func (s *Server) pathOf(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return hereOf(r)
	}
	for path := r.URL.EscapedPath(); len(path) > 1; path = path[:strings.LastIndex(path, "/")] {
		u, err := url.Parse(path)
		if err != nil {
			break
		}
		if _, pattern := s.mux.Handler(&http.Request{Method: http.MethodGet, URL: u, Host: r.Host}); s.isPage(pattern) {
			return path
		}
	}
	return hereOf(r)
}

// bare is the view of a page that needs nothing from the store: errors.
func (s *Server) bare(r *http.Request) *View {
	p := ReadPrefs(r)
	v := &View{Lang: p.Lang, Theme: p.theme, Large: p.large, Folded: p.folded,
		Now: dayOf(s.Now())}
	if d := s.called.Load(); d != nil { // as it was called when it was last asked
		v.District = *d
	}
	if p.noKeys {
		v.Keys = "off"
	}
	v.Density, v.Who, v.Made, v.Version = p.dense, Who(r.Context()), s.Now(), s.Version
	v.Path = s.pathOf(r)
	v.Recent = readRecent(r)
	v.query = r.URL.Query()
	v.AsFile = v.query.Has(asParam)
	return v
}

// longestFind is how many characters of words can be looked for.
const longestFind = 200

// Open is the view of a page of a year; year 0 is the newest.
func (s *Server) Open(w http.ResponseWriter, r *http.Request, code string, title lang.Text) (*View, error) {
	v := s.bare(r)
	v.Code, v.Title = code, title
	var err error
	if v.District, err = Asked(r.Context(), s, "district", func() (district.District, error) {
		return s.District.Called(r.Context(), Who(r.Context()))
	}); err != nil {
		return nil, err
	}
	s.called.Store(&v.District)
	years, err := Asked(r.Context(), s, "years", func() ([]int, error) {
		return s.Ledger.Years(r.Context(), Who(r.Context()))
	})
	if err != nil {
		return nil, err
	}
	years = slices.Clone(years)
	slices.Reverse(years)
	v.Years = years
	here := *r.URL
	q := here.Query()
	if utf8.RuneCountInString(q.Get(findParam)) > longestFind {
		return nil, ErrFindLong.With(longestFind)
	}
	q.Del(asofParam)
	q.Del(runParam)
	q.Del(paneParam) // it speaks of the day that the page speaks of
	here.RawQuery = q.Encode()
	v.Here, v.Dated = here.RequestURI(), dated.MatchString(r.URL.Path) || r.URL.Path == "/"
	asked := r.PathValue("year")
	if asked == "" {
		if asked = v.Param("year"); asked != "" && len(years) > 0 && !slices.ContainsFunc(years, func(y int) bool {
			return strconv.Itoa(y) == asked
		}) {
			return nil, NoSuch(AYear, asked)
		}
	}
	if asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil || len(asked) != 4 {
			return nil, NoSuch(AYear, asked)
		}
		v.Year = n
	} else if len(years) > 0 {
		v.Year = years[0]
		if last := lastYear(r); code != "A1" && slices.Contains(years, last) {
			v.Year = last
		}
	}
	if slices.Contains(years, v.Year) && v.Year != lastYear(r) {
		http.SetCookie(w, &http.Cookie{Name: YearCookie, Value: strconv.Itoa(v.Year), Path: "/", HttpOnly: true,
			SameSite: http.SameSiteLaxMode})
	}
	if v.At, err = atOf(r, v.Year, v.Dated); err != nil {
		return nil, err
	}
	marks, err := Asked(r.Context(), s, "marks", func() (map[string]string, error) { return s.Marks(r.Context()) })
	if err != nil {
		return nil, err
	}
	v.stands(marks, r.PathValue("year"))
	v.Latest = max(v.District.Today, s.Now().In(Beijing).Format(time.DateOnly))
	if v.AsOf != "" {
		if v.Until, err = v.until(); err != nil {
			return nil, err
		}
		if v.AsOf > v.Latest {
			return nil, ErrFuture.With(v.AsOf)
		}
	}
	if !slices.Contains(years, v.Year) {
		v.Scope = ""
	} else {
		in, _, err := s.Present(r.Context(), v.Year)
		if err != nil {
			return nil, err
		}
		for _, c := range in.Scheme.Classes {
			v.Scopes = append(v.Scopes, c.Name)
		}
		if v.Scope != "" && !slices.Contains(v.Scopes, v.Scope) {
			return nil, NoSuch(AClass, v.Scope)
		}
	}
	if d, err := time.ParseInLocation(time.DateOnly, v.District.Today, Beijing); err == nil {
		v.Now = d
	}
	return v, nil
}

// listed reports whether the page has lists that can be taken along as files.
func (v *View) listed() bool {
	return slices.ContainsFunc(v.lists, func(l *List) bool { return len(l.Rows) > 0 })
}

func lastYear(r *http.Request) int {
	c, err := r.Cookie(YearCookie)
	if err != nil {
		return 0
	}
	n, _ := strconv.Atoi(c.Value)
	return n
}

// Known fails with "not found" unless something was imported for the year of the page.
func (v *View) Known() error {
	if !slices.Contains(v.Years, v.Year) {
		return NoSuch(AYear, v.Year)
	}
	return nil
}

// dayOf is the day of a time where the district is, at its beginning.
func dayOf(t time.Time) time.Time {
	t = t.In(Beijing)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, Beijing)
}

var Beijing = time.FixedZone("Asia/Shanghai", 8*3600)

func readRecent(r *http.Request) []Recent {
	c, err := r.Cookie(RecentCookie)
	if err != nil {
		return nil
	}
	data, err := base64.RawURLEncoding.DecodeString(c.Value)
	var list []Recent
	if err != nil || json.Unmarshal(data, &list) != nil || len(list) > recentMax {
		return nil
	}
	return slices.DeleteFunc(list, func(x Recent) bool { return LocalPath(x.Path) != x.Path })
}

// Remember says that the page goes to the front of the strip of recent pages. name is short.
func (v *View) Remember(w http.ResponseWriter, name lang.Text) {
	if d, ok := w.(*draft); ok && !v.AsFile {
		d.opened = &Recent{v.Path, lang.Cut(name.ZH, 20), lang.Cut(name.EN, 24)}
	}
}

// opened are the pages that were opened lately, with one more. A page that is there already keeps its place, with what
// was asked of it last; another one comes first.
func opened(list []Recent, p Recent) []Recent {
	if len(p.Path) >= 160 {
		return list
	}
	list = slices.Clone(list)
	at, _, _ := strings.Cut(p.Path, "?")
	for i := range list {
		if was, _, _ := strings.Cut(list[i].Path, "?"); was == at {
			list[i] = p
			return list
		}
	}
	list = append([]Recent{p}, list...)
	return list[:min(len(list), recentMax)]
}

// menuGroup is a group of the left menu: what exists.
type menuGroup struct {
	Name  lang.Text
	Links []menuLink
}

type menuLink struct {
	Name lang.Text
	Path string
	Code string
	Key  string // after g
	Icon string // a path in 20 × 20, of lines
}

// Rooms is the menu where there are years to look at.
func (v *View) Rooms() []menuGroup {
	if len(v.Years) == 0 {
		return nil
	}
	return v.Menu()
}

// Menu lists the rooms that exist.
func (v *View) Menu() []menuGroup {
	return []menuGroup{
		{lang.T("工作台", "Home"), []menuLink{{lang.T("总览", "Overview"), v.HomePath(), "A1", "h", "M3 9.5 10 4l7 5.5V16H3z"}}},
		{lang.T("规划与方案", "Plan and scheme"), []menuLink{
			{lang.T("五年规划", "Five-year plan"), v.Base("/plan"), "B2", "p", "M3 4v12h14M6 12l3-3 3 2 4-5"},
			{lang.T("年度方案", "Yearly scheme"), v.To("/scheme"), "B3", "s", "M4 4h5v4H4zM11 12h5v4h-5zM6.5 8v6H11"},
			{lang.T("年度对比", "Year-on-year"), v.To("/scheme/diff"), "B5", "d", "M4 4h4v12H4zM12 4h4v12h-4zM8 10h4"}}},
		{lang.T("目标", "Targets"), []menuLink{
			{lang.T("三个不低于", "Three floors"), v.To("/floors"), "C2", "t", "M3 16h14M6 16v-5M10 16V5M14 16V8"}}},
		{lang.T("考评", "Scoring"), []menuLink{
			{lang.T("计分", "Score runs"), v.To("/runs"), "F5", "c", "M5 3h10v14H5zM8 6h4M8 10h.5M11.5 10h.5M8 13h.5M11.5 13h.5"},
			{lang.T("排名等次", "Ranking and grades"), v.To("/ranking"), "F6", "r", "M3 17v-5h4v5M8 17V6h4v11M13 17v-8h4v8"},
			{lang.T("得分清单", "List of scores"), v.ScoresPath(), "F9", "l", "M4 5.5h12M4 10h12M4 14.5h12"}}},
		{lang.T("基础数据", "Base data"), []menuLink{
			{lang.T("单位", "Units"), v.Base("/units"), "J1", "u", "M10 9a3 3 0 100-6 3 3 0 000 6zM4 17c0-3 3-5 6-5s6 2 6 5"},
			{lang.T("数据清单", "Facts"), v.FactsPath("actuals"), "J5", "f", "M3 4h14v12H3zM3 8h14M8 8v8"},
			{lang.T("导入中心", "Imports"), "/imports", "J2", "m", "M10 13V4M6 8l4-4 4 4M4 16h12"}}},
	}
}

// PathID is the number in an address.
func PathID(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, ErrNotFound
	}
	return id, nil
}
