package write_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/plan"
	"tvslab/plan/testplan"
	"tvslab/plan/write"
)

// htmlOf is the page of some plans.
func htmlOf(t *testing.T, names ...string) string {
	t.Helper()
	var list []*plan.Report
	for _, name := range names {
		list = append(list, testplan.Make(t, testplan.Cell(t, name, "")))
	}
	var out bytes.Buffer
	require.NoError(t, write.HTML(&out, list))
	return out.String()
}

// TestHTML: the page is whole, names nothing outside itself, and has what belongs to each plan.
func TestHTML(t *testing.T) {
	page := htmlOf(t, "careless", "refused", "lent")
	require.Empty(t, regexp.MustCompile(`(src|href)="[^#"]`).FindAllString(page, -1))
	require.NotContains(t, page, "://")
	require.NotContains(t, page, "@import")
	for _, part := range []string{
		`<p class="verdict bad" role="status">LOCKS 120 PHONES AT STEP 4</p>`,
		`<p class="verdict bad" role="status">CANNOT BE DONE: STEP 3 IS REFUSED</p>`,
		`<span class="said">desk: 12 off, 268 current, margin 5, changed</span>`,
		`certificates CallManager, TVS renewed on all nodes`,
		`Certificates before and after`, `Systems around the cluster, at the end`, `Not played: a step before it cannot be done.`,
	} {
		require.Contains(t, page, part)
	}
	ids := map[string]bool{}
	for _, found := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		require.False(t, ids[found[1]], "id %s stands twice", found[1])
		ids[found[1]] = true
	}
	for _, found := range regexp.MustCompile(`(?:href="#|data-to="|labelledby=")([^"]+)"`).FindAllStringSubmatch(page, -1) {
		require.True(t, ids[found[1]], "nothing has id %s", found[1])
	}
}

// TestHTMLHasAll: the page tells what the verdict rests on, what phones did, the anchors, warnings and conditions.
func TestHTMLHasAll(t *testing.T) {
	r, err := plan.Make(t.Context(), testplan.Cell(t, "careful", ""), plan.Options{Keys: testplan.Keys(t), Conditions: true, Assumptions: true, Stories: true})
	require.NoError(t, err)
	other, err := plan.Make(t.Context(), testplan.Cell(t, "careless", ""), plan.Options{Keys: testplan.Keys(t), Assumptions: true})
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, write.HTML(&out, []*plan.Report{r, other}))
	for _, part := range []string{
		"What the verdict rests on", "phone.tvs_failover_on_tls_failure", "LOCKS 400 PHONES AT STEP 4", "Point of no return", "utils itl reset localkey",
		"SAFE IF WHAT IT RELIES ON HOLDS", "<b>if cucm-pub is up in steps 2 to 4</b>",
		"<tr><th scope=\"row\">step 5</th><td><ul><li>reset: ", "Anchors for the next list", "Cisco CTIManager: works with the CallManager certificate of before",
	} {
		require.Contains(t, out.String(), part)
	}
}

// TestHTMLIsClosed: every element that is opened is closed, in order.
func TestHTMLIsClosed(t *testing.T) {
	page := htmlOf(t, "careless", "refused", "many")
	page = regexp.MustCompile(`(?s)<(script|style)>.*?</(script|style)>`).ReplaceAllString(page, "")
	page = regexp.MustCompile(`<((?:meta|br|input)[^>]*)>`).ReplaceAllString(page, "<$1/>")
	page = regexp.MustCompile(` (hidden|open)>`).ReplaceAllString(page, ` $1="">`)
	d := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(page, "<!DOCTYPE html>")))
	d.Entity = xml.HTMLEntity
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
	}
}

// TestHTMLIsText: what a plan calls things is text, whatever is in it.
func TestHTMLIsText(t *testing.T) {
	r := testplan.Make(t, testplan.Cell(t, "careful", ""))
	r.Title, r.Groups[0].Name, r.Steps[0].Words = "</title><script>alert(1)</script>", "<b>", "\u202e\x1b<i onclick=x>"
	var out bytes.Buffer
	require.NoError(t, write.HTML(&out, []*plan.Report{r}))
	for _, never := range []string{"<script>alert", "<b>,", "<i onclick", "\u202e", "\x1b"} {
		require.NotContains(t, out.String(), never)
	}
}

// browser is a Chromium that draws pages without a screen, "" where there is none.
func browser() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// drawn is the page as a browser has it once its script ran, and another script after it.
func drawn(t *testing.T, page, script string) string {
	t.Helper()
	chromium := browser()
	if chromium == "" {
		t.Skip("there is no Chromium here")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "page.html")
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(page, "</body>", "<script>"+script+"</script></body>", 1)), 0o644))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=390,800",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--dump-dom", "file://"+file)
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("%s does not start here: %v", chromium, err)
	}
	return string(out)
}

// TestBrowser: in a real browser one step is shown at a time, the arrow keys and the rows of the matrix lead to others, and on a phone the
// page is no wider than the screen.
func TestBrowser(t *testing.T) {
	dom := drawn(t, htmlOf(t, "careless"), `
		const shown = () => [...document.querySelectorAll(".step")].filter(s => s.offsetParent).map(s => s.querySelector("h3").textContent);
		const said = [];
		said.push(shown());
		for (let i = 0; i < 3; i++) document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
		said.push(shown());
		document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
		said.push(shown());
		document.querySelectorAll("tr[data-to] a")[4].click();
		said.push(shown());
		said.push(document.querySelector("tr.here").textContent.includes("5 power-on desk"));
		said.push(document.documentElement.scrollWidth <= innerWidth);
		document.body.dataset.said = JSON.stringify(said);`)
	found := regexp.MustCompile(`data-said="([^"]*)"`).FindStringSubmatch(dom)
	require.NotNil(t, found, "the script did not come to its end")
	require.Equal(t, `[["1. power-on all"],["4. restart Cisco CallManager, Cisco Trust Verification Service, Cisco Tftp on cucm-pub, cucm-sub1"],`+
		`["3. regenerate CallManager, TVS on all"],["5. power-on desk"],true,true]`, strings.ReplaceAll(found[1], "&quot;", `"`))
}
