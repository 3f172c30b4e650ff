package uitest

import (
	"strings"
	"testing"
)

func TestCheckHTMLFindsWhatIsWrong(t *testing.T) {
	tests := map[string]string{
		`<p id="a"></p><p id="a"></p>`:                      "twice",
		`<div><p></div>`:                                    "closes",
		`<section><div></section>`:                          "closes",
		`<div>`:                                             "never closed",
		`<p style="color:red"></p>`:                         "style",
		`<p onclick="x()"></p>`:                             "onclick",
		`<script>x()</script>`:                              "inline script",
		`<style>p{}</style>`:                                "style",
		`<input name="a">`:                                  "no label",
		`<label for="nowhere">A</label>`:                    "nowhere",
		`<a href="#x">A</a>`:                                "leads nowhere",
		`<p aria-describedby="x"></p>`:                      "not there",
		`<img src="a.png">`:                                 "alt",
		`<button></button>`:                                 "no words",
		`<a href="/x"></a>`:                                 "no words",
		`<a href="javascript:x()">A</a>`:                    "javascript",
		`<input type="text" aria-label="">`:                 "no label",
		`<table><thead><tr><th>A</th></tr></thead></table>`: "scope",
	}
	for page, want := range tests {
		got := strings.Join(CheckHTML(page), "\n")
		if !strings.Contains(got, want) {
			t.Errorf("CheckHTML(%s) = %q, want something with %q", page, got, want)
		}
	}
	if got := CheckHTML(`<form><label for="a">A</label><input id="a"><input type="hidden" name="k"></form>`); len(got) != 0 {
		t.Errorf("CheckHTML of a sound page = %q, want nothing", got)
	}
}
