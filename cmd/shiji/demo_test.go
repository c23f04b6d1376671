package main

import (
	"bytes"
	"strings"
	"testing"

	"shiji/internal/audit"
	"shiji/internal/district"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

// TestDemoStaysByItself: the demo opens what a demo made, of any release, and leaves a district of an office alone,
// whichever engine keeps it.
func TestDemoStaysByItself(t *testing.T) {
	for _, c := range []struct {
		name      string
		districts []district.District
		refused   string
	}{
		{"nothing yet", nil, ""},
		{"a demo", []district.District{{Code: "demo", Name: "示例区"}}, ""},
		{"a demo that was renamed", []district.District{{Code: "demo", Name: "新区"}}, ""},
		{"an office without a year", []district.District{{Code: "district", Name: "本区"}}, "本区"},
		{"an office beside a demo", []district.District{{Code: "demo", Name: "示例区"}, {Code: "district", Name: "西区"}}, "西区"},
	} {
		t.Run(c.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, data string) {
				heads := map[string]audit.Head{}
				look := func(see func(o *store.Office, head audit.Head)) {
					db, err := store.Open(t.Context(), data, true, store.Options{})
					if err != nil {
						t.Fatal(err)
					}
					defer db.Close()
					for _, d := range c.districts {
						o, err := db.Office(t.Context(), d.Code)
						if err != nil {
							o, err = db.AddDistrict(t.Context(), d, me)
						}
						if err != nil {
							t.Fatal(err)
						}
						v, err := o.VerifyAudit(t.Context(), nil)
						if err != nil {
							t.Fatal(err)
						}
						see(o, v.Head)
					}
				}
				look(func(o *store.Office, head audit.Head) { heads[codeOf(t, o)] = head })
				if err := demosOnly(t.Context(), data); (err != nil) != (c.refused != "") {
					t.Fatal(err)
				}
				if c.refused == "" {
					return
				}
				var out, said bytes.Buffer
				code := run([]string{"demo", "--data", data, "--load-only"}, &out, &said)
				if code != exitUsage || !strings.Contains(said.String(), c.refused) {
					t.Errorf("exit %d: %s", code, said.String())
				}
				look(func(o *store.Office, head audit.Head) {
					if code := codeOf(t, o); heads[code] != head {
						t.Errorf("%s was written to", code)
					}
				})
			})
		})
	}
}

// codeOf is the code of a district.
func codeOf(t *testing.T, o *store.Office) string {
	t.Helper()
	v, err := o.VerifyAudit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return v.District.Code
}
