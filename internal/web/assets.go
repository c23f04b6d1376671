package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
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

// assets are the files that pages load, by name; their address holds their hash, so that browsers may keep them for good.
var assets = sync.OnceValue(func() map[string]asset {
	out := map[string]asset{}
	entries, err := assetFiles.ReadDir("assets")
	if err != nil {
		panic(err) // they are embedded
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		body, err := assetFiles.ReadFile(path.Join("assets", e.Name()))
		if err != nil {
			panic(err)
		}
		kind := "text/javascript; charset=utf-8"
		switch path.Ext(e.Name()) {
		case ".css":
			kind, body = "text/css; charset=utf-8", append([]byte(tokenCSS()), body...)
		case ".svg":
			kind = "image/svg+xml"
		}
		sum := sha256.Sum256(body)
		ext := path.Ext(e.Name())
		out[e.Name()] = asset{kind, body, "/assets/" + strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:6]) + ext}
	}
	return out
})

// assetURL is the address of an asset.
func assetURL(name string) string { return assets()[name].url }

func (s *Server) asset(w http.ResponseWriter, r *http.Request) error {
	for _, a := range assets() {
		if a.url == r.URL.Path {
			w.Header().Set("Content-Type", a.kind)
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			w.Header().Add("Vary", "Accept-Encoding")
			return write(w, r, http.StatusOK, a.body)
		}
	}
	return errNotFound
}
