package grid_test

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"shiji/internal/grid"
	"shiji/internal/grid/libreoffice"
)

// leastCells is how many cells are compared at least.
const leastCells = 200_000

// TestAgainstLibreOffice holds what we say of the cells of generated workbooks against what LibreOffice said of them,
// which is committed. A clause says why they differ where they do, and every clause covers as many cells as it says.
func TestAgainstLibreOffice(t *testing.T) {
	lines, program := recorded(t)
	all := tally{covered: map[string]int{}}
	var together sync.WaitGroup
	var one sync.Mutex
	dir := t.TempDir()
	for _, b := range libreoffice.Books() {
		n := 0
		for _, s := range b.Sheets {
			n += len(s.Rows)
		}
		if n > len(lines) {
			t.Errorf("less is recorded than the workbooks hold: %s", stale)
			break
		}
		said := lines[:n]
		lines = lines[n:]
		together.Go(func() {
			mine := tally{covered: map[string]int{}}
			err := eachCell(dir, b, said, mine.add)
			one.Lock()
			defer one.Unlock()
			all.join(mine)
			if err != nil {
				t.Error(err)
			}
		})
	}
	together.Wait()
	if len(lines) > 0 {
		t.Errorf("more is recorded than the workbooks hold: %s", stale)
	}
	if all.cells < leastCells {
		t.Errorf("%d cells are too few: at least %d", all.cells, leastCells)
	}
	t.Logf("%s: %d cells, %d of them alike", program, all.cells, all.alike)
	for _, c := range clauses {
		covered := all.covered[c.name]
		t.Logf("%6d  %s (%s): %s", covered, c.name, c.text, c.reason)
		switch {
		case covered == 0:
			t.Errorf("no cell differs by %q any more: remove it", c.name)
		case covered != c.cells:
			t.Errorf("%d cells differ by %q, not %d", covered, c.name, c.cells)
		}
	}
	for _, s := range all.open[:min(len(all.open), 20)] {
		t.Error(s)
	}
	if n := len(all.open); n > 0 {
		t.Errorf("%d cells differ, and no clause says why", n)
	}
}

// tally counts cells.
type tally struct {
	cells, alike int
	covered      map[string]int // by the names of clauses
	open         []sight        // what differs without a clause
}

func (n *tally) add(s sight) {
	n.cells++
	if s.alike() {
		n.alike++
		return
	}
	for i := range clauses {
		if clauses[i].covers(s) {
			n.covered[clauses[i].name]++
			return
		}
	}
	n.open = append(n.open, s)
}

func (n *tally) join(m tally) {
	n.cells, n.alike, n.open = n.cells+m.cells, n.alike+m.alike, append(n.open, m.open...)
	for name, count := range m.covered {
		n.covered[name] += count
	}
}

// clause is a reason for which a cell may be something else to us than to LibreOffice. The first one that covers a cell
// counts it.
type clause struct {
	name   string
	text   string // the clause of ECMA-376 part 1 that decides
	cells  int    // how many it covers: what changes our answers is seen, even where it makes them LibreOffice's
	reason string
	covers func(sight) bool
}

// clauses are differences in which we are right, or have decided so.
var clauses = []clause{
	{"the whole format", "18.8.31", 14_565,
		"LibreOffice names a cell by its whole format; the section of the number, as it takes it apart, says what we say",
		func(s sight) bool { return s.kind != s.shows && s.stored.Type+s.stored.Formula == "" && s.is(s.shows) }},
	{"a time on a day", "18.17.4.3", 13_612,
		"a stored time of a day and more keeps its day, whatever its format shows of it",
		func(s sight) bool {
			return s.shows == "time" && s.value >= 1 && s.ours.Kind == grid.Date && s.sameClock()
		}},
	{"a time without a day", "18.17.4.1", 6_090,
		"in the system of 1900 no serial below 1 is a day",
		func(s sight) bool { return !s.book.Date1904 && s.bareTime() && s.sameClock() }},
	{"elapsed time", "18.8.31", 15_247,
		"[h], [mm] and [ss] show how long something took, which is no time of day",
		func(s sight) bool { return s.shows == "elapsed" && s.ours.Kind == grid.Duration && !s.percent() }},
	{"the 29 February 1900", "18.17.4.1", 6_147,
		"1 is 1900-01-01, and 60 a day that never was; LibreOffice counts from 1899-12-30",
		func(s sight) bool { return !s.book.Date1904 && s.within(1, 61) && s.dayEarlier() }},
	{"before the first day", "18.17.4.1", 11_432,
		"a negative number is no day, in either system",
		func(s sight) bool { return s.momentToThem() && s.value < 0 && s.dayless() }},
	{"after the last day", "18.17.4.1", 13_936,
		"9999-12-31 is the last one",
		func(s sight) bool { return s.momentToThem() && s.value >= s.lastDay()+1 && s.dayless() }},
	{"the year 9999", "18.17.4.1", 2_620,
		"it stands for never in other programs, and is no day to us",
		func(s sight) bool { return s.momentToThem() && s.within(s.lastDay()-364, s.lastDay()+1) && s.dayless() }},
	{"a percent sign that is only written", "18.8.31", 2_217,
		"a quoted or escaped sign doesn't multiply, but what it stands behind is a percentage",
		func(s sight) bool {
			return s.shows == "float" && s.ours.Kind == grid.Number && s.percent() &&
				(s.holds(`\%`, `!%`, `"%"`) || s.holds("％"))
		}},
	{"a currency before a date", "18.8.31", 10_509,
		"[$¥-804] writes a sign; what stands behind it says what is shown",
		func(s sight) bool { return s.shows == "currency" && s.holds("[$") && s.momentToUs() }},
	{"上午/下午", "18.8.31", 4_887,
		"so Chinese formats write the halves of the day; LibreOffice takes only AM/PM, and such a format for General",
		func(s sight) bool { return s.general() && s.holds("上午/下午") && (s.momentToUs() || s.percent()) }},
	{"a language by its name", "18.8.31", 1_849,
		"LibreOffice 7 doesn't know [$-zh-CN], and takes the format for General",
		func(s sight) bool { return s.general() && s.holds("[$-zh-CN]") }},
	{"the system's own date", "18.8.31", 406,
		"[$-F800] and [$-F400] show the date and the time as the system does, whatever stands behind",
		func(s sight) bool {
			return s.shows == "float" && s.holds("[$-F800]", "[$-F400]", "[$-x-sys") && s.momentToUs()
		}},
	{"letters that LibreOffice doesn't know", "18.8.31", 406,
		"y and b for years, fractions of elapsed seconds, many letters of elapsed hours",
		func(s sight) bool {
			return s.oneOf("y", "b", "bb", "bbbb", "[s].000", "[ss].00", "[hhhh]:mm") && s.momentToUs()
		}},
	{"other names of General", "18.8.31", 232,
		"Chinese and German programs call it so; LibreOffice sees eras, seconds and days",
		func(s sight) bool {
			return s.ours.Kind == grid.Number && (s.holds("G/通用格式") || s.oneOf("Standard"))
		}},
	{"dates and digits in one section", "18.8.31", 522,
		"no such format is well formed: we see the date that stands first, LibreOffice the number",
		func(s sight) bool {
			return s.shows == "float" && s.momentToUs() &&
				s.oneOf("yyyy%", "E+", "E+0", "e-", "m0", "d0", "h0", "yyyy0", "'d'0")
		}},
	{"a truth", "18.18.11", 240,
		"type b is one whatever the format; LibreOffice makes it a number",
		func(s sight) bool { return s.stored.Type == "b" && s.ours.Kind == grid.Truth }},
	{"a date of its own type", "18.18.11", 312,
		"type d is a date or a time whatever the format; LibreOffice makes it a number or a text",
		func(s sight) bool { return s.stored.Type == "d" && s.kind != "date" && s.momentToUs() }},
	{"a date of its own type before 1900", "18.17.4.1", 12,
		"no day before 1900-01-01 is read, as no serial is one",
		func(s sight) bool { return s.stored.Type == "d" && s.dayless() }},
	{"an empty text of a formula", "18.18.11", 60,
		"type str is a text, also an empty one; LibreOffice leaves its type out",
		func(s sight) bool { return s.kind == "" && s.stored.Type == "str" && s.ours.Kind == grid.Text }},
	{"the last half second of a day", "18.17.4.2", 5_924,
		"a fraction reaches to the last instant of its day: seconds are rounded, but never into the next day",
		func(s sight) bool {
			return s.momentToThem() && s.momentToUs() && math.Mod(s.value, 1)*86400 >= 86399.5 &&
				strings.HasSuffix(s.ours.Moment(), "23:59:59")
		}},
	{"a condition before a text", "18.8.31", 40,
		"the section with @ is for texts; a number that the condition of the other keeps out is shown as it is",
		func(s sight) bool {
			return s.conditions() == 1 && s.holds(";@") && s.ours.Kind == grid.Number && !s.percent()
		}},
}

// sight is a cell as it was stored, as we read it and as LibreOffice did.
type sight struct {
	book   libreoffice.Book
	format libreoffice.Format
	stored libreoffice.Cell
	value  float64 // NaN if what is stored is no number
	ours   grid.Cell
	kind   string // LibreOffice's type of the cell, by its whole format
	shows  string // the type by the section of the format that belongs to the number; also "elapsed"
	says   string // LibreOffice's value
}

func (s sight) String() string {
	kinds := []string{"empty", "text", "number", "date", "time", "duration", "truth", "fault", "uncomputed"}
	return fmt.Sprintf("%s, workbook %s, stored %q: we say %s %q, LibreOffice says %s %s and its section shows %s",
		s.format, s.book.Name, s.stored, kinds[s.ours.Kind], s.ours.Clean(), s.kind, s.says, s.shows)
}

// alike reports whether both say the same.
func (s sight) alike() bool { return s.kind == s.shows && s.is(s.kind) }

// is reports whether the cell is to us what LibreOffice calls by a name, with the same value.
func (s sight) is(name string) bool {
	switch name {
	case "":
		return s.ours.Kind == grid.Empty
	case "string":
		return s.ours.Kind == grid.Text
	case "error":
		return s.ours.Kind == grid.Fault
	case "boolean":
		return s.ours.Kind == grid.Truth
	case "float":
		return s.ours.Kind == grid.Number && !s.percent() && s.sameNumber()
	case "currency":
		return s.ours.Kind == grid.Number && s.sameNumber()
	case "percentage":
		return s.ours.Kind == grid.Number && s.percent() && s.sameNumber()
	case "date":
		return s.ours.Kind == grid.Date && s.sameDay(0) && s.sameClock()
	case "time":
		return s.ours.Kind == grid.Time && s.sameClock()
	}
	return false
}

// percent reports whether we take the number for a percentage.
func (s sight) percent() bool {
	r, _ := s.ours.Number()
	return r.Percent
}

// sameNumber compares numbers as far as a binary one is good for.
func (s sight) sameNumber() bool {
	r, ok := s.ours.Number()
	n, err := strconv.ParseFloat(s.says, 64)
	return ok && (err != nil || math.Abs(r.Stored.Float64()-n) <= 1e-14*math.Abs(n))
}

// sameDay compares days, where ours may be some days later. Where LibreOffice gives none, ours is any.
func (s sight) sameDay(later int) bool {
	day, _, ok := s.ours.Day()
	if !ok || s.kind != "date" {
		return ok
	}
	theirs, _, _ := strings.Cut(s.says, "T")
	if later == 0 {
		return day == theirs
	}
	d, err := time.Parse(time.DateOnly, theirs)
	return err == nil && day == d.AddDate(0, 0, later).Format(time.DateOnly)
}

// sameClock compares times of day, which we give in whole seconds. Where LibreOffice gives none, ours is any.
func (s sight) sameClock() bool {
	if s.kind != "date" && s.kind != "time" {
		return true
	}
	var theirs [3]float64 // hours, minutes, seconds
	_, clock, _ := strings.Cut(s.says, "T")
	for i, n := range strings.FieldsFunc(clock, func(r rune) bool { return strings.ContainsRune(":HMS", r) }) {
		theirs[i%3], _ = strconv.ParseFloat(n, 64)
	}
	ours, ok := s.ours.Seconds()
	second := float64((ours%86400 + 86400) % 86400)
	return ok && math.Abs(second-math.Mod(theirs[0], 24)*3600-theirs[1]*60-theirs[2]) <= 0.5
}

// dayEarlier reports whether LibreOffice's day is the one before ours, or ours is none where the stored number is 60.
func (s sight) dayEarlier() bool {
	if s.value >= 60 {
		return s.momentToThem() && s.dayless()
	}
	return s.shows == "date" && s.ours.Kind == grid.Date && s.sameDay(1) && s.sameClock()
}

// within reports whether the stored number lies from one bound to below the other.
func (s sight) within(from, to float64) bool { return s.value >= from && s.value < to }

// bareTime reports whether a date of LibreOffice is a time without a day to us.
func (s sight) bareTime() bool {
	return s.shows == "date" && s.within(0, 1) && s.ours.Kind == grid.Time
}

// general reports whether LibreOffice shows the cell as a number without more.
func (s sight) general() bool { return s.kind == "float" && s.shows == "float" }

func (s sight) momentToThem() bool { return s.shows == "date" || s.shows == "time" }

func (s sight) momentToUs() bool {
	return s.ours.Kind == grid.Date || s.ours.Kind == grid.Time || s.ours.Kind == grid.Duration
}

// dayless reports whether the cell is a date to us, but the number of no day.
func (s sight) dayless() bool {
	_, _, ok := s.ours.Day()
	return s.ours.Kind == grid.Date && !ok
}

// lastDay is the serial of 9999-12-31.
func (s sight) lastDay() float64 {
	if s.book.Date1904 {
		return 2957003
	}
	return 2958465
}

// holds reports whether one of the words stands in the format.
func (s sight) holds(words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s.format.Code, w) })
}

// conditions is the number of conditions in the format.
func (s sight) conditions() int {
	return strings.Count(s.format.Code, "[<") + strings.Count(s.format.Code, "[>") + strings.Count(s.format.Code, "[=")
}

// oneOf reports whether the format is one of the codes.
func (s sight) oneOf(codes ...string) bool { return slices.Contains(codes, s.format.Code) }

const stale = "run the command record in the folder libreoffice again"

// recorded is what LibreOffice said, a line for each row of each sheet of each workbook, and which LibreOffice it was.
func recorded(t *testing.T) (lines []string, program string) {
	f, err := os.Open("testdata/libreoffice.tsv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewScanner(z)
	in.Scan()
	program = in.Text()
	for in.Scan() {
		lines = append(lines, in.Text())
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	return lines, program
}

// eachCell writes a workbook, reads it with package grid, and hands out its cells with what is recorded of them.
func eachCell(dir string, b libreoffice.Book, said []string, yield func(sight)) error {
	path, err := b.Save(dir)
	if err != nil {
		return err
	}
	f, err := grid.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if len(f.Sheets) != len(b.Sheets) {
		return fmt.Errorf("%s: of %d sheets we see %d", b.Name, len(b.Sheets), len(f.Sheets))
	}
	for i, sheet := range f.Sheets {
		rows := b.Sheets[i].Rows
		seen := 0
		err := sheet.Rows(func(r grid.Row) error {
			if r.Index != seen {
				return fmt.Errorf("%s, %s: after %d rows comes row %d", b.Name, sheet.Name, seen, r.Index+1)
			}
			row, words := rows[seen], strings.Split(said[seen], "\t")
			seen++
			if words[0] != row.Format.String() || len(words) != len(row.Cells)+1 {
				return fmt.Errorf("%s, %s, row %d isn't what is recorded: %s", b.Name, sheet.Name, seen, stale)
			}
			for k, c := range row.Cells {
				s := sight{book: b, format: row.Format, stored: c, value: math.NaN(), ours: r.At(k)}
				s.kind, s.says, _ = strings.Cut(words[k+1], " ")
				s.says, s.shows, _ = strings.Cut(s.says, " ")
				if s.shows == "" {
					s.shows = s.kind
				}
				if v, err := strconv.ParseFloat(strings.TrimSpace(c.Value), 64); err == nil {
					s.value = v
				}
				yield(s)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if seen != len(rows) {
			return fmt.Errorf("%s, %s: of %d rows we see %d", b.Name, sheet.Name, len(rows), seen)
		}
		said = said[seen:]
	}
	return nil
}
