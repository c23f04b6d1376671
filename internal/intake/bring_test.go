package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"shiji/internal/errs"
	"shiji/internal/file"
	"shiji/internal/job"
)

// TestFilesThatAreTaken: by their number, size and names, before anything is read of them.
func TestFilesThatAreTaken(t *testing.T) {
	named := func(names ...string) (out []Upload) {
		for _, n := range names {
			out = append(out, Upload{Name: n, Data: []byte("x")})
		}
		return out
	}
	many := make([]string, MaxFiles+1)
	for i := range many {
		many[i] = fmt.Sprintf("%d.xlsx", i)
	}
	opened := func(size int64) []Upload {
		return []Upload{{Name: "a.xlsx", Size: size, Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("x")), nil
		}}}
	}
	for _, c := range []struct {
		name  string
		files []Upload
		want  error
		says  string
	}{
		{"none", nil, ErrFile, "No file was chosen"},
		{"as many as may be", named(many[:MaxFiles]...), nil, ""},
		{"too many", named(many...), ErrTooLarge, ""},
		{"as large as may be", opened(MaxUpload), nil, ""},
		{"too large", opened(MaxUpload + 1), ErrTooLarge, ""},
		{"too large together", append(opened(MaxUpload), named("b.xlsx")...), ErrTooLarge, ""},
		{"a workbook", named("2013年度.XLSX"), nil, ""},
		{"tables and a scheme", named("a.csv", "b.yaml", "c.yml"), nil, ""},
		{"two of one name", named("a.xlsx", "a.xlsx"), ErrFile, `called "a.xlsx"`},
		{"a text", named("报告.docx"), ErrFile, "is a text"},
		{"another program's", named("表.ods"), ErrFile, "can't be read"},
		{"an old format", named("表.xls"), ErrFile, "old format"},
		{"with macros", named("表.xlsm"), ErrFile, "macros"},
		{"a picture", named("表.png"), ErrFile, "can't be imported"},
		{"no ending", named("年度"), ErrFile, "can't be imported"},
		{"secret", named("年度（秘密）.xlsx"), ErrFile, "classified"},
		{"most secret", named("绝密.csv"), ErrFile, "classified"},
		{"no UTF-8", named("\xbc\xa8.xlsx"), ErrFile, "too long or can't be read"},
		{"turned around", named("a\u202exslx.xlsx"), ErrFile, "too long or can't be read"},
		{"a line in its name", named("a\nb.xlsx"), ErrFile, "too long or can't be read"},
		{"a long name", named(strings.Repeat("年", 66) + ".xlsx"), ErrFile, "too long"},
		{"a name as long as may be", named(strings.Repeat("n", 195) + ".xlsx"), nil, ""},
	} {
		o := newOffice()
		in, j, err := o.Bring(t.Context(), me, Replace, 0, c.files)
		if !errors.Is(err, c.want) || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
		kept := len(o.state.imports) + len(o.state.files) + len(o.state.jobs)
		if c.want != nil && (kept != 0 || in.ID != 0) {
			t.Errorf("%s: something is kept of it", c.name)
		}
		if c.want == nil && (in.State != Uploaded || j.Kind != job.Check || j.Object != in.ID ||
			len(in.Files) != len(c.files)) {
			t.Errorf("%s: %+v", c.name, in)
		}
		if _, _, err := o.Try(t.Context(), me, Replace, 0, c.files); c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s, tried: %v", c.name, err)
		}
	}
}

// TestAFileThatGrows: what it says of its size isn't believed.
func TestAFileThatGrows(t *testing.T) {
	o := newOffice()
	grows := []Upload{{Name: "a.csv", Size: 10, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(zeros{}, MaxUpload+1)), nil
	}}}
	_, _, err := o.Bring(t.Context(), me, Replace, 0, grows)
	if !errors.Is(err, ErrTooLarge) || len(o.state.imports) != 0 {
		t.Errorf("%v", err)
	}
	if _, _, err := o.Try(t.Context(), me, Replace, 0, grows); !errors.Is(err, ErrTooLarge) {
		t.Errorf("tried: %v", err)
	}
	gone := errors.New("the file is gone")
	away := []Upload{{Name: "a.csv", Size: 10, Open: func() (io.ReadCloser, error) { return nil, gone }}}
	if _, _, err := o.Bring(t.Context(), me, Replace, 0, away); !errors.Is(err, gone) {
		t.Errorf("%v", err)
	}
	if _, _, err := o.Try(t.Context(), me, Replace, 0, away); !errors.Is(err, gone) {
		t.Errorf("tried: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestWhatIsKeptOfFiles: their content, used by the import, which names them without folders.
func TestWhatIsKeptOfFiles(t *testing.T) {
	o := newOffice()
	in, _, err := o.Bring(t.Context(), me, Add, 2014, []Upload{{Name: "folder/a.csv", Data: []byte("1,2")}})
	if err != nil {
		t.Fatal(err)
	}
	p := o.state.files[in.Files[0].SHA256]
	var data bytes.Buffer
	err = p.Unpack(&data)
	if f := in.Files[0]; err != nil || data.String() != "1,2" || f.Size != 3 || f.Name != "a.csv" {
		t.Errorf("%+v: %q (%v)", in.Files, data.String(), err)
	}
	if uses := o.state.uses[p.SHA256]; !slices.Equal(uses, []file.Use{{Noun: file.Import, ID: in.ID}}) {
		t.Errorf("%v", uses)
	}
	if in.Year != 2014 || in.Mode != Add || in.Actor != me.ID || in.CreatedAt != o.fake.now {
		t.Errorf("%+v", in)
	}
	if !slices.Equal(o.state.chain, []string{"import.upload import/1"}) {
		t.Errorf("the chain says %v", o.state.chain)
	}
}

// TestPressedTwice: the same files from the same person within moments are one import, and nothing else is.
func TestPressedTwice(t *testing.T) {
	files := func(data string) []Upload { return []Upload{{Name: "a.xlsx", Data: []byte(data)}} }
	for _, c := range []struct {
		name string
		mode Mode
		year int
		data string
		do   func(o *office)
		same bool
	}{
		{"at once", Replace, 0, "1", func(*office) {}, true},
		{"in the last moment", Replace, 0, "1", func(o *office) { o.fake.now += pressedTwice }, true},
		{"later", Replace, 0, "1", func(o *office) { o.fake.now += pressedTwice + 1 }, false},
		{"another mode", Add, 0, "1", func(*office) {}, false},
		{"whichever mode it is", Guess, 0, "1", func(*office) {}, true},
		{"another year", Replace, 2014, "1", func(*office) {}, false},
		{"another content", Replace, 0, "2", func(*office) {}, false},
		{"after it was looked through", Replace, 0, "1", func(o *office) { o.state.imports[0].State = Checked }, true},
		{"after it was refused", Replace, 0, "1", func(o *office) { o.state.imports[0].State = Refused }, true},
		{"after it was recorded", Replace, 0, "1", func(o *office) { o.state.imports[0].State = Recorded }, false},
		{"after it was dropped", Replace, 0, "1", func(o *office) { o.state.imports[0].State = Dropped }, false},
		{"after somebody else's", Replace, 0, "1", func(o *office) { o.state.imports[0].Actor = other.ID }, false},
		{"without its job", Replace, 0, "1", func(o *office) { o.state.jobs = nil }, false},
	} {
		o := newOffice()
		first, j1, err1 := o.Bring(t.Context(), me, Replace, 0, files("1"))
		c.do(o)
		again, j2, err2 := o.Bring(t.Context(), me, c.mode, c.year, files(c.data))
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if (first.ID == again.ID) != c.same || c.same && j1.ID != j2.ID || j2.Object != again.ID {
			t.Errorf("%s: imports %d and %d, jobs %d and %d", c.name, first.ID, again.ID, j1.ID, j2.ID)
		}
	}
	o := newOffice()
	two := append(files("1"), Upload{Name: "b.xlsx", Data: []byte("1")})
	first, _, _ := o.Bring(t.Context(), me, Replace, 0, two[:1])
	if again, _, err := o.Bring(t.Context(), me, Replace, 0, two); err != nil || again.ID == first.ID {
		t.Errorf("one file more: import %d (%v)", again.ID, err)
	}
	renamed := []Upload{{Name: "c.xlsx", Data: []byte("1")}}
	if again, _, err := o.Bring(t.Context(), me, Replace, 0, renamed); err != nil || again.ID != 3 {
		t.Errorf("another name: import %d (%v)", again.ID, err)
	}
}

// TestBroughtWithoutAnEnd: a store that fails keeps nothing.
func TestBroughtWithoutAnEnd(t *testing.T) {
	o := newOffice()
	o.before = func() error { return errKilled }
	if _, _, err := o.Bring(t.Context(), me, Replace, 0, o.upload("year", whole(small()))); !errors.Is(err, errKilled) {
		t.Errorf("%v", err)
	}
	o.before = nil
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := o.Bring(ctx, me, Replace, 0, o.upload("year", whole(small()))); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if len(o.state.imports)+len(o.state.files) != 0 {
		t.Error("something is kept")
	}
	for _, id := range []int64{0, 1, -1} {
		if _, err := o.Intake(t.Context(), me, id); !errors.Is(err, ErrNone) || errs.CodeOf(err) != errs.NotFound {
			t.Errorf("import %d: %v", id, err)
		}
	}
}

// TestFilesArePackedBeforeAnythingIsHeld: nobody waits for somebody's file to be read and packed.
func TestFilesArePackedBeforeAnythingIsHeld(t *testing.T) {
	o := newOffice()
	looked := 0
	files := []Upload{{Name: "a.csv", Size: 5, Open: func() (io.ReadCloser, error) {
		looked++
		if !o.mu.TryLock() {
			return nil, errors.New("the store is held meanwhile")
		}
		o.mu.Unlock()
		return io.NopCloser(strings.NewReader("hello")), nil
	}}}
	if _, _, err := o.Bring(t.Context(), me, Guess, 0, files); err != nil || looked == 0 {
		t.Errorf("opened %d times: %v", looked, err)
	}
}
