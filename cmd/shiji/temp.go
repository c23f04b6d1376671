package main

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// temporary is a folder of this process, which is wiped when it ends, or by the next one where it was killed: the
// system takes the lock of its file from it when it dies.
type temporary struct {
	path string
	lock *os.File
}

const temporaries = "shiji-run-*"

// tempFolder makes one, and wipes those whose processes are dead.
func tempFolder(base string) (*temporary, error) {
	if err := os.MkdirAll(base, 0o700); err != nil {
		return nil, err
	}
	list, err := filepath.Glob(filepath.Join(base, temporaries))
	if err != nil {
		return nil, err
	}
	for _, old := range list {
		if lock, err := lockIn(old); err == nil {
			os.RemoveAll(old) // what can't be removed is no reason not to start
			lock.Close()
		}
	}
	path, err := os.MkdirTemp(base, temporaries)
	if err != nil {
		return nil, err
	}
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	lock, err := lockIn(path)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(path))
	}
	return &temporary{path, lock}, nil
}

// lockIn takes the lock of a folder, or fails where its process lives.
func lockIn(folder string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(folder, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (t *temporary) remove() error { return errors.Join(os.RemoveAll(t.path), t.lock.Close()) }
