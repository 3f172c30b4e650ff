package pdfsign

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"example.vn/khuyencong/internal/platform/pdffile"
)

// What may be wrong with a stamp.
var (
	ErrImage = errors.New("the picture of the stamp is no PNG of at most 4 million pixels")
	ErrFont  = errors.New("the font of the stamp cannot be used")
)

// maxPixels bounds the picture of a stamp.
const maxPixels = 4 << 20

// A Look is what is seen of a signature on a page: a picture, or lines of
// text, or the picture above the lines. Lengths are in points of 1/72 inch.
type Look struct {
	Page  int // from 1; 0 for the last
	Left  int // of the lower left corner, from the left edge of the page
	Below int // of the lower left corner, from the lower edge of the page
	Wide  int
	High  int

	PNG   []byte   // nil: no picture; its proportions are kept
	Lines []string // in NFC
	Font  []byte   // TrueType or OpenType, for the lines
	Size  int      // of the letters; smaller when a line is too long
}

// put gives the widget its place and its look.
func (l *Look) put(u *pdffile.Update, p page, widget pdffile.Dict) error {
	form, left, below, err := l.form(u, p)
	if err != nil {
		return err
	}
	widget["Rect"] = pdffile.Array{int64(left), int64(below), int64(left + l.Wide), int64(below + l.High)}
	widget["AP"] = pdffile.Dict{"N": form}
	return nil
}

// form adds the drawing and says where on the page its lower left corner goes.
func (l *Look) form(u *pdffile.Update, p page) (ref pdffile.Ref, left, below int, err error) {
	left, below = p.box[0]+l.Left, p.box[1]+l.Below
	if l.Left < 0 || l.Below < 0 || l.Wide < 1 || l.High < 1 || l.Wide > p.box[2]-left || l.High > p.box[3]-below {
		return ref, left, below, ErrPlace
	}
	var content bytes.Buffer
	text, err := l.text(&content)
	if err != nil {
		return ref, left, below, err
	}
	resources := pdffile.Dict{}
	if l.PNG != nil {
		picture, err := l.picture(u, &content, l.High-text)
		if err != nil {
			return ref, left, below, err
		}
		resources["XObject"] = pdffile.Dict{"Im": picture}
	}
	data, err := deflate(content.Bytes())
	if err != nil {
		return ref, left, below, err
	}
	ref = u.Add(&pdffile.Stream{Data: data, Dict: pdffile.Dict{
		"Type": pdffile.Name("XObject"), "Subtype": pdffile.Name("Form"), "Resources": resources,
		"BBox":   pdffile.Array{int64(0), int64(0), int64(l.Wide), int64(l.High)},
		"Filter": pdffile.Name("FlateDecode"),
	}})
	return ref, left, below, nil
}

// picture draws the picture in the middle of the upper part of the box.
func (l *Look) picture(u *pdffile.Update, content *bytes.Buffer, high int) (pdffile.Ref, error) {
	config, err := png.DecodeConfig(bytes.NewReader(l.PNG))
	if err != nil || config.Width < 1 || config.Height < 1 || config.Width > maxPixels/config.Height {
		return pdffile.Ref{}, ErrImage
	}
	img, err := png.Decode(bytes.NewReader(l.PNG))
	if err != nil {
		return pdffile.Ref{}, ErrImage
	}
	if high < 1 {
		return pdffile.Ref{}, ErrPlace
	}
	// In thousandths of a point.
	w, h := l.Wide*1000, l.Wide*1000*config.Height/config.Width
	if h > high*1000 {
		w, h = high*1000*config.Width/config.Height, high*1000
	}
	x, y := (l.Wide*1000-w)/2, (l.High-high)*1000+(high*1000-h)/2
	fmt.Fprintf(content, "q %s 0 0 %s %s %s cm /Im Do Q\n", milli(w), milli(h), milli(x), milli(y))
	return addImage(u, img)
}

// milli writes thousandths.
func milli(n int) string { return fmt.Sprintf("%d.%03d", n/1000, n%1000) }

// addImage adds the picture, its transparency as a mask beside its colours.
func addImage(u *pdffile.Update, img image.Image) (pdffile.Ref, error) {
	b := img.Bounds()
	colours := make([]byte, 0, 3*b.Dx()*b.Dy())
	mask := make([]byte, 0, b.Dx()*b.Dy())
	opaque := true
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c, _ := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			colours = append(colours, c.R, c.G, c.B)
			mask = append(mask, c.A)
			opaque = opaque && c.A == 0xff
		}
	}
	main, err := samples("DeviceRGB", b, colours)
	if err != nil {
		return pdffile.Ref{}, err
	}
	if !opaque {
		soft, err := samples("DeviceGray", b, mask)
		if err != nil {
			return pdffile.Ref{}, err
		}
		main.Dict["SMask"] = u.Add(soft)
	}
	return u.Add(main), nil
}

func samples(space pdffile.Name, b image.Rectangle, data []byte) (*pdffile.Stream, error) {
	data, err := deflate(data)
	return &pdffile.Stream{Data: data, Dict: pdffile.Dict{
		"Type": pdffile.Name("XObject"), "Subtype": pdffile.Name("Image"), "ColorSpace": space,
		"Width": int64(b.Dx()), "Height": int64(b.Dy()), "BitsPerComponent": int64(8),
		"Filter": pdffile.Name("FlateDecode"),
	}}, err
}

func deflate(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
