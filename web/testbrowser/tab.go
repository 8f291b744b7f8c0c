package testbrowser

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Size is that of a window, in CSS pixels.
type Size struct {
	Name          string
	Width, Height int64
	Mobile        bool
}

// The sizes that pages are tried at.
var (
	Desktop = Size{Name: "desktop", Width: 1440, Height: 900}
	Tablet  = Size{Name: "tablet", Width: 820, Height: 1180, Mobile: true}
	Phone   = Size{Name: "phone", Width: 390, Height: 844, Mobile: true}
)

// Tab is one page of a site, open in the browser.
type Tab struct {
	// Site is the address of the site, without a slash at its end.
	Site string

	t        testing.TB
	ctx      context.Context
	problems problems
}

// Open opens the start page of a site: an address, or a handler that is served for the length of the test.
func Open(t testing.TB, site any) *Tab {
	t.Helper()
	tab := Blank(t, site)
	tab.Go("/")
	return tab
}

// Blank is a tab for a site that shows nothing yet, so that a test can set cookies, a size or a colour scheme first.
func Blank(t testing.TB, site any) *Tab {
	t.Helper()
	root := need(t)
	tab := &Tab{t: t}
	switch site := site.(type) {
	case string:
		tab.Site = strings.TrimSuffix(site, "/")
	case http.Handler:
		server := httptest.NewServer(site)
		t.Cleanup(server.Close)
		tab.Site = server.URL
	default:
		t.Fatalf("a site is an address or a handler, not %T", site)
	}
	ctx, cancel := chromedp.NewContext(root, chromedp.WithNewBrowserContext(), chromedp.WithListener(tab.problems.hear))
	tab.ctx = ctx
	t.Cleanup(func() { tab.finish(cancel) })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("a tab: %v", err)
	}
	tab.Size(Desktop)
	return tab
}

// finish tells what went wrong on the pages, with a picture of the last one where the test failed, and closes the tab.
func (tab *Tab) finish(cancel func()) {
	for _, problem := range tab.problems.unexpected() {
		tab.t.Errorf("in the browser: %s", problem)
	}
	if tab.t.Failed() {
		tab.keep()
	}
	cancel()
}

// keep writes a picture of the page and its words where a person finds them: TVSLAB_BROWSER_PICTURES, a folder.
func (tab *Tab) keep() {
	folder := os.Getenv("TVSLAB_BROWSER_PICTURES")
	if folder == "" {
		return
	}
	ctx, cancel := context.WithTimeout(tab.ctx, limit)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		tab.t.Logf("no picture of the page: %v", err)
		return
	}
	file := filepath.Join(folder, strings.ReplaceAll(tab.t.Name(), "/", "_")+".png")
	tab.t.Logf("the page, as it was: %s (%v)", file, os.WriteFile(file, picture, 0o644))
}

// do runs actions; the test ends if one fails.
func (tab *Tab) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, limit)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		tab.t.Fatalf("%s: %v", what, err)
	}
}

// call sends one command of the protocol of the browser; the test ends if it fails.
func call[P, R any](tab *Tab, command cdp.Command[P, R], params P) R {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, limit)
	defer cancel()
	answer, err := chromedp.Call(ctx, command, params)
	if err != nil {
		tab.t.Fatalf("%s: %v", command.Method, err)
	}
	return answer
}

// Go opens a page: a path of the site, or a whole address.
func (tab *Tab) Go(path string) {
	tab.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = tab.Site + path
	}
	tab.do("open "+path, chromedp.Navigate(path))
}

// Reload opens the page again.
func (tab *Tab) Reload() { tab.t.Helper(); tab.do("reload", chromedp.Reload()) }

// Path is where the tab is now, below the site.
func (tab *Tab) Path() string {
	tab.t.Helper()
	return strings.TrimPrefix(Eval[string](tab, "location.href"), tab.Site)
}

// Size makes the window so large.
func (tab *Tab) Size(s Size) {
	tab.t.Helper()
	call(tab, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: s.Width, Height: s.Height, DeviceScaleFactor: 1, Mobile: s.Mobile})
}

// Media is what the reader's system wants: {"prefers-color-scheme": "dark", "prefers-reduced-motion": "reduce"}; kind is "print" or "".
func (tab *Tab) Media(kind string, features map[string]string) {
	tab.t.Helper()
	params := emulation.SetEmulatedMediaParams{Media: kind}
	for name, value := range features {
		params.Features = append(params.Features, &emulation.MediaFeature{Name: name, Value: value})
	}
	call(tab, emulation.SetEmulatedMedia, params)
}

// Cookie gives the tab a cookie of the site.
func (tab *Tab) Cookie(c *http.Cookie) {
	tab.t.Helper()
	params := network.SetCookieParams{Name: c.Name, Value: c.Value, URL: tab.Site + "/"}
	if c.Path != "" {
		params.Path = c.Path
	}
	call(tab, network.SetCookie, params)
}

// Eval is the value of an expression on the page; a promise is waited for.
func Eval[T any](tab *Tab, expression string) T {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, limit)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		tab.t.Fatalf("%.200s: %v", expression, err)
	}
	return value
}

// still waits until transitions and animations that have an end are at it.
const still = `Promise.all(document.getAnimations().filter(a => a.effect?.getComputedTiming().endTime !== Infinity).map(a => a.finished.catch(() => 0)))`

// Picture is a PNG of what the window shows, once fonts are there and nothing moves any more.
func (tab *Tab) Picture() []byte {
	tab.t.Helper()
	Eval[bool](tab, `document.fonts.ready.then(() => `+still+`).then(() => true)`)
	ctx, cancel := context.WithTimeout(tab.ctx, limit)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		tab.t.Fatalf("a picture: %v", err)
	}
	return picture
}

// until asks the page again and again until an answer is good; told says what is missing, if the time is over.
func (tab *Tab) until(good func() bool, told func() string) {
	tab.t.Helper()
	end := time.NewTimer(limit)
	defer end.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !good() {
		select {
		case <-tick.C:
		case <-end.C:
			tab.t.Fatalf("%s on %s after %s", told(), tab.Path(), limit)
		}
	}
}

// Until waits until a condition in JavaScript holds. One that throws does not hold yet: what it asks for may come with the next page.
func (tab *Tab) Until(condition string) {
	tab.t.Helper()
	tried := "(() => { try { return !!(" + condition + ") } catch { return false } })()"
	tab.until(func() bool { return tab.holds(tried) }, func() string { return fmt.Sprintf("%s does not hold", condition) })
}

// holds is what an expression is now; a page that is just left holds nothing.
func (tab *Tab) holds(expression string) bool {
	ctx, cancel := context.WithTimeout(tab.ctx, limit)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression, chromedp.EvalAwaitPromise))
	return err == nil && value
}
