package study

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writeLarge writes made-up answers: n sheets, 12 questions with five levels, 110 units, 20 strata, weights.
func writeLarge(b *testing.B, n int) (data, design string) {
	b.Helper()
	dir := b.TempDir()
	data, design = filepath.Join(dir, "large.csv"), filepath.Join(dir, "large.yaml")
	f, err := os.Create(data)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprint(w, "id,unit,stratum,weight")
	for q := range 12 {
		fmt.Fprintf(w, ",q%d", q+1)
	}
	fmt.Fprintln(w)
	r := rand.New(rand.NewPCG(1, 2))
	answers := []string{"非常满意", "满意", "基本满意", "不满意", "非常不满意", "不了解", ""}
	for i := range n {
		h := r.IntN(20)
		fmt.Fprintf(w, "R%07d,U%03d,H%02d,%.3f", i, r.IntN(110), h, 5+3*float64(h)+r.Float64())
		for range 12 {
			k := 0
			for x := r.IntN(100); k < 6 && x >= []int{45, 75, 88, 94, 96, 99}[k]; k++ {
			}
			w.WriteByte(',')
			w.WriteString(answers[k])
		}
		w.WriteByte('\n')
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(design,
		[]byte("title: large\nunit: unit\nweight: weight\nstages: [{strata: stratum}]\nquestions: [q*]\n"),
		0o644); err != nil {
		b.Fatal(err)
	}
	return data, design
}

// BenchmarkTwoMillion analyses two million sheets of 12 questions about 110 units, from a CSV file of 309 MB.
func BenchmarkTwoMillion(b *testing.B) {
	data, design := writeLarge(b, 2_000_000)
	for b.Loop() {
		if _, err := Analyse(data, design, nil); err != nil {
			b.Fatal(err)
		}
	}
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		var kb int
		for _, line := range strings.Split(string(status), "\n") {
			if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kb); err == nil {
				b.ReportMetric(float64(kb)/1024, "peak-MB")
			}
		}
	}
}

// BenchmarkAgainstR makes the means and standard errors of 12 questions for 110 units from one file, here and in R
// survey, in one run. It says how many times faster we are though we estimate more (shares of every answer, rates,
// scores, bands). It needs Rscript with the package survey.
func BenchmarkAgainstR(b *testing.B) {
	rscript, err := exec.LookPath("Rscript")
	if err != nil {
		b.Skip("there is no Rscript")
	}
	data, design := writeLarge(b, 100_000)
	script := filepath.Join(b.TempDir(), "bench.R")
	if err := os.WriteFile(script, []byte(`suppressMessages(library(survey))
d <- read.csv(commandArgs(TRUE)[1], encoding = "UTF-8", stringsAsFactors = FALSE)
points <- c("非常满意" = 100, "满意" = 80, "基本满意" = 60, "不满意" = 30, "非常不满意" = 0)
for (q in paste0("q", 1:12)) d[[q]] <- unname(points[d[[q]]])
s <- svydesign(~1, strata = ~stratum, weights = ~weight, data = d)
for (q in paste0("q", 1:12)) svyby(as.formula(paste0("~", q)), ~unit, s, svymean, na.rm = TRUE)
`), 0o644); err != nil {
		b.Fatal(err)
	}
	var ours, theirs time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := Analyse(data, design, nil); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(start)
		start = time.Now()
		if out, err := exec.Command(rscript, script, data).CombinedOutput(); err != nil {
			b.Skipf("R survey doesn't run: %s", out)
		}
		theirs += time.Since(start)
	}
	b.ReportMetric(ours.Seconds()/float64(b.N), "ours-s")
	b.ReportMetric(theirs.Seconds()/float64(b.N), "R-s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "times-faster")
}
