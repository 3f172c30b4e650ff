package ui

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
)

type shellKey struct{}

// WithShell returns ctx carrying the part of the shell that is the same on
// every page of a request: office, user, menu. Error pages use it too.
func WithShell(ctx context.Context, s Shell) context.Context {
	return context.WithValue(ctx, shellKey{}, s)
}

// ShellFrom returns the shell put in by WithShell, with title filled in.
func ShellFrom(ctx context.Context, title string) Shell {
	s, _ := ctx.Value(shellKey{}).(Shell)
	s.Title = title
	return s
}

// pageTitle is the text of the title element.
func (s Shell) pageTitle() string {
	t := "Khuyến công"
	if s.Title != "" {
		t = s.Title + " – " + t
	}
	if s.HasErrors {
		t = "Lỗi: " + t
	}
	return t
}

// bodyClass chooses the named print page.
func (s Shell) bodyClass() string {
	if s.Width == Wide || s.Print == Wide {
		return "landscape"
	}
	return "portrait"
}

// short is how colleagues call the user: by the given name, the last word of a
// Vietnamese name. A remark behind the name says that the account has no one
// person's name but the words of a post, which begin with what it is.
func (u User) short() string {
	name, _, post := strings.Cut(u.Name, "(")
	words := strings.Fields(name)
	if post {
		return strings.Join(words[:min(2, len(words))], " ")
	}
	return strings.Join(words[max(0, len(words)-1):], " ")
}

const flashCookie = "kc_flash"

// SetFlash keeps one sentence for the next page, in a cookie of a minute.
func SetFlash(w http.ResponseWriter, r *http.Request, kind Kind, text string) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure follows the connection: the demo runs on plain localhost
		Name: flashCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(string(kind) + "\n" + text)),
		Path: "/", MaxAge: 60, HttpOnly: true, Secure: IsTLS(r), SameSite: http.SameSiteLaxMode,
	})
}

// TakeFlash returns the sentence kept by SetFlash and forgets it; nil when
// there is none.
func TakeFlash(w http.ResponseWriter, r *http.Request) *Flash {
	c, err := r.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure follows the connection: the demo runs on plain localhost
		Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: IsTLS(r), SameSite: http.SameSiteLaxMode,
	})
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return nil
	}
	kind, text, _ := strings.Cut(string(b), "\n")
	switch k := Kind(kind); k {
	case Info, Warn, OK, Bad, Neutral:
		if text != "" {
			return &Flash{Kind: k, Text: text}
		}
	}
	return nil
}
