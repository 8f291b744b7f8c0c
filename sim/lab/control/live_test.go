package control

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/remedy"
	"tvslab/why"
)

// mistake replaces the signer of the ITL and all who could vouch for it.
var mistake = []string{"set cert regen CallManager", "set cert regen TVS", "utils service restart Cisco Trust Verification Service", "utils service restart Cisco Tftp"}

// older is a lab of release 11.5, where the ITL is signed with the CallManager key, with phones that are on.
func older(t *testing.T, resets Resets) *Lab {
	l := openLab(t, false, func(p *plan) { p.release, p.resets = "11.5", resets })
	_, err := l.Do(t.Context(), "power-on: all")
	require.NoError(t, err)
	return l
}

// mistaken types the mistake on both nodes.
func mistaken(t *testing.T, l *Lab) {
	for _, node := range l.Nodes() {
		s, err := l.Session(node)
		require.NoError(t, err)
		results, err := s.Type(t.Context(), mistake, nil)
		require.NoError(t, err)
		require.Empty(t, results[len(results)-1].Refused)
	}
}

// floor is the verdict of the group floor.
func floor(s *Status) string { return s.Groups[0].Trust }

// TestResets: phones that wait to reset until both certificates have changed on both nodes are locked; those that reset in between
// are not.
func TestResets(t *testing.T) {
	for _, row := range []struct{ resets, want string }{
		{"held", "locked"}, {"10m", "locked"}, {"at-once", "current"}, {"1m", "current"},
	} {
		t.Run(row.resets, func(t *testing.T) {
			resets, err := ParseResets(row.resets)
			require.NoError(t, err)
			l := older(t, resets)
			require.Equal(t, "current", floor(l.Status(t.Context())))
			mistaken(t, l)
			status, err := l.Do(t.Context(), "wait: registered")
			require.NoError(t, err)
			require.Equal(t, row.want, floor(status))
			require.Equal(t, &Waiting{When: row.resets, Why: []string{}}, status.Resets)
		})
	}
}

// TestResetsAfterTime: resets happen so long after phones were first told to, whatever moves the clock; where they are held, time alone
// does nothing.
func TestResetsAfterTime(t *testing.T) {
	for _, row := range []struct {
		resets string
		waits  int // after ten minutes
	}{{"held", 4}, {"10m", 0}} {
		t.Run(row.resets, func(t *testing.T) {
			resets, err := ParseResets(row.resets)
			require.NoError(t, err)
			l := older(t, resets)
			told := l.lab.Now()
			s, err := l.Session("")
			require.NoError(t, err)
			_, err = s.Type(t.Context(), mistake[:1], nil)
			require.NoError(t, err)
			require.Equal(t, 4, l.Waiting().Phones)
			require.Equal(t, told.Format(clockForm), l.Waiting().Since)
			status, err := l.Do(t.Context(), "advance: 8m")
			require.NoError(t, err)
			require.Equal(t, 4, status.Resets.Phones)
			require.Equal(t, 9*time.Minute, l.lab.Now().Sub(told))
			status, err = l.Do(t.Context(), "advance: 1m")
			require.NoError(t, err)
			require.Equal(t, row.waits, status.Resets.Phones)
		})
	}
}

func TestParseResets(t *testing.T) {
	_, err := ParseResets("soon")
	require.EqualError(t, err, `"soon" is neither "held" nor "at-once" nor a duration such as 10m`)
}

// TestRescue: phones that a live lab has locked are freed by what frees them in a scenario.
func TestRescue(t *testing.T) {
	l := older(t, ResetsHeld)
	mistaken(t, l)
	_, err := l.Do(t.Context(), "wait: registered")
	require.NoError(t, err)
	status, err := l.Do(t.Context(), "delete-trust-list: {phones: 'floor[1]', list: itl}")
	require.NoError(t, err)
	require.Equal(t, []int{1, 2, 1}, counts(status))
	s, err := l.Session("")
	require.NoError(t, err)
	_, err = s.Type(t.Context(), []string{"utils itl reset localkey"}, nil)
	require.NoError(t, err)
	require.Equal(t, "kept-old", phonesOf(t, l, PhoneQuery{Select: []string{"floor[2]"}}).Phones[0].Config, "nobody has booted since")
	status, err = l.Do(t.Context(), "reset: 'model 88*'")
	require.NoError(t, err)
	require.Equal(t, []int{3, 1}, counts(status))
	require.Equal(t, "current", floor(status))
}

func counts(s *Status) (list []int) {
	for _, g := range s.Groups {
		list = append(list, g.Count)
	}
	return list
}

func phonesOf(t *testing.T, l *Lab, q PhoneQuery) *PhoneList {
	list, err := l.Phones(t.Context(), q)
	require.NoError(t, err)
	return list
}

// TestPhones: selectors, verdicts and reasons choose; a limit cuts by name and tells of how many.
func TestPhones(t *testing.T) {
	l := older(t, ResetsHeld)
	mistaken(t, l)
	_, err := l.Do(t.Context(), "power-off: 'floor[2]'")
	require.NoError(t, err)
	_, err = l.Do(t.Context(), "wait: registered")
	require.NoError(t, err)
	for _, row := range []struct {
		q     PhoneQuery
		count int
		first string
	}{
		{PhoneQuery{}, 4, "SEP0A0101000001"},
		{PhoneQuery{Select: []string{"lobby", "floor[3]"}}, 2, "SEP0A0101000003"},
		{PhoneQuery{Select: []string{"SEP0A02*"}}, 0, ""},
		{PhoneQuery{Verdict: "locked"}, 3, "SEP0A0101000001"},
		{PhoneQuery{Verdict: "none"}, 1, "SEP0A0102000001"},
		{PhoneQuery{Reason: "signer-unknown"}, 3, "SEP0A0101000001"},
		{PhoneQuery{Select: []string{"floor"}, Reason: "no-sbd"}, 0, ""},
	} {
		if row.first == "" && len(row.q.Select) == 1 && row.q.Reason == "" {
			_, err := l.Phones(t.Context(), row.q)
			require.ErrorContains(t, err, "selects nothing; the first phone is SEP0A0101000001")
			continue
		}
		list := phonesOf(t, l, row.q)
		require.Equal(t, row.count, list.Count, "%+v", row.q)
		require.Len(t, list.Phones, row.count)
		if row.count > 0 {
			require.Equal(t, row.first, list.Phones[0].Name)
		}
	}
	off := phonesOf(t, l, PhoneQuery{Select: []string{"floor[2]"}}).Phones[0]
	require.Equal(t, Phone{Name: "SEP0A0101000002", Group: "floor", Model: "8841", Trust: "locked", List: "ITL", Reason: "signer-unknown", Config: "current"}, off)
	limited := phonesOf(t, l, PhoneQuery{Limit: 2})
	require.Equal(t, "SEP0A0101000002", limited.Next)
	rest := phonesOf(t, l, PhoneQuery{Limit: 2, After: limited.Next})
	require.Equal(t, 4, rest.Count)
	require.Equal(t, "SEP0A0101000003", rest.Phones[0].Name)
	require.Len(t, rest.Phones, 2)
	require.Empty(t, rest.Next)
	require.Equal(t, 4, limited.Count)
	require.Len(t, limited.Phones, 2)
	require.Equal(t, "SEP0A0101000002", limited.Phones[1].Name)
}

// TestManyPhones: an answer holds no more phones than its bound.
func TestManyPhones(t *testing.T) {
	l := openLab(t, false, func(p *plan) { p.floor = MostPhones + 10 })
	list := phonesOf(t, l, PhoneQuery{})
	require.Equal(t, MostPhones+11, list.Count)
	require.Len(t, list.Phones, MostPhones)
	require.Equal(t, fmt.Sprintf("SEP0A0101%06X", MostPhones), list.Phones[MostPhones-1].Name)
}

// TestRefusedSteps: what a lab does not do is told in a line, and changes nothing.
func TestRefusedSteps(t *testing.T) {
	l := older(t, ResetsHeld)
	before := l.lab.Now()
	for step, want := range map[string]string{
		"reset: flor":       `unknown phone group "flor"; did you mean "floor"?`,
		"reset: 'floor[9]'": `"floor[9]" selects nothing; the phones of "floor" are 1 to 3`,
		"advance: soon":     `advance: "soon" is no duration; write for example`,
		"rest: all":         `unknown verb "rest"`,
		"{":                 "",
		"delete-trust-list: {phones: floor, list: x}": `list cannot be "x"`,
	} {
		_, err := l.Do(t.Context(), step)
		require.ErrorAs(t, err, new(RefusedError), step)
		require.ErrorContains(t, err, want, step)
		require.NotContains(t, err.Error(), "\n")
	}
	require.Equal(t, before, l.lab.Now())
	for _, q := range []PhoneQuery{{Verdict: "fine"}, {Reason: "bad"}, {Limit: -1}, {Select: []string{"flor"}}} {
		_, err := l.Phones(t.Context(), q)
		require.ErrorAs(t, err, new(RefusedError), "%+v", q)
	}
}

// TestStopped: status names services that were stopped.
func TestStopped(t *testing.T) {
	l := openLab(t, false)
	s, err := l.Session("cucm-sub1")
	require.NoError(t, err)
	_, err = s.Type(t.Context(), []string{"utils service stop Cisco Tftp"}, nil)
	require.NoError(t, err)
	nodes := l.Status(t.Context()).Nodes
	require.Empty(t, nodes[0].Stopped)
	require.Equal(t, []string{"Cisco Tftp"}, nodes[1].Stopped)
}

// TestWhy: stories are told of the lab as it stands, and what is tried for them happens to nobody.
func TestWhy(t *testing.T) {
	shared := openLab(t, false, func(p *plan) { p.release, p.resets = "11.5", ResetsHeld })
	_, err := shared.Do(t.Context(), "power-on: all")
	require.NoError(t, err)
	mistaken(t, shared)
	_, err = shared.Do(t.Context(), "wait: registered")
	require.NoError(t, err)
	before := shared.Status(t.Context())
	doc, err := shared.Why(t.Context(), why.Ask{Group: "floor"})
	require.NoError(t, err)
	require.Equal(t, before.Clock, doc.Clock)
	require.Len(t, doc.Stories, 1)
	require.Equal(t, 3, doc.Stories[0].Count)
	require.Equal(t, remedy.ITLReset, doc.Stories[0].Remedies[0].Tried[0].Code)
	require.Equal(t, before, shared.Status(t.Context()))

	_, err = shared.Do(t.Context(), "delete-trust-list: floor")
	require.NoError(t, err)
	doc, err = shared.Why(t.Context(), why.Ask{})
	require.NoError(t, err)
	require.Empty(t, doc.Stories)
	require.Contains(t, doc.Well, "all is well")
	_, err = shared.Why(t.Context(), why.Ask{Phone: "SEP000000000000"})
	var refused RefusedError
	require.ErrorAs(t, err, &refused)
	require.ErrorContains(t, err, `phone "SEP000000000000": there is none in the lab`)
}

// TestLabAtThePrompt: the lab's own commands are typed at the prompt of a node, with completion and help; a node by itself knows none.
func TestLabAtThePrompt(t *testing.T) {
	l := openLab(t, false)
	s, err := l.Session("")
	require.NoError(t, err)
	type shell func(ctx context.Context, in io.Reader, out io.Writer) error
	typed := func(run shell, keys string) string {
		var out strings.Builder
		require.NoError(t, run(t.Context(), strings.NewReader(keys), &out))
		return out.String()
	}
	terminal := func(ctx context.Context, in io.Reader, out io.Writer) error {
		return s.Shell(ctx, in, out, Screen{Terminal: true, Width: 200, Height: 200})
	}
	screen := typed(terminal, "lab power-on all\rlab reset: flor\rlab\rlab do apply-config: floor\rlab st\t\rlab apply-con\tfl\t\rlab restart: {service: Cisco Tf\t}\rl\t?\x15quit\r")
	require.Contains(t, screen, "floor: current\r\n")
	require.Contains(t, screen, `unknown phone group "flor"; did you mean "floor"?`)
	require.Contains(t, screen, "such as lab reset: all, or lab status\r\nExecuted command unsuccessfully")
	require.Contains(t, screen, "lab status")
	require.Contains(t, screen, "lab apply-config: floor")
	require.Contains(t, screen, "lab restart: {service: Cisco Tftp }")
	require.Contains(t, screen, "does a step of the scenario language")

	results, err := s.Type(t.Context(), []string{"lab status", "lab fault: {kind: node-down, nodes: cucm-sub1}", "lab nonsense"}, nil)
	require.NoError(t, err)
	require.Contains(t, results[0].Output, "lobby: none")
	require.Contains(t, results[2].Refused, "nonsense")
	_, err = l.Session("cucm-sub1")
	require.NoError(t, err)
	require.True(t, l.lab.Cluster().Node("cucm-sub1").Down)

	node := func(ctx context.Context, in io.Reader, out io.Writer) error { return s.AdminShell(in, out).Run(ctx) }
	require.Contains(t, typed(node, "lab status\nquit\n"), "No valid command entered")
}
