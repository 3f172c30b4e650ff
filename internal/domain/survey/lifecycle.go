package survey

import (
	"slices"
	"strings"

	"example.vn/khuyencong/internal/platform/fault"
)

// A CampaignState says whether communes may send.
type CampaignState string

// The states of a campaign.
const (
	Open   CampaignState = "open"   // đang mở
	Closed CampaignState = "closed" // đã đóng
)

// A ReplyState says where a commune's sheet stands.
type ReplyState string

// The states of a reply.
const (
	Waiting   ReplyState = "waiting"   // chưa gửi
	Sent      ReplyState = "sent"      // đã gửi
	Returned  ReplyState = "returned"  // trả lại
	Confirmed ReplyState = "confirmed" // đã nhận
)

// A NeedState says where a need stands.
type NeedState string

// The states of a need.
const (
	NeedDraft     NeedState = "draft"     // đang nhập
	NeedSent      NeedState = "sent"      // đã gửi
	NeedReturned  NeedState = "returned"  // trả lại
	NeedConverted NeedState = "converted" // đã lập đề án
	NeedDeclined  NeedState = "declined"  // không đưa vào kế hoạch
)

// The states that may follow each state.
var (
	campaignNext = map[CampaignState][]CampaignState{
		Open:   {Closed},
		Closed: {Open},
	}
	replyNext = map[ReplyState][]ReplyState{
		Waiting:   {Sent},
		Sent:      {Returned, Confirmed},
		Returned:  {Sent},
		Confirmed: {Returned},
	}
	needNext = map[NeedState][]NeedState{
		NeedDraft:     {NeedSent},
		NeedSent:      {NeedReturned, NeedConverted, NeedDeclined},
		NeedReturned:  {NeedSent},
		NeedConverted: {},
		NeedDeclined:  {},
	}
)

// MayBecome reports whether a campaign in state s may go over to state to.
func (s CampaignState) MayBecome(to CampaignState) bool { return slices.Contains(campaignNext[s], to) }

// MayBecome reports whether a reply in state s may go over to state to.
func (s ReplyState) MayBecome(to ReplyState) bool { return slices.Contains(replyNext[s], to) }

// MayBecome reports whether a need in state s may go over to state to.
func (s NeedState) MayBecome(to NeedState) bool { return slices.Contains(needNext[s], to) }

// Editable reports whether the commune may still change a need in state s.
func (s NeedState) Editable() bool { return s.MayBecome(NeedSent) }

// become returns a Conflict unless the campaign may go over to state to.
func (c Campaign) become(to CampaignState) error {
	if c.State.MayBecome(to) {
		return nil
	}
	return fault.New(fault.Conflict, "Đợt rà soát "+lower(c.State.Label())+" rồi.")
}

// become returns a Conflict unless the reply may go over to state to.
func (r Reply) become(to ReplyState) error {
	if r.State.MayBecome(to) {
		return nil
	}
	return fault.New(fault.Conflict, "Phiếu của xã đang ở trạng thái “"+r.State.Label()+"”, không chuyển sang “"+to.Label()+"” được.")
}

// become returns a Conflict unless the need may go over to state to.
func (n Need) become(to NeedState) error {
	if n.State.MayBecome(to) {
		return nil
	}
	return fault.New(fault.Conflict, "Nhu cầu "+string(n.ID)+" đang ở trạng thái “"+n.State.Label()+"”, không chuyển sang “"+to.Label()+"” được.")
}

// lower puts the words of a label into the middle of a sentence.
func lower(label string) string { return strings.ToLower(label) }
