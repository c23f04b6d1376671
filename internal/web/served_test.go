package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"shiji/internal/demo"
	"shiji/internal/store/storetest"
)

// BenchmarkServed lets sixteen people walk through the demo's pages, each with a browser that keeps cookies, and then
// through a bare handler that writes the same bytes from memory: "×bare" is how many times longer a page takes.
func BenchmarkServed(b *testing.B) {
	const people, steps = 16, 60
	for _, e := range storetest.Engines {
		b.Run(string(e), func(b *testing.B) {
			o := benchOffice(b, e, demo.Haidian2013(), demo.Haidian2014())
			paths := o.walk(b)
			bare := map[string][]byte{}
			for _, p := range paths {
				w := o.get(p, "Accept-Encoding", "gzip")
				bare[p] = w.Body.Bytes()
			}
			server := httptest.NewServer(o)
			defer server.Close()
			other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				w.Header().Set("Content-Encoding", "gzip")
				_, _ = w.Write(bare[r.URL.RequestURI()])
			}))
			defer other.Close()
			var ours, theirs time.Duration
			for b.Loop() {
				ours += walked(b, server.URL, paths, people, steps)
				theirs += walked(b, other.URL, paths, people, steps)
			}
			n := float64(b.N * people * steps)
			b.ReportMetric(n/ours.Seconds(), "pages/s")
			b.ReportMetric(n/theirs.Seconds(), "bare/s")
			b.ReportMetric(float64(ours)/float64(theirs), "×bare")
		})
	}
}

// walk are the pages that people look at.
func (o office) walk(b *testing.B) (paths []string) {
	l, err := o.current(context.WithValue(context.Background(), whoKey{}, me), &View{}, o.year)
	if err != nil {
		b.Fatal(err)
	}
	y := fmt.Sprintf("/y/%d", o.year)
	paths = []string{y + "/", "/plan", y + "/scheme", y + "/scheme/diff", y + "/floors", y + "/runs", "/units", "/imports"}
	for i := 0; i < len(l.Doc.Results.Units); i += 9 {
		u := &l.Doc.Results.Units[i]
		paths = append(paths, unitPath(o.year, u.Unit), explainPath(o.year, u.Unit, u.Lines[i%len(u.Lines)].Leaf),
			fmt.Sprintf("%s/ranking?class=%s", y, url.QueryEscape(u.Class)))
	}
	return paths
}

// walked is how long it takes until all have seen as many pages.
func walked(b *testing.B, server string, paths []string, people, steps int) time.Duration {
	var all sync.WaitGroup
	began := time.Now()
	for i := range people {
		all.Go(func() {
			jar, _ := cookiejar.New(nil)
			client := &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 1, DisableCompression: true}}
			for k := range steps {
				q, _ := http.NewRequest(http.MethodGet, server+paths[(i*7+k)%len(paths)], nil)
				q.Header.Set("Accept-Encoding", "gzip")
				r, err := client.Do(q)
				if err != nil {
					b.Error(err)
					return
				}
				if _, err = io.Copy(io.Discard, r.Body); err != nil || r.StatusCode != http.StatusOK {
					b.Error(r.Status, err)
				}
				_ = r.Body.Close()
			}
			client.CloseIdleConnections()
		})
	}
	all.Wait()
	return time.Since(began)
}
