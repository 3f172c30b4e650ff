package fill_test

import (
	"strings"
	"testing"

	"example.vn/khuyencong/internal/platform/fill"
)

func data() fill.Data {
	return fill.Data{
		"ten": "Đề án {{ten}}", "trong": "", "co": true, "khong": false,
		"dong": []fill.Data{{"tt": "1", "ten": "máy sao chè"}, {"tt": "2"}},
	}
}

func TestString(t *testing.T) {
	for in, want := range map[string]string{
		"":                                               "",
		"không có dấu":                                   "không có dấu",
		"a {{ ten }} b":                                  "a Đề án {{ten}} b", // what is filled in is never read again
		"{{trong}}{{la}}":                                "",
		"{{#co}}có{{/co}}":                               "có",
		"{{^co}}không{{/co}}":                            "",
		"{{#khong}}a{{/khong}}":                          "",
		"{{^khong}}a{{/khong}}":                          "a",
		"{{^trong}}trống{{/trong}}":                      "trống",
		"{{#ten}}[{{tt}}]{{/ten}}":                       "[]",
		"{{#dong}}{{tt}}. {{ten}}; {{/dong}}":            "1. máy sao chè; 2. Đề án {{ten}}; ",
		"{{#co}}{{#dong}}{{tt}}{{/dong}}{{/co}}":         "12",
		"{{#dong}}{{#dong}}{{tt}}{{/dong}},{{/dong}}":    ",,",
		"{{#dong}}chưa đóng":                             "chưa đóngchưa đóng",
		"{{/dong}}x":                                     "x",
		"{{#co}}a{{/dong}}{{#co}}b{{/co}}{{/co}}{{tt}}.": "ab.",
	} {
		if got := fill.String(in, fill.In(data())); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	known := []fill.Known{
		{Name: "so_tien", Kind: fill.Words}, {Name: "co", Kind: fill.Flag},
		{Name: "dong", Kind: fill.List, Rows: []fill.Known{{Name: "tt", Kind: fill.Words}}},
	}
	for in, want := range map[string]string{
		"{{so_tien}}{{#co}}{{/co}}{{#dong}}{{tt}} {{so_tien}}{{/dong}}{{#so_tien}}x{{/so_tien}}": "",
		"{{so_tein}}":                   "Có phải “so_tien”?",
		"{{xa_la_khong_gan}}":           "Không có trường “xa_la_khong_gan”.",
		"{{tt}}":                        "Không có trường “tt”",
		"{{^dong}}{{tt}}{{/dong}}":      "Không có trường “tt”",
		"{{dong}}":                      "là danh sách",
		"{{co}}":                        "là điều kiện",
		"{{#dong}}{{#dong}}":            "nằm trong chính nó",
		"{{#co}}":                       "chưa có “{{/co}}”",
		"{{/co}}":                       "chưa được mở",
		"{{#co}}{{#dong}}{{/co}}":       "đóng nhầm",
		"{{#la}}{{/la}}":                "Không có danh sách hay điều kiện “la”",
		"{{so tien}}":                   "không phải là tên trường",
		"{{}}":                          "không phải là tên trường",
		"{{so_tien":                     "không có }}",
		"{{#}}":                         "không phải là tên trường",
		"{{printf \"%s\" .}} {{$x}}":    "không phải là tên trường",
		"{{" + strings.Repeat("a", 101): "không có }}",
	} {
		got := ""
		parts, err := fill.Parts(in)
		c := fill.Check(known)
		for _, p := range parts {
			if e := c.Read(p); e != nil && err == nil {
				err = e
			}
		}
		if err == nil {
			err = c.End()
		}
		if err != nil {
			got = err.Error()
		}
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func FuzzParts(f *testing.F) {
	f.Add("a {{b}} {{#dong}}{{tt}}{{/dong}} {{")
	f.Fuzz(func(t *testing.T, s string) {
		parts, err := fill.Parts(s)
		if err == nil && !fill.Marked(s) && len(parts) > 1 {
			t.Errorf("%q became %d parts", s, len(parts))
		}
		fill.String(s, fill.In(data()))
		c := fill.Check(nil)
		for _, p := range parts {
			if p.Mark == fill.Field && c.Read(p) == nil {
				t.Errorf("%q: field %q is known", s, p.Text)
			}
		}
	})
}
