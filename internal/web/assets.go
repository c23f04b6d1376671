package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed assets
var assetFiles embed.FS

type asset struct {
	kind   string
	body   []byte
	packed []byte // as small as it gets: it is packed once
	url    string
}

// assets are the files that pages load, by name; their address holds their hash, so that browsers
// may keep them for good.
var assets = sync.OnceValue(func() map[string]asset {
	out := map[string]asset{}
	err := fs.WalkDir(assetFiles, "assets", func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := assetFiles.ReadFile(file)
		if err != nil {
			return err
		}
		kind, ext := "", path.Ext(e.Name())
		switch ext {
		case ".css":
			kind, body = "text/css; charset=utf-8", append([]byte(tokenCSS()), body...)
		case ".js":
			kind = "text/javascript; charset=utf-8"
		case ".svg":
			kind = "image/svg+xml"
		default:
			return nil // a note for readers of the folder
		}
		if ext == ".js" && path.Dir(file) == "assets" {
			body = lean(body)
		}
		sum := sha256.Sum256(body)
		packed, err := pack(body, gzip.BestCompression)
		out[e.Name()] = asset{kind, body, packed, "/assets/" + strings.TrimSuffix(e.Name(), ext) + "." +
			hex.EncodeToString(sum[:6]) + ext}
		return err
	})
	if err != nil {
		panic(err) // they are embedded
	}
	return out
})

// lean is a script of ours without the lines that only people read, and without indentation.
func lean(script []byte) []byte {
	var b bytes.Buffer
	for l := range bytes.Lines(script) {
		if l = bytes.TrimLeft(l, " "); !bytes.HasPrefix(l, []byte("//")) {
			b.Write(l)
		}
	}
	return b.Bytes()
}

// pack packs a body.
func pack(body []byte, level int) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, level)
	if err != nil {
		return nil, err
	}
	if _, err = z.Write(body); err == nil {
		err = z.Close()
	}
	return b.Bytes(), err
}

// HasAsset reports whether a script was packed into the program. Without that of parts every list is asked for with its
// page.
func HasAsset(name string) bool { _, ok := assets()[name]; return ok }

// AssetURL is the address of an asset.
func AssetURL(name string) string { return assets()[name].url }

func (s *Server) asset(w http.ResponseWriter, r *http.Request) error {
	for _, a := range assets() {
		if a.url == r.URL.Path {
			w.Header().Set("Content-Type", a.kind)
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			w.Header().Add("Vary", "Accept-Encoding")
			if takesGzip(r) && len(a.body) > worthPacking {
				return send(w, http.StatusOK, a.packed, "gzip")
			}
			return send(w, http.StatusOK, a.body, "")
		}
	}
	return ErrNotFound
}
