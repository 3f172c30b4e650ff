package followup

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"example.vn/khuyencong/internal/platform/access"
	"example.vn/khuyencong/internal/platform/audit"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
)

// openDays is how long a link takes answers.
const openDays = 90

// atOnce is how many beneficiaries are listed and asked together.
const atOnce = 200

// lastAccepted is the last day of acceptance after which the months are over
// today.
func lastAccepted(today calendar.Date, months int) calendar.Date {
	day := today.AddMonths(-months).AddDays(3) // the end of a longer month
	for day.AddMonths(months).After(today) {
		day = day.AddDays(-1)
	}
	return day
}

// DueNow lists who is to be asked today: of each beneficiary that takes part
// and whose work was accepted for good, the latest of the dates that have come.
// An earlier one that nobody asked is left out: the answer would be about
// another time. more says that there are others.
func DueNow(ctx context.Context, tx *db.Tx) (all []Due, more bool, err error) {
	last := lastAccepted(tx.Today(), Marks()[0])
	for i, months := range Marks() {
		var first calendar.Date // none: as long ago as there are acceptances
		if i+1 < len(Marks()) {
			first = lastAccepted(tx.Today(), Marks()[i+1]).AddDays(1)
		}
		found, err := dueBetween(ctx, tx, months, first, last)
		if err != nil {
			return nil, false, err
		}
		all = append(all, found...)
		last = first.AddDays(-1)
	}
	slices.SortFunc(all, func(a, b Due) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Scheme, b.Scheme), cmp.Compare(a.Beneficiary, b.Beneficiary), cmp.Compare(b.Months, a.Months))
	})
	if len(all) > atOnce {
		return all[:atOnce], true, nil
	}
	return all, false, nil
}

// Key names what is due in a form.
func (d Due) Key() string {
	return string(d.Scheme) + "/" + strconv.Itoa(d.Beneficiary) + "/" + strconv.Itoa(d.Months)
}

// Ask makes the link for one that is due, by its Key, or for all for "".
func Ask(ctx context.Context, tx *db.Tx, key string) (asked []Followup, err error) {
	if err := tx.Actor.Require(access.AskFollowup); err != nil {
		return nil, err
	}
	all, _, err := DueNow(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		if key != "" && d.Key() != key {
			continue
		}
		f, err := ask(ctx, tx, d)
		if err != nil {
			return nil, err
		}
		asked = append(asked, f)
	}
	if len(asked) == 0 && key == "" {
		return nil, fault.New(fault.Conflict, "Không còn đơn vị thụ hưởng nào đến kỳ theo dõi. Có thể người khác vừa lập đường dẫn.")
	}
	if len(asked) == 0 {
		return nil, fault.New(fault.Conflict, "Phiếu này không còn chờ lập đường dẫn. Có thể người khác vừa lập.")
	}
	return asked, nil
}

func ask(ctx context.Context, tx *db.Tx, d Due) (Followup, error) {
	n, err := tx.Next(ctx, "followup")
	if err != nil {
		return Followup{}, err
	}
	f := Followup{Due: d, ID: ID(fmt.Sprintf("td-%04d", n)), AskedAt: tx.Moment(), AskedBy: tx.Actor.ID, ClosesOn: tx.Today().AddDays(openDays), Answer: Silent(), Version: 1}
	if f.Code, err = newCode(tx.Province); err != nil {
		return f, err
	}
	if err := insert(ctx, tx, f); err != nil {
		return f, err
	}
	return f, audit.Record(ctx, tx, "followup.ask", f.ID.Subject(), map[string]string{
		"scheme": string(d.Scheme), "beneficiary": strconv.Itoa(d.Beneficiary), "establishment": string(d.Establishment),
		"months": strconv.Itoa(d.Months), "closes_on": f.ClosesOn.String(), // never the code: whoever reads the record could answer
	})
}
