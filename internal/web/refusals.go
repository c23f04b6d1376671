package web

import (
	"net/http"

	"shiji/internal/errs"
	"shiji/internal/lang"
)

// Codes of refusals that only a page can have.
const (
	malformed   errs.Reason = "malformed"   // what came can't be read at all
	misdirected errs.Reason = "misdirected" // it was meant for somebody else
	badMethod   errs.Reason = "method"
)

// Statuses are what refusals are answered with.
var Statuses = map[errs.Reason]int{
	errs.Invalid: http.StatusUnprocessableEntity, errs.Forbidden: http.StatusForbidden, errs.NotFound: http.StatusNotFound,
	errs.Conflict: http.StatusConflict, errs.TooLarge: http.StatusRequestEntityTooLarge,
	errs.Busy: http.StatusTooManyRequests, errs.Unavailable: http.StatusServiceUnavailable,
	errs.Damaged: http.StatusInternalServerError, errs.Internal: http.StatusInternalServerError,
	malformed: http.StatusBadRequest, misdirected: http.StatusMisdirectedRequest, badMethod: http.StatusMethodNotAllowed,
}

var (
	ErrNotFound    = errs.Refuse("web", errs.NotFound, "page.none")
	ErrNoSuch      = errs.Refuse("web", errs.NotFound, "page.no_such")
	ErrNoScore     = errs.Refuse("web", errs.NotFound, "page.no_score")
	ErrForeignHost = errs.Refuse("web", misdirected, "page.host")
	ErrMethod      = errs.Refuse("web", badMethod, "page.method")
	ErrCrossSite   = errs.Refuse("web", errs.Forbidden, "page.cross_site")
	ErrAddress     = errs.Refuse("web", malformed, "page.address")
	ErrForm        = errs.Refuse("web", malformed, "page.form")
	ErrDate        = errs.Refuse("web", errs.Invalid, "page.date")
	ErrFuture      = errs.Refuse("web", errs.Invalid, "page.future")
	ErrRunOfDay    = errs.Refuse("web", malformed, "page.run_of_day")
	ErrFindLong    = errs.Refuse("web", malformed, "page.find_long")
	ErrNoTable     = errs.Refuse("web", errs.NotFound, "page.table")
	ErrNotYet      = errs.Refuse("web", errs.NotFound, "page.not_yet")
	ErrNoFacts     = errs.Refuse("web", errs.Conflict, "page.no_facts")
	ErrNotSettled  = errs.Refuse("web", errs.Conflict, "page.not_settled")
	ErrNotRenamed  = errs.Refuse("web", errs.Invalid, "page.not_renamed")
	ErrNoReasons   = errs.Refuse("web", errs.Invalid, "page.no_reasons")
	ErrUnreadable  = errs.Refuse("web", errs.Invalid, "page.unreadable")
	ErrTooComplex  = errs.Refuse("web", errs.Invalid, "page.too_complex")
	ErrReading     = errs.Refuse("web", errs.Unavailable, "page.reading")
	ErrInternal    = errs.Refuse("web", errs.Internal, "page.internal")
)

// Kinds of things that an address can name.
var (
	AYear          = lang.T("年度", "year")
	AUnit          = lang.T("单位", "unit")
	AClass         = lang.T("考评类别", "class of units")
	AnIndicator    = lang.T("三级指标", "indicator")
	APlanIndicator = lang.T("规划指标", "indicator of the plan")
	ALevel1        = lang.T("一级指标", "level-1 class")
	ARun           = lang.T("计分", "run")
	AList          = lang.T("清单", "list")
)

// NoSuch says what an address names that isn't there, or may not be seen.
func NoSuch(kind lang.Text, name any) error { return ErrNoSuch.With(kind, name) }
