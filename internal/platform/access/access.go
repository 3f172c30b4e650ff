// Package access says who is acting (người thao tác) and holds the one table
// of what each role may do.
//
// Pages ask the table before they show a button, routes ask it before they run
// a handler, and every verb of the domain asks it again inside its own
// transaction: the last answer is the one that counts.
package access

import (
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/fault"
)

// A Role (vai trò) is a post that a person holds in the programme.
type Role string

// The roles.
const (
	Admin      Role = "admin"      // quản trị hệ thống
	Staff      Role = "staff"      // cán bộ Trung tâm
	Accountant Role = "accountant" // kế toán Trung tâm
	Director   Role = "director"   // lãnh đạo Trung tâm
	Commune    Role = "commune"    // cán bộ cấp xã
	Appraiser  Role = "appraiser"  // người thẩm định, thành viên hội đồng
	Department Role = "department" // lãnh đạo Sở Công Thương
	Approver   Role = "approver"   // người phê duyệt của UBND tỉnh
	Ministry   Role = "ministry"   // người đọc của Bộ Công Thương
	Auditor    Role = "auditor"    // thanh tra, kiểm toán: xem hết, không sửa gì
)

// Roles lists every role in the order in which people are used to see them.
func Roles() []Role {
	return []Role{Admin, Staff, Accountant, Director, Commune, Appraiser, Department, Approver, Ministry, Auditor}
}

// Label returns the Vietnamese name of the role.
func (r Role) Label() string {
	switch r {
	case Admin:
		return "Quản trị hệ thống"
	case Staff:
		return "Cán bộ Trung tâm"
	case Accountant:
		return "Kế toán Trung tâm"
	case Director:
		return "Lãnh đạo Trung tâm"
	case Commune:
		return "Cán bộ cấp xã"
	case Appraiser:
		return "Thành viên thẩm định"
	case Department:
		return "Lãnh đạo Sở Công Thương"
	case Approver:
		return "Người phê duyệt của UBND tỉnh"
	case Ministry:
		return "Người đọc của Bộ Công Thương"
	case Auditor:
		return "Thanh tra, kiểm toán"
	}
	return string(r)
}

// An Actor is the person, or the program itself, for whom a transaction runs.
type Actor struct {
	ID      string // user id within the province; "system" for commands
	Name    string // as shown in timelines
	Roles   []Role
	Commune string // commune code, for a commune officer
}

// System returns the actor of commands that run on the machine itself, such
// as migrations and imports. It may do everything; name says which command.
func System(name string) Actor {
	return Actor{ID: "system", Name: name, Roles: Roles()}
}

// Has reports whether the actor holds role r.
func (a Actor) Has(r Role) bool { return slices.Contains(a.Roles, r) }

// May reports whether one of the actor's roles may do d.
func (a Actor) May(d Deed) bool {
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(table[d], r) })
}

// Require returns a Forbidden fault that names the roles that may do d, unless
// the actor may.
func (a Actor) Require(d Deed) error {
	if a.May(d) {
		return nil
	}
	names := make([]string, 0, len(table[d]))
	for _, r := range table[d] {
		names = append(names, strings.ToLower(r.Label()[:1])+r.Label()[1:])
	}
	return fault.New(fault.Forbidden, "Việc “"+d.Label()+"” chỉ dành cho: "+strings.Join(names, ", ")+".")
}

// OtherThan returns a Forbidden fault when the actor is the person who did the
// earlier step: nobody appraises, approves or pays what they prepared. what
// names the two steps in Vietnamese.
func (a Actor) OtherThan(earlier, what string) error {
	if a.ID != earlier || a.ID == "system" {
		return nil
	}
	return fault.New(fault.Forbidden, "Nguyên tắc hai người: "+what+".")
}
