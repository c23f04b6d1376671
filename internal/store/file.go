package store

import (
	"context"

	"shiji/internal/file"
	"shiji/internal/store/queries"
)

// fileStore is the store of package file.
type fileStore struct{ t *Tx }

func (s fileStore) Put(ctx context.Context, f file.Packed, use file.Use) error {
	s.t.wrote = true
	err := s.t.q.AddFile(ctx, queries.AddFileParams{District: s.t.district, Sha256: f.SHA256,
		Size: f.Size, Packed: f.Bytes})
	if err != nil {
		return err
	}
	return s.t.q.UseFile(ctx, queries.UseFileParams{District: s.t.district, Sha256: f.SHA256, Noun: string(use.Noun),
		Object: use.ID})
}

func (s fileStore) Size(ctx context.Context, sha string) (int64, error) {
	size, err := s.t.q.FileSize(ctx, queries.FileSizeParams{District: s.t.district, Sha256: sha})
	return size, none(err, file.ErrNone)
}

// Packed returns a file as it is kept: unpacking it says whether it still is what was put in.
func (s fileStore) Packed(ctx context.Context, sha string) (file.Packed, error) {
	row, err := s.t.q.File(ctx, queries.FileParams{District: s.t.district, Sha256: sha})
	if err != nil {
		return file.Packed{}, none(err, file.ErrNone)
	}
	return file.Packed{SHA256: sha, Size: row.Size, Bytes: row.Packed}, nil
}

func (s fileStore) Uses(ctx context.Context, sha string) ([]file.Use, error) {
	rows, err := s.t.q.FileUses(ctx, queries.FileUsesParams{District: s.t.district, Sha256: sha})
	out := make([]file.Use, len(rows))
	for i, r := range rows {
		out[i] = file.Use{Noun: file.Noun(r.Noun), ID: r.Object}
	}
	return out, err
}
