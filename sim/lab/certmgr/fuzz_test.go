package certmgr

import (
	"strings"
	"testing"
)

// FuzzDecode: no body harms the node, and what is taken is within its bounds.
func FuzzDecode(f *testing.F) {
	for _, body := range []string{
		`{"service":"tomcat","distribution":"this-server","keyLength":2048,"altNames":["a"]}`,
		`{"service":["tomcat"],"certificates":["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"],"description":"x"}`,
		`{"keyLength":"1e9"}`, `[]`, `null`, strings.Repeat(`{"a":`, 100),
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var m making
		if decode(body, &m) == nil && m.check() == nil {
			argument := map[string]any{}
			if m.argument(argument) == nil && len(m.AltNames) > mostNames {
				t.Fatal("too many names were taken")
			}
		}
		var u trustUpload
		if decode(body, &u) == nil {
			checkCertificates(t, u.Certificates)
		}
	})
}

// FuzzCertificates: what is taken of a text is whole certificates, which survive being written again.
func FuzzCertificates(f *testing.F) {
	f.Add("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
	f.Add("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
	f.Add(strings.Repeat("-----BEGIN", 50))
	f.Fuzz(func(t *testing.T, text string) { checkCertificates(t, []string{text, text}) })
}

func checkCertificates(t *testing.T, texts []string) {
	list, err := certificates(texts)
	if err != nil {
		return
	}
	if len(list) == 0 || len(list) > mostCertificates {
		t.Fatalf("%d certificates were taken", len(list))
	}
	for _, c := range list {
		again, err := blocks(string(c.PEM()))
		if err != nil || len(again) != 1 || again[0].Sum != c.Sum {
			t.Fatalf("%s does not survive being written: %v", c, err)
		}
	}
}
