package demo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"example.vn/khuyencong/internal/domain/intake"
	"example.vn/khuyencong/internal/platform/blob"
	"example.vn/khuyencong/internal/platform/db"
)

// madeUpList is a list as offices keep them, with what goes wrong in such lists;
// every row of it is dữ liệu minh họa.
const madeUpList = `DANH SÁCH CƠ SỞ CÔNG NGHIỆP NÔNG THÔN (dữ liệu minh họa)
TT;Tên cơ sở;Mã số thuế;Địa chỉ;Xã, phường;Huyện;Người đại diện;Vốn đăng ký (triệu đồng);Lao động;Ngày thành lập;Ghi chú
1;Hợp tác xã Mây tre đan Minh họa;;xóm 4;Xã Văn Hán;Huyện Đồng Hỷ;Nguyễn Thị A (minh họa);1.250,5;12;05/02/2019;dữ liệu minh họa
2;Hộ kinh doanh Bún khô Minh họa;;tổ 2;Xã Tân Cương;;Trần Văn B (minh họa);180;5;12/10/2021;dữ liệu minh họa
3;Công ty TNHH Cơ khí Minh họa;0101234560;;Phường Không Có Thật;;;2.500;30;31/02/2020;dữ liệu minh họa
;Tổng cộng;;;;;;3.930,5;47;;
`

// intakes leaves a list that was read and waits for a person.
func (l *loader) intakes() error {
	data := []byte(madeUpList)
	layout, err := intake.Look(data, intake.Establishments)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	sha := hex.EncodeToString(sum[:])
	if err := blob.Restore(l.ctx, l.files, bytes.NewReader(data), sha); err != nil {
		return err
	}
	err = l.on("2026-11-20", "canbo", func(tx *db.Tx) error {
		in, err := intake.Add(l.ctx, tx, intake.Establishments, "danh-sach-co-so-minh-hoa.csv", sha, layout)
		if err != nil {
			return err
		}
		return intake.Confirm(l.ctx, tx, in.ID, in.Version, in.Mapping, intake.Choices{Policy: intake.Fill})
	})
	if err != nil {
		return err
	}
	c, ok, err := intake.Claim(l.ctx, l.db)
	if err != nil || !ok {
		return err
	}
	return intake.Work(l.ctx, l.db, l.files, c)
}
