package file

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/person"
)

var me = audit.Operator(audit.Page)

// shelf keeps files in memory.
type shelf struct {
	files map[string]Packed
	uses  map[string][]Use
	views int
	gone  func() // called before the second look
}

func (s *shelf) InTx(context.Context, audit.Actor, func(Tx) error) error {
	panic("reading writes nothing")
}

func (s *shelf) View(_ context.Context, do func(Tx) error) error {
	if s.views++; s.views == 2 && s.gone != nil {
		s.gone()
	}
	return do(s)
}

func (s *shelf) Now() int64                { return 0 }
func (s *shelf) Audit(string, string, any) {}
func (s *shelf) Files() Store              { return s }

func (s *shelf) Put(_ context.Context, f Packed, use Use) error {
	s.files[f.SHA256] = f
	if !slices.Contains(s.uses[f.SHA256], use) {
		s.uses[f.SHA256] = append(s.uses[f.SHA256], use)
	}
	return nil
}

func (s *shelf) Packed(_ context.Context, sha string) (Packed, error) {
	if f, ok := s.files[sha]; ok {
		return f, nil
	}
	return Packed{}, ErrNone
}

func (s *shelf) Size(ctx context.Context, sha string) (int64, error) {
	f, err := s.Packed(ctx, sha)
	return f.Size, err
}

func (s *shelf) Uses(_ context.Context, sha string) ([]Use, error) { return s.uses[sha], nil }

// newShelf keeps a file for some uses.
func newShelf(t *testing.T, data string, uses ...Use) (s *shelf, sha string) {
	t.Helper()
	s = &shelf{files: map[string]Packed{}, uses: map[string][]Use{}}
	f, err := Pack(strings.NewReader(data), 0)
	if err != nil {
		t.Fatal(err)
	}
	s.files[f.SHA256] = f
	for _, u := range uses {
		if again, err := Put(t.Context(), s, []byte(data), u); err != nil || again != f.SHA256 {
			t.Fatal(again, err)
		}
	}
	return s, f.SHA256
}

// ways are the ways to read a file.
func ways(t *testing.T, s *Service, sha string) map[string]func() ([]byte, error) {
	return map[string]func() ([]byte, error){
		"Read": func() ([]byte, error) { return s.Read(t.Context(), me, sha) },
		"Write": func() ([]byte, error) {
			var to bytes.Buffer
			err := s.Write(t.Context(), me, sha, &to)
			return to.Bytes(), err
		},
		"Unpack": func() ([]byte, error) {
			path := filepath.Join(t.TempDir(), "f")
			if err := s.Unpack(t.Context(), me, sha, path); err != nil {
				return nil, err
			}
			return os.ReadFile(path)
		},
	}
}

// TestReadableThroughItsUses: whoever may read what uses a file may read it; to others it isn't there.
func TestReadableThroughItsUses(t *testing.T) {
	imported, reading, document, results := Use{Import, 3}, Use{Reading, 3}, Use{Run, 5}, Use{Results, 5}
	var asked []person.Object
	only := func(noun string, id int64) person.Allow { // reads files of one import or run
		return func(_ audit.Actor, do person.Act, on person.Object) error {
			if asked = append(asked, on); do != person.ReadFile || on.Noun != "file" && (on.Noun != noun || on.ID != id) {
				return person.Forbidden
			}
			return nil
		}
	}
	for _, c := range []struct {
		name  string
		uses  []Use
		allow person.Allow
		ok    bool
	}{
		{"an import's file", []Use{imported}, only("import", 3), true},
		{"what was read of it", []Use{reading}, only("import", 3), true},
		{"a run's document", []Use{document}, only("run", 5), true},
		{"a run's workbook", []Use{results}, only("run", 5), true},
		{"one use of several", []Use{imported, document}, only("run", 5), true},
		{"another import's", []Use{imported}, only("import", 4), false},
		{"a run of the same number", []Use{imported}, only("run", 3), false},
		{"nobody's", nil, only("import", 3), false},
		{"nobody's, by whoever may do all", nil, person.Operator, false},
		{"anybody's, by whoever may do all", []Use{results}, person.Operator, true},
	} {
		store, sha := newShelf(t, "内容", c.uses...)
		for name, read := range ways(t, &Service{c.allow, store}, sha) {
			data, err := read()
			if c.ok && (err != nil || string(data) != "内容") {
				t.Errorf("%s, %s: %q (%v)", name, c.name, data, err)
			}
			if !c.ok && (!errors.Is(err, ErrNone) || errs.CodeOf(err) != errs.NotFound || len(data) != 0) {
				t.Errorf("%s, %s: %q (%v)", name, c.name, data, err)
			}
		}
	}
	inside := func(o person.Object) bool { return o.Noun == string(Reading) || o.Noun == string(Results) }
	if !slices.Contains(asked, person.Object{Noun: "import", ID: 3}) || slices.ContainsFunc(asked, inside) {
		t.Errorf("asked about %v", asked)
	}
}

// TestAFileThatIsNotThere and one that nobody may read are the same to whoever asks.
func TestAFileThatIsNotThere(t *testing.T) {
	store, sha := newShelf(t, "内容", Use{Import, 3})
	none := &Service{func(_ audit.Actor, _ person.Act, on person.Object) error {
		if on.Noun == "file" {
			return nil
		}
		return person.Forbidden
	}, store}
	_, err1 := none.Read(t.Context(), me, sha)
	_, err2 := none.Read(t.Context(), me, strings.Repeat("0", 64))
	if err1 == nil || err2 == nil || err1.Error() != err2.Error() {
		t.Errorf("%v, %v", err1, err2)
	}
	s := &Service{person.Operator, store}
	for _, sha := range []string{"", "x", strings.ToUpper(sha)} {
		if _, err := s.Read(t.Context(), me, sha); !errors.Is(err, ErrNone) {
			t.Errorf("%q: %v", sha, err)
		}
	}
	store.views, store.gone = 0, func() { delete(store.files, sha) }
	if _, err := s.Read(t.Context(), me, sha); !errors.Is(err, ErrNone) {
		t.Errorf("gone between two looks: %v", err)
	}
}

// TestWhoMayDoNothingReachesNothing: every use case asks first.
func TestWhoMayDoNothingReachesNothing(t *testing.T) {
	store, sha := newShelf(t, "内容", Use{Import, 3})
	for name, read := range ways(t, &Service{person.Nobody, store}, sha) {
		if _, err := read(); errs.CodeOf(err) != errs.Forbidden || store.views != 0 {
			t.Errorf("%s: %v after %d looks", name, err, store.views)
		}
	}
}

// TestDamaged: a file that isn't what was put in is none, wherever it was damaged.
func TestDamaged(t *testing.T) {
	data := strings.Repeat("第一街道,97\n", 500)
	other, err := Pack(strings.NewReader("x"), 1)
	if err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func(p *Packed){
		"cut":              func(p *Packed) { p.Bytes = p.Bytes[:len(p.Bytes)/2] },
		"empty":            func(p *Packed) { p.Bytes = nil },
		"no packing":       func(p *Packed) { p.Bytes = []byte(data) },
		"a bit":            func(p *Packed) { p.Bytes[len(p.Bytes)/2] ^= 1 },
		"another's":        func(p *Packed) { p.Bytes = other.Bytes },
		"more behind it":   func(p *Packed) { p.Bytes = append(p.Bytes, other.Bytes...) },
		"its size":         func(p *Packed) { p.Size++ },
		"garbage after it": func(p *Packed) { p.Bytes = append(p.Bytes, "garbage"...) },
	} {
		store, sha := newShelf(t, data, Use{Import, 3})
		f := store.files[sha]
		f.Bytes = slices.Clone(f.Bytes)
		do(&f)
		store.files[sha] = f
		if _, err := Read(t.Context(), store, sha); !errors.Is(err, ErrDamaged) || errs.CodeOf(err) != errs.Damaged {
			t.Errorf("%s: %v", name, err)
		}
		half := filepath.Join(t.TempDir(), "half")
		if err := f.UnpackTo(half); !errors.Is(err, ErrDamaged) {
			t.Errorf("to a file, %s: %v", name, err)
		}
		if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: half a file is left (%v)", name, err)
		}
		for way, read := range ways(t, &Service{person.Operator, store}, sha) {
			if _, err := read(); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s, %s: %v", way, name, err)
			}
		}
	}
}

// TestPackedAndUnpacked: nothing is lost, and the same content has the same name.
func TestPackedAndUnpacked(t *testing.T) {
	for _, data := range []string{"", "x", strings.Repeat("绩效", 100_000)} {
		p, err := Pack(strings.NewReader(data), int64(len(data)))
		q, err2 := Pack(strings.NewReader(data), 0)
		var out bytes.Buffer
		if err = errors.Join(err, err2, p.Unpack(&out)); err != nil || out.String() != data || p.SHA256 != q.SHA256 {
			t.Errorf("%d bytes: %d came back (%v)", len(data), out.Len(), err)
		}
		if p.Size != int64(len(data)) || !bytes.Equal(p.Bytes, q.Bytes) {
			t.Errorf("%d bytes: %d are said", len(data), p.Size)
		}
	}
	broken := errors.New("the line is dead")
	if _, err := Pack(readerOf{broken}, 10); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	p, _ := Pack(strings.NewReader("x"), 1)
	path := filepath.Join(t.TempDir(), "f")
	if err := errors.Join(p.UnpackTo(path)); err != nil {
		t.Fatal(err)
	}
	if err := p.UnpackTo(path); !errors.Is(err, os.ErrExist) {
		t.Errorf("a file was written over: %v", err)
	}
}

type readerOf struct{ err error }

func (r readerOf) Read([]byte) (int, error) { return 0, r.err }

// TestLargeFilesOneByOne: two large ones are never in memory at once; small ones don't wait, and who waits may leave.
func TestLargeFilesOneByOne(t *testing.T) {
	done, err := Alone(t.Context(), largeFile)
	if err != nil {
		t.Fatal(err)
	}
	small, err := Alone(t.Context(), largeFile-1)
	if err != nil {
		t.Fatal(err)
	}
	small()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := Alone(ctx, largeFile); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("two at once: %v", err)
	}
	done()
	if done, err = Alone(t.Context(), largeFile); err != nil {
		t.Fatal(err)
	}
	done()
}
