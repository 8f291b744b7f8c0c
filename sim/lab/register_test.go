package lab_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/reason"
	"tvslab/registration"
	"tvslab/service"
	"tvslab/sim"
	"tvslab/sim/lab"
)

// TestRejected: what the database does not know, or knows otherwise, is rejected by name and with its reason, on both networks.
func TestRejected(t *testing.T) {
	again := func(as lab.Entry) func(*testing.T, *lab.Lab) {
		return func(t *testing.T, l *lab.Lab) {
			do(t, l, sim.DeleteDevices(desk(l)))
			require.NoError(t, l.AddToDatabase("cucm-pub", desk(l), as))
		}
	}
	automatic := func(t *testing.T, l *lab.Lab) { do(t, l, sim.SetParameter(sim.ParamAutoRegistration, "True")) }
	for name, row := range map[string]struct {
		act    func(t *testing.T, l *lab.Lab)
		reason reason.Code
		detail string
	}{
		"as before":     {again(lab.Entry{}), reason.Registered, ""},
		"deleted":       {func(t *testing.T, l *lab.Lab) { do(t, l, sim.DeleteDevices(desk(l))) }, reason.RejectedUnknownDevice, "registration refused: device is not in the database"},
		"another model": {again(lab.Entry{Model: "8861"}), reason.RejectedModel, "registration refused: device is in the database as another model"},
		"deleted, auto-registration": {func(t *testing.T, l *lab.Lab) {
			automatic(t, l)
			do(t, l, sim.DeleteDevices(desk(l)))
		}, reason.Registered, ""},
		"secure, and the phone does not know it yet": {func(t *testing.T, l *lab.Lab) {
			require.NoError(t, l.Block(lab.Fault{Port: 6970}))
			require.NoError(t, l.Block(lab.Fault{Port: 69}))
			do(t, l, sim.SetSecurityProfile(desk(l), "encrypted", "by-null-string"))
		}, reason.RejectedSecurity, "registration refused: device security mismatch: expected TLS, received TCP/UDP"},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, sockets bool) {
				l := mixedLab(t, "12.5", sockets, nil)
				row.act(t, l)
				reset(t, l)
				r := at(l, 0).Report()
				require.Equal(t, row.reason, r.RegisterReason, r.RegisterDetail)
				require.Equal(t, row.detail, r.RegisterDetail)
				require.Equal(t, row.reason != reason.Registered, r.Registered == "")
				if row.reason != reason.Registered {
					require.Contains(t, []string{"cucm-pub", "cucm-sub1"}, r.RejectedBy)
				}
			})
		})
	}
}

// TestAddToDatabaseRefusals: what no administrator could enter.
func TestAddToDatabaseRefusals(t *testing.T) {
	l := newLab(t, "12.5", 2, false)
	do(t, l, sim.DeleteDevices(desk(l)))
	require.ErrorContains(t, l.AddToDatabase("nowhere", desk(l), lab.Entry{}), `node "nowhere" is in no cluster`)
	require.ErrorContains(t, l.AddToDatabase("cucm-pub", desk(l), lab.Entry{Model: "9"}), `model "9" is not known`)
	require.ErrorContains(t, l.AddToDatabase("cucm-pub", desk(l), lab.Entry{Protocol: "SCCP"}), "has no protocol SCCP")
	require.NoError(t, l.AddToDatabase("cucm-pub", desk(l), lab.Entry{}))
	require.Equal(t, 4001, l.Cluster().Device(at(l, 0).Name()).Extension, "the line that it had")
	require.ErrorContains(t, l.AddToDatabase("cucm-pub", desk(l), lab.Entry{}), "is in the database already")
}

// TestTFTPServerAsCallManager: phones whose call managers are gone go to their TFTP servers, which they know by address whatever
// they are called meanwhile.
func TestTFTPServerAsCallManager(t *testing.T) {
	cutOff := func(l *lab.Lab) {
		for _, port := range []int{69, 6970} {
			require.NoError(t, l.Block(lab.Fault{Port: port}))
		}
	}
	for name, row := range map[string]struct {
		gone     func(t *testing.T, l *lab.Lab)
		fallback phone.TFTPFallback
		node     string
	}{
		"does not answer": {func(_ *testing.T, l *lab.Lab) {
			require.NoError(t, l.Block(lab.Fault{Nodes: []string{"cucm-sub1"}, Port: 5060}))
		}, phone.TFTPNoAnswer, "cucm-pub"},
		"does not answer, the other reading": {func(_ *testing.T, l *lab.Lab) {
			require.NoError(t, l.Block(lab.Fault{Nodes: []string{"cucm-sub1"}, Port: 5060}))
		}, phone.TFTPNoMember, ""},
		"does not resolve": {func(t *testing.T, l *lab.Lab) {
			cutOff(l)
			do(t, l, sim.SetHostname("cucm-sub1", "east"))
			do(t, l, sim.SetHostname("cucm-pub", "west"))
		}, phone.TFTPNoAnswer, "cucm-pub"},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, sockets bool) {
				cfg := config(t, "12.5", 2)
				settings := phone.DefaultSettings()
				settings.TFTPAsCallManager = row.fallback
				cfg.Settings = settings
				l := open(t, cfg, sockets)
				require.NoError(t, l.Move(l.Phones(), []string{"cucm-pub"}, []string{"cucm-sub1"}))
				require.NoError(t, l.PowerOn(t.Context(), l.Phones()))
				require.Equal(t, "cucm-sub1", at(l, 0).Report().Registered)
				row.gone(t, l)
				reset(t, l)
				require.Equal(t, row.node, at(l, 0).Report().Registered)
			})
		})
	}
}

// TestOtherProtocol: phones of others register at the ports of their device's protocol, and are refused at those of the other one.
func TestOtherProtocol(t *testing.T) {
	cfg := config(t, "12.5", 1)
	cfg.Groups = append(cfg.Groups, lab.Group{Name: "wireless", Model: "7925", Count: 1, TFTP: []string{"cucm-pub"}, Nodes: []string{"cucm-pub"}})
	l := open(t, cfg, true)
	sip, sccp := at(l, 0).Name(), at(l, l.Phones().Len()-1).Name()
	for name, row := range map[string]struct {
		port   service.Service
		device string
		reason registration.Reason
	}{
		"SIP device at 5060":  {service.SIP, sip, ""},
		"SIP device at 2000":  {service.SCCP, sip, registration.OtherProtocol},
		"SCCP device at 2000": {service.SCCP, sccp, ""},
		"SCCP device at 5060": {service.SIP, sccp, registration.OtherProtocol},
		"nobody at 2000":      {service.SCCP, "SEP00DEADBEEF00", registration.UnknownDevice},
	} {
		t.Run(name, func(t *testing.T) {
			node := l.Addresses()[0]
			client := registration.Client{Protocol: row.port}
			err := client.Register(t.Context(), row.device, "cucm-pub", node.At(node.Ports[row.port]))
			if row.reason == "" {
				require.NoError(t, err)
				return
			}
			require.Equal(t, row.reason, err.(*registration.Refusal).Reason)
		})
	}
}
