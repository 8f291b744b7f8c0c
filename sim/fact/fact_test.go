package fact_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"testing"
	"time"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/event"
	"tvslab/event/testevent"
	"tvslab/sim/cucm"
	"tvslab/sim/expiry"
	"tvslab/sim/fact"
	"tvslab/sim/pki"
)

func certificate(name string, serial ...byte) *pki.Certificate {
	return &pki.Certificate{Serial: serial, X509: &x509.Certificate{Subject: pkix.Name{CommonName: name}}}
}

func release(t *testing.T, text string) cucm.Release {
	r, err := cucm.ParseRelease(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFacts(t *testing.T) {
	pub, old := certificate("cucm-pub", 0x6a, 1, 2, 3, 4), certificate("cucm-pub", 0x51)
	old11, new12 := release(t, "11.5"), release(t, "12.5")
	signed := fact.Signed{Records: 5, Store: "CallManager", Signer: pub}
	set := func(n devices.Number) devices.Set { return devices.Of(devices.Span{First: 1, Last: n}) }
	request := &pki.Request{Store: cucm.Tomcat, X509: &x509.CertificateRequest{Subject: pkix.Name{CommonName: "cucm-pub"}, DNSNames: []string{"a", "b"}}}
	testevent.Check(t, map[string]event.What{
		"regenerated: TVS: cucm-pub (serial 6A010203…) replaces cucm-pub (serial 51…)":                        fact.CertificateReplaced{How: fact.Regenerated, Store: cucm.TVS, New: pub, Old: old},
		"uploaded: TVS: cucm-pub (serial 6A010203…) replaces no certificate, silently":                        fact.CertificateReplaced{How: fact.Uploaded, Store: cucm.TVS, New: pub, Remark: "silently"},
		"reused: CallManager: cucm-pub (serial 6A010203…) replaces cucm-pub (serial 51…)":                     fact.CertificateReplaced{How: fact.Reused, Store: cucm.CallManager, New: pub, Old: old},
		"replication: tomcat: cucm-pub (serial 51…) could not be distributed here: the old certificate stays": fact.CertificateNotCopied{Store: cucm.Tomcat, Certificate: old},
		"certificate: ITLRecovery: cucm-pub (serial 51…) is new with 12.5":                                    fact.StoreAdded{Store: cucm.ITLRecovery, Certificate: old, Release: new12},
		"certificate: ITLRecovery: cucm-pub (serial 51…) is gone, release 12.5 has it on the publisher only":  fact.StoreDropped{Store: cucm.ITLRecovery, Certificate: old, Release: new12},
		"upload: CAPF-trust: cucm-pub (serial 51…)":                                                           fact.TrustUploaded{Store: cucm.CAPFTrust, Certificate: old},
		"deleted: CAPF-trust: cucm-pub (serial 51…)":                                                          fact.TrustDeleted{Store: cucm.CAPFTrust, Certificate: old},
		"change-notification: CAPF-trust: cucm-pub (serial 51…) written":                                      fact.TrustFollowed{Store: cucm.CAPFTrust, Certificate: old},
		"change-notification: CAPF-trust: cucm-pub (serial 51…) removed":                                      fact.TrustFollowed{Store: cucm.CAPFTrust, Certificate: old, Removed: true},
		`warning: tomcat: the chain of cucm-pub (serial 51…) is broken: subject "CN=ca", deleted from tomcat-trust, is an issuer on its way to the root`: fact.ChainBroken{
			Store: cucm.Tomcat, Certificate: old, Trust: cucm.TomcatTrust, Deleted: &pki.Certificate{Subject: "CN=ca"}},
		"csr: tomcat: request for cucm-pub, 0-bit key, names a, b": fact.RequestMade{Request: request},
		"rtmt: SyslogSeverityMatchFound, Critical: CertValidfor7days, 2 times": fact.AlertRaised{Alarm: expiry.Alarm{Name: "CertValidfor7days",
			Severity: "Critical", Alerts: []string{"one", "two"}}},
		"mail: to a@b.test, c@b.test: subject (2 certificates)": fact.MailSent{Mail: &expiry.Mail{To: []string{"a@b.test", "c@b.test"}, Subject: "subject", Text: []string{"one", "two"}}},
		"monitor: Certificate Monitor saved, start time 60 days, frequency 12 hours, e-mail to a@b.test": fact.MonitorSet{Page: expiry.Page{
			Start: 60 * 24 * time.Hour, Frequency: 12 * time.Hour, Mail: []string{"a@b.test"}}},
		"monitor: Certificate Monitor saved": fact.MonitorSet{},
		"alarm: CertExpired: TVS a, CAPF b":  fact.AlarmRaised{Alarm: expiry.Alarm{Name: "CertExpired", Certificates: []string{"TVS a", "CAPF b"}, Lines: []string{"literal"}}},

		"itl: ITLFile.tlv rebuilt (nodes rebuilt): 5 records, signed by CallManager cucm-pub (serial 6A010203…)":         fact.ITLBuilt{Why: "nodes rebuilt", File: signed},
		"itl: ITLFile.tlv is to be rebuilt (tomcat regenerated): no ITL lists the certificate, so nothing in it changes": fact.ITLKept{Why: "tomcat regenerated"},
		"certificate: CAPF-trust: cucm-pub (serial 51…) has expired and was not imported by 14SU2": fact.TrustLeftBehind{
			Store: cucm.CAPFTrust, Certificate: old, Release: release(t, "14SU2")},
		"itl: reset ITL of pub transferred":                                                      fact.ITLTransferred{Publisher: "pub"},
		"itl: ITLFile.tlv is damaged: 12 bytes are left":                                         fact.ITLDamaged{Left: 12},
		"ctl: CTLFile.tlv written: 5 records, signed by CallManager cucm-pub (serial 6A010203…)": fact.CTLWritten{File: signed},
		"ctl: CTLFile.tlv could not be copied here: the old file stays":                          fact.CTLNotCopied{},
		"ctl-client: one\ntwo":           fact.CTLClientShown{Text: "one\ntwo"},
		"file: itlfileflags.txt deleted": fact.FileDeleted{Name: "itlfileflags.txt"},

		"parameter: Cluster Security Mode = 1":                                     fact.ParameterSet{Name: "Cluster Security Mode", Value: "1"},
		"reset: all phones will be reset: TVS of pub regenerated":                  fact.ResetQueued{Why: "TVS of pub regenerated"},
		"upgrade: upgraded from 11.5 to 12.5":                                      fact.Upgraded{From: old11, To: new12},
		"upgrade: switched back from 12.5 to 11.5":                                 fact.SwitchedBack{From: new12, To: old11},
		"backup: DRS backup of all nodes to sftp":                                  fact.BackedUp{Device: "sftp"},
		"restore: restored to the backup of Mon, 05 Jan 2026 08:00:00 UTC on sftp": fact.Restored{Device: "sftp", Saved: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)},

		"node: node sub.x joins the cluster":                                     fact.NodeChanged{FQDN: "sub.x", Change: fact.Joined},
		"node: node sub.x leaves the cluster":                                    fact.NodeChanged{FQDN: "sub.x", Change: fact.Left},
		"node: node sub.x is installed again, with new certificates":             fact.NodeChanged{FQDN: "sub.x", Change: fact.Reinstalled},
		"fips: FIPS mode enabled, certificates are made anew, the node reboots":  fact.FIPSSet{On: true},
		"fips: FIPS mode disabled, certificates are made anew, the node reboots": fact.FIPSSet{},
		"node: the disk is full":                                                 fact.Disk{Full: true},
		"node: the disk has room again":                                          fact.Disk{},
		"node: ITLFile.tlv could not be written: no space left on device":        fact.NoRoom{File: "ITLFile.tlv"},
		"node: the clock is 2h0m0s ahead":                                        fact.Clock{Ahead: 2 * time.Hour},
		"node: the clock is 2h0m0s behind":                                       fact.Clock{Ahead: -2 * time.Hour},
		"node: the clock is right":                                               fact.Clock{},
		"node: node is down":                                                     fact.NodePower{},
		"node: node is up":                                                       fact.NodePower{Up: true},
		"node: host name of sub changed from a to b":                             fact.NodeRenamed{Property: "host name", Node: "sub", From: "a", To: "b"},
		"service: Cisco Tftp [STOPPED]":                                          fact.ServiceChanged{Service: "Cisco Tftp"},
		"service: Cisco Tftp [STARTED]":                                          fact.ServiceChanged{Service: "Cisco Tftp", Started: true},
		"replication: database replication is broken":                            fact.Replication{Of: fact.Database, Broken: true},
		"replication: file copy from the publisher is repaired":                  fact.Replication{Of: fact.Files},
		"tvs: refreshed":                                                         fact.TVSNoticed{Lines: []string{"refreshed", "and more"}},

		"device: phone security profile encrypted for 1 device":      fact.ProfileSet{Mode: "encrypted", Devices: 1},
		"device: added to the database as 8841 with SIP: 2 devices":  fact.DevicesAdded{Model: "8841", Protocol: "SIP", Devices: 2},
		"device: deleted from the database: 1 device":                fact.DevicesDeleted{Devices: 1},
		"capf: certificate operation install-upgrade for 20 devices": fact.OperationSet{Operation: capf.Install, Devices: 20},
		"capf: certificate operation install-upgrade for 1 device, authentication string 012345 of SEP000000000001": fact.OperationSet{
			Operation: capf.Install, Devices: 1, Strings: []fact.AuthString{{Device: "SEP000000000001", String: "012345"}}},
		"capf: certificate operation delete for 9 devices, authentication string 1 of A, 2 of B and so on": fact.OperationSet{
			Operation: capf.Delete, Devices: 9, Strings: []fact.AuthString{{Device: "A", String: "1"}, {Device: "B", String: "2"}}},
		"device: TFTP Encrypted Config on for 2 devices":                                                      fact.EncryptedConfigSet{On: true, Devices: 2},
		"device: load sip88xx.12-8 for 2 devices":                                                             fact.LoadSet{Load: "sip88xx.12-8", Devices: 2},
		"device: TFTP Encrypted Config off for 1 device":                                                      fact.EncryptedConfigSet{Devices: 1},
		"capf: certificate known, configurations are encrypted for it: 4 devices":                             fact.KeysKnown{Devices: set(4)},
		"capf: Upgrade Success: SEP000000000001, SEP000000000002, SEP000000000003":                            fact.OperationsEnded{Status: "Upgrade Success", Devices: set(3)},
		"capf: Upgrade Failure: SEP000000000001: it has expired":                                              fact.OperationsEnded{Status: "Upgrade Failure", Why: "it has expired", Devices: set(1)},
		"capf: no authentication string until 08:10:00: SEP000000000001":                                      fact.StringsPaused{Until: time.Date(2026, 1, 5, 8, 10, 0, 0, time.UTC), Devices: set(1)},
		"capf: Upgrade Success: 4 devices":                                                                    fact.OperationsEnded{Status: "Upgrade Success", Devices: set(4)},
		"device: Web Access enabled for 2 devices":                                                            fact.SpecificSet{Web: "enabled", Devices: 2},
		"device: Web Access disabled, Settings Access restricted for 1 device":                                fact.SpecificSet{Web: "disabled", Settings: "restricted", Devices: 1},
		"capf: Cisco Certificate Authority Proxy Function is busy and tells phones to come again":             fact.CAPFBusy{Busy: true},
		"capf: Cisco Certificate Authority Proxy Function has time for phones again":                          fact.CAPFBusy{},
		"device: symmetric key 0123 for 1 device":                                                             fact.SymmetricKeySet{Key: "0123", Devices: 1},
		"device: no symmetric key for 2 devices":                                                              fact.SymmetricKeySet{Devices: 2},
		"device: transport type UDP for 3 devices":                                                            fact.TransportSet{Transport: "udp", Devices: 3},
		"device: digest authentication on for 2 devices":                                                      fact.DigestSet{Enabled: new(true), Devices: 2},
		"device: digest authentication off, Exclude Digest Credentials in Configuration File on for 1 device": fact.DigestSet{Enabled: new(false), Excluded: new(true), Devices: 1},
	})
}
