package app

import "testing"

func TestWords(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"1250000000"}, "Một tỷ hai trăm năm mươi triệu đồng\n"},
		{[]string{"1.005.000 đồng"}, "Một triệu không trăm linh năm nghìn đồng\n"},
		{[]string{"1", "005", "000"}, "Một triệu không trăm linh năm nghìn đồng\n"},
		{[]string{"--le", "--ngan", "--ti", "1000105000"}, "Một tỉ một trăm lẻ năm ngàn đồng\n"},
		{[]string{"--", "-15"}, "Âm mười lăm đồng\n"},
	} {
		if got := must(t, append([]string{"words"}, tt.args...)...); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.args, got, tt.want)
		}
	}
	for _, bad := range []string{"một tỷ", "1,5", "1000000000000001", "1e9"} {
		if a := run(t, "", "words", bad); a.status != exitInput || a.stdout != "" || len(a.stderr) < 20 {
			t.Errorf("%s: %+v", bad, a)
		}
	}
}
