package office

import (
	"mime/multipart"
	"strconv"

	"example.vn/khuyencong/internal/domain/contract"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
	"example.vn/khuyencong/internal/web/ui"
)

// contractScanOf is the file chosen in a row of the table of typed invoices. It
// is not carried along when the form is shown again, as a file of XML is: its
// hash alone would give it to whoever knows the hash, and those of issued papers
// are public.
func contractScanOf(form *ui.Form, row int) *multipart.FileHeader {
	no := strconv.Itoa(row + 1)
	if rows := form.Rows("invoice_row"); row < len(rows) {
		no = rows[row]
	}
	if files := form.Files("invoice_scan_" + no); len(files) > 0 {
		return files[0]
	}
	return nil
}

// scan is the field of the scan of a row.
func (p contractSettleForms) scan(row int) ui.Field {
	no := strconv.Itoa(row + 1)
	id := "invoice_" + no + "_scan"
	return ui.Field{
		Name: "invoice_scan_" + no, ID: id, Label: "Bản quét, hóa đơn " + no, HideName: true, Accept: ".pdf,.jpg,.jpeg,.png", Error: p.Problems[id],
	}
}

// A contractScan is the scan of a typed invoice.
type contractScan struct {
	Invoice contract.Invoice
	File    blob.Attachment
}

// contractScans finds the scans of the invoices that have one.
func (c *call) contractScans(tx *db.Tx, all []contract.Invoice) ([]contractScan, error) {
	var scans []contractScan
	for _, i := range all {
		if i.Source != contract.Typed || i.File == "" {
			continue
		}
		a, err := blob.ByID(c.ctx(), tx, i.File)
		if err != nil {
			return nil, err
		}
		scans = append(scans, contractScan{i, a})
	}
	return scans, nil
}
