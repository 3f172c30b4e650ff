package form

import (
	"context"
	"fmt"
	"slices"

	"example.vn/khuyencong/internal/domain/appraisal"
	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/domain/establishment"
	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/paper"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/procedure"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/fill"
	"example.vn/khuyencong/internal/platform/page"
	"example.vn/khuyencong/internal/platform/text"
)

// About is what a paper is made of.
type About struct {
	Scheme scheme.ID // for a form of a scheme
	Plan   plan.Key  // for a form of a plan
	// Item is the disbursement, acceptance or settlement that the paper is
	// about; "" for the newest of its kind.
	Item string
}

// Make fills a form in from the books. The paper is dated, numbered and signed
// by g; an empty g makes a draft. The error is a NotFound fault of what the paper is about.
func Make(ctx context.Context, tx *db.Tx, k *Kind, about About, g Given) (page.Paper, error) {
	b, h, on, err := filled(ctx, tx, k, about, g)
	if err != nil {
		return page.Paper{}, err
	}
	l := layout{scope: fill.In(b.data)}
	l.spec(k, h)
	p := page.Paper{
		Title: k.Name, Author: b.author, Made: on.Start(), Land: k.body.Land, Blocks: l.blocks,
		Proof: page.Proof{Code: g.Code, URL: g.URL}, Note: k.note(g),
	}
	return p, nil
}

// note is what stands at the head of every sheet.
func (k *Kind) note(g Given) string {
	note := ""
	if k.Reference {
		note = "Mẫu tham khảo"
	}
	if g.Number == "" {
		if note != "" {
			note += " · "
		}
		note += "DỰ THẢO"
	}
	return note
}

// Template is the form with its marks, for an office to change in Word.
func (k *Kind) Template() page.Paper {
	l := layout{}
	l.spec(k, heading{
		parent: []string{"{{co_quan_chu_quan}}"}, issuer: []string{"{{co_quan_ban_hanh}}"},
		number: "Số: {{so_van_ban}}", place: "{{tinh}}, {{ngay_van_ban_dai}}", decider: "{{tham_quyen_ban_hanh}}",
		basis: basisMarks,
	})
	return page.Paper{Title: k.Name, Author: "Khuyến Công", Land: k.body.Land, Blocks: l.blocks}
}

// gather reads what the fields of a form's subject hold now.
func gather(ctx context.Context, tx *db.Tx, k *Kind, about About) (builder, error) {
	b := builder{}
	if k.Of == OfPlan {
		f, err := gatherPlan(ctx, tx, about.Plan)
		if err != nil {
			return b, err
		}
		b.approver = f.approver
		b.plan(f)
		return b, nil
	}
	f, err := gatherScheme(ctx, tx, k.Item, about)
	if err != nil {
		return b, err
	}
	b.scheme(f)
	b.second = f.second()
	b.approver, err = plan.Approver(ctx, tx, &f.scheme)
	return b, err
}

func gatherPlan(ctx context.Context, tx *db.Tx, k plan.Key) (*planFacts, error) {
	p, err := plan.ByKey(ctx, tx, k)
	if err != nil {
		return nil, err
	}
	f := &planFacts{plan: *p, owners: map[scheme.ID][]owner{}}
	if len(p.Items) > 0 {
		if f.approver, err = plan.Approver(ctx, tx, p.Items[0].Scheme); err != nil {
			return nil, err
		}
	}
	for _, item := range p.Items {
		for _, ben := range item.Scheme.Beneficiaries {
			if ben.LeftOn.IsZero() {
				o := owner{cost: ben.Cost, support: ben.Support}
				o.Name = ben.Name
				f.owners[item.Scheme.ID] = append(f.owners[item.Scheme.ID], o)
			}
		}
	}
	return f, f.readEarlier(ctx, tx)
}

// readEarlier reads how the plan was put forward, and what the years before it
// brought.
func (f *planFacts) readEarlier(ctx context.Context, tx *db.Tx) (err error) {
	p := &f.plan
	if f.submission, err = submissionOf(ctx, tx, p.PaperNo, planLink(p.Key)); err != nil {
		return err
	}
	for back := range f.results {
		if f.results[back], err = resultOf(ctx, tx, ledger.Book{Fund: p.Fund, Year: p.Year - back - 1}); err != nil {
			return err
		}
	}
	var schemes []*scheme.Scheme
	for _, item := range p.Items {
		schemes = append(schemes, item.Scheme)
	}
	f.earlier, err = earlierOf(ctx, tx, schemes, p.Year)
	return err
}

func gatherScheme(ctx context.Context, tx *db.Tx, of Item, about About) (*schemeFacts, error) {
	s, err := scheme.ByID(ctx, tx, about.Scheme)
	if err != nil {
		return nil, err
	}
	f := &schemeFacts{scheme: *s}
	for _, step := range []func(context.Context, *db.Tx) error{f.readOwners, f.readDossier, f.readGrants, f.readSubmission} {
		if err := step(ctx, tx); err != nil {
			return nil, fmt.Errorf("facts of %s: %w", s.ID, err)
		}
	}
	file, err := contract.OfScheme(ctx, tx, s.ID)
	if err != nil {
		return nil, err
	}
	f.contract.file = *file
	if f.contract.entries, err = spending(ctx, tx, s); err != nil {
		return nil, err
	}
	if err := f.readRules(ctx, tx); err != nil {
		return nil, err
	}
	return f, f.choose(ctx, tx, of, about.Item)
}

func (f *schemeFacts) readOwners(ctx context.Context, tx *db.Tx) error {
	for _, ben := range f.scheme.Beneficiaries {
		if !ben.LeftOn.IsZero() {
			continue
		}
		e, err := establishment.ByID(ctx, tx, ben.Establishment)
		if err != nil {
			return err
		}
		o := owner{Establishment: e, cost: ben.Cost, support: ben.Support}
		if text := territory.Text(ben.Place); text != "" {
			o.Address = ben.Place // where the scheme puts it
		}
		f.owners = append(f.owners, o)
	}
	return nil
}

func (f *schemeFacts) readDossier(ctx context.Context, tx *db.Tx) error {
	var err error
	if f.papers, err = scheme.Checklist(ctx, tx, &f.scheme); err != nil {
		return err
	}
	files, err := blob.List(ctx, tx, f.scheme.ID.Subject())
	if err != nil {
		return err
	}
	f.files = map[string]int{}
	for _, file := range files {
		f.files[file.Slot]++
	}
	if f.frozen, _, err = scheme.FrozenOf(ctx, tx, f.scheme.ID); err != nil {
		return err
	}
	f.appraisals, err = appraisal.Of(ctx, tx, f.scheme.ID)
	return err
}

func (f *schemeFacts) readGrants(ctx context.Context, tx *db.Tx) error {
	grants, err := plan.Grants(ctx, tx, f.scheme.ID)
	if err != nil {
		return err
	}
	for i, g := range grants {
		if i == 0 {
			f.grant = g
		}
		f.granted += g.Delta
	}
	return nil
}

func (f *schemeFacts) readSubmission(ctx context.Context, tx *db.Tx) error {
	p, err := plan.OfScheme(ctx, tx, &f.scheme)
	if err != nil {
		return err
	}
	about, noted := []paper.Link{{Kind: paper.LinkScheme, Subject: string(f.scheme.ID)}}, ""
	if p != nil {
		about, noted = append([]paper.Link{planLink(p.Key)}, about...), p.PaperNo
	}
	f.submission, err = submissionOf(ctx, tx, noted, about...)
	return err
}

// spent are the kinds of entries by which money goes out or comes back.
var spent = []ledger.Kind{ledger.Advance, ledger.Pay, ledger.RecoverAdv, ledger.RecoverPaid}

func spending(ctx context.Context, tx *db.Tx, s *scheme.Scheme) ([]ledger.Entry, error) {
	entries, err := ledger.EntriesOf(ctx, tx, s.ID.Subject())
	if err != nil {
		return nil, err
	}
	var all []ledger.Entry
	for _, e := range entries {
		if slices.Contains(spent, e.Kind) {
			all = append(all, e)
		}
	}
	return all, nil
}

// readRules reads what the procedure says of the contract; one that is not
// signed is judged as if it were signed today.
func (f *schemeFacts) readRules(ctx context.Context, tx *db.Tx) error {
	file, c := f.contract.file, contract.Contract{Value: f.granted}
	if file.Contract != nil {
		c = *file.Contract
	}
	if c.SignedOn.IsZero() {
		c.SignedOn = tx.Today()
	}
	file.Contract = &c
	f.contract.rule = contract.JudgeAdvance(file.AdvanceFacts(0, 0))
	f.contract.evidence = file.EvidenceList()
	rules, err := f.scheme.Procedure(ctx, tx, c.SignedOn)
	f.contract.settleBy, _ = rules.Deadline(procedure.Settlement)
	return err
}

// choose picks the item that the paper is about.
func (f *schemeFacts) choose(ctx context.Context, tx *db.Tx, of Item, item string) error {
	file, found := &f.contract.file, item == ""
	for _, a := range file.Annexes {
		f.contract.annex = a
	}
	for _, d := range file.Disbursements {
		if item == "" && of.of(d.Kind) && stands(d) || d.ID == item {
			f.contract.disbursement, found = d, true
		}
	}
	for _, a := range file.Acceptances {
		if item == "" || a.ID == item {
			f.contract.acceptance, found = a, true
		}
	}
	for _, s := range file.Settlements {
		if item == "" || s.ID == item {
			whole, err := contract.SettlementByID(ctx, tx, s.ID)
			if err != nil {
				return err
			}
			f.contract.settlement, found = *whole, true
		}
	}
	if !found {
		return fault.New(fault.NotFound, "Đề án "+string(f.scheme.ID)+" không có mục “"+item+"”.")
	}
	f.contract.acceptedAt = f.ownerOf(f.contract.acceptance.Beneficiary)
	return nil
}

// ownerOf is the establishment with that number in the scheme; for the scheme
// as a whole the only one, if there is only one.
func (f *schemeFacts) ownerOf(no int) owner {
	current := 0
	for _, ben := range f.scheme.Beneficiaries {
		if !ben.LeftOn.IsZero() {
			continue
		}
		if (ben.No == no || no == 0 && len(f.owners) == 1) && current < len(f.owners) {
			return f.owners[current]
		}
		current++
	}
	return owner{}
}

// second is what the books hold of party B: the contract, and the
// establishment where party B is one that the scheme supports.
func (f *schemeFacts) second() party {
	c := f.contract.file.Contract
	if c == nil {
		return party{}
	}
	p := party{account: c.Account, bank: c.Bank, person: c.Representative, post: c.Position}
	name := text.Fold(text.CleanLine(c.Party))
	for _, o := range f.owners {
		if name == "" || name != text.Fold(o.Name) {
			continue
		}
		p.address, p.phone, p.tax = territory.Text(o.Establishment.Address), o.Phone, o.TaxCode
		if p.person == "" {
			p.person = o.Contact
		}
	}
	return p
}

// PlanOf is the newest plan that has the scheme among its lines.
func PlanOf(ctx context.Context, tx *db.Tx, id scheme.ID) (plan.Key, error) {
	s, err := scheme.ByID(ctx, tx, id)
	if err != nil {
		return plan.Key{}, err
	}
	p, err := plan.OfScheme(ctx, tx, s)
	if err != nil {
		return plan.Key{}, err
	}
	if p == nil {
		return plan.Key{}, fault.New(fault.NotFound, "Đề án "+string(id)+" chưa có trong kế hoạch nào.")
	}
	return p.Key, nil
}

func stands(d contract.Disbursement) bool {
	return d.State != contract.DisbursementRefused && d.State != contract.DisbursementReversed
}
