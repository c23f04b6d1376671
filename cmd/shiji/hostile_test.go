package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"shiji/internal/demo"
	"shiji/internal/grid/hostile"
	"shiji/internal/sheet"
)

// What a hostile file may cost whoever reads it.
const (
	mostSeconds = 5.0
	mostMemory  = 300 << 20 // above what the program takes anyway
)

// served is the program serving a folder of data.
type served struct {
	url  string
	pid  int
	stop func()
	log  *bytes.Buffer
}

func serveProgram(t *testing.T, data string, args ...string) served {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path,
		append([]string{"serve", "--data", data, "--addr", "127.0.0.1:0", "--metrics", ""}, args...)...)
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	said := make([]byte, 4096)
	n, _ := out.Read(said)
	at := regexp.MustCompile(`http://[^/\s]+`).FindString(string(said[:n]))
	if at == "" {
		cmd.Process.Kill()
		cmd.Wait()
		t.Fatalf("it doesn't serve: %s%s", said[:n], log.String())
	}
	go io.Copy(io.Discard, out)
	s := served{at, cmd.Process.Pid, sync.OnceFunc(func() { cmd.Process.Signal(os.Interrupt); cmd.Wait() }), &log}
	t.Cleanup(s.stop)
	return s
}

// form is an upload as a browser sends it.
func form(t *testing.T, name string, data []byte) (io.Reader, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("files", name)
	if err == nil {
		_, err = part.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return &b, w.FormDataContentType()
}

// browser follows nothing by itself.
var browser = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Timeout: time.Minute}

// send uploads a file and returns the page of the job.
func (s served) send(t *testing.T, name string, data []byte) (status int, job string, page string) {
	t.Helper()
	body, kind := form(t, name, data)
	r, err := http.NewRequest(http.MethodPost, s.url+"/imports", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Origin", s.url)
	w, err := browser.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	text, _ := io.ReadAll(w.Body)
	return w.StatusCode, w.Header.Get("Location"), string(text)
}

func (s served) get(path string) (int, string, error) {
	w, err := browser.Get(s.url + path)
	if err != nil {
		return 0, "", err
	}
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	return w.StatusCode, string(text), err
}

// over waits until a job is over, and returns its page.
func (s served) over(t *testing.T, job string) string {
	t.Helper()
	for range 15_000 {
		status, page, err := s.get(job)
		if err != nil {
			t.Fatal(err)
		}
		if status == http.StatusSeeOther || !strings.Contains(page, "data-stream") {
			return page
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("the job doesn't end: %s", s.log)
	return ""
}

// gauge watches the memory of a process and of its children.
type gauge struct {
	pid  int
	stop chan struct{}
	done sync.WaitGroup
	peak int64
}

func memoryOf(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	if m == nil {
		return 0
	}
	kb, _ := strconv.ParseInt(string(m[1]), 10, 64)
	return kb << 10
}

func withChildren(pid int) int64 {
	sum := memoryOf(pid)
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, task := range tasks {
		list, _ := os.ReadFile(task)
		for _, child := range strings.Fields(string(list)) {
			n, _ := strconv.Atoi(child)
			sum += memoryOf(n)
		}
	}
	return sum
}

func watchMemory(pid int) *gauge {
	g := &gauge{pid: pid, stop: make(chan struct{}), peak: withChildren(pid)}
	g.done.Go(func() {
		for {
			select {
			case <-g.stop:
				return
			case <-time.After(5 * time.Millisecond):
				g.peak = max(g.peak, withChildren(pid))
			}
		}
	})
	return g
}

func (g *gauge) end() int64 {
	close(g.stop)
	g.done.Wait()
	return g.peak
}

// others are people who look at pages meanwhile.
type others struct {
	mu    sync.Mutex
	took  []time.Duration
	bad   []string
	pages []string
	stop  chan struct{}
	done  sync.WaitGroup
}

func (s served) others(pages ...string) *others {
	o := &others{pages: pages, stop: make(chan struct{})}
	for n := range 2 {
		o.done.Go(func() {
			for i := n; ; i++ {
				select {
				case <-o.stop:
					return
				case <-time.After(30 * time.Millisecond):
				}
				began := time.Now()
				status, _, err := s.get(o.pages[i%len(o.pages)])
				o.mu.Lock()
				o.took = append(o.took, time.Since(began))
				if err != nil || status != http.StatusOK {
					o.bad = append(o.bad, fmt.Sprint(o.pages[i%len(o.pages)], " ", status, err))
				}
				o.mu.Unlock()
			}
		})
	}
	return o
}

func (o *others) end() (p95 time.Duration, bad []string) {
	close(o.stop)
	o.done.Wait()
	slices.Sort(o.took)
	if len(o.took) == 0 {
		return 0, o.bad
	}
	return o.took[len(o.took)*95/100], o.bad
}

// TestHostileFiles reads each hostile file to its last row through every reader: the commands, the
// upload, the page of the file.
func TestHostileFiles(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("looks at /proc")
	}
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	design := filepath.Join(dir, "设计.yaml")
	writeFile(t, design, []byte("title: t\nquestions: [全年]\nunit: 单位\n"))
	year := filepath.Join(dir, "year.xlsx")
	if err := sheet.WriteYear(year, demo.Small()); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	if code, _, stderr := shiji(t, "import", year, "--data", data); code != 0 {
		t.Fatal(stderr)
	}
	s := serveProgram(t, data)
	commands := [][]string{{"check"}, {"table"}, {"table", "--all"}, {"convert", "--to"}, {"calc"},
		{"survey", "analyse"}, {"survey", "sample"}}
	if testing.Short() {
		commands = [][]string{{"check"}, {"table", "--all"}, {"calc"}}
	}
	looked := []string{"/", "/imports", fmt.Sprintf("/y/%d/", demo.Small().Scheme.Year)}
	slow := 1.0
	run := func(args ...string) (seconds float64, peak int64) {
		cmd := exec.Command(path, args...)
		var said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &said, &said
		began := time.Now()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		g := watchMemory(cmd.Process.Pid)
		err := cmd.Wait()
		memory, out := g.end(), said.Bytes()
		if code := cmd.ProcessState.ExitCode(); err != nil && (code < 0 || code > 3) ||
			bytes.Contains(out, []byte("goroutine ")) {
			t.Errorf("%v: %v %.300s", args, err, out)
		}
		// What others on the machine take isn't the file's: where a command waits for the processor, so
		// does the upload beside it.
		wall, cpu := time.Since(began).Seconds(), (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
		if wall > 0.2 {
			slow = max(1, wall/cpu)
		}
		return min(wall, cpu), memory
	}
	_, base := run("check", year)
	fmt.Printf("%-28s %9s  %-26s %-26s %-26s %s\n", "file", "bytes", "commands", "upload",
		"page of the file", "others p95")
	for _, f := range hostile.Files() {
		if testing.Short() && !f.Small { // make test; make test-hard reads them all
			continue
		}
		content := f.Data()
		file := filepath.Join(dir, f.Name)
		writeFile(t, file, content)
		worst, most := 0.0, int64(0)
		measured := func(what string, seconds float64, memory int64) string {
			if seconds > mostSeconds || memory > mostMemory {
				t.Errorf("%s (%s), %s: %.1f s, +%d MB", f.Name, f.What, what, seconds, memory>>20)
			}
			return fmt.Sprintf("%5.2f s %+5d MB", seconds, memory>>20)
		}
		for _, c := range commands {
			args := append(slices.Clone(c), file)
			switch {
			case c[0] == "convert":
				args = []string{"convert", file, filepath.Join(t.TempDir(), "text")}
			case c[0] == "calc":
				args = []string{"calc", "sum(class(全年))", "--data", file}
			case len(c) > 1 && c[1] == "analyse":
				args = append(args, "--design", design)
			case len(c) > 1 && c[1] == "sample":
				args = append(args, "-n", "2", "-o", filepath.Join(t.TempDir(), "drawn"))
			}
			seconds, memory := run(args...)
			measured(strings.Join(c, " "), seconds, memory-base)
			worst, most = max(worst, seconds), max(most, memory-base)
		}
		people := s.others(looked...)
		before := withChildren(s.pid)
		g := watchMemory(s.pid)
		began := time.Now()
		status, job, page := s.send(t, f.Name, content)
		if status != http.StatusSeeOther {
			t.Errorf("%s: the upload says %d: %.200s", f.Name, status, page)
			continue
		}
		s.over(t, job)
		upload := measured("upload", time.Since(began).Seconds()/slow, g.end()-before)
		g = watchMemory(s.pid)
		began = time.Now()
		for _, cell := range []string{"", "A1", "AMJ39999", "A1048576", "A2147483648"} {
			status, page, err := s.get(fmt.Sprintf("/files/%x?", sha256.Sum256(content)) +
				url.Values{"name": {f.Name}, "cell": {cell}}.Encode())
			if err != nil || status != http.StatusOK && status != http.StatusUnprocessableEntity || len(page) > 4<<20 {
				t.Errorf("%s: the page of the file says %d, %d bytes, %v", f.Name, status, len(page), err)
			}
		}
		shown := measured("page of the file (five times)", time.Since(began).Seconds()/5/slow, g.end()-before)
		p95, bad := people.end()
		if len(bad) > 0 {
			t.Errorf("%s: others were harmed: %v", f.Name, bad)
		}
		fmt.Printf("%-28s %9d  %-26s %-26s %-26s %d ms\n", f.Name, len(content), measured("commands", worst, most), upload,
			shown, p95.Milliseconds())
		os.Remove(file)
	}
}

// TestHostileUploadsAtOnce: four uploads of 60 MB that come together take turns.
func TestHostileUploadsAtOnce(t *testing.T) {
	if testing.Short() || runtime.GOOS != "linux" {
		t.Skip("large files, and /proc: make test-hard")
	}
	s := serveProgram(t, filepath.Join(t.TempDir(), "data"))
	picture := make([]byte, 60<<20)
	r := rand.NewChaCha8([32]byte{5})
	r.Read(picture)
	path := filepath.Join(t.TempDir(), "year.xlsx")
	if err := sheet.WriteYear(path, demo.Small()); err != nil {
		t.Fatal(err)
	}
	book, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	people := s.others("/", "/imports")
	time.Sleep(300 * time.Millisecond)
	before := withChildren(s.pid)
	g := watchMemory(s.pid)
	began := time.Now()
	var wait sync.WaitGroup
	jobs := make([]string, 4)
	for i := range jobs {
		data := hostile.With(book, fmt.Sprintf("xl/media/image%d.png", i), picture)
		wait.Go(func() {
			status, job, page := s.send(t, fmt.Sprintf("年度%d.xlsx", i), data)
			if status != http.StatusSeeOther {
				t.Errorf("upload %d: %d %.200s", i, status, page)
			}
			jobs[i] = job
		})
	}
	wait.Wait()
	taken := time.Since(began)
	for _, job := range jobs {
		if page := s.over(t, job); strings.Contains(page, "出错了") {
			t.Errorf("%s: %.300s", job, page)
		}
	}
	memory := g.end() - before
	p95, bad := people.end()
	fmt.Printf("four uploads of 60 MB at once: taken in %.1f s, read in %.1f s, +%d MB; others p95 %d ms\n",
		taken.Seconds(), time.Since(began).Seconds(), memory>>20, p95.Milliseconds())
	if memory > mostMemory || len(bad) > 0 {
		t.Errorf("+%d MB; others: %v", memory>>20, bad)
	}
}
