package web

import (
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
	kind string
	body []byte
	url  string
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
		sum := sha256.Sum256(body)
		out[e.Name()] = asset{kind, body, "/assets/" + strings.TrimSuffix(e.Name(), ext) + "." +
			hex.EncodeToString(sum[:6]) + ext}
		return nil
	})
	if err != nil {
		panic(err) // they are embedded
	}
	return out
})

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
			return write(w, r, http.StatusOK, a.body)
		}
	}
	return ErrNotFound
}
