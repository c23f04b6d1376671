package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"testing"

	"shiji/internal/web"
)

// TestAFirstPageIsSmall: a page with what it needs to be read (not the script of parts, which comes later) takes at
// most 20 KiB packed; unpacked assets are the same.
func TestAFirstPageIsSmall(t *testing.T) {
	t.Parallel()
	o := small(t)
	total := o.get(o.y("/"), "Accept-Encoding", "gzip").Body.Len()
	for _, name := range []string{"style.css", "base.js", "events.js"} {
		w := o.get(web.AssetURL(name), "Accept-Encoding", "gzip")
		total += w.Body.Len()
		z, err := gzip.NewReader(w.Body)
		if err != nil || w.Header().Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s: %v %v", name, err, w.Header())
		}
		body, err := io.ReadAll(z)
		plain := o.get(web.AssetURL(name))
		if err != nil || plain.Code != http.StatusOK || plain.Body.String() != string(body) ||
			plain.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s unpacked is another file: %v", name, err)
		}
	}
	if total > 20<<10 {
		t.Errorf("a first page takes %d bytes", total)
	}
	t.Logf("%d bytes", total)
}
