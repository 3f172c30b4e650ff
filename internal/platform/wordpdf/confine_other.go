//go:build !linux

package wordpdf

import "os/exec"

// confine does nothing here: only Linux can leave a program without a network.
func confine(*exec.Cmd, bool) {}
