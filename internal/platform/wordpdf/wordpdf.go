// Package wordpdf turns Word files into PDF files with LibreOffice, many in one
// run, and draws onto a PDF file how its paper can be proved.
//
// It is the only place of the server that starts another program. What is
// handed to it has been read by package docx, which refuses macros, links,
// embedded objects and field codes; LibreOffice gets a folder and a profile of
// its own that are thrown away, an environment without anything of the server's,
// and on Linux, where the system allows it, no network. It is never run in a
// request: a queue collects files, see domain/paper.
package wordpdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// Limits of one run.
const (
	MaxFiles = 50       // in one run
	maxPDF   = 20 << 20 // bytes of one PDF file
	starting = 60 * time.Second
	perFile  = 10 * time.Second
)

// A Converter is a LibreOffice on this machine.
type Converter struct{ program string }

// Find finds LibreOffice where the system keeps programs.
func Find() (c Converter, ok bool) {
	for _, name := range []string{"soffice", "libreoffice"} {
		if path, err := exec.LookPath(name); err == nil {
			return Converter{path}, true
		}
	}
	return Converter{}, false
}

// ErrMany is said of more than MaxFiles.
var ErrMany = errors.New("too many files for one run")

// PDF converts Word files in one run. The answer has a PDF/A-2b file for each,
// nil for one that LibreOffice could not read. The error is about the run as a
// whole: LibreOffice is gone, or did not end in time.
func (c Converter) PDF(ctx context.Context, files [][]byte) ([][]byte, error) {
	if len(files) == 0 || len(files) > MaxFiles {
		return nil, ErrMany
	}
	dir, err := os.MkdirTemp("", "khuyencong-pdf-")
	if err != nil {
		return nil, fmt.Errorf("folder for LibreOffice: %w", err)
	}
	made, err := c.within(ctx, dir, files)
	if gone := os.RemoveAll(dir); err == nil && gone != nil {
		err = fmt.Errorf("folder of LibreOffice: %w", gone)
	}
	return made, err
}

func (c Converter) within(ctx context.Context, dir string, files [][]byte) ([][]byte, error) {
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = filepath.Join(dir, strconv.Itoa(i)+".docx")
		if err := os.WriteFile(names[i], file, 0o600); err != nil {
			return nil, fmt.Errorf("hand over to LibreOffice: %w", err)
		}
	}
	if err := profile(dir); err != nil {
		return nil, err
	}
	if err := c.run(ctx, dir, names); err != nil {
		return nil, err
	}
	made := make([][]byte, len(files))
	for i := range files {
		var err error
		if made[i], err = result(filepath.Join(dir, "out", strconv.Itoa(i)+".pdf")); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// result reads what LibreOffice made; nil when it made nothing of use.
func result(name string) ([]byte, error) {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("take from LibreOffice: %w", err)
	case !info.Mode().IsRegular() || info.Size() > maxPDF:
		return nil, nil
	}
	file, err := os.ReadFile(name) //nolint:gosec // a name of our own
	if err != nil {
		return nil, fmt.Errorf("take from LibreOffice: %w", err)
	}
	if !bytes.HasPrefix(file, []byte("%PDF-")) {
		return nil, nil
	}
	return file, nil
}

// export asks for PDF/A-2b with its structure.
const export = `pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},"UseTaggedPDF":{"type":"boolean","value":"true"}}`

func (c Converter) run(ctx context.Context, dir string, names []string) error {
	ctx, cancel := context.WithTimeout(ctx, starting+time.Duration(len(names))*perFile)
	defer cancel()
	err := c.start(ctx, dir, names, true)
	if err != nil && ctx.Err() == nil { // some systems let nobody be without a network, each with an error of its own
		err = c.start(ctx, dir, names, false)
	}
	return err
}

func (c Converter) start(ctx context.Context, dir string, names []string, alone bool) error {
	args := append([]string{
		"--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "-env:UserInstallation=" + fileURL(filepath.Join(dir, "profile")),
		"--convert-to", export, "--outdir", filepath.Join(dir, "out"),
	}, names...)
	cmd := exec.CommandContext(ctx, c.program, args...) //nolint:gosec // the program that Find found, and names of our own
	cmd.Dir = dir
	cmd.Env = []string{"HOME=" + dir, "TMPDIR=" + dir, "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.WaitDelay = 5 * time.Second
	confine(cmd, alone)
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("LibreOffice: %w", context.Cause(ctx))
	case err == nil:
		return nil
	}
	if _, ran := errors.AsType[*exec.ExitError](err); ran {
		return nil // what it did make counts
	}
	return fmt.Errorf("start LibreOffice: %w", err)
}

func fileURL(path string) string { return (&url.URL{Scheme: "file", Path: path}).String() }

// settings forbid what a paper never needs: macros, links that are followed,
// and any way out but one that leads nowhere.
const settings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
`

func profile(dir string) error {
	user := filepath.Join(dir, "profile", "user")
	if err := os.MkdirAll(user, 0o700); err != nil {
		return fmt.Errorf("profile for LibreOffice: %w", err)
	}
	if err := os.WriteFile(filepath.Join(user, "registrymodifications.xcu"), []byte(settings), 0o600); err != nil {
		return fmt.Errorf("profile for LibreOffice: %w", err)
	}
	return nil
}
