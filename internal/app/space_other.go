//go:build !linux && !darwin && !freebsd

package app

// freeBytes cannot tell on this system.
func freeBytes(string) (free uint64, known bool) { return 0, false }
