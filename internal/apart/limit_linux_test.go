package apart

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// TestWhoIsNicerStaysSo: a server that was started behind others reads files behind them too, and reads them at all.
func TestWhoIsNicerStaysSo(t *testing.T) {
	if os.Getenv("APART_NICE") == "" {
		again := exec.Command("nice", "-n", "10", os.Args[0], "-test.run=^TestWhoIsNicerStaysSo$")
		again.Env = append(os.Environ(), "APART_NICE=10")
		if out, err := again.CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
		return
	}
	yield()
	// The kernel says 20 less the niceness.
	if now, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0); err != nil || 20-now < 10 {
		t.Errorf("niceness %d (%v)", 20-now, err)
	}
}
