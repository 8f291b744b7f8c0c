package sim

import "slices"

// networkServices are on the page Control Center - Network Services; all others are feature services.
var networkServices = []string{
	ServiceTVS, "Cisco Tomcat", "Cisco DRF Local", "Cisco DRF Master", "Cisco Certificate Change Notification",
	"Cisco Certificate Expiry Monitor", ServiceHAProxy,
}

// NetworkService reports whether Serviceability shows the service among the network services, which cannot be
// activated or deactivated.
func NetworkService(name string) bool { return slices.Contains(networkServices, name) }
