package survey

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// table is a sample of testdata/reference, by column.
type table struct {
	n    int
	cols map[string][]string
}

func readTable(t *testing.T, name string) table {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "reference", name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := table{len(records) - 1, map[string][]string{}}
	for c, head := range records[0] {
		for _, rec := range records[1:] {
			out.cols[head] = append(out.cols[head], rec[c])
		}
	}
	return out
}

// codes numbers what stands in a column.
func (d table) codes(col string) []int32 {
	seen, out := map[string]int32{}, make([]int32, d.n)
	for i, v := range d.cols[col] {
		if _, ok := seen[v]; !ok {
			seen[v] = int32(len(seen))
		}
		out[i] = seen[v]
	}
	return out
}

func (d table) numbers(col string) []float64 {
	out := make([]float64, d.n)
	for i, v := range d.cols[col] {
		out[i] = number(v)
	}
	return out
}

func number(s string) float64 {
	if s == "" {
		return math.NaN()
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(err)
	}
	return x
}

func (d table) margin(name string, totals map[string]float64) Margin {
	m := Margin{Name: name, Category: make([]int32, d.n)}
	key := func(i int) string {
		var parts []string
		for _, c := range strings.Split(name, "+") {
			parts = append(parts, d.cols[c][i])
		}
		return strings.Join(parts, " ")
	}
	at := map[string]int32{}
	for k, v := range totals {
		at[k] = int32(len(m.Names))
		m.Names, m.Totals = append(m.Names, k), append(m.Totals, v)
	}
	for i := range d.n {
		m.Category[i] = at[key(i)]
	}
	return m
}

// references are the designs of testdata/reference.R.
func references(d map[string]table) map[string]struct {
	data   string
	design Design
} {
	times := func(n int, x float64) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = x
		}
		return out
	}
	inverse := func(list []float64) []float64 {
		out := make([]float64, len(list))
		for i, x := range list {
			out[i] = 1 / x
		}
		return out
	}
	srs, strat, one, two, pps, few := d["srs"], d["strat"], d["one"], d["two"], d["pps"], d["few"]
	plain := times(srs.n, 6)
	h := []Stage{{Stratum: strat.codes("h")}}
	hc := []Stage{{Stratum: one.codes("h"), Cluster: one.codes("c")}}
	lone := []Stage{{Stratum: few.codes("h"), Cluster: few.codes("c")}}
	loneSize := []Stage{{Stratum: few.codes("h"), Cluster: few.codes("c"), Size: few.numbers("N")}}
	sex, age := map[string]float64{"f": 2900, "m": 2460}, map[string]float64{"middle": 2500, "old": 1100, "young": 1760}
	s1, a1 := map[string]float64{"f": 500, "m": 400}, map[string]float64{"middle": 420, "old": 200, "young": 280}
	cross := map[string]float64{"f middle": 1300, "m middle": 1200, "f old": 640, "m old": 460,
		"f young": 960, "m young": 800}
	type ref = struct {
		data   string
		design Design
	}
	return map[string]ref{
		"srs":            {"srs", Design{Weight: plain}},
		"srs size":       {"srs", Design{Stages: []Stage{{Size: srs.numbers("N")}}}},
		"strat":          {"strat", Design{Stages: h, Weight: strat.numbers("w")}},
		"strat size":     {"strat", Design{Stages: []Stage{{Stratum: strat.codes("h"), Size: strat.numbers("N")}}}},
		"strat fraction": {"strat", Design{Stages: []Stage{{Stratum: strat.codes("h"), Fraction: strat.numbers("f")}}}},
		"one":            {"one", Design{Stages: hc, Weight: one.numbers("w")}},
		"one size": {"one", Design{Stages: []Stage{
			{Stratum: one.codes("h"), Cluster: one.codes("c"), Size: one.numbers("N")}}, Weight: one.numbers("w")}},
		"two": {"two", Design{Stages: []Stage{
			{Stratum: two.codes("h"), Cluster: two.codes("c"), Size: two.numbers("N")}, {Size: two.numbers("M")}}}},
		"pps":        {"pps", Design{Weight: inverse(pps.numbers("p"))}},
		"pps brewer": {"pps", Design{Stages: []Stage{{Fraction: pps.numbers("p")}}}},
		"srs post":   {"srs", Design{Weight: plain, Calibrate: []Margin{srs.margin("age", a1)}}},
		"srs rake":   {"srs", Design{Weight: plain, Calibrate: []Margin{srs.margin("sex", s1), srs.margin("age", a1)}}},
		"strat post": {"strat", Design{Stages: h, Weight: strat.numbers("w"),
			Calibrate: []Margin{strat.margin("sex+age", cross)}}},
		"strat rake": {"strat", Design{Stages: h, Weight: strat.numbers("w"),
			Calibrate: []Margin{strat.margin("sex", sex), strat.margin("age", age)}}},
		"one post": {"one", Design{Stages: hc, Weight: one.numbers("w"),
			Calibrate: []Margin{one.margin("sex", sex)}}},
		"one rake": {"one", Design{Stages: hc, Weight: one.numbers("w"),
			Calibrate: []Margin{one.margin("sex", sex), one.margin("age", age)}}},
		"one trim":         {"one", Design{Stages: hc, Weight: one.numbers("w"), Trim: Trim{Medians: 1.5}}},
		"few remove":       {"few", Design{Stages: lone, Weight: few.numbers("w"), Single: Remove}},
		"few adjust":       {"few", Design{Stages: lone, Weight: few.numbers("w"), Single: Centre}},
		"few average":      {"few", Design{Stages: lone, Weight: few.numbers("w"), Single: Average}},
		"few size remove":  {"few", Design{Stages: loneSize, Weight: few.numbers("w"), Single: Remove}},
		"few size adjust":  {"few", Design{Stages: loneSize, Weight: few.numbers("w"), Single: Centre}},
		"few size average": {"few", Design{Stages: loneSize, Weight: few.numbers("w"), Single: Average}},
	}
}

// values are a column of the sheets that answered y and lie in a group.
func (d table) values(col, group string, of func(float64) float64) Values {
	var out Values
	for i, v := range d.cols[col] {
		if v == "" || group != "" && d.cols["g"][i] != group || d.cols["y"][i] == "" && col != "v" {
			continue
		}
		out.Sheets, out.Y = append(out.Sheets, int32(i)), append(out.Y, of(number(v)))
	}
	return out
}

func itself(x float64) float64 { return x }

func satisfied(x float64) float64 {
	if x >= 80 {
		return 1
	}
	return 0
}

// TestAgreesWithR compares estimates, standard errors, intervals, degrees of freedom and design effects with those of R
// survey, for designs of every kind, to six significant digits.
func TestAgreesWithR(t *testing.T) {
	data := map[string]table{}
	for _, name := range []string{"srs", "strat", "one", "two", "pps", "few"} {
		data[name] = readTable(t, name)
	}
	designs := references(data)
	samples := map[string]*Sample{}
	want := readTable(t, "expected")
	seen := map[string]bool{}
	for i := range want.n {
		row := func(col string) string { return want.cols[col][i] }
		name := row("case")
		ref, ok := designs[name]
		if !ok {
			t.Fatalf("no design for %q", name)
		}
		d := data[ref.data]
		if samples[name] == nil {
			s, err := NewSample(d.n, ref.design)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			samples[name] = s
		}
		got, err := estimateAs(samples[name], d, row("quantity"), row("group"))
		at := name + "/" + row("quantity") + "/" + row("group") + " [" + row("call") + "]"
		if err != nil {
			t.Errorf("%s: %v", at, err)
			continue
		}
		seen[row("quantity")] = true
		sixDigits(t, at+" estimate", got.Value, number(row("estimate")))
		if row("low") == "" || row("high") == "" { // R says NaN: the interval reaches beyond the data
			if got.Interval != nil || len(got.Refused) == 0 {
				t.Errorf("%s: want a refusal, got %+v", at, got.Interval)
			}
			continue
		}
		if got.SE == nil || got.Interval == nil {
			t.Errorf("%s: refused: %v", at, got.Refused)
			continue
		}
		sixDigits(t, at+" se", *got.SE, number(row("se")))
		sixDigits(t, at+" low", got.Interval.Low, number(row("low")))
		sixDigits(t, at+" high", got.Interval.High, number(row("high")))
		if row("df") != strconv.Itoa(got.DF) {
			t.Errorf("%s: df = %d, want %s", at, got.DF, row("df"))
		}
		// R's "replace" compares with drawing with replacement; ours doesn't, where the population is known
		if row("more") != "" {
			want := number(row("more"))
			if s := samples[name]; s.finite {
				want = want / (1 - float64(got.N) / *got.Population)
			}
			sixDigits(t, at+" deff", *got.Deff, want)
		}
	}
	if len(seen) < 13 || want.n < 1000 {
		t.Errorf("only %d rows of %d quantities compared", want.n, len(seen))
	}
}

// estimateAs makes the estimate that a row of expected.csv is about.
func estimateAs(s *Sample, d table, quantity, group string) (Estimate, error) {
	o := Options{Freedom: OfGroup} // as degf() of R's subset()
	kind, detail, _ := strings.Cut(quantity, " ")
	var l Linear
	var err error
	switch kind {
	case "mean":
		col := "y"
		if detail == "normal" {
			o.Interval = Z
		}
		if detail == "x" {
			return whole(s, d, o, s.Mean)
		}
		l, err = s.Mean(d.values(col, group, itself))
	case "total":
		if detail == "x" {
			return whole(s, d, o, s.Total)
		}
		l, err = s.Total(d.values("x", group, itself))
	case "ratio":
		l, err = s.Ratio(d.values("y", group, itself), d.values("x", group, itself))
	case "proportion":
		o.Proportion = map[string]Method{"logit": LogitMethod, "beta": ClopperPearson, "mean": T}[detail]
		l, err = s.Proportion(d.values("y", group, satisfied))
	case "quantile":
		rule, p, _ := strings.Cut(detail, " ")
		return s.Quantile(d.values("x", group, itself), number(p),
			map[string]QuantileRule{"math": Lower, "school": Middle}[rule], o)
	case "difference":
		a, errA := s.Mean(d.values("y", "A", itself))
		b, errB := s.Mean(d.values("y", "B", itself))
		if errA != nil || errB != nil {
			return Estimate{}, errA
		}
		l = Difference(a, b)
	case "composite":
		y, errY := s.Mean(d.values("y", "", itself))
		v, errV := s.Mean(d.values("v", "", itself))
		if errY != nil || errV != nil {
			return Estimate{}, errY
		}
		l = Composite([]Part{{0.4, y}, {0.6, v}})
	}
	if err != nil {
		return Estimate{}, err
	}
	return s.Estimate(l, o), nil
}

func whole(s *Sample, d table, o Options, of func(Values) (Linear, error)) (Estimate, error) {
	l, err := of(Values{s.All(), d.numbers("x")})
	return s.Estimate(l, o), err
}

func sixDigits(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 5e-7*math.Max(math.Abs(want), 1e-9)) {
		t.Errorf("%s = %.9g, want %.9g", what, got, want)
	}
}
