package certmgr

import (
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"tvslab/sim/pki"
)

// Bounds of requests: bytes of a body, certificates in it, names in a request, and characters of any other text.
const (
	mostBody         = 1 << 20
	mostCertificates = 50
	mostServices     = 30
	mostNames        = 100
	mostText         = 255
)

// bad is a request that no node understands.
func bad(format string, args ...any) error {
	return refusal{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// read decodes the body of a request: one JSON object. What it has beside the known keys is left alone.
func read(r *http.Request, into any) error {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, mostBody))
	if err != nil {
		return err
	}
	return decode(body, into)
}

func decode(body []byte, into any) error {
	err := json.Unmarshal(body, into)
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil && strings.HasPrefix(strings.TrimSpace(string(body)), "{"):
		return nil
	case errors.As(err, &kind) && kind.Field != "":
		return bad("%s: a %s is not what belongs there", kind.Field, kind.Value)
	case err == nil || errors.As(err, &kind):
		return bad("the body is not a JSON object")
	}
	return bad("the body is not JSON: %v", err)
}

// certificates reads the certificates of a request. A text may hold several, one behind the other.
func certificates(texts []string) (list []*pki.Certificate, err error) {
	for i, text := range texts {
		if i == mostCertificates {
			return nil, tooMany()
		}
		some, err := blocks(text)
		if err != nil {
			return nil, bad("certificates[%d]: %v", i, err)
		}
		if list = append(list, some...); len(list) > mostCertificates {
			return nil, tooMany()
		}
	}
	if len(list) == 0 {
		return nil, bad("certificates: at least one, as PEM")
	}
	return list, nil
}

func tooMany() error { return bad("certificates: more than %d", mostCertificates) }

// blocks are the certificates of a text, which must have one and nothing that only begins like one.
func blocks(text string) (list []*pki.Certificate, err error) {
	rest := []byte(text)
	for len(list) <= mostCertificates {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("%q is not a certificate", block.Type)
		}
		c, err := pki.Parse(block.Bytes)
		if err != nil {
			return nil, errors.New("not an X.509 certificate")
		}
		list = append(list, c)
	}
	if len(list) == 0 || len(list) <= mostCertificates && strings.Contains(string(rest), "-----BEGIN") {
		return nil, errors.New("not PEM of a certificate")
	}
	return list, nil
}

// short refuses texts that are longer than any that makes sense.
func short(key string, texts ...string) error {
	for _, text := range texts {
		if len(text) > mostText {
			return bad("%s: more than %d characters", key, mostText)
		}
	}
	return nil
}
