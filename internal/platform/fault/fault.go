// Package fault classifies the errors that a caller may want to act on.
//
// An error that carries no fault is a bug or an outage: it is logged in full
// and shown to the user only as an apology. An error that carries a fault is
// part of the conversation with the user, so its Message is in Vietnamese.
package fault

import (
	"errors"
	"net/http"
	"time"
)

// Kind says what went wrong, in terms a caller can act on.
type Kind int

// The kinds of fault. The zero Kind means "not a fault".
const (
	Internal    Kind = iota // a bug or an outage; details stay in the log
	Invalid                 // the input is malformed or incomplete
	NotFound                // no such thing, or not visible to this user
	Forbidden               // the user may not do this
	Conflict                // the thing changed, or already exists
	Unlawful                // a norm forbids it; Basis cites the provision
	SignedOut               // nobody is signed in, or the session has ended
	Busy                    // too many tries or too much work; try again later
	Unavailable             // the database or the disk does not play along; nothing the user did
)

// Error is a fault together with the words shown to the user.
type Error struct {
	Kind    Kind
	Message string            // Vietnamese, complete sentence, safe to show
	Fields  map[string]string // form field name to Vietnamese message
	Basis   string            // legal provision, set when Kind is Unlawful
	Wait    time.Duration     // until another try may succeed, for Busy; 0 when unknown
}

// Error implements the error interface.
func (e *Error) Error() string { return e.Message }

// New returns a fault of kind k that says message.
func New(k Kind, message string) *Error { return &Error{Kind: k, Message: message} }

// KindOf reports the kind of the first fault in err's chain.
func KindOf(err error) Kind {
	if f, ok := errors.AsType[*Error](err); ok {
		return f.Kind
	}
	return Internal
}

// Status returns the HTTP status code that stands for k.
func (k Kind) Status() int {
	switch k {
	case Invalid, Unlawful:
		return http.StatusUnprocessableEntity
	case NotFound:
		return http.StatusNotFound
	case Forbidden:
		return http.StatusForbidden
	case Conflict:
		return http.StatusConflict
	case SignedOut:
		return http.StatusUnauthorized
	case Busy:
		return http.StatusTooManyRequests
	case Unavailable:
		return http.StatusServiceUnavailable
	case Internal:
		return http.StatusInternalServerError
	}
	return http.StatusInternalServerError
}

// A Form gathers what is wrong with the fields of one form, so that the user
// sees every place to mend at once.
type Form struct{ fields map[string]string }

// Add notes message for field unless the field already has one.
func (f *Form) Add(field, message string) {
	if f.fields == nil {
		f.fields = map[string]string{}
	}
	if _, ok := f.fields[field]; !ok {
		f.fields[field] = message
	}
}

// Check notes message for field unless ok holds.
func (f *Form) Check(ok bool, field, message string) {
	if !ok {
		f.Add(field, message)
	}
}

// Err returns nil when nothing was noted, otherwise an Invalid fault that
// says message and carries the fields.
func (f *Form) Err(message string) error {
	if len(f.fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Message: message, Fields: f.fields}
}
