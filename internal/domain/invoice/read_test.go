package invoice_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"example.vn/khuyencong/internal/domain/invoice"
	"example.vn/khuyencong/internal/domain/invoice/invoicetest"
	"example.vn/khuyencong/internal/platform/calendar"
	"example.vn/khuyencong/internal/platform/fault"
)

// unsigned reads a bill without signature.
func unsigned(t *testing.T, b invoicetest.Sample) *invoice.Invoice {
	t.Helper()
	i, err := invoice.Read(invoicetest.File(b.Data(), ""), nil)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// wrong lists the findings that contradict the invoice.
func wrong(i *invoice.Invoice) []string {
	var all []string
	for _, f := range i.Findings {
		if f.Wrong {
			all = append(all, f.Text)
		}
	}
	return all
}

func TestAnInvoiceIsRead(t *testing.T) {
	b := invoicetest.Example()
	b.NetAs, b.TotalAs = "740740741.00", "800000000.0"
	i := unsigned(t, b)
	if i.Symbol() != "1C26TAA" || i.Number != "88" || i.IssuedOn != calendar.Must("2026-06-01") || i.Total != 800e6 || *i.Net != 740740741 ||
		i.Seller.TaxCode != "0100109106" || i.Buyer.Name != "Cơ sở thử" || len(i.Lines) != 1 || i.Lines[0].Name != "Máy sấy chè" || i.Code == "" {
		t.Errorf("read %+v", i)
	}
	if got := wrong(i); len(got) > 0 {
		t.Errorf("a good invoice has the findings %q", got)
	}
	if i.Verdict != invoice.Unsigned {
		t.Errorf("verdict %s", i.Verdict)
	}
}

func TestAnInvoiceInItsEnvelopeIsRead(t *testing.T) {
	inner := strings.SplitN(string(invoicetest.File(invoicetest.Example().Data(), "")), "\n", 2)[1]
	file := "\xef\xbb\xbf<TDiep><TTChung><PBan>2.1.0</PBan><SLuong>1</SLuong></TTChung><DLieu>" + inner + "</DLieu></TDiep>"
	if i, err := invoice.Read([]byte(file), nil); err != nil || i.Total != 800e6 {
		t.Errorf("read %+v, %v", i, err)
	}
}

func TestFiguresThatDisagreeAreFound(t *testing.T) {
	goods := func(nature, quantity, price, amount string) string {
		return "<HHDVu><TChat>" + nature + "</TChat><THHDVu>Máy</THHDVu><SLuong>" + quantity + "</SLuong><DGia>" + price + "</DGia><ThTien>" + amount + "</ThTien></HHDVu>"
	}
	for name, c := range map[string]struct {
		change func(*invoicetest.Sample)
		says   string // part of the finding, "" for none
	}{
		"quantity times price":         {func(b *invoicetest.Sample) { b.Goods = goods("1", "2", "100000000", "740740741") }, "là 200.000.000 đ"},
		"price rounded to a hundredth": {func(b *invoicetest.Sample) { b.Goods = goods("1", "3", "246913580.33", "740740741") }, ""},
		"price rounded too far":        {func(b *invoicetest.Sample) { b.Goods = goods("1", "3", "246913580", "740740745") }, "là 740.740.740 đ"},
		"sum of the lines":             {func(b *invoicetest.Sample) { b.Goods = goods("1", "1", "740740740", "740740740") }, "cộng lại được 740.740.740 đ"},
		"no lines":                     {func(b *invoicetest.Sample) { b.Goods = "<HHDVu><TChat>4</TChat><THHDVu>x</THHDVu></HHDVu>" }, "cộng lại được 0 đ"},
		"a rebate is taken off": {func(b *invoicetest.Sample) {
			b.Goods = goods("1", "1", "740740751", "740740751") + goods("3", "1", "10", "10")
		}, ""},
		"a rebate that is not taken off": {func(b *invoicetest.Sample) {
			b.Goods = goods("1", "1", "740740741", "740740741") + goods("3", "1", "10", "10")
		}, "cộng lại được 740.740.731 đ"},
		"a gift with its price": {func(b *invoicetest.Sample) {
			b.Goods = goods("1", "1", "740740741", "740740741") + goods("2", "1", "5", "5")
		}, ""},
		"fractions of a đồng in the lines": {func(b *invoicetest.Sample) {
			b.Goods = goods("1", "1", "370370370.5", "370370370.5") + goods("1", "1", "370370370.5", "370370370.5")
		}, ""},
		"tax of the band":    {func(b *invoicetest.Sample) { b.Tax, b.Total = 74074074, 814814815 }, "Thuế suất 8% của 740.740.741 đ là 59.259.259 đ"},
		"total":              {func(b *invoicetest.Sample) { b.Total++ }, "cộng lại được 800.000.000 đ, hóa đơn ghi tổng tiền thanh toán 800.000.001 đ"},
		"nothing to pay":     {func(b *invoicetest.Sample) { b.NetAs, b.Tax, b.Total = "0", 0, 0 }, "không phải là số tiền đã mua"},
		"year of the series": {func(b *invoicetest.Sample) { b.Series = "C25TAA" }, "không khớp với năm"},
	} {
		t.Run(name, func(t *testing.T) {
			b := invoicetest.Example()
			c.change(&b)
			got := strings.Join(wrong(unsigned(t, b)), "\n")
			if c.says == "" && got != "" || !strings.Contains(got, c.says) {
				t.Errorf("findings %q, want %q", got, c.says)
			}
		})
	}
}

func TestACodedInvoiceHasItsCode(t *testing.T) {
	file := invoicetest.Swap(t, invoicetest.File(invoicetest.Example().Data(), ""), "00ABCDEF0123456789ABCDEF0123456789", "")
	i, err := invoice.Read(file, nil)
	if err != nil || !strings.Contains(strings.Join(wrong(i), " "), "không có mã (MCCQT)") {
		t.Errorf("findings %v, %v", i.Findings, err)
	}
}

func TestAReplacementNamesWhatItReplaces(t *testing.T) {
	b := invoicetest.Example()
	b.Head = "<TTHDLQuan><TCHDon>1</TCHDon><LHDCLQuan>1</LHDCLQuan><KHMSHDCLQuan>1</KHMSHDCLQuan><KHHDCLQuan>C26TAA</KHHDCLQuan><SHDCLQuan>7</SHDCLQuan><NLHDCLQuan>2026-05-05</NLHDCLQuan></TTHDLQuan>"
	i := unsigned(t, b)
	if i.Related == nil || i.Related.Symbol() != "1C26TAA" || !strings.Contains(i.Findings[len(i.Findings)-1].Text, "thay thế hóa đơn ký hiệu 1C26TAA số 7 ngày 05/05/2026") {
		t.Errorf("related %+v, findings %v", i.Related, i.Findings)
	}
}

func TestWhatIsNoInvoiceIsRefusedInASentence(t *testing.T) {
	good := func() []byte { return invoicetest.File(invoicetest.Example().Data(), "") }
	swap := func(old, fresh string) []byte { return invoicetest.Swap(t, good(), old, fresh) }
	secret := t.TempDir() + "/secret"
	if err := os.WriteFile(secret, []byte("1"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file []byte
		says string
	}{
		"nothing":            {nil, "trống"},
		"text":               {[]byte("Hóa đơn số 1"), "không phải là XML"},
		"cut off":            {good()[:500], "không phải là XML"},
		"another XML":        {[]byte("<Invoice><Total>1</Total></Invoice>"), "không có phần DLHDon"},
		"two roots":          {[]byte("<HDon/><HDon/>"), "quá lớn"},
		"latin letters":      {[]byte("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><HDon>x</HDon>"), "UTF-8"},
		"wide letters":       {[]byte("\xff\xfe<\x00H\x00"), "UTF-8"},
		"a DTD":              {append([]byte(`<!DOCTYPE HDon SYSTEM "file://`+secret+`">`), good()...), "DTD"},
		"an outer entity":    {append([]byte(`<!DOCTYPE HDon [<!ENTITY x SYSTEM "file://`+secret+`">]>`), bytes.Replace(good()[39:], []byte(">88<"), []byte(">&x;<"), 1)...), "DTD"},
		"an entity":          {swap(">88<", ">&x;<"), "không phải là XML"},
		"a billion laughs":   {append([]byte(`<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`), good()[39:]...), "DTD"},
		"depth":              {[]byte(strings.Repeat("<HDon>", 100) + strings.Repeat("</HDon>", 100)), "quá sâu"},
		"elements":           {[]byte("<HDon>" + strings.Repeat("<a/>", 60_000) + "</HDon>"), "quá lớn"},
		"size":               {bytes.Repeat([]byte(" "), invoice.MaxSize+1), "4 MB"},
		"the same attribute": {swap(`<DLHDon Id="data">`, `<DLHDon Id="data" Id="x">`), "không phải là XML"},
		"two invoices":       {swap("<HDon>", "<HDon>"+invoicetest.Example().Data()), "nhiều phần dữ liệu"},
		"one further below":  {swap("<DSCKS>", "<Khac>"+invoicetest.Example().Data()+"</Khac><DSCKS>"), "nhiều phần dữ liệu"},
		"two totals":         {swap("<TgTTTBSo>", "<TgTTTBSo>1</TgTTTBSo><TgTTTBSo>"), "hai mục TgTTTBSo"},
		"a total with parts": {swap("<TgTTTBSo>", "<TgTTTBSo><b/>"), "không chứa mục khác"},
		"half a đồng":        {swap(">800000000<", ">800000000.5<"), "số nguyên đồng"},
		"an exponent":        {swap(">800000000<", ">8e8<"), "phải là số"},
		"dots for thousands": {swap(">800000000<", ">800.000.000<"), "phải là số"},
		"an endless number":  {swap(">800000000<", ">"+strings.Repeat("9", 18)+"<"), "số nguyên đồng"},
		"no total":           {swap("<TgTTTBSo>800000000</TgTTTBSo>", ""), "thiếu tổng tiền"},
		"no number":          {swap(">88<", "><"), "thiếu số hóa đơn"},
		"no day":             {swap("2026-06-01", ""), "thiếu ngày lập"},
		"a day in words":     {swap("2026-06-01", "01/06/2026"), "năm-tháng-ngày"},
		"dollars":            {swap(">VND<", ">USD<"), "đồng Việt Nam"},
		"no seller":          {swap("<MST>0100109106</MST>", ""), "mã số thuế bên bán"},
		"no body":            {swap("NDHDon", "NDHDOn"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := invoice.Read(c.file, nil)
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.says) {
				t.Errorf("Read says %v, want a refusal with %q", err, c.says)
			}
		})
	}
}

func TestACommentDoesNotHideDigits(t *testing.T) {
	i, err := invoice.Read(invoicetest.Swap(t, invoicetest.File(invoicetest.Example().Data(), ""), "<TgTTTBSo>8", "<TgTTTBSo>8<!-- -->"), nil)
	if err != nil || i.Total != 800e6 {
		t.Errorf("read %v, %v", i, err)
	}
}

// The worst file that is let in costs little.
func TestAHostileFileCostsLittle(t *testing.T) {
	deep := strings.Repeat("<a>", 15) + strings.Repeat("<b/>", 30_000) + strings.Repeat("</a>", 15)
	a := invoicetest.NewAuthority(t)
	data := strings.Replace(invoicetest.Example().Data(), "</DLHDon>", deep+"</DLHDon>", 1)
	s := a.Issue(t, "Kẻ xấu", "1").Sign(t, data, "data", "2026-06-01T08:00:00")
	file := invoicetest.File(data, strings.Repeat(s, 4))
	done := make(chan error, 1)
	go func() {
		_, err := invoice.Read(file, nil)
		done <- err
	}()
	select {
	case err := <-done:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("reading takes longer than 20 s")
	}
}

func FuzzRead(f *testing.F) {
	b := invoicetest.Example()
	f.Add(invoicetest.File(b.Data(), ""))
	b.Head, b.NetAs = "<TTHDLQuan><TCHDon>2</TCHDon><NLHDCLQuan>2026-05-05T01:02:03</NLHDCLQuan></TTHDLQuan>", "1.5"
	f.Add(invoicetest.File(b.Data(), "<Signature/>"))
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY b "c">]><HDon>&b;</HDon>`))
	f.Fuzz(func(t *testing.T, file []byte) {
		i, err := invoice.Read(file, nil)
		switch {
		case err != nil && fault.KindOf(err) != fault.Invalid:
			t.Fatalf("%v is no refusal", err)
		case err == nil && (i.Verdict == invoice.Trusted || i.Number == "" || i.IssuedOn.IsZero() || i.Why == ""):
			t.Fatalf("read %+v", i)
		}
	})
}
