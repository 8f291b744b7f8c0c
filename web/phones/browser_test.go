package phones_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/web/testbrowser"
)

// TestFieldInBrowser: the field is walked by keys, filtered, and opens phones; forms ask before they act.
func TestFieldInBrowser(t *testing.T) {
	r := open(t, 60, locked...)
	tab := testbrowser.Blank(t, r.pages)
	tab.Go("/phones")
	tab.Until(`performance.getEntriesByName("phones-painted").length > 0`)
	tab.WaitFor("link", "berlin-8841 (60)")
	testbrowser.Axe(t, tab)
	tab.TabTo("application", "Field of 62 phones")
	tab.Press("Right", "Right")
	tab.Until(`document.getElementById("said").textContent.startsWith("SEP0A0101000002, berlin-8841: locked, registered")`)
	tab.Press("PageDown")
	tab.Until(`document.getElementById("said").textContent.startsWith("SEP0A0102000001, berlin-7940")`)
	tab.Press("Home", "Enter")
	tab.Until(`location.pathname === "/phones/SEP0A0101000001"`)
	tab.WaitFor("heading", "SEP0A0101000001")
	tab.Wait("What would end it")
	testbrowser.Axe(t, tab)

	tab.Go("/phones")
	tab.Press("/")
	require.Contains(t, tab.Focused(), "Filter")
	tab.Type("Filter", "locked name:*1")
	tab.Press("Enter")
	tab.Until(`location.search.includes("locked")`)
	tab.Until(`document.getElementById("wall").getAttribute("aria-label") === "Field of 5 phones"`)
	tab.Click("button", "Switch off")
	tab.Wait("Switch 5 phones off?")
	tab.Click("button", "OK")
	tab.Wait("off: 5 phones")
	tab.Until(`document.querySelector('[data-count="off"]').textContent === "5"`)
	tab.Click("link", "List")
	tab.WaitFor("table", "5 phones, by name,…")
	testbrowser.Axe(t, tab)
	require.Equal(t, []any{1600.0, true}, testbrowser.Eval[[]any](tab, `(async () => {
		const picture = new Image();
		picture.src = "/phones/field.svg?q=locked";
		await picture.decode();
		return [picture.naturalWidth, picture.naturalHeight > 100];
	})()`), "a browser makes a picture of it")
	tab.Size(testbrowser.Phone)
	tab.Go("/phones")
	tab.Until(`performance.getEntriesByName("phones-painted").length > 0`)
	require.LessOrEqual(t, testbrowser.Eval[int](tab, `document.documentElement.scrollWidth`), 390)
}

// TestManyInBrowser: ten thousand phones are painted, walked and updated while they boot. Times are told, not judged.
func TestManyInBrowser(t *testing.T) {
	r := open(t, many-2, `power-on: "berlin-8841[1..5000]"`)
	tab := testbrowser.Blank(t, r.pages)
	tab.Go("/phones")
	tab.Until(`performance.getEntriesByName("phones-painted").length > 0`)
	painted := testbrowser.Eval[float64](tab, `performance.getEntriesByName("phones-painted")[0].startTime`)
	first := testbrowser.Eval[float64](tab, `performance.getEntriesByName("first-contentful-paint")[0]?.startTime || 0`)
	t.Logf("first contentful paint %.0f ms, 10,000 cells painted %.0f ms after the navigation began", first, painted)
	require.LessOrEqual(t, testbrowser.Eval[float64](tab, `document.getElementById("cells").getBoundingClientRect().bottom`), 900.0)

	// What the page is kept from doing, while five thousand phones boot in a hundred steps and the page is told of each.
	testbrowser.Eval[bool](tab, `(() => {
		window.worst = 0; window.frames_ = 0; window.long = 0; window.asked = 0;
		let last = performance.now();
		const beat = (now) => { window.worst = Math.max(window.worst, now - last); last = now; window.frames_++; requestAnimationFrame(beat); };
		requestAnimationFrame(beat);
		new PerformanceObserver((l) => { for (const e of l.getEntries()) window.long = Math.max(window.long, e.duration); }).observe({ type: "longtask" });
		new PerformanceObserver((l) => { for (const e of l.getEntries()) if (e.name.includes("/phones/field")) window.asked++; }).observe({ type: "resource" });
		return true;
	})()`)
	began := time.Now()
	for i := range 100 {
		require.NoError(t, r.Lab.Play(t.Context(), "test", fmt.Sprintf("power-on: berlin-8841[%d..%d]", 5001+i*50, min(5050+i*50, many-2))))
	}
	tab.Until(`document.querySelector('[data-count="registered"]').textContent === "9998"`)
	t.Logf("5,000 phones booted in 100 steps, all shown after %v: %d frames, the longest wait for one %.0f ms, longest task %.0f ms, %d updates",
		time.Since(began).Round(time.Millisecond), testbrowser.Eval[int](tab, `window.frames_`), testbrowser.Eval[float64](tab, `window.worst`),
		testbrowser.Eval[float64](tab, `window.long`), testbrowser.Eval[int](tab, `window.asked`))
	tab.TabTo("application", "Field of 10000 phones")
	tab.Press("End", "Up")
	tab.Until(`document.getElementById("said").textContent.startsWith("SEP0A0102000001")`)
}
