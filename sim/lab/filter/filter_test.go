package filter_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone/trust"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/sim/lab"
	"tvslab/sim/lab/filter"
)

const site = `title: A lab
release: "11.5"
cluster:
  mode: non-secure
  nodes:
    cucm-pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    cucm-sub1: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  berlin-8841: {model: "8841", count: 3, tftp: [cucm-pub, cucm-sub1], group: [cucm-pub]}
  berlin-7940: {model: "7940", count: 2, tftp: [cucm-sub1], group: [cucm-sub1]}
  lobby: {model: "8851", count: 2, tftp: [cucm-pub], group: [cucm-pub, cucm-sub1]}
steps: [expect: {lobby: {trust: none}}]
`

const steps = `
power-on: "berlin-*"
power-off: "berlin-8841[3]"
regenerate: {nodes: cucm-pub, certificate: CallManager}
restart: {nodes: cucm-pub, service: Cisco Tftp}
reset: "berlin-8841[2]"
regenerate: {nodes: cucm-pub, certificate: TVS}
`

func openLab(t testing.TB) *lab.Lab {
	t.Helper()
	pool, err := keypool.Open("../../../testdata/keys", nil)
	require.NoError(t, err)
	s, err := scenarios.Load("lab.yaml", []byte(site))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: pool})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Lab.Close()) })
	for _, step := range strings.Split(strings.TrimSpace(steps), "\n") {
		require.NoError(t, r.Do(t.Context(), step))
	}
	return r.Lab
}

// chosen are the phones of a filter: b1 to b3 for berlin-8841, o1 and o2 for berlin-7940, l1 and l2 for the lobby.
func chosen(t testing.TB, l *lab.Lab, text string) string {
	t.Helper()
	f, err := filter.Parse(text)
	require.NoError(t, err)
	stands, err := f.Stands(t.Context(), l, l.Phones())
	require.NoError(t, err)
	var names []string
	for _, s := range stands {
		for p := range l.Each(s.Phones) {
			short := map[string]string{"berlin-8841": "b", "berlin-7940": "o", "lobby": "l"}[p.Group()]
			names = append(names, fmt.Sprintf("%s%d", short, p.Index()))
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// TestFilter: a filter chooses the phones that its words mean.
func TestFilter(t *testing.T) {
	l := openLab(t)
	phone, ok := l.Phone("SEP0A0101000003")
	require.True(t, ok)
	shown := phone.Shown(trust.ITL)
	for _, row := range []struct{ text, phones string }{
		{"", "b1 b2 b3 l1 l2 o1 o2"},
		{"none", "l1 l2 o1 o2"},
		{"-none", "b1 b2 b3"},
		{"behind", "b1 b2 b3"},
		{"current behind", "b1 b2 b3"},
		{"on", "b1 b2 o1 o2"},
		{"off", "b3 l1 l2"},
		{"on off", "b1 b2 b3 l1 l2 o1 o2"},
		{"power:off -site:lobby", "b3"},
		{"registered", "b1 b2 o1 o2"},
		{"registered:cucm-sub1", "o1 o2"},
		{"unregistered", ""},
		{"group:berlin*", "b1 b2 b3 o1 o2"},
		{"group:berlin-8841[2..3]", "b2 b3"},
		{"group:berlin-8841[1]", "b1"},
		{"site:berlin", "b1 b2 b3 o1 o2"},
		{"site:lobby", "l1 l2"},
		{"model:8841", "b1 b2 b3"},
		{"MODEL:\"Cisco 8841\"", "b1 b2 b3"},
		{"model:88*", "b1 b2 b3 l1 l2"},
		{"model:8851,7940", "l1 l2 o1 o2"},
		{"model:8851 model:7940 -off", "o1 o2"},
		{"protocol:sccp", "o1 o2"},
		{"tftp:cucm-sub1", "b1 b2 b3 o1 o2"},
		{"first-tftp:cucm-sub1", "o1 o2"},
		{"list:itl behind", "b1 b2 b3"},
		{"holds:" + shown[:8], "b3"},
		{`holds:"cn=cucm-pub"`, "b1 b2 b3"},
		{"config:none", "l1 l2"},
		{"lsc:none off", "b3 l1 l2"},
		{"SEP0A0101000002", "b2"},
		{"0a:01:01:00:00:02", "b2"},
		{"sep0a0101*", "b1 b2 b3"},
		{"name:SEP0A0101* -name:*3", "b1 b2"},
		{"reset", "b1 b2 o1 o2"},
		{"-reset", "b3 l1 l2"},
		{"on reset -name:SEP0A0102000001,0A0101*02", "b1 o2"},
	} {
		t.Run(row.text, func(t *testing.T) { require.Equal(t, row.phones, chosen(t, l, row.text)) })
	}
}

// TestProblems: what is no filter is told, with the word that may be meant.
func TestProblems(t *testing.T) {
	l := openLab(t)
	for _, row := range []struct{ text, says string }{
		{"lokced", `filter "lokced": no word of a filter: one of none, blank, current, behind, refusing, locked, on, off, registered, unregistered, reset, or KEY:VALUE such as model:8841; did you mean locked?`},
		{"modell", `; did you mean model:88*?`},
		{"desk", `filter "desk": no word of a filter`},
		{"modle:8841", `filter "modle:8841": there is no such key: verdict, power, registered, waits, group, site, model, protocol, tftp, first-tftp, holds, list, reason, config, lsc, name; did you mean model?`},
		{"model:8814", `there is no model "8814": `},
		{"verdict:lockd", `there is no verdict "lockd": none, blank, current, behind, refusing, locked; did you mean verdict:locked?`},
		{"group:", `filter "group:": a value is missing, as in group:desk[1..3]`},
		{"model:8841,", "a value is missing"},
		{"-", "a term is missing"},
		{`group:"desk`, "a quote is not closed"},
		{"tftp:cucm-sub11", `there is no tftp "cucm-sub11": cucm-pub, cucm-sub1; did you mean tftp:cucm-sub1?`},
		{"group:berlin-8842", `there is no group "berlin-8842": berlin-8841, berlin-7940, lobby; did you mean group:berlin-8841?`},
		{"group:lobby[3]", `there is no group "lobby[3]"`},
		{"group:lobby[0]", `there is no group "lobby[0]"`},
		{"site:paris*", `there is no site "paris*": berlin, lobby`},
		{"registered:cucm-pub2", "did you mean registered:cucm-pub?"},
		{strings.Repeat("x", filter.MaxText+1), "at most 2000"},
		{strings.Repeat("group:a,b,c,d,e,f,g,h,i,j,k,l,m,n ", 10) + "model:" + strings.Repeat("8841,8*,", 2) + "8?", ""},
	} {
		t.Run(row.text[:min(20, len(row.text))], func(t *testing.T) {
			f, err := filter.Parse(row.text)
			if err == nil {
				_, err = f.Stands(t.Context(), l, l.Phones())
			}
			require.ErrorContains(t, err, row.says)
			require.ErrorAs(t, err, new(*filter.Problem))
		})
	}
	_, err := filter.Parse("locked  grop:x")
	var p *filter.Problem
	require.ErrorAs(t, err, &p)
	require.Equal(t, []any{8, "grop:x", "group"}, []any{p.At, p.Word, p.Nearest})
}

// TestWith: filters are changed by their keys, and written as they are read.
func TestWith(t *testing.T) {
	f, err := filter.Parse(`locked verdict:refusing,locked model:"Cisco 8841" -off holds:"CN=a, OU=b"`)
	require.NoError(t, err)
	require.Equal(t, `locked refusing model:"Cisco 8841" -off holds:"CN=a, OU=b"`, f.String())
	require.True(t, f.Has("verdict:locked"))
	require.False(t, f.Has("off"))
	require.Equal(t, `model:"Cisco 8841" -off holds:"CN=a, OU=b"`, f.Without("verdict").String())
	more, err := f.With("current")
	require.NoError(t, err)
	require.Equal(t, `model:"Cisco 8841" -off holds:"CN=a, OU=b" current`, more.String())
	_, err = f.With("nonsense")
	require.Error(t, err)
	var none *filter.Filter
	require.Empty(t, none.String()+none.Without("verdict").String())
	more, err = none.With(filter.Term("group", `a "b",c`))
	require.NoError(t, err)
	require.Equal(t, `group:"a b,c"`, more.String())
}

// TestComplete: what is proposed begins with what was typed, and is a filter.
func TestComplete(t *testing.T) {
	l := openLab(t)
	for _, row := range []struct{ text, first string }{
		{"", "none"}, {"loc", "locked"}, {"locked mod", "locked model:"}, {"model:88", "model:8841"}, {"-model:", "-model:8841"},
		{"on group:lo", "on group:lobby"}, {"registered:cu", "registered:cucm-pub"}, {"off -reas", "off -reason:"}, {"on ", "on none"},
	} {
		all := filter.Complete(l, row.text)
		require.NotEmpty(t, all, row.text)
		require.Equal(t, row.first, all[0].Word)
		require.NotEmpty(t, all[0].Says)
	}
	require.Empty(t, filter.Complete(l, "holds:"))
	require.Empty(t, filter.Complete(nil, "group:"))
	for _, w := range filter.Words() {
		_, err := filter.Parse(w.Word)
		require.NoError(t, err, w.Word)
		require.Contains(t, filter.Help(), w.Word)
	}
}

// FuzzFilter: any text is a filter or a problem; a filter that is written says the same.
func FuzzFilter(f *testing.F) {
	l := openLab(f)
	for _, seed := range []string{"locked model:8841 -group:lobby", `holds:"CN=a b",c`, "-", "name:*?*", "a:b:c", "\"", "group:x[1..99999999999999999999]", "SEP0a", "0a:01:01:00:00:02 on"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		filter.Complete(l, text)
		one, err := filter.Parse(text)
		if err != nil {
			require.ErrorAs(t, err, new(*filter.Problem))
			return
		}
		again, err := filter.Parse(one.String())
		require.NoError(t, err, one.String())
		require.Equal(t, one.String(), again.String())
		first, err := one.Stands(t.Context(), l, l.Phones())
		second, err2 := again.Stands(t.Context(), l, l.Phones())
		require.Equal(t, err == nil, err2 == nil)
		require.Equal(t, first, second)
	})
}
