// exceljs writes a list in a stream, as its documentation says for large ones:
//
//   node sheet.mjs FILE ROWS
//
// It prints how long that took, in seconds.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const ExcelJS = require('exceljs');

const [file, rows] = [process.argv[2], Number(process.argv[3])];
const start = performance.now();
const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: file, useStyles: true, useSharedStrings: false, zip: { zlib: { level: 1 } } });
const sheet = book.addWorksheet('Danh sách');
const thin = { style: 'thin' };
const border = { top: thin, left: thin, bottom: thin, right: thin };
const formats = ['#,##0', '@', '@', '@', '@', '@', '@', '@', '@', '#,##0', '#,##0', '#,##0', '#,##0', '#,##0', '#,##0', 'dd/mm/yyyy', 'dd/mm/yyyy', '0.00%', '0.00%', '@'];
sheet.columns = formats.map((numFmt, i) => ({ header: `Cột ${i + 1}`, width: 16, style: { numFmt, border, alignment: { vertical: 'top' } } }));
const day = Date.UTC(2026, 0, 1);
for (let i = 0; i < rows; i++) {
  sheet.addRow([
    i + 1, `KC-${i}`, 'Hỗ trợ ứng dụng máy móc tiên tiến', 'Hợp tác xã Chè Xanh', 'xã Minh Họa', 'tỉnh Minh Họa', 'Đang thực hiện', 'Nguyễn Văn A', 'dữ liệu minh họa',
    i * 1000, 2_000_000 + i, 3_000_000 + i, 4_000_000 + i, 5_000_000 + i, 6_000_000 + i, new Date(day), new Date(day), 0.5, 0.0625, 'ghi chú',
  ]).commit();
}
sheet.commit();
await book.commit();
process.stdout.write(`${(performance.now() - start) / 1000}\n`);
