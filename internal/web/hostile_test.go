package web_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestAddressesThatNobodyTyped: they are refused in words, never with an error of the program.
func TestAddressesThatNobodyTyped(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	sum := sha256.Sum256(nil)
	sha := fmt.Sprintf("%x", sum)
	for _, path := range []string{
		"/%00", "/y/2014/units/%00", "/y/2014/units/%ff%fe", "/y/2014/units/a%E2%80%AEb", "/search?q=%00", "/search?q=%ff",
		"/search?q=%zz", "/search?%00=1", "/search?q=a;b=%00",
		"/files/" + sha + "?name=%00.xlsx", "/files/" + sha + "?name=a%E2%80%AEslx.exe",
		"/files/" + sha + "?name=" + strings.Repeat("x", 300) + ".xlsx",
		"/files/" + sha + "?name=a." + strings.Repeat("x", 300), "/files/" + sha + "?name=a." + strings.Repeat("x", 200),
		"/files/" + sha + "?name=..%2F..%2Fetc%2Fpasswd", "/files/" + sha + "?name=a.xlsx&cell=A99999999999999999999",
		"/plan/%00", "/y/2014/classes/%C0%80/explain", "/jobs/%00", "/imports/%E2%81%A6",
	} {
		r := httptest.NewRequest(http.MethodGet, "http://localhost/", nil)
		r.URL = &url.URL{Scheme: "http", Host: "localhost"}
		raw, query, _ := strings.Cut(path, "?")
		clean, err := url.PathUnescape(raw)
		if err != nil {
			t.Fatal(err)
		}
		r.URL.Path, r.URL.RawPath, r.URL.RawQuery = clean, raw, query
		w := httptest.NewRecorder()
		o.ServeHTTP(w, r)
		if w.Code < 400 || w.Code >= 500 || !strings.Contains(w.Body.String(), "<h1") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for name, form := range map[string]url.Values{"a control character": {"by": {"a\x00b"}},
		"broken text": {"reason": {"\xff\xfe"}}, "a mark of direction": {"by": {"a\u202eb"}}, "in a name": {"\x00": {"x"}}} {
		if w := o.post("/imports/1/answer", form); w.Code != http.StatusBadRequest {
			t.Errorf("%s in a form: %d", name, w.Code)
		}
	}
}

// TestNamesOfUploads: names that read otherwise than they are, or that no disk takes, are refused with what to do.
func TestNamesOfUploads(t *testing.T) {
	t.Parallel()
	o := newDistrict(t)
	for _, name := range []string{"年度\u202exslx.exe.xlsx", "年度\u2066.xlsx", "年度\u200f.xlsx",
		"a\x00b.xlsx", "a\x7f.xlsx", "a\xff.xlsx", "年度." + strings.Repeat("x", 300), strings.Repeat("长", 300) + ".xlsx",
		"." + strings.Repeat("x", 300), ".."} {
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		header := make(map[string][]string)
		header["Content-Disposition"] = []string{`form-data; name="files"; filename="` + name + `"`}
		part, err := form.CreatePart(header)
		if err == nil {
			_, err = part.Write([]byte("x"))
		}
		if err == nil {
			err = form.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "http://localhost/imports", &b)
		r.Header.Set("Content-Type", form.FormDataContentType())
		w := httptest.NewRecorder()
		o.ServeHTTP(w, r)
		if w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest {
			t.Errorf("%q: %d %.200s", name, w.Code, w.Body.String())
		}
	}
}
