package population_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/devices"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/trust"
	"tvslab/sim/lab/population"
)

func set(first, last devices.Number) devices.Set {
	return devices.Of(devices.Span{First: first, Last: last})
}

// TestAs: what is told of another phone of the class holds its name, and changing it changes nothing else.
func TestAs(t *testing.T) {
	const one, two = devices.Number(1), devices.Number(2)
	file := func(name string) *content.File {
		return content.NewPromise(content.Promise{Bytes: func() []byte { return []byte(name) }})
	}
	c := &population.Class{
		Phone: phone.Phone{Name: one.Name(), State: phone.State{
			ConfigName: one.Name() + ".cnf.xml",
			Config:     content.NewPromise(content.Promise{For: file}),
			Status:     []phone.StatusLine{{Time: time.Unix(1, 0), Text: "CTL" + one.Name() + ".tlv"}, {Text: "TFTP timeout"}},
		}},
		Report: phone.Report{
			Decisions: []trust.Decision{{Name: "ITL" + one.Name() + ".tlv", Checks: []trust.Check{{Detail: one.Name()}}}},
			Requests:  []phone.Request{{Name: "ITL" + one.Name() + ".tlv", Outcome: "ok"}},
		},
	}
	other := c.As(two, nil)
	require.Equal(t, two.Name(), other.Name)
	require.Equal(t, two.Name()+".cnf.xml", other.State.ConfigName)
	require.Equal(t, two.Name(), string(other.State.Config.Bytes()))
	require.Equal(t, "CTL"+two.Name()+".tlv", other.State.Status[0].Text)
	require.Equal(t, "TFTP timeout", other.State.Status[1].Text)
	require.Equal(t, phone.Report{
		Decisions: []trust.Decision{{Name: "ITL" + two.Name() + ".tlv", Checks: []trust.Check{{Detail: two.Name()}}}},
		Requests:  []phone.Request{{Name: "ITL" + two.Name() + ".tlv", Outcome: "ok"}},
	}, other.Report)

	for _, n := range []devices.Number{one, two} {
		own := c.As(n, nil)
		own.State.Status[1].Text, own.Report.Decisions = "changed", nil
		require.Equal(t, "TFTP timeout", c.State.Status[1].Text)
		require.Len(t, c.Report.Decisions, 1)
	}
}

// TestParts: phones are in one part that are of one class and of which every table says the same; a part of a class that is
// changed is a class of its own, and the others stay one.
func TestParts(t *testing.T) {
	var p population.Population
	desk, lobby := &population.Class{}, &population.Class{On: true}
	p.Add(set(1, 100), desk)
	p.Add(set(101, 110), lobby)
	require.Equal(t, 110, p.All().Len())
	require.Nil(t, p.Of(111))
	require.Len(t, p.Parts(p.All()), 2)

	p.Become([]population.Part{{Kind: population.Kind{Class: lobby}, Phones: set(40, 50)}})
	parts := p.Parts(p.All())
	require.Len(t, parts, 2)
	require.Equal(t, devices.Set{{First: 1, Last: 39}, {First: 51, Last: 100}}, parts[0].Phones)
	require.Equal(t, devices.Set{{First: 40, Last: 50}, {First: 101, Last: 110}}, parts[1].Phones)
	require.Same(t, lobby, p.Of(45))

	says := devices.Table[string]{}.With(devices.Run[string]{Span: devices.Span{First: 30, Last: 45}, Value: "blocked"},
		devices.Run[string]{Span: devices.Span{First: 60, Last: 60}, Value: "blocked"})
	var kinds population.Kinds
	parts = p.PartsBy(set(1, 60), &kinds, population.By(says))
	require.Len(t, parts, 4)
	require.Equal(t, devices.Set{{First: 1, Last: 29}, {First: 51, Last: 59}}, parts[0].Phones)
	require.Equal(t, devices.Set{{First: 30, Last: 39}, {First: 60, Last: 60}}, parts[1].Phones)
	require.Equal(t, devices.Number(40), parts[2].First())
	again := p.PartsBy(set(20, 35), &kinds, population.By(says))
	require.Equal(t, parts[0].Kind, again[0].Kind, "counted in the same kinds")
	require.Equal(t, parts[1].Kind, again[1].Kind)
}
