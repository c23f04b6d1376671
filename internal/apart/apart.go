// Package apart reads uploaded files in a process of its own: the program itself, started again, which first limits
// what it may take. What a file does to whoever reads it, it does to that process alone.
//
// One process works at a time. It gets one question on its standard input and gives one answer; a [grid.Refusal] comes
// back as such. A process that dies without an answer comes back as a [job.Died].
package apart

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/grid"
	"shiji/internal/intake"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/score"
	"shiji/internal/sheet"
)

// Word is the argument that makes the program answer a question instead of doing a command.
const Word = "read-apart"

// Limits of the process.
const (
	seconds = 60               // of CPU
	patient = 2 * time.Minute  // from start to answer
	tail    = 2 << 10          // of what a dying process says, for the log
	answers = int64(512) << 20 // bytes of an answer
)

// turnWithin is how long somebody who looks at a page waits for another file to be read.
const turnWithin = 10 * time.Second

// ErrBusy says that another file is being read.
var ErrBusy = errors.New("apart: another file is being read")

// question is what the process is asked.
type question struct {
	Op      string         `json:"op"` // read, judge, part, reasons
	Path    string         `json:"path"`
	Known   *score.Input   `json:"known,omitempty"`
	Answers []fact.Answer  `json:"answers,omitempty"`
	Sheet   string         `json:"sheet,omitempty"`
	Row     int            `json:"row,omitempty"`
	Col     int            `json:"col,omitempty"`
	To      string         `json:"to,omitempty"`
	Reasons []sheet.Reason `json:"reasons,omitempty"`
	Lang    lang.Lang      `json:"lang,omitempty"`
}

// answer is what it says. A reading follows it, where there is one.
type answer struct {
	Refused *lang.Text  `json:"refused,omitempty"`
	Failed  string      `json:"failed,omitempty"`
	Part    *sheet.Part `json:"part,omitempty"`
	Read    bool        `json:"read,omitempty"`

	reading *intake.Reading
}

// Process asks processes, one at a time.
type Process struct {
	Log *slog.Logger

	turn chan struct{}
}

// New makes a Process of the running program.
func New(log *slog.Logger) *Process { return &Process{Log: log, turn: make(chan struct{}, 1)} }

// Read reads a year as sheet.ReadOnto does.
func (p *Process) Read(ctx context.Context, path string, known *score.Input,
	said []fact.Answer) (score.Input, errs.Findings, error) {
	return p.year(ctx, question{Op: "read", Path: path, Known: known, Answers: said})
}

func (p *Process) year(ctx context.Context, q question) (score.Input, errs.Findings, error) {
	a, err := p.ask(ctx, q)
	if err != nil {
		return score.Input{}, nil, err
	}
	if a.reading == nil {
		return score.Input{}, nil, errors.New("apart: an answer without a year")
	}
	return a.reading.Input, a.reading.Found, nil
}

// Judge reads a year and says what is wrong with it as a whole: some rules take long where there are very many units.
func (p *Process) Judge(ctx context.Context, path string, known *score.Input,
	said []fact.Answer) (score.Input, errs.Findings, error) {
	return p.year(ctx, question{Op: "judge", Path: path, Known: known, Answers: said})
}

// Part reads what a page shows of a file.
func (p *Process) Part(ctx context.Context, path, name string, row, col int) (sheet.Part, error) {
	a, err := p.ask(ctx, question{Op: "part", Path: path, Sheet: name, Row: row, Col: col})
	if err != nil {
		return sheet.Part{}, err
	}
	if a.Part == nil {
		return sheet.Part{}, errors.New("apart: an answer without a part")
	}
	return *a.Part, nil
}

// Reasons writes a file again with what is wrong in it.
func (p *Process) Reasons(ctx context.Context, src, dst string, list []sheet.Reason, l lang.Lang) error {
	_, err := p.ask(ctx, question{Op: "reasons", Path: src, To: dst, Reasons: list, Lang: l})
	return err
}

// ask starts a process, when its turn comes, and waits for its answer.
func (p *Process) ask(ctx context.Context, q question) (answer, error) {
	busy := time.NewTimer(turnWithin)
	defer busy.Stop()
	if q.Op == "read" || q.Op == "judge" {
		busy.Stop() // a job waits for as long as it may
	}
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-busy.C:
		return answer{}, ErrBusy
	case <-ctx.Done():
		return answer{}, ctx.Err()
	}
	limited, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	asked, err := json.Marshal(q)
	if err != nil {
		return answer{}, err
	}
	program, err := self()
	if err != nil {
		return answer{}, err
	}
	cmd := exec.CommandContext(limited, program, Word)
	cmd.Args[0] = os.Args[0]
	cmd.Env = append(os.Environ(), "GOTRACEBACK=single", parentName+"="+strconv.Itoa(os.Getpid()))
	cmd.SysProcAttr = group() // who stops the server by its terminal or its group doesn't mean a file that is being read
	cmd.Stdin = bytes.NewReader(asked)
	said := &lastWords{}
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return answer{}, err
	}
	if err := cmd.Start(); err != nil {
		return answer{}, fmt.Errorf("apart: %w", err)
	}
	stop := watch(cmd.Process)
	a, decoded := hear(io.LimitReader(out, answers))
	if decoded != nil { // it is dying, or says what isn't understood
		cancel()
	}
	ended := cmd.Wait()
	stop()
	switch {
	case ctx.Err() != nil:
		return answer{}, ctx.Err()
	case ended != nil || decoded != nil:
		p.Log.Warn("a process that read an upload died", "op", q.Op, "how", fmt.Sprint(ended), "answer", fmt.Sprint(decoded),
			"said", said.said.String())
		return answer{}, job.Died{Text: died}
	case a.Refused != nil:
		return answer{}, &grid.Refusal{Why: *a.Refused}
	case a.Failed != "":
		return answer{}, errors.New(a.Failed)
	}
	return a, nil
}

// hear reads an answer.
func hear(out io.Reader) (a answer, err error) {
	in := bufio.NewReaderSize(out, 1<<16)
	line, err := in.ReadBytes('\n')
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(line, &a); err != nil {
		return a, err
	}
	if a.Read {
		a.reading, err = intake.ReadReading(in)
	}
	return a, err
}

var died = lang.T("文件太大或太复杂，读取时两次超出了内存或时间的限额，已放弃，没有写入任何内容。请去掉用不着的表、行列和格式，或分成几个文件再上传",
	"the file is too large or too complex: twice reading it took more memory or time than it may, and it was given up; "+
		"nothing was recorded. Take out sheets, rows, columns and formats that aren't needed, or split it, and upload again")

// lastWords keeps the beginning of what a process says: a dying one says first why.
type lastWords struct{ said bytes.Buffer }

func (w *lastWords) Write(p []byte) (int, error) {
	if room := tail - w.said.Len(); room > 0 {
		w.said.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// Main is the process: it limits itself, answers one question, and ends. It returns the exit code.
func Main(in io.Reader, out io.Writer) int {
	if err := limit(memory, seconds); err != nil {
		fmt.Fprintln(os.Stderr, "apart: no limits:", err)
		return 1
	}
	dieWithParent()
	var q question
	if err := json.NewDecoder(in).Decode(&q); err != nil {
		fmt.Fprintln(os.Stderr, "apart:", err)
		return 1
	}
	a, err := q.answer(context.Background())
	var refusal *grid.Refusal
	switch {
	case errors.As(err, &refusal):
		a = answer{Refused: &refusal.Why}
	case err != nil:
		a = answer{Failed: err.Error()}
	}
	said := bufio.NewWriterSize(out, 1<<16)
	err = json.NewEncoder(said).Encode(a)
	if err == nil && a.Read {
		err = a.reading.Write(said)
	}
	if err = errors.Join(err, said.Flush()); err != nil {
		fmt.Fprintln(os.Stderr, "apart:", err)
		return 1
	}
	return 0
}

func (q question) answer(ctx context.Context) (answer, error) {
	switch q.Op {
	case "read", "judge":
		in, found, err := sheet.ReadOnto(ctx, q.Path, q.Known, q.Answers)
		if err != nil {
			return answer{}, err
		}
		if q.Op == "judge" {
			found = intake.Judged(in, found)
		}
		return answer{Read: true, reading: &intake.Reading{Input: in, Found: found}}, nil
	case "part":
		part, err := sheet.ReadPart(ctx, q.Path, q.Sheet, q.Row, q.Col)
		return answer{Part: &part}, err
	case "reasons":
		return answer{}, sheet.WriteReasons(q.Path, q.To, q.Reasons, q.Lang)
	}
	return answer{}, fmt.Errorf("apart: nothing is known of %q", q.Op)
}

// parentName is the variable that tells the process who asked.
const parentName = "SHIJI_APART_PARENT"

// dieWithParent ends the process when whoever asked is gone, perhaps before this process even began.
func dieWithParent() {
	signal.Ignore(os.Interrupt, syscall.SIGTERM)
	parent, err := strconv.Atoi(os.Getenv(parentName))
	if err != nil {
		return // nobody said
	}
	if os.Getppid() != parent {
		os.Exit(1)
	}
	go func() {
		for range time.Tick(200 * time.Millisecond) {
			if os.Getppid() != parent {
				os.Exit(1)
			}
		}
	}()
}

// Here reads in this process: for commands that work on their own person's files, and for tests.
type Here struct{}

func (Here) Read(ctx context.Context, path string, known *score.Input,
	said []fact.Answer) (score.Input, errs.Findings, error) {
	return sheet.ReadOnto(ctx, path, known, said)
}

func (Here) Part(ctx context.Context, path, name string, row, col int) (sheet.Part, error) {
	return sheet.ReadPart(ctx, path, name, row, col)
}

func (Here) Reasons(_ context.Context, src, dst string, list []sheet.Reason, l lang.Lang) error {
	return sheet.WriteReasons(src, dst, list, l)
}
