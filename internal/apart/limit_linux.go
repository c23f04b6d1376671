package apart

import (
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
	yield()
	return nil
}

// yield lets others go first. A thread passes its niceness on to those that it starts: those that are there get theirs,
// unless they have a greater one. It is a courtesy: where it can't be shown, files are read all the same.
func yield() {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return
	}
	for _, t := range threads {
		id, err := strconv.Atoi(t.Name())
		if err != nil {
			continue
		}
		// The kernel says 20 less the niceness.
		if now, err := syscall.Getpriority(syscall.PRIO_PROCESS, id); err == nil && 20-now < niceness {
			_ = syscall.Setpriority(syscall.PRIO_PROCESS, id, niceness)
		}
	}
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
