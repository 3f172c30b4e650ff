// Package identity knows the people who use the program (người dùng), the
// provinces they work for and their sessions (phiên đăng nhập).
//
// Passwords are kept as argon2id hashes and never hashed inside a transaction,
// where the work would hold up everybody else who writes. Wrong tries are
// counted in the database, so that several copies of the program count
// together, and the counting is made so that strangers can slow down
// themselves but cannot keep out somebody who signs in from the usual place.
package identity

import (
	"regexp"

	"example.vn/khuyencong/internal/platform/access"
)

// An ID names a user within the province: "u-1".
type ID string

// Nation is the code under which the ministry itself keeps its readers: no
// province bears it. They alone see the figures of all provinces; a reader whom
// a province has admitted sees that province. It is founded by a command on the
// machine only.
const Nation = "00"

// A Province (tỉnh) is a tenant: one province's programme, its centre and its
// department. Nothing is shared between provinces.
type Province struct {
	Code       string // two digits, as in the State's list of units
	Name       string
	Centre     string // name of the industrial promotion centre
	Department string // name of the department of industry and trade
	Demo       bool   // shows the mark "dữ liệu minh họa" on every page
	CreatedAt  string
}

// A User (người dùng) is a person who may sign in, with roles in one province.
type User struct {
	ID         ID
	Login      string
	Name       string
	Roles      []access.Role
	Commune    string // commune code, for a commune officer; otherwise ""
	MustChange bool   // somebody else chose the password
	Active     bool
	Version    int64
	CreatedAt  string
	UpdatedAt  string
}

// Actor returns the user as the one who acts in a transaction.
func (u User) Actor() access.Actor {
	return access.Actor{ID: string(u.ID), Name: u.Name, Roles: u.Roles, Commune: u.Commune}
}

// subject names the user in the audit record.
func (u User) subject() string { return "user/" + string(u.ID) }

var (
	provinceForm = regexp.MustCompile(`^[0-9]{2}$`)
	communeForm  = regexp.MustCompile(`^[0-9]{5}$`)
	loginForm    = regexp.MustCompile(`^[a-z][a-z0-9._-]{2,39}$`)
)
