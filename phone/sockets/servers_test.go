package sockets_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/phone"
	"tvslab/phone/sockets"
	"tvslab/service"
)

// TestServers: where servers are that are given by address.
func TestServers(t *testing.T) {
	s := &sockets.Servers{
		Hosts: map[string]string{"cucm-pub": "127.60.0.1"},
		Ports: map[sockets.Place]int{{Server: "cucm-pub", Service: service.TFTP}: 6969, {Service: service.TVS}: 12445},
	}
	rows := map[string]struct {
		server string
		at     service.Service
		port   int
		want   string
	}{
		"address":                     {"10.1.1.1", service.TFTP, 69, "10.1.1.1:69"},
		"address with port":           {"10.1.1.1:1069", service.TFTP, 69, "10.1.1.1:1069"},
		"its port is that of TFTP":    {"10.1.1.1:1069", service.HTTP, 6970, "10.1.1.1:6970"},
		"known host":                  {"cucm-pub", service.HTTP, 6970, "127.60.0.1:6970"},
		"port of a server":            {"cucm-pub", service.TFTP, 69, "127.60.0.1:6969"},
		"port of all servers":         {"cucm-sub", service.TVS, 2445, "cucm-sub:12445"},
		"IPv6":                        {"fd00::1", service.TFTP, 69, "[fd00::1]:69"},
		"IPv6 with port":              {"[fd00::1]:1069", service.TFTP, 69, "[fd00::1]:1069"},
		"port from the configuration": {"cucm-pub", service.SIP, 5080, "127.60.0.1:5080"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			address, ok := s.Find(phone.Call{Phone: "SEP000000000001", Server: row.server, Service: row.at, Port: row.port})
			require.True(t, ok)
			require.Equal(t, row.want, address)
		})
	}
	s.TVS = "10.9.9.9:2445"
	address, _ := s.Find(phone.Call{Server: "cucm-pub", Service: service.TVS, Port: 2445})
	require.Equal(t, "10.9.9.9:2445", address)
}

func TestCheckServer(t *testing.T) {
	for _, good := range []string{"a", "10.1.1.1", "a:69", "fd00::1", "[fd00::1]:69"} {
		require.NoError(t, sockets.CheckServer(good), good)
	}
	for _, bad := range []string{"", "a b", ":69", "a:x", "a:0", "a:70000", "http://a/"} {
		require.ErrorContains(t, sockets.CheckServer(bad), "server", bad)
	}
	require.Equal(t, "a:2445", sockets.WithPort("a", service.TVS))
	require.Equal(t, "a:1", sockets.WithPort("a:1", service.TVS))
}
