package yearbook

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/fact"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/scheme"
	"shiji/internal/score"
)

// Batch is a set of facts that were recorded in one moment. Its number is its place in the order of recording.
type Batch struct {
	ID         int64
	Year       int
	Kind       BatchKind
	Origin     int64 // the import, or the batch that is undone
	Actor      string
	RecordedAt int64
	Counts     Counts
	Digest     string
}

// BatchKind says what made a batch.
type BatchKind string

const (
	Imported BatchKind = "import"
	Undone   BatchKind = "undo"
)

// State says how far an import has come.
type State string

const (
	Uploaded State = "uploaded" // 已上传，待检查
	Checked  State = "checked"  // 已检查，待确认
	Refused  State = "refused"  // 有错误，未写入
	Recorded State = "recorded" // 已写入
	Withdraw State = "undone"   // 已撤销
	Dropped  State = "dropped"  // 已放弃
)

// States lists every state with its words.
var States = []struct {
	State State
	Name  lang.Text
}{
	{Uploaded, lang.T("检查中", "being checked")}, {Checked, lang.T("待确认", "to be confirmed")}, {Refused, lang.T("有错误，未写入", "errors, not recorded")},
	{Recorded, lang.T("已写入", "recorded")}, {Withdraw, lang.T("已撤销", "undone")}, {Dropped, lang.T("已放弃", "dropped")},
}

// Name returns the words for s.
func (s State) Name() lang.Text {
	for _, e := range States {
		if e.State == s {
			return e.Name
		}
	}
	return lang.Same(string(s))
}

// Intake is an import: the files that somebody brought, what was found in them, and what became of them.
type Intake struct {
	ID         int64
	Year       int // 0 until it is known
	State      State
	Mode       Mode
	Actor      string
	CreatedAt  int64
	FinishedAt int64
	Batch      int64 // 0: none yet
	Seen       int64 // the last batch of the year when the changes were shown that were confirmed
	Files      []File
	Found      []Note                // not in a list: there may be many
	Tally      map[errs.Severity]int `json:"-"` // of Found, in a list; else nil
	Counts     Counts
	Reading    string        `json:",omitempty"` // hash of what was read of the files; empty: they are read when they are needed
	Answers    []fact.Answer `json:",omitempty"` // what was said of cells that can mean two things; the chain vouches for imports that have none
}

// File is one file of an import.
type File struct {
	Name   string
	SHA256 string
	Size   int64
}

// Note is a finding as it is kept: its words too, so that it reads the same in later versions of the program.
type Note struct {
	Code     errs.Code     `json:"code"`
	Severity errs.Severity `json:"severity"`
	At       fact.Source   `json:"at,omitzero"`
	Value    string        `json:"value,omitempty"`
	Message  lang.Text     `json:"message"`
	Remedy   lang.Text     `json:"remedy,omitzero"`
	Readings []string      `json:"readings,omitempty"` // it is a question: what the cell can mean
	Link     errs.Link     `json:"link,omitzero"`
}

// Told returns the note as a person is told it.
func (n Note) Told() errs.Told {
	return errs.Told{Code: n.Code, Severity: n.Severity, At: n.At, Value: n.Value, Message: n.Message, Remedy: n.Remedy, Link: n.Link}
}

// Outline puts what was found in order: causes before consequences.
func (i Intake) Outline() []errs.Matter {
	told := make([]errs.Told, len(i.Found))
	for k, n := range i.Found {
		told[k] = n.Told()
	}
	return errs.Outline(told)
}

// Notes keeps findings, errors first.
func Notes(found errs.Findings) []Note {
	var out []Note
	for _, f := range found.Linked().Sorted() {
		out = append(out, Note{f.Code, f.Severity(), f.At, f.Value, f.Message(), f.Remedy(), f.Readings, f.Link})
	}
	return out
}

// Count returns how many notes have severity s.
func (i Intake) Count(s errs.Severity) int {
	if i.Tally != nil {
		return i.Tally[s]
	}
	n := 0
	for _, f := range i.Found {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// Questions are the findings of an import that somebody has to answer.
func (i Intake) Questions() []Note {
	return slices.DeleteFunc(slices.Clone(i.Found), func(n Note) bool { return len(n.Readings) == 0 })
}

// Store is what a unit of work offers to this package. Reads see what the unit of work wrote.
type Store interface {
	Now() int64 // milliseconds since 1970; the same all through a unit of work
	// LockYear makes other units of work that lock the year wait until this one ends.
	LockYear(ctx context.Context, year int) error
	Years(ctx context.Context) ([]int, error)
	LastBatch(ctx context.Context, year int) (int64, error)             // 0: none
	BatchAt(ctx context.Context, year int, at int64) (int64, error)     // the last one recorded until then; 0: none
	LastRecorded(ctx context.Context) (int64, error)                    // when the district's last batch was recorded
	Batch(ctx context.Context, id int64) (Batch, error)                 // ErrNone
	Batches(ctx context.Context, year int) ([]Batch, error)             // oldest first
	AddBatch(ctx context.Context, b Batch, facts []Fact) (int64, error) // numbers it
	Facts(ctx context.Context, year int, batch int64) ([]Fact, error)   // the latest versions until batch, withdrawn ones too
	FactsOf(ctx context.Context, batch int64) ([]Fact, error)           // what a batch recorded
	History(ctx context.Context, year int, of About) ([]Fact, error)    // all versions of each fact, oldest first
	AddIntake(ctx context.Context, i Intake) (int64, error)
	SetIntake(ctx context.Context, i Intake) error
	Intake(ctx context.Context, id int64) (Intake, error) // ErrNone
	Intakes(ctx context.Context, limit int) ([]Intake, error)
	// FilesOf lists the files of the imports that were recorded for a year until a batch: by batch, name and hash.
	FilesOf(ctx context.Context, year int, batch int64) (map[int64]map[string]string, error)
	Files
}

// intakes is the lock of imports: whoever moves one from one state to the next holds it. No year is 0.
const intakes = 0

// Tx is a unit of work of this package.
type Tx interface {
	Store
	audit.Log
	job.Queue
}

var (
	ErrNone       = errors.New("yearbook: there is no such thing")
	ErrState      = errors.New("yearbook: the import isn't in a state for that")
	ErrLater      = errors.New("yearbook: a later batch changed some of the same facts")
	ErrErrors     = errors.New("yearbook: the import has errors that have to be mended first")
	ErrStale      = errors.New("yearbook: other facts were recorded since the changes were shown")
	ErrNoQuestion = errors.New("yearbook: nothing of the kind was asked, or the answer lacks a person or a reason")
	ErrTooLarge   = errors.New("yearbook: the upload is too large")
)

// Limits of an upload.
const (
	MaxFiles  = 40
	MaxUpload = 64 << 20 // bytes of all files together
)

// Reader reads a year from a folder. Where it adds to a year, known is that year, whose frame needn't be brought again; else it is nil.
// answers are what was said of its cells that can mean two things.
type Reader func(ctx context.Context, path string, known *score.Input, answers []fact.Answer) (score.Input, errs.Findings, error)

// Service imports years and reads them back.
type Service struct {
	InTx func(ctx context.Context, actor string, do func(Tx) error) error
	View func(ctx context.Context, do func(Tx) error) error
	Read Reader
	// Judge reads as Read does, and adds what score.Check and score.Admit find, of a year that stands for itself; nil: that is done here.
	Judge Reader
	// Reader is the version of Read: what another version read is read again.
	Reader string
	Temp   string // folder for files while they are read; empty: the system's
	// Called is the name of the district, empty while nobody has given it one; nil: it isn't known here.
	Called func(ctx context.Context) (string, error)

	mu      sync.Mutex
	cache   map[cacheKey]*score.Input
	order   []cacheKey
	origins map[cacheKey]*Origins
}

type cacheKey struct {
	year  int
	batch int64
}

// keptYears is how many years stay in memory; what they hold can't go stale, since a batch never changes.
const keptYears = 6

// Years lists the years that have facts.
func (s *Service) Years(ctx context.Context) (years []int, err error) {
	err = s.View(ctx, func(tx Tx) error { years, err = tx.Years(ctx); return err })
	return years, err
}

// Last returns the last batch of a year; 0 if nothing was recorded.
func (s *Service) Last(ctx context.Context, year int) (batch int64, err error) {
	err = s.View(ctx, func(tx Tx) error { batch, err = tx.LastBatch(ctx, year); return err })
	return batch, err
}

// Latest returns a year as it is known now, and the batch that it stands at. The input is shared: don't change it.
func (s *Service) Latest(ctx context.Context, year int) (*score.Input, int64, error) {
	var in *score.Input
	var batch int64
	err := s.View(ctx, func(tx Tx) (err error) {
		if batch, err = tx.LastBatch(ctx, year); err != nil {
			return err
		}
		in, err = s.load(ctx, tx, year, batch)
		return err
	})
	return in, batch, err
}

// AsOf returns a year as it was known after a batch.
func (s *Service) AsOf(ctx context.Context, year int, batch int64) (in *score.Input, err error) {
	err = s.View(ctx, func(tx Tx) error { in, err = s.load(ctx, tx, year, batch); return err })
	return in, err
}

// At returns a year as it was known at a time (milliseconds since 1970), and the batch that it stood at.
func (s *Service) At(ctx context.Context, year int, at int64) (in *score.Input, batch int64, err error) {
	err = s.View(ctx, func(tx Tx) error {
		if batch, err = tx.BatchAt(ctx, year, at); err != nil {
			return err
		}
		in, err = s.load(ctx, tx, year, batch)
		return err
	})
	return in, batch, err
}

func (s *Service) load(ctx context.Context, tx Tx, year int, batch int64) (*score.Input, error) {
	if batch == 0 {
		return nil, fmt.Errorf("year %d: %w", year, ErrNone)
	}
	at := cacheKey{year, batch}
	s.mu.Lock()
	in := s.cache[at]
	s.mu.Unlock()
	if in != nil {
		return in, nil
	}
	facts, err := tx.Facts(ctx, year, batch)
	if err != nil {
		return nil, err
	}
	hold := records(facts)
	if len(hold) == 0 { // nothing was recorded, or all of it was taken back
		return nil, fmt.Errorf("year %d at batch %d: %w", year, batch, ErrNone)
	}
	joined, err := Join(hold)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cache == nil {
		s.cache = map[cacheKey]*score.Input{}
	}
	if s.cache[at] == nil {
		s.order = append(s.order, at)
	}
	s.cache[at] = &joined
	if len(s.order) > keptYears {
		delete(s.cache, s.order[0])
		s.order = s.order[1:]
	}
	return &joined, nil
}

// records are the facts that hold.
func records(facts []Fact) []Record {
	out := make([]Record, 0, len(facts))
	for _, f := range facts {
		if !f.Withdrawn {
			out = append(out, f.Record)
		}
	}
	return out
}

// Upload is a file that somebody brings: its content, or how to read it from where it lies.
type Upload struct {
	Name string
	Data []byte
	Open func() (io.ReadCloser, error) // instead of Data
	Size int64                         // of what Open opens, in bytes
}

// size is the number of bytes.
func (u Upload) size() int64 {
	if u.Open == nil {
		return int64(len(u.Data))
	}
	return u.Size
}

// pack packs the content.
func (u Upload) pack() (Packed, error) {
	if u.Open == nil {
		return Pack(bytes.NewReader(u.Data), int64(len(u.Data)))
	}
	f, err := u.Open()
	if err != nil {
		return Packed{}, err
	}
	defer f.Close()
	p, err := Pack(io.LimitReader(f, MaxUpload+1), u.Size)
	if err == nil && p.Size > MaxUpload {
		return p, ErrTooLarge // it grew meanwhile
	}
	return p, err
}

// writeTo writes the content to the disk.
func (u Upload) writeTo(path string) error {
	if u.Open == nil {
		return os.WriteFile(path, u.Data, 0o600)
	}
	from, err := u.Open()
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(to, io.LimitReader(from, MaxUpload+1))
	if err == nil && n > MaxUpload {
		err = ErrTooLarge // it grew meanwhile
	}
	return errors.Join(err, to.Close())
}

// Bring keeps the files of an import and queues the job that looks through them. year is the year that they add to where they don't say it themselves; 0: they do.
func (s *Service) Bring(ctx context.Context, actor string, mode Mode, year int, files []Upload) (in Intake, j job.Job, err error) {
	total, err := lookAtFiles(files)
	if err != nil {
		return in, j, err
	}
	done, err := alone(ctx, total)
	if err != nil {
		return in, j, err
	}
	defer done()
	packed := make([]Packed, len(files))
	for i, f := range files { // before the unit of work, which others wait for
		if packed[i], err = f.pack(); err != nil {
			return in, j, err
		}
	}
	err = s.InTx(ctx, actor, func(tx Tx) error {
		if err := tx.LockYear(ctx, intakes); err != nil {
			return err
		}
		if in, j, err = twice(ctx, tx, actor, mode, year, files, packed); err != nil || in.ID != 0 {
			return err
		}
		in = Intake{Year: year, State: Uploaded, Mode: mode, Actor: actor, CreatedAt: tx.Now()}
		for i, f := range files {
			if err := tx.PutPacked(ctx, packed[i]); err != nil {
				return err
			}
			in.Files = append(in.Files, File{Name: filepath.Base(f.Name), SHA256: packed[i].SHA256, Size: packed[i].Size})
		}
		if in.ID, err = tx.AddIntake(ctx, in); err != nil {
			return err
		}
		if j, _, err = tx.Enqueue(ctx, job.Check, fmt.Sprintf("import/%d/check", in.ID), in.ID); err != nil {
			return err
		}
		tx.Audit("import.upload", fmt.Sprintf("import/%d", in.ID), map[string]any{"files": hashes(in.Files), "mode": mode})
		return nil
	})
	return in, j, err
}

// pressedTwice is how soon the same files, brought by the same person, are a button that was pressed twice. In milliseconds.
const pressedTwice = 15_000

// twice finds the import that was brought a moment ago with the same files, with the job that looks through it.
func twice(ctx context.Context, tx Tx, actor string, mode Mode, year int, files []Upload, packed []Packed) (Intake, job.Job, error) {
	last, err := tx.Intakes(ctx, 1)
	if err != nil || len(last) == 0 {
		return Intake{}, job.Job{}, err
	}
	in := last[0]
	if in.Actor != actor || in.Mode != mode && mode != Guess {
		return Intake{}, job.Job{}, nil
	}
	if year != 0 && in.Year != year || tx.Now()-in.CreatedAt > pressedTwice || len(in.Files) != len(files) || (in.State != Uploaded && in.State != Checked && in.State != Refused) {
		return Intake{}, job.Job{}, nil
	}
	for i, f := range files {
		if in.Files[i].Name != filepath.Base(f.Name) || in.Files[i].SHA256 != packed[i].SHA256 {
			return Intake{}, job.Job{}, nil
		}
	}
	j, err := tx.JobFor(ctx, job.Check, in.ID)
	if errors.Is(err, job.ErrNone) {
		return Intake{}, j, nil
	}
	return in, j, err
}

// FileProblem says why files weren't taken, before anything was read of them.
type FileProblem struct{ lang.Text }

func (p FileProblem) Error() string { return "yearbook: " + p.EN }

// lookAtFiles looks at what can be seen of files from outside: how many and how large they are, and their names.
func lookAtFiles(files []Upload) (total int64, err error) {
	seen := map[string]bool{}
	for _, f := range files {
		total += f.size()
		if why := nameProblem(f.Name); !why.IsZero() {
			return 0, FileProblem{why}
		}
		if seen[f.Name] {
			return 0, FileProblem{lang.T("有两个文件都叫“%[1]s”，请改名后一起上传。", "Two files are called %[1]q: rename one and upload again.").With(f.Name)}
		}
		seen[f.Name] = true
	}
	if len(files) == 0 {
		return 0, FileProblem{lang.T("还没有选择文件。请选择一个或多个年度工作簿（.xlsx 或 .csv）。", "No file was chosen. Choose one or more workbooks of the year (.xlsx or .csv).")}
	}
	if total > MaxUpload || len(files) > MaxFiles {
		return 0, ErrTooLarge
	}
	return total, nil
}

// unseen reports characters that make a name read otherwise than it is: control characters and marks of direction.
func unseen(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

// nameProblem says why a file isn't taken by its name. A name that is no UTF-8 would read otherwise after it was stored.
func nameProblem(name string) lang.Text {
	if !utf8.ValidString(name) || strings.ContainsFunc(name, unseen) || len(name) > 200 {
		return lang.T("有一个文件的名称太长或含有读不懂的字符，请改名后上传。", "The name of a file is too long or can't be read: rename it and upload again.")
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".xlsx", ".csv", ".yaml", ".yml":
	case ".wps", ".doc", ".docx":
		return lang.T("“%[1]s”是文字文件，不是表格。请把表格放进 .xlsx 工作簿后上传。", "%[1]q is a text and no table: put the table into an .xlsx workbook and upload that.").With(name)
	case ".ods", ".ett", ".numbers", ".xlsb":
		return lang.T("“%[1]s”不能读取。请在表格软件中打开，另存为 .xlsx 后上传。", "%[1]q can't be read: open it in a spreadsheet program, save it as .xlsx and upload that.").With(name)
	case ".xls", ".et":
		return lang.T("“%[1]s”是旧格式。请在表格软件中另存为 .xlsx 后上传。", "%[1]q is in an old format: save it as .xlsx and upload that.").With(name)
	case ".xlsm":
		return lang.T("“%[1]s”含宏，不接收。请另存为 .xlsx 后上传。", "%[1]q holds macros and isn't taken: save it as .xlsx and upload that.").With(name)
	default:
		return lang.T("“%[1]s”不是能导入的文件。请上传 .xlsx 工作簿或 .csv 表。", "%[1]q can't be imported: upload .xlsx workbooks or .csv tables.").With(name)
	}
	for _, mark := range []string{"绝密", "机密", "秘密"} {
		if strings.Contains(name, mark) {
			return lang.T("“%[1]s”的名称标有“%[2]s”。涉密文件不得上传本系统。", "%[1]q is marked %[2]s: classified files must not be uploaded here.").With(name, mark)
		}
	}
	return lang.Text{}
}

func hashes(files []File) []string {
	var out []string
	for _, f := range files {
		out = append(out, f.SHA256)
	}
	return out
}

// Look is the job that looks through an import: nothing is recorded.
func (s *Service) Look(ctx context.Context, j job.Job, tell job.Tell) error {
	in, r, err := s.read(ctx, j, tell)
	if err != nil {
		return err
	}
	reading, err := r.pack()
	if err != nil {
		return err
	}
	return s.InTx(ctx, j.Actor, func(tx Tx) error {
		if err := tx.PutPacked(ctx, reading); err != nil {
			return err
		}
		in.Reading = reading.SHA256
		if _, err := s.looked(ctx, tx, &in, r); err != nil {
			return err
		}
		if err := tx.SetIntake(ctx, in); err != nil {
			return err
		}
		tx.Audit("import.check", fmt.Sprintf("import/%d", in.ID), map[string]any{"file": in.Reading, "year": in.Year, "state": in.State, "errors": in.Count(errs.Wrong), "warnings": in.Count(errs.Warning)})
		return tx.FinishJob(ctx, j.ID)
	})
}

// looked notes what was found in what was read of an import, and returns what it would change.
func (s *Service) looked(ctx context.Context, tx Tx, in *Intake, r *Reading) (changes []Change, err error) {
	found := append(slices.Clone(r.Found), s.otherDistrict(ctx, in.Mode, r.Input)...)
	if says := r.Input.Scheme; in.Mode.adds() && in.Year != 0 && says.Year != 0 && says.Year != in.Year {
		found = append(found, errs.New(errs.YearOther, says.At("年度"), fmt.Sprint(says.Year), says.Year, in.Year))
	}
	in.Found, in.State, in.FinishedAt = Notes(found), Checked, tx.Now()
	if r.Input.Scheme.Year != 0 {
		in.Year = r.Input.Scheme.Year
	}
	if found.HasErrors() && in.Mode.adds() { // all that is wrong is told at once
		if _, _, merged, err := s.changes(ctx, tx, in.Mode, r.Input); err == nil {
			in.Found = Notes(append(found, ofFiles(merged, in.Files)...))
		}
	}
	if !found.HasErrors() {
		var merged errs.Findings
		if changes, in.Counts, merged, err = s.changes(ctx, tx, in.Mode, r.Input); err != nil {
			return nil, err
		}
		if merged.HasErrors() {
			in.Found = Notes(merged)
		} else if in.Mode.adds() {
			in.Found = Notes(append(found, ofFiles(merged, in.Files)...))
		}
	}
	if in.Count(errs.Wrong) > 0 {
		in.State = Refused
	}
	return changes, nil
}

// Try looks through files as an import does, and says what it would change. Nothing is kept.
func (s *Service) Try(ctx context.Context, mode Mode, year int, files []Upload) (
	in Intake, changes []Change, err error) {
	if _, err := lookAtFiles(files); err != nil {
		return in, nil, err
	}
	dir, err := os.MkdirTemp(s.Temp, TempFiles)
	if err != nil {
		return in, nil, err
	}
	defer os.RemoveAll(dir)
	in = Intake{Year: year, State: Uploaded, Mode: mode}
	for _, f := range files {
		name := filepath.Base(f.Name)
		if err := f.writeTo(filepath.Join(dir, name)); err != nil {
			return in, nil, err
		}
		in.Files = append(in.Files, File{Name: name, Size: f.size()})
	}
	in, r, err := s.readFolder(ctx, dir, in)
	if err != nil {
		return in, nil, err
	}
	err = s.View(ctx, func(tx Tx) error { changes, err = s.looked(ctx, tx, &in, r); return err })
	return in, changes, err
}

// read returns what the files of an import hold: as it was read before, where nothing changed since that it depends on.
func (s *Service) read(ctx context.Context, j job.Job, tell job.Tell) (in Intake, r *Reading, err error) {
	err = s.View(ctx, func(tx Tx) error {
		if in, err = tx.Intake(ctx, j.Object); err != nil {
			return err
		}
		r, err = s.known(ctx, tx, in)
		return err
	})
	if err != nil || r != nil {
		return in, r, err
	}
	if err := tell(ctx, lang.T("取出文件", "unpacking the files"), 0, 0); err != nil {
		return in, nil, err
	}
	dir, err := os.MkdirTemp(s.Temp, TempFiles)
	if err != nil {
		return in, nil, err
	}
	defer os.RemoveAll(dir)
	for _, f := range in.Files {
		if err := s.Unpack(ctx, f.SHA256, filepath.Join(dir, f.Name)); err != nil {
			return in, nil, err
		}
	}
	if err := tell(ctx, lang.T("逐表逐格读取", "reading sheet by sheet, cell by cell"), 0, 0); err != nil {
		return in, nil, err
	}
	if in, r, err = s.readFolder(ctx, dir, in); err != nil {
		return in, nil, err
	}
	if err := tell(ctx, lang.T("按规则核对", "checking against the rules"), 0, 0); err != nil {
		return in, nil, err
	}
	if !r.Found.HasErrors() {
		err = tell(ctx, lang.T("与现有数据比较", "comparing with what is known"), 0, 0)
	}
	return in, r, err
}

// readFolder reads the files of an import in a folder, and finds out what it is where that isn't said.
func (s *Service) readFolder(ctx context.Context, dir string, in Intake) (Intake, *Reading, error) {
	guess := in.Mode == Guess
	if guess {
		in.Mode = Replace
	}
	r, err := s.readAs(ctx, dir, in)
	if err == nil && guess && s.isPart(ctx, r) {
		year := cmp.Or(in.Year, r.Input.Scheme.Year)
		years, e := s.Years(ctx)
		if e != nil {
			return in, nil, e
		}
		if year == 0 && len(years) > 0 { // which year isn't said: the latest
			year = slices.Max(years)
		}
		if slices.Contains(years, year) {
			in.Mode, in.Year = Add, year
			r, err = s.readAs(ctx, dir, in)
		}
	}
	if err != nil {
		return in, nil, err
	}
	for i := range r.Found { // the folder is nothing to a person
		if at := &r.Found[i].At; at.File == dir || at.File == filepath.Base(dir) {
			at.File = ""
		}
	}
	return in, r, nil
}

// isPart reports whether files are a part of a year, as their sheets say: some that a year needs are missing, or they
// bring no report to a year that has some.
func (s *Service) isPart(ctx context.Context, r *Reading) bool {
	if r.Found.Has(errs.SheetMissing) {
		return true
	}
	in := &r.Input
	if len(in.Actuals)+len(in.Marks)+len(in.Ballots)+len(in.Surveys) > 0 {
		return false
	}
	known, _, err := s.Latest(ctx, in.Scheme.Year)
	return err == nil && len(known.Actuals)+len(known.Marks)+len(known.Ballots)+len(known.Surveys) > 0
}

// readAs reads the files of an import as its mode says.
func (s *Service) readAs(ctx context.Context, dir string, in Intake) (*Reading, error) {
	judge := s.Judge
	if in.Mode.adds() { // it says nothing by itself: the year that it makes with what is known is looked at
		judge = s.Read
	} else if judge == nil {
		judge = func(ctx context.Context, path string, known *score.Input, said []fact.Answer) (score.Input, errs.Findings, error) {
			input, found, err := s.Read(ctx, path, known, said)
			return input, Judged(input, found), err
		}
	}
	return s.readOnto(ctx, dir, in, judge)
}

// Unpack writes a kept file to the disk. It never is in memory unpacked.
func (s *Service) Unpack(ctx context.Context, sha, path string) error {
	var size int64
	err := s.View(ctx, func(tx Tx) (err error) { size, err = tx.FileSize(ctx, sha); return err })
	if err != nil {
		return err
	}
	done, err := alone(ctx, size)
	if err != nil {
		return err
	}
	defer done()
	var file Packed
	if err = s.View(ctx, func(tx Tx) (err error) { file, err = tx.PackedFile(ctx, sha); return err }); err != nil {
		return err
	}
	return file.unpackTo(path)
}

// Judged adds what is wrong with a year, as a whole, to what was found when it was read.
func Judged(in score.Input, found errs.Findings) errs.Findings {
	return append(append(found, score.Check(in)...), score.Admit(in)...).Linked()
}

// TempFiles is how folders of files that are read are called.
const TempFiles = "shiji-import-*"

// known returns the reading that was kept of an import; nil if there is none that still holds.
func (s *Service) known(ctx context.Context, tx Tx, in Intake) (*Reading, error) {
	if in.Reading == "" {
		return nil, nil
	}
	file, err := tx.PackedFile(ctx, in.Reading)
	if err != nil {
		return nil, err
	}
	from, to := io.Pipe()
	go func() { to.CloseWithError(file.Unpack(to)) }()
	defer from.Close()
	r, err := ReadReading(from)
	if errors.Is(err, ErrDamaged) {
		return nil, err
	}
	if _, rest := io.Copy(io.Discard, from); err == nil && rest != nil { // the hash is known at the end
		return nil, rest
	}
	if err != nil || !r.of(in, s.Reader) {
		return nil, nil // another version made it: the files are read again
	}
	if in.Mode.adds() && r.Year != 0 {
		if last, err := tx.LastBatch(ctx, r.Year); err != nil || last != r.Onto {
			return nil, err
		}
	}
	return r, nil
}

// readOnto reads the files of an import in a folder. What is added to a year needs its frame, which is known.
func (s *Service) readOnto(ctx context.Context, dir string, in Intake, read Reader) (*Reading, error) {
	known := func(year int) (*score.Input, int64, error) {
		if !in.Mode.adds() || year == 0 {
			return nil, 0, nil
		}
		k, batch, err := s.Latest(ctx, year)
		if errors.Is(err, ErrNone) {
			return nil, 0, nil
		}
		return k, batch, err
	}
	onto, batch, err := known(in.Year)
	if err != nil {
		return nil, err
	}
	r := &Reading{Reader: s.Reader, Files: in.Files, Answers: in.Answers, Year: in.Year, Onto: batch}
	r.Input, r.Found, err = read(ctx, dir, onto, in.Answers)
	if err != nil || r.Input.Scheme.Year == in.Year || r.Input.Scheme.Year == 0 {
		return r, err
	}
	r.Year = r.Input.Scheme.Year // the files say a year of their own
	other, batch, err := known(r.Year)
	if r.Onto = batch; err != nil || other == nil && onto == nil {
		return r, err
	}
	r.Input, r.Found, err = read(ctx, dir, other, in.Answers)
	return r, err
}

// Preview says fact by fact what confirming an import would change now. Of an import with errors it says what its valid rows would; ErrErrors means that
// they can't be recorded without the others.
func (s *Service) Preview(ctx context.Context, id int64) (changes []Change, n Counts, err error) {
	in, r, err := s.read(ctx, job.Job{Object: id}, func(context.Context, lang.Text, int, int) error { return nil })
	if err != nil {
		return nil, n, err
	}
	if in.State == Refused {
		in.Mode = in.Mode.validOnly()
	}
	err = s.View(ctx, func(tx Tx) error { changes, n, err = s.coming(ctx, tx, in, r.Input, r.Found); return err })
	return changes, n, err
}

// ofFiles are the findings about files.
func ofFiles(found errs.Findings, files []File) errs.Findings {
	return slices.DeleteFunc(slices.Clone(found), func(f errs.Finding) bool {
		return !slices.ContainsFunc(files, func(x File) bool { return x.Name == f.At.File })
	})
}

// coming is what an import would change. It fails with ErrErrors if that would leave a year with errors.
func (s *Service) coming(ctx context.Context, tx Tx, in Intake, input score.Input, found errs.Findings) ([]Change, Counts, error) {
	left, mode := 0, in.Mode
	found = found.Causes() // what follows from a row that is left out goes with it
	if mode == Valid || mode == ValidAdd {
		check := func(x score.Input) (errs.Findings, error) {
			if !mode.adds() { // what is missing in the rest may be known
				return append(score.Check(x), score.Admit(x)...).WithoutAbsences(), nil
			}
			_, _, merged, err := s.changes(ctx, tx, mode, x)
			return ofFiles(merged, in.Files), err
		}
		if mode.adds() && !found.HasErrors() {
			more, err := check(input)
			if err != nil {
				return nil, Counts{}, err
			}
			found = append(slices.Clone(found), more...)
		}
		valid, n, ok, err := ValidRows(input, found, check)
		if err != nil {
			return nil, Counts{}, err
		}
		if !ok {
			return nil, Counts{}, ErrErrors
		}
		input, left = valid, n
	} else if found.HasErrors() {
		return nil, Counts{}, ErrErrors
	}
	changes, n, merged, err := s.changes(ctx, tx, mode, input)
	if err == nil && merged.HasErrors() {
		err = ErrErrors
	}
	n.Left = left
	return changes, n, err
}

// changes compares an import with what is known. An import that only adds is looked at together with what stays: the findings are about the whole.
func (s *Service) changes(ctx context.Context, tx Tx, mode Mode, input score.Input) ([]Change, Counts, errs.Findings, error) {
	last, err := tx.LastBatch(ctx, input.Scheme.Year)
	if err != nil {
		return nil, Counts{}, nil, err
	}
	known, err := tx.Facts(ctx, input.Scheme.Year, last)
	if err != nil {
		return nil, Counts{}, nil, err
	}
	var found errs.Findings
	if last > 0 {
		before, err := Join(records(known))
		if err != nil {
			return nil, Counts{}, nil, err
		}
		asBefore(&input, before.Scheme)
		if mode.Kept() {
			keepOrder(&input.Scheme, before.Scheme)
		}
	}
	coming, err := Split(input)
	if err != nil {
		return nil, Counts{}, nil, err
	}
	changes, n := Changes(known, coming, mode)
	if mode.Kept() {
		after := map[string]Record{}
		for _, r := range records(known) {
			after[string(r.Kind)+r.Key] = r
		}
		for _, r := range coming { // as it was read now: findings name the rows of these files
			after[string(r.Kind)+r.Key] = r
		}
		whole, err := Join(slices.Collect(maps.Values(after)))
		if err != nil {
			return nil, Counts{}, nil, err
		}
		more, err := added(records(known), whole)
		if err != nil {
			return nil, Counts{}, nil, err
		}
		found = append(score.Check(whole), more...)
	}
	return changes, n, found, nil
}

// added is what keeps a year from being taken in that it was before an addition: what stands in it since before isn't
// asked again.
func added(before []Record, whole score.Input) (errs.Findings, error) {
	was, err := Join(before)
	if errors.Is(err, ErrOrphan) || len(before) == 0 {
		return score.Admit(whole), nil
	}
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	key := func(f errs.Finding) string { // what it is about; numbers may have changed, and what a decision lacks
		about := []string{string(f.Code)}
		for _, a := range f.Args {
			switch x := a.(type) {
			case string:
				about = append(about, x)
			case lang.Text:
				if f.Code != errs.SchemeFrameOpen {
					about = append(about, x.EN)
				}
			}
		}
		return strings.Join(about, "\x00")
	}
	for _, f := range score.Admit(was) {
		known[key(f)] = true
	}
	return slices.DeleteFunc(score.Admit(whole), func(f errs.Finding) bool { return known[key(f)] }), nil
}

// silenceSetting is the setting that makes a year one that runs.
const silenceSetting = "已定分值低线"

// asBefore leaves a year that was taken in before there was such a setting as it is, where the files don't say it: all
// silence is missing data there.
func asBefore(in *score.Input, before scheme.Scheme) {
	if before.Year == 0 || before.Running() || in.Scheme.Cells[silenceSetting] != "" {
		return
	}
	in.Scheme.Grading.MinDecided = nil
	in.Actuals = slices.Clone(in.Actuals)
	for i := range in.Actuals {
		if in.Actuals[i].Status == fact.Silent {
			in.Actuals[i].Status = fact.MissingUnexcused
		}
	}
}

// otherDistrict warns of a year whose workbook is another district's.
func (s *Service) otherDistrict(ctx context.Context, mode Mode, in score.Input) errs.Findings {
	if s.Called == nil || mode.adds() || in.Scheme.District == "" {
		return nil
	}
	name, err := s.Called(ctx)
	if says := in.Scheme.District; err != nil || name == "" || strings.Contains(says, name) || strings.Contains(name, says) {
		return nil
	}
	return errs.Findings{errs.New(errs.DistrictOther, in.Scheme.At("地区"), in.Scheme.District, in.Scheme.District, name)}
}

// keepOrder puts what an import of additions doesn't mention back into the scheme's tree: after what it knows from before, in the order of before.
func keepOrder(s *scheme.Scheme, before scheme.Scheme) {
	for _, g := range before.Groups {
		if s.Group(g.Level1) == nil {
			s.Groups = append(s.Groups, g)
		}
	}
	for _, i := range before.Items {
		if s.Item(i.Name) == nil {
			s.Items = append(s.Items, i)
		}
	}
	for _, l := range before.Leaves {
		if s.Leaf(l.Code) == nil {
			s.Leaves = append(s.Leaves, l)
		}
	}
}

// Consent is what somebody says who confirms an import.
type Consent struct {
	Seen      int64 // the last batch of the year that the changes were seen against
	ValidOnly bool  // of an import with errors, the valid rows alone
	Withdraw  int   // how many facts are to be withdrawn, where that is asked apart
	// Shown is what was seen of the import, see [Intake.Shown]; empty: it wasn't shown before.
	Shown string
}

// Shown names what a person sees of an import before it is confirmed: what it is, of which year, and what it changes.
// It is another as soon as somebody makes it something else.
func (i Intake) Shown() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %s %s %+v", i.Mode, i.Year, i.State, i.Reading, i.Counts))
	return hex.EncodeToString(sum[:8])
}

// AskedApart is how many facts an import may withdraw without being asked apart.
const AskedApart = 5

// Withdrawing says that an import withdraws so many facts that it is asked apart.
type Withdrawing struct{ Facts int }

func (w Withdrawing) Error() string {
	return fmt.Sprintf("yearbook: the import withdraws %d facts, and that wasn't agreed to", w.Facts)
}

// agreed fails with a Withdrawing if an import withdraws more than a few facts and somebody hasn't said how many.
func (s *Service) agreed(ctx context.Context, id int64, c Consent) error {
	in, err := s.Intake(ctx, id)
	if err != nil || in.State != Checked || in.Mode.Kept() {
		return err
	}
	if last, err := s.Last(ctx, in.Year); err != nil || last == 0 || last != c.Seen {
		return err // nothing is withdrawn of a new year; whoever saw another one is told so
	}
	_, n, err := s.Preview(ctx, id)
	if asked := n.Withdrawn > AskedApart || c.Withdraw != 0; err == nil && asked && n.Withdrawn != c.Withdraw {
		return Withdrawing{n.Withdrawn}
	}
	return err
}

// Confirm queues the job that records an import which was looked through. If another batch was recorded since the
// person saw the changes, ErrStale is
// returned, and the person looks again; if more than a few facts are withdrawn that weren't agreed to, a Withdrawing.
func (s *Service) Confirm(ctx context.Context, actor string, id int64, c Consent) (j job.Job, err error) {
	if err := s.agreed(ctx, id, c); err != nil {
		return j, err
	}
	err = s.InTx(ctx, actor, func(tx Tx) error {
		if err := tx.LockYear(ctx, intakes); err != nil {
			return err
		}
		in, err := tx.Intake(ctx, id)
		if err != nil {
			return err
		}
		if open, err := tx.OpenJob(ctx, recordKey(id)); err == nil { // pressed twice
			j = open
			return nil
		}
		if in.State != Checked && !(in.State == Refused && c.ValidOnly) {
			return ErrState
		}
		if c.Shown != "" && c.Shown != in.Shown() || c.ValidOnly && in.State == Checked {
			return ErrStale // somebody made it something else since it was seen
		}
		if in.State == Refused {
			in.Mode = in.Mode.validOnly()
		}
		if last, err := tx.LastBatch(ctx, in.Year); err != nil || last != c.Seen {
			return errors.Join(err, ErrStale)
		}
		in.Seen = c.Seen
		if err := tx.SetIntake(ctx, in); err != nil {
			return err
		}
		if j, _, err = tx.Enqueue(ctx, job.Record, recordKey(id), id); err != nil {
			return err
		}
		tx.Audit("import.confirm", fmt.Sprintf("import/%d", id), map[string]any{"year": in.Year, "mode": in.Mode, "reading": in.Reading})
		return nil
	})
	return j, err
}

// Choose says that an import is a whole year or an addition to a year, and has it looked through again.
func (s *Service) Choose(ctx context.Context, actor string, id int64, mode Mode, year int) (j job.Job, err error) {
	err = s.InTx(ctx, actor, func(tx Tx) error {
		if err := tx.LockYear(ctx, intakes); err != nil {
			return err
		}
		in, err := tx.Intake(ctx, id)
		if err != nil {
			return err
		}
		if in.State != Checked && in.State != Refused || mode != Replace && mode != Add {
			return ErrState
		}
		if _, err := tx.OpenJob(ctx, recordKey(id)); err == nil {
			return ErrState
		}
		in.State, in.Mode, in.Year, in.Reading, in.Counts = Uploaded, mode, year, "", Counts{}
		if err := tx.SetIntake(ctx, in); err != nil {
			return err
		}
		if j, _, err = tx.Enqueue(ctx, job.Check, fmt.Sprintf("import/%d/check", id), id); err != nil {
			return err
		}
		tx.Audit("import.mode", fmt.Sprintf("import/%d", id), map[string]any{"mode": mode, "year": year})
		return nil
	})
	return j, err
}

func recordKey(id int64) string { return fmt.Sprintf("import/%d/record", id) }

// Keep is the job that records an import as a batch: all of it or nothing.
func (s *Service) Keep(ctx context.Context, j job.Job, tell job.Tell) error {
	in, r, err := s.read(ctx, j, tell)
	if err != nil {
		return err
	}
	return s.InTx(ctx, j.Actor, func(tx Tx) error {
		if err := tx.LockYear(ctx, intakes); err != nil {
			return err
		}
		read := in.Reading
		in, err = tx.Intake(ctx, in.ID) // as it stands now
		if err != nil {
			return err
		}
		if in.Reading != read {
			return job.Refusal{Text: lang.T("这次导入刚被重新检查过，没有写入；请重新查看变化后再确认", "the import was looked through again just now: nothing was recorded; look at the changes again")}
		}
		if in.State != Checked && !(in.State == Refused && in.Mode == in.Mode.validOnly()) {
			return job.Refusal{Text: lang.T("这次导入不在待确认状态，没有写入", "the import isn't waiting to be confirmed: nothing was recorded")}
		}
		if err := tx.LockYear(ctx, in.Year); err != nil {
			return err
		}
		if last, err := tx.LastBatch(ctx, in.Year); err != nil {
			return err
		} else if last != in.Seen {
			return job.Refusal{Text: lang.T("确认之后又有别的数据写入，没有写入；请重新查看变化后再确认", "other facts were recorded after you confirmed: nothing was recorded; look at the changes again")}
		}
		changes, n, err := s.coming(ctx, tx, in, r.Input, r.Found)
		if errors.Is(err, ErrErrors) {
			return job.Refusal{Text: lang.T("文件或合并后的年度有错误，没有写入", "the files, or the year as merged, have errors: nothing was recorded")}
		}
		if err != nil {
			return err
		}
		in.State, in.Counts, in.FinishedAt = Recorded, n, tx.Now()
		if n.Any() {
			if in.Batch, err = s.record(ctx, tx, Batch{Year: in.Year, Kind: Imported, Origin: in.ID, Actor: j.Actor, Counts: n}, changes); err != nil {
				return err
			}
		}
		if err := tx.SetIntake(ctx, in); err != nil {
			return err
		}
		tx.Audit("import.record", fmt.Sprintf("import/%d", in.ID), map[string]any{"year": in.Year, "batch": in.Batch, "reading": in.Reading})
		return tx.FinishJob(ctx, j.ID)
	})
}

// record seals changes and adds them as a batch, with an entry in the chain.
func (s *Service) record(ctx context.Context, tx Tx, b Batch, changes []Change) (int64, error) {
	last, err := tx.LastRecorded(ctx)
	if err != nil {
		return 0, err
	}
	b.RecordedAt = max(tx.Now(), last) // what was recorded later is never dated earlier, whatever the clock says
	salts := make([]byte, 16*len(changes))
	if _, err := rand.Read(salts); err != nil {
		return 0, err
	}
	facts := make([]Fact, len(changes))
	for i, c := range changes {
		f := c.Fact
		f.Salt = hex.EncodeToString(salts[16*i : 16*i+16])
		f.Seal, f.RecordedAt = f.Digest(b.Year), b.RecordedAt
		facts[i] = f
	}
	b.Digest = DigestOf(facts)
	if b.ID, err = tx.AddBatch(ctx, b, facts); err != nil {
		return 0, err
	}
	tx.Audit("batch."+string(b.Kind), BatchObject(b.Year, b.ID), BatchDetail{Origin: b.Origin, RecordedAt: b.RecordedAt, Counts: b.Counts, Digest: b.Digest})
	return b.ID, nil
}

// BatchObject names a batch in the chain.
func BatchObject(year int, id int64) string { return fmt.Sprintf("%d/batch/%d", year, id) }

// BatchDetail is what the chain keeps of a batch.
type BatchDetail struct {
	Origin     int64  `json:"origin"`
	RecordedAt int64  `json:"recorded_at"`
	Counts     Counts `json:"counts"`
	Digest     string `json:"digest"`
}

// Answer keeps what somebody says of cells that can mean two things, and has the import looked through again. An answer
// that wasn't asked for, for that value and with that reading, is refused with ErrNoQuestion: the page was an old one.
func (s *Service) Answer(ctx context.Context, actor string, id int64, answers []fact.Answer) (j job.Job, err error) {
	err = s.InTx(ctx, actor, func(tx Tx) error {
		if err := tx.LockYear(ctx, intakes); err != nil {
			return err
		}
		in, err := tx.Intake(ctx, id)
		if err != nil {
			return err
		}
		if in.State != Refused {
			return ErrState
		}
		if _, err := tx.OpenJob(ctx, recordKey(id)); err == nil {
			return ErrState
		}
		for _, a := range answers {
			asked := slices.ContainsFunc(in.Found, func(n Note) bool {
				return n.At.File == a.File && n.At.Sheet == a.Sheet && n.At.Cell == a.Cell && n.Value == a.Value && slices.Contains(n.Readings, a.Reading)
			})
			if !asked || strings.TrimSpace(a.By) == "" || strings.TrimSpace(a.Reason) == "" {
				return ErrNoQuestion
			}
			in.Answers = append(slices.DeleteFunc(in.Answers, func(b fact.Answer) bool {
				return b.File == a.File && b.Sheet == a.Sheet && b.Cell == a.Cell && b.Value == a.Value
			}), a)
		}
		if len(answers) == 0 {
			return ErrNoQuestion
		}
		in.State = Uploaded
		if err := tx.SetIntake(ctx, in); err != nil {
			return err
		}
		if j, _, err = tx.Enqueue(ctx, job.Check, fmt.Sprintf("import/%d/check", id), id); err != nil {
			return err
		}
		tx.Audit("import.answer", fmt.Sprintf("import/%d", id), map[string]any{"cells": len(answers)})
		return nil
	})
	return j, err
}

// Drop gives up an import that wasn't recorded.
func (s *Service) Drop(ctx context.Context, actor string, id int64) error {
	return s.InTx(ctx, actor, func(tx Tx) error {
		if err := tx.LockYear(ctx, intakes); err != nil {
			return err
		}
		in, err := tx.Intake(ctx, id)
		if err != nil {
			return err
		}
		if in.State == Dropped {
			return nil
		}
		if in.State != Checked && in.State != Refused {
			return ErrState
		}
		if _, err := tx.OpenJob(ctx, recordKey(id)); err == nil {
			return ErrState
		}
		in.State, in.FinishedAt = Dropped, tx.Now()
		tx.Audit("import.drop", fmt.Sprintf("import/%d", id), nil)
		return tx.SetIntake(ctx, in)
	})
}

// Undo takes back what an import recorded, by a batch of corrections that brings back what was so before. It fails with ErrLater if a
// later batch changed some of the same facts, and names them.
func (s *Service) Undo(ctx context.Context, actor string, id int64) (batch int64, clash []Record, err error) {
	err = s.InTx(ctx, actor, func(tx Tx) error {
		if err := tx.LockYear(ctx, intakes); err != nil {
			return err
		}
		in, err := tx.Intake(ctx, id)
		if err != nil {
			return err
		}
		if in.State != Recorded || in.Batch == 0 {
			return ErrState
		}
		if err := tx.LockYear(ctx, in.Year); err != nil {
			return err
		}
		last, err := tx.LastBatch(ctx, in.Year)
		if err != nil {
			return err
		}
		now, err := tx.Facts(ctx, in.Year, last)
		if err != nil {
			return err
		}
		before, err := tx.Facts(ctx, in.Year, in.Batch-1)
		if err != nil {
			return err
		}
		done, err := tx.FactsOf(ctx, in.Batch)
		if err != nil {
			return err
		}
		standing, err := s.standing(ctx, tx, in.Year)
		if err != nil {
			return err
		}
		var changes []Change
		var n Counts
		if changes, n, clash = takeBack(done, before, now, standing); len(clash) > 0 {
			return ErrLater
		}
		if err := checkAfter(now, changes); err != nil {
			return err
		}
		if batch, err = s.record(ctx, tx, Batch{Year: in.Year, Kind: Undone, Origin: in.Batch, Actor: actor, Counts: n}, changes); err != nil {
			return err
		}
		in.State = Withdraw
		return tx.SetIntake(ctx, in)
	})
	return batch, clash, err
}

// standing are the batches of a year that weren't taken back: imports, and corrections that took back a correction.
func (s *Service) standing(ctx context.Context, tx Tx, year int) (map[int64]bool, error) {
	list, err := tx.Batches(ctx, year)
	out := map[int64]bool{}
	for _, b := range list {
		out[b.ID] = b.Kind == Imported
		if b.Kind == Undone {
			out[b.Origin] = false
		}
	}
	return out, err
}

// checkAfter fails with a Broken if a year would have errors once changes are made.
func checkAfter(now []Fact, changes []Change) error {
	after := map[string]Record{}
	for _, r := range records(now) {
		after[string(r.Kind)+r.Key] = r
	}
	for _, c := range changes {
		after[string(c.Kind)+c.Key] = c.Record
		if c.Withdrawn {
			delete(after, string(c.Kind)+c.Key)
		}
	}
	if len(after) == 0 { // the year is as if it had never been imported
		return nil
	}
	whole, err := Join(slices.Collect(maps.Values(after)))
	if errors.Is(err, ErrOrphan) {
		return Broken{lang.T("有的数据会失去它所属的记录", "some facts would lose what they belong to")}
	}
	if err != nil {
		return err
	}
	if found := score.Check(whole); found.HasErrors() {
		first := found.Sorted()[0]
		return Broken{lang.T("%[1]s：%[2]s", "%[1]s: %[2]s").With(first.At.Place(), first.Message())}
	}
	return nil
}

// Broken says that undoing an import would leave a year with errors, and names the first.
type Broken struct{ lang.Text }

func (b Broken) Error() string { return "yearbook: undoing would leave a year with errors: " + b.EN }

// takeBack makes the changes that bring back what was before a batch, or names the facts that changed again since: in a batch that stands.
func takeBack(done, before, now []Fact, standing map[int64]bool) (changes []Change, n Counts, clash []Record) {
	find := func(list []Fact) map[string]Fact {
		out := make(map[string]Fact, len(list))
		for _, f := range list {
			out[string(f.Kind)+f.Key] = f
		}
		return out
	}
	was, is := find(before), find(now)
	for _, f := range done {
		at := string(f.Kind) + f.Key
		// What was changed and taken back since is as it was. What a later import set to the same is that import's.
		if is[at].Body != f.Body || is[at].Withdrawn != f.Withdrawn || is[at].Batch != f.Batch && standing[is[at].Batch] {
			clash = append(clash, f.Record)
			continue
		}
		old, ok := was[at]
		c := Change{Fact: Fact{Record: f.Record, Version: is[at].Version + 1}, Was: f.Body}
		switch {
		case !ok || old.Withdrawn:
			c.Withdrawn = true
			n.Withdrawn++
		case f.Withdrawn:
			c.Record, c.Was = old.Record, ""
			n.Added++
		default:
			c.Record = old.Record
			if SameContent(f.Body, old.Body) { // a version of before that only moved
				n.Moved++
			} else {
				n.Changed++
			}
		}
		changes = append(changes, c)
	}
	return changes, n, clash
}

// Intake returns an import.
func (s *Service) Intake(ctx context.Context, id int64) (in Intake, err error) {
	err = s.View(ctx, func(tx Tx) error { in, err = tx.Intake(ctx, id); return err })
	return in, err
}

// Intakes lists imports, the newest first.
func (s *Service) Intakes(ctx context.Context, limit int) (list []Intake, err error) {
	err = s.View(ctx, func(tx Tx) error { list, err = tx.Intakes(ctx, limit); return err })
	return list, err
}

// Batches lists the batches of a year, the oldest first.
func (s *Service) Batches(ctx context.Context, year int) (list []Batch, err error) {
	err = s.View(ctx, func(tx Tx) error { list, err = tx.Batches(ctx, year); return err })
	return list, err
}

// Unpack reads a record's body.
func (r Record) Unpack(v any) error { return json.Unmarshal([]byte(r.Body), v) }
