package phone

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/event"
	"tvslab/event/testevent"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/service"
)

// whats is all that phones tell, of a phone called SEP1.
var whats = map[string]event.What{
	"reset: power-on": BootBegun{PowerOn},
	"reset: trust list deleted by hand: CTL and ITL":                                                ListsDeleted{[]trust.List{trust.CTL, trust.ITL}},
	"reset: factory reset":                                                                          Erased{},
	"request: HTTP 6970 pub CTLSEP1.tlv: CTLSEP1.tlv: not there":                                    Request{"pub", service.HTTP, "CTLSEP1.tlv", "CTLSEP1.tlv: not there"},
	"tvs: TVS sub:2445 asked about CN=x, role TFTP: " + string(reason.Found):                        TVSAsked{content.Server{Address: "sub", Port: 2445}, "CN=x, role TFTP", true, reason.Found},
	"decision: Refused (" + string(reason.Malformed) + "): " + reason.Malformed.Text() + " (SEP1).": Decided{trust.Decision{File: trust.FileITL, Name: "ITLSEP1.tlv", Code: reason.Malformed, Detail: "SEP1", Checks: []trust.Check{{Detail: "SEP1"}}}},
	"commit: ITL from pub stored, TVS cache flushed":                                                ListStored{trust.ITL, "pub"},
	"configuration: applied SEP1.cnf.xml from pub, version stamp 42":                                ConfigurationApplied{"SEP1.cnf.xml", "pub", "42", false},
	"configuration: applied SEP1.cnf.xml from pub, version stamp unchanged":                         ConfigurationApplied{"SEP1.cnf.xml", "pub", "42", true},
	"firmware: load sip88xx.12-8":                                                                   LoadTaken{Load: "sip88xx.12-8"},
	"firmware: load sip88xx.12-8 in place of sip88xx.12":                                            LoadTaken{Load: "sip88xx.12-8", Before: "sip88xx.12"},
	"encryption: a symmetric key was typed in":                                                      KeyEntered{Key: true}, "encryption: the symmetric key was erased": KeyEntered{},
	"encryption: " + string(reason.EncryptionReady):                                        EncryptionAnnounced{reason.EncryptionReady},
	"configuration: none":                                                                  ConfigurationKept{ConfigNone},
	"registration: " + string(reason.Registered) + " at sub:5060":                          Registration{Code: reason.Registered, Node: "sub", Port: 5060},
	"registration: " + string(reason.NoCallManager):                                        Registration{Code: reason.NoCallManager},
	"registration: " + string(reason.RejectedModel) + " by sub":                            Registration{Code: reason.RejectedModel, RejectedBy: "sub"},
	"registration: no call manager of the configuration answers, TFTP server pub is tried": DefaultedToTFTP{Server: "pub"},
	"capf: CAPF pub:3804: " + string(reason.LSCInstalled):                                  CAPFCalled{content.Server{Address: "pub", Port: 3804}, reason.LSCInstalled},
	"enrolment: " + string(reason.LSCInstalled) + ", signed with SHA-256":                  Enrolled{reason.LSCInstalled, "SHA-256"},
	"enrolment: " + string(reason.LSCDeleted):                                              Enrolled{Code: reason.LSCDeleted},
	"service: HTTPS service on pub opened":                                                 ServiceOpened{Node: "pub", Code: reason.VouchedByTVS},
	"service: HTTPS service on pub: Host Not Found (peer-unknown)":                         ServiceOpened{Node: "pub", Code: reason.PeerUnknown, Failed: true},
	"status: CTLSEP1.tlv":                                                                  StatusShown{"CTLSEP1.tlv"},
}

func TestWhats(t *testing.T) { testevent.Check(t, whats) }

// TestRenamed: told of another phone, nothing that happened names the first one, and what was told of that stays.
func TestRenamed(t *testing.T) {
	rename := func(s string) string { return strings.ReplaceAll(s, "SEP1", "SEP2") }
	for told, what := range whats {
		named, ok := what.(event.Named)
		require.Equal(t, strings.Contains(told, "SEP1"), ok, told)
		if !ok {
			continue
		}
		other := named.Renamed(rename)
		require.IsType(t, what, other)
		require.Equal(t, rename(what.String()), other.String())
		require.Equal(t, told, what.Kind()+": "+what.String())
		if d, ok := other.(Decided); ok {
			require.Equal(t, "SEP2", d.Checks[0].Detail)
			require.Equal(t, "SEP1", what.(Decided).Checks[0].Detail)
			require.Equal(t, "ITLSEP2.tlv", d.Name)
		}
	}
}
