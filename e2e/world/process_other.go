//go:build !linux

package world

import "syscall"

// dieWithUs has no counterpart here: a run cut short may leave processes behind.
func dieWithUs() *syscall.SysProcAttr { return nil }
