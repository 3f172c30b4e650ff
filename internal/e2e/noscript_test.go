package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"example.vn/khuyencong/internal/demo"
)

// Everything works without JavaScript: signing in, a filter, an establishment,
// a first draft of a scheme.
func TestE2ENoScript(t *testing.T) {
	s := newSite(t)
	p := newBrowser(s).person("canbo")
	p.withoutScripts()
	p.signIn("canbo")
	if evaluate[bool](p, `[...document.querySelectorAll("[data-density-item],[data-print]")].some((e) => !e.hidden)`) {
		t.Fatal("scripts run")
	}

	p.open("/de-an")
	p.fill("Năm", "2020")
	p.press("Lọc")
	p.saved()
	if !strings.Contains(evaluate[string](p, `location.search`), "nam=2020") {
		t.Errorf("the filter is not in the address: %s", evaluate[string](p, `location.search`))
	}
	p.sees("17 đề án")

	p.open("/co-so/moi")
	p.fill("Loại hình", "Hợp tác xã")
	p.fill("Tên cơ sở", "Hợp tác xã chè Không Kịch Bản")
	p.fill("Xã, phường", "Xã Tân Cương")
	p.fill("Số điện thoại", "0912 000 417")
	p.press("Lưu cơ sở")
	p.saved()
	p.sees("Hợp tác xã chè Không Kịch Bản")

	p.open("/de-an/moi")
	p.fill("Tên đề án", "Hỗ trợ máy vò chè không cần kịch bản")
	p.fill("Nguồn kinh phí", "Khuyến công địa phương")
	p.fill("Năm kế hoạch", "2027")
	p.fill("Nội dung hoạt động chính", "Ứng dụng máy móc")
	p.fill("Tìm cơ sở", "khong kich ban")
	p.press("Tìm")
	p.fill("Cơ sở", "Không Kịch Bản")
	p.press("Lập đề án")
	p.saved()
	p.sees("Hỗ trợ máy vò chè không cần kịch bản", "Các phần của hồ sơ")
	p.guideWalk()
	p.openWalk()
	p.quiet("without scripts")
	s.sound()
}

// openWalk finds a scheme among the public ones, and its page.
func (p *person) openWalk() {
	p.t.Helper()
	p.width(1280)
	p.open("/cong-khai/de-an?tinh=" + demo.Province)
	p.fill("Năm", "2020")
	p.fill("Nguồn kinh phí", "Khuyến công quốc gia")
	p.press("Lọc")
	p.saved()
	if query := evaluate[string](p, `location.search`); !strings.Contains(query, "nam=2020") || !strings.Contains(query, "tinh="+demo.Province) {
		p.t.Errorf("the filter is not in the address: %s", query)
	}
	p.sees("4.420.000.000", "4 trong 4 đề án", "Đã quyết toán")
	p.open("/cong-khai/de-an/" + demo.Province + "-2020-0001")
	p.sees("1.500.000.000", "Mã công khai")
}

// tabTo presses Tab until what is in focus satisfies an expression over e, and
// checks on the way that the focus can be seen.
func (p *person) tabTo(what string) {
	p.t.Helper()
	for range 80 {
		p.do(chromedp.KeyEvent(kb.Tab))
		if unseen := evaluate[string](p, `(() => { const e = document.activeElement, c = getComputedStyle(e);
			const r = e.getBoundingClientRect();
			if (e === document.body) return "";
			if (r.width === 0 || r.height === 0 || r.bottom < 0 || r.top > innerHeight) return "is off the screen";
			return (c.outlineStyle !== "none" && parseFloat(c.outlineWidth) >= 2) || c.boxShadow !== "none" ? "" : "shows no focus"; })()`); unseen != "" {
			p.t.Errorf("%s: %s %s", p.path(), evaluate[string](p, `document.activeElement.outerHTML.slice(0, 200)`), unseen)
		}
		if evaluate[bool](p, `(() => { const e = document.activeElement; return !!(`+what+`); })()`) {
			return
		}
	}
	p.t.Fatalf("%s: Tab never comes to %s\n%s", p.name, what, p.where())
}

// enter presses Enter and waits for the next page.
func (p *person) enter() {
	p.t.Helper()
	evaluate[bool](p, `window.kcBefore = true`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.arrive("")
}

// Without a mouse: sign in, open a thing to do, come back.
func TestE2EKeyboard(t *testing.T) {
	s := newSite(t)
	p := newBrowser(s).person("lanhdaoso")
	p.open("/dang-nhap?tiep=/viec")
	p.tabTo(`e.name === "login"`)
	p.do(chromedp.KeyEvent("lanhdaoso"))
	p.tabTo(`e.name === "password"`)
	p.do(chromedp.KeyEvent(demo.Password))
	p.enter()
	if p.path() != "/viec" {
		t.Fatalf("signed in, but at %s", p.where())
	}
	p.tabTo(`e.matches("a[href='#noi-dung']") || e.matches(".skip") || e.innerText.startsWith("Đến nội dung")`)
	p.tabTo(`e.closest("main") && e.matches("td a")`)
	want := evaluate[string](p, `document.activeElement.pathname`)
	p.enter()
	if p.path() != want || p.status() != 200 {
		t.Errorf("Enter on the first thing to do leads to %s (%d), want %s", p.path(), p.status(), want)
	}
	p.tabTo(`e.closest("nav") && e.innerText.includes("Việc cần làm")`)
	p.enter()
	if p.path() != "/viec" {
		t.Errorf("back at %s", p.path())
	}
	p.quiet("with the keyboard")
}
