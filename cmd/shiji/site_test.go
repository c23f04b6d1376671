package main

import (
	"reflect"
	"testing"

	"shiji/internal/house"
	"shiji/internal/store"
)

// TestEveryPageHasItsServices: siteOf hands every service of a district to the pages.
func TestEveryPageHasItsServices(t *testing.T) {
	db, err := store.Open(t.Context(), t.TempDir(), true, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	v := reflect.ValueOf(siteOf(house.New(db, house.Parts{}).Of(db.OfficeOf(1))))
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() == reflect.Pointer && f.IsNil() && v.Type().Field(i).Name != "Log" {
			t.Errorf("siteOf leaves %s out", v.Type().Field(i).Name)
		}
	}
}
