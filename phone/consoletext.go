package phone

// notice, warning and failure are a line of level NOT, WRN and ERR.
func notice(process, text string, after int) consoleLine {
	return consoleLine{"NOT", process, text, after}
}
func warning(process, text string, after int) consoleLine {
	return consoleLine{"WRN", process, text, after}
}
func failure(process, text string, after int) consoleLine {
	return consoleLine{"ERR", process, text, after}
}

// detail and information are lines of level DEB and INF, which phones print while debugging is on.
func detail(process, text string, after int) consoleLine {
	return consoleLine{"DEB", process, text, after}
}
func information(process, text string, after int) consoleLine {
	return consoleLine{"INF", process, text, after}
}

func join(groups ...[]consoleLine) []consoleLine {
	var all []consoleLine
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

// The choice of the certificate in TLS (lab log; tech note 200860), and what follows when the call manager does not
// know its issuer (community log).
var (
	choseLSC = []consoleLine{notice("SECD", "-PXY_CERT_CIPHER: [{protocol}], [TLSv1], cert [LSC], cipher [AES256-SHA:AES128-SHA]", 0)}
	choseMIC = []consoleLine{
		notice("SECD", "-PXY_NO_LSC: No LSC for [{protocol}], will try MIC", 0),
		notice("SECD", "-PXY_CERT_CIPHER: [{protocol}], [TLSv1], cert [MIC], cipher [AES256-SHA:AES128-SHA]", 1),
	}
	unknownCA = []consoleLine{failure("SECD", "-STATE_SSL3_ALERT: SSL3 alert [read]:[fatal]:[unknown CA]", 24)}
	expired   = []consoleLine{failure("SECD", "-STATE_SSL3_ALERT: SSL3 alert [read]:[fatal]:[certificate expired]", 24)}
)

// registrations are the same on all families; the 8900 and 9900 series put the hyphen in front by themselves.
func registrations(lines map[string][]consoleLine, hyphen bool) map[string][]consoleLine {
	all := map[string][]consoleLine{
		"tls LSC": choseLSC, "tls MIC": choseMIC, "tls unknown CA LSC": join(choseLSC, unknownCA), "tls unknown CA MIC": join(choseMIC, unknownCA),
		"tls expired LSC": join(choseLSC, expired), "tls expired MIC": join(choseMIC, expired),
	}
	for name, group := range all {
		copied := join(group)
		for i := range copied {
			if hyphen {
				copied[i].text = copied[i].text[1:]
			}
		}
		lines[name] = copied
	}
	return lines
}

var secure79 = []consoleLine{
	notice("tftpClient", "request server 1 ---> {server}", 0),
	notice("SECD", "lookupCTL: TFTP SRVR secure", 2),
	notice("tftpClient", "secVal = 0x9", 3),
	notice("tftpClient", "{server} is a secure server", 3),
	notice("tftpClient", "retval = SRVR_SECURE", 4),
	notice("tftpClient", "Secure file requested", 4),
	notice("tftpClient", "authenticated file approved - add .sgn -- {file}", 5),
}

var plain79 = []consoleLine{
	notice("tftpClient", "request server 1 ---> {server}", 0),
	warning("SECD", "WARN:lookupCTL: ** no CTL, assume TFTP NONSECURE", 31),
	notice("tftpClient", "secVal = 0xa", 33),
	notice("tftpClient", "{server} is a NONsecure server", 33),
	notice("tftpClient", "Non secure file approved -- {file}", 35),
}

var list79 = []consoleLine{notice("SECD", "tlRequestFile: Request {file}", 0), notice("TFTP", "[27]:Requesting {file} from {server}", 8)}

var tlsFailed79 = []consoleLine{
	failure("SECD", "EROR:clpState: SSL_connect:failed in SSLv3 read server hello A:{server}", 9),
	failure("SECD", "EROR:clpSetupSsl: ** SSL handshake failed, {server} c:14 s:15", 10),
	failure("SECD", "EROR:clpSetupSsl: SSL/TLS handshake failed, {server} c:14 s:15", 10),
	failure("SECD", "EROR:clpSetupSsl: SSL/TLS setup failed, {server} c:14 s:15", 11),
	failure("SECD", "EROR:clpSndStatus: SSL CLNT ERR, srvr{server}", 11),
}

var connect79 = []consoleLine{
	notice("SECD", "clpSetupSsl: Trying to connect to IPV4, IP: {server}, Port : 2445", 0),
	notice("SECD", "clpSetupSsl: TCP connect() waiting, {server} c:14 s:15 port: 2445", 1),
}

var connected79 = []consoleLine{
	notice("SECD", "clpSetupSsl: TCP connected, {server} c:14 s:15", 2),
	notice("SECD", "clpSetupSsl: start SSL/TLS handshake, {server} c:14 s:15", 3),
}

var tvsFound79 = []consoleLine{
	notice("SECD", "findByIssuerAndSerialAndRoleInTL: Searching TL from CTL file", 4),
	notice("SECD", "findByIssuerAndSerialAndRoleInTL: Searching TL from ITL file", 4),
	notice("SECD", "verifyCertWithHashFromTL: cert hash and hash in TL MATCH", 5),
	notice("SECD", "tvs_cert_vfy: TVS cert verified with hash from TL, {server}", 5),
	notice("SECD", "sendTvsClientReqToSrvr: Authenticate Certificate : request sent to TVS server - waiting for response", 6),
}

var console79 = registrations(map[string][]consoleLine{
	"request TFTP 69 list ok":       list79,
	"request TFTP 69 list failed":   list79,
	"request TFTP 69 signed ok":     secure79,
	"request TFTP 69 signed failed": secure79,
	"request TFTP 69 plain ok":      plain79,
	"request TFTP 69 plain failed":  plain79,
	"defaults to TFTP":              {notice("JVM", "Startup Module Loader|cip.sipcc.SipCcAdapter: - No Valid Unified CMs. Defaulting to TFTP Server: {server}", 0)},
	"list accepted":                 {notice("SECD", "validate_file_envelope: File sign verify SUCCESS", 0)},
	"list accepted by TVS":          {notice("SECD", "validate_file_envelope: File sign verify SUCCESS", 0)},
	"configuration accepted":        {notice("SECD", "verifyFile: verify SUCCESS {file}", 0)},
	"configuration accepted by TVS": {notice("SECD", "verifyFile: verify SUCCESS {file}", 0)},
	"commit": {
		notice("SECD", "setupSocketToTvsProxy: Connected to TVS proxy server", 0),
		notice("SECD", "tvsReqFlushTvsCertCache: Sent Request to TVS proxy, len: 3708", 1),
		notice("SECD", "clpTvsInit: Client message received on TVS proxy socket", 263),
		notice("SECD", "processTvsClntReq: Success reading the client TVS request, len : 3708", 264),
		notice("SECD", "processTvsClntReq: TVS Certificate cache flush request received", 265),
		notice("SECD", "tvsFlushCertCache: Completed TVS Certificate cache flush request", 268),
	},
	"tvs signer 0": join(connect79, connected79, tvsFound79, []consoleLine{
		notice("SECD", "processTvsSrvrResponse: Authentication Response received, status : 0", 10),
		notice("SECD", "saveCertToTvsCache: Saving certificate in TVS cache with default time-to-live value: 86400 seconds", 11)}),
	"tvs peer 0": join(connect79, connected79, tvsFound79, []consoleLine{
		notice("SECD", "processTvsSrvrResponse: Authentication Response received, status : 0", 10),
		notice("SECD", "saveCertToTvsCache: Saving certificate in TVS cache with default time-to-live value: 86400 seconds", 11)}),
	"tvs signer 1":        join(connect79, connected79, tvsFound79, []consoleLine{notice("SECD", "processTvsSrvrResponse: Authentication Response received, status : 1", 10)}),
	"tvs peer 1":          join(connect79, connected79, tvsFound79, []consoleLine{notice("SECD", "processTvsSrvrResponse: Authentication Response received, status : 1", 10)}),
	"tvs tvs-unreachable": connect79,
	"tvs tvs-handshake-failed": join(connect79, connected79,
		[]consoleLine{failure("SECD", "EROR:clpState: SSL3 alert read:fatal:handshake failure:{server}", 9)}, tlsFailed79),
	"tvs tvs-certificate-mismatch": join(connect79, connected79,
		[]consoleLine{failure("SECD", "EROR:clpState: SSL3 alert write:fatal:handshake failure:{server}", 9)}, tlsFailed79[1:]),
	"HTTPS accepted by TVS": {notice("SECD", "Authenticated the HTTPS conn via TVS", 0)},
	"HTTPS refused":         {failure("SECD", "EROR:https_cert_vfy: HTTPS cert not in CTL", 0)},
}, false)

var tvsAsked89 = []consoleLine{
	notice("SECD", "No matching entry found at cache", 1),
	notice("SECD", "Successfully obtained a TLS connection to the TVS server", 40),
	notice("SECD", "Successfully sent the certificate Authentication request to TVS server, bytes written : 962", 41),
	notice("SECD", "Done sending Certificate Validation request", 41),
	notice("SECD", "Authenticate Certificate : request sent to TVS server - waiting for response", 42),
}

var console89 = registrations(map[string][]consoleLine{
	"tvs peer 0": join([]consoleLine{notice("SECD", "TVS service available, can attempt via TVS", 0), notice("SECD", "TVS Certificate Authentication request", 0)}, tvsAsked89,
		[]consoleLine{notice("SECD", "Authentication Response received, status : 0", 50)}),
	"tvs peer 1": join([]consoleLine{notice("SECD", "TVS service available, can attempt via TVS", 0), notice("SECD", "TVS Certificate Authentication request", 0)}, tvsAsked89,
		[]consoleLine{notice("SECD", "Authentication Response received, status : 1", 50)}),
	"HTTPS accepted by TVS": {notice("SECD", "Authenticated the HTTPS conn via TVS", 0)},
	"HTTPS refused":         {notice("SECD", "HTTPS cert not in CTL", 0)},
}, true)

// downd is the start of a download: which server, and whether a signed file is wanted.
func downd(security string, requested ...consoleLine) []consoleLine {
	return join([]consoleLine{
		notice("downd", "GETXXTP [GT339][src={base}][dest=/tmp/{base}][serv=][serv6=][sec="+security+"]", 0),
		notice("downd", "In normal mode, call - > makeXXTPrequest (V6...)", 3),
		notice("downd", "AUTH.SRVR [GT339] look up server - 0 - {server}", 50),
	}, requested, []consoleLine{notice("downd", "XXTP start request, server 1 - {server} ", 160), notice("downd", "XXTP actualserver [{server}]", 161)})
}

var (
	plainDownload  = downd("0", notice("downd", "XXTP Non secure file requested  ", 157))
	signedDownload = downd("2", notice("downd", "XXTP Secure file requested ", 157),
		notice("downd", "XXTP authenticated file approved - add .sgn if necessary -- {file}  ", 158))
	httpOK = []consoleLine{
		notice("GHTTP", "LIMIT downdload will be limited to 2048 KB", 229), notice("GHTTP", "hdr->HTTP/1.1 200 OK", 300),
		notice("GHTTP", "hdr->Cache-Control: no-store", 301), notice("GHTTP", "hdr->Content-type: */*", 301),
		notice("downd", "XXTP complete - status = 100 ", 340), notice("downd", "DDGETTFTP.RESULT [_100_  HTTP NO ERROR", 360),
	}
	httpFailed = []consoleLine{notice("GHTTP", "LIMIT downdload will be limited to 2048 KB", 229), failure("GHTTP", "http get [HTTP/1.1 503 Service Unavailab]", 395)}
	tftpStart  = []consoleLine{notice("TFTPD", "LIMIT downdload will be limited to 2048 KB", 0), notice("TFTPD", "Requesting {file} from {server} ", 2)}
	tftpFailed = []consoleLine{
		warning("TFTPD", "Error: (1+1)File not found ", 510), notice("downd", "XXTP complete - status = 2 ", 513), notice("downd", "DDGETTFTP.RESULT [_2_  File not found", 561),
	}
	// The first line is that of load 10.3.1 (tech note 213407); 12.1 has the second alone (214535).
	parse88 = []consoleLine{
		warning("SECUREAPP", "AUTH: early exit from parser loop; old version header?", 1),
		warning("SECUREAPP", "AUTH: hdr ver 1.2 (knows only upto 1.1)", 2),
	}
	asked88 = []consoleLine{
		notice("SECUREAPP", "Sec SSL Connection - Handshake successful.", 513),
		notice("SECUREAPP", "TVS process request - Successfully sent the TVS request to TVS server, bytes written : 180", 514),
		notice("SECUREAPP", "Close and free connection handler at 0x2b2d2ac0", 520), notice("SECUREAPP", "Sec SSL Close Connection successful.", 520),
	}
)

var console88 = registrations(map[string][]consoleLine{
	"request HTTP 6970 list ok":       join(plainDownload, httpOK),
	"request HTTP 6970 plain ok":      join(plainDownload, httpOK),
	"request HTTP 6970 signed ok":     join(signedDownload, httpOK),
	"request HTTP 6970 list failed":   join(plainDownload, httpFailed),
	"request HTTP 6970 plain failed":  join(plainDownload, httpFailed),
	"request HTTP 6970 signed failed": join(signedDownload, httpFailed),
	"request TFTP 69 list ok":         tftpStart,
	"request TFTP 69 plain ok":        tftpStart,
	"request TFTP 69 signed ok":       tftpStart,
	"request TFTP 69 list failed":     join(tftpStart, tftpFailed),
	"request TFTP 69 plain failed":    join(tftpStart, tftpFailed),
	"request TFTP 69 signed failed":   join(tftpStart, tftpFailed),
	"tvs signer 0":                    asked88,
	"tvs signer 1":                    asked88,
	"tvs peer 0":                      asked88,
	"tvs peer 1":                      asked88,
	"list accepted":                   join([]consoleLine{notice("SECUREAPP", "Hashes match... authentication successful.", 0)}, parse88),
	"list accepted by TVS":            join([]consoleLine{notice("SECUREAPP", "Hashes match... authentication successful.", 0)}, parse88),
	"list refused":                    {failure("SECUREAPP", "Hashes do not match... authentication failed.", 0)},
	"configuration accepted":          {notice("SECUREAPP", "Hashes match... authentication successful.", 0)},
	"configuration accepted by TVS":   {notice("SECUREAPP", "Hashes match... authentication successful.", 0)},
	"configuration refused":           {failure("SECUREAPP", "Hashes do not match... authentication failed.", 0)},
	"commit": {
		notice("SECUREAPP", "updateFromFile: TL parse to table: CTL_SUCCESS", 0), notice("SECUREAPP", "updateFromFile: Updating master TL table", 0),
		detail("SECUREAPP", "TL file verified successfully.", 1), information("SECUREAPP", "TL file updated.", 1),
	},
}, false)
