package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"shiji/internal/audit"
	"shiji/internal/file"
	"shiji/internal/job"
	"shiji/internal/lang"
	"shiji/internal/person"
)

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
func (u Upload) pack() (file.Packed, error) {
	if u.Open == nil {
		return file.Pack(bytes.NewReader(u.Data), int64(len(u.Data)))
	}
	f, err := u.Open()
	if err != nil {
		return file.Packed{}, err
	}
	defer f.Close()
	p, err := file.Pack(io.LimitReader(f, MaxUpload+1), u.Size)
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

// Bring keeps the files of an import and queues the job that looks through them. year is the year that they add to
// where they don't say it themselves; 0: they do.
func (s *Service) Bring(ctx context.Context, who audit.Actor, mode Mode, year int, files []Upload) (
	in Intake, j job.Job, err error) {
	if err := s.may(who, person.BringImport, 0); err != nil {
		return in, j, err
	}
	total, err := lookAtFiles(files)
	if err != nil {
		return in, j, err
	}
	done, err := file.Alone(ctx, total)
	if err != nil {
		return in, j, err
	}
	defer done()
	packed := make([]file.Packed, len(files))
	for i, f := range files { // before the unit of work, which others wait for
		if packed[i], err = f.pack(); err != nil {
			return in, j, err
		}
	}
	err = s.Units.InTx(ctx, who, func(tx Tx) error {
		if err := tx.Intake().Lock(ctx); err != nil {
			return err
		}
		if in, j, err = twice(ctx, tx, who, mode, year, files, packed); err != nil || in.ID != 0 {
			return err
		}
		in = Intake{Year: year, State: Uploaded, Mode: mode, Actor: who.ID, CreatedAt: tx.Now()}
		for i, f := range files {
			name := filepath.Base(f.Name)
			in.Files = append(in.Files, File{Name: name, SHA256: packed[i].SHA256, Size: packed[i].Size})
		}
		if in.ID, err = tx.Intake().Number(ctx); err != nil {
			return err
		}
		for _, p := range packed {
			if err := tx.Files().Put(ctx, p, file.Use{Noun: file.Import, ID: in.ID}); err != nil {
				return err
			}
		}
		if err = tx.Intake().Add(ctx, in); err != nil {
			return err
		}
		if j, _, err = tx.Jobs().Enqueue(ctx, job.Check, fmt.Sprintf("import/%d/check", in.ID), in.ID); err != nil {
			return err
		}
		tx.Audit("import.upload", fmt.Sprintf("import/%d", in.ID), map[string]any{"files": hashes(in.Files), "mode": mode})
		return nil
	})
	return in, j, err
}

// pressedTwice is how soon the same files, brought by the same person, are a button that was pressed
// twice. In milliseconds.
const pressedTwice = 15_000

// twice finds the import that was brought a moment ago with the same files, with the job that looks through it.
func twice(ctx context.Context, tx Tx, who audit.Actor, mode Mode, year int, files []Upload,
	packed []file.Packed) (Intake, job.Job, error) {
	last, err := tx.Intake().List(ctx, 1)
	if err != nil || len(last) == 0 {
		return Intake{}, job.Job{}, err
	}
	in := last[0]
	if in.Actor != who.ID || in.Mode != mode && mode != Guess {
		return Intake{}, job.Job{}, nil
	}
	if year != 0 && in.Year != year || tx.Now()-in.CreatedAt > pressedTwice || len(in.Files) != len(files) ||
		(in.State != Uploaded && in.State != Checked && in.State != Refused) {
		return Intake{}, job.Job{}, nil
	}
	for i, f := range files {
		if in.Files[i].Name != filepath.Base(f.Name) || in.Files[i].SHA256 != packed[i].SHA256 {
			return Intake{}, job.Job{}, nil
		}
	}
	j, err := tx.Jobs().For(ctx, job.Check, in.ID)
	if errors.Is(err, job.ErrNone) {
		return Intake{}, j, nil
	}
	return in, j, err
}

// lookAtFiles looks at what can be seen of files from outside: how many and how large they are, and their names.
func lookAtFiles(files []Upload) (total int64, err error) {
	seen := map[string]bool{}
	for _, f := range files {
		total += f.size()
		if why := nameProblem(f.Name); !why.IsZero() {
			return 0, ErrFile.With(why)
		}
		if seen[f.Name] {
			return 0, ErrFile.With(lang.T("有两个文件都叫“%[1]s”，请改名后一起上传。",
				"Two files are called %[1]q: rename one and upload again.").With(f.Name))
		}
		seen[f.Name] = true
	}
	if len(files) == 0 {
		return 0, ErrFile.With(lang.T("还没有选择文件。请选择一个或多个年度工作簿（.xlsx 或 .csv）。",
			"No file was chosen. Choose one or more workbooks of the year (.xlsx or .csv)."))
	}
	if total > MaxUpload || len(files) > MaxFiles {
		return 0, ErrTooLarge
	}
	return total, nil
}

// unseen reports characters that make a name read otherwise than it is: control characters and marks of direction.
func unseen(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

// nameProblem says why a file isn't taken by its name. A name that is no UTF-8 would read
// otherwise after it was stored.
func nameProblem(name string) lang.Text {
	if !utf8.ValidString(name) || strings.ContainsFunc(name, unseen) || len(name) > 200 {
		return lang.T("有一个文件的名称太长或含有读不懂的字符，请改名后上传。",
			"The name of a file is too long or can't be read: rename it and upload again.")
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".xlsx", ".csv", ".yaml", ".yml":
	case ".wps", ".doc", ".docx":
		return lang.T("“%[1]s”是文字文件，不是表格。请把表格放进 .xlsx 工作簿后上传。",
			"%[1]q is a text and no table: put the table into an .xlsx workbook and upload that.").With(name)
	case ".ods", ".ett", ".numbers", ".xlsb":
		return lang.T("“%[1]s”不能读取。请在表格软件中打开，另存为 .xlsx 后上传。",
			"%[1]q can't be read: open it in a spreadsheet program, save it as .xlsx and upload that.").With(name)
	case ".xls", ".et":
		return lang.T("“%[1]s”是旧格式。请在表格软件中另存为 .xlsx 后上传。",
			"%[1]q is in an old format: save it as .xlsx and upload that.").With(name)
	case ".xlsm":
		return lang.T("“%[1]s”含宏，不接收。请另存为 .xlsx 后上传。",
			"%[1]q holds macros and isn't taken: save it as .xlsx and upload that.").With(name)
	default:
		return lang.T("“%[1]s”不是能导入的文件。请上传 .xlsx 工作簿或 .csv 表。",
			"%[1]q can't be imported: upload .xlsx workbooks or .csv tables.").With(name)
	}
	for _, mark := range []string{"绝密", "机密", "秘密"} {
		if strings.Contains(name, mark) {
			return lang.T("“%[1]s”的名称标有“%[2]s”。涉密文件不得上传本系统。",
				"%[1]q is marked %[2]s: classified files must not be uploaded here.").With(name, mark)
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
