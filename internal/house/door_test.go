package house_test

import (
	"context"
	"reflect"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/house"
	"shiji/internal/person"
	"shiji/internal/store"
)

// TestEveryDoorAsks: each method of each service of a district begins with Allow, reads too, so that whoever may
// nothing gets nowhere near the store: here it is closed, and says so to everybody who comes to it.
func TestEveryDoorAsks(t *testing.T) {
	db, err := store.Open(t.Context(), t.TempDir(), true, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := house.New(db, house.Parts{Allow: person.Nobody})
	services := reflect.ValueOf(*h.Of(db.OfficeOf(1)))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	actor, ctxType := reflect.TypeFor[audit.Actor](), reflect.TypeFor[context.Context]()
	asked := 0
	for i := range services.NumField() {
		service := services.Field(i)
		if service.Kind() != reflect.Pointer {
			continue
		}
		for m := range service.NumMethod() {
			method, name := service.Method(m), services.Type().Field(i).Name+"."+service.Type().Method(m).Name
			in := method.Type()
			if in.NumIn() < 2 || in.In(0) != ctxType || in.In(1) != actor {
				t.Errorf("%s doesn't say who asks", name)
				continue
			}
			args := []reflect.Value{reflect.ValueOf(t.Context()), reflect.ValueOf(audit.Operator(audit.Page))}
			for k := 2; k < in.NumIn(); k++ {
				args = append(args, reflect.Zero(in.In(k)))
			}
			out := method.Call(args)
			err, _ := out[len(out)-1].Interface().(error)
			if errs.CodeOf(err) != errs.Forbidden {
				t.Errorf("%s: %v", name, err)
			}
			asked++
		}
	}
	if asked < 40 {
		t.Errorf("only %d methods were asked", asked)
	}
}
