package tvs

import (
	"crypto/sha1"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/trustlist"
)

func TestCheckResponse(t *testing.T) {
	vectors := loadVectors(t)
	request, err := parseRequest(readVector(t, vectors["query-found"].Request), true)
	require.NoError(t, err)
	response, err := parseResponse(readVector(t, vectors["query-found"].Response), true)
	require.NoError(t, err)
	quoted := `cn="cucm-a-pub.lab.example";ou=Voice;o=Example Lab;l=Austin;st=Texas;c="US`
	rows := map[string]struct {
		change func(*Request, *Response)
		rule   string
	}{
		"as asked":            {func(*Request, *Response) {}, ""},
		"leading zero serial": {func(q *Request, _ *Response) { q.Serial = append([]byte{0}, q.Serial...) }, ""},
		"CTL client's names":  {func(q *Request, _ *Response) { q.Subject, q.Issuer = quoted, quoted }, ""},
		"not found":           {func(_ *Request, r *Response) { r.Status, r.Certificate = 1, nil }, ""},
		"without certificate": {func(_ *Request, r *Response) { r.Certificate = nil }, ""},
		"answer to VERIFY":    {func(_ *Request, r *Response) { r.Command = VerifyResponse }, RuleCommand},
		"asked a response":    {func(q *Request, r *Response) { q.Command, r.Command = 4, 5 }, RuleCommand},
		"other session":       {func(_ *Request, r *Response) { r.Session++ }, RuleSession},
		"other subject":       {func(q *Request, _ *Response) { q.Subject = "CN=other" }, RuleMismatch},
		"other issuer":        {func(q *Request, _ *Response) { q.Issuer = "" }, RuleMismatch},
		"other serial":        {func(q *Request, _ *Response) { q.Serial = q.Serial[1:] }, RuleMismatch},
		"other certificate":   {func(_ *Request, r *Response) { r.Certificate = certDER(t, "cm2048-sub") }, RuleMismatch},
		"no certificate":      {func(_ *Request, r *Response) { r.Certificate = []byte{0x30, 0} }, RuleMismatch},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			q, r := *request, *response
			row.change(&q, &r)
			err := CheckResponse(&q, &r)
			if row.rule == "" {
				require.NoError(t, err)
				return
			}
			requireRule(t, row.rule, err)
		})
	}
}

func TestCheckServer(t *testing.T) {
	parse := func(name string) *trustlist.List {
		l, err := trustlist.Parse(readVector(t, name), trustlist.Lenient)
		require.NoError(t, err)
		return l
	}
	byHash := parse("tlv-cucm-layout/ITLFile-11.5-sha1-rsa2048-itlrecovery.tlv")
	full := parse("tlv-cucm-layout/ITLFile-12.5-sha512-rsa2048-itlrecovery-signs.tlv")
	blank := parse("tlv-cucm-layout/ITLFile-rollback-empty-sections.tlv")
	digest := sha1.Sum(certDER(t, "tvs2048-pub"))
	require.Equal(t, digest[:], byHash.Records[4].CertHash, "the vector names the server by hash")
	rows := map[string]struct {
		itl  *trustlist.List
		cert string
		ok   bool
	}{
		"by hash":                      {byHash, "tvs2048-pub", true},
		"by hash, second record":       {byHash, "tvs2048-sub", true},
		"full certificate":             {full, "tvs2048-sub", true},
		"full certificate, other role": {full, "cm2048-pub", false},
		"CAPF by hash is another role": {byHash, "capf2048", false},
		"stranger":                     {full, "unlisted", false},
		"blank list":                   {blank, "tvs2048-pub", false},
		"no list":                      {nil, "tvs2048-pub", false},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			err := CheckServer(row.itl, certDER(t, row.cert))
			if row.ok {
				require.NoError(t, err)
				return
			}
			requireRule(t, RuleServer, err)
		})
	}
}
