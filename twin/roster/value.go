package roster

import (
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tvslab/devices"
	"tvslab/phone"
)

// blanks are what files write where there is nothing.
var blanks = []string{"", "null", "na", "notavailable"}

// blank reports whether a cell says nothing.
func blank(text string) bool { return len(text) < 16 && slices.Contains(blanks, fold(text)) }

// chosen reads texts of which there are few; those that say nothing have the value "".
func chosen(values map[string]string) func(string) (string, reading) {
	return func(text string) (string, reading) {
		value, known := values[fold(text)]
		switch {
		case value != "":
			return value, good
		case known, blank(text):
			return "", empty
		}
		return "", wrong
	}
}

var (
	readProtocol = chosen(map[string]string{"sip": "SIP", "sccp": "SCCP"})
	readMode     = chosen(map[string]string{
		"nonsecure": NonSecure, "1": NonSecure, "authenticated": Authenticated, "2": Authenticated, "encrypted": Encrypted, "3": Encrypted,
		"notselected": "", "0": "",
	})
	readTruth = chosen(map[string]string{"yes": Yes, "true": Yes, "t": Yes, "no": No, "false": No, "f": No})

	// The words of RIS (RisPort70), of its short forms in `show risdb`, and of spreadsheets.
	readState = chosen(map[string]string{
		"registered": Registered, "reg": Registered, "yes": Registered, "online": Registered, "partiallyregistered": Registered, "partregistered": Registered, "parreg": Registered,
		"unregistered": Unregistered, "unr": Unregistered, "unreg": Unregistered, "expunr": Unregistered, "rejected": Unregistered, "rej": Unregistered,
		"notregistered": Unregistered, "no": Unregistered, "offline": Unregistered,
		"unknown": Unknown, "none": Unknown,
	})
	readInstalled = chosen(map[string]string{
		"installed": Installed, "yes": Installed, "true": Installed, "t": Installed, "0": None,
		"notinstalled": None, "none": None, "no": None, "false": None, "f": None,
	})
)

// with parts "Registered with cucm-sub1" of the page Find and List Phones.
var with = regexp.MustCompile(`(?i)^((?:un)?registered) +(?:with|to|on|from|at) +(\S+)$`)

// readStatus returns the status, and the node if the cell names one and the phone is registered there.
func readStatus(text string) (status, node string, r reading) {
	if m := with.FindStringSubmatch(text); m != nil {
		text, node = m[1], m[2]
	}
	if status, r = readState(text); status != Registered {
		node = ""
	}
	return status, node, r
}

// modelNumbers are the models by the number that CUCM has for them; three have numbers of their own for what is one model here.
var modelNumbers = func() map[int]string {
	names := map[int]string{308: "7961", 309: "7941", 36260: "8832"} // 7961G-GE, 7941G-GE, 8832NR
	for _, m := range phone.Models() {
		if m.Number != 0 {
			names[m.Number] = m.Name
		}
	}
	return names
}()

func readModel(text string) (string, reading) {
	if blank(text) {
		return "", empty
	}
	if m, ok := phone.ModelByName(text); ok {
		return m.Name, good
	}
	if n, err := strconv.Atoi(text); err == nil {
		if name := modelNumbers[n]; name != "" {
			return name, good
		}
	}
	return "", wrong
}

// digests are the digests of which phones show the hex digits, by the number of these.
var digests = map[int]string{32: "(MD5)", 40: "(SHA1)"}

var signs = strings.NewReplacer(" ", "", ":", "", "-", "", "(MD5)", "", "(SHA1)", "", "(SHA-1)", "", "\t", "", "\n", "")

// readChecksum returns a checksum as `show ctl` writes it. That a list is installed says nothing about which it is.
func readChecksum(text string) (string, reading) {
	digits := strings.ToLower(signs.Replace(text))
	if digest, known := digests[len(digits)]; known && strings.Trim(digits, "0123456789abcdef") == "" {
		return digits + digest, good
	}
	switch value, r := readInstalled(text); {
	case r != good:
		return "", r
	case value == None:
		return None, good
	}
	return "", empty
}

// dates are how the end of an LSC is written.
var dates = []string{
	time.DateOnly, time.DateTime, time.RFC3339, time.UnixDate, time.ANSIC, "01/02/2006", "1/2/2006", "02.01.2006", "2006/01/02", "Jan 2, 2006", "01/02/2006 15:04", "02.01.2006 15:04",
	"1/2/2006 15:04",
}

func readLSC(text string) (string, reading) {
	if value, r := readInstalled(text); r != wrong {
		return value, r
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
		return Installed, good
	}
	for _, layout := range dates {
		if _, err := time.Parse(layout, text); err == nil {
			return Installed, good
		}
	}
	return "", wrong
}

// hostForm is a host name or an address.
var hostForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._:-]{0,127}$|^::[0-9A-Fa-f:.]*$`)

// noHosts are what phones show where they have no server.
var noHosts = []string{"0.0.0.0", "::", "none", "no", "-"}

var brackets = strings.NewReplacer("(", " ", ")", " ", ",", " ")

// states are what stands behind a server in pages of phones.
var states = []string{"active", "standby", "srst", "tftp"}

// readHost returns the host that a cell begins with, and what stands behind it: a state, or its address.
func readHost(text string) (host, behind string, r reading) {
	fields := strings.Fields(brackets.Replace(text))
	if blank(text) || len(fields) == 0 || slices.Contains(noHosts, strings.ToLower(fields[0])) {
		return "", "", empty
	}
	strange := slices.ContainsFunc(fields[1:], func(f string) bool {
		_, err := netip.ParseAddr(f)
		return err != nil && !slices.Contains(states, strings.ToLower(f))
	})
	if strange || !hostForm.MatchString(fields[0]) {
		return "", "", wrong
	}
	return strings.TrimSuffix(fields[0], "."), strings.ToLower(strings.Join(fields[1:], " ")), good
}

// sameHost reports whether two names can be of one host: they are equal, or one is the other without its domain.
func sameHost(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if strings.EqualFold(a, b) {
		return true
	}
	return strings.Trim(a, "0123456789.") != "" && len(b) > len(a) && b[len(a)] == '.' && strings.EqualFold(a, b[:len(a)])
}

// nameForm is what CUCM takes for a device name.
var nameForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$`)

// readName returns a device name: that of a phone for a MAC address, others as written.
func readName(text string) (string, bool) {
	text = strings.Trim(text, `="'`) // spreadsheets write ="0A0101000001" so that digits stay digits
	if n, ok := devices.Written(text); ok {
		return n.Name(), true
	}
	if !nameForm.MatchString(text) || strings.HasPrefix(strings.ToUpper(text), "SEP") {
		return "", false
	}
	return text, true
}
