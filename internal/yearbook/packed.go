package yearbook

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

// Packed is a file as it is kept: packed, under the hash of its content.
type Packed struct {
	SHA256 string
	Size   int64 // unpacked
	Bytes  []byte
}

// ErrDamaged says that a file isn't what was put in.
var ErrDamaged = errors.New("yearbook: a kept file is damaged")

// Pack packs what it reads; nothing of it but the packed bytes is in memory at any time. size is what to expect.
func Pack(r io.Reader, size int64) (Packed, error) {
	out := bytes.NewBuffer(make([]byte, 0, size+size>>10+1024)) // a workbook is packed already
	h := sha256.New()
	w, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	if err != nil {
		return Packed{}, err
	}
	n, err := io.Copy(io.MultiWriter(w, h), r)
	if err = errors.Join(err, w.Close()); err != nil {
		return Packed{}, err
	}
	return Packed{hex.EncodeToString(h.Sum(nil)), n, out.Bytes()}, nil
}

// Unpack writes the content, and fails where it isn't what its hash says.
func (p Packed) Unpack(w io.Writer) error {
	r, err := gzip.NewReader(bytes.NewReader(p.Bytes))
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDamaged, p.SHA256, err)
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, h), r)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDamaged, p.SHA256, err)
	}
	if hex.EncodeToString(h.Sum(nil)) != p.SHA256 || n != p.Size {
		return fmt.Errorf("%w: %s", ErrDamaged, p.SHA256)
	}
	return nil
}

// unpackTo writes the content into a new file.
func (p Packed) unpackTo(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(p.Unpack(f), f.Close())
}

// Files is where packed files are kept.
type Files interface {
	PutPacked(ctx context.Context, file Packed) error
	PackedFile(ctx context.Context, sha string) (Packed, error) // ErrNone
	FileSize(ctx context.Context, sha string) (int64, error)    // unpacked; ErrNone
}

// PutFile packs a small file and keeps it; it returns the hash.
func PutFile(ctx context.Context, to Files, data []byte) (string, error) {
	f, err := Pack(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", err
	}
	return f.SHA256, to.PutPacked(ctx, f)
}

// ReadFile returns a kept file, and only if it is what it still hashes to.
func ReadFile(ctx context.Context, from Files, sha string) ([]byte, error) {
	f, err := from.PackedFile(ctx, sha)
	if err != nil {
		return nil, err
	}
	var data bytes.Buffer
	err = f.Unpack(&data)
	return data.Bytes(), err
}

// largeFile is the size from which files are handled one after the other, in the whole process.
const largeFile = 4 << 20

// large is held by whoever has a large file in memory.
var large = make(chan struct{}, 1)

// alone waits until no other large file is in memory; done gives the memory back.
func alone(ctx context.Context, size int64) (done func(), err error) {
	if size < largeFile {
		return func() {}, nil
	}
	select {
	case large <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return func() {
		debug.FreeOSMemory()
		<-large
	}, nil
}
