package attack

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"

	"tvslab/service"
)

// registers are messages of phones that register, as SIP and as SCCP.
func registers() [][]byte {
	sip := "REGISTER sip:cucm-pub SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:5060;branch=z9hG4bK1\r\nFrom: <sip:1@cucm-pub>;tag=1\r\n" +
		"To: <sip:1@cucm-pub>\r\nCall-ID: 1@127.0.0.1\r\nCSeq: 101 REGISTER\r\n" +
		"Contact: <sip:1@127.0.0.1>;+sip.instance=\"<urn:uuid:00000000-0000-0000-0000-0a0101000001>\";+u.sip!devicename.ccm.cisco.com=\"SEP0A0101000001\"\r\n" +
		"Expires: 3600\r\nContent-Length: 0\r\n\r\n"
	sccp := make([]byte, 12+80)
	binary.LittleEndian.PutUint32(sccp, 84)
	binary.LittleEndian.PutUint32(sccp[8:], 1) // Register
	copy(sccp[12:], "SEP0A0101000001")
	return [][]byte{[]byte(sip), sccp}
}

// registrations sends garbage, each of its own, to all ports of call managers, and asks afterwards how many series the metrics
// have: what clients write must not become one.
func registrations(ctx context.Context, f *Field) error {
	valid := registers()
	err := f.strike(ctx, f.addresses(service.SIP, service.SCCP, service.SecureSIP, service.SecureSCCP), func(r *rand.Rand) []byte {
		if r.IntN(3) == 0 {
			return noise(r, 20+r.IntN(60))
		}
		return mutated(r, valid[r.IntN(len(valid))])
	})
	if err != nil {
		return err
	}
	return f.boundedSeries()
}

// mostSeries is more than a lab of two nodes needs, whatever comes over the network.
const mostSeries = 1000

func (f *Field) boundedSeries() error {
	text, err := f.Scrape()
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	series := 0
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "tvslab_") {
			series++
		}
	}
	f.count("series").Add(int64(series))
	if series > mostSeries {
		return fmt.Errorf("%d series in the metrics, more than %d", series, mostSeries)
	}
	return nil
}
