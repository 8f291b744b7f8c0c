package sim

// CANames returns the names of the lab's certification authorities, as CA takes them.
func CANames() []string { return []string{"lab-root-ca", "lab-intermediate-ca", "other-root-ca"} }
