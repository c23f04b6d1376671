package apart

import (
	"os"
	"runtime/debug"
	"syscall"
)

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
	return nil
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
