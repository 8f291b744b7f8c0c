package fleet

import (
	"strconv"
	"time"
)

// Columns are the names of what [Row.Fields] returns.
var Columns = []string{"k", "name", "group", "model", "verdict", "file", "reason", "signer", "ctl", "ctl_signer", "ctl_from", "ctl_code",
	"itl", "itl_signer", "itl_from", "itl_code", "configuration", "config_name", "config_code", "registered", "registration", "enrolment", "boots", "booted"}

// Fields returns the row as texts for a table such as CSV; times are RFC 3339.
func (r Row) Fields() []string {
	return []string{strconv.Itoa(r.Number), r.Name, r.Group, r.Model, string(r.Verdict), r.File, r.Reason, r.Signer,
		r.CTL, r.CTLSigner, r.CTLFrom, r.CTLCode, r.ITL, r.ITLSigner, r.ITLFrom, r.ITLCode, r.Configuration, r.ConfigName, r.ConfigCode,
		r.Registered, r.Registration, r.Enrolment, strconv.Itoa(r.Boots), r.Booted.Format(time.RFC3339)}
}
