//go:build !linux

package apart

import (
	"os"
	"os/exec"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// limit makes the collector work harder. The bounds themselves are held by the parent, which watches.
func limit(memory, _ uint64) error {
	debug.SetMemoryLimit(int64(memory) * 5 / 8)
	return nil
}

func self() (string, error) { return os.Executable() }

// group gives the process nothing of its own.
func group() *syscall.SysProcAttr { return nil }

// watch kills the process when it holds more memory than it may.
func watch(p *os.Process) (stop func()) {
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(100 * time.Millisecond):
			}
			out, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(p.Pid)).Output()
			if err != nil {
				continue // it is gone, or there is no ps: its time is limited all the same
			}
			if kb, err := strconv.Atoi(strings.TrimSpace(string(out))); err == nil && kb > memory>>10 {
				p.Kill()
				return
			}
		}
	}()
	return func() { close(done) }
}
