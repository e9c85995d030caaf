//go:build linux || darwin

package main

import "syscall"

// freeBytes tells how much room the file system of a folder has left for us; false: nobody can tell.
func freeBytes(dir string) (float64, bool) {
	var at syscall.Statfs_t
	if err := syscall.Statfs(dir, &at); err != nil {
		return 0, false
	}
	return float64(at.Bavail) * float64(at.Bsize), true
}
