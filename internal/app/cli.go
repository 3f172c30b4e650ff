package app

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"example.vn/khuyencong/internal/platform/fault"
)

// cli is the command line.
type cli struct {
	Help helpFlag `short:"h" help:"Xem cách dùng."`

	Demo    demoCmd    `cmd:"" help:"Nạp chương trình minh họa và chạy thử."`
	Gen     genCmd     `cmd:"" help:"Nạp một đất nước minh họa vào cơ sở dữ liệu trống, để thử tải."`
	Serve   serveCmd   `cmd:"" help:"Chạy máy chủ web."`
	Migrate migrateCmd `cmd:"" help:"Tạo hoặc nâng cấp cơ sở dữ liệu."`
	User    struct {
		Add userAddCmd `cmd:"" help:"Thêm người dùng."`
	} `cmd:"" help:"Quản lý người dùng."`
	Backup  backupCmd  `cmd:"" help:"Sao lưu dữ liệu và tệp đính kèm vào một tệp."`
	Restore restoreCmd `cmd:"" help:"Phục hồi bản sao lưu vào cơ sở dữ liệu trống."`
	Audit   struct {
		Verify auditVerifyCmd `cmd:"" help:"Kiểm tra chuỗi nhật ký."`
	} `cmd:"" help:"Nhật ký hệ thống."`
	Bundle struct {
		Verify bundleVerifyCmd `cmd:"" help:"Kiểm tra một gói hồ sơ đề án, không cần cơ sở dữ liệu."`
	} `cmd:"" help:"Gói hồ sơ đề án."`
	Ledger struct {
		Verify ledgerVerifyCmd `cmd:"" help:"Kiểm tra sổ kinh phí."`
	} `cmd:"" help:"Sổ kinh phí."`
	Norm    normCmd    `cmd:"" help:"Định mức hỗ trợ."`
	Report  reportCmd  `cmd:"" help:"Báo cáo."`
	Import  importCmd  `cmd:"" help:"Nhập dữ liệu cũ."`
	Invoice invoiceCmd `cmd:"" help:"Hóa đơn điện tử."`
	Law     lawCmd     `cmd:"" help:"Sổ văn bản: văn bản nào có hiệu lực, tệp nào dẫn sai."`
	Words   wordsCmd   `cmd:"" help:"Viết số tiền bằng chữ."`
	Paper   paperCmd   `cmd:"" help:"Giấy tờ: quyết định, hợp đồng, biên bản, biểu mẫu."`
	Office  fillCmd    `cmd:"" name:"template" help:"Mẫu giấy tờ của cơ quan."`
	Doctor  doctorCmd  `cmd:"" help:"Khám máy chủ, cơ sở dữ liệu và tệp đính kèm."`
	Version versionCmd `cmd:"" help:"In phiên bản chương trình."`
}

const (
	programName = "khuyencong"
	summary     = "Khuyến Công: quản lý chương trình khuyến công của tỉnh, từ rà soát nhu cầu đến quyết toán."
	seeHelp     = "; xem “khuyencong --help”."
)

// parse reads the command line. helped reports that help was asked for and
// written to stdout.
func parse(args []string, stdout io.Writer) (line commandLine, helped bool, err error) {
	var grammar cli
	k, err := kong.New(&grammar, kong.Name(programName), kong.Description(summary), kong.NoDefaultHelp(),
		kong.Writers(stdout, io.Discard), kong.Exit(func(int) { helped = true }))
	if err != nil {
		return line, false, fmt.Errorf("grammar of the command line: %w", err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	ctx, err := k.Parse(args)
	if helped || err == nil {
		return commandLine{ctx}, helped, nil
	}
	return line, false, fault.New(fault.Invalid, inVietnamese(err))
}

var (
	flagWord   = regexp.MustCompile(`--[a-z][a-z-]*`)
	quotedWord = regexp.MustCompile(`"([^"]*)"`)
)

// inVietnamese says in Vietnamese what the reader of the command line found
// wrong. Its own words never reach the user.
func inVietnamese(err error) string {
	s := err.Error()
	_, rest, _ := strings.Cut(s, " ")
	switch {
	case strings.HasPrefix(s, "unknown flag "):
		name, _, _ := strings.Cut(strings.TrimPrefix(s, "unknown flag "), ", did you mean")
		return "Không có tùy chọn “" + name + "”" + seeHelp
	case strings.HasPrefix(s, "unexpected argument "):
		name, _, _ := strings.Cut(strings.TrimPrefix(s, "unexpected argument "), ", did you mean")
		return "Không hiểu “" + name + "”" + seeHelp
	case strings.HasPrefix(s, "missing flags: "):
		return "Thiếu tùy chọn bắt buộc " + strings.Join(flagWord.FindAllString(s, -1), ", ") + seeHelp
	case strings.HasPrefix(s, "missing positional arguments "), strings.HasPrefix(s, `expected "<`):
		return "Thiếu tham số " + strings.Trim(strings.TrimPrefix(rest, "positional arguments "), `"`) + seeHelp
	case strings.HasPrefix(s, "expected one of "), strings.HasPrefix(s, `expected "`):
		var names []string
		for _, m := range quotedWord.FindAllStringSubmatch(s, -1) {
			names = append(names, m[1])
		}
		return "Hãy chọn một lệnh: " + strings.Join(names, ", ") + seeHelp
	case strings.Contains(s, " must be one of "):
		_, allowed, _ := strings.Cut(s, " must be one of ")
		allowed, got, _ := strings.Cut(allowed, " but got ")
		return "Tùy chọn " + flagWord.FindString(s) + " chỉ nhận " + strings.ReplaceAll(allowed, `"`, "") + ", không nhận " + got + "."
	case strings.HasPrefix(s, "--"):
		return "Giá trị của tùy chọn " + flagWord.FindString(s) + " không dùng được" + seeHelp
	}
	return "Dòng lệnh không đúng" + seeHelp
}

// A helpFlag writes help instead of running a command.
type helpFlag bool

// BeforeReset writes the help of the command that was named so far, before
// anything is found missing.
func (helpFlag) BeforeReset(app *kong.Kong, ctx *kong.Context) error {
	if err := writeHelp(app.Stdout, ctx); err != nil {
		return err
	}
	app.Exit(0)
	return errHelped
}

// errHelped ends the reading of the command line.
var errHelped = errors.New("helped")

func writeHelp(w io.Writer, ctx *kong.Context) error {
	node := ctx.Selected()
	if node == nil {
		node = ctx.Model.Node
	}
	var b strings.Builder
	help := node.Help
	if help == "" {
		help = summary
	}
	b.WriteString(help + "\n\nCách dùng: " + programName)
	if path := strings.TrimPrefix(node.FullPath(), programName); path != "" {
		b.WriteString(path)
	}
	for _, p := range node.Positional {
		b.WriteString(" <" + p.Name + ">")
	}
	for _, f := range node.Flags {
		if f.Required {
			b.WriteString(" --" + f.Name + " " + f.FormatPlaceHolder())
		}
	}
	if len(node.Children) > 0 {
		b.WriteString(" <lệnh> …\n\nCác lệnh:\n")
		for _, leaf := range node.Leaves(true) {
			fmt.Fprintf(&b, "  %-20s %s\n", strings.TrimPrefix(leaf.Path(), programName+" "), leaf.Help)
		}
	}
	b.WriteString("\n\nTùy chọn:\n")
	for _, p := range node.Positional {
		fmt.Fprintf(&b, "  %-20s %s\n", "<"+p.Name+">", p.Help)
	}
	for _, group := range ctx.Flags() {
		name := "--" + group.Name
		if !group.IsBool() {
			name += " " + group.FormatPlaceHolder()
		}
		fmt.Fprintf(&b, "  %-20s %s\n", name, group.Help)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
