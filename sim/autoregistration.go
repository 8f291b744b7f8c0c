package sim

import "slices"

// notInMixedMode are the models that do not register by themselves in mixed mode, on any release (tech note 200716).
var notInMixedMode = []string{"8941", "8945"}

// AutoRegisters reports whether Cisco CallManager takes a phone of a model that is not in the database, or has no configuration
// of its own: where auto-registration is enabled, in mixed mode from 11.5 on only (tech note 200716; older guides: mixed mode
// disables it). model "" is one that is not known.
func (c *Cluster) AutoRegisters(model string) bool {
	switch {
	case c.parameters[ParamAutoRegistration] != "True", c.forbidsAutoRegistration():
		return false
	case c.Mixed():
		return !slices.Contains(notInMixedMode, model)
	}
	return true
}

// forbidsAutoRegistration reports whether the mode forbids it, whatever is enabled, which the default configuration file then says.
func (c *Cluster) forbidsAutoRegistration() bool { return c.Mixed() && !c.rules.AutoRegistersMixed }
