package dbtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/db"
)

// Poisons are texts that would run, in a browser or in a spreadsheet, if they
// were shown as anything but text. What runs sets data-kc of the document.
func Poisons() []string {
	const run = `document.documentElement.dataset.kc=1`
	return []string{
		`<script>` + run + `</script>`, `"><script>` + run + `</script>`, `'><script>` + run + `</script>`,
		`<img src=x onerror="` + run + `">`, `"><img src=x onerror=` + run + `>`, `<svg onload=` + run + `>`,
		`<svg><script>` + run + `</script></svg>`, `<body onload=` + run + `>`, `" autofocus onfocus="` + run,
		`' autofocus onfocus='` + run, "` autofocus onfocus=`" + run, `</textarea><script>` + run + `</script>`,
		`</title><script>` + run + `</script>`, `</option></select><script>` + run + `</script>`, `--><script>` + run + `</script>`,
		`]]><script>` + run + `</script>`, `javascript:` + run, `JaVaScRiPt:` + run + `//`, "java\tscript:" + run,
		`data:text/html,<script>` + run + `</script>`, `<a href="javascript:` + run + `">x</a>`, `<iframe srcdoc="<script>parent.` + run + `</script>">`,
		`<details open ontoggle=` + run + `>`, `<math><mtext><img src=x onerror=` + run + `></mtext></math>`,
		`<meta http-equiv=refresh content="0;url=javascript:` + run + `">`, `<base href="javascript:` + run + `//">`,
		`<form action="javascript:` + run + `"><button>x</button></form>`, `<style>@import "javascript:` + run + `"</style>`,
		`{{constructor.constructor("` + run + `")()}}`, `${` + run + `}`,
		`=HYPERLINK("https://evil.example";"x")`, `+1+cmd|' /C calc'!A0`, `-2+3+cmd|' /C calc'!A0`, `@SUM(1+1)*cmd|' /C calc'!A0`, "\t=1+1",
	}
}

// typed are the columns that hold what people typed.
var typed = []string{
	"abbreviation", "about", "actor_name", "address_detail", "answer", "centre", "conflict", "contact", "coordinator", "decision_no", "department", "differences",
	"effects", "email", "group_plan_no", "guidance", "implementer", "left_reason", "memo", "name", "new_text", "note", "number",
	"objectives", "paper_no", "parent", "party", "phone", "place", "products", "proof", "reason", "reasons", "recipients", "reference", "remark", "scope", "seller",
	"serials", "signer", "signer_title", "source", "symbol", "title", "trouble", "unit", "user_name", "voucher_no", "what",
}

// Poison puts a poison in front of every text of a province, another one for
// every column; turn chooses which comes first.
func Poison(t testing.TB, d *db.DB, province string, turn int) {
	t.Helper()
	tables, err := db.Tables()
	if err != nil {
		t.Fatal(err)
	}
	all, n := Poisons(), turn
	for _, table := range tables {
		if table == "counters" || table == "uses" || table == "sign_in_sources" || table == "sign_in_failures" {
			continue // no texts of people
		}
		var columns []string
		err := d.View(t.Context(), db.Scope{Province: province}, func(tx *db.Tx) (err error) {
			columns, err = tx.Columns(t.Context(), table)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, column := range columns {
			if !slices.Contains(typed, column) || table == "papers" && column == "number" { // a count there
				continue
			}
			poison := all[n%len(all)]
			n++
			Unguarded(t, d, fmt.Sprintf("UPDATE %s SET %s = %s || %s WHERE province = '%s'", table, column, quoted(poison), column, province))
		}
	}
	if n-turn < 30 {
		t.Fatalf("only %d columns were found", n-turn)
	}
}

// quoted writes s as a text of SQL.
func quoted(s string) string {
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}
