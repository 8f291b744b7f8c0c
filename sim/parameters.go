package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tvslab/service"
	"tvslab/sim/cucm"
	"tvslab/sim/fact"
)

// Parameters by the names CCMAdmin uses.
const (
	ParamClusterMode   = "Cluster Security Mode"
	ParamLBMMode       = "LBM Security Mode"
	ParamCAPFPort      = "CAPF Phone Port"
	ParamOperationDays = "CAPF Operation Expires in (days)"
	ParamCaching       = "Enable Caching"
	ParamRollback      = "Prepare Cluster for Rollback to pre 8.0"
	ParamSignature     = "TFTP File Signature Algorithm"
	ParamReset         = "Phone Interaction on Certificate Update"
	// ParamAuthentication is where phones ask whether somebody may press their keys over the network. Administrators set it to HTTP so
	// that a phone which trusts no server any more still answers.
	ParamAuthentication = "Secured Authentication URL"
)

// ParamAutoRegistration is no enterprise parameter but a box on the page of each Cisco Unified CM, here one for the
// cluster: mixed mode asks about it.
const ParamAutoRegistration = "Auto-registration Enabled"

// ParamIssuer is a service parameter of Cisco Certificate Authority Proxy Function: who signs LSCs (security guide 14, CAPF running
// modes).
const ParamIssuer = "Certificate Issuer to Endpoint"

// issuerCAPF is the default of ParamIssuer; the others stand for CAs that CAPF asks, or an administrator.
const issuerCAPF = "Cisco Certificate Authority Proxy Function"

// Values of ParamReset. The wording on the page is recalled, not read.
const (
	resetAutomatically = "Automatically Reset Phones"
	resetManually      = "Manually Reset Phones"
)

// Values of ParamAuthentication. On real pages it is any URL; NODE stands for the first call manager of each phone here.
const (
	authenticationHTTPS = "https://NODE:8443/ccmcip/authenticate.jsp"
	authenticationHTTP  = "http://NODE:8080/ccmcip/authenticate.jsp"
)

// The sections of the page Enterprise Parameters that the simulator knows parameters of. Which section has the rollback parameter and
// the signature algorithm is recalled.
const (
	sectionGeneral  = "Enterprise Parameters Configuration"
	sectionSecurity = "Security Parameters"
	sectionURLs     = "Secured Phone URL Parameters" // recalled
)

// parameter is a row: what CCMAdmin calls it and what can be done with it.
type parameter struct {
	name     string
	section  string                     // of the page Enterprise Parameters; "" = it stands on another page
	standard func(cucm.Settings) string // its value at installation
	values   []string                   // what it can be set to
	highest  int                        // or a number of days from 1 to this
	exists   func(*cucm.Rules) bool     // on the release; nil = on every one
	locked   string                     // why it cannot be set; "" = it can
}

const (
	lockedMode  = "cannot be edited; use `utils ctl set-cluster mixed-mode` or `non-secure-mode`"
	lockedShown = "is shown only: nothing in the lab depends on it"
)

// mostDays is the longest "CAPF Operation Expires in (days)"; the page's own limit was not found in a document.
const mostDays = 365

// checked is the value of a box.
func checked(box bool) string {
	if box {
		return "True"
	}
	return "False"
}

func always(value string) func(cucm.Settings) string {
	return func(cucm.Settings) string { return value }
}

// parameters are all that the simulator knows, in the order of the pages. Order and values of the first five are those of a page of
// 10.5(1) (tech note 118893), where the mode was 1.
var parameters = []parameter{
	{name: ParamRollback, section: sectionGeneral, standard: always("False"), values: []string{"True", "False"}},
	{name: ParamClusterMode, section: sectionSecurity, standard: always("0"), locked: lockedMode},
	{name: ParamLBMMode, section: sectionSecurity, standard: always("Insecure"), locked: lockedShown,
		exists: func(r *cucm.Rules) bool { return r.LBM }},
	{name: ParamCAPFPort, section: sectionSecurity, standard: always(strconv.Itoa(service.CAPF.Port())), locked: lockedShown},
	{name: ParamOperationDays, section: sectionSecurity, highest: mostDays,
		standard: func(s cucm.Settings) string { return strconv.Itoa(s.OperationDays) }},
	{name: ParamCaching, section: sectionSecurity, standard: always("True"), locked: lockedShown},
	{name: ParamSignature, section: sectionSecurity, standard: always("SHA-1"), values: []string{"SHA-1", "SHA-512"},
		exists: func(r *cucm.Rules) bool { return r.SHA512 }},
	{name: ParamReset, section: sectionSecurity, standard: always(resetAutomatically), values: []string{resetAutomatically, resetManually},
		exists: func(r *cucm.Rules) bool { return r.ResetParameter }},
	{name: ParamAuthentication, section: sectionURLs, standard: always(authenticationHTTPS), values: []string{authenticationHTTPS, authenticationHTTP}},
	{name: ParamAutoRegistration, values: []string{"True", "False"},
		standard: func(s cucm.Settings) string { return checked(s.AutoRegistration) }},
	{name: ParamIssuer, standard: always(issuerCAPF), values: []string{issuerCAPF, "Online CA", "Offline CA"},
		exists: func(r *cucm.Rules) bool { return r.IssuerParameter }},
}

// parameterNamed gives the row of a parameter, nil if there is none of that name.
func parameterNamed(name string) *parameter {
	for i := range parameters {
		if parameters[i].name == name {
			return &parameters[i]
		}
	}
	return nil
}

// on reports whether releases with these rules have the parameter.
func (p *parameter) on(r *cucm.Rules) bool { return p.exists == nil || p.exists(r) }

func defaultParameters(s cucm.Settings) map[string]string {
	values := map[string]string{}
	for _, p := range parameters {
		values[p.name] = p.standard(s)
	}
	return values
}

// Parameter returns a parameter's value, "" if there is none of that name.
func (c *Cluster) Parameter(name string) string { return c.parameters[name] }

// Parameters returns the names of the parameters the simulator knows, sorted.
func Parameters() []string {
	var names []string
	for _, p := range parameters {
		names = append(names, p.name)
	}
	slices.Sort(names)
	return names
}

// EnterpriseParameter is a line of the page Enterprise Parameters.
type EnterpriseParameter struct {
	Section, Name, Value string
	Standard             string   // its value at installation
	Locked               string   // why nobody can change it there; "" for one that can be set
	Values               []string // what it can be set to
	Highest              int      // or a number of days from 1 to this
}

// EnterpriseParameters returns what the page Enterprise Parameters shows of what the simulator knows, in the order of the page.
func (c *Cluster) EnterpriseParameters() []EnterpriseParameter {
	return slices.DeleteFunc(c.AllParameters(), func(p EnterpriseParameter) bool { return p.Section == "" })
}

// AllParameters returns the parameters that the cluster's release has: those of the page Enterprise Parameters, then those that stand on
// other pages, which have no section.
func (c *Cluster) AllParameters() []EnterpriseParameter {
	var list []EnterpriseParameter
	for _, p := range parameters {
		if p.on(c.rules) {
			list = append(list, EnterpriseParameter{p.section, p.name, c.parameters[p.name], p.standard(c.settings), p.locked, p.values, p.highest})
		}
	}
	return list
}

// SetParameter changes a parameter as CCMAdmin does. Rollback and signature algorithm take effect when Cisco
// Tftp is restarted; changing the rollback parameter resets all phones (Cisco doc 117299; automatic from 10.5 on
// by the security guides: a setting).
func SetParameter(name, value string) Op {
	return func(c *Cluster) error {
		value, err := parameterValue(c, name, value)
		if err != nil {
			return err
		}
		if c.Publisher().Down {
			return fmt.Errorf("parameter %q: the publisher %s is down", name, c.Publisher().Name)
		}
		if c.parameters[name] == value {
			return nil
		}
		c.parameters = with(c.parameters, name, value)
		c.note(nil, fact.ParameterSet{Name: name, Value: value})
		if name == ParamRollback && c.rules.RollbackResets {
			queueReset(c, name+" changed")
		}
		return nil
	}
}

// parameterValue is the value in the page's spelling, or why the parameter cannot have it.
func parameterValue(c *Cluster, name, value string) (string, error) {
	p := parameterNamed(name)
	switch {
	case p == nil:
		return "", fmt.Errorf("parameter %q is not known; known are %q", name, Parameters())
	case p.locked != "":
		return "", fmt.Errorf("parameter %q %s", name, p.locked)
	case !p.on(c.rules):
		return "", fmt.Errorf("parameter %q does not exist on release %s", name, c.Release)
	}
	return p.spelled(value)
}

func (p *parameter) spelled(value string) (string, error) {
	if p.highest > 0 {
		if n, err := strconv.Atoi(value); err == nil && n >= 1 && n <= p.highest {
			return strconv.Itoa(n), nil
		}
		return "", fmt.Errorf("parameter %q: value %q is not a number from 1 to %d", p.name, value, p.highest)
	}
	for _, v := range p.values {
		if strings.EqualFold(v, value) {
			return v, nil
		}
	}
	return "", fmt.Errorf("parameter %q: value %q is not one of %q", p.name, value, p.values)
}

// operationDays is after how many days a certificate operation lapses.
func (c *Cluster) operationDays() int {
	days, err := strconv.Atoi(c.parameters[ParamOperationDays])
	if err != nil {
		return c.settings.OperationDays
	}
	return days
}

// queueReset makes phones reset by themselves, unless setting or parameter forbids it. It happens when the
// caller takes it (TakeReset): phones need a moment, and several changes in a row reach them together.
func queueReset(c *Cluster, why string) {
	if !c.settings.AutoReset || c.parameters[ParamReset] == resetManually {
		return
	}
	c.reset = why
	c.note(nil, fact.ResetQueued{Why: why})
}
