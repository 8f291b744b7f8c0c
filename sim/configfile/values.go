package configfile

import (
	"cmp"
	"strings"
)

// values is what the templates are filled with. GUIDs of things that the lab does not have follow from their names.
type values struct {
	Phone
	First string // of the group
	// NoAutoRegistration tells phones without a configuration not to try.
	NoAutoRegistration bool
	Transport, Port    int
	SIP                bool
	Names              string // of the device pool and of the CallManager group: the nodes
	TimeZones          string // file with the time zones that is fetched
	ZoneName           string // CUCM's name of the time zone, "" where none is known
	Services           []phoneService

	Device, Pool, Clock, SRST string // GUIDs in braces
	Contact, SoftKeys         string // GUIDs: the user in Contact of the line, and the soft key template
}

func (p Phone) values() values {
	v := values{Phone: p, Transport: cmp.Or(p.Transport, transportPlain), Port: portPlain, SIP: p.Protocol != "SCCP", Names: strings.Join(p.Group, "-"),
		TimeZones: timeZoneFile(p.Model), ZoneName: zoneNames[p.Zone], Services: phoneServices}
	if p.Secure() {
		v.Transport, v.Port = transportTLS, portTLS
	}
	if len(p.Group) > 0 {
		v.First = p.Group[0]
	}
	if p.GUID == nil {
		return v
	}
	braced := func(text string) string { return "{" + p.GUID(text) + "}" }
	v.Device, v.Pool = braced("device "+p.Name), braced("device pool "+v.Names)
	v.Clock, v.SRST = braced("date/time group "+p.Zone), braced("SRST reference")
	v.Contact, v.SoftKeys = p.GUID("line "+p.Name), p.GUID("soft key template")
	return v
}

// phoneService is a service of phones that is built in.
type phoneService struct {
	Type      int // 0 services, 1 directories, 2 messages
	Name, URL string
}

// phoneServices are those of the 7821's file, in its order.
var phoneServices = []phoneService{
	{1, "Missed Calls", "MissedCalls"}, {2, "Voicemail", "Voicemail"}, {1, "Received Calls", "ReceivedCalls"}, {1, "Placed Calls", "PlacedCalls"},
	{1, "Personal Directory", "PersonalDirectory"}, {1, "Corporate Directory", "CorporateDirectory"},
}

// zoneNames are CUCM's names of time zones that published configurations show beside the IANA name.
var zoneNames = map[string]string{
	"America/Chicago": "Central Standard/Daylight Time", "America/Sao_Paulo": "E. South America Standard/Daylight Time",
}

// timeZoneFile is what a model fetches for its time zones: tzdatacsv.csv for 3900, 6900 and 8940 series, j9-tzdata.jar for the 8800
// series, else tzupdater.jar (tech note "Daylight Saving Time on CUCM and IP Phones"; the 7821's file has tzupdater.jar too,
// where the note says j9-tzdata.jar).
func timeZoneFile(model string) string {
	for _, row := range []struct{ prefix, file string }{
		{"39", "tzdatacsv.csv"}, {"69", "tzdatacsv.csv"}, {"894", "tzdatacsv.csv"}, {"88", "j9-tzdata.jar"},
	} {
		if strings.HasPrefix(model, row.prefix) {
			return row.file
		}
	}
	return "tzupdater.jar"
}
