package lab

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/event"
	"tvslab/event/testevent"
	"tvslab/phone"
	"tvslab/phone/trust"
	"tvslab/sim/expiry"
	"tvslab/sim/fact"
	"tvslab/sim/lab/population"
	"tvslab/tvs"
)

func TestEvents(t *testing.T) {
	testevent.Check(t, map[string]event.What{
		"power: power off": PoweredOff{},
		"reset: phones reset: TVS of pub regenerated":                 PhonesReset{"TVS of pub regenerated"},
		"backup: backup before":                                       BackupKept{"before"},
		"dot1x: let into the network by its LSC":                      Authenticated{"", "LSC", nil},
		"dot1x: the phone has no certificate":                         Authenticated{"", "", errors.New("the phone has no certificate")},
		"syslog: words":                                               Line{LogSyslog, "words"},
		"capf: SEP000000000001, install-upgrade: 3, INVALID_AUTH_STR": enrolment{"SEP000000000001", capf.Install, capf.CodeInvalidString},
		"tvs: CP-8841-SEP000000000001 asked":                          exchange{question: tvs.Request{Device: "CP-8841-SEP000000000001"}},
	})
}

// knows is a TVS that knows nothing.
type knowsNothing struct{}

func (knowsNothing) Verify([]byte) (tvs.Answer, bool)               { return tvs.Answer{}, false }
func (knowsNothing) Query(_, _ string, _ []byte) (tvs.Answer, bool) { return tvs.Answer{}, false }

// TestLines: which log an event goes into, and how its lines begin; one that goes into none has no lines.
func TestLines(t *testing.T) {
	var logged []event.Event
	l := &Lab{world: &world{}}
	l.told = teller{logged: func(e event.Event) { logged = append(logged, e) }, ui: l.ui, full: l.full}
	set := population.Local(0, 2).Devices()
	model, _ := phone.ModelByName("7965")
	l.people.Add(set, &population.Class{Phone: phone.Phone{Name: set[0].First.Name(), Model: model}})
	at, name := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC), set[0].Last.Name()
	question := tvs.Request{Command: tvs.QueryRequest, Device: "CP-7965-" + name, Session: 1001}
	for what, c := range map[string]struct {
		e     event.Event
		log   string
		lines []string // what they contain
	}{
		"alarm": {event.Event{Node: "pub", What: fact.AlarmRaised{Alarm: expiry.Alarm{Name: "CertExpired", Lines: []string{"1: literal", "2: literal"}}}},
			LogSyslog, []string{"1: literal", "2: literal"}},
		"TVS noticed":  {event.Event{Node: "pub", What: fact.TVSNoticed{Lines: []string{"refreshed", "anew"}}}, LogTVS, []string{"08:00:00.000 |   debug refreshed", "08:00:00.000 |   debug anew"}},
		"TVS answered": {event.Event{Node: "pub", What: exchange{knowsNothing{}, question, &tvs.Response{}}}, LogTVS, []string{"Incoming Phone Msg:", "HEX_DUMP: Len = "}},
		"CAPF":         {event.Event{Node: "pub", What: enrolment{name, capf.Delete, capf.CodeSuccess}}, LogCAPF, []string{"08:00:00.000 | " + name + ", delete: 0, SUCCESS"}},
		"console":      {event.Event{Phone: name, Sequence: 2, What: phone.ListStored{List: trust.ITL}}, LogConsole, []string{"2780: NOT 08:00:00.000000 SECD"}},
		"screen":       {event.Event{Phone: name, What: phone.StatusShown{Text: "Trust List updated"}}, "", nil},
		"parameter":    {event.Event{What: fact.ParameterSet{Name: "a", Value: "b"}}, "", nil},
		"no phone":     {event.Event{Phone: "SEP000000000001", What: phone.ListStored{}}, "", nil},
	} {
		t.Run(what, func(t *testing.T) {
			logged, c.e.Time = nil, at
			l.told.log(c.e)
			require.GreaterOrEqual(t, len(logged), len(c.lines))
			require.Equal(t, c.lines == nil, len(logged) == 0)
			for i, line := range logged {
				require.Equal(t, c.log, line.What.Kind())
				require.Equal(t, c.e.Where(), line.Where())
				require.Equal(t, at, line.Time)
				if i < len(c.lines) {
					require.Contains(t, line.What.String(), c.lines[i])
				}
			}
		})
	}
}

// TestStory: what one phone did is told of another under its name: the events, and after them the lines, without the
// exchange that only the trace has.
func TestStory(t *testing.T) {
	var told []string
	keep := func(e event.Event) { told = append(told, e.Where()+" "+e.What.Kind()+" "+e.What.String()) }
	l := &Lab{world: &world{}}
	l.told = teller{observe: keep, logged: keep, ui: l.ui, full: l.full}
	set := population.Local(0, 2).Devices()
	model, _ := phone.ModelByName("7965")
	l.people.Add(set, &population.Class{Phone: phone.Phone{Name: set[0].First.Name(), Model: model}})
	one, two := set[0].First.Name(), set[0].Last.Name()
	l.told.story(population.Telling{From: one, To: two}, record{[]event.Event{
		{Node: "pub", What: exchange{knowsNothing{}, tvs.Request{Device: "CP-7965-" + one}, &tvs.Response{}}},
		{Phone: one, What: phone.StatusShown{Text: "CTL" + one + ".tlv"}},
		{Phone: one, What: phone.ListStored{List: trust.ITL, From: "pub"}},
	}})
	require.Equal(t, []string{two + " status CTL" + two + ".tlv", two + " commit ITL from pub stored, TVS cache flushed"}, told[:2])
	require.Contains(t, told[2], "pub tvs ")
	require.Contains(t, told[len(told)-1], two+" console ")
	for _, line := range told {
		require.False(t, strings.Contains(line, one), line)
	}
}
