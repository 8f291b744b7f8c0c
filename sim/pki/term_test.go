package pki_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// TestTerms: a CA answers for any period, and what is written is read again.
func TestTerms(t *testing.T) {
	ca, err := pki.CA(testKeys(t), pki.RootCA)
	require.NoError(t, err)
	r := request(t, cucm.Tomcat, 5)
	serials := map[string]bool{}
	for text, until := range map[string]time.Time{
		"": now.AddDate(2, 0, 0), "7y": now.AddDate(7, 0, 0), "30d": now.AddDate(0, 0, 30), "100y": now.AddDate(100, 0, 0),
		"2030-02-01": time.Date(2030, 2, 1, 23, 59, 59, 0, time.UTC),
	} {
		var term pki.Term
		if text != "" {
			term, err = pki.ParseTerm(text)
			require.NoError(t, err)
		}
		require.Equal(t, text, term.String())
		cert, err := pki.Answer(ca, r, pki.FaultNone, term)
		require.NoError(t, err)
		require.Equal(t, pki.Validity{From: now, To: until}, pki.ValidityOf(cert.X509))
		serials[cert.SerialHex()] = true
	}
	require.Len(t, serials, 5)
	for _, text := range []string{"", "y", "0d", "-3y", "3", "3yy", "101y", "36501d", "2030-02-30", "9999999999999999999y"} {
		_, err := pki.ParseTerm(text)
		require.ErrorContains(t, err, "is no validity", text)
	}
}

func FuzzParseTerm(f *testing.F) {
	for _, text := range []string{"3y", "90d", "2030-01-31", "d", "yd", "1dy"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		term, err := pki.ParseTerm(text)
		if err != nil {
			return
		}
		again, err := pki.ParseTerm(term.String())
		require.NoError(t, err)
		require.Equal(t, term, again)
	})
}
