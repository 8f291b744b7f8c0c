package system

import (
	"tvslab/setting"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// The two guides that say what each certificate takes down with it.
const (
	guide117299 = "tech note 117299, impact by certificate store"
	guide214231 = "tech note 214231, impact of the certificate store"
	both        = "tech notes 117299 and 214231, impact by certificate store"
)

// Columns of RTMT's Device Summary: media resources are RTMT's own; where it counts gateways, the lab has SIP trunks.
const (
	countedTrunks = "SIP Trunks"
	countedMedia  = "Media Resources"
)

// On releases that sign with ITLRecovery it is also the certificate of SAML assertions (tech note 214231).
func recoverySigns(r *cucm.Rules) bool { return r.ITLSigner == cucm.ITLRecovery }

func ssoTomcat(r *cucm.Rules) bool   { return r.SSOTomcat }
func noSSOTomcat(r *cucm.Rules) bool { return !r.SSOTomcat }
func ownTomcat(r *cucm.Rules) bool   { return r.OwnTomcats }
func noOwnTomcat(r *cucm.Rules) bool { return !r.OwnTomcats }

// ofWebApp are the links of a service that is reached over HTTPS: a condition about what it shows, which is what Cisco Tomcat loaded
// where it has no Tomcat of its own.
func ofWebApp(c Condition, service string, more ...Link) []Link {
	return append([]Link{
		{Condition: Runs, Service: service}, {Condition: c, Service: service, From: ownTomcat},
		{Condition: c, Service: sim.ServiceTomcat, From: noOwnTomcat},
	}, more...)
}

// overTLS is what a device of Cisco CallManager and the call manager want of each other (security guide 15, secure SIP trunks
// and secure conference resources).
var overTLS = []Link{{Condition: Shows, Service: sim.ServiceCCM}, {Condition: Knows, Store: cucm.CallManagerTrust}}

// kinds is every kind of system.
var kinds = []*Kind{
	{
		Name: "sip-trunk", Says: "secure SIP trunk: another call control, a gateway or a session border controller",
		Loses: "secure SIP trunks do not register or work",
		Meets: sim.RoleCCM, Port: 5061, Links: overTLS, Keeps: true, Device: true, Remote: true, Counted: countedTrunks,
		Basis: setting.Document, Source: both + "; security guide 15 for whom each side trusts",
	},
	{
		Name: "conference-bridge", Says: "secure conference bridge: a DSP farm of a router",
		Loses: "conference bridges do not register or work",
		Meets: sim.RoleCCM, Port: 2443, Links: overTLS, Secure: true, Keeps: true, Device: true, Counted: countedMedia,
		Basis: setting.Document, Source: both + "; security guide 15, secure conference resources",
	},
	{
		Name: "mtp", Says: "media termination point of a router",
		Loses: "media termination points do not register or work",
		Meets: sim.RoleCCM, Port: 2443, Links: overTLS, Secure: true, Keeps: true, Device: true, Counted: countedMedia,
		Basis: setting.Document, Source: both + "; trust as of a conference bridge: inferred",
	},
	{
		Name: "transcoder", Says: "transcoder of a router",
		Loses: "transcoders do not register or work",
		Meets: sim.RoleCCM, Port: 2443, Links: overTLS, Secure: true, Keeps: true, Device: true, Counted: countedMedia,
		Basis: setting.Document, Source: both + "; trust as of a conference bridge: inferred",
	},
	{
		Name: "axl", Says: "program that uses AXL",
		Loses: "AXL requests fail",
		Meets: sim.Publisher, Port: 8443, Lenient: true,
		Links: ofWebApp(Shows, sim.ServiceAXL, Link{Condition: Valid, Store: cucm.CallManager}),
		Basis: setting.Document, Source: both + ": under CallManager.pem, though the service shows the tomcat certificate",
	},
	{
		Name: "cti", Says: "CTI application over JTAPI or TAPI with security",
		Loses: "CTI, JTAPI and TAPI applications are not authenticated or encrypted",
		Meets: sim.RoleCCM, Port: 2749, Secure: true, Keeps: true, Issued: true,
		Links: []Link{{Condition: Shows, Service: sim.ServiceCTIManager}, {Condition: Knows, Store: cucm.CallManagerTrust}},
		Basis: setting.Document, Source: guide214231 + ", CAPF; that CTIManager goes by CallManager-trust as Cisco CallManager does: inferred",
	},
	{
		Name: "ipsec", Says: "IPsec tunnel to a gateway or to another cluster",
		Loses: "IPsec tunnels to the gateway or to the other cluster do not work",
		Meets: sim.Publisher, Port: 500, Remote: true,
		Links: []Link{{Condition: Shows, Store: cucm.IPsec}, {Condition: Knows, Store: cucm.IPsecTrust}},
		Basis: setting.Document, Source: both,
	},
	{
		Name: "extension-mobility", Says: "Extension Mobility over HTTPS",
		Loses: "phones cannot use Extension Mobility",
		Meets: sim.RoleCCM, Port: 8443, Links: ofWebApp(Vouches, sim.ServiceMobility),
		Basis: setting.Document, Source: both + "; 214231, TVS",
	},
	{
		Name: "emcc", Says: "Extension Mobility Cross Cluster with another cluster",
		Loses: "users cannot log in to phones of the other cluster",
		Meets: sim.RoleCCM, Port: 8443, Remote: true,
		Links: ofWebApp(Shows, sim.ServiceMobility, Link{Condition: Knows, Store: cucm.TomcatTrust},
			Link{Condition: Shows, Store: cucm.ITLRecovery, Publisher: true, From: recoverySigns}),
		Basis: setting.Document, Source: both + "; 214231, ITLRecovery: used by EMCC from 12.0; which certificate each side trusts: inferred from the exchange of certificates in bulk",
	},
	{
		Name: "corporate-directory", Says: "corporate directory and other HTTPS services on the nodes",
		Loses: "phones have no access to HTTPS services hosted on the node, such as the corporate directory",
		Meets: sim.RoleCCM, Port: 8443, Links: []Link{{Condition: Vouches, Service: sim.ServiceTomcat}},
		Basis: setting.Document, Source: both + "; 214231, TVS",
	},
	{
		Name: "midlet", Says: "MIDlet that phones load over HTTPS from the nodes",
		Loses: "phones cannot verify the MIDlet's server",
		Meets: sim.RoleCCM, Port: 8443, Links: []Link{{Condition: Vouches, Service: sim.ServiceTomcat}},
		Basis: setting.Document, Source: "tech note 214231, TVS",
	},
	{
		Name: "web-pages", Says: "pages of each node opened from the other nodes",
		Loses: "service pages of other nodes of the cluster cannot be opened",
		Port:  8443, Among: true, Links: []Link{{Condition: Shows, Service: sim.ServiceTomcat}},
		Basis: setting.Document, Source: both + "; that a node goes by its tomcat-trust: inferred",
	},
	{
		Name: "presence", Says: "secure SIP trunk between the call managers and the IM and Presence nodes",
		Loses: "nobody sees the presence of phones",
		Meets: sim.RoleCCM, Port: 5061, Keeps: true, Device: true, Among: true, Beside: sim.RoleIMP, Offers: sim.ServiceSIPProxy,
		Links: []Link{{Condition: Shows, Service: sim.ServiceCCM, There: cucm.CupTrust}, {Condition: Knows, Store: cucm.CallManagerTrust}},
		Basis: setting.Document, Source: "IM and Presence configuration guide 11.5(1), certificate exchange with Unified CM",
	},
	{
		Name: "sso", Says: "single sign-on: an identity provider",
		Loses: "single sign-on does not work",
		Meets: sim.Publisher, Port: 8443,
		Links: []Link{
			{Condition: Shows, Service: sim.ServiceSSOTomcat, From: ssoTomcat}, {Condition: Shows, Service: sim.ServiceTomcat, From: noSSOTomcat},
			{Condition: Shows, Store: cucm.ITLRecovery, Publisher: true, From: recoverySigns},
		},
		Basis: setting.Document, Source: guide214231 + "; ITLRecovery from 12.0; importing stands for new metadata",
	},
	{
		Name: "expressway", Says: "Expressway-C with a traversal zone and TLS verify",
		Loses: "the traversal zone is down: nobody outside can log in",
		Port:  8443, Lenient: true,
		Links: []Link{
			{Condition: Shows, Service: sim.ServiceTomcat},
			{Condition: Knows, Store: cucm.TomcatTrust}, {Condition: Knows, Store: cucm.CallManagerTrust, By: sim.ServiceCCM},
		},
		Basis: setting.Document, Source: guide214231 + "; what the cluster must know: tech note 225476",
	},
	{
		Name: "uccx", Says: "Unified CCX with Finesse",
		Loses: "agents cannot log in to the Finesse desktop",
		Port:  8443, Lenient: true, Reads: true, Links: []Link{{Condition: Shows, Service: sim.ServiceTomcat}},
		Basis: setting.Document, Source: guide214231 + " and tomcat, step 5: from CCX 12.5 on, all nodes, then restart the servers",
	},
	{
		Name: "visual-voicemail", Says: "visual voicemail with Unity or Unity Connection",
		Loses: "visual voicemail does not work",
		Meets: sim.RoleCCM, Links: []Link{{Condition: Knows, Store: cucm.PhoneTrust}, {Condition: Knows, Store: cucm.PhoneCTLTrust}},
		Basis: setting.Inferred, Source: guide117299 + "; that it takes both stores: read literally",
	},
	{
		Name: "phone-vpn", Says: "VPN concentrator of phones",
		Loses: "phones do not authenticate for the phone VPN, or its HTTPS URL cannot be authenticated",
		Meets: sim.Publisher, Phones: true,
		Links: []Link{{Condition: Issues, Store: cucm.CAPF, Publisher: true}, {Condition: Knows, Store: cucm.PhoneVPNTrust, Publisher: true}},
		Basis: setting.Document, Source: guide117299 + ", CAPF and phone-vpn-trust",
	},
	{
		Name: "phone-proxy", Says: "ASA firewall with a phone proxy",
		Loses: "phones do not authenticate for the phone proxy",
		Meets: sim.Publisher, Phones: true,
		Links: []Link{{Condition: Issues, Store: cucm.CAPF, Publisher: true}, {Condition: Lists}},
		Basis: setting.Document, Source: guide117299 + ", CAPF; 214231: the CTL holds the ASA firewall",
	},
	{
		Name: "dot1x", Says: "802.1X authentication server",
		Loses: "phones do not authenticate for 802.1X",
		Meets: sim.Publisher, Phones: true, Links: []Link{{Condition: Issues, Store: cucm.CAPF, Publisher: true}},
		Basis: setting.Document, Source: guide117299 + ", CAPF",
	},
}
