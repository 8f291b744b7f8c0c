package control

import (
	"context"
	"crypto"
	"crypto/md5"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/event"
	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/fact"
	"tvslab/sim/lab"
	"tvslab/tftpd"
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

// TestForeignSessions: what comes of a session that the lab did not begin stands at once for the next session, soon in the database,
// in the log of CAPF and in the configurations of both TFTP engines. The lab's own phone of that name keeps what it has, and goes
// on by it.
func TestForeignSessions(t *testing.T) {
	for _, engine := range tftpd.Engines() {
		t.Run(string(engine), func(t *testing.T) {
			shared := openLab(t, true, func(p *plan) { p.Sockets.TFTPEngine = engine })
			l := shared.lab
			require.NoError(t, l.PowerOn(t.Context(), l.Phones()))
			require.NoError(t, l.Do(sim.SetCertificateOperation(l.Phones(), string(capf.Install))))
			require.NoError(t, l.Reset(t.Context(), phone.Reset, l.Phones()))
			own, _ := l.Phone("SEP0A0101000001")
			require.Equal(t, reason.LSCInstalled, own.Report().Enrolment)

			foreign := foreignPhone(t, l)
			require.NoError(t, l.Do(sim.SetCertificateOperation(foreign.set(), string(capf.Install))))
			first := capfc(t, l, foreign)
			require.NotNil(t, first.LSC)
			second := capfc(t, l, foreign)
			require.Equal(t, capf.None, second.Kind)
			require.Equal(t, capf.ReasonNone, second.Reason, "nothing is pending any more, though nobody has written it down yet")

			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan struct{})
			go func() {
				defer close(done)
				shared.Attend(ctx, func(err error) { t.Error(err) })
			}()
			shared.mutex.Lock() // the lab's phones act meanwhile
			require.NoError(t, l.Reset(t.Context(), phone.Reset, l.Phones()))
			shared.mutex.Unlock()
			require.Eventually(t, func() bool {
				shared.mutex.Lock()
				defer shared.mutex.Unlock()
				return l.Cluster().Device(foreign.Name).Operation == ""
			}, 10*time.Second, time.Millisecond)
			cancel()
			<-done

			device := l.Cluster().Device(foreign.Name)
			require.Equal(t, "Upgrade Success", device.OperationStatus())
			require.Equal(t, first.LSC.Serial, device.LSC.Serial)
			log := strings.Join(shared.logs.lines("cucm-pub", logPaths[lab.LogCAPF]), "\n")
			require.Equal(t, 2, strings.Count(log, foreign.Name+", install-upgrade: 0, SUCCESS"), "the lab's phone, and the other one: %s", log)

			require.Equal(t, reason.Code(""), foreign.Boot(t.Context(), l.Network(false), phone.PowerOn).Enrolment)
			der, err := first.LSC.DER()
			require.NoError(t, err)
			require.Zero(t, foreign.State.ParsedConfig.CAPFAuthMode)
			require.Equal(t, fmt.Sprintf("%X", md5.Sum(der)), strings.ToUpper(foreign.State.ParsedConfig.CertHash))

			require.NoError(t, l.Reset(t.Context(), phone.Reset, l.Phones()))
			own, _ = l.Phone(foreign.Name)
			require.NotEqual(t, device.LSC.Serial, own.State().LSC.Serial, "the lab's phone has its own")
			require.Equal(t, reason.Registered, own.Report().RegisterReason)
		})
	}
}

// capfc is a session of a client that is no phone.
func capfc(t *testing.T, l *lab.Lab, f foreign) capf.Result {
	t.Helper()
	at := l.Addresses()[0]
	r, err := (&capf.Client{OldCiphers: true}).Do(t.Context(), at.At(at.Ports[service.CAPF]), func([]byte) error { return nil },
		&capf.Session{Device: f.Name, NewKey: f.NewKey})
	require.NoError(t, err)
	return r
}

// foreign is a phone of somebody else that stands in a lab's database.
type foreign struct{ *phone.Phone }

func foreignPhone(t *testing.T, l *lab.Lab) foreign {
	t.Helper()
	one, ok := l.Phone("SEP0A0101000001")
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
