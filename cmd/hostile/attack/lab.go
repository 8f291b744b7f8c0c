package attack

import (
	_ "embed"

	"tvslab/cmd/hostile/target"
	"tvslab/service"
)

// underAttack is the lab of most attacks.
//
//go:embed lab.yaml
var underAttack string

var lab = &target.Serve{Scenario: underAttack}

// secured are the services that speak TLS, tcp all that listen for connections.
var (
	secured = []service.Service{service.HTTPS, service.TVS, service.CAPF, service.SecureSIP, service.SecureSCCP}
	tcp     = append([]service.Service{service.HTTP, service.SIP, service.SCCP}, secured...)
)

// addresses returns where services listen on all nodes.
func (f *Field) addresses(services ...service.Service) []string {
	var list []string
	for _, at := range services {
		list = append(list, f.Addresses(at)...)
	}
	return list
}

// enrols is the group of the lab whose phones have an installation pending.
const enrols = 2

// enrolling returns a phone that may get an LSC.
func (f *Field) enrolling() string { return f.Document.Phones[enrols].First }
