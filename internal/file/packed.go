package file

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

// UnpackTo writes the content into a new file; where it fails, none is left.
func (p Packed) UnpackTo(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(p.Unpack(f), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// largeFile is the size from which files are handled one after the other, in the whole process.
const largeFile = 4 << 20

// large is held by whoever has a large file in memory.
var large = make(chan struct{}, 1)

// Alone waits until no other large file is in memory; done gives the memory back.
func Alone(ctx context.Context, size int64) (done func(), err error) {
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
