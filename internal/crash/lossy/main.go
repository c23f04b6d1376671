// Command lossy mounts a folder on another through a file system that keeps every write in memory until the file is
// synced, and forgets what was not when the power is cut: lossy FOLDER MOUNTPOINT [tear]. SIGUSR1 cuts the power: what
// was never synced is dropped, or torn at sectors of 512 bytes, and the program ends. Truncation, removal and names are
// durable at once, which is kinder than a real disk.
package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

const sector = 512

// write is a piece that was written and not synced yet.
type write struct {
	at   int64
	data []byte
}

// pending are the unsynced writes of one file, oldest first.
type pending struct {
	sync.Mutex
	writes []write
}

// end is where the file ends if it ends at size on the disk.
func (p *pending) end(size int64) int64 {
	for _, w := range p.writes {
		size = max(size, w.at+int64(len(w.data)))
	}
	return size
}

// sync writes everything down.
func (p *pending) sync(f *os.File) error {
	for _, w := range p.writes {
		if _, err := f.WriteAt(w.data, w.at); err != nil {
			return err
		}
	}
	p.writes = nil
	return f.Sync()
}

// disk is the folder behind the mount, and what it hasn't been given yet.
type disk struct {
	sync.Mutex
	root  string
	files map[string]*pending
	// the power is cut; asked only with a file's lock held, so that nothing is promised after its writes were dropped
	off atomic.Bool
}

var d = disk{files: map[string]*pending{}}

func (d *disk) of(path string) *pending {
	d.Lock()
	defer d.Unlock()
	if d.files[path] == nil {
		d.files[path] = &pending{}
	}
	return d.files[path]
}

// cut drops or tears what was never synced.
func (d *disk) cut(tear bool) {
	d.off.Store(true)
	d.Lock()
	defer d.Unlock()
	lost, torn := 0, 0
	for path, p := range d.files {
		p.Lock()
		lost += len(p.writes)
		if f, err := os.OpenFile(path, os.O_RDWR, 0); tear && err == nil {
			for _, w := range p.writes {
				switch sectors := len(w.data) / sector; rand.IntN(3) {
				case 0: // it happened to reach the disk
					f.WriteAt(w.data, w.at)
				case 1: // half of it did
					f.WriteAt(w.data[:rand.IntN(sectors+1)*sector], w.at)
					torn++
				}
			}
			f.Close()
		}
		p.writes = nil
		p.Unlock()
	}
	fmt.Println("power cut; unsynced writes:", lost, "torn:", torn)
}

type node struct{ *fs.LoopbackNode }

// WrapChild makes every file and folder below the root one of ours.
func (n *node) WrapChild(ctx context.Context, ops fs.InodeEmbedder) fs.InodeEmbedder {
	return &node{ops.(*fs.LoopbackNode)}
}

func (n *node) path() string { return filepath.Join(d.root, n.Path(nil)) }

type handle struct {
	f *os.File
	p *pending
}

func (n *node) Open(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	if d.off.Load() {
		return nil, 0, syscall.EIO
	}
	f, err := os.OpenFile(n.path(), os.O_RDWR, 0)
	if err != nil {
		return nil, 0, fs.ToErrno(err)
	}
	return &handle{f, d.of(n.path())}, 0, 0
}

func (n *node) Create(ctx context.Context, name string, flags, mode uint32, out *fuse.EntryOut) (*fs.Inode,
	fs.FileHandle, uint32, syscall.Errno) {
	if d.off.Load() {
		return nil, nil, 0, syscall.EIO
	}
	path := filepath.Join(n.path(), name)
	// it numbers files so that all who open one see the same one
	child, made, _, errno := n.LoopbackNode.Create(ctx, name, flags, mode, out)
	if errno != 0 {
		return nil, nil, 0, errno
	}
	if r, ok := made.(fs.FileReleaser); ok {
		r.Release(ctx)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, nil, 0, fs.ToErrno(err)
	}
	return child, &handle{f, d.of(path)}, 0, 0
}

// Lookup tells the size with what was written and not synced: told the disk's, the system would cut what is mapped.
func (n *node) Lookup(ctx context.Context, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	child, errno := n.LoopbackNode.Lookup(ctx, name, out)
	if errno == 0 {
		p := d.of(filepath.Join(n.path(), name))
		p.Lock()
		defer p.Unlock()
		out.Size = uint64(p.end(int64(out.Size)))
	}
	return child, errno
}

func (n *node) Getattr(ctx context.Context, f fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	if errno := n.LoopbackNode.Getattr(ctx, nil, out); errno != 0 {
		return errno
	}
	p := d.of(n.path())
	p.Lock()
	defer p.Unlock()
	out.Size = uint64(p.end(int64(out.Size)))
	return 0
}

func (n *node) Setattr(ctx context.Context, f fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if size, ok := in.GetSize(); ok {
		p := d.of(n.path())
		p.Lock()
		err := func() error {
			if d.off.Load() {
				return syscall.EIO
			}
			f, err := os.OpenFile(n.path(), os.O_RDWR, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			if err := p.sync(f); err != nil {
				return err
			}
			return f.Truncate(int64(size))
		}()
		p.Unlock()
		if err != nil {
			return fs.ToErrno(err)
		}
	}
	return n.Getattr(ctx, f, out)
}

func (n *node) Unlink(ctx context.Context, name string) syscall.Errno {
	if d.off.Load() {
		return syscall.EIO
	}
	path := filepath.Join(n.path(), name)
	d.Lock()
	delete(d.files, path)
	d.Unlock()
	return fs.ToErrno(os.Remove(path))
}

func (h *handle) Read(ctx context.Context, dest []byte, off int64) (fuse.ReadResult, syscall.Errno) {
	h.p.Lock()
	defer h.p.Unlock()
	if d.off.Load() {
		return nil, syscall.EIO
	}
	info, err := h.f.Stat()
	if err != nil {
		return nil, fs.ToErrno(err)
	}
	end := h.p.end(info.Size())
	if off >= end {
		return fuse.ReadResultData(nil), 0
	}
	dest = dest[:min(int64(len(dest)), end-off)]
	clear(dest)
	h.f.ReadAt(dest, off) // what lies behind the end on the disk stays zero
	for _, w := range h.p.writes {
		lo, hi := max(w.at, off), min(w.at+int64(len(w.data)), off+int64(len(dest)))
		if lo < hi {
			copy(dest[lo-off:hi-off], w.data[lo-w.at:hi-w.at])
		}
	}
	return fuse.ReadResultData(dest), 0
}

func (h *handle) Write(ctx context.Context, data []byte, off int64) (uint32, syscall.Errno) {
	h.p.Lock()
	defer h.p.Unlock()
	if d.off.Load() {
		return 0, syscall.EIO
	}
	h.p.writes = append(h.p.writes, write{off, append([]byte(nil), data...)})
	return uint32(len(data)), 0
}

func (h *handle) Fsync(ctx context.Context, flags uint32) syscall.Errno {
	h.p.Lock()
	defer h.p.Unlock()
	if d.off.Load() {
		return syscall.EIO
	}
	return fs.ToErrno(h.p.sync(h.f))
}

func (h *handle) Flush(ctx context.Context) syscall.Errno { return 0 }

func (h *handle) Release(ctx context.Context) syscall.Errno { return fs.ToErrno(h.f.Close()) }

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "lossy FOLDER MOUNTPOINT [tear]")
		os.Exit(2)
	}
	d.root = os.Args[1]
	data := &fs.LoopbackRoot{Path: d.root}
	root := &node{&fs.LoopbackNode{RootData: data}}
	data.RootNode = root
	server, err := fs.Mount(os.Args[2], root,
		&fs.Options{MountOptions: fuse.MountOptions{FsName: "lossy", DirectMount: true}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("mounted")
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	go func() {
		<-c
		d.cut(len(os.Args) > 3 && os.Args[3] == "tear")
		os.Exit(0)
	}()
	server.Wait()
}
