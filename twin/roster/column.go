package roster

import (
	"slices"
	"strings"
	"unicode"
)

// column is something that a list or a page says of a phone, a pool or a group.
type column struct {
	name    string // as conflicts call it
	means   string
	values  string // what cells may hold; "" for what is taken as written
	words   string // what it is called, most telling first, with commas between them; case, blanks and signs do not count
	numbers int    // how many there can be: "TFTP Server 1", "TFTP Server 2"
	of      func(*Phone) *Fact
	other   func(*Phone) *Fact                                // what is wrong, as written
	list    func(*Phone) *[]Fact                              // of what is numbered
	read    func(text string) (value string, reading reading) // nil: as written
	compare bool                                              // what two files say must agree
	where   places
}

// places are where a word means the column.
type places uint

const (
	inLists places = 1 << iota
	inPages
	everywhere = inLists | inPages
)

// reading is what became of the text of a cell.
type reading int

const (
	good reading = iota
	empty
	wrong
)

// The columns that others are found by, and those that are read together.
const (
	deviceName     = "device name"
	macAddress     = "MAC address"
	devicePool     = "device pool"
	managerGroup   = "CallManager group"
	managerName    = "CallManager name"
	managerServer  = "server of a CallManager"
	profileName    = "device security profile"
	securityMode   = "device security mode"
	encryptedFiles = "TFTP encrypted config"
	siteName       = "site"
	subnet         = "subnet"
	subnetMask     = "subnet mask"
	keySize        = "key size"
	tftpServers    = "TFTP server"
	callManagers   = "CallManager"
	statusName     = "status"
	nodeName       = "registered node"
	seenName       = "last seen"
	productName    = "product"
)

// columns are all columns. Words come from the files that doc.go names; those of spreadsheets are what people write.
var columns = []column{
	{name: deviceName, means: "name of the device, or its MAC address", values: "SEP and 12 hex digits, a MAC address, or another device name", where: everywhere,
		words: "device name, phone name, host name"},
	{name: deviceName, means: "the same", values: "as above", where: inLists,
		words: "device name(line), device, phone, name"},
	{name: macAddress, means: "MAC address, for the name of the device", values: "12 hex digits, with :, -, . or nothing between them", where: everywhere,
		words: "mac address, macaddr, mac, physical address"},
	{name: "description", means: "text about the phone", where: inLists,
		words: "description, descr, device description, phone description", of: func(p *Phone) *Fact { return &p.Description }},
	{name: "model", means: "phone model", values: "\"8841\", \"Cisco 8841\", \"CP-8841\", \"Cisco IP Phone 8841\", or the number that CUCM has for it (683)", where: everywhere,
		words: "device type, device model, phone model, phone type, product type, model name, model number, model, typemodel, tkmodel",
		of:    func(p *Phone) *Fact { return &p.Model }, other: func(p *Phone) *Fact { return &p.OtherModel }, read: readModel, compare: true},
	{name: productName, means: "phone model, where no other column says it; numbers of products are not read", values: "as model", where: inLists,
		words: "product, product name, prodid"},
	{name: "protocol", means: "what the phone registers with", values: "SIP, SCCP", where: inLists,
		words: "device protocol, phone protocol, protocol, signalling, signaling", of: func(p *Phone) *Fact { return &p.Protocol }, read: readProtocol, compare: true},
	{name: "load", means: "firmware", where: everywhere,
		words: "active load id, active load, app load id, phone load name, firmware, firmware version, load id", of: func(p *Phone) *Fact { return &p.Load }},
	{name: "address", means: "IP address, for tables of TFTP servers by subnet", where: everywhere,
		words: "ip address, ipaddr, ipv4 address, ip", of: func(p *Phone) *Fact { return &p.Address }},
	{name: siteName, means: "site", where: inLists,
		words: "site, site name, building, branch, office, physical location, location name", of: func(p *Phone) *Fact { return &p.Site }, compare: true},
	{name: devicePool, means: "device pool", where: inLists,
		words: "device pool name, device pool, dp, pool", of: func(p *Phone) *Fact { return &p.Pool }, compare: true},
	{name: managerGroup, means: "CallManager group", where: inLists,
		words: "call manager group name, cisco unified callmanager group, cisco unified cm group, cisco unified communications manager group, " +
			"unified cm group, call manager group, cm group, cucm group, cmg",
		of: func(p *Phone) *Fact { return &p.Group }, compare: true},
	{name: profileName, means: "device security profile", where: inLists,
		words: "device security profile, phone security profile, security profile name, security profile, profile name", of: func(p *Phone) *Fact { return &p.Profile }, compare: true},
	{name: securityMode, means: "device security mode", values: "non-secure, authenticated, encrypted, or 1, 2, 3", where: everywhere,
		words: "device security mode, security mode, tkdevicesecuritymode, signaling security mode, secure mode", of: func(p *Phone) *Fact { return &p.Mode }, read: readMode, compare: true},
	{name: encryptedFiles, means: "TFTP Encrypted Config of the profile", values: "yes, no, true, false, t, f", where: inLists,
		words: "tftp encrypted config, encrypted config", of: func(p *Phone) *Fact { return &p.EncryptedConfig }, read: readTruth, compare: true},
	{name: keySize, means: "not used: tells a list of device security profiles from one of phones", where: inLists, words: "key size, rsa key size, ec key size, key order"},
	{name: statusName, means: "registration", values: "registered, unregistered, rejected, partially registered, none, unknown, \"registered with NODE\"; reg, unr, par-reg, rej, exp-unr; yes, no",
		where: inLists, words: "registration status, reg status, phone status, device status, registered, status, state",
		of: func(p *Phone) *Fact { return &p.Status }, compare: true},
	{name: nodeName, means: "node with which it is registered", values: "host name or address", where: inLists,
		words: "registered node, registered with, registered to, registered on, unified cm, cucm node, node name, node, cucm, call manager node, cm node",
		of:    func(p *Phone) *Fact { return &p.Node }, compare: true},
	{name: seenName, means: "when it was last seen; of two rows about a phone with seconds since 1970 the later one says how it is registered", where: inLists,
		words: "regstatuschg timestamp, time stamp, last registered, last seen, last active, last activity", of: func(p *Phone) *Fact { return &p.Seen }},
	{name: "CTL", means: "checksum that the phone shows of its CTL", values: "MD5 or SHA-1 in hex digits, with blanks or colons or without; none, not installed", where: everywhere,
		words: "ctl signature, ctl checksum, ctl hash, ctl md5, ctl sha-1, ctl file, ctl", of: func(p *Phone) *Fact { return &p.CTL }, read: readChecksum, compare: true},
	{name: "ITL", means: "checksum that the phone shows of its ITL", values: "MD5 or SHA-1 in hex digits, with blanks or colons or without; none, not installed", where: everywhere,
		words: "itl signature, itl checksum, itl hash, itl md5, itl sha-1, itl file, itl", of: func(p *Phone) *Fact { return &p.ITL }, read: readChecksum, compare: true},
	{name: "LSC", means: "locally significant certificate", values: "installed, not installed, yes, no; or when it ends: a date, seconds since 1970 (0 without one)", where: everywhere,
		words: "lsc, lsc status, lsc installed, lsc expires, lsc expiration, lsc valid until", of: func(p *Phone) *Fact { return &p.LSC }, read: readLSC, compare: true},
	{name: tftpServers, means: "TFTP servers in order, one in each", values: "host names or addresses", numbers: 2, where: everywhere,
		words: "tftp server, tftp", list: func(p *Phone) *[]Fact { return &p.TFTP }, compare: true},
	{name: tftpServers, means: "all TFTP servers in order, with blanks, commas or slashes between", values: "host names or addresses", numbers: 2, where: inLists,
		words: "tftp servers, option 150, dhcp option 150", list: func(p *Phone) *[]Fact { return &p.TFTP }, compare: true},
	{name: callManagers, means: "nodes of the CallManager group in order", values: "host names or addresses; in pages with Active or Standby behind, and SRST routers are left out",
		numbers: 5, where: everywhere,
		words: "unified cm, cisco unified cm, cucm server, cucm, call manager, cm server, cm, subscriber", list: func(p *Phone) *[]Fact { return &p.CallManagers }, compare: true},
	{name: callManagers, means: "the same on the 8821", values: "as above", numbers: 5, where: inPages,
		words: "server", list: func(p *Phone) *[]Fact { return &p.CallManagers }, compare: true},
	{name: "TVS", means: "TVS servers", values: "host names or addresses", numbers: 5, where: everywhere,
		words: "tvs, tvs server", list: func(p *Phone) *[]Fact { return &p.TVS }, compare: true},
	{name: managerName, means: "name of a CallManager, as groups have it", where: inLists,
		words: "cisco unified callmanager name, cisco unified communications manager name, cisco unified cm name, call manager name"},
	{name: managerServer, means: "node on which the CallManager is", values: "host name or address", where: inLists, words: "server, server name, process node, process node name"},
	{name: subnet, means: "subnet of phones, for their TFTP servers", values: "192.0.2.0/24, 192.0.2.0/255.255.255.0", where: inLists,
		words: "subnet, scope, scope id, dhcp scope, voice subnet, network"},
	{name: subnetMask, means: "mask of the subnet, where it stands by itself", values: "255.255.255.0", where: inLists, words: "subnet mask, mask, netmask"},
}

// fold is a word without case, blanks and signs.
func fold(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, word)
}

// meaning is what a header word means.
type meaning struct {
	column *column
	number int // from 1; 0 where the word has none
	rank   int // of the word among those of the column, 0 for the most telling
}

// words are the meanings by folded word, one for each column that has the word.
var words = func() map[string][]meaning {
	all, ranks := map[string][]meaning{}, map[string]int{}
	for i := range columns {
		c := &columns[i]
		for word := range strings.SplitSeq(c.words, ",") {
			all[fold(word)] = append(all[fold(word)], meaning{column: c, rank: ranks[c.name]})
			ranks[c.name]++
		}
	}
	return all
}()

// columnNamed returns the first column of that name, which is one of the constants.
func columnNamed(name string) *column {
	return &columns[slices.IndexFunc(columns, func(c column) bool { return c.name == name })]
}

// meanings returns what a header word can mean in such a place.
func meanings(word string, in places) (found []meaning) {
	if len(word) > 100 {
		return nil
	}
	folded := fold(word)
	for _, m := range words[folded] {
		if m.column.where&in != 0 && (m.column.numbers == 0 || in == inLists || m.column.name == "TVS") {
			found = append(found, m)
		}
	}
	base := strings.TrimRight(folded, "0123456789")
	if len(folded) != len(base)+1 {
		return found
	}
	for _, m := range words[base] {
		if m.number = int(folded[len(base)] - '0'); m.number >= 1 && m.number <= m.column.numbers && m.column.where&in != 0 {
			found = append(found, m)
		}
	}
	return found
}

// Header is a column that lists and pages may have.
type Header struct {
	Means  string
	Words  []string // what it may be called; case, blanks and signs do not count
	Values string   // what its cells may hold; "" for any text
	Most   int      // how many there can be, with numbers from 1 behind the words; 0 where there is one without a number
	Lists  bool     // read in lists
	Pages  bool     // read in pages of phones
}

// Headers returns the columns that are read, in the order of the table; a document of them can be made from it.
func Headers() []Header {
	var all []Header
	for _, c := range columns {
		h := Header{Means: c.means, Values: c.values, Lists: c.where&inLists != 0, Pages: c.where&inPages != 0}
		if h.Pages {
			h.Most = c.numbers // all in one cell stand in lists only
		}
		for word := range strings.SplitSeq(c.words, ",") {
			h.Words = append(h.Words, strings.TrimSpace(word))
		}
		all = append(all, h)
	}
	return all
}
