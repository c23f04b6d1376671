// Package storetest gives tests a store on each engine: SQLite in a folder of the test, PostgreSQL on a server of its
// own that lives as long as the test program. The server comes from the system's packages, runs as an unprivileged
// user, listens on a free port of the loopback interface, and keeps its files in a folder that is thrown away.
package storetest

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"database/sql"

	"shiji/internal/store"
)

// Engines are the engines that every store test runs on.
var Engines = []store.Engine{store.SQLite, store.PostgreSQL}

// Main runs the tests of a package and stops the server if one was started. Call it from TestMain.
func Main(m *testing.M) int {
	defer stop()
	return m.Run()
}

// Each runs a test on every engine, with an empty database each.
func Each(t *testing.T, do func(t *testing.T, data string)) {
	for _, e := range Engines {
		t.Run(string(e), func(t *testing.T) { do(t, Data(t, e)) })
	}
}

// Data returns the data argument of a database without data. On PostgreSQL it has its schema already,
// which takes long to make.
func Data(t testing.TB, e store.Engine) string {
	if e == store.SQLite {
		return t.TempDir()
	}
	ready.once.Do(func() {
		shared.begin()
		if ready.err = shared.err; ready.err == nil {
			_, ready.err =
				shared.admin.Exec("create database ready template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'")
		}
		var db *store.DB
		if ready.err == nil {
			if db, ready.err = store.Open(context.Background(), shared.name("ready"), true,
				store.Options{Now: time.Now}); ready.err == nil {
				ready.err = db.Close()
			}
		}
	})
	if ready.err != nil {
		t.Fatal(ready.err)
	}
	return shared.database(t, "ready")
}

// Clone returns the data argument of a copy of a database that nobody has open.
func Clone(t testing.TB, data string) string {
	t.Helper()
	if store.IsAddress(data) {
		u, err := url.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		return shared.database(t, strings.TrimPrefix(u.Path, "/"))
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(data)); err != nil {
		t.Fatal(err)
	}
	return dir
}

var ready struct {
	once sync.Once
	err  error
}

// Open opens a database and closes it when the test ends.
func Open(t testing.TB, data string, opt store.Options) *store.DB {
	t.Helper()
	if opt.Now == nil {
		opt.Now = time.Now
	}
	db, err := store.Open(context.Background(), data, true, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

type server struct {
	dir, address string
	cmd          *exec.Cmd
	admin        *sql.DB
	err          error
}

var (
	once   sync.Once
	shared server
	number atomic.Int64
)

// Postgres returns the address of an empty database, dropped when the test ends.
func Postgres(t testing.TB) string {
	t.Helper()
	return shared.database(t, "template0")
}

// Server returns a connection of the server's superuser, and the address at which an account comes to a database
// there. Whoever is a member of the role guarded is asked for a password, everybody else is let in.
func Server(t testing.TB) (admin *sql.DB, address func(account, password, database string) string) {
	t.Helper()
	if shared.begin(); shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.admin, func(account, password, database string) string {
		u, err := url.Parse(shared.name(database))
		if err != nil {
			t.Fatal(err)
		}
		u.User = url.UserPassword(account, password)
		return u.String()
	}
}

// Program is one of PostgreSQL's programs for the shell, with its arguments.
func Program(t testing.TB, words ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath(words[0])
	if err != nil {
		dir, err := bin()
		if err != nil {
			t.Fatal(err)
		}
		path = filepath.Join(dir, words[0])
	}
	return exec.Command(path, words[1:]...)
}

// begin starts the server if it doesn't run.
func (s *server) begin() { once.Do(s.start) }

// name is the address of a database of the server.
func (s *server) name(database string) string {
	return strings.Replace(s.address, "/postgres?", "/"+database+"?", 1)
}

// database makes a database after another one, dropped when the test ends.
func (s *server) database(t testing.TB, like string) string {
	t.Helper()
	if s.begin(); s.err != nil {
		t.Fatalf("PostgreSQL is needed for the tests of the store (apt-get install postgresql): %v", s.err)
	}
	name := fmt.Sprintf("t%d", number.Add(1))
	if _, err := s.admin.Exec("create database " + name + " template " + like +
		" encoding 'UTF8' lc_collate 'C' lc_ctype 'C'"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.admin.Exec("drop database if exists " + name + " with (force)") })
	return s.name(name)
}

func stop() {
	if shared.cmd != nil {
		shared.admin.Close()
		shared.cmd.Process.Signal(syscall.SIGINT)
		shared.cmd.Wait()
	}
	if shared.dir != "" {
		os.RemoveAll(shared.dir)
	}
}

// bin finds the folder of PostgreSQL's programs.
func bin() (string, error) {
	if path, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(path), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) == 0 {
		return "", fmt.Errorf("no postgres in PATH or /usr/lib/postgresql")
	}
	slices.Sort(found)
	return filepath.Dir(found[len(found)-1]), nil
}

func (s *server) start() {
	s.err = func() error {
		bin, err := bin()
		if err != nil {
			return err
		}
		if s.dir, err = os.MkdirTemp("", "shiji-postgres-*"); err != nil {
			return err
		}
		attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGINT}
		if os.Getuid() == 0 { // PostgreSQL refuses to run as root
			u, err := user.Lookup("postgres")
			if err != nil {
				return err
			}
			uid, _ := strconv.Atoi(u.Uid)
			gid, _ := strconv.Atoi(u.Gid)
			attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
			if err := os.Chown(s.dir, uid, gid); err != nil {
				return err
			}
		}
		data := filepath.Join(s.dir, "data")
		initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-A", "trust", "-U", "postgres",
			"-E", "UTF8", "--locale=C", "-N")
		initdb.SysProcAttr, initdb.Dir = attr, s.dir
		if out, err := initdb.CombinedOutput(); err != nil {
			return fmt.Errorf("initdb: %w\n%s", err, out)
		}
		hba := filepath.Join(data, "pg_hba.conf") // what stands first holds
		open, err := os.ReadFile(hba)
		if err != nil {
			return err
		}
		lines := append([]byte("host all +guarded 127.0.0.1/32 scram-sha-256\n"), open...)
		if err := os.WriteFile(hba, lines, 0o600); err != nil {
			return err
		}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		port := l.Addr().(*net.TCPAddr).Port
		l.Close()
		s.cmd = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-p", fmt.Sprint(port), "-c",
			"listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+s.dir,
			"-c", "fsync=off", "-c", "max_connections=200") // crash safety has tests of its own
		s.cmd.SysProcAttr, s.cmd.Dir = attr, s.dir
		log, err := os.Create(filepath.Join(s.dir, "log"))
		if err != nil {
			return err
		}
		defer log.Close()
		s.cmd.Stdout, s.cmd.Stderr = log, log
		if err := s.cmd.Start(); err != nil {
			return err
		}
		s.address = fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port)
		if s.admin, err = sql.Open("pgx", s.address); err != nil {
			return err
		}
		for range 200 {
			if err = s.admin.Ping(); err == nil {
				return nil
			}
			time.Sleep(50 * time.Millisecond)
		}
		text, _ := os.ReadFile(log.Name())
		return fmt.Errorf("the server doesn't answer: %w\n%s", err, text)
	}()
}
