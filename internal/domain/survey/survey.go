// Package survey runs the yearly survey of needs (rà soát nhiệm vụ, nhu cầu):
// the centre opens a campaign, the officer of each commune enters what its
// establishments need and sends the sheet, the centre sends back or confirms
// it, declines a need or turns it into a draft scheme.
//
// Đợt rà soát mỗi năm một lần; mỗi xã một phiếu, mỗi phiếu nhiều nhu cầu, cũng
// có thể không có nhu cầu nào. A sheet sent after the due day is taken, and
// marked late.
package survey

import (
	"slices"

	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/money"
)

// A Campaign (đợt rà soát) asks every commune of the province for the needs of
// one plan year.
type Campaign struct {
	Year      int
	Title     string
	OpensOn   calendar.Date
	DueOn     calendar.Date
	Guidance  string
	State     CampaignState
	OpenedBy  string // user id
	Version   int64
	CreatedAt string
	UpdatedAt string
}

// A Reply (phiếu của xã) is the answer of one commune to a campaign.
type Reply struct {
	Year      int
	Commune   string // code on the day the campaign opened
	State     ReplyState
	Note      string // what the commune wrote when it sent
	Reason    string // why the centre sent back, while it is Returned
	SentBy    string // user id
	SentAt    string // the last time; "" when never
	Late      bool   // sent after the due day
	Overdue   bool   // not sent, and the due day is past
	Version   int64
	UpdatedAt string
}

// An ID names a need within its province, "nc-0001".
type ID string

// A Need (nhu cầu) is support that an establishment, or the commune for several,
// would ask for.
type Need struct {
	ID            ID
	Year          int
	Commune       string
	Establishment establishment.ID // "" when the beneficiaries are named later
	Content       string           // code of the kind of activity, see normbook
	Title         string
	Cost          money.VND // whole cost
	Asked         money.VND // support asked for
	Note          string
	State         NeedState
	Reason        string // why it was declined
	Scheme        string // the scheme it became
	EnteredBy     string // user id
	Version       int64
	CreatedAt     string
	UpdatedAt     string
}

// own holds a commune officer to the own commune. Commands on the machine
// itself may act for any.
func own(a access.Actor, commune string) error {
	if a.ID == access.System("").ID || (a.Commune != "" && a.Commune == commune) {
		return nil
	}
	return fault.New(fault.Forbidden, "Cán bộ cấp xã chỉ nhập và gửi phiếu của xã mình.")
}

// confined reports whether the actor sees the survey only as a commune officer,
// and so only the own commune.
func confined(a access.Actor) bool {
	return !slices.ContainsFunc(a.Roles, func(r access.Role) bool {
		return r != access.Commune && slices.Contains(access.ViewSurvey.Holders(), r)
	})
}

// maySee lets everybody who may view the survey see it, a commune officer only
// the own commune.
func maySee(tx *db.Tx, commune string) error {
	if err := tx.Actor.Require(access.ViewSurvey); err != nil {
		return err
	}
	if confined(tx.Actor) && (tx.Actor.Commune == "" || tx.Actor.Commune != commune) {
		return fault.New(fault.Forbidden, "Cán bộ cấp xã chỉ xem được phiếu của xã mình.")
	}
	return nil
}
