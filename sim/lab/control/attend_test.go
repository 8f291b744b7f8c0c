package control

import (
	"context"
	"crypto"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/event"
	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/sim"
	"tvslab/sim/fact"
	"tvslab/sim/lab"
)

// TestAttend: a phone that is not the lab's gets its LSC from the lab's CAPF service, and the database knows though nobody
// types a command.
func TestAttend(t *testing.T) {
	ended := make(chan fact.OperationsEnded, 1)
	shared := openLab(t, true, func(p *plan) {
		p.Observe = func(e event.Event) {
			if what, ok := e.What.(fact.OperationsEnded); ok {
				ended <- what
			}
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		shared.Attend(ctx, func(err error) { t.Error(err) })
	}()
	defer func() { cancel(); <-done }()

	foreign := foreignPhone(t, shared.lab)
	require.NoError(t, shared.lab.Do(sim.SetCertificateOperation(foreign.set(), string(capf.Install))))
	report := foreign.Boot(t.Context(), shared.lab.Network(false), phone.PowerOn)
	require.Equal(t, reason.LSCInstalled, report.Enrolment, report.EnrolmentDetail)
	require.Equal(t, fact.OperationsEnded{Status: "Upgrade Success", Devices: foreign.set()}, <-ended)

	cancel()
	<-done
	device := shared.lab.Cluster().Device(foreign.Name)
	require.Equal(t, "Upgrade Success", device.OperationStatus())
	require.Equal(t, foreign.State.LSC.Serial, device.LSC.Serial)
}

// foreign is a phone of somebody else that stands in a lab's database.
type foreign struct{ *phone.Phone }

func foreignPhone(t *testing.T, l *lab.Lab) foreign {
	t.Helper()
	one, ok := l.Phone(lab.DeviceName(0, 1))
	require.True(t, ok)
	keys, now := testKeys(t), l.Now() // the lab's clock is read by nobody while its databases are written
	return foreign{&phone.Phone{
		Name: one.Name(), Model: one.Model(), TFTP: one.TFTP(), Settings: l.Settings(), Now: func() time.Time { return now },
		NewKey: func(spec capf.KeySpec) (func() (crypto.Signer, error), error) {
			return func() (crypto.Signer, error) { return keys.RSA(spec.Bits, 7) }, nil
		},
	}}
}

func (f foreign) set() devices.Set {
	set, _ := devices.Named(f.Name)
	return set
}
