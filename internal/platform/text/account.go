package text

import "regexp"

var account = regexp.MustCompile(`^[\p{L}\p{N}. -]{0,60}$`)

// IsAccount reports whether s may be the number of a bank account; "" is one
// that nobody has given.
func IsAccount(s string) bool { return account.MatchString(s) }
