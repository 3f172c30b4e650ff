package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strings"

	"example.vn/khuyencong/internal/domain/ledger"
	"example.vn/khuyencong/internal/domain/plan"
	"example.vn/khuyencong/internal/domain/scheme"
	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/text"
)

// home is the province that holds all schemes of the lists.
const home = "19"

const (
	firstYear = 2005
	years     = 22
	planYear  = firstYear + years - 1
	grantVND  = 100_000_000 // of one scheme that waits for a decision
	madeAt    = "2026-01-05T01:00:00Z"
)

// Words of the titles. They are invented but use the letters that searches
// stumble over: đ, ư, ơ, several tones.
var (
	deeds    = []string{"Hỗ trợ máy móc tiên tiến", "Xây dựng mô hình trình diễn", "Ứng dụng dây chuyền", "Đào tạo nghề", "Hỗ trợ thiết bị", "Đầu tư đổi mới công nghệ"}
	products = []string{
		"sao chè", "sấy miến", "dệt thổ cẩm", "đúc đồng", "gốm sứ", "chế biến gỗ", "mây tre đan", "bột giấy", "ép dầu lạc", "xay xát lúa",
		"đóng gói cà phê", "may công nghiệp", "cơ khí chính xác", "gạch không nung", "rượu nếp", "nước mắm", "bánh đa", "mật ong", "tinh bột nghệ", "ươm tơ",
	}
	places   = []string{"Đại Phúc", "Đức Lương", "Ướp Lạnh", "Phú Bình", "Sông Công", "Hòa Bình", "Thượng Nung", "Yên Trạch", "Quân Chu", "Đồng Hỷ", "Vĩnh Thông", "Na Rì"}
	owners   = []string{"HTX", "Cơ sở", "Công ty TNHH", "Hộ kinh doanh"}
	contents = []string{"advanced_machinery", "technology_line", "demo_model", "vocational_training"}
)

// A record is what the lists show of one scheme.
type record struct {
	id, title, state, fund, content, owner, name string
	year                                         int
	asked                                        int64
}

// recordOf makes up scheme i of n, the same every time.
func recordOf(i, n int) record {
	r := rand.New(rand.NewPCG(7, uint64(i))) //nolint:gosec // made-up data, the same every time
	states := scheme.States()
	per := (n + years - 1) / years
	y := firstYear + i/per
	product, place := products[r.IntN(len(products))], places[r.IntN(len(places))]
	fund := ledger.Local
	if r.IntN(10) == 0 {
		fund = ledger.National
	}
	return record{
		id:    fmt.Sprintf("%d-%04d", y, i%per+1),
		title: fmt.Sprintf("%s %s tại xã %s, mẫu %d", deeds[r.IntN(len(deeds))], product, place, r.IntN(n)+1),
		state: string(states[r.IntN(len(states))]), fund: string(fund), content: contents[r.IntN(len(contents))],
		owner: fmt.Sprintf("cs-%06d", i/4+1), name: ownerName(i / 4), year: y, asked: int64(20+r.IntN(580)) * 1_000_000,
	}
}

// ownerName is the name of establishment i.
func ownerName(i int) string {
	r := rand.New(rand.NewPCG(11, uint64(i))) //nolint:gosec // made-up data
	return fmt.Sprintf("%s %s %s %d", owners[r.IntN(len(owners))], products[r.IntN(len(products))], places[r.IntN(len(places))], i+1)
}

// A table is rows to load: columns, and a function that gives row i.
type table struct {
	name    string
	columns string
	rows    int
	row     func(i int) []any
}

const schemeColumns = `province, id, year, year_end, fund, is_group, is_key, title, title_folded, content, objectives, scope, effects,
	starts_on, ends_on, implementer, coordinator, commune, address_on, address_detail, territory, industry, priorities, state, due_on,
	ceiling_vnd, total_vnd, asked_vnd, appraised_vnd, group_plan, group_plan_no, need, origin, origin_key, source, illustrative, note,
	prepared_by, version, created_at, updated_at`

func schemeRow(province string, r record, commune string, appraised int64) []any {
	return []any{
		province, r.id, r.year, r.year, r.fund, 0, 0, r.title, text.Fold(r.title), r.content, "Nâng công suất, giảm tiêu hao.", "", "",
		fmt.Sprintf("%d-03-01", r.year), fmt.Sprintf("%d-11-30", r.year), "Trung tâm Khuyến công", "", commune, "2025-07-01", "", "", "", "", r.state, "",
		300_000_000, r.asked * 2, r.asked, appraised, "", "", "", "", "", "", 1, "",
		"u-staff", 1, madeAt, madeAt,
	}
}

const costColumns = `province, scheme, no, content_no, year, name, unit, quantity, national_vnd, local_vnd, own_vnd, other_vnd, note`

func costRow(province string, r record) []any {
	national, local := int64(0), r.asked
	if r.fund == string(ledger.National) {
		national, local = local, national
	}
	return []any{province, r.id, 1, 1, r.year, "Máy và thiết bị", "bộ", "1", national, local, r.asked, 0, ""}
}

const (
	contentColumns     = `province, scheme, no, content, title, units`
	beneficiaryColumns = `province, scheme, no, establishment, content_no, cost_vnd, support_vnd, commune, address_on, address_detail, left_on, left_reason`
	ownerColumns       = `province, id, kind, name, name_folded, name_sort, tax_code, phone, email, contact, commune, address_on, address_detail, vsic,
	vsic_version, industry, products, founded_on, capital_vnd, revenue_vnd, workers, women_owned, minority_owned, note, source, illustrative,
	merged_into, version, created_at, updated_at`
)

func ownerRow(province, id, name, commune string) []any {
	folded := text.Fold(name)
	return []any{
		province, id, "cooperative", name, folded + "|" + folded, folded, "", "", "", "", commune, "2025-07-01", "", "",
		"", "", "", "", 0, 0, 10, 0, 0, "", "", 1, "", 1, madeAt, madeAt,
	}
}

// listTables are n schemes of the home province with all their parts.
func listTables(n int, recordOf func(i, n int) record) []table {
	units := territory.CommunesOf(home, territory.SwitchDay)
	commune := func(i int) string { return units[i%len(units)].Code }
	of := func(row func(int, record) []any) func(int) []any {
		return func(i int) []any { return row(i, recordOf(i, n)) }
	}
	return []table{
		{"establishments", ownerColumns, (n + 3) / 4, func(i int) []any {
			return ownerRow(home, fmt.Sprintf("cs-%06d", i+1), ownerName(i), commune(i))
		}},
		{"schemes", schemeColumns, n, of(func(i int, r record) []any { return schemeRow(home, r, commune(i), 0) })},
		{"scheme_contents", contentColumns, n, of(func(_ int, r record) []any { return []any{home, r.id, 1, r.content, "", 1} })},
		{"scheme_costs", costColumns, n, of(func(_ int, r record) []any { return costRow(home, r) })},
		{"scheme_beneficiaries", beneficiaryColumns, n, of(func(i int, r record) []any {
			return []any{home, r.id, 1, r.owner, 1, r.asked * 2, r.asked, commune(i), "2025-07-01", "", "", ""}
		})},
	}
}

// A lot is one decision that waits: a plan of one scheme, submitted, in a
// province of its own choice.
type lot struct {
	province string
	round    int
}

// owner is whom the plan supports: somebody for each, since what one has received
// before is looked up.
func (l lot) owner() string { return fmt.Sprintf("cs-%06d", l.round) }

// grantTables are the plans of the lots: each asks grantVND for one scheme
// whose norm allows it, and every fund has room for them all and one đồng.
func grantTables(lots []lot) []table {
	waiting := func(l lot) record {
		return record{
			id: fmt.Sprintf("%d-%04d", planYear, l.round), title: fmt.Sprintf("Máy sao chè, đợt %d", l.round), state: string(scheme.Planned),
			fund: string(ledger.Local), content: "advanced_machinery", owner: l.owner(), year: planYear, asked: grantVND,
		}
	}
	of := func(row func(lot, record) []any) func(int) []any {
		return func(i int) []any { return row(lots[i], waiting(lots[i])) }
	}
	return []table{
		{"schemes", schemeColumns, len(lots), of(func(l lot, r record) []any { return schemeRow(l.province, r, "", grantVND) })},
		{"scheme_contents", contentColumns, len(lots), of(func(l lot, r record) []any { return []any{l.province, r.id, 1, r.content, "", 1} })},
		{"scheme_costs", costColumns, len(lots), of(func(l lot, r record) []any { return costRow(l.province, r) })},
		{"scheme_beneficiaries", beneficiaryColumns, len(lots), of(func(l lot, r record) []any {
			return []any{l.province, r.id, 1, r.owner, 1, r.asked * 2, r.asked, "", "", "", "", ""}
		})},
		{"plans", `province, year, fund, round, title, state, paper_no, decision_no, decision_on, signer, reason, drafted_by, submitted_by,
			submitted_at, decided_by, decided_at, version, created_at`, len(lots), of(func(l lot, _ record) []any {
			return []any{
				l.province, planYear, string(ledger.Local), l.round, fmt.Sprintf("Đợt %d", l.round), string(plan.Submitted), "1/TTr", "", "", "", "",
				"u-staff", "u-director", madeAt, "", "", 1, madeAt,
			}
		})},
		{"plan_items", `province, year, fund, round, scheme, choice, amount_vnd, rank, reasons, note`, len(lots), of(func(l lot, r record) []any {
			return []any{l.province, planYear, string(ledger.Local), l.round, r.id, string(plan.Chosen), grantVND, 1, "", ""}
		})},
	}
}

// load fills the tables of an SQLite file or a PostgreSQL server.
func load(ctx context.Context, d *sql.DB, postgres bool, tables []table) error {
	for _, t := range tables {
		if err := loadTable(ctx, d, postgres, t); err != nil {
			return fmt.Errorf("load %s: %w", t.name, err)
		}
	}
	return nil
}

const chunk = 100 // rows of one INSERT

func loadTable(ctx context.Context, d *sql.DB, postgres bool, t table) error {
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	width := strings.Count(t.columns, ",") + 1
	many, err := tx.PrepareContext(ctx, insertText(t, width, chunk, postgres))
	if err != nil {
		return err
	}
	defer many.Close()
	args := make([]any, 0, width*chunk)
	for i := range t.rows {
		args = append(args, t.row(i)...)
		if len(args) == cap(args) {
			if _, err := many.ExecContext(ctx, args...); err != nil {
				return err
			}
			args = args[:0]
		}
	}
	if rest := len(args) / width; rest > 0 {
		if _, err := tx.ExecContext(ctx, insertText(t, width, rest, postgres), args...); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func insertText(t table, width, rows int, postgres bool) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + t.name + " (" + t.columns + ") VALUES ")
	n := 0
	for r := range rows {
		if r > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for c := range width {
			if c > 0 {
				b.WriteString(", ")
			}
			n++
			if postgres {
				fmt.Fprintf(&b, "$%d", n)
			} else {
				b.WriteByte('?')
			}
		}
		b.WriteByte(')')
	}
	return b.String()
}
