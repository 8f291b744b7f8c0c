package inspect

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"io"
	"strings"

	"tvslab/trustlist"
)

// Requested is what a certificate signing request asks for.
type Requested struct {
	Subject   string   `json:"subject"`
	Names     []string `json:"names"`     // subject alternative names: DNS names and addresses
	Key       string   `json:"key"`       // such as "RSA 2048"
	Algorithm string   `json:"algorithm"` // of the request's own signature
}

// examineRequest reads a request, which is signed with the key that it asks a certificate for.
func examineRequest(data []byte, _ Options) (*File, error) {
	r, err := x509.ParseCertificateRequest(pemBlocks(data, pemRequest)[0])
	if err != nil {
		return nil, &trustlist.Error{Rule: "R17", Tag: -1, Reason: "not a certificate request: " + err.Error()}
	}
	asked := &Requested{Subject: trustlist.Name(r.RawSubject), Names: append([]string{}, r.DNSNames...), Key: keyWords(r.PublicKey), Algorithm: r.SignatureAlgorithm.String()}
	for _, ip := range r.IPAddresses {
		asked.Names = append(asked.Names, ip.String())
	}
	f := &File{Kind: Request, Request: asked, print: asked.write}
	f.judge(r.CheckSignature())
	return f, nil
}

// keyWords names a public key by its kind and size in bits.
func keyWords(key any) string {
	switch k := key.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", k.N.BitLen())
	case *ecdsa.PublicKey:
		return "EC " + k.Curve.Params().Name
	}
	return fmt.Sprintf("%T", key)
}

func (r *Requested) write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "Certificate request\nSubject:\t%s\nNames:\t\t%s\nKey:\t\t%s\nSignature:\t%s\n",
		Clean(r.Subject), Clean(strings.Join(r.Names, ", ")), r.Key, r.Algorithm)
	return err
}
