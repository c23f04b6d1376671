package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shiji/internal/fact"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/ledger"
	"shiji/internal/store"
	"shiji/internal/store/storetest"
)

// What goes wrong in the middle of a line: everybody is told what is so.

// saves is a unit of work that saves a value.
func saves(year int, f ledger.Fact, number string) func(context.Context, *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error {
		why := ledger.Cause{Year: year, Act: fact.Submission}
		_, err := ledger.Append(ctx, tx, me, why, []ledger.Edit{said(f, number)})
		return err
	}
}

// line is a year whose values are saved in a line.
func lineIn(t *testing.T, data string) (h home, year int, c *crowd) {
	h = newHouse(t, data, store.Options{})
	h.db.Patient()
	year = h.bring(t, intake.Replace, workbook(t, small(""))).Year
	return h, year, h.gathered(t)
}

// toldWhatIsSo compares what savers were told with what is kept, by the number of the value that they saved.
func (c *crowd) toldWhatIsSo(t *testing.T, year int, savers map[string]ledger.Fact) {
	t.Helper()
	now := map[string]int64{}
	for _, f := range c.facts(t, year) {
		now[f.Key] = f.Version
	}
	for name, f := range savers {
		if kept, told := now[f.Key] > f.Version, c.errs[name] == nil; kept != told {
			t.Errorf("%s: told that it is kept: %v (%v); kept: %v", name, told, c.errs[name], kept)
		}
	}
}

// TestWhatCouldntBeReadIsThere: a look that fails, of one who is gone, makes nobody behind it believe that a fact isn't
// there.
func TestWhatCouldntBeReadIsThere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h, year, c := lineIn(t, data)
		a, b := h.valueOf(t, year, 0), h.valueOf(t, year, 1)
		asNew := b
		asNew.Version = 0
		c.joins(t, 1, "sound", saves(year, a, "31.5"))
		c.joins(t, 2, "gone", func(ctx context.Context, tx *store.Tx) error {
			own, cancel := context.WithCancel(ctx)
			cancel()
			return saves(year, b, "32.5")(own, tx)
		})
		c.joins(t, 3, "as new", saves(year, asNew, "33.5"))
		c.joins(t, 4, "right", saves(year, b, "34.5"))
		c.goes(t)
		if c.errs["sound"] != nil || c.errs["gone"] == nil || !errors.Is(c.errs["as new"], ledger.ErrClash) ||
			c.errs["right"] != nil {
			t.Error(c.errs)
		}
	})
}

// TestADamagedRowIsOnePersonsTrouble: a row that can't be read stops who saves it, and nobody else.
func TestADamagedRowIsOnePersonsTrouble(t *testing.T) {
	h, year, c := lineIn(t, storetest.Data(t, store.SQLite))
	savers := map[string]ledger.Fact{}
	for i := range 4 {
		savers[fmt.Sprint("cell ", i)] = h.valueOf(t, year, i)
	}
	close(c.free)
	c.wait.Wait()
	execute(t, h, fmt.Sprintf("update fact set withdrawn = 'maybe' where kind = 'value' and key = '%s'",
		savers["cell 1"].Key))
	c = h.gathered(t)
	for i := range 4 {
		c.joins(t, i+1, fmt.Sprint("cell ", i), saves(year, savers[fmt.Sprint("cell ", i)], fmt.Sprintf("3%d.5", i)))
	}
	close(c.free)
	c.wait.Wait()
	for name, err := range c.errs {
		if damaged := name == "cell 1"; damaged != (err != nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSQLiteEndsATransaction: as it does by itself where the disk fails. What follows isn't kept, statement by
// statement.
func TestSQLiteEndsATransaction(t *testing.T) {
	h, year, c := lineIn(t, storetest.Data(t, store.SQLite))
	savers := map[string]ledger.Fact{"one": h.valueOf(t, year, 0), "two": h.valueOf(t, year, 1),
		"three": h.valueOf(t, year, 2)}
	disk := errors.New("disk I/O error")
	c.joins(t, 1, "one", saves(year, savers["one"], "31.5"))
	c.joins(t, 2, "fails", func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(disk, tx.RollBackBehind(ctx))
	})
	c.joins(t, 3, "two", saves(year, savers["two"], "32.5"))
	c.joins(t, 4, "swallows", func(ctx context.Context, tx *store.Tx) error {
		_ = tx.RollBackBehind(ctx) // alone it has nothing to roll back, and is kept
		return nil
	})
	c.joins(t, 5, "three", saves(year, savers["three"], "33.5"))
	c.goes(t)
	if !errors.Is(c.errs["fails"], disk) {
		t.Error(c.errs["fails"])
	}
	c.toldWhatIsSo(t, year, savers)
}

// TestNobodyClashesWithWhatIsntKept: who was refused for what another wrote in the same commit is asked again when that
// one fails.
func TestNobodyClashesWithWhatIsntKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		h, year, c := lineIn(t, data)
		f := h.valueOf(t, year, 0)
		first := func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(saves(year, f, "31.5")(ctx, tx), tx.FailAtCommit(ctx))
		}
		c.joins(t, 1, "late", first)
		c.joins(t, 2, "refused", saves(year, f, "32.5"))
		c.goes(t)
		if c.errs["late"] == nil || c.errs["refused"] != nil {
			t.Error(c.errs)
		}
	})
}

// TestAUnitThatNeverEndsAlone: also one that ends its goroutine once its line broke.
func TestAUnitThatNeverEndsAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, data string) {
		_, _, c := lineIn(t, data)
		c.joins(t, 1, "breaks", func(_ context.Context, tx *store.Tx) error { tx.Break(); return errors.New("broken") })
		c.joins(t, 2, "quits", func(context.Context, *store.Tx) error { runtime.Goexit(); return nil })
		c.joins(t, 3, "after", fine)
		if got := c.goes(t); !strings.Contains(fmt.Sprint(got), "after") || c.errs["quits"] == nil {
			t.Error(got, c.errs)
		}
	})
}

// TestTheAnswerOfACommitIsLost: nobody is told that a save failed, or is kept, where nobody knows; and who was refused
// is asked again.
func TestTheAnswerOfACommitIsLost(t *testing.T) {
	for name, arrives := range map[string]bool{"and it was kept": true, "and it wasn't": false} {
		t.Run(name, func(t *testing.T) {
			data := storetest.Data(t, store.PostgreSQL)
			var cut atomic.Bool
			h := newHouse(t, data, store.Options{})
			year := h.bring(t, intake.Replace, workbook(t, small(""))).Year
			f := h.valueOf(t, year, 0)
			db := storetest.Open(t, cutAtCommit(t, data, &cut, arrives), store.Options{GivenUp: house.GivenUp})
			o, err := db.Office(t.Context(), "demo")
			if err != nil {
				t.Fatal(err)
			}
			db.Patient()
			c := home{h.Services, o, h.house, db, data}.gathered(t)
			c.joins(t, 1, "first save", saves(year, f, "31.5"))
			var once sync.Once
			c.joins(t, 2, "second save", func(ctx context.Context, tx *store.Tx) error {
				once.Do(func() { cut.Store(true) })
				return saves(year, f, "32.5")(ctx, tx)
			})
			close(c.free)
			c.wait.Wait()
			if !errors.Is(c.errs["first save"], store.ErrUnknown) {
				t.Errorf("the first save: %v", c.errs["first save"])
			}
			if arrives != errors.Is(c.errs["second save"], ledger.ErrClash) || arrives == (c.errs["second save"] == nil) {
				t.Errorf("the second save: %v", c.errs["second save"])
			}
			now := h.valueOf(t, year, 0)
			if want := map[bool]string{true: `"31.5"`, false: `"32.5"`}[arrives]; !strings.Contains(now.Body, want) {
				t.Errorf("now %s, want %s", now.Body, want)
			}
			h.breaks(t)
		})
	}
}

// cutAtCommit is the address of a server before PostgreSQL that ends a connection once at its commit, which arrives or
// doesn't.
func cutAtCommit(t *testing.T, data string, cut *atomic.Bool, arrives bool) string {
	t.Helper()
	at, err := url.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	behind := at.Host
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", behind)
			if err != nil {
				client.Close()
				continue
			}
			go func() { _, _ = io.Copy(client, server); client.Close() }()
			go func() {
				defer server.Close()
				part := make([]byte, 32<<10)
				for {
					n, err := client.Read(part)
					if err != nil {
						return
					}
					if bytes.Contains(part[:n], []byte("commit\x00")) && cut.CompareAndSwap(true, false) {
						client.Close()
						if arrives {
							_, _ = server.Write(part[:n])
							time.Sleep(100 * time.Millisecond) // for PostgreSQL to do it
						}
						return
					}
					if _, err := server.Write(part[:n]); err != nil {
						return
					}
				}
			}()
		}
	}()
	at.Host = listener.Addr().String()
	return at.String()
}
