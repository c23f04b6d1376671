package house_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/errs"
	"shiji/internal/house"
	"shiji/internal/job"
	"shiji/internal/person"
	"shiji/internal/store"
)

// nouns are what the acts of a service begin with: what it asks first is about its own noun.
var nouns = map[string]string{"District": "district.", "Health": "district.", "Files": "file.", "Jobs": "job.",
	"Ledger": "year.", "Intake": "import.", "Runs": "run."}

// TestEveryDoorAsks: each method of each service of a district begins with Allow, reads too, so that whoever may
// nothing gets nowhere near the store: here it is closed, and says so to everybody who comes to it.
func TestEveryDoorAsks(t *testing.T) {
	db, err := store.Open(t.Context(), t.TempDir(), true, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var asked []person.Act
	h := house.New(db, house.Parts{Allow: func(_ audit.Actor, do person.Act, _ person.Object) error {
		asked = append(asked, do)
		return person.Forbidden
	}})
	services := reflect.ValueOf(*h.Of(db.OfficeOf(1)))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	actor, ctxType := reflect.TypeFor[audit.Actor](), reflect.TypeFor[context.Context]()
	methods := 0
	for i := range services.NumField() {
		service, field := services.Field(i), services.Type().Field(i).Name
		if service.Kind() != reflect.Pointer {
			continue
		}
		for m := range service.NumMethod() {
			method, name := service.Method(m), field+"."+service.Type().Method(m).Name
			in := method.Type()
			if in.NumIn() < 2 || in.In(0) != ctxType || in.In(1) != actor {
				t.Errorf("%s doesn't say who asks: ctx and audit.Actor come first", name)
				continue
			}
			args := []reflect.Value{reflect.ValueOf(t.Context()), reflect.ValueOf(audit.Operator(audit.Page))}
			for k := 2; k < in.NumIn(); k++ {
				args = append(args, reflect.Zero(in.In(k)))
			}
			asked = nil
			out := method.Call(args)
			err, _ := out[len(out)-1].Interface().(error)
			if len(asked) != 1 || nouns[field] == "" || !strings.HasPrefix(string(asked[0]), nouns[field]) {
				t.Errorf("%s doesn't begin with Allow about its own noun: it asked %v (CONTRIBUTING, step 1)", name, asked)
			} else if errs.CodeOf(err) != errs.Forbidden {
				t.Errorf("%s was refused, and answers %v", name, err)
			}
			methods++
		}
	}
	if methods < 40 {
		t.Errorf("only %d methods were asked", methods)
	}
}

// TestEveryServiceIsThere: none is forgotten where they are made, and each kind of job has its work.
func TestEveryServiceIsThere(t *testing.T) {
	db, err := store.Open(t.Context(), t.TempDir(), true, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s := house.New(db, house.Parts{}).Of(db.OfficeOf(1))
	v := reflect.ValueOf(*s)
	for i := range v.NumField() {
		if v.Field(i).Kind() == reflect.Pointer && v.Field(i).IsNil() {
			t.Errorf("house.make leaves %s out", v.Type().Field(i).Name)
		}
	}
	for _, k := range job.Kinds {
		if s.Duties()[k.Kind] == nil {
			t.Errorf("nobody does jobs of the kind %s", k.Kind)
		}
	}
}
