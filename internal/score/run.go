package score

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"shiji/internal/errs"
	"shiji/internal/lang"
)

// Format names the layout of a run document.
const Format = "shiji-run/2"

// placed is the format in which the hash of the results took in where each number was read.
const placed = "shiji-run/1"

// Run is a scored year, frozen: all inputs, all results, and the hashes that hold them together. Its canonical document
// has sorted keys and decimals as text, so equal runs are equal bytes. The hashes prove that inputs and results belong
// together; that they are the ones that were published is proved by the seal printed on every scorecard.
type Run struct {
	Format        string `json:"format"`
	Engine        string `json:"engine"` // version of the program that computed it
	Inputs        Input  `json:"inputs"`
	InputsSHA256  string `json:"inputs_sha256"`
	Results       Sheets `json:"results"`
	ResultsSHA256 string `json:"results_sha256"` // without places: a copy of the year in another file has it too
	Seal          string `json:"seal"`           // of format, engine and both hashes
}

// NewRun scores a year with a trace and seals it.
func NewRun(in Input, engine string) (Run, error) {
	r, _, err := sealedAs(Format, in, engine, nil)
	return r, err
}

// Seal is NewRun with the canonical document of the run, made of the parts that were hashed, and with what was found
// in the year: it is checked once. It fails with those findings where there are errors among them.
func Seal(in Input, engine string) (r Run, document []byte, found errs.Findings, err error) {
	r, p, err := sealedAs(Format, in, engine, nil)
	if err != nil {
		return r, nil, p.found, err
	}
	document, err = r.document(p)
	return r, document, p.found, err
}

// document is the canonical document of a run, made of its parts.
func (r Run) document(p parts) ([]byte, error) {
	var doc bytes.Buffer
	doc.Grow(len(p.inputs) + len(p.results) + 512)
	for _, part := range []struct { // in the order of their names, as Encode writes them
		name  string
		value any
	}{{"engine", r.Engine}, {"format", r.Format}, {"inputs", p.inputs}, {"inputs_sha256", r.InputsSHA256},
		{"results", p.results}, {"results_sha256", r.ResultsSHA256}, {"seal", r.Seal}} {
		text, whole := part.value.([]byte)
		if !whole {
			var err error
			if text, err = canonical(part.value); err != nil {
				return nil, err
			}
		}
		fmt.Fprintf(&doc, ",%q:%s", part.name, text)
	}
	out := doc.Bytes()
	out[0] = '{'
	return append(out, '}', '\n'), nil
}

// parts are what a run is made of.
type parts struct {
	inputs, results []byte // canonical
	found           errs.Findings
}

// sealedAs scores and seals a year. inputs are its canonical document, where somebody wrote it already.
func sealedAs(format string, in Input, engine string, inputs []byte) (r Run, p parts, err error) {
	in = in.Canonical()
	var sheets Sheets
	if sheets, p.found, err = compute(in, true); err != nil {
		return r, p, err
	}
	r = Run{Format: format, Engine: engine, Inputs: in, Results: sheets}
	if p.inputs = inputs; inputs == nil {
		if p.inputs, err = canonical(r.Inputs); err != nil {
			return r, p, err
		}
	}
	if p.results, r.ResultsSHA256, err = r.results(2 * len(p.inputs)); err != nil {
		return r, p, err
	}
	r.InputsSHA256 = hashOf(p.inputs)
	r.Seal = r.seal()
	return r, p, nil
}

// results are the canonical results, of about so many bytes, and their hash as the run's format has it.
func (r Run) results(size int) (doc []byte, hash string, err error) {
	if doc, err = canonicalOf(r.Results, size); err != nil || r.Format == placed {
		return doc, hashOf(doc), err
	}
	hash, err = hashUnplaced(r.Results)
	return doc, hash, err
}

func hashOf(doc []byte) string {
	sum := sha256.Sum256(doc)
	return hex.EncodeToString(sum[:])
}

func (r Run) seal() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{r.Format, r.Engine, r.InputsSHA256, r.ResultsSHA256}, "\n")))
	return hex.EncodeToString(sum[:])
}

// Encode returns the canonical document of the run.
func (r Run) Encode() ([]byte, error) {
	doc, err := canonical(r)
	return append(doc, '\n'), err
}

// written writes a tree in the one form that it has.
func written(tree any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out) // maps are written with sorted keys
	e.SetEscapeHTML(false)
	if err := e.Encode(tree); err != nil {
		return nil, err
	}
	return bytes.TrimRight(out.Bytes(), "\n"), nil
}

func hashed(v any) (string, error) {
	doc, err := canonical(v)
	return hashOf(doc), err
}

// Intact reports whether inputs, results and seal still belong together. It recomputes no score; see Verify.
func (r Run) Intact() bool {
	inputs, err1 := hashed(r.Inputs)
	_, results, err2 := r.results(drained)
	return err1 == nil && err2 == nil && inputs == r.InputsSHA256 && results == r.ResultsSHA256 && r.Seal == r.seal()
}

// ErrNotARun says that a file is no run document.
var ErrNotARun = errors.New("not a run document of shiji")

// ReadRun reads a run document. It doesn't check it; see Verify.
func ReadRun(data []byte) (Run, error) {
	var r Run
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return r, fmt.Errorf("%w: %w", ErrNotARun, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return r, fmt.Errorf("%w: something follows the document", ErrNotARun)
	}
	if r.Format != Format && r.Format != placed {
		return r, fmt.Errorf("%w: format %q", ErrNotARun, r.Format)
	}
	return r, nil
}

// Difference is the first place where a run document and its recomputation part.
type Difference struct {
	What     lang.Text
	Path     string // in the document: results.units[3].total.points
	Sealed   string
	Computed string
}

// Verify recomputes everything in a run document from its frozen inputs and compares bytes. It returns nil
// if they are identical.
func Verify(data []byte) (Run, *Difference, error) {
	sealed, err := ReadRun(data)
	if err != nil {
		return sealed, nil, err
	}
	text, err := canonical(sealed.Inputs.Canonical())
	if err != nil {
		return sealed, nil, err
	}
	if inputs := hashOf(text); inputs != sealed.InputsSHA256 {
		if again, err := Explain(sealed.Inputs); err == nil {
			var a, b any
			if d := errors.Join(treeOf(sealed.Results, &a), treeOf(again, &b)); d == nil {
				if first := firstDifference("results", a, b); first != nil {
					first.What = lang.T("输入数据与其摘要不符：输入在封存后被改动，由此改变的第一个结果如下",
						"the inputs don't match their hash: they were changed after sealing; the first result that this changes")
					return sealed, first, nil
				}
			}
		}
		return sealed, &Difference{What: lang.T("输入数据与其摘要不符：输入在封存后被改动",
			"the inputs don't match their hash: they were changed after sealing"), Path: "inputs_sha256",
			Sealed: sealed.InputsSHA256, Computed: inputs}, nil
	}
	again, p, err := sealedAs(sealed.Format, sealed.Inputs, sealed.Engine, text)
	if err != nil {
		return sealed, nil, err
	}
	doc, err := again.document(p)
	if err != nil {
		return sealed, nil, err
	}
	if bytes.Equal(doc, data) {
		return sealed, nil, nil
	}
	var a, b any
	if err := errors.Join(decodeTree(data, &a), decodeTree(doc, &b)); err != nil {
		return sealed, nil, err
	}
	if d := firstDifference("", a, b); d != nil {
		d.What = lang.T("封存的内容与重算的结果不同", "what is sealed differs from what is recomputed")
		return sealed, d, nil
	}
	return sealed, &Difference{What: lang.T("内容相同，但文件不是规范写法（空格、键的顺序或重复的键被改动）",
		"same content, but the file isn't in canonical form (spaces, order of keys or repeated keys were changed)"),
		Path: "-", Sealed: fmt.Sprintf("%d bytes", len(data)), Computed: fmt.Sprintf("%d bytes", len(doc))}, nil
}

// treeOf is v as JSON sees it.
func treeOf(v any, tree *any) error {
	plain, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return decodeTree(plain, tree)
}

func decodeTree(data []byte, v *any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(v)
}

// firstDifference walks two JSON trees in the order of keys.
func firstDifference(path string, a, b any) *Difference {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok {
			break
		}
		keys := map[string]bool{}
		for k := range x {
			keys[k] = true
		}
		for k := range y {
			keys[k] = true
		}
		for _, k := range slices.Sorted(maps.Keys(keys)) {
			p := strings.TrimPrefix(path+"."+k, ".")
			xv, inX := x[k]
			yv, inY := y[k]
			if inX != inY {
				return &Difference{Path: p, Sealed: show(xv, inX), Computed: show(yv, inY)}
			}
			if d := firstDifference(p, xv, yv); d != nil {
				return d
			}
		}
		return nil
	case []any:
		y, ok := b.([]any)
		if !ok {
			break
		}
		for i := range min(len(x), len(y)) {
			if d := firstDifference(fmt.Sprintf("%s[%d]", path, i), x[i], y[i]); d != nil {
				return d
			}
		}
		if len(x) != len(y) {
			return &Difference{Path: path, Sealed: fmt.Sprintf("%d entries", len(x)),
				Computed: fmt.Sprintf("%d entries", len(y))}
		}
		return nil
	}
	if show(a, true) != show(b, true) {
		return &Difference{Path: path, Sealed: show(a, true), Computed: show(b, true)}
	}
	return nil
}

func show(v any, present bool) string {
	if !present {
		return "-"
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if len(text) > 200 {
		return string(text[:200]) + "…"
	}
	return string(text)
}
