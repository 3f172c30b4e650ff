package main

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const header = "level,kind,code,parent_code,name,valid_from,valid_to\n"

// source is a small country (dữ liệu minh họa).
func source() fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"units-2025.csv": file(header + "province,province,19,,Tỉnh Một,2025-07-01,\n" +
			"commune,ward,00002,19,Phường Đỏ,2025-07-01,\ncommune,commune,00001,19,xã Cam,2025-07-01,\n"),
		"units-before-2025-07.csv": file(header + "province,province,19,,Tỉnh Một,,2025-06-30\n" +
			"commune,township,00001,164,Thị trấn Cam,,2025-06-30\ndistrict,district,164,19,Huyện Hai,,2025-06-30\n"),
		"successions-2025-07.csv": file("level,old_code,old_name,new_code,new_name,extent\n" +
			"commune,00001,Thị trấn Cam,00002,Phường Đỏ,part\ncommune,00001,Thị trấn Cam,00001,Xã Cam,part\n"),
		"points-2025.csv": file("code,level,lat,lon,area_km2\n00001,commune,21.5,105.8381,2.97\n"),
	}
}

func TestCompileWritesTheTreeInVietnameseOrder(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"units-2025-07.txt": "19 P Một\n00001 x Cam\n00002 w Đỏ\n",
		"units-before.txt":  "19 P Một\n164 h Hai\n00001 t Cam\n",
		"successions.txt":   "00001 00001 p\n00001 00002 p\n",
		"points.txt":        "00001 21500000 105838100\n",
	}
	for range 3 {
		got, err := compile(source())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("compiled (-want +got):\n%s", diff)
		}
	}
}

func TestCompileNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, from, to, want string }{
		{"unknown kind", "units-2025.csv", "commune,ward", "commune,hamlet", "00002"},
		{"kind and name disagree", "units-2025.csv", "Phường Đỏ", "Đỏ", "00002"},
		{"orphan", "units-before-2025-07.csv", "00001,164", "00001,999", "no parent"},
		{"column missing", "successions-2025-07.csv", "extent", "how", "no column extent"},
		{"degrees", "points-2025.csv", "21.5", "north", "north"},
		{"too fine", "points-2025.csv", "21.5", "21.1234567", "six decimals"},
	}
	for _, tt := range tests {
		src := maps.Clone(source())
		src[tt.file].Data = []byte(strings.ReplaceAll(string(src[tt.file].Data), tt.from, tt.to))
		if _, err := compile(src); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one about %s", tt.name, err, tt.want)
		}
	}
}
