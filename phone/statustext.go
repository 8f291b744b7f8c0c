package phone

// texts are the status messages of a family; "" where it has none.
type texts struct {
	listUpdating    string // a list is being fetched
	ctlNotFound     string
	itlNotFound     string
	listFetchFailed string
	updated         string // a list was stored
	updateFailed    string // a list was refused
	both, onlyCTL   string // unchanged, installed
	onlyITL, none   string
	configRefused   string // signature not trusted
	configNotFound  string
	configTooLarge  string
	tftpTimeout     string
	erasing         string // lists deleted by hand
	restart         string // restart ordered by the server
	rejected        string // the call manager does not know the device, over SCCP

	loadNotAuthentic, loadRejected, loadNotFound, loadDamaged string // of firmware
}

func (t *texts) installed(ctl, itl bool) string {
	switch {
	case ctl && itl:
		return t.both
	case ctl:
		return t.onlyCTL
	case itl:
		return t.onlyITL
	}
	return t.none
}

// texts8800 are from the 8800 administration guide. The text for a refused
// configuration is the 7900 series'; no guide has one for these models.
var texts8800 = texts{
	ctlNotFound: "File Not Found <CTLFile.tlv>",
	updated:     "Trust List updated", updateFailed: "Trust List update failed",
	both: "CTL and ITL installed", onlyCTL: "CTL Installed", onlyITL: "ITL installed", none: "No Trust List installed",
	configRefused: "TFTP Error : {name}", configNotFound: "File not found <Cfg File>", configTooLarge: "CFG TFTP Size Error",
	tftpTimeout: "TFTP timeout", erasing: "Erasing CTL and ITL files",
	restart: "Restart requested by Cisco Unified Communications Manager",
	// Which text a file that is not there gives is inferred: a wrong name of the load is a "Version error" in the guide.
	loadRejected: "Load rejected HC", loadNotFound: "Version error", loadDamaged: "Checksum Error",
}

// texts79 are loads for CUCM 8.0 and later (7961/7970 guides, web pages of
// phones).
var texts79 = func() texts {
	t := texts8800
	t.configNotFound, t.erasing, t.restart = "CFG file not found", "", ""
	t.rejected = rejected79
	t.loadNotAuthentic = "Load Auth Failed"
	return t
}()

// rejected79 is what phones of the 7900 series show on the display (recalled); that it is among the status messages: simplified.
const rejected79 = "Registration Rejected: Error DBConfig"

// texts7960 are models that know the CTL only.
var texts7960 = texts{
	ctlNotFound: "File Not Found <CTLFile.tlv>",
	updated:     "CTL installed", updateFailed: "CTL update failed",
	both: "CTL installed", onlyCTL: "CTL installed", none: "No CTL installed",
	configRefused: "File auth error {name}", configNotFound: "CFG file not found", configTooLarge: "CFG TFTP Size Error",
	tftpTimeout: "TFTP timeout", rejected: rejected79,
	loadNotAuthentic: "Load Auth Failed", loadRejected: "Load rejected HC", loadNotFound: "Version error", loadDamaged: "Checksum Error",
}

// texts894 are from console logs and forum posts about the 8941 and 8945.
var texts894 = func() texts {
	t := texts8800
	t.listUpdating = "{name} updating"
	t.ctlNotFound, t.itlNotFound = "{name} not found in {server}", "{name} not found in {server}"
	t.listFetchFailed = "TFTP error : download {name} fail"
	t.configRefused = "invalid file {name}, authenticated fail. Reason:14."
	t.erasing, t.restart = "", ""
	return t
}()

// texts69 have the words of the 6900 series web page.
var texts69 = func() texts {
	t := texts79
	t.configNotFound, t.rejected = "CFG file not found", ""
	t.loadNotAuthentic, t.loadRejected, t.loadNotFound, t.loadDamaged = "", "Load ID incorrect", "File not found", ""
	return t
}()

// texts7832 and textsDX are variants from the guides of these models.
var (
	texts7832 = func() texts {
		t := texts8800
		t.updateFailed, t.configTooLarge = "Trust List Update Failed", "TFTP Size Error"
		return t
	}()
	textsDX = func() texts {
		t := texts8800
		t.updateFailed = "Trust List update failed, verification failure"
		return t
	}()
)

var textsByModel = map[string]*texts{"7832": &texts7832, "DX650": &textsDX, "DX70": &textsDX, "DX80": &textsDX}

var textsByUI = map[UI]*texts{ui79: &texts79, ui894: &texts894, ui8999: &texts8800, ui69: &texts69, ui7888: &texts8800, uiSoft: &texts8800}

// texts returns the messages of the phone's model.
func (p *Phone) texts() *texts {
	if t := textsByModel[p.Model.Name]; t != nil {
		return t
	}
	if p.Model.UI == ui79 && !p.Model.SBD {
		return &texts7960
	}
	if t := textsByUI[p.Model.UI]; t != nil {
		return t
	}
	return &texts8800
}
