package score

import (
	"reflect"

	"shiji/internal/fact"
)

// FilesNamed are the names of the files that the facts of a year say they were read from.
func (in *Input) FilesNamed() map[string]bool {
	out := map[string]bool{}
	eachFile(reflect.ValueOf(*in), func(name string) { out[name] = true })
	return out
}

var sourceType = reflect.TypeFor[fact.Source]()

func eachFile(v reflect.Value, see func(name string)) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == sourceType {
			if name := v.Interface().(fact.Source).File; name != "" {
				see(name)
			}
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				eachFile(v.Field(i), see)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			eachFile(v.Index(i), see)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			eachFile(v.Elem(), see)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			eachFile(v.MapIndex(k), see)
		}
	}
}
