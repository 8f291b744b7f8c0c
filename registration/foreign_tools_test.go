//go:build linux

package registration_test

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/outcome"
	"tvslab/registration"
	"tvslab/service"
)

// sipp is a command that plays one call of a scenario over TCP, and ends with an error if the call went otherwise. Where SIPp is not
// installed (Debian: sip-tester), the test is skipped.
func sipp(t *testing.T, scenario, port string, args ...string) *exec.Cmd {
	t.Helper()
	program, err := exec.LookPath("sipp")
	if err != nil {
		t.Skip("the tool sipp is not on PATH (Debian: sip-tester)")
	}
	path, err := filepath.Abs(scenario)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, program, append([]string{"-sf", path, "-t", "t1", "-m", "1", "-timeout", "10s", "-timeout_error",
		"-recv_timeout", "5000", "-nostdin", "-i", "127.0.0.1", "-p", port}, args...)...)
	cmd.Dir = t.TempDir()
	return cmd
}

// freePort is a port of 127.0.0.1 that nobody has.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port
}

// TestSIPpAsRegistrar: our phone registers with SIPp, which judges its credentials itself.
func TestSIPpAsRegistrar(t *testing.T) {
	for name, row := range map[string]struct {
		scenario string
		line     registration.Line
		refused  string // text of the refusal, "" for none
	}{
		"100, 200":                {"registrar.xml", registration.Line{Number: "1003"}, ""},
		"401, 200":                {"challenge.xml", registration.Line{Number: "1003", User: "phone", Password: "secret"}, ""},
		"401, 403 for a guess":    {"challenge.xml", registration.Line{Number: "1003", User: "phone", Password: "guess"}, "403 Forbidden"},
		"401, 403 for a stranger": {"challenge.xml", registration.Line{Number: "1003", User: "other", Password: "secret"}, "403 Forbidden"},
	} {
		t.Run(name, func(t *testing.T) {
			port := freePort(t)
			cmd := sipp(t, filepath.Join("testdata", "sipp", row.scenario), port)
			ended, said := make(chan error, 1), []byte(nil)
			go func() {
				var err error
				said, err = cmd.CombinedOutput()
				ended <- err
			}()
			client := &registration.Client{Protocol: service.SIP, Model: 684, Line: row.line}
			var err error
			for tick := time.Tick(20 * time.Millisecond); len(ended) == 0; <-tick { // until SIPp listens
				if err = client.Register(t.Context(), device, "127.0.0.1", net.JoinHostPort("127.0.0.1", port)); !errors.Is(err, outcome.Unreachable) {
					break
				}
			}
			require.NoError(t, <-ended, "%s", said)
			var refusal *registration.Refusal
			if row.refused == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorAs(t, err, &refusal)
			require.Equal(t, row.refused, refusal.Text)
		})
	}
}

// TestSIPpAsPhone: SIPp registers with our call manager as an 8851 does, and takes the answer that it expects and no other.
func TestSIPpAsPhone(t *testing.T) {
	const stranger = "SEP0A0101000009"
	template, err := os.ReadFile(filepath.Join("testdata", "sipp", "phone.xml"))
	require.NoError(t, err)
	for name, row := range map[string]struct {
		device, status, field, value string
		otherwise                    bool
	}{
		"200":                   {device, "200", "Expires", "120", false},
		"404":                   {stranger, "404", "Warning", "399", false},
		"200 where 404 is said": {stranger, "200", "CSeq", "101", true},
		"404 where 200 is said": {device, "404", "CSeq", "101", true},
	} {
		t.Run(name, func(t *testing.T) {
			seen := make(chan registration.Attempt, 1)
			address := serve(t, &registration.Server{Protocol: service.SIP, Node: "cucm-pub", Log: func(a registration.Attempt) { seen <- a },
				Judge: func(who registration.Registrant) error {
					if who == (registration.Registrant{Device: device, Model: 684}) {
						return nil
					}
					return &registration.Refusal{Reason: registration.UnknownDevice}
				}})
			fill := map[string]string{"status": row.status, "field": row.field, "value": row.value}
			scenario := filepath.Join(t.TempDir(), "phone.xml")
			require.NoError(t, os.WriteFile(scenario, []byte(os.Expand(string(template), func(key string) string { return fill[key] })), 0o600))
			said, err := sipp(t, scenario, freePort(t), "-key", "device", row.device, address).CombinedOutput()
			if row.otherwise {
				require.Contains(t, string(said), "unexpected message")
				require.Error(t, err)
			} else {
				require.NoError(t, err, "%s", said)
			}
			attempt := <-seen
			require.Equal(t, row.device, attempt.Device)
			require.Equal(t, row.device == device, attempt.Outcome == registration.OutcomeRegistered)
		})
	}
}
