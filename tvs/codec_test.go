package tvs

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"tvslab/trustlist"
)

// raw builds a message from a header and elements, right or wrong.
func raw(command Command, body ...byte) []byte {
	return append([]byte{protocolID, version, byte(command), 0, 0, 0, 0, 7, 0, byte(len(body))}, body...)
}

func TestRequestRules(t *testing.T) {
	query := func(device ...byte) []byte {
		return raw(QueryRequest, append(device, 3, 0, 2, 'S', 0, 4, 0, 2, 'I', 0, 5, 0, 1, 9)...)
	}
	named := []byte{1, 0, 4, 1, 'C', 'P', '-'}
	rows := map[string]struct {
		data   []byte
		strict bool
		rule   string
		offset int
		tag    int
	}{
		"empty":              {nil, false, RuleHeader, 0, -1},
		"nine bytes":         {query(named...)[:9], false, RuleHeader, 9, -1},
		"body cut":           {query(named...)[:20], false, RuleBody, 20, -1},
		"protocol id":        {append([]byte{0x55}, query(named...)[1:]...), false, RuleProtocol, 0, -1},
		"version 0 strict":   {append([]byte{0x57, 0}, query(named...)[2:]...), true, RuleVersion, 1, -1},
		"command 0":          {raw(0), false, RuleCommand, 2, -1},
		"command 5":          {raw(5), false, RuleCommand, 2, -1},
		"response":           {raw(QueryResponse, 7, 0, 1, 0), false, RuleCommand, 2, -1},
		"element too long":   {raw(QueryRequest, 1, 0, 9, 1, 'C'), false, RuleElement, 10, 1},
		"one stray byte":     {raw(QueryRequest, 1, 0, 2, 1, 'C', 3), false, RuleElement, 15, -1},
		"two stray bytes":    {raw(QueryRequest, 1, 0, 2, 1, 'C', 3, 0), false, RuleElement, 15, -1},
		"no elements":        {raw(VerifyRequest), false, RuleMissing, 10, 1},
		"query, no serial":   {raw(QueryRequest, 1, 0, 2, 1, 'C', 3, 0, 1, 0, 4, 0, 1, 0), false, RuleMissing, 10, 5},
		"bad certificate":    {raw(VerifyRequest, 1, 0, 2, 1, 'C', 2, 0, 2, 0x30, 0), false, RuleCertificate, 15, 2},
		"device empty":       {query(1, 0, 0), false, RuleDevice, 10, 1},
		"device prefix only": {query(1, 0, 1, 1), false, RuleDevice, 10, 1},
		"device form strict": {query(named...), true, RuleDevice, 10, 1},
		"element 6 strict":   {raw(QueryRequest, 6, 0, 0), true, RuleUnknown, 10, 6},
		"element 0 strict":   {raw(QueryRequest, 0, 0, 0), true, RuleUnknown, 10, 0},
		"repeated strict":    {raw(QueryRequest, 1, 0, 0, 1, 0, 0), true, RuleUnknown, 13, 1},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			_, err := parseRequest(row.data, row.strict)
			broken := requireRule(t, row.rule, err)
			require.Equal(t, row.offset, broken.Offset)
			require.Equal(t, row.tag, broken.Tag)
			if row.strict {
				_, err = parseRequest(row.data, false)
				require.NotEqual(t, row.rule, ruleOf(err))
			}
		})
	}
}

func ruleOf(err error) string {
	if e, ok := err.(*Error); ok {
		return e.Rule
	}
	return ""
}

func TestLenientRequest(t *testing.T) {
	r, err := parseRequest(raw(QueryRequest,
		5, 0, 1, 9, 99, 0, 1, 1, 4, 0, 1, 'I', 3, 0, 2, 'S', 0, 1, 0, 3, 9, 'A', 'T', 1, 0, 2, 1, 'x'), false)
	require.NoError(t, err)
	require.Equal(t, &Request{Command: QueryRequest, Session: 7, Device: "AT", Subject: "S", Issuer: "I", Serial: []byte{9}}, r)
}

func TestResponseRules(t *testing.T) {
	rows := map[string]struct {
		data   []byte
		strict bool
		rule   string
	}{
		"request":         {raw(VerifyRequest, 7, 0, 1, 0), false, RuleCommand},
		"no status":       {raw(VerifyResponse, 8, 0, 1, 0), false, RuleStatus},
		"empty status":    {raw(VerifyResponse, 7, 0, 0), false, RuleStatus},
		"long status":     {raw(VerifyResponse, 7, 0, 2, 0, 0), true, RuleStatus},
		"TTL of 2 bytes":  {raw(VerifyResponse, 7, 0, 1, 0, 9, 0, 2, 0, 1), false, RuleStatus},
		"TTL of 5 bytes":  {raw(VerifyResponse, 7, 0, 1, 0, 9, 0, 5, 0, 1, 2, 3, 4), false, RuleStatus},
		"short":           {raw(VerifyResponse, 7, 0, 1, 0)[:5], false, RuleHeader},
		"cut":             {raw(VerifyResponse, 7, 0, 1, 0)[:13], false, RuleBody},
		"element beyond":  {raw(VerifyResponse, 7, 0, 2, 0), false, RuleElement},
		"unknown, strict": {raw(VerifyResponse, 7, 0, 1, 0, 60, 0, 0), true, RuleUnknown},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			_, err := parseResponse(row.data, row.strict)
			requireRule(t, row.rule, err)
		})
	}
	r, err := parseResponse(raw(VerifyResponse, 7, 0, 2, 0, 3), false)
	require.NoError(t, err)
	require.False(t, r.Found(), "a status of which any byte is not 0 is invalid")
	r, err = parseResponse(raw(VerifyResponse, 7, 0, 1, 0), true)
	require.NoError(t, err)
	require.True(t, r.Found())
	require.False(t, r.HasRole(trustlist.RoleSAST), "without roles it is trusted for none")
	r, err = parseResponse(raw(QueryResponse, 7, 0, 1, 0, 8, 0, 1, 0), true)
	require.NoError(t, err)
	require.False(t, r.Found(), "QUERY without a certificate means not found")
	require.False(t, r.HasRole(trustlist.RoleSAST))
}

// TestReadRequestStops shows that a message that is refused by its header costs no
// more than that, and that reading ends where the message ends.
func TestReadRequestStops(t *testing.T) {
	wrong := bytes.NewReader(append([]byte{0x58, 1, 1, 0, 0, 0, 0, 0, 0xff, 0xff}, make([]byte, 100)...))
	_, err := ReadRequest(wrong, false)
	requireRule(t, RuleProtocol, err)
	require.Equal(t, 100, wrong.Len())

	good := raw(QueryRequest, 1, 0, 2, 1, 'C', 3, 0, 1, 0, 4, 0, 1, 0, 5, 0, 1, 9)
	r := bytes.NewReader(append(good, "next"...))
	_, err = ReadRequest(iotest.HalfReader(r), true)
	requireRule(t, RuleDevice, err)
	require.Equal(t, 4, r.Len())

	_, err = ReadRequest(iotest.ErrReader(io.ErrClosedPipe), false)
	requireRule(t, RuleHeader, err)
	require.ErrorIs(t, err, io.ErrClosedPipe)
	_, err = ReadRequest(bytes.NewReader(good[:12]), false)
	requireRule(t, RuleBody, err)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestMarshalRefuses(t *testing.T) {
	requests := map[string]Request{
		"no device":       {Command: VerifyRequest, Certificate: []byte{1}},
		"response":        {Command: VerifyResponse, Device: "x"},
		"element too big": {Command: VerifyRequest, Device: "x", Certificate: make([]byte, 1<<16)},
		"body too big":    {Command: VerifyRequest, Device: "x", Certificate: make([]byte, 1<<16-1)},
	}
	for name, r := range requests {
		t.Run(name, func(t *testing.T) {
			_, err := r.Marshal()
			require.Error(t, err)
		})
	}
	responses := map[string]Response{
		"request":      {Command: VerifyRequest},
		"role 256":     {Command: VerifyResponse, Roles: []trustlist.Role{256}},
		"negative TTL": {Command: VerifyResponse, TTL: -time.Second},
		"TTL too long": {Command: VerifyResponse, TTL: (1 << 32) * time.Second},
		"too big":      {Command: QueryResponse, Certificate: make([]byte, 1<<16)},
	}
	for name, r := range responses {
		t.Run(name, func(t *testing.T) {
			_, err := r.Marshal()
			require.Error(t, err)
		})
	}
}

func TestRoundTrip(t *testing.T) {
	text := rapid.StringMatching(`[A-Za-z=;, ]{0,80}`)
	rapid.Check(t, func(t *rapid.T) {
		want := &Request{
			Command: QueryRequest, Session: rapid.Uint32().Draw(t, "session"),
			Device:  rapid.StringMatching(`CP-[0-9]{4}-SEP[0-9A-F]{12}`).Draw(t, "device"),
			Subject: text.Draw(t, "subject"), Issuer: text.Draw(t, "issuer"),
			Serial: rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, "serial"),
		}
		data, err := want.Marshal()
		require.NoError(t, err)
		got, err := parseRequest(data, true)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func TestStrings(t *testing.T) {
	require.Equal(t, "QUERY request", QueryRequest.String())
	require.Equal(t, "unknown command (9)", Command(9).String())
	err := &Error{Protocol: "tvs", Rule: RuleBody, Offset: 12, Tag: 2, Reason: "cut", Err: io.ErrUnexpectedEOF}
	require.Equal(t, "tvs: T2: cut, element 2 at offset 12: unexpected EOF", err.Error())
}
