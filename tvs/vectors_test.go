package tvs

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/trustlist"
)

// refusals are the vectors that the recorded server closes on.
var refusals = map[string]struct {
	rule       string
	strictOnly bool
}{
	"crafted-err-bad-der":          {rule: RuleCertificate},
	"crafted-err-bad-device-name":  {rule: RuleDevice, strictOnly: true},
	"crafted-err-command-query":    {rule: RuleMissing},
	"crafted-err-command-response": {rule: RuleCommand},
	"crafted-err-empty-body":       {rule: RuleMissing},
	"crafted-err-no-certificate":   {rule: RuleMissing},
	"crafted-err-no-device":        {rule: RuleMissing},
	"crafted-err-protocol-id":      {rule: RuleProtocol},
	"crafted-err-unknown-element":  {rule: RuleUnknown, strictOnly: true},
	"crafted-err-version-2":        {rule: RuleVersion, strictOnly: true},
}

func TestVectorsRequest(t *testing.T) {
	for name, v := range loadVectors(t) {
		t.Run(name, func(t *testing.T) {
			data := readVector(t, v.Request)
			r, err := parseRequest(data, true)
			if refusal, ok := refusals[name]; ok {
				requireRule(t, refusal.rule, err)
				_, err = parseRequest(data, false)
				require.Equal(t, refusal.strictOnly, err == nil)
				return
			}
			require.NoError(t, err)
			requireFields(t, v, r)
			again, err := ReadRequest(iotest.OneByteReader(strings.NewReader(string(data))), true)
			require.NoError(t, err)
			require.Equal(t, r, again)
			encoded, err := r.Marshal()
			require.NoError(t, err)
			if name == "crafted-elements-reversed" {
				require.Len(t, encoded, len(data))
				return
			}
			data[3] = 0 // reserved is written as 0
			require.Equal(t, data, encoded)
		})
	}
}

func requireFields(t *testing.T, v vector, r *Request) {
	require.Equal(t, v.RequestFields.Session, r.Session)
	require.EqualValues(t, v.RequestFields.Command, r.Command)
	for _, e := range v.RequestFields.Elements {
		switch e.Tag {
		case tagDevice:
			require.Equal(t, e.Text, r.Device)
		case tagCertificate:
			require.Equal(t, certDER(t, e.Certificate), r.Certificate)
		case tagSubject:
			require.Equal(t, e.Text, r.Subject)
		case tagIssuer:
			require.Equal(t, e.Text, r.Issuer)
		case tagSerial:
			require.Equal(t, unhex(t, e.Hex), r.Serial)
		default:
			t.Fatalf("element %d is not checked", e.Tag)
		}
	}
}

func TestVectorsResponse(t *testing.T) {
	answered := 0
	for name, v := range loadVectors(t) {
		if v.Response == "" {
			continue
		}
		answered++
		t.Run(name, func(t *testing.T) {
			data := readVector(t, v.Response)
			r, err := parseResponse(data, true)
			require.NoError(t, err)
			for _, e := range v.ResponseFields.Elements {
				switch e.Tag {
				case tagStatus:
					require.Equal(t, unhex(t, e.Hex), []byte{r.Status})
				case tagCertificate:
					require.Equal(t, certDER(t, e.Certificate), r.Certificate)
				case tagRoles:
					roles, err := roleBytes(r.Roles)
					require.NoError(t, err)
					require.Equal(t, unhex(t, e.Hex), roles)
				case tagTTL:
					require.Equal(t, time.Duration(e.TTL)*time.Second, r.TTL)
				}
			}
			encoded, err := r.Marshal()
			require.NoError(t, err)
			require.Equal(t, data, encoded)
			request, err := parseRequest(readVector(t, v.Request), true)
			require.NoError(t, err)
			require.NoError(t, CheckResponse(request, r))
			answer, err := Respond(authorityFor(t, name), request).Marshal()
			require.NoError(t, err)
			require.Equal(t, data, answer)
		})
	}
	require.Equal(t, 15, answered)
}

// TestPublished holds the codec to the only QUERY bytes that Cisco published.
func TestPublished(t *testing.T) {
	const device = "CP-8861-SEPB000B4BA0AEE"
	request := Request{
		Command: QueryRequest, Session: 1001, Device: device,
		Subject: "CN=ucm11pub.stormin.local;OU=IST;O=Stormin;L=Brisbane;ST=QLD;C=AU",
		Issuer:  "CN=stormin-WIN2012-CA", Serial: make([]byte, 19),
	}
	encoded, err := request.Marshal()
	require.NoError(t, err)
	require.Len(t, encoded, 153)
	require.Equal(t, readVector(t, "tvs/query-request-published-first-50-bytes.bin"), encoded[:50])

	response := Response{
		Command: QueryResponse, Session: 1001, Certificate: make([]byte, 1451),
		Roles: []trustlist.Role{trustlist.RoleSAST, trustlist.RoleTFTP}, TTL: 24 * time.Hour,
	}
	encoded, err = response.Marshal()
	require.NoError(t, err)
	require.Len(t, encoded, 1480)
	published := readVector(t, "tvs/query-response-published-first-50-bytes.bin")
	require.Equal(t, uint8(0xf7), published[3], "CUCM leaves anything in the reserved byte")
	encoded[3] = published[3]
	require.Equal(t, published[:17], encoded[:17])

	// The same bytes, completed, are read back.
	whole := slices.Concat(published, make([]byte, 1451-33))
	whole = append(whole, 8, 0, 2, 0, 3, 9, 0, 4)
	whole = binary.BigEndian.AppendUint32(whole, 86400)
	r, err := parseResponse(whole, true)
	require.NoError(t, err)
	require.True(t, r.HasRole(trustlist.RoleTFTP))
	require.False(t, r.HasRole(trustlist.RoleTVS, trustlist.RoleCAPF))
	require.Equal(t, 24*time.Hour, r.TTL)
}
