package lab

// CallManagerGroup returns the nodes of the phone's CallManager group, first choice first. It must not be changed.
func (p *Phone) CallManagerGroup() []string { return p.nodes }
