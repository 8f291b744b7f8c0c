package sim

// CA returns the certificate of a certification authority of the lab, with its key, nil if there is none of that
// name: lab-root-ca, lab-intermediate-ca (issued by it) and other-root-ca (unrelated).
func (c *Cluster) CA(name string) *Certificate { return nil }
