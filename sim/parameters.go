package sim

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"tvslab/sim/fact"
)

// Enterprise parameters by the names CCMAdmin uses.
const (
	ParamClusterMode = "Cluster Security Mode"
	ParamRollback    = "Prepare Cluster for Rollback to pre 8.0"
	ParamSignature   = "TFTP File Signature Algorithm"
	ParamReset       = "Phone Interaction on Certificate Update"
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

var parameterValues = map[string][]string{
	ParamRollback:  {"True", "False"},
	ParamSignature: {"SHA-1", "SHA-512"},
	ParamReset:     {resetAutomatically, resetManually},

	ParamAutoRegistration: {"True", "False"},
	ParamIssuer:           {issuerCAPF, "Online CA", "Offline CA"},
}

func defaultParameters() map[string]string {
	return map[string]string{
		ParamClusterMode: "0", ParamRollback: "False", ParamSignature: "SHA-1", ParamReset: resetAutomatically,
		ParamAutoRegistration: "False", ParamIssuer: issuerCAPF,
	}
}

// Parameter returns an enterprise parameter's value, "" if there is none of that name.
func (c *Cluster) Parameter(name string) string { return c.parameters[name] }

// Parameters returns the names of the enterprise parameters the simulator knows.
func Parameters() []string { return slices.Sorted(maps.Keys(defaultParameters())) }

// SetParameter changes an enterprise parameter as CCMAdmin does. Rollback and signature algorithm take effect when Cisco
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

func parameterValue(c *Cluster, name, value string) (string, error) {
	switch {
	case name == ParamClusterMode:
		return "", fmt.Errorf("parameter %q cannot be edited; use `utils ctl set-cluster mixed-mode` or `non-secure-mode`", name)
	case parameterValues[name] == nil:
		return "", fmt.Errorf("parameter %q is not known; known are %q", name, Parameters())
	case name == ParamSignature && !c.rules.SHA512:
		return "", fmt.Errorf("parameter %q does not exist on release %s", name, c.Release)
	case name == ParamReset && !c.rules.ResetParameter, name == ParamIssuer && !c.rules.IssuerParameter:
		return "", fmt.Errorf("parameter %q does not exist on release %s", name, c.Release)
	}
	for _, v := range parameterValues[name] {
		if strings.EqualFold(v, value) {
			return v, nil
		}
	}
	return "", fmt.Errorf("parameter %q: value %q is not one of %q", name, value, parameterValues[name])
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
