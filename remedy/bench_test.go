package remedy_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/remedy"
)

// BenchmarkNoReturn is a plan of 12 steps for 2,300 phones that is lost early: every state after that is tried.
func BenchmarkNoReturn(b *testing.B) {
	s := loaded(b, `title: T
source: S
release: "9.1"
cluster:
  nodes:
    pub: {roles: [publisher, callmanager, tftp, tvs, capf]}
    sub: {roles: [subscriber, callmanager, tftp, tvs]}
phones:
  desk: {model: "8841", count: 1500, tftp: [pub, sub]}
  floor: {model: "7965", count: 500, tftp: [sub, pub]}
  old: {model: "7940", count: 100, tftp: [pub, sub]}
  away: {model: "8945", count: 200, tftp: [pub, sub]}
steps:
  - power-on: all
  - wait: registered
  - power-off: 10% of away
  - regenerate: {nodes: all, certificate: [CallManager, TVS]}
  - restart: {service: [Cisco Trust Verification Service, Cisco Tftp], nodes: all}
  - reset: all
  - wait: registered
  - regenerate: {nodes: all, certificate: tomcat}
  - restart: {service: Cisco Tomcat, nodes: all}
  - regenerate: {nodes: pub, certificate: CAPF}
  - restart: {service: Cisco CallManager, nodes: all}
  - wait: registered
`)
	_, states := played(b, s)
	b.ReportAllocs()
	for b.Loop() {
		points, err := remedy.NoReturn(context.Background(), states)
		require.NoError(b, err)
		require.Len(b, points, 3)
	}
}
