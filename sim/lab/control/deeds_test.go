package control

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/sim"
	"tvslab/sim/lab"
)

// TestHolding: phones are chosen by what they hold and where they are.
func TestHolding(t *testing.T) {
	l := openLab(t, false, func(p *plan) { p.release, p.resets = "11.5", ResetsHeld })
	_, err := l.Do(t.Context(), "power-on: all")
	require.NoError(t, err)
	_, err = l.Do(t.Context(), `power-off: "floor[3]"`)
	require.NoError(t, err)
	require.NoError(t, l.lab.Block(lab.Fault{Port: 2000}))
	typeOn(t, l, "set cert regen CallManager")
	typeOn(t, l, "utils service restart Cisco Tftp")
	_, err = l.Do(t.Context(), "reset: [lobby, \"floor[2]\"]")
	require.NoError(t, err)
	old, err := l.ShowPhone(t.Context(), "SEP0A0101000003", 0)
	require.NoError(t, err)
	now, err := l.ShowPhone(t.Context(), "SEP0A0101000002", 0)
	require.NoError(t, err)
	require.NotEqual(t, old.ITL.SHA256, now.ITL.SHA256)
	for name, row := range map[string]struct {
		query Holding
		names string
	}{
		"all":                    {Holding{}, "1 2 3 lobby"},
		"hash":                   {Holding{Holds: old.ITL.SHA256[:8]}, "3"},
		"checksum that it shows": {Holding{Holds: now.ITL.Shown}, "1 2"},
		"serial of the signer":   {Holding{Holds: now.ITL.Serial}, "1 2"},
		"name of the signer":     {Holding{Holds: "cn=CUCM-pub"}, "1 2 3"},
		"nobody's":               {Holding{Holds: "cafe00"}, ""},
		"no digits":              {Holding{Holds: ":"}, ""},
		"registered at":          {Holding{Registered: "cucm-pub"}, "1 2"},
		"not registered":         {Holding{Registered: "no"}, "lobby"},
		"off":                    {Holding{Power: "off"}, "3"},
		"on and not current":     {Holding{Power: "on", NotCurrent: true}, "lobby"},
	} {
		t.Run(name, func(t *testing.T) {
			var names []string
			for _, p := range phonesOf(t, l, PhoneQuery{Holding: row.query}).Phones {
				name := strings.TrimPrefix(p.Name, "SEP0A010100000")
				if p.Group == "lobby" {
					name = "lobby"
				}
				names = append(names, name)
			}
			require.Equal(t, row.names, strings.Join(names, " "))
		})
	}
	for _, wrong := range []Holding{{Registered: "cucm-sub9"}, {Power: "up"}} {
		_, err := l.Phones(t.Context(), PhoneQuery{Holding: wrong})
		require.ErrorAs(t, err, new(RefusedError))
	}
}

// TestDoPhones: each deed is done to the phones that are chosen, and to no others.
func TestDoPhones(t *testing.T) {
	l := openLab(t, false)
	do := func(d Deed) *Done {
		t.Helper()
		done, err := l.DoPhones(t.Context(), d)
		require.NoError(t, err)
		return done
	}
	at := func(i int) lab.Phone { return phoneAt(l, i) }
	require.Equal(t, 4, do(Deed{Do: "on"}).Phones)
	some := do(Deed{Do: "off", PhoneQuery: PhoneQuery{Select: []string{"SEP0A0101000002", "floor[3]", "lobby"}}})
	require.Equal(t, `{"power-off":["floor[2..3]","lobby"]}`, some.Step)
	require.Equal(t, []bool{true, false, false}, []bool{at(0).On(), at(1).On(), at(2).On()})
	do(Deed{Do: "on", PhoneQuery: PhoneQuery{Holding: Holding{Power: "off"}}})
	require.Equal(t, "power-on", string(at(1).Report().Cause))
	for deed, cause := range map[string]string{"reset": "reset", "restart": "restart", "apply": "apply-config"} {
		require.Equal(t, 1, do(Deed{Do: deed, PhoneQuery: PhoneQuery{Select: []string{"floor[1]"}}}).Phones)
		require.Equal(t, cause, string(at(0).Report().Cause))
		require.Equal(t, "power-on", string(at(1).Report().Cause))
	}
	do(Deed{Do: "move", PhoneQuery: PhoneQuery{Select: []string{"floor[1]"}}, TFTP: []string{"cucm-sub1"}})
	require.Equal(t, []string{"cucm-sub1"}, at(0).TFTP())
	require.Len(t, at(1).TFTP(), 2)
	do(Deed{Do: "delete-trust-list", PhoneQuery: PhoneQuery{Select: []string{"floor[1]"}}, List: "itl"})
	require.Equal(t, "cucm-sub1", at(0).State().Lists[1].From)
	do(Deed{Do: "factory-reset", PhoneQuery: PhoneQuery{Select: []string{"floor[2]"}}})
	require.Equal(t, "power-on", string(at(1).Report().Cause))
	for text, d := range map[string]Deed{
		`"dance" is nothing that is done to phones: on, off,`: {Do: "dance"},
		"only delete-trust-list deletes lists":                {Do: "reset", List: "itl"},
		"only move gives phones others":                       {Do: "reset", TFTP: []string{"cucm-pub"}},
		"a deed is done to all":                               {Do: "reset", PhoneQuery: PhoneQuery{Limit: 1}},
		"no phone of the lab is so":                           {Do: "reset", PhoneQuery: PhoneQuery{Verdict: "locked"}},
		"the move changes nothing":                            {Do: "move"},
		`unknown phone group "nobody"`:                        {Do: "reset", PhoneQuery: PhoneQuery{Select: []string{"nobody"}}},
	} {
		_, err := l.DoPhones(t.Context(), d)
		require.ErrorAs(t, err, new(RefusedError))
		require.ErrorContains(t, err, text)
	}
}

func phoneAt(l *Lab, i int) lab.Phone {
	for p := range l.lab.Each(l.lab.Phones()) {
		if i--; i < 0 {
			return p
		}
	}
	return lab.Phone{}
}

// TestShowPhone: all that there is to see of a phone, in its own name.
func TestShowPhone(t *testing.T) {
	l := openLab(t, false)
	l.Begin(0, 5)
	_, err := l.DoPhones(t.Context(), Deed{Do: "on"})
	require.NoError(t, err)
	d, err := l.ShowPhone(t.Context(), "SEP0A0101000002", 5)
	require.NoError(t, err)
	require.Equal(t, "current", d.Trust)
	require.Equal(t, "cucm-pub", d.Registered)
	require.Equal(t, 5060, d.Port)
	require.Equal(t, "cucm-pub", d.ITL.From)
	require.Len(t, d.ITL.SHA256, 64)
	require.Contains(t, d.ITL.Signer, "CN=")
	require.Nil(t, d.CTL)
	require.Equal(t, "SEP0A0101000002.cnf.xml.sgn", d.Held.Name)
	require.Nil(t, d.Next)
	require.Len(t, d.Console, 5)
	require.Contains(t, d.Status[len(d.Status)-1].Text, "SEP0A0101000002")
	require.Equal(t, "ITLSEP0A0101000002.tlv", d.Decisions[1].Name)

	require.NoError(t, l.lab.Do(sim.Stop(sim.ServiceCCM, "all")))
	typeOn(t, l, "utils service restart Cisco Tftp")
	d, err = l.ShowPhone(t.Context(), "SEP0A0101000002", 0)
	require.NoError(t, err)
	require.Equal(t, "register", d.Next.Do)
	require.NotEmpty(t, d.Next.Since)
	require.Equal(t, "no-call-manager", d.Why)
	_, err = l.ShowPhone(t.Context(), "SEP000000000000", 0)
	require.ErrorContains(t, err, "there is none in the lab")
}
