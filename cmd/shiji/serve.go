package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"shiji/examples"
	"shiji/internal/apart"
	"shiji/internal/district"
	"shiji/internal/errs"
	"shiji/internal/house"
	"shiji/internal/intake"
	"shiji/internal/lang"
	"shiji/internal/store"
	"shiji/internal/web/imports"
	"shiji/internal/web/site"
)

// interruptible is a context that ends with Ctrl-C or a request to stop.
func interruptible() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
}

type serveCmd struct {
	dataFlag
	Addr    string `default:"127.0.0.1:8470"`
	Metrics string `default:"127.0.0.1:8471"`
	TLSCert string `name:"tls-cert"`
	TLSKey  string `name:"tls-key"`
	Log     string `enum:"json,text" default:"json"`

	District string
}

func (c serveCmd) Run(a *app) error {
	if err := onLoopback(c.Addr); err != nil {
		return err
	}
	if c.Metrics != "" {
		if err := onLoopback(c.Metrics); err != nil {
			return err
		}
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return usageError{lang.T("--tls-cert 和 --tls-key 须同时给出", "--tls-cert and --tls-key go together")}
	}
	var handler slog.Handler = slog.NewJSONHandler(a.err, nil)
	if c.Log == "text" {
		handler = slog.NewTextHandler(a.err, nil)
	}
	log := slog.New(handler)
	ctx, stop := interruptible()
	defer stop()
	files := apart.New(log)
	release, err := serving(ctx, c.Data)
	if err != nil {
		return err
	}
	defer release()
	h, err := a.openHouse(ctx, c.Data, true, log, c.District, files)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.work(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return usageError{lang.T("地址 %[1]s 不能使用：%[2]s。换一个端口：--addr 127.0.0.1:8480",
			"the address %[1]s can't be used: %[2]s. Try another port: --addr 127.0.0.1:8480").With(c.Addr, err.Error())}
	}
	s := running{house: h, files: files, log: log, listener: listener, cert: c.TLSCert, key: c.TLSKey, metrics: c.Metrics}
	fmt.Fprintln(a.out, lang.T("已启动 %[1]s   停止：Ctrl-C", "serving %[1]s   stop: Ctrl-C").With(s.url()).In(a.lang))
	return s.serve(ctx)
}

// serving makes a process the one that serves a data folder, and gives it a folder for uploads and whatever else is
// temporary. What processes left there that were killed is wiped.
func serving(ctx context.Context, data string) (release func(), err error) {
	if err := store.Look(ctx, data); err != nil {
		return nil, err
	}
	base := os.TempDir()
	if !store.IsAddress(data) {
		if err := os.MkdirAll(data, 0o700); err != nil {
			return nil, err
		}
		base = filepath.Join(data, "tmp")
	}
	unlock, err := store.Serving(data)
	if err != nil {
		return nil, err
	}
	folder, err := tempFolder(base)
	if err != nil {
		return nil, errors.Join(err, unlock())
	}
	before, had := os.LookupEnv("TMPDIR")
	// parts of uploads that the standard library writes lie there too
	if err := os.Setenv("TMPDIR", folder.path); err != nil {
		return nil, errors.Join(err, folder.remove(), unlock())
	}
	return func() {
		if had {
			os.Setenv("TMPDIR", before)
		} else {
			os.Unsetenv("TMPDIR")
		}
		folder.remove()
		unlock()
	}, nil
}

// onLoopback refuses addresses that others can reach: until there are accounts, whoever reaches the
// program can do everything.
func onLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return usageError{lang.T("地址 %[1]s 有误，应写成 127.0.0.1:8470",
			"the address %[1]s isn't right; write 127.0.0.1:8470").With(addr)}
	}
	if ip, err := netip.ParseAddr(host); host == "localhost" || err == nil && ip.IsLoopback() {
		return nil
	}
	return usageError{lang.T("不在 %[1]s 上监听：尚未建立账号，凡能连上的人都能改数据，所以只能用本机地址（127.0.0.1、::1 或 localhost）",
		"not listening on %[1]s: there are no accounts yet, so that whoever reaches it could change everything; "+
			"only 127.0.0.1, ::1 and localhost are allowed").With(addr)}
}

// running is a running server.
type running struct {
	house     *opened
	files     imports.Files
	log       *slog.Logger
	listener  net.Listener
	cert, key string
	metrics   string // address; empty: none
}

func (s running) url() string {
	scheme := "http"
	if s.cert != "" {
		scheme = "https"
	}
	return fmt.Sprintf("%s://%s/", scheme, s.listener.Addr())
}

// siteOf are the pages of a district.
func siteOf(s *house.Services) site.Config {
	return site.Config{District: s.District, Health: s.Health, Ledger: s.Ledger, Intake: s.Intake, Runs: s.Runs,
		Jobs: s.Jobs, Kept: s.Files, State: s.State, Now: time.Now}
}

// stopWithin is how long requests and jobs have to end when the program is asked to stop.
const stopWithin = 15 * time.Second

// serve answers requests until ctx ends, then lets those that run come to their end.
func (s running) serve(ctx context.Context) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50) // years and runs stay in memory for long; a third less of it for a little more work
	}
	closing := make(chan struct{})
	config := siteOf(s.house.services)
	config.Files, config.Log, config.Version, config.Closing = s.files, s.log, version, closing
	pages := site.New(config)
	server := &http.Server{Handler: pages, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 3 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn)}
	server.RegisterOnShutdown(func() { close(closing) })
	if s.metrics != "" {
		l, err := net.Listen("tcp", s.metrics)
		if err != nil {
			return usageError{lang.T("指标地址 %[1]s 不能使用：%[2]s。换一个：--metrics 127.0.0.1:8481，或不用：--metrics \"\"",
				"the address for metrics, %[1]s, can't be used: %[2]s. Try --metrics 127.0.0.1:8481, or --metrics \"\" for none").
				With(s.metrics, err.Error())}
		}
		mux := http.NewServeMux()
		mux.HandleFunc("GET /metrics", pages.Metrics)
		mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "ok") })
		side := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
		defer side.Close()
		go side.Serve(l)
	}
	var lost error
	done := make(chan error, 1)
	go func() {
		if s.cert != "" {
			done <- server.ServeTLS(s.listener, s.cert, s.key)
		} else {
			done <- server.Serve(s.listener)
		}
	}()
	select {
	case err := <-done:
		return err
	case lost = <-s.house.workers.Lost(): // what runs here may be done elsewhere too
		s.log.Error("stopping: others may take this process for dead", "err", lost)
	case <-ctx.Done():
	}
	s.log.Info("stopping")
	limit, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	rested := make(chan error, 1)
	go func() { rested <- s.house.rest(limit) }() // from now on no job is begun
	if err := server.Shutdown(limit); err != nil {
		s.log.Warn("some requests were cut", "err", err)
		server.Close()
	}
	return errors.Join(lost, <-rested)
}

// demoToday is the day on which the demo district stands still, so that deadlines mean something.
const demoToday = "2014-11-24"

type demoCmd struct {
	Data string `env:"SHIJI_DEMO_DATA"`
	Addr string `default:"127.0.0.1:8470"`
	Load bool   `name:"load-only"`
}

func (c demoCmd) Run(a *app) error {
	if err := onLoopback(c.Addr); err != nil {
		return err
	}
	ctx, stop := interruptible()
	defer stop()
	data := c.Data
	if data == "" {
		dir, err := os.MkdirTemp("", "shiji-demo-*")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		data = dir
	}
	if err := demosOnly(ctx, data); err != nil {
		return err
	}
	log := plainLog(a.err, slog.LevelError)
	release, err := serving(ctx, data)
	if err != nil {
		return err
	}
	defer release()
	files := apart.New(log)
	h, err := a.openDemo(ctx, data, log, files)
	if err != nil {
		return err
	}
	defer h.close()
	if c.Load {
		return nil
	}
	listener, err := listenNear(c.Addr)
	if err != nil {
		return err
	}
	s := running{house: h, files: files, log: log, listener: listener}
	fmt.Fprintln(a.out, lang.T("\n演示区已就绪，数据均为虚构。请用浏览器打开：\n\n    %[1]s\n\n停止：Ctrl-C",
		"\nThe demo district is ready; its data are fictional. Open in a browser:\n\n    %[1]s\n\nStop: Ctrl-C").
		With(s.url()).In(a.lang))
	return s.serve(ctx)
}

// listenNear listens on an address, or on a free port of the same host if somebody else is there.
func listenNear(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		host, _, _ := net.SplitHostPort(addr)
		return net.Listen("tcp", net.JoinHostPort(host, "0"))
	}
	return l, err
}

// demoCode tells the demo district from those of offices.
const demoCode = "demo"

// errNotDemo says that data hold a district of their own: fictional years have no place beside real ones.
var errNotDemo = errs.Refuse("shiji.demo", errs.Conflict, "data.not_demo")

// onlyDemo refuses districts among which is another than that of the demo.
func onlyDemo(list []district.District) error {
	for _, d := range list {
		if d.Code != demoCode {
			return errNotDemo.With(d.Name)
		}
	}
	return nil
}

// demosOnly refuses data that hold another district than that of the demo.
func demosOnly(ctx context.Context, data string) error {
	list, err := store.Peek(ctx, data)
	if err != nil {
		return err
	}
	return onlyDemo(list)
}

// openDemo opens the demo district. A new one is made of the example years, through the same
// import that an office uses.
func (a *app) openDemo(ctx context.Context, data string, log *slog.Logger, files *apart.Process) (*opened, error) {
	db, err := store.Open(ctx, data, true, house.Options(time.Now, log))
	if err != nil {
		return nil, err
	}
	list, err := db.Districts(ctx)
	if err == nil && len(list) == 0 {
		_, err = db.FirstDistrict(ctx, district.District{Code: demoCode, Name: "示例区",
			Notice: "演示数据，均为虚构；规划指标中的公开数字另注来源。", Today: demoToday}, me)
	}
	if err == nil { // whoever came first while this was opened
		list, err = db.Districts(ctx)
	}
	if err == nil {
		err = onlyDemo(list)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	h, err := a.openHouse(ctx, data, false, log, "", files)
	if err != nil {
		return nil, err
	}
	if err := h.work(context.WithoutCancel(ctx)); err != nil {
		return nil, errors.Join(err, h.close())
	}
	have, err := h.services.Ledger.Years(ctx, me)
	if err != nil {
		return nil, errors.Join(err, h.close())
	}
	// all, or what a start that was broken off left out
	missing := slices.DeleteFunc([]int{2014, 2013, 2012}, func(y int) bool { return slices.Contains(have, y) })
	if len(missing) > 0 {
		if err := a.loadDemo(ctx, h, missing); err != nil {
			return nil, errors.Join(err, h.close())
		}
	}
	return h, nil
}

// loadDemo imports and scores example years, as many at a time as there are workers.
func (a *app) loadDemo(ctx context.Context, h *opened, years []int) error {
	began := time.Now()
	var wait sync.WaitGroup
	problems := make([]error, len(years))
	for i, year := range years {
		wait.Go(func() {
			problems[i] = a.loadYear(ctx, h, year)
		})
	}
	wait.Wait()
	if err := errors.Join(problems...); err != nil {
		return err
	}
	debug.FreeOSMemory() // what reading the workbooks took isn't needed again
	fmt.Fprintln(a.out, lang.T("%[1]d 个年度导入、计分、封存完毕，用时 %[2]s 秒",
		"%[1]d {year|years} imported, scored and sealed in %[2]s s").
		With(len(years), fmt.Sprintf("%.1f", time.Since(began).Seconds())).In(a.lang))
	return nil
}

func (a *app) loadYear(ctx context.Context, h *opened, year int) error {
	dir := "haidian-" + strconv.Itoa(year)
	entries, err := fs.ReadDir(examples.Years, dir)
	if err != nil {
		return err
	}
	var files []intake.Upload
	for _, e := range entries {
		data, err := fs.ReadFile(examples.Years, path.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		files = append(files, intake.Upload{Name: e.Name(), Data: data})
	}
	tell := func(lang.Text) {}
	in, _, err := h.bring(ctx, intake.Replace, 0, intake.Scope{}, files, 0, tell)
	if err != nil {
		return err
	}
	if in.State != intake.Recorded {
		return fmt.Errorf("the example year %d can't be imported: %d errors", year, in.Count(errs.Wrong))
	}
	l, err := h.score(ctx, year, tell)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.out, lang.T("  %[1]d 年度：写入 %[2]d 项数据，%[3]d 个单位计分",
		"  %[1]d: %[2]d {fact|facts} recorded, %[3]d {unit|units} scored").
		With(year, in.Counts.Added, len(l.Doc.Results.Units)).In(a.lang))
	if year < 2014 {
		return h.services.Runs.Settle(ctx, me, l.ID)
	}
	return nil
}
