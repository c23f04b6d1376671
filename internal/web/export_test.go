package web

import (
	"net/http"
	"sync/atomic"
	"time"
)

// What the tests of all rooms together look at.

type (
	WhoKey     = whoKey
	RequestKey = requestKey
)

const (
	MaxStreams  = maxStreams
	RecentMax   = recentMax
	StripMark   = stripMark
	CSP         = csp
	SlowRequest = slowRequest
	Malformed   = malformed
	Misdirected = misdirected
	BadMethod   = badMethod
)

var (
	Dated       = dated
	MarkChinese = markChinese
	ReadRecent  = readRecent
	WriteRecent = writeRecent
	Without     = without
)

// KeptCount is how many pages are kept.
func (s *Server) KeptCount() int { return len(s.kept.pages) }

func (s *Server) Streams() *atomic.Int64 { return &s.streams }

func (s *Server) Serve(r Route) http.Handler { return s.serve(r) }

func (s *Server) Mux() *http.ServeMux { return s.mux }

func (s *Server) Observe(status int, took time.Duration) { s.metrics.observe(status, took) }

func (v *View) Tabled() bool { return v.listed() }

// AssetBody is a file that pages load.
func AssetBody(name string) []byte { return assets()[name].body }
