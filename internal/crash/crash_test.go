//go:build hard

// Package crash breaks the store on purpose: processes are killed, the power is cut, system calls fail, disks fill up,
// bytes flip. What was acknowledged is there afterwards, nothing half done is shown, and the audit chain is whole.
package crash

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"shiji/internal/store/storetest"
)

var (
	kills  = flag.Int("kills", 1000, "how many times the writer is killed")
	killsP = flag.Int("pgkills", 150, "how many times the writer is killed on PostgreSQL")
	cuts   = flag.Int("cuts", 200, "how many times the power is cut")
	points = flag.Int("points", 90, "how many faults are injected, at most, for each verb")
	flips  = flag.Int("flips", 200, "how many bytes are flipped")
)

var writer, lossy string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "shiji-crash-bin-*")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		writer, lossy = filepath.Join(dir, "writer"), filepath.Join(dir, "lossy")
		for path, pkg := range map[string]string{writer: "./writer", lossy: "./lossy"} {
			if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", path, pkg).CombinedOutput(); err != nil {
				fmt.Printf("%s\n", out)
				return 1
			}
		}
		return storetest.Main(m)
	}())
}

// acks gathers the acknowledgements of a writer.
type acks struct {
	sync.Mutex
	bytes.Buffer
}

func (a *acks) Write(p []byte) (int, error) { a.Lock(); defer a.Unlock(); return a.Buffer.Write(p) }

func (a *acks) whole() string {
	a.Lock()
	defer a.Unlock()
	text := a.String()
	return text[:strings.LastIndex(text, "\n")+1]
}

// check says what a crash left behind.
func check(data, acknowledged string, env ...string) error {
	cmd := exec.Command(writer, "check", data)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdin = strings.NewReader(acknowledged)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "ok\n") {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// TestKilled is S70's first half: kill -9 at random moments under imports and runs, on either engine.
func TestKilled(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killed(t, *kills, 420, t.TempDir) })
	t.Run("postgres", func(t *testing.T) { killed(t, *killsP, 1200, func() string { return storetest.Postgres(t) }) })
}

// killed kills the writer at a random moment of its first so many milliseconds. They are enough for it to do
// something, most of the times.
func killed(t *testing.T, times, longest int, fresh func() string) {
	data := fresh()
	var said acks
	last := 0
	for i := range times {
		cmd := exec.Command(writer, "write", data)
		cmd.Stdout = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20+rand.IntN(longest-20)) * time.Millisecond)
		cmd.Process.Kill()
		cmd.Wait()
		if (i+1)%50 == 0 || i+1 == times {
			text := said.whole()
			if err := check(data, text[last:]); err != nil {
				t.Fatalf("after %d kills: %v", i+1, err)
			}
			last = len(text)
			if (i+1)%250 == 0 { // a fresh database now and then, so that checks stay short
				t.Logf("%d kills, %d acknowledgements kept", i+1, strings.Count(text, "\n"))
				data, last, said = fresh(), 0, acks{}
			}
		}
	}
}

// powerCut lets a writer work on a file system that forgets, cuts the power, and says what is left. grave is
// what was acknowledged.
func powerCut(t *testing.T, start, sync string, tear bool) (grave string, err error) {
	t.Helper()
	dir := t.TempDir()
	disk, mount := filepath.Join(dir, "disk"), filepath.Join(dir, "mount")
	if err := errors.Join(os.Mkdir(disk, 0o755), os.Mkdir(mount, 0o755)); err != nil {
		t.Fatal(err)
	}
	copyDir(t, start, filepath.Join(disk, "data"))
	args := []string{disk, mount}
	if tear {
		args = append(args, "tear")
	}
	fs := exec.Command(lossy, args...)
	out, err := fs.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	fs.Stderr = os.Stderr
	if err := fs.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 64)
	if n, err := out.Read(line); err != nil || !strings.HasPrefix(string(line[:n]), "mounted") {
		t.Fatalf("the file system can't be mounted (is /dev/fuse here?): %v", err)
	}
	defer syscall.Unmount(mount, syscall.MNT_DETACH)
	var said acks
	w := exec.Command(writer, "write", filepath.Join(mount, "data"))
	w.Env = append(os.Environ(), "SHIJI_TEST_SYNC="+sync)
	w.Stdout = &said
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Duration(250+rand.IntN(900)) * time.Millisecond)
	fs.Process.Signal(syscall.SIGUSR1)
	io.Copy(io.Discard, out)
	fs.Wait()
	grave = said.whole()
	w.Process.Kill()
	w.Wait()
	syscall.Unmount(mount, syscall.MNT_DETACH)
	if grave == "" {
		return grave, nil // cut before anything was acknowledged: whatever is there is no promise
	}
	return grave, check(filepath.Join(disk, "data"), grave)
}

// TestPowerCut is S70's second half: on a file system that forgets unsynced writes nothing acknowledged is lost.
func TestPowerCut(t *testing.T) {
	kept := 0
	start := base(t)
	for i := range *cuts {
		grave, err := powerCut(t, start, "FULL", i%2 == 1)
		if err != nil {
			t.Fatalf("cut %d: %v", i+1, err)
		}
		kept += strings.Count(grave, "\n")
	}
	t.Logf("%d cuts, %d acknowledgements kept", *cuts, kept)
	if kept < *cuts {
		t.Errorf("only %d acknowledgements in %d cuts: the test cuts too early to prove anything", kept, *cuts)
	}
}

// TestPowerCutIsNoticed is S8 for the test above: with synchronous=NORMAL the same test loses what was acknowledged.
func TestPowerCutIsNoticed(t *testing.T) {
	start := base(t)
	for range 40 {
		if _, err := powerCut(t, start, "NORMAL", false); err != nil {
			t.Log("as it should be:", strings.TrimSpace(err.Error()))
			return
		}
	}
	t.Error("synchronous=NORMAL loses nothing in 40 cuts: the test proves nothing")
}

// base makes a database with a few rounds in it.
func base(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "base")
	if out, err := exec.Command(writer, "write", data, "2").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return data
}

func copyDir(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// TestFailingCalls is S71: EIO, ENOSPC and a kill at system calls of import, run, backup and migration.
func TestFailingCalls(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatal("strace is missing: apt-get install strace")
	}
	start := base(t)
	calls := []string{"pwrite64", "fsync", "fdatasync", "ftruncate", "openat", "renameat", "write"}
	faults := []string{"error=EIO", "error=ENOSPC", "signal=KILL"}
	for _, verb := range []string{"write", "backup", "migrate"} {
		t.Run(verb, func(t *testing.T) {
			command := func(data string) []string {
				switch verb {
				case "write":
					return []string{writer, "write", data, "1"}
				case "backup":
					return []string{writer, "backup", data, filepath.Join(filepath.Dir(data), "copy.db")}
				}
				return []string{writer, "migrate", data}
			}
			prepare := func(data string) {
				if verb != "migrate" { // a migration begins with nothing
					copyDir(t, start, data)
				}
			}
			type point struct {
				call string
				n    int
			}
			var all []point
			for _, call := range calls {
				data := filepath.Join(t.TempDir(), "data")
				prepare(data)
				out, err := exec.Command(strace, append([]string{"-f", "--seccomp-bpf", "-e", "trace=" + call, "-e", "quiet=all"},
					command(data)...)...).CombinedOutput()
				if err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				for n := range len(regexp.MustCompile(`(?m)\b`+call+`\(`).FindAll(out, -1)) {
					all = append(all, point{call, n + 1})
				}
			}
			rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			tried := 0
			for _, p := range all[:min(len(all), max(*points/len(faults), 1))] {
				for _, fault := range faults {
					data := filepath.Join(t.TempDir(), "data")
					prepare(data)
					var said acks
					cmd := exec.Command(strace, append([]string{"-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=" + p.call,
						"-e", fmt.Sprintf("inject=%s:%s:when=%d", p.call, fault, p.n), "-e", "quiet=all"}, command(data)...)...)
					cmd.Stdout = &said
					done := make(chan error, 1)
					if err := cmd.Start(); err != nil {
						t.Fatal(err)
					}
					go func() { done <- cmd.Wait() }()
					select {
					case <-done:
					case <-time.After(120 * time.Second):
						cmd.Process.Kill()
						t.Fatalf("%s %s at call %d: it hangs", p.call, fault, p.n)
					}
					tried++
					if err := check(data, said.whole()); err != nil {
						t.Errorf("%s %s at call %d: %v", p.call, fault, p.n, err)
					}
					copied := filepath.Join(filepath.Dir(data), "copy.db")
					if _, err := os.Stat(copied); verb == "backup" && err == nil { // whatever has the name of a backup is one
						fresh := filepath.Join(t.TempDir(), "fresh")
						if err := os.MkdirAll(fresh, 0o755); err != nil {
							t.Fatal(err)
						}
						if err := os.Rename(copied, filepath.Join(fresh, "shiji.db")); err != nil {
							t.Fatal(err)
						}
						if err := check(fresh, ""); err != nil {
							t.Errorf("%s %s at call %d: a broken backup: %v", p.call, fault, p.n, err)
						}
					}
				}
			}
			t.Logf("%d of %d points, %d faults", tried/len(faults), len(all), tried)
		})
	}
}

// TestFullDisk: a disk that is full says so, reads go on, and writes come back by themselves when there is room.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	mount := filepath.Join(dir, "small")
	if err := os.Mkdir(mount, 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", mount).CombinedOutput(); err != nil {
		t.Skipf("a small disk can't be made here: %v %s", err, out)
	}
	defer syscall.Unmount(mount, syscall.MNT_DETACH)
	data := filepath.Join(mount, "data")
	var said acks
	first := exec.Command(writer, "write", data, "1")
	first.Stdout = &said
	if err := first.Run(); err != nil {
		t.Fatal(err)
	}
	ballast := filepath.Join(mount, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(f, io.LimitReader(zeros{}, 64<<20)) // until it is full
	f.Close()
	full := exec.Command(writer, "write", data, "3")
	full.Stdout = &said
	if err := full.Run(); err == nil {
		t.Error("work went on on a full disk")
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := check(data, said.whole()); err != nil {
		t.Error(err)
	}
	again := exec.Command(writer, "write", data, "1")
	again.Stdout = &said
	if err := again.Run(); err != nil {
		t.Errorf("there is room again: %v", err)
	}
	if err := check(data, said.whole()); err != nil {
		t.Error(err)
	}
	if out, err := exec.Command("mount", "-o", "remount,ro", mount).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if err := exec.Command(writer, "write", data, "1").Run(); err == nil {
		t.Error("work went on on a disk that can only be read")
	}
	if out, err := exec.Command("mount", "-o", "remount,rw", mount).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if err := check(data, said.whole()); err != nil {
		t.Error(err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestFlippedByte is S72: a byte that flips in the database is noticed, or changes nothing that anybody reads.
func TestFlippedByte(t *testing.T) {
	start := base(t)
	whole := export(t, start)
	noticed, harmless := 0, 0
	for range *flips {
		data := filepath.Join(t.TempDir(), "data")
		copyDir(t, start, data)
		path := filepath.Join(data, "shiji.db")
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		at := rand.IntN(len(file))
		file[at] ^= 1 << rand.IntN(8)
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := check(data, ""); err != nil {
			noticed++
			continue
		}
		if got := export(t, data); !bytes.Equal(got, whole) {
			t.Errorf("the byte at %d flipped, nobody noticed, and the data differ", at)
			continue
		}
		harmless++
	}
	t.Logf("%d flips: %d noticed, %d harmless", *flips, noticed, harmless)
}

// export is everything in a database that people put there.
func export(t *testing.T, data string) []byte {
	t.Helper()
	out, err := exec.Command(writer, "export", data).Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}
