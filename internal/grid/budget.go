package grid

import (
	"context"
	"errors"
	"io"
	"time"
)

// Budget is what may be read of one file. What a small file becomes is counted: every reader counts, and the file is
// refused where the budget is spent. A sheet that is read again counts once.
type Budget struct {
	// bytes of text, as often as a cell holds it: a shared text counts for every cell that refers to it
	Text   int64
	Places int64         // rows × their last columns, and the rows left out between them
	Sheets int           // that a workbook may have
	Time   time.Duration // from opening the file on
}

// Usual is the budget of a file of so many bytes: far more than an office writes in a year. It grows with the file, so
// that a small one can't become what only a large one may be.
func Usual(size int64) Budget {
	return Budget{Text: min(64<<20, 16<<20+4*size), Places: min(12_000_000, 1_000_000+2*size),
		Sheets: 250, Time: time.Minute}
}

// usualText is the budget of a text file, which isn't packed.
func usualText(size int64) Budget {
	b := Usual(size)
	b.Places = min(12_000_000, 1_000_000+size/5)
	return b
}

// Keeping counts the cells of whoever keeps the rows of a file instead of taking them one by one.
type Keeping struct{ left, most int64 }

// Keeps says how much of a file may be kept: most cells, or fewer where the file is small.
func (f *File) Keeps(most int64) *Keeping {
	n := min(most, 1_000_000+f.size/16)
	return &Keeping{n, n}
}

// Row counts a row that is kept.
func (k *Keeping) Row(cells int) error {
	if k.left -= int64(max(cells, 1)); k.left < 0 {
		return refuse("要留在内存里的单元格超过 %[1]d 万个（空的也算）；请去掉用不着的列，或分成几个文件",
			"more than %[1]d × 10,000 cells would have to be kept (empty ones count); "+
				"take out columns that aren't needed, or split it", k.most/10_000)
	}
	return nil
}

// maxCellText is what a cell of a spreadsheet holds, in characters (UTF-16).
const maxCellText = 32_767

// meter counts what was read of a file.
type meter struct {
	ctx    context.Context
	stop   context.CancelFunc
	budget Budget
	total  spent            // on all sheets
	of     map[string]spent // each sheet's largest reading
}

type spent struct{ text, places int64 }

var errSlow = errors.New("grid: reading the file takes too long")

func newMeter(ctx context.Context, b Budget) *meter {
	m := &meter{budget: b, of: map[string]spent{}}
	m.ctx, m.stop = context.WithTimeoutCause(ctx, b.Time, errSlow)
	return m
}

// heed says why reading has to stop: nobody waits for it any more, or it takes too long.
func (m *meter) heed() error {
	switch cause := context.Cause(m.ctx); {
	case cause == nil:
		return nil
	case errors.Is(cause, errSlow):
		return refuse("读取超过 %[1]s 还没有完，内容过于复杂；请去掉用不着的表和格式，或分成几个文件",
			"reading it takes longer than %[1]s: it is too complex; "+
				"take out sheets and formats that aren't needed, or split it", m.budget.Time.String())
	default:
		return cause
	}
}

// heeding is a reader that stops when its file has to.
type heeding struct {
	io.Reader
	meter *meter
}

func (h heeding) Read(p []byte) (int, error) {
	if err := h.meter.heed(); err != nil {
		return 0, err
	}
	return h.Reader.Read(p)
}

// reading counts one reading of a sheet.
type reading struct {
	*meter
	sheet string
	spent
	rows int // the next row, from 0
}

func (m *meter) read(sheet string) *reading { return &reading{meter: m, sheet: sheet} }

// row counts a row, and what was left out before it.
func (r *reading) row(index int, cells []Cell) error {
	r.places += int64(index-r.rows) + int64(max(len(cells), 1))
	r.rows = index + 1
	for i := range cells {
		r.text += int64(len(cells[i].Raw))
	}
	before := r.of[r.sheet]
	after := spent{max(before.text, r.text), max(before.places, r.places)}
	r.total.text += after.text - before.text
	r.total.places += after.places - before.places
	r.of[r.sheet] = after
	switch b := &r.budget; {
	case r.total.text > b.Text:
		return refuse("展开后的文字超过 %[1]d MB（第 %[2]d 行）；请去掉用不着的表和说明，或分成几个文件",
			"its text comes to more than %[1]d MB (row %[2]d); take out sheets and notes that aren't needed, or split it",
			b.Text>>20, index+1)
	case r.total.places > b.Places:
		return r.tooMany(index + 1)
	}
	return r.heed()
}

func (m *meter) tooMany(row int) error {
	return refuse("行数 × 列数超过 %[1]d 万（到第 %[2]d 行，中间的空行空列也算）；请删去数据以外的行列，或分成几个文件",
		"its rows × columns come to more than %[1]d × 10,000 (at row %[2]d; empty rows and columns between count); "+
			"delete what lies outside the data, or split it", m.budget.Places/10_000, row)
}

// fits refuses a text that no cell of a spreadsheet holds.
func fits(s string, at func() string) error {
	if len(s) <= maxCellText { // as many bytes as characters, or more
		return nil
	}
	n := 0
	for _, r := range s {
		if n++; r > 0xFFFF {
			n++
		}
	}
	if n > maxCellText {
		return refuse("%[1]s 里的文字有 %[2]d 个字符，超过一个单元格能放的 %[3]d 个",
			"the text in %[1]s has %[2]d characters, more than the %[3]d that a cell holds", at(), n, maxCellText)
	}
	return nil
}
