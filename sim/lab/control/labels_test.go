package control

import (
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/metrics"
	"tvslab/registration"
	"tvslab/service"
	"tvslab/sim/lab"
	"tvslab/tftpd"
	"tvslab/tvs"
)

// outcomes are all words that servers have for what became of a request.
var outcomes = []string{
	tftpd.OutcomeSent, tftpd.OutcomeNotFound, tftpd.OutcomeUnavailable, tftpd.OutcomeRefused, tftpd.OutcomeBusy, tftpd.OutcomeInterrupted, tftpd.OutcomeMalformed, tftpd.OutcomeHandshake,
	tvs.OutcomeKnown, tvs.OutcomeUnknown, tvs.OutcomeMalformed, tvs.OutcomeNoRequest, tvs.OutcomeHandshake, tvs.OutcomeFailed,
	registration.OutcomeRegistered, registration.OutcomeRefused, registration.OutcomeMalformed, registration.OutcomeNoRequest,
	registration.OutcomeHandshake, registration.OutcomeFailed, registration.OutcomeUnregistered, registration.OutcomeAnswered,
	capf.OutcomeEnded, capf.OutcomeMalformed, capf.OutcomeBroken, capf.OutcomeHandshake,
}

// TestLabelsAreOurs: whatever thousands of clients send to the ports of a lab, the labels of its metrics are words of a list.
func TestLabelsAreOurs(t *testing.T) {
	const each = 200 // messages to each port
	r, seen := metrics.New(), make(chan lab.Access, 1000)
	count := CountAccess(r)
	shared := openLab(t, true, func(p *plan) {
		p.Sockets = &lab.Sockets{TFTPEngine: tftpd.EngineLean, Log: func(a lab.Access) {
			count(a)
			seen <- a
		}}
	})
	var crowd sync.WaitGroup
	expected := 0
	for _, node := range shared.lab.Addresses() {
		for _, at := range service.All() {
			if node.Ports[at] == 0 {
				continue
			}
			expected += each
			crowd.Go(func() {
				for i := range each {
					send(t, at, node.At(node.Ports[at]), garbage(i))
				}
			})
		}
	}
	quoted := 0
	for range expected {
		if a := <-seen; strings.Contains(a.Detail, "REGISTER") {
			quoted++
		}
	}
	crowd.Wait()
	require.NotZero(t, quoted, "the log says what was sent")

	scraped := httptest.NewRecorder()
	r.Handler().ServeHTTP(scraped, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	found := regexp.MustCompile(`(?m)^tvslab_requests_total\{(.*)\} `).FindAllStringSubmatch(scraped.Body.String(), -1)
	require.NotEmpty(t, found)
	form := regexp.MustCompile(`^node="cucm-(pub|sub1)",outcome="(.*)",protocol="(TFTP|HTTP|HTTPS|TVS|CAPF|SIP|SCCP)"$`)
	for _, series := range found {
		labels := form.FindStringSubmatch(series[1])
		require.NotNil(t, labels, series[1])
		word, reason, _ := strings.Cut(labels[2], ": ") // CAPF adds the reason of END SESSION
		require.Contains(t, outcomes, word)
		require.Contains(t, []string{"", "no action", capf.ReasonInvalid.String(), capf.ReasonUnknown.String()}, reason)
	}
}

// garbage is a message that differs from all others: something else each time, or what comes close to a request.
func garbage(i int) []byte {
	random := rand.New(rand.NewPCG(1, uint64(i)))
	b := make([]byte, 1+random.IntN(300))
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	kinds := []string{"", "REGISTER ", "REGISTER sip:x SIP/2.0\r\nContact: ", "GET /", "\x00\x01", "\x16\x03\x01", "\x20\x00\x00\x00\x16\x00\x00\x00\x01\x00\x00\x00"}
	return append([]byte(kinds[i%len(kinds)]), append(b, "\r\n\r\n"...)...)
}

// send sends a message, and to a TCP port the end of all.
func send(t *testing.T, at service.Service, address string, message []byte) {
	network := "tcp"
	if at.UDP() {
		network = "udp"
	}
	conn, err := net.Dial(network, address)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	_, _ = conn.Write(message)
	if c, ok := conn.(*net.TCPConn); ok {
		_ = c.CloseWrite()
		_ = c.SetReadDeadline(time.Now().Add(30 * time.Second))
		for b := make([]byte, 1000); err == nil; {
			_, err = c.Read(b)
		}
	}
}
