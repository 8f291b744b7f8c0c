package play

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"tvslab/event"
	"tvslab/junit"
	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/scenarios"
	"tvslab/scenarios/library"
	"tvslab/sim/fact"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/sim/system"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open returns cells of the library, and options that play them in memory with everything kept.
func open(t *testing.T, name string) ([]*scenarios.Scenario, Options) {
	t.Helper()
	list, err := library.Gather(name)
	require.NoError(t, err)
	cells, err := library.Selection{}.Cells(list)
	require.NoError(t, err)
	keys, err := keypool.Open("../../testdata/keys", nil)
	require.NoError(t, err)
	return cells, Options{Options: scenarios.Options{Keys: keys}, Timeline: true, Logs: true}
}

// TestAll: every cell is played, its results stand where the cell does, and each step is told once.
func TestAll(t *testing.T) {
	list, o := open(t, "tftp-both-changed-tvs-ok")
	steps, told := 0, 0
	for _, s := range list {
		steps += len(s.Steps)
	}
	cells, err := All(t.Context(), list, o, func(done, total int) {
		require.Equal(t, steps, total)
		told++
		require.Equal(t, told, done)
	})
	require.NoError(t, err)
	require.Equal(t, steps, told)
	for i, c := range cells {
		require.NoError(t, c.Err)
		require.True(t, c.Result.Held)
		require.Contains(t, c.Result.Cell, list[i].Release.Value)
		require.NotEmpty(t, c.Timeline)
		require.NotEmpty(t, c.Logs)
	}
}

// TestEnded: once the context has ended nothing is begun.
func TestEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	list, o := open(t, "tftp-both-changed-tvs-ok")
	cells, err := All(ctx, list, o, nil)
	require.ErrorIs(t, err, context.Canceled)
	require.Nil(t, cells[0])
}

// TestUnplayed: a cell that cannot be played has a result that says why, and a case in the JUnit report.
func TestUnplayed(t *testing.T) {
	list, o := open(t, "tftp-both-changed-tvs-ok")
	o.Keys = nil
	c := &Cell{Err: context.DeadlineExceeded, Result: scenarios.Unplayed(list[0], o.Options, context.DeadlineExceeded)}
	require.False(t, c.Result.Held)
	all, _ := junitOf([]*Cell{c})
	require.Equal(t, junit.Counts{Tests: 1, Errors: 1}, all.Counts)
}

// TestJUnit: a case for each target of each step, whether it held or not, with counts.
func TestJUnit(t *testing.T) {
	held := &Cell{Result: &scenarios.Result{Scenario: "a", Cell: "11.5", File: "a.yaml", Held: true, Checked: []scenarios.Check{{Step: 2, Line: 7, Target: "desk", Of: 3}},
		Refusals: []scenarios.Refusal{{Step: 3, Line: 9, Verb: "cli", Text: "no"}},
		Groups:   []scenarios.GroupResult{{Group: "desk", Count: 3, Model: "8841", Trust: "current", On: true, Config: "current"}}}}
	failed := &Cell{Result: &scenarios.Result{Scenario: "a", Cell: "12.5", File: "a.yaml", Seconds: 0.25,
		Checked: []scenarios.Check{{Step: 2, Line: 7, Target: "desk", Of: 3}, {Step: 2, Line: 7, Target: "lobby", Of: 1}, {Step: 4, Line: 9, Target: "desk", Of: 3}},
		Failures: []scenarios.Failure{
			{Step: 2, Line: 7, Target: "desk", Field: "trust", Want: "current", Got: "locked", Count: 2, Of: 3, Why: []string{"one", "two"}},
			{Step: 2, Line: 7, Target: "desk", Field: "config", Want: "current", Got: "none", Count: 3, Of: 3},
			{Step: 5, Line: 11, Target: "regenerate", Field: "error", Want: "a refusal", Got: "it was done"},
		}}}
	var out bytes.Buffer
	require.NoError(t, WriteJUnit(&out, []*Cell{held, failed}))
	for _, part := range []string{
		xml.Header + `<testsuites tests="8" failures="2" errors="0" time="0.250">`,
		`<testsuite name="a 11.5" tests="3" failures="0" errors="0" time="0.000">`,
		`<testcase name="11.5: step 2: desk" classname="a" file="a.yaml" line="7"></testcase>`,
		`<testcase name="11.5: step 3: cli refused" classname="a" file="a.yaml" line="9"></testcase>`,
		`<system-out>desk: 3 8841, trust current`,
		`<testsuite name="a 12.5" tests="5" failures="2" errors="0" time="0.250">`,
		`<testcase name="12.5: played" classname="a" file="a.yaml" time="0.250"></testcase>`,
		`a.yaml:7: desk: trust: expected current, found locked on 2 of 3`, "one&#xA;two",
		`a.yaml:7: desk: config: expected current, found none on 3 of 3`,
		`<testcase name="12.5: step 5: regenerate" classname="a" file="a.yaml" line="11">`,
	} {
		require.Contains(t, out.String(), part)
	}
	require.Equal(t, 3, strings.Count(out.String(), "<failure "))
}

// TestJUnitOfScenario: every expectation of a real scenario has its case.
func TestJUnitOfScenario(t *testing.T) {
	list, o := open(t, "tftp-both-changed-tvs-ok")
	c := One(t.Context(), list[0], o)
	all, _ := junitOf([]*Cell{c})
	require.Zero(t, all.Failures)
	targets := map[scenarios.Check]bool{} // a target may have several expectations
	for _, check := range c.Result.Checked {
		targets[check] = true
	}
	require.Len(t, c.Result.Checked, c.Result.Checks)
	require.Equal(t, len(targets)+1, all.Tests)
	require.Greater(t, all.Tests, 4)
}

// TestStory: a phone's story has its own events only, and says so if there is no such phone.
func TestStory(t *testing.T) {
	list, o := open(t, "tftp-both-changed-tvs-ok")
	c := One(t.Context(), list[0], o)
	var out bytes.Buffer
	WriteStory(&out, c.Timeline, nil, "SEP0A0101000001")
	require.Contains(t, out.String(), "The story of SEP0A0101000001\n")
	require.Contains(t, out.String(), "Accepted")
	require.NotContains(t, out.String(), "no phone of this name")
	out.Reset()
	WriteStory(&out, c.Timeline, nil, "SEP000000000000")
	require.Contains(t, out.String(), "no phone of this name")
}

// TestTimeline: each kind of line, from literal events.
func TestTimeline(t *testing.T) {
	list, _ := open(t, "tftp-both-changed-tvs-ok")
	step := &list[0].Steps[0]
	at := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	one, two := "SEP0A0101000001", "SEP0A0101000002"
	refused := trust.Decision{File: trust.FileITL, Name: "ITL" + one + ".tlv", Code: reason.SignerUnknown}
	stuck := scenarios.GroupResult{Group: "desk", Count: 2, Model: "8841", Trust: string(lab.TrustLocked), Config: "current", Why: []string{"first", "second"}}
	free := stuck
	free.Group, free.Trust = "lobby", string(lab.TrustCurrent)
	timeline := []event.Event{
		{Time: at, What: scenarios.StepBegun{Step: step}},
		{What: scenarios.StepRefused{Err: errors.New("first line\nsecond line")}},
		{What: fact.ResetQueued{Why: "x"}},
		{Node: "pub", What: fact.NodePower{}},
		{Node: "pub", What: fact.NodePower{}},
		{Phone: one, What: phone.StatusShown{Text: "CTL" + one + ".tlv"}},
		{Phone: one, What: phone.Decided{Decision: refused}},
		{Phone: two, What: phone.StatusShown{Text: "CTL" + two + ".tlv"}},
		{What: scenarios.GroupFound{GroupResult: stuck}},
		{What: scenarios.GroupFound{GroupResult: free}},
		{What: system.Changed{Name: "agents", System: "uccx", Reason: system.ServiceDown, Loses: "no logins"}},
	}
	var out bytes.Buffer
	WriteTimeline(&out, timeline)
	head := "2026-01-05 08:00:00  1. " + step.String() + "\n"
	require.Equal(t, head+
		"      step       refused       first line\n"+
		"                               second line\n"+
		"      cluster    reset         all phones will be reset: x\n"+
		"      pub        node          node is down\n"+
		"      pub        node          node is down\n"+
		"      phone      status        CTLSEP<MAC>.tlv  (2 phones)\n"+
		"      phone      decision      "+trust.Conclusion(refused)+"\n"+
		"      verdict    locked        "+stuck.String()+"\n"+
		"                     first\n"+
		"                     second\n"+
		"      verdict    current       "+free.String()+"\n"+
		"      agents     system        uccx is down: service-down; no logins\n\n", out.String())
	out.Reset()
	WriteStory(&out, timeline, nil, one)
	story := "The story of " + one + "\n  " + head + "    refused       first line\n                  second line\n    status        CTL" + one + ".tlv\n"
	for _, line := range trust.Explain(refused) {
		story += "      " + line + "\n"
	}
	require.Equal(t, story+"\n", out.String())
}

// Lines go into a file for each node and phone, as they were written; into the timeline under who wrote them.
func TestLogs(t *testing.T) {
	c := &Cell{Result: &scenarios.Result{Scenario: "s", Cell: "11.5 non-secure"}}
	at := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	for _, line := range []event.Event{
		{Time: at, Node: "pub", What: lab.Line{Log: lab.LogTVS, Text: "one"}},
		{Time: at, Phone: "SEP0A0101000001", What: lab.Line{Log: lab.LogConsole, Text: "two"}},
		{Time: at, Node: "pub", What: lab.Line{Log: lab.LogTVS, Text: "three"}},
	} {
		c.keep(line, true)
	}
	dir := t.TempDir()
	require.NoError(t, SaveLogs(dir, []*Cell{c}))
	for name, want := range map[string]string{"pub-tvs.log": "one\nthree\n", "SEP0A0101000001-console.log": "two\n"} {
		got, err := os.ReadFile(filepath.Join(dir, "s", "11.5-non-secure", name))
		require.NoError(t, err)
		require.Equal(t, want, string(got))
	}
	var printed bytes.Buffer
	WriteLogs(&printed, c.Logs)
	require.Equal(t, "pub tvs: one\nSEP0A0101000001 console: two\npub tvs: three\n\n", printed.String())
	printed.Reset()
	WriteTimeline(&printed, c.Timeline)
	require.Contains(t, printed.String(), "pub        tvs           one")
	require.Contains(t, printed.String(), "phone      console       two")

	for name, folder := range map[string]string{"..": ".%2E", ".": "%2E", "": "%", "nul": "%6Eul", "a: b": "a%3A b"} {
		c.Result.Scenario = name
		inside := filepath.Join(dir, "inside")
		require.NoError(t, SaveLogs(inside, []*Cell{c}))
		require.FileExists(t, filepath.Join(inside, folder, "11.5-non-secure", "pub-tvs.log"))
	}
	require.NoDirExists(t, filepath.Join(dir, "11.5-non-secure"))
	c.Result.Scenario = "linked"
	linked := filepath.Join(dir, "linked")
	require.NoError(t, os.Mkdir(linked, 0o700))
	require.NoError(t, os.Symlink(dir, filepath.Join(linked, "linked")))
	require.ErrorContains(t, SaveLogs(linked, []*Cell{c}), "escapes")

	require.NoError(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o600))
	require.ErrorContains(t, SaveLogs(filepath.Join(dir, "file"), []*Cell{c}), "not a directory")
}
