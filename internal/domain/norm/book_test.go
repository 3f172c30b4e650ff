package norm_test

import (
	"strings"
	"testing"

	"example.vn/khuyencong/internal/domain/norm"
	"example.vn/khuyencong/internal/platform/calendar"
)

func TestNewBookRefusesWrongData(t *testing.T) {
	good := func() norm.Ceiling {
		c := ceiling("machine", "old")
		c.Ratio, c.HasRatio, c.Cap = 5000, true, 200e6
		return c
	}
	for _, tt := range []struct {
		name     string
		spoil    func(*norm.Ceiling)
		versions func([]norm.Version)
		items    map[norm.Content][]norm.Content
		says     string
	}{
		{name: "sound data", says: ""},
		{name: "không có văn bản này", spoil: func(c *norm.Ceiling) { c.Version = "x" }, says: "không có văn bản này"},
		{name: "no citation", spoil: func(c *norm.Ceiling) { c.Citation = " " }, says: "căn cứ"},
		{name: "ratio above 100%", spoil: func(c *norm.Ceiling) { c.Ratio = 10001 }, says: "không quá 100%"},
		{name: "ratio not marked", spoil: func(c *norm.Ceiling) { c.HasRatio = false }, says: "không đánh dấu"},
		{name: "negative cap", spoil: func(c *norm.Ceiling) { c.Cap = -1 }, says: "ngoài giới hạn"},
		{name: "no limit and no reference", spoil: func(c *norm.Ceiling) { c.Ratio, c.HasRatio, c.Cap = 0, false, 0 }, says: "áp dụng văn bản nào"},
		{name: "không có mức kiểm chứng", spoil: func(c *norm.Ceiling) { c.Evidence = "rumour" }, says: "không có mức kiểm chứng"},
		{name: "verified against the evidence", spoil: func(c *norm.Ceiling) { c.Evidence = norm.Corroborated }, says: "dấu đã kiểm chứng (true)"},
		{name: "outside its version", spoil: func(c *norm.Ceiling) { c.To = calendar.Must("2018-01-01") }, says: "ngoài thời gian"},
		{name: "inside an amendment", spoil: func(c *norm.Ceiling) { c.Version = "amended" }, says: "không đặt mức riêng"},
		{name: "versions overlap", versions: func(v []norm.Version) { v[0].To = calendar.Must("2018-01-01") }, says: "trùng thời gian"},
		{name: "version twice", versions: func(v []norm.Version) { v[2] = v[1] }, says: "hai lần"},
		{name: "amendment of nothing", versions: func(v []norm.Version) { v[2].Amends = "x" }, says: "sửa một văn bản có trong sổ"},
		{name: "uplift without citation", versions: func(v []norm.Version) { v[0].UpliftCitation = "" }, says: "hệ số ưu tiên"},
		{name: "version ends before it begins", versions: func(v []norm.Version) { v[0].To = calendar.Must("2013-01-01") }, says: "trước ngày có hiệu lực"},
		{name: "content of an unknown item", items: map[norm.Content][]norm.Content{"press": {"x"}}, says: "không có mục mức chi “x”"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, vs := good(), versions()
			if tt.spoil != nil {
				tt.spoil(&c)
			}
			if tt.versions != nil {
				tt.versions(vs)
			}
			_, err := norm.NewBook(vs, []norm.Ceiling{c}, tt.items)
			if tt.says == "" {
				if err != nil {
					t.Errorf("NewBook = %v, want nil", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("NewBook = %v, want an error that says %q", err, tt.says)
			}
		})
	}
}

func TestNewBookRefusesTheSameItemTwice(t *testing.T) {
	c := ceiling("machine", "old")
	c.Cap = 1
	if _, err := norm.NewBook(versions(), []norm.Ceiling{c, c}, nil); err == nil {
		t.Error("NewBook = nil, want an error on overlapping ceilings")
	}
}

func TestLabelsAreVietnamese(t *testing.T) {
	labels := map[string]string{}
	for _, l := range []string{
		norm.OK.Label(), norm.Warn.Label(), norm.Block.Label(), norm.National.Label(), norm.Local.Label(),
		norm.Primary.Label(), norm.Quoted.Label(), norm.Corroborated.Label(), norm.Unverified.Label(),
	} {
		if l == "" || labels[l] != "" {
			t.Errorf("label %q is empty or there twice", l)
		}
		labels[l] = l
	}
}
