// Package testbrowser opens pages in a real Chromium, for tests. They work as people do, by role and name: press the button "Reset", type into the
// field "Filter", press a key, wait for a text. A test fails of itself when a page writes an error to the console, throws, asks for what
// is not there or breaks its Content-Security-Policy.
//
// A test binary has one browser; each test has a tab with cookies of its own. In TestMain:
//
//	func TestMain(m *testing.M) { goleak.VerifyTestMain(testbrowser.Main{M: m}) }
//
// Where there is no Chromium, tests are skipped; with TVSLAB_BROWSER=1 they fail.
package testbrowser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"tvslab/testrace"
)

// limit is how long one action may take: a machine that plays other tests meanwhile is slow.
const limit = 30 * time.Second

// Main plays the tests of a package, and ends the browser that they opened.
type Main struct{ M *testing.M }

// Run is the result of the tests, as of testing.M.
func (m Main) Run() int {
	code := m.M.Run()
	if browser.stop != nil {
		browser.stop()
	}
	return code
}

// browser is the one of this test binary.
var browser struct {
	once sync.Once
	ctx  context.Context
	stop func()
	err  error
}

// chromium is the browser that is installed, "" if none is.
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// start starts the browser, once.
func start() {
	path := chromium()
	if path == "" {
		browser.err = fmt.Errorf("there is no Chromium here")
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("hide-scrollbars", true), chromedp.Flag("font-render-hinting", "none"), chromedp.Flag("mute-audio", true))
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	browser.ctx, browser.stop = ctx, func() { cancel(); end() }
	if err := chromedp.Do(ctx); err != nil {
		browser.err = fmt.Errorf("%s does not start: %w", path, err)
	}
}

// need is the browser; without one the test is skipped, or fails where one has to be.
func need(t testing.TB) context.Context {
	t.Helper()
	if testrace.On {
		t.Skip("pages are tried in a browser where the race detector does not look")
	}
	browser.once.Do(start)
	switch {
	case browser.err == nil:
		return browser.ctx
	case os.Getenv("TVSLAB_BROWSER") == "1":
		t.Fatalf("%v, and TVSLAB_BROWSER=1 wants one", browser.err)
	default:
		t.Skipf("%v: pages are not tried in a browser", browser.err)
	}
	return nil
}
