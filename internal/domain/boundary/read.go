package boundary

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"example.vn/khuyencong/internal/domain/territory"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
	"example.vn/khuyencong/internal/platform/text"
)

// The limits of a file of boundaries.
const (
	MaxFile   = 32 << 20  // bytes
	maxPoints = 2_000_000 // in all boundaries
	fine      = 0.0008    // degrees, some 90 m: what a map of a province can show
)

// The rectangle in which the country lies with its seas, degrees.
var country = orb.Bound{Min: orb.Point{101, 5}, Max: orb.Point{119, 24}}

// Read reads the boundaries of a province's communes of a day from GeoJSON (RFC
// 7946): one Polygon or MultiPolygon for each commune, named by its code or
// else by its name in any property. All communes must be there, the
// archipelagos excepted. The shapes come back as coarse as a map needs them.
func Read(data []byte, province string, on calendar.Date) ([]Shape, error) {
	if len(data) > MaxFile {
		return nil, fault.New(fault.Invalid, "Tệp địa giới lớn hơn 32 MB. Anh/chị giảm bớt điểm (simplify) rồi tải lại.")
	}
	var all collection
	if err := json.Unmarshal(data, &all); err != nil || all.Type != "FeatureCollection" {
		return nil, fmt.Errorf("%w (type %q: %w)", fault.New(fault.Invalid, "Tệp không phải GeoJSON dạng FeatureCollection nên không đọc được."), all.Type, err)
	}
	units := map[string]territory.Unit{}
	for _, u := range territory.CommunesOf(province, on) {
		units[u.Code] = u
	}
	found := map[string]Shape{}
	points := 0
	for i, f := range all.Features {
		u, ok := unitOf(f.Properties, units)
		if !ok {
			return nil, fault.New(fault.Invalid, fmt.Sprintf("Vùng thứ %d trong tệp (%s) không có mã hay tên của một xã, phường, đặc khu của tỉnh.", i+1, named(f.Properties)))
		}
		if _, twice := found[u.Code]; twice {
			return nil, fault.New(fault.Invalid, fmt.Sprintf("%s có hai vùng trong tệp; mỗi xã chỉ một vùng (MultiPolygon nếu gồm nhiều mảnh).", u.Title()))
		}
		area, n, err := areaOf(f.Geometry, u)
		if err != nil {
			return nil, err
		}
		if points += n; points > maxPoints {
			return nil, fault.New(fault.Invalid, "Tệp có quá 2.000.000 điểm. Anh/chị giảm bớt điểm (simplify) rồi tải lại.")
		}
		found[u.Code] = Shape{Code: u.Code, Title: u.Title(), Area: area}
	}
	return complete(found, units)
}

// A collection is a GeoJSON file as far as boundaries need it. The package of
// orb that reads GeoJSON brings a database driver along, so these few lines stay
// our own.
type collection struct {
	Type     string `json:"type"`
	Features []struct {
		Properties map[string]any `json:"properties"`
		Geometry   geometry       `json:"geometry"`
	} `json:"features"`
}

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

// area reads the coordinates; heights are left out.
func (g geometry) area() (area orb.MultiPolygon, err error) {
	var polygons [][][][]float64
	switch g.Type {
	case "Polygon":
		polygons = make([][][][]float64, 1)
		err = json.Unmarshal(g.Coordinates, &polygons[0])
	case "MultiPolygon":
		err = json.Unmarshal(g.Coordinates, &polygons)
	default:
		err = fmt.Errorf("geometry of type %q", g.Type)
	}
	if err != nil {
		return nil, err
	}
	for _, rings := range polygons {
		var polygon orb.Polygon
		for _, points := range rings {
			ring := make(orb.Ring, len(points))
			for i, p := range points {
				if len(p) < 2 {
					return nil, fmt.Errorf("a position of %d numbers", len(p))
				}
				ring[i] = orb.Point{p[0], p[1]}
			}
			polygon = append(polygon, ring)
		}
		area = append(area, polygon)
	}
	return area, nil
}

// complete puts the shapes in order and names what is missing.
func complete(found map[string]Shape, units map[string]territory.Unit) (shapes []Shape, err error) {
	var missing []string
	for code, u := range units {
		s, ok := found[code]
		switch {
		case ok:
			shapes = append(shapes, s)
		case !far(code):
			missing = append(missing, u.Title())
		}
	}
	slices.SortFunc(shapes, func(a, b Shape) int { return strings.Compare(a.Code, b.Code) })
	if len(missing) == 0 {
		return shapes, nil
	}
	slices.Sort(missing)
	n := len(missing)
	if n > 5 {
		missing = append(missing[:5], "…")
	}
	return nil, fault.New(fault.Invalid, fmt.Sprintf("Tệp thiếu địa giới của %d đơn vị: %s. Bản đồ chỉ dùng địa giới khi đủ mọi xã, phường.", n, strings.Join(missing, ", ")))
}

var communeCode = regexp.MustCompile(`^\d{5}$`)

// unitOf finds the commune that a feature's properties name: by a code, also
// one whose leading zeros a spreadsheet lost, else by a name that only one
// commune has.
func unitOf(properties map[string]any, units map[string]territory.Unit) (territory.Unit, bool) {
	for _, v := range properties {
		code := ""
		switch v := v.(type) {
		case string:
			code = strings.TrimSpace(v)
		case float64:
			code = fmt.Sprintf("%05.0f", v)
		}
		if u, ok := units[code]; ok && communeCode.MatchString(code) {
			return u, true
		}
	}
	// Văn Lang and Văn Lăng are two communes: marks count where they are written.
	for _, form := range []func(string) string{text.Marked, text.Fold} {
		if u, ok := unitNamed(properties, units, form); ok {
			return u, true
		}
	}
	return territory.Unit{}, false
}

// unitNamed finds the only commune that a property names, in a form to compare.
func unitNamed(properties map[string]any, units map[string]territory.Unit, form func(string) string) (found territory.Unit, ok bool) {
	var match []territory.Unit
	for _, v := range properties {
		s, _ := v.(string)
		name := form(strings.TrimSpace(s))
		for _, u := range units {
			if name != "" && (name == form(u.Title()) || name == form(u.Name)) && !slices.Contains(match, u) {
				match = append(match, u)
			}
		}
	}
	if len(match) != 1 {
		return found, false
	}
	return match[0], true
}

// named shows a feature's properties to people.
func named(properties map[string]any) string {
	for _, key := range []string{"ten_xa", "ten", "name", "NAME"} {
		if s, ok := properties[key].(string); ok && s != "" {
			return clip(s)
		}
	}
	raw, err := json.Marshal(properties)
	if err != nil || len(properties) == 0 {
		return "không có thuộc tính"
	}
	return clip(string(raw))
}

// clip shortens what is shown of a file.
func clip(s string) string {
	const most = 60
	if r := []rune(text.CleanLine(s)); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text.CleanLine(s)
}

// areaOf takes the area of a geometry, made coarse.
func areaOf(g geometry, u territory.Unit) (area orb.MultiPolygon, points int, err error) {
	if area, err = g.area(); err != nil {
		return nil, 0, fmt.Errorf("%w (%w)", fault.New(fault.Invalid, u.Title()+": vùng phải là Polygon hoặc MultiPolygon với tọa độ là số."), err)
	}
	for _, polygon := range area {
		if len(polygon) == 0 {
			return nil, 0, fault.New(fault.Invalid, u.Title()+": vùng không có điểm nào.")
		}
		for _, ring := range polygon {
			points += len(ring)
			if len(ring) < 4 || !ring.Closed() {
				return nil, 0, fault.New(fault.Invalid, u.Title()+": có đường biên chưa khép kín.")
			}
			for _, p := range ring {
				if !country.Contains(p) { // also NaN
					return nil, 0, fault.New(fault.Invalid, fmt.Sprintf("%s: tọa độ (%g; %g) nằm ngoài Việt Nam. Tệp phải ghi kinh độ rồi vĩ độ theo WGS 84, không phải VN-2000.", u.Title(), p[0], p[1]))
				}
			}
		}
	}
	if len(area) == 0 {
		return nil, 0, fault.New(fault.Invalid, u.Title()+": vùng không có điểm nào.")
	}
	coarse := simplify.DouglasPeucker(fine).MultiPolygon(area.Clone())
	if len(coarse) == 0 {
		return area, points, nil
	}
	return coarse, points, nil
}
