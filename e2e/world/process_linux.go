package world

import "syscall"

// dieWithUs has the kernel end a child whose test was killed, so that a run cut short leaves no
// servers behind.
func dieWithUs() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
