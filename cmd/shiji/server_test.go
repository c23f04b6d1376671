package main

import (
	"path/filepath"
	"strings"
	"testing"

	"shiji/internal/lang"
	"shiji/internal/store"
)

// TestWhatPostgreSQLRefusesIsSaid: every reason is called by its name and says what to do, in both languages.
func TestWhatPostgreSQLRefusesIsSaid(t *testing.T) {
	r := store.Refused{Server: "10.0.0.1:5432", Account: "clerk", Database: "years", Said: "so it is"}
	for _, c := range []struct {
		why            store.Refusal
		zh, en, remedy string
	}{
		{store.NoServer, "没有 PostgreSQL 应答", "no PostgreSQL answers", "10.0.0.1:5432"},
		{store.WrongPassword, "口令不对", "the password is wrong", `\password clerk`},
		{store.NoAccount, "不接受账号 clerk", "doesn't accept the account clerk", "createuser --pwprompt clerk"},
		{store.NoDatabase, "没有数据库 years", "no database years",
			"createdb --owner=clerk --encoding=UTF8 --template=template0 --locale=C years"},
		{store.NoRights, "没有所需的权限", "lacks rights", "shiji doctor"},
		{store.OtherRefusal, "拒绝连接", "refuses the connection", "10.0.0.1:5432"},
	} {
		r.Why = c.why
		for l, want := range map[lang.Lang]string{lang.ZH: c.zh, lang.EN: c.en} {
			for _, part := range []string{want, c.remedy, r.Said} {
				if code, said := ended(l, r); code != exitUsage || !strings.Contains(said, part) {
					t.Errorf("%d in %s: exit %d: %q lacks %q", c.why, l, code, said, part)
				}
			}
		}
	}
}

// TestPasswordsAreNotRepeated: whatever a command can't do at an address, it keeps the password to itself.
func TestPasswordsAreNotRepeated(t *testing.T) {
	commands := [][]string{
		{"doctor"}, {"serve"}, {"run", "2014"}, {"backup", filepath.Join(t.TempDir(), "today")},
		{"restore", "server_test.go"},
	}
	for _, address := range []string{
		"postgres://clerk:s3cret@127.0.0.1:1/years", "postgres://clerk:s3%cret@127.0.0.1/years",
		"postgres://clerk:s3cret@127.0.0.1:port/years", "postgres://clerk:s3cret@127.0.0.1/years?sslmode=perhaps",
	} {
		for _, command := range commands {
			for _, l := range []string{"zh", "en"} {
				code, out, stderr := shiji(t, append(command, "--data", address, "--lang", l)...)
				said := strings.Contains(stderr, "PostgreSQL") || strings.Contains(stderr, "postgres://")
				if code != exitUsage || !said {
					t.Errorf("%v at %s: %d %s", command, address, code, stderr)
				}
				if strings.Contains(out+stderr, "cret") {
					t.Errorf("%v at %s repeats the password: %s%s", command, address, out, stderr)
				}
			}
		}
	}
}
