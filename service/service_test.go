package service_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/service"
)

// TestTable: every row is whole, and no two services are mistaken for each other.
func TestTable(t *testing.T) {
	names, places := map[string]bool{}, map[string]bool{}
	for _, s := range service.All() {
		require.NotEmpty(t, s.String())
		require.NotEmpty(t, s.CUCM())
		require.Contains(t, service.Of(s.CUCM()), s)
		require.Contains(t, service.CUCMs(), s.CUCM())
		require.False(t, names[s.String()], s)
		place, err := json.Marshal([]any{s.UDP(), s.Port()})
		require.NoError(t, err)
		require.False(t, places[string(place)], s)
		names[s.String()], places[string(place)] = true, true
		require.Equal(t, s.Plain(), s.Plain().Plain())
		require.Equal(t, s.CUCM(), s.Plain().CUCM())
		require.Equal(t, !s.UDP() || s.Plain() == s, s == s.Over(s.Secure()), s)
	}
	require.Equal(t, []service.Service{service.SIP, service.SCCP, service.SecureSIP, service.SecureSCCP, service.UDPSIP}, service.Of("Cisco CallManager"))
	require.Empty(t, service.Of("Cisco Tomcat"))
	require.Equal(t, service.SecureSCCP, service.SCCP.Over(true))
	require.Equal(t, service.SIP, service.SecureSIP.Over(false))
	require.Equal(t, service.HTTPS, service.HTTP.Over(true))
	require.Equal(t, service.TVS, service.TVS.Over(false), "TVS has no form without TLS")
}

func TestPorts(t *testing.T) {
	var p service.Ports
	require.Empty(t, p.String())
	p[service.TFTP], p[service.SIP], p[service.SCCP], p[service.SecureSIP], p[service.SecureSCCP] = 69, 5060, 2000, 5061, 2443
	require.Equal(t, "TFTP 69  SIP 5060  SIP/TLS 5061  SCCP 2000  SCCP/TLS 2443", p.String())
	data, err := json.Marshal(p)
	require.NoError(t, err)
	require.Equal(t, `{"tftp":69,"http":0,"tvs":0,"sip":5060,"sccp":2000,"secureSip":5061,"secureSccp":2443,"capf":0,"udpSip":0,"https":0,"remoteHttps":0}`, string(data))
	var again service.Ports
	require.NoError(t, json.Unmarshal(data, &again))
	require.Equal(t, p, again)
	require.NoError(t, json.Unmarshal([]byte(`{"name":"cucm-pub","tvs":2445}`), &again))
	require.Equal(t, 2445, again[service.TVS])
	require.ErrorContains(t, json.Unmarshal([]byte(`{"tvs":"2445"}`), &again), `port "tvs"`)
	require.Error(t, json.Unmarshal([]byte(`[]`), &again))
}
