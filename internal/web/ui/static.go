package ui

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"example.vn/khuyencong/internal/platform/fault"
)

//go:embed static
var files embed.FS

const staticPrefix = "/static/"

// asset is one static file as it is served.
type asset struct {
	body []byte
	hash string
	mime string
}

// assets reads the static files once. The style sheet names the fonts, so the
// fonts' hashes are written into it before its own hash is taken.
var assets = sync.OnceValue(func() map[string]asset {
	all := map[string]asset{}
	err := fs.WalkDir(files, "static", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := files.ReadFile(p)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(p, "static/")
		all[name] = newAsset(name, b)
		return nil
	})
	if err != nil {
		panic("static files: " + err.Error()) // they are part of the program
	}
	css := string(all["kc.css"].body)
	for name, a := range all {
		if strings.HasSuffix(name, ".woff2") {
			css = strings.ReplaceAll(css, "url("+name+")", "url("+name+"?v="+a.hash+")")
		}
	}
	all["kc.css"] = newAsset("kc.css", []byte(css))
	return all
})

func newAsset(name string, body []byte) asset {
	sum := sha256.Sum256(body)
	a := asset{body: body, hash: hex.EncodeToString(sum[:6]), mime: mime.TypeByExtension(path.Ext(name))}
	switch path.Ext(name) { // do not depend on the machine's table of types
	case ".css":
		a.mime = "text/css; charset=utf-8"
	case ".js":
		a.mime = "text/javascript; charset=utf-8"
	case ".woff2":
		a.mime = "font/woff2"
	case ".svg":
		a.mime = "image/svg+xml"
	case ".txt":
		a.mime = "text/plain; charset=utf-8"
	}
	return a
}

// Asset is the address of a static file, with its hash, so that browsers may
// keep it for ever: Asset("kc.css").
func Asset(name string) string {
	a, ok := assets()[name]
	if !ok {
		return staticPrefix + name
	}
	return staticPrefix + name + "?v=" + a.hash
}

// Static serves the files of Asset. Register it at "GET /static/".
func Static() http.Handler {
	return Handler(func(w http.ResponseWriter, r *http.Request) error {
		a, ok := assets()[strings.TrimPrefix(r.URL.Path, staticPrefix)]
		if !ok {
			return fault.New(fault.NotFound, "Không có tệp này.")
		}
		h := w.Header()
		h.Set("Content-Type", a.mime)
		h.Set("ETag", `"`+a.hash+`"`)
		if r.URL.Query().Get("v") == a.hash {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		} else {
			h.Set("Cache-Control", "no-cache")
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.body))
		return nil
	})
}
