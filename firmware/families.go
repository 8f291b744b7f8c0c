package firmware

import (
	"strings"

	"tvslab/setting"
)

// Family is loads whose names begin alike.
type Family struct {
	Prefix string // up to the first dot or the version
	Models string // for which they are, with blanks between them
	Usual  string // a load of the family that a document names, "" for none
	Basis  setting.Basis
	Source string
}

// families is the table; of two prefixes that fit the first counts.
var families = []Family{
	{"sip78xx.", "7811 7821 7841 7861", "sip78xx.12-1-1-12", setting.Document, "tech note 214535"},
	{"sip88xx.", "8811 8841 8851 8851NR 8861", "sip88xx.12-1-1SR1-4", setting.Document, "tech notes 213407, 214528"},
	{"sip8845_65.", "8845 8865 8865NR", "sip8845_65.12-5-1SR2-2", setting.Document, "Cisco's endpoint test tool; public default files"},
	{"sip8821.", "8821", "", setting.Recalled, "names of releases"},
	{"sip8831.", "8831", "", setting.Recalled, "names of releases"},
	{"sip7832.", "7832", "", setting.Recalled, "names of releases"},
	{"sip8832.", "8832", "", setting.Recalled, "names of releases"},
	{"sip8961.", "8961", "", setting.Recalled, "names of releases"},
	{"sip9951.", "9951", "", setting.Recalled, "names of releases"},
	{"sip9971.", "9971", "sip9971.9-4-2SR2-2", setting.Recalled, "names of releases"},
	{"sip8941_", "8941 8945", "sip8941_9-3-4-17", setting.Recalled, "texts of a load of the 8941"},
	{"SCCP75.", "7975", "SCCP75.9-3-1SR4-1S", setting.Document, "tech note 118893"},
	{"SIP75.", "7975", "", setting.Recalled, "names of releases"},
	{"SCCP70.", "7970 7971", "", setting.Recalled, "names of releases"},
	{"SIP70.", "7970 7971", "SIP70.8-4-2-30S", setting.Recalled, "a public log"},
	{"SCCP45.", "7945 7965", "", setting.Recalled, "names of releases"},
	{"SIP45.", "7945 7965", "", setting.Recalled, "names of releases"},
	{"SCCP42.", "7942 7962", "", setting.Recalled, "names of releases"},
	{"SIP42.", "7942 7962", "", setting.Recalled, "names of releases"},
	{"SCCP41.", "7941 7961", "", setting.Recalled, "names of releases"},
	{"SIP41.", "7941 7961", "", setting.Recalled, "names of releases"},
	{"SCCP31.", "7931", "", setting.Recalled, "names of releases"},
	{"SCCP11.", "7906 7911", "", setting.Recalled, "names of releases"},
	{"SIP11.", "7906 7911", "", setting.Recalled, "names of releases"},
}

// Families returns the table. It is shared and must not be changed.
func Families() []Family { return families }

// Named returns the load of that name, false where no row says for which models it is.
func Named(name string) (Load, bool) {
	for _, f := range families {
		if strings.HasPrefix(name, f.Prefix) {
			return Load{Name: name, Models: strings.Fields(f.Models)}, true
		}
	}
	return Load{}, false
}
