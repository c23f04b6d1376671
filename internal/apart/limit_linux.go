package apart

import (
	"errors"
	"os"
	"runtime/debug"
	"strconv"
	"syscall"
)

// niceness puts the process behind those who serve pages and save.
const niceness = 5

// limit bounds the memory for data and the CPU time of this process. The limit of the address space isn't touched: Go
// reserves more of it than it uses.
func limit(memory, seconds uint64) error {
	debug.SetMemoryLimit(int64(memory) / 2) // the collector works harder long before the kernel says no
	for _, l := range []struct {
		what int
		most uint64
	}{{syscall.RLIMIT_DATA, memory}, {syscall.RLIMIT_CPU, seconds}, {syscall.RLIMIT_CORE, 0}} {
		if err := syscall.Setrlimit(l.what, &syscall.Rlimit{Cur: l.most, Max: l.most}); err != nil {
			return err
		}
	}
	return yield()
}

// yield lets others go first. A thread passes its niceness on to those that it starts: those that are there get theirs.
func yield() error {
	threads, err := os.ReadDir("/proc/self/task")
	for _, t := range threads {
		id, e := strconv.Atoi(t.Name())
		if e == nil {
			e = syscall.Setpriority(syscall.PRIO_PROCESS, id, niceness)
		}
		if !errors.Is(e, syscall.ESRCH) { // a thread may have ended meanwhile
			err = errors.Join(err, e)
		}
	}
	return err
}

// self is the running program, even where its file was replaced since.
func self() (string, error) {
	if _, err := os.Stat("/proc/self/exe"); err == nil {
		return "/proc/self/exe", nil
	}
	return os.Executable()
}

// group gives the process a group of its own.
func group() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// watch has nothing to do: the kernel watches.
func watch(*os.Process) (stop func()) { return func() {} }
