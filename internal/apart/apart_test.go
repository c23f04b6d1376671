package apart

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shiji/internal/demo"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/grid"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

// TestMain is the process too, when it is asked to be: a good one, or one that misbehaves as APART_TEST says.
func TestMain(m *testing.M) {
	if len(os.Args) != 2 || os.Args[1] != Word {
		os.Exit(m.Run())
	}
	var hold [][]byte
	switch os.Getenv("APART_TEST") {
	case "hog":
		limit(memory, seconds)
		for {
			b := make([]byte, 1<<20)
			for i := range b {
				b[i] = 1
			}
			hold = append(hold, b)
			if len(hold) > 2000 {
				os.Exit(0) // no limit held: an answer that isn't one
			}
		}
	case "spin":
		limit(memory, 1)
		for began := time.Now(); time.Since(began) < 20*time.Second; {
		}
		os.Exit(0)
	case "silent":
		os.Exit(0)
	case "babble":
		os.Stdout.WriteString("{\"read\": 3}\n")
		os.Exit(0)
	case "panic":
		limit(memory, seconds)
		panic("a file that nobody thought of")
	}
	os.Exit(Main(os.Stdin, os.Stdout))
}

func process(t testing.TB) (*Process, *strings.Builder) {
	var log strings.Builder
	return New(slog.New(slog.NewTextHandler(&log, nil))), &log
}

var example = filepath.Join("..", "..", "examples", "beijing-municipal")

// TestApartIsHere: what a process reads is what this one reads, to the last value and word.
func TestApartIsHere(t *testing.T) {
	p, log := process(t)
	paths := []string{example, "testdata", t.TempDir()}
	for _, path := range paths {
		in, found, err := p.Read(t.Context(), path, nil, nil)
		want, said, wrong := Here{}.Read(t.Context(), path, nil, nil)
		if (err == nil) != (wrong == nil) {
			t.Errorf("%s: %v, here %v; %s", path, err, wrong, log)
			continue
		}
		if !reflect.DeepEqual(encoded(t, in), encoded(t, want)) || len(found) != len(said) {
			t.Errorf("%s: another year, or %d findings, here %d", path, len(found), len(said))
			continue
		}
		for i, f := range found {
			if f.Kept().Message != said[i].Message() || f.Kept().Remedy != said[i].Remedy() || f.At != said[i].At ||
				f.Severity() != said[i].Severity() {
				t.Errorf("%s: %+v, here %+v", path, f, said[i])
			}
		}
	}
	list, err := filepath.Glob(filepath.Join(example, "*.xlsx"))
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	book := list[0]
	got, err := p.Part(t.Context(), book, "", 20, 3)
	want, wrong := Here{}.Part(t.Context(), book, "", 20, 3)
	if err != nil || wrong != nil || !reflect.DeepEqual(got, want) || len(got.Rows) == 0 {
		t.Errorf("a part of %s: %d rows, %v, %v", book, len(got.Rows), err, wrong)
	}
	out := filepath.Join(t.TempDir(), "原因.xlsx")
	if err := p.Reasons(t.Context(), book, out, []sheet.Reason{{Sheet: got.Sheet, Cell: "A3", Text: "看这里", Error: true}},
		lang.ZH); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(out); err != nil {
		t.Error(err)
	}
	var refusal *grid.Refusal
	bad := filepath.Join(t.TempDir(), "坏.xlsx")
	os.WriteFile(bad, []byte("x"), 0o600)
	if _, err := p.Part(t.Context(), bad, "", -1, -1); !errors.As(err, &refusal) {
		t.Errorf("a file that is refused: %v", err)
	}
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAProcessThatDies: whatever a process dies of comes back as such, the log says how, and the next one works.
func TestAProcessThatDies(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the kernel holds the limits on Linux only")
	}
	says := map[string]string{"hog": "memory", "spin": "killed", "silent": "EOF", "babble": "unmarshal",
		"panic": "nobody thought of"}
	if memory > 1<<30 {
		delete(says, "hog") // the race detector's memory isn't limited
	}
	for how, why := range says {
		t.Setenv("APART_TEST", how)
		p, log := process(t)
		began := time.Now()
		_, _, err := p.Read(t.Context(), example, nil, nil)
		var died job.Died
		if !errors.As(err, &died) || died.ZH == "" || !strings.Contains(log.String(), "died") {
			t.Errorf("%s: %v; %s", how, err, log)
		}
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("%s: it took %v", how, took)
		}
		if !strings.Contains(log.String(), why) {
			t.Errorf("%s: the log doesn't say why: %s", how, log)
		}
		t.Setenv("APART_TEST", "")
		if _, _, err := p.Read(t.Context(), example, nil, nil); err != nil {
			t.Errorf("after %s: %v", how, err)
		}
	}
}

// TestOneAtATime: processes wait for each other, and who doesn't wait any longer goes without one.
func TestOneAtATime(t *testing.T) {
	p, _ := process(t)
	var wait sync.WaitGroup
	var most, now atomic.Int64
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				most.Store(max(most.Load(), int64(len(p.turn))))
				time.Sleep(time.Millisecond)
			}
		}
	}()
	for range 4 {
		wait.Go(func() {
			now.Add(1)
			if _, _, err := p.Read(t.Context(), example, nil, nil); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	close(stop)
	if most.Load() != 1 {
		t.Errorf("%d at once", most.Load())
	}
	p.turn <- struct{}{}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, _, err := p.Read(ctx, example, nil, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("who doesn't wait: %v", err)
	}
	<-p.turn
	t.Setenv("APART_TEST", "spin")
	ctx, cancel = context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, _, err := p.Read(ctx, example, nil, nil); !errors.Is(err, context.DeadlineExceeded) ||
		time.Since(began) > 5*time.Second {
		t.Errorf("who goes away: %v after %v", err, time.Since(began))
	}
}

// BenchmarkStart is what a process costs before it reads anything.
func BenchmarkStart(b *testing.B) {
	p, _ := process(b)
	empty := b.TempDir()
	for b.Loop() {
		if _, _, err := p.Read(b.Context(), empty, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLargeYear is 100,000 results: 1,250 units.
func BenchmarkLargeYear(b *testing.B) {
	path := filepath.Join(b.TempDir(), "大.xlsx")
	if err := sheet.WriteYear(path, demo.Large(2014, 1250, 100)); err != nil {
		b.Fatal(err)
	}
	p, log := process(b)
	for name, read := range map[string]func(context.Context, string, *score.Input, []fact.Answer) (score.Input,
		errs.Findings, error){"apart": p.Read, "here": Here{}.Read} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				in, _, err := read(b.Context(), path, nil, nil)
				if err != nil || len(in.Actuals) < 90_000 {
					b.Fatal(len(in.Actuals), err, log)
				}
			}
		})
	}
}
