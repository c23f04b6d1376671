package score

import (
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"shiji/internal/fact"
)

// canonical writes v as JSON in the one form that it has: as encoding/json writes it, with sorted keys, nothing between
// them, and nothing escaped that needn't be. It is written straight from the values; a test holds it to what decoding
// and writing again gives.
func canonical(v any) ([]byte, error) { return canonicalOf(v, drained) }

// canonicalOf is canonical of a document of about so many bytes.
func canonicalOf(v any, size int) ([]byte, error) {
	c := &canon{out: make([]byte, 0, size)}
	c.write(v)
	return c.out, c.err
}

// hashUnplaced is the hash of a canonical document without where each number was read, see [fact.Unplace]. The document
// isn't kept.
func hashUnplaced(v any) (string, error) {
	c := &canon{bare: true, out: make([]byte, 0, 2*drained), sum: sha256.New()}
	c.write(v)
	c.sum.Write(c.out)
	return hex.EncodeToString(c.sum.Sum(nil)), c.err
}

// canon is a document that is being written.
type canon struct {
	out  []byte
	bare bool
	sum  hash.Hash // where it goes; nil: it is kept
	err  error
}

// drained is how many bytes of a document that isn't kept are hashed at once.
const drained = 1 << 16

func (c *canon) write(v any) {
	x := reflect.ValueOf(v)
	if !x.IsValid() {
		c.out = append(c.out, "null"...)
		return
	}
	writerOf(x.Type())(c, x)
}

type writer func(*canon, reflect.Value)

// writers are those of the types that were met.
var writers sync.Map // reflect.Type to writer

func writerOf(t reflect.Type) writer {
	if w, ok := writers.Load(t); ok {
		return w.(writer)
	}
	// A type may hold itself: whoever meets it meanwhile asks again when he writes.
	var wait sync.WaitGroup
	var w writer
	wait.Add(1)
	later := writer(func(c *canon, v reflect.Value) { wait.Wait(); w(c, v) })
	if there, loaded := writers.LoadOrStore(t, later); loaded {
		return there.(writer)
	}
	w = newWriter(t)
	wait.Done()
	writers.Store(t, w)
	return w
}

var (
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
	placeType     = reflect.TypeFor[fact.Source]()
)

func newWriter(t reflect.Type) writer {
	switch {
	case t.Implements(jsonMarshaler), t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return again
	case t.Implements(textMarshaler):
		return asText
	}
	switch t.Kind() {
	case reflect.Bool:
		return func(c *canon, v reflect.Value) { c.out = strconv.AppendBool(c.out, v.Bool()) }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(c *canon, v reflect.Value) { c.out = strconv.AppendInt(c.out, v.Int(), 10) }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(c *canon, v reflect.Value) { c.out = strconv.AppendUint(c.out, v.Uint(), 10) }
	case reflect.String:
		return func(c *canon, v reflect.Value) { c.text(v.String()) }
	case reflect.Pointer:
		elem := writerOf(t.Elem())
		return func(c *canon, v reflect.Value) {
			if v.IsNil() {
				c.out = append(c.out, "null"...)
				return
			}
			elem(c, v.Elem())
		}
	case reflect.Interface:
		return func(c *canon, v reflect.Value) {
			if v.IsNil() {
				c.out = append(c.out, "null"...)
				return
			}
			writerOf(v.Elem().Type())(c, v.Elem())
		}
	case reflect.Slice, reflect.Array:
		return listWriter(t)
	case reflect.Map:
		if t.Key().Kind() == reflect.String && !t.Key().Implements(textMarshaler) {
			return mapWriter(t)
		}
	case reflect.Struct:
		return structWriter(t)
	}
	return again // what nobody thought of is written in the long way
}

// again writes a value by way of a tree.
func again(c *canon, v reflect.Value) {
	var tree any
	err := treeOf(v.Interface(), &tree)
	if err == nil && c.bare {
		fact.Unplace(tree)
	}
	doc, e := written(tree)
	if err != nil || e != nil {
		c.err = fmt.Errorf("score: writing a %s: %w", v.Type(), firstOf(err, e))
		return
	}
	c.out = append(c.out, doc...)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func asText(c *canon, v reflect.Value) {
	if v.Kind() == reflect.Pointer && v.IsNil() {
		c.out = append(c.out, "null"...)
		return
	}
	text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
	if err != nil {
		c.err = err
	}
	c.text(string(text))
}

func listWriter(t reflect.Type) writer {
	elem := writerOf(t.Elem())
	return func(c *canon, v reflect.Value) {
		if v.Kind() == reflect.Slice && v.IsNil() {
			c.out = append(c.out, "null"...)
			return
		}
		c.out = append(c.out, '[')
		for i := range v.Len() {
			if i > 0 {
				c.out = append(c.out, ',')
			}
			elem(c, v.Index(i))
			if c.sum != nil && len(c.out) >= drained {
				c.sum.Write(c.out)
				c.out = c.out[:0]
			}
		}
		c.out = append(c.out, ']')
	}
}

func mapWriter(t reflect.Type) writer {
	elem := writerOf(t.Elem())
	return func(c *canon, v reflect.Value) {
		if v.IsNil() {
			c.out = append(c.out, "null"...)
			return
		}
		if c.bare { // names that say where something was read may be names of anything here
			for _, name := range []string{"source", "cells"} {
				if v.MapIndex(reflect.ValueOf(name).Convert(t.Key())).IsValid() {
					again(c, v)
					return
				}
			}
		}
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		c.out = append(c.out, '{')
		for i, k := range keys {
			if i > 0 {
				c.out = append(c.out, ',')
			}
			c.text(k.String())
			c.out = append(c.out, ':')
			elem(c, v.MapIndex(k))
		}
		c.out = append(c.out, '}')
	}
}

// field is one name of an object.
type field struct {
	name  string
	key   []byte // "name":
	at    []int
	write writer
	empty func(reflect.Value) bool // whether it is left out; nil: never
	place bool                     // a source, which says where something was read
	cells bool                     // cells by name
}

func structWriter(t reflect.Type) writer {
	fields := fieldsOf(t, nil)
	slices.SortFunc(fields, func(a, b field) int { return strings.Compare(a.name, b.name) })
	for i := 1; i < len(fields); i++ {
		if fields[i].name == fields[i-1].name { // which of them counts is a matter of depth: leave it to encoding/json
			return again
		}
	}
	return func(c *canon, v reflect.Value) {
		c.out = append(c.out, '{')
		some := false
		for i := range fields {
			f := &fields[i]
			x := v.FieldByIndex(f.at)
			if f.empty != nil && f.empty(x) || c.bare && f.cells && !x.IsNil() {
				continue
			}
			before := len(c.out)
			if some {
				c.out = append(c.out, ',')
			}
			c.out = append(c.out, f.key...)
			if c.bare && f.place {
				if c.bareSource(x) {
					some = true
				} else {
					c.out = c.out[:before]
				}
				continue
			}
			some = true
			f.write(c, x)
		}
		c.out = append(c.out, '}')
	}
}

// bareSource writes a source without the place, and reports whether anything is left of it.
func (c *canon) bareSource(v reflect.Value) bool {
	s := v.Interface().(fact.Source)
	s.File, s.Sheet, s.Cell, s.Act = "", "", "", ""
	if s.Confirmed != "" {
		s.Confirmed = fact.Meant(s.Confirmed)
	}
	before := len(c.out)
	writerOf(placeType)(c, reflect.ValueOf(s))
	return string(c.out[before:]) != "{}"
}

// fieldsOf are the names of a struct, those of what is embedded in it among them.
func fieldsOf(t reflect.Type, at []int) (out []field) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		path := append(slices.Clone(at), i)
		switch {
		case tag == "-":
			continue
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct && !f.Type.Implements(textMarshaler):
			out = append(out, fieldsOf(f.Type, path)...)
			continue
		case !f.IsExported():
			continue
		case name == "":
			name = f.Name
		}
		x := field{name: name, at: path, write: writerOf(f.Type), place: name == "source" && f.Type == placeType,
			cells: name == "cells" && f.Type.Kind() == reflect.Map}
		if strings.Contains(options, "string") || name == "source" && !x.place {
			x.write = again
		}
		c := &canon{}
		c.text(name)
		x.key = append(c.out, ':')
		x.empty = emptyOf(f.Type, strings.Split(options, ","))
		out = append(out, x)
	}
	return out
}

// emptyOf says when a field is left out.
func emptyOf(t reflect.Type, options []string) func(reflect.Value) bool {
	zero := func(v reflect.Value) bool { return v.IsZero() }
	if m, ok := t.MethodByName("IsZero"); ok && m.Type.NumIn() == 1 && m.Type.NumOut() == 1 {
		zero = func(v reflect.Value) bool {
			if v.Kind() == reflect.Pointer && v.IsNil() {
				return true
			}
			return v.Interface().(interface{ IsZero() bool }).IsZero()
		}
	}
	empty := func(v reflect.Value) bool {
		switch v.Kind() {
		case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
			return v.Len() == 0
		case reflect.Struct:
			return false
		}
		return v.IsZero()
	}
	omitempty, omitzero := slices.Contains(options, "omitempty"), slices.Contains(options, "omitzero")
	switch {
	case omitempty && omitzero:
		return func(v reflect.Value) bool { return empty(v) || zero(v) }
	case omitempty:
		return empty
	case omitzero:
		return zero
	}
	return nil
}

// text writes a string.
func (c *canon) text(s string) {
	if !plain(s) {
		var tree any
		if err := treeOf(s, &tree); err != nil {
			c.err = err
			return
		}
		doc, err := written(tree)
		if err != nil {
			c.err = err
		}
		c.out = append(c.out, doc...)
		return
	}
	c.out = append(c.out, '"')
	c.out = append(c.out, s...)
	c.out = append(c.out, '"')
}

// plain reports whether a string is written as it is.
func plain(s string) bool {
	ascii := true
	for i := range len(s) {
		switch b := s[i]; {
		case b < 0x20 || b == '"' || b == '\\':
			return false
		case b >= utf8.RuneSelf:
			if b == 0xe2 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2]&^1 == 0xa8 { // ends of lines and paragraphs
				return false
			}
			ascii = false
		}
	}
	return ascii || utf8.ValidString(s)
}
