package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"shiji/internal/audit"
	"shiji/internal/lang"
	"shiji/internal/store/queries"
)

// Backup writes a consistent copy of a database that is in use, and calls it a backup only once the copy has been
// opened, found whole and its audit chains have been walked. The file appears under its name in one step. On SQLite it
// is a database, on PostgreSQL an export.
func (db *DB) Backup(ctx context.Context, path, madeBy string) ([]Verdict, error) {
	tmp, err := os.MkdirTemp(filepath.Dir(path), ".shiji-backup-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	file := filepath.Join(tmp, FileName)
	if db.Engine == SQLite {
		if err := db.vacuumInto(ctx, file); err != nil {
			return nil, Damage(db.shown(), err)
		}
	} else {
		f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, err
		}
		_, err = db.Export(ctx, f, madeBy)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
	}
	if err := os.Chmod(file, 0o600); err != nil {
		return nil, err
	}
	verdicts, err := proveBackup(ctx, file, db.opt)
	if err != nil {
		return verdicts, err
	}
	if err := syncPath(file); err != nil {
		return verdicts, err
	}
	if err := os.Rename(file, path); err != nil {
		return verdicts, err
	}
	return verdicts, syncPath(filepath.Dir(path))
}

// vacuumInto copies an SQLite database as it stands at one moment, over a connection of its own, while
// others read and write.
func (db *DB) vacuumInto(ctx context.Context, file string) error {
	c, err := sql.Open("sqlite", sqliteName(db.Path)+"?_pragma=busy_timeout(15000)")
	if err != nil {
		return err
	}
	_, err = c.ExecContext(ctx, "vacuum into ?", file)
	return errors.Join(err, c.Close())
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// sqliteMagic is how an SQLite file begins.
const sqliteMagic = "SQLite format 3\x00"

func isSQLite(path string) (bool, error) {
	head, err := headOf(path, len(sqliteMagic))
	return bytes.Equal(head, []byte(sqliteMagic)), err
}

// proveBackup opens a copy of a backup in a folder of its own, and checks everything in it.
func proveBackup(ctx context.Context, file string, opt Options) ([]Verdict, error) {
	dir, err := os.MkdirTemp("", "shiji-prove-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	return restoreInto(ctx, file, dir, opt, audit.Operator(audit.Command))
}

// VerifyAll looks through the database and walks the audit chain of every district. It fails with
// BrokenChain if one is broken.
func (db *DB) VerifyAll(ctx context.Context) ([]Verdict, error) {
	if err := db.integrity(ctx); err != nil {
		return nil, corrupt(err)
	}
	tx, err := db.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	t := &Tx{q: queries.New(tx), sql: tx, db: db, now: db.now()}
	if err := t.unhurried(ctx); err != nil {
		return nil, err
	}
	return t.verifyEach(ctx, nil)
}

// corrupt is ErrCorrupt in the words of SQLite.
func corrupt(said error) error { return ErrCorrupt.With(said).Because(said) }

// integrity lets SQLite look through its pages, indexes and foreign keys. It fails with what SQLite finds there.
func (db *DB) integrity(ctx context.Context) error {
	if db.Engine != SQLite {
		return nil
	}
	for _, q := range []string{"pragma integrity_check", "pragma foreign_key_check"} {
		rows, err := db.read.QueryContext(ctx, q)
		if err != nil {
			return err
		}
		cols, err := rows.Columns()
		if err != nil {
			return errors.Join(err, rows.Close())
		}
		for rows.Next() {
			values := make([]any, len(cols))
			for i := range values {
				values[i] = new(any)
			}
			if err := rows.Scan(values...); err != nil {
				return errors.Join(err, rows.Close())
			}
			if text := fmt.Sprint(*values[0].(*any)); len(cols) > 1 || text != "ok" {
				return errors.Join(errors.New(text), rows.Close())
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
	}
	return nil
}

// Restore brings a backup or an export back into an empty folder or an empty PostgreSQL database. Nothing is left
// behind if it isn't whole. Jobs that were under way when it was made end as failed.
//
// A database that was copied out of a folder without its log is refused with ErrLogMissing, unless withoutLog is set:
// then what stood in the log is lost.
func Restore(ctx context.Context, file, data string, opt Options, who audit.Actor, withoutLog bool) error {
	lite, err := isSQLite(file)
	if err != nil {
		return err
	}
	if missing, err := logMissing(file); err != nil {
		return err
	} else if missing && !withoutLog {
		return ErrLogMissing
	}
	verdicts, err := restoreInto(ctx, file, data, opt, who)
	if err != nil || !lite || IsAddress(data) {
		return err
	}
	db, err := Open(ctx, data, false, opt)
	if err != nil {
		return err
	}
	for _, v := range verdicts {
		err = errors.Join(err, db.office(v.District.ID).InTx(ctx, who, func(t *Tx) error {
			return t.sayRestored(ctx, v.Head)
		}))
	}
	if err == nil {
		_, err = db.write.ExecContext(ctx, "delete from river_job")
	}
	return errors.Join(err, db.Close())
}

// restoreInto brings a backup or an export back and returns what its chains say. A copy of an SQLite database stays as
// it was; into an import something is added.
func restoreInto(ctx context.Context, file, data string, opt Options, who audit.Actor) (verdicts []Verdict, err error) {
	lite, err := isSQLite(file)
	if err != nil {
		return nil, err
	}
	if lite && !IsAddress(data) {
		return copyDatabase(ctx, file, data, opt)
	}
	var src io.Reader
	if lite {
		dir, err := os.MkdirTemp("", "shiji-restore-*")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		if _, err := copyDatabase(ctx, file, dir, opt); err != nil {
			return nil, err
		}
		old, err := connect(ctx, dir, false, opt)
		if err != nil {
			return nil, err
		}
		defer old.Close()
		r, w := io.Pipe()
		go func() {
			_, err := old.Export(ctx, w, "restore")
			w.CloseWithError(err)
		}()
		defer r.Close()
		src = r
	} else {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		src = f
	}
	path := filepath.Join(data, FileName)
	_, statErr := os.Stat(path)
	fresh := !IsAddress(data) && errors.Is(statErr, os.ErrNotExist)
	db, err := Open(ctx, data, true, opt)
	if err != nil {
		return nil, err
	}
	verdicts, err = db.Import(ctx, src, who)
	err = errors.Join(err, db.Close())
	if err != nil && fresh {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			os.Remove(path + suffix)
		}
	}
	return verdicts, err
}

// copyDatabase puts a copy of an SQLite backup into a folder that has none, and proves it before it gets its name. What
// stands in the log of the file, where somebody copied a data folder as it was, belongs to it.
func copyDatabase(ctx context.Context, file, data string, opt Options) ([]Verdict, error) {
	path := filepath.Join(data, FileName)
	// a log that was left behind would be played back over what is restored
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if _, err := os.Stat(path + suffix); err == nil {
			return nil, ErrNotEmpty
		}
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, err
	}
	tmp := path + ".restoring"
	defer os.Remove(tmp)
	if err := copyFile(file, tmp); err != nil {
		return nil, err
	}
	defer os.Remove(tmp + "-wal")
	if _, err := os.Stat(file + "-wal"); err == nil {
		if err := copyFile(file+"-wal", tmp+"-wal"); err != nil {
			return nil, err
		}
	}
	db, err := connectSQLite(ctx, tmp, opt)
	if err != nil {
		return nil, corrupt(err)
	}
	verdicts, err := func() ([]Verdict, error) {
		have, know, err := db.Schema(ctx)
		if err != nil {
			return nil, corrupt(err)
		}
		if have > know {
			return nil, errNewerFile.Because(fmt.Errorf("schema %d, known up to %d", have, know))
		}
		if err := db.integrity(ctx); err != nil {
			return nil, corrupt(err)
		}
		if have < know { // the copy is upgraded; the file that it was taken from stays as it is
			if err := db.Migrate(ctx); err != nil {
				return nil, err
			}
		}
		return db.VerifyAll(ctx)
	}()
	err = errors.Join(err, db.Close())
	for _, suffix := range []string{"-wal", "-shm"} {
		os.Remove(tmp + suffix)
	}
	if err != nil {
		return nil, err
	}
	if err := syncPath(tmp); err != nil {
		return nil, err
	}
	if err := os.Rename(tmp, path); err != nil {
		return nil, err
	}
	return verdicts, syncPath(data)
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// Symptom is one thing that the doctor looked at.
type Symptom struct {
	Good bool
	What lang.Text
	Note lang.Text
}

// lowDisk is the free space below which the doctor worries.
const lowDisk = 512 << 20

// Examine looks at everything that an operator should know of: schema, file, settings, chains, jobs, disk, clock.
func (db *DB) Examine(ctx context.Context) ([]Symptom, error) {
	var out []Symptom
	say := func(good bool, what, note lang.Text) { out = append(out, Symptom{good, what, note}) }
	have, know, err := db.Schema(ctx)
	if err != nil {
		return out, err
	}
	say(have == know, lang.T("库结构", "schema"),
		lang.T("第 %[1]d 版，程序支持到第 %[2]d 版", "version %[1]d, known up to %[2]d").With(have, know))
	if err := db.integrity(ctx); err != nil {
		say(false, lang.T("数据文件", "file"), lang.T("已损坏：%[1]s", "damaged: %[1]s").With(err))
	} else if db.Engine == SQLite {
		say(true, lang.T("数据文件", "file"), lang.T("逐页检查完好", "every page is sound"))
	}
	if db.Engine == SQLite {
		for _, p := range []struct{ name, want string }{
			{"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"},
		} {
			var got string
			if err := db.write.QueryRowContext(ctx, "pragma "+p.name).Scan(&got); err != nil {
				return out, err
			}
			say(strings.EqualFold(got, p.want), lang.T("设置 %[1]s", "setting %[1]s").With(p.name), lang.Same(got))
		}
		var fs syscall.Statfs_t
		if err := syscall.Statfs(filepath.Dir(db.Path), &fs); err == nil {
			free := int64(fs.Bavail) * fs.Bsize
			say(free > lowDisk, lang.T("磁盘", "disk"), lang.T("剩余 %[1]d MB", "%[1]d MB free").With(free>>20))
		}
	}
	list, err := db.Districts(ctx)
	if err != nil {
		return out, err
	}
	for _, d := range list {
		o := db.office(d.ID)
		v, err := o.VerifyAudit(ctx, nil)
		if err != nil {
			return out, err
		}
		note := lang.T("%[1]d 条记录、%[2]d 项数据、%[3]d 次计分均与链相符",
			"%[1]d {entry|entries}, %[2]d {fact|facts} and %[3]d {run|runs} agree with the chain").With(v.Entries, v.Facts,
			v.Runs)
		if len(v.Breaks) > 0 {
			note = lang.T("有 %[1]d 处不符，第一处：%[2]s", "%[1]d {break|breaks}, the first: %[2]s").With(len(v.Breaks),
				v.Breaks[0].What)
		}
		say(len(v.Breaks) == 0, lang.T("审计链 %[1]s", "audit chain of %[1]s").With(d.Name), note)
		var last int64
		var open int
		err = o.View(ctx, func(t *Tx) error {
			entries, err := t.Entries(ctx, max(v.Head.Seq-1, 0), 1)
			if err != nil {
				return err
			}
			for _, e := range entries {
				last = e.At
			}
			ids, err := t.q.OpenJobs(ctx, d.ID)
			open = len(ids)
			return err
		})
		if err != nil {
			return out, err
		}
		behind := time.Duration(last-db.now()) * time.Millisecond
		say(behind < 30*time.Second, lang.T("时钟", "clock"), lang.T("%[1]s；最后一条记录 %[2]s", "%[1]s; last entry %[2]s").
			With(db.opt.Now().Format(time.DateTime), time.UnixMilli(last).Format(time.DateTime)))
		say(true, lang.T("任务", "jobs"), lang.T("未完成 %[1]d 个", "%[1]d open").With(open))
	}
	return out, nil
}
