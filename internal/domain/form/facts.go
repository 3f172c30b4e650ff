package form

import (
	"context"
	"strings"

	"example.vn/khuyencong/internal/domain/register"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fill"
)

// Facts is what an office's own template of the kind is filled with: all that
// Fields of its subject lists.
func Facts(ctx context.Context, tx *db.Tx, k *Kind, about About, g Given) (fill.Data, error) {
	b, _, _, err := filled(ctx, tx, k, about, g)
	return b.data, err
}

// PlainFacts is what a draft is filled with that is made of no form: what every
// paper of the office has.
func PlainFacts(ctx context.Context, tx *db.Tx, g Given) (fill.Data, error) {
	o, err := officeOf(ctx, tx, g)
	if err != nil {
		return nil, err
	}
	var b builder
	b.office(&o)
	b.given(g)
	return b.data, nil
}

// PlainFields lists what PlainFacts holds.
func PlainFields() []fill.Known {
	b := builder{describe: true}
	b.office(&office{})
	b.given(Given{})
	return b.fields
}

// filled gathers what a paper is made of, with its heading and its day.
func filled(ctx context.Context, tx *db.Tx, k *Kind, about About, g Given) (builder, heading, calendar.Date, error) {
	b, err := gather(ctx, tx, k, about)
	if err != nil {
		return b, heading{}, g.On, err
	}
	o, err := officeOf(ctx, tx, g)
	if err != nil {
		return b, heading{}, g.On, err
	}
	on := g.On
	if on.IsZero() {
		on = tx.Today()
	}
	h := k.heading(o, g, b.approver, on)
	switch {
	case k.body.Head == "approver", k.body.Head == "department":
		o.post, o.signer = h.post, "" // another office signs, by whom it chooses
	case o.post == "":
		o.post = h.post
	}
	b.author = o.Name
	b.office(&o)
	b.given(g)
	b.letterhead(h)
	b.parties(&o, b.approver, on)
	known, err := register.Of(ctx, tx)
	if err != nil {
		return b, h, on, err
	}
	national, _ := b.data["quoc_gia"].(bool)
	h.basis = k.basis(known, on, national)
	if last := len(h.basis) - 1; last >= 0 && len(k.body.Basis) == 0 {
		h.basis[last] = strings.TrimSuffix(h.basis[last], ";") + "."
	}
	b.basis(h.basis)
	return b, h, on, nil
}

// basisList is the list of the "Căn cứ" lines.
const basisList = "can_cu_ban_hanh"

func (b *builder) basis(lines []string) {
	list(b, basisList, "Các căn cứ ban hành", lines, func(b *builder, line string) {
		b.text("noi_dung_can_cu", "Căn cứ, viết đủ", line)
	})
}

// basisMarks stand in a form that is to be changed in Word.
var basisMarks = []string{"{{#" + basisList + "}}", "{{noi_dung_can_cu}}", "{{/" + basisList + "}}"}
