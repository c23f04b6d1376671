// Command shiji scores a government's performance year. See the help texts in help.txt, or run it with --help.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"shiji/internal/apart"
	"shiji/internal/errs"
	"shiji/internal/lang"
)

// version is the version of the program; a release sets it when it is built.
var version = "0.1.0"

// revision is what the program was built from, as git names it; make sets it where git can say it.
var revision string

// Exit codes. They are part of the interface: scripts rely on them.
const (
	exitOK       = 0
	exitFindings = 1 // check or score: the year has errors; verify: there is a difference
	exitUsage    = 2 // the command line can't be understood, or names what doesn't exist
	exitIO       = 3 // a file can't be read or written

	exitInterrupted = 130 // stopped by Ctrl-C; what was there before is untouched
)

// commands is the command line. Help texts are in help.txt, in both languages.
type commands struct {
	Lang string `enum:"zh,en" default:"zh" env:"SHIJI_LANG"`
	JSON bool   `name:"json"`

	Check    checkCmd    `cmd:""`
	Score    scoreCmd    `cmd:""`
	Explain  explainCmd  `cmd:""`
	Verify   verifyCmd   `cmd:""`
	Template templateCmd `cmd:""`
	Convert  convertCmd  `cmd:""`
	Diff     diffCmd     `cmd:""`
	Analyse  analyseCmd  `cmd:""`
	Rules    rulesCmd    `cmd:""`
	Calc     calcCmd     `cmd:""`
	Table    tableCmd    `cmd:""`
	Bench    benchCmd    `cmd:""`
	Survey   surveyCmd   `cmd:""`

	Demo   demoCmd   `cmd:""`
	Serve  serveCmd  `cmd:""`
	Import importCmd `cmd:""`
	Export exportCmd `cmd:""`
	Run    runCmd    `cmd:"" name:"run"`

	District districtCmd `cmd:""`

	Migrate migrateCmd `cmd:""`
	Backup  backupCmd  `cmd:""`
	Restore restoreCmd `cmd:""`
	Doctor  doctorCmd  `cmd:""`
	Audit   auditCmd   `cmd:""`

	Completion completionCmd `cmd:""`
	Man        manCmd        `cmd:""`
	Version    versionCmd    `cmd:""`
}

// app is what every command is given: where to write, in which language, and how.
type app struct {
	out, err io.Writer
	lang     lang.Lang
	json     bool
	colour   bool
}

// exitError ends a command with a code, after its output has been written.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// usageError is a mistake on the command line, in words for the person who made it.
type usageError struct{ lang.Text }

func (e usageError) Error() string { return e.EN }

func main() {
	if len(os.Args) == 2 && os.Args[1] == apart.Word {
		os.Exit(apart.Main(os.Stdin, os.Stdout))
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	a := &app{out: stdout, err: stderr, lang: languageOf(args), colour: wantsColour(stdout)}
	if page, ok := helpAsked(args); ok {
		fmt.Fprint(stdout, helpPage(page, a.lang))
		return exitOK
	}
	if slices.Contains(args, "--version") {
		args = []string{"version"}
	}
	var c commands
	parser, err := kong.New(&c, kong.Name("shiji"), kong.NoDefaultHelp(), kong.Exit(func(int) {}),
		kong.Writers(stdout, stderr))
	if err != nil {
		panic(err) // the struct above is wrong: a bug, found by the first test
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(stderr, lang.T("命令有误：%[1]s\n请看 shiji --help",
			"the command line can't be understood: %[1]s\nsee shiji --help --lang en").With(commandMistake(err)).In(a.lang))
		return exitUsage
	}
	a.lang, a.json = lang.Lang(c.Lang), c.JSON
	out := &stickyWriter{w: stdout}
	a.out = out
	code := a.exitCode(ctx.Run(a))
	if out.err != nil { // a full disk or a closed pipe: what was printed isn't all there is
		return a.exitCode(out.err)
	}
	return code
}

// stickyWriter remembers the first error, so that no Fprintln has to ask.
type stickyWriter struct {
	w   io.Writer
	err error
}

func (s *stickyWriter) Write(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.w.Write(p)
	s.err = err
	return n, err
}

// fileMistake puts what the operating system says into words.
func fileMistake(err error) lang.Text {
	var path *fs.PathError
	name := ""
	if errors.As(err, &path) {
		name = path.Path + "："
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return lang.T(name+"没有权限", err.Error())
	case errors.Is(err, syscall.EISDIR):
		return lang.T(name+"是文件夹，不是文件", err.Error())
	case errors.Is(err, syscall.ENOSPC):
		return lang.T(name+"磁盘已满", err.Error())
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return lang.T(name+"已有同名文件，不能作文件夹", err.Error())
	}
	return lang.Same(err.Error())
}

// exitCodes are what commands end with that were refused; whatever isn't among them is the program's own.
var exitCodes = map[errs.Reason]int{
	errs.Invalid: exitUsage, errs.Forbidden: exitUsage, errs.NotFound: exitUsage, errs.Conflict: exitUsage,
	errs.TooLarge: exitUsage, errs.Unavailable: exitUsage, errs.Damaged: exitFindings, errs.Busy: exitIO,
}

// exitCode reports an error to the person and turns it into an exit code.
func (a *app) exitCode(err error) int {
	var code exitError
	var usage usageError
	var found errs.Findings
	var failed jobFailed
	var refused errs.Error
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &usage):
		fmt.Fprintln(a.err, usage.In(a.lang))
		return exitUsage
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(a.err, lang.T("已中断", "interrupted").In(a.lang))
		return exitInterrupted
	case errors.As(err, &failed):
		fmt.Fprintln(a.err, failed.In(a.lang))
		return exitFindings
	case errors.As(err, &found):
		a.printFindings(a.err, found.Sorted())
		a.printCounts(a.err, found)
		return exitFindings
	case errors.As(err, &refused) && exitCodes[refused.Code] != 0:
		fmt.Fprintln(a.err, refused.Words().Sentence().In(a.lang))
		return exitCodes[refused.Code]
	}
	fmt.Fprintln(a.err, lang.T("读写文件失败：%[1]s", "a file can't be read or written: %[1]s").
		With(fileMistake(err)).In(a.lang))
	return exitIO
}

// languageOf finds the language before the command line is parsed, so that help and mistakes come in it too.
func languageOf(args []string) lang.Lang {
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			return lang.Lang(value)
		}
		if arg == "--lang" && i+1 < len(args) {
			return lang.Lang(args[i+1])
		}
	}
	if os.Getenv("SHIJI_LANG") == "en" {
		return lang.EN
	}
	return lang.ZH
}

// wantsColour follows https://no-color.org: colours on a terminal only, and not if NO_COLOR is set.
func wantsColour(w io.Writer) bool {
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(w)
}

// isTerminal reports whether a person reads what is written to w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// helpAsked reports whether help was asked for, and about which command.
func helpAsked(args []string) (page string, ok bool) {
	var words []string
	for i, arg := range args {
		if !strings.HasPrefix(arg, "-") && (i == 0 || args[i-1] != "--lang") {
			words = append(words, arg)
		}
	}
	ok = len(words) == 0 || slices.Contains(args, "--help") || slices.Contains(args, "-h")
	if len(words) > 0 && words[0] == "help" {
		words, ok = words[1:], true
	}
	if len(words) > 0 {
		page = words[0]
	}
	return page, ok && !slices.Contains(args, "--version")
}

type versionCmd struct{}

func (versionCmd) Run(a *app) error {
	fmt.Fprintln(a.out, strings.TrimSpace(engineName()+" "+builtFrom()))
	return nil
}
