package sim

// Upgrade moves the cluster to a later release.
func (c *Cluster) Upgrade(to Release, refresh bool) ([]Event, error) { return nil, errNotYet }

// SwitchBack returns to the inactive version.
func (c *Cluster) SwitchBack() ([]Event, error) { return nil, errNotYet }
