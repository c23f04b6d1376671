package web

import (
	"net/http"

	"shiji/internal/errs"
)

// Codes of refusals that only a page can have.
const (
	malformed   errs.Reason = "malformed"   // what came can't be read at all
	misdirected errs.Reason = "misdirected" // it was meant for somebody else
	badMethod   errs.Reason = "method"
)

// statuses are what refusals are answered with.
var statuses = map[errs.Reason]int{
	errs.Invalid: http.StatusUnprocessableEntity, errs.Forbidden: http.StatusForbidden, errs.NotFound: http.StatusNotFound,
	errs.Conflict: http.StatusConflict, errs.TooLarge: http.StatusRequestEntityTooLarge,
	errs.Busy: http.StatusTooManyRequests, errs.Unavailable: http.StatusServiceUnavailable,
	errs.Damaged: http.StatusInternalServerError, errs.Internal: http.StatusInternalServerError,
	malformed: http.StatusBadRequest, misdirected: http.StatusMisdirectedRequest, badMethod: http.StatusMethodNotAllowed,
}

var (
	errNotFound    = errs.Refuse("web", errs.NotFound, "page.none")
	errForeignHost = errs.Refuse("web", misdirected, "page.host")
	errMethod      = errs.Refuse("web", badMethod, "page.method")
	errCrossSite   = errs.Refuse("web", errs.Forbidden, "page.cross_site")
	errAddress     = errs.Refuse("web", malformed, "page.address")
	errForm        = errs.Refuse("web", malformed, "page.form")
	errDate        = errs.Refuse("web", errs.Invalid, "page.date")
	errNoTable     = errs.Refuse("web", errs.NotFound, "page.table")
	errNotYet      = errs.Refuse("web", errs.NotFound, "page.not_yet")
	errNoFacts     = errs.Refuse("web", errs.Conflict, "page.no_facts")
	errNotSettled  = errs.Refuse("web", errs.Conflict, "page.not_settled")
	errNotRenamed  = errs.Refuse("web", errs.Invalid, "page.not_renamed")
	errNoReasons   = errs.Refuse("web", errs.Invalid, "page.no_reasons")
	errUnreadable  = errs.Refuse("web", errs.Invalid, "page.unreadable")
	errTooComplex  = errs.Refuse("web", errs.Invalid, "page.too_complex")
	errReading     = errs.Refuse("web", errs.Unavailable, "page.reading")
	errInternal    = errs.Refuse("web", errs.Internal, "page.internal")
)
