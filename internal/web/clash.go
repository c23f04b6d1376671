package web

import (
	"errors"
	"fmt"
	"net/http"

	"shiji/internal/errs"
	"shiji/internal/lang"
)

// A decision names what its author saw. If that isn't so any more, nothing is done, and the answer is 409 with a
// [Clash]: in place beside the form where a script sent it ([Decide]), else a page of its own.

// decidePart asks for the answer to a decision without a page around it.
const decidePart = "decision"

// decideHeader is sent with a decision.
var decideHeader = fmt.Sprintf(`{%q:%q}`, PartHeader, decidePart)

// Clash is a decision that met another one, in words: nothing was changed.
type Clash struct {
	What lang.Text // what wasn't done, and who did what meanwhile
	Now  lang.Text // what stands now, and since when
	Next []Choice  // what can be done
}

// Choice is something to do about a clash: a page to look at, or a decision on what stands now.
type Choice struct {
	Name lang.Text
	Path string
	Post bool   // it decides
	Seen string // on what
}

// Met is the clash that a refusal tells of.
func Met(err error, now lang.Text, next ...Choice) Clash {
	var p errs.Error
	errors.As(err, &p)
	return Clash{What: p.Words().What, Now: now, Next: next}
}

// deciding reports whether a script waits for the answer to a decision, in place.
func deciding(r *http.Request) bool { return r.Header.Get(PartHeader) == decidePart }

// Clash answers a decision that met another one, with status 409. whole shows it to those without a script, where the
// room has a page that says more; nil: the clash is a page.
func (s *Server) Clash(w http.ResponseWriter, r *http.Request, c Clash, whole func() error) error {
	if !deciding(r) && whole != nil {
		return whole()
	}
	v := s.bare(r)
	v.Title = c.What
	if deciding(r) {
		return s.Render(w, r, http.StatusConflict, clashPart(v, c))
	}
	s.wayOut(r, v)
	return s.Render(w, r, http.StatusConflict, clashPage(v, c))
}
