package lab

// HasWeb reports whether the phone has a web server now: it is on, and its last accepted configuration says so. It is cheap. Whether pages of
// the model are known is another matter.
func (p Phone) HasWeb() bool {
	c := p.class()
	return c.On && c.State.ParsedConfig.HasWeb()
}
