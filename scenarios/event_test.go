package scenarios

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/event/testevent"
	"tvslab/sim/page"
)

func TestEvents(t *testing.T) {
	s, err := Load("whole.yaml", []byte(whole))
	require.NoError(t, err)
	testevent.Check(t, map[string]event.What{
		"step: " + s.Steps[0].String(): StepBegun{Step: &s.Steps[0]},
		`pop-up: "Continue?": OK`:      PopUp{"Continue?", "OK"},
		"page: CCMAdmin > System":      PageShown{&page.Document{Title: "CCMAdmin > System"}},
		"refused: no such certificate": StepRefused{errors.New("no such certificate")},
		"verdict: desk: 2 8841, trust current, configuration current, not registered": GroupFound{GroupResult{Group: "desk", Count: 2, Model: "8841", Trust: "current", Config: "current", On: true}},
	})
}
