package sim

// AddNode installs a subscriber.
func (c *Cluster) AddNode(spec NodeSpec) ([]Event, error) { return nil, errNotYet }

// RemoveNode deletes a subscriber.
func (c *Cluster) RemoveNode(node string) ([]Event, error) { return nil, errNotYet }

// Rebuild reinstalls a node without a backup.
func (c *Cluster) Rebuild(node string) ([]Event, error) { return nil, errNotYet }
