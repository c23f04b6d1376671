package store_test

import (
	"database/sql"
	"errors"
	"net"
	"strings"
	"testing"

	"shiji/internal/lang"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

const secret = "s3cret:/x"

// TestWhyPostgreSQLRefuses: each reason is told from the others, and no error holds the password.
func TestWhyPostgreSQLRefuses(t *testing.T) {
	admin, address := storetest.Server(t)
	for _, statement := range []string{
		"create role guarded", "create role clerk login password '" + secret + "' in role guarded",
		"create role stranger login",
		"create database clerks owner clerk template template0 encoding 'UTF8' locale 'C'",
	} {
		if _, err := admin.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		admin.Exec("drop database clerks with (force)")
		admin.Exec("drop role clerk, stranger, guarded")
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	l.Close()
	for _, c := range []struct {
		name, address string
		want          store.Refusal
		said          string
	}{
		{"wrong password", address("clerk", secret+"!", "clerks"), store.WrongPassword, `"clerk"`},
		{"no password", address("clerk", "", "clerks"), store.WrongPassword, ""},
		{"unknown account", address("nemo", secret, "clerks"), store.NoAccount, `"nemo"`},
		{"unknown database", address("clerk", secret, "nowhere"), store.NoDatabase, `"nowhere"`},
		{"no server", "postgres://clerk:s3cret@" + nobody + "/clerks", store.NoServer, "refused"},
		{"no host", "postgres://clerk:s3cret@shiji.invalid/clerks", store.NoServer, "shiji.invalid"},
		{"no rights", address("stranger", secret, "clerks"), store.NoRights, "public"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := store.Open(t.Context(), c.address, true, store.Options{})
			var r store.Refused
			if !errors.As(err, &r) || r.Why != c.want || !strings.Contains(r.Said, c.said) {
				t.Errorf("got %+v (%v), want %d saying %s", r, err, c.want, c.said)
			}
			if strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the password stands in %v", err)
			}
		})
	}
	for _, wrong := range []string{
		"postgres://clerk:s3%cret@localhost/clerks", "postgres://clerk:s3cret@localhost:port/clerks",
		"postgres://clerk:s3cret@localhost/clerks?sslmode=perhaps",
	} {
		_, err := store.Open(t.Context(), wrong, true, store.Options{})
		if !errors.Is(err, store.ErrAddress) || strings.Contains(err.Error(), "cret") {
			t.Errorf("%s gives %v", wrong, err)
		}
	}
	db, err := store.Open(t.Context(), address("clerk", secret, "clerks"), true, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
}

// TestDoctorOnPostgreSQL: what the server has to give is looked at, and what is wrong comes with what to do.
func TestDoctorOnPostgreSQL(t *testing.T) {
	admin, address := storetest.Server(t)
	run := func(statement string) {
		t.Helper()
		if _, err := admin.Exec(statement); err != nil {
			t.Fatal(statement, err)
		}
	}
	for _, c := range []struct {
		name, database, then string
		sick                 string // the symptom that isn't good; empty: none
		do                   string // what to do, as it is said in both languages
		whole                bool   // whether the doctor went on to what is in the database
	}{
		{name: "as it should be", database: "owner doctor encoding 'UTF8' locale 'C'", whole: true},
		{name: "C.UTF-8 goes by bytes too", database: "owner doctor encoding 'UTF8' locale 'C.UTF-8'", whole: true},
		{name: "another encoding", database: "owner doctor encoding 'LATIN1' locale 'C'", sick: "encoding",
			do: "createdb --owner=doctor --encoding=UTF8 --template=template0 --locale=C", whole: true},
		{name: "another order", sick: "order of texts",
			database: "owner doctor encoding 'UTF8' locale 'C' locale_provider icu icu_locale 'en-US'",
			do:       "createdb --owner=doctor --encoding=UTF8 --template=template0 --locale=C", whole: true},
		{name: "not the owner", database: "encoding 'UTF8' locale 'C'", sick: "rights",
			do: `alter database "examined" owner to "doctor"`},
		{name: "tables of another", database: "owner doctor encoding 'UTF8' locale 'C'", sick: "rights",
			then: "create table district ()", do: `to "doctor"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			run("create role doctor login")
			run("create database examined template template0 " + c.database)
			t.Cleanup(func() {
				run("drop database examined with (force)")
				run("drop role doctor")
			})
			data := address("doctor", "", "examined")
			if c.then != "" {
				other, err := sql.Open("pgx", address("postgres", "", "examined"))
				if err != nil {
					t.Fatal(err)
				}
				if _, err = other.Exec(c.then); errors.Join(err, other.Close()) != nil {
					t.Fatal(err)
				}
			}
			list, err := store.Examine(t.Context(), data, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			whole := false
			for _, s := range list {
				whole = whole || s.What.EN == "schema"
				if want := s.What.EN != c.sick; s.Good != want {
					t.Errorf("%s: %s: good is %v", s.What.EN, s.Note.EN, s.Good)
				}
				for _, l := range []lang.Lang{lang.ZH, lang.EN} {
					if !s.Good && !strings.Contains(s.Note.In(l), c.do) {
						t.Errorf("%s: %s doesn't say %s", s.What.In(l), s.Note.In(l), c.do)
					}
				}
			}
			if whole != c.whole || len(list) < 4 {
				t.Errorf("%d symptoms, the database looked at: %v", len(list), whole)
			}
		})
	}
}
