package sim

// NetworkService reports whether Serviceability shows the service on the page Control Center - Network Services. All
// others are feature services, which are activated where they are wanted.
func NetworkService(name string) bool {
	r := serviceRuleOf(name)
	return r != nil && r.network
}
