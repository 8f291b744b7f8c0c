package control

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/metrics"
	"tvslab/sim/lab"
)

var fetched = lab.Access{Node: "cucm-pub", Protocol: "TFTP", Peer: "127.0.0.1:9", Name: "ITLFile.tlv", Bytes: 512,
	Duration: 20 * time.Millisecond, Outcome: "ok"}

func TestLogAccess(t *testing.T) {
	var text bytes.Buffer
	LogAccess(&text, false)(fetched)
	require.Contains(t, text.String(), "\tinfo\trequest\t{\"node\": \"cucm-pub\", \"protocol\": \"TFTP\"")

	var document bytes.Buffer
	log := LogAccess(&document, true)
	log(fetched)
	log(fetched)
	decoder := json.NewDecoder(&document)
	for range 2 {
		var line map[string]any
		require.NoError(t, decoder.Decode(&line))
		require.Equal(t, "ITLFile.tlv", line["name"])
		require.Equal(t, 512.0, line["bytes"])
		require.Equal(t, 0.02, line["duration"])
	}
}

func TestCountAccess(t *testing.T) {
	r := metrics.New()
	count := CountAccess(r)
	count(fetched)
	count(fetched)
	scraped := httptest.NewRecorder()
	r.Handler().ServeHTTP(scraped, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Contains(t, scraped.Body.String(), `tvslab_requests_total{node="cucm-pub",outcome="ok",protocol="TFTP"} 2`)
	require.Contains(t, scraped.Body.String(), `tvslab_request_bytes_total{node="cucm-pub",protocol="TFTP"} 1024`)
}
