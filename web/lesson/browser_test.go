package lesson_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/lessons"
	"tvslab/sim/lab/control"
	page "tvslab/web/lesson"
	"tvslab/web/testbrowser"
)

// typed types a command in the terminal of a page, and waits until the node has answered.
func typed(tab *testbrowser.Tab, line, answer string) {
	for _, c := range line {
		key := string(c)
		if c == ' ' {
			key = "Space"
		}
		tab.Press(key)
	}
	tab.Press("Enter")
	tab.Until(`document.querySelector(".xterm-rows").textContent.includes("` + answer + `")`)
}

// TestWholeLesson: a lesson is done from the ticket to the debrief by clicking and typing, with the panel beside the pages that one works on.
func TestWholeLesson(t *testing.T) {
	l, err := lessons.Find("first-look")
	require.NoError(t, err)
	r := open(t, l)
	ctx, cancel := context.WithCancel(t.Context())
	followed := make(chan struct{})
	go func() { page.Follow(ctx, r.Room); close(followed) }()
	t.Cleanup(func() { cancel(); <-followed })
	sub := r.Lab.Nodes()[1]
	held, err := r.Lab.Certificates(control.CertificateQuery{Node: sub, Store: "TVS"})
	require.NoError(t, err)
	serial := held[0].Serial

	tab := testbrowser.Blank(t, r.pages)
	tab.Go("/lesson")
	tab.Wait("Monitoring warns that the certificate of the Trust Verification Service on " + sub)
	testbrowser.Axe(t, tab)
	tab.Click("button", "Check all")
	tab.Wait("Not done yet: look, replace, phones.")
	tab.Wait("nothing")
	testbrowser.Axe(t, tab)

	// Look: in the terminal of the node, with the lesson beside it.
	tab.Go("/cluster/terminal/" + sub)
	tab.Wait("Connected. Keys go to the node.")
	tab.Until(`document.querySelector(".xterm-rows").textContent.includes("admin:")`)
	tab.WaitFor("button", "Hint for look")
	tab.Click("button", "Hint for look")
	tab.Until(`document.querySelector("#lesson .lesson-hints")?.textContent.includes("begin with")`)
	tab.Until(`(document.querySelector(".xterm-helper-textarea").focus(), true)`)
	typed(tab, "show cert own TVS", "Serial")
	tab.Press("q")
	tab.Type("Which serial number does the TVS certificate of "+sub+" have?", "123")
	tab.Press("Enter")
	tab.Wait("That is not right.")
	tab.Type("Which serial number does the TVS certificate of "+sub+" have?", serial)
	tab.Click("button", "Answer look")
	tab.Wait("Certificates are told apart by issuer and serial number")
	tab.Click("button", "Check look")
	tab.Wait("Done: look.")
	testbrowser.Axe(t, tab)

	// Replace: on the pages of the cluster, where services are restarted before any phone is reset.
	tab.Go("/cluster/certificates?node=" + sub + "&store=TVS")
	tab.Click("link", sub)
	tab.Wait("Certificate Details for")
	tab.Click("button", "Regenerate")
	tab.WaitFor("dialog", "Message from the page")
	tab.Click("button", "Close")
	for _, one := range [][2]string{{sub, "Cisco Trust Verification Service"}, {sub, "Cisco Tftp"}, {r.Lab.Nodes()[0], "Cisco Tftp"}} {
		tab.Go("/cluster/nodes/" + one[0])
		tab.Click("button", "Restart "+one[1])
		tab.Click("button", "OK")
		tab.Wait("As a step: restart: {nodes: " + one[0])
	}
	tab.Click("button", "Check replace")
	tab.Wait("Done: replace.")
	tab.Click("button", "Next hint")
	tab.Wait("Hint for phones: ")

	// Phones: what is chosen stays while the lab goes on beside it.
	tab.Go("/phones?q=group:desk")
	tab.WaitFor("button", "Answer phones")
	tab.Until(`[...document.querySelectorAll("#lesson label")].some(l => l.textContent.includes("when it is reset") && (l.click(), true))`)
	tab.Click("button", "Reset")
	tab.Click("button", "OK")
	tab.Wait("reset: ")
	tab.Until(`document.querySelector('#lesson input[type="radio"]:checked')?.value === "when it is reset or restarted"`)
	tab.Click("button", "Answer phones")
	tab.Wait("Phones ask for CTL, ITL and configuration when they boot")
	tab.Press("t")
	tab.Until(`document.documentElement.dataset.aside === "shut"`)
	tab.Reload()
	tab.Until(`document.getElementById("aside-fold").getAttribute("aria-expanded") === "false"`)
	testbrowser.Axe(t, tab)
	tab.Click("button", "Lesson")
	tab.Click("button", "Check all")
	tab.Wait("All tasks are done.")
	tab.Wait("The ITL names the TVS servers of a cluster.")
	score := r.tutor.Score()
	require.Equal(t, 3, score.Done)
	require.Equal(t, 1, score.Wrong)
	require.Contains(t, tab.Text("#lesson-score"), "Hints, wrong answers")

	tab.Size(testbrowser.Phone)
	tab.Go("/lesson")
	require.LessOrEqual(t, testbrowser.Eval[int](tab, "document.documentElement.scrollWidth"), 390)
	testbrowser.Axe(t, tab)
	tab.Click("button", "Begin again")
	tab.Wait("Put the lab back to where the lesson begins?")
	tab.Click("button", "OK")
	tab.Wait("The lab is back at the beginning of the lesson.")
	tab.Until(`document.querySelector(".lesson-standing")?.textContent.includes("0 of 3 tasks")`)
	require.False(t, strings.Contains(tab.Text("#lesson"), "Passed"))
}
