package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"rsc.io/qr"
)

// producer is who made the file, for its properties.
const producer = "Khuyen Cong"

// describe fills in what PDF/A asks of a file beside its sheets: properties
// twice, once as XMP; the language; what its colours mean.
func (d *drawing) describe() {
	made := d.paper.Made.UTC()
	d.pdf.SetCatalogSort(true)
	d.pdf.SetProducer(producer, false)
	d.pdf.SetCreationDate(made)
	d.pdf.SetModificationDate(made)
	d.pdf.SetTitle(d.paper.Title, true)
	d.pdf.SetAuthor(d.paper.Author, true)
	d.pdf.SetLang("vi-VN")
	d.pdf.AddOutputIntent(fpdf.OutputIntentType{
		SubtypeIdent: fpdf.OutputIntent_GTS_PDFA1, OutputConditionIdentifier: "sRGB",
		Info: "sRGB IEC61966-2.1", ICCProfile: colours(),
	})
	stamp := made.Format("2006-01-02T15:04:05Z")
	d.pdf.SetXmpMetadata([]byte(`<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="2" pdfaid:conformance="B"/>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + escape(d.paper.Title) + `</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>` + escape(d.paper.Author) + `</rdf:li></rdf:Seq></dc:creator></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmp:CreateDate="` + stamp + `" xmp:ModifyDate="` + stamp + `" pdf:Producer="` + producer + `"/>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`))
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
	return b.String()
}

// archival adds the file's identity, which PDF/A asks for and the library
// leaves out, and mends the number under which the trailer looks for the
// properties: the library forgets that the colours stand between. The trailer
// is behind everything whose place is counted.
func archival(file []byte) []byte {
	at := bytes.LastIndex(file, []byte("\ntrailer\n<<\n"))
	if at < 0 {
		return file
	}
	found := infoAt.FindSubmatchIndex(file[at:])
	if found == nil {
		return file
	}
	from, to := at+found[2], at+found[3]
	n, _ := strconv.Atoi(string(file[from:to])) // digits, says the pattern
	id := fmt.Sprintf("%x", sha256.Sum256(file))[:32]
	return fmt.Appendf(nil, "%s%d 0 R\n/ID [<%s><%s>]%s", file[:from], n-1, id, id, file[to+len(" 0 R"):])
}

var infoAt = regexp.MustCompile(`/Info (\d+) 0 R`)

// proof draws the QR code and the sentence at the foot of the first sheet.
func (d *drawing) proof() {
	const side = 13.0
	x, y := d.left(), d.bottom()+3
	code, err := qr.Encode(d.paper.Proof.URL, qr.M)
	if err != nil {
		d.pdf.SetError(fmt.Errorf("QR code of %s: %w", d.paper.Proof.URL, err))
		return
	}
	dot := side / float64(code.Size)
	d.pdf.SetFillColor(0, 0, 0)
	for row := range code.Size {
		for from := 0; from < code.Size; from++ {
			to := from
			for to < code.Size && code.Black(to, row) {
				to++
			}
			if to > from {
				d.pdf.Rect(x+float64(from)*dot, y+float64(row)*dot, float64(to-from)*dot, dot, "F")
			}
			from = to
		}
	}
	d.put(x+side+3, y+5, "Mã xác thực: "+d.paper.Proof.Code, Para{Style: Copies}, Left)
	if at := d.paper.Proof.address(); at != "" {
		d.put(x+side+3, y+10, at, Para{Style: Copies}, Left)
	}
}

// colours is an ICC profile that says what red, green and blue mean: the
// primaries and white of sRGB with a plain gamma of 2.2.
func colours() []byte {
	fixed := func(v float64) uint32 { return uint32(int32(math.Round(v * 65536))) }
	xyz := func(x, y, z float64) []byte {
		b := append([]byte("XYZ "), 0, 0, 0, 0)
		for _, v := range []float64{x, y, z} {
			b = binary.BigEndian.AppendUint32(b, fixed(v))
		}
		return b
	}
	text := "Public domain"
	gamma := []byte{'c', 'u', 'r', 'v', 0, 0, 0, 0, 0, 0, 0, 1, 2, 51, 0, 0}
	name := append([]byte("desc\x00\x00\x00\x00\x00\x00\x00\x05sRGB\x00"), make([]byte, 8+2+1+67)...)
	tags := []struct {
		sign string
		data []byte
	}{
		{"desc", name}, {"cprt", append([]byte("text\x00\x00\x00\x00"+text), 0)},
		{"wtpt", xyz(0.9642, 1, 0.8249)},
		{"rXYZ", xyz(0.4360, 0.2225, 0.0139)}, {"gXYZ", xyz(0.3851, 0.7169, 0.0971)}, {"bXYZ", xyz(0.1431, 0.0606, 0.7141)},
		{"rTRC", gamma}, {"gTRC", gamma}, {"bTRC", gamma},
	}
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var data []byte
	start := 128 + 4 + 12*len(tags)
	for _, t := range tags {
		table = append(table, t.sign...)
		table = binary.BigEndian.AppendUint32(table, uint32(start+len(data)))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))
		data = append(data, t.data...)
		for len(data)%4 != 0 {
			data = append(data, 0)
		}
	}
	head := make([]byte, 128)
	binary.BigEndian.PutUint32(head, uint32(start+len(data)))
	copy(head[8:], []byte{2, 0x10, 0, 0})
	copy(head[12:], "mntrRGB XYZ ")
	binary.BigEndian.PutUint16(head[24:], 2026)
	head[27], head[29] = 1, 1
	copy(head[36:], "acsp")
	copy(head[68:], xyz(0.9642, 1, 0.8249)[8:])
	return append(append(head, table...), data...)
}
