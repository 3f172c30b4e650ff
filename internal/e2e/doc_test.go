// Package e2e walks through the pages in a real browser, as people do (kiểm
// thử đầu cuối): with the mouse, with the keyboard only, without scripts, on
// a phone's width and on paper.
//
// The tests run when KC_E2E is 1; KC_CHROMIUM names the browser. KC_SHOTS may
// name a folder that receives pictures of the pages, for people to look at.
package e2e
