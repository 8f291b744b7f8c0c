package cli

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
)

// maxInspect bounds what is read: phones take 2048 KB at most.
const maxInspect = 16 << 20

func (a *app) inspectCommand() *cobra.Command {
	var signer string
	var strict bool
	cmd := &cobra.Command{
		Use:   "inspect FILE",
		Short: "Decode and verify a CTL, ITL, signed configuration or certificate",
		Long: `Decodes a CTL or ITL file, a .sgn or .enc.sgn file, or a certificate (PEM or DER), real ones included, and
verifies its signature: a list by its own signer record, a signed file by --signer, a certificate by itself or
--signer. Lists are printed as "show itl" and "show ctl" print them.

Exit status: 0 parsed and the signature verifies; 1 parsed, but the signature is wrong or cannot be checked;
2 malformed, with rule, offset and tag.`,
		Example: `  tvslab inspect ITLFile.tlv
  tvslab inspect SEP001122334455.cnf.xml.sgn --signer CallManager.pem -o json
  curl -s http://127.77.0.1:6970/ITLFile.tlv | tvslab inspect -`,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return a.inspect(args[0], signer, strict) },
	}
	cmd.Flags().StringVar(&signer, "signer", "", "certificate (PEM or DER) that signed the file")
	cmd.Flags().BoolVar(&strict, "strict", false, "also apply the rules that phones do not enforce")
	return cmd
}

// inspected is the JSON document of tvslab inspect.
type inspected struct {
	Schema      int                `json:"schema"`
	File        string             `json:"file"`
	Kind        string             `json:"kind"` // CTL, ITL, signed file, encrypted file, certificate
	Size        int                `json:"size"`
	Verified    bool               `json:"verified"`
	Problem     string             `json:"problem,omitempty"` // why it is not
	Header      *inspectedHeader   `json:"header,omitempty"`
	Records     []inspectedRecord  `json:"records,omitempty"`
	Payload     int                `json:"payload,omitempty"` // bytes
	Certificate *inspectedIdentity `json:"certificate,omitempty"`
	Objections  []string           `json:"objections,omitempty"` // what a strict reader finds wrong, one at a time

	print func(io.Writer) error
}

type inspectedHeader struct {
	Version       string     `json:"version"`
	Length        int        `json:"length"`
	SignerVersion string     `json:"signer_version,omitempty"`
	Signer        string     `json:"signer"`
	Issuer        string     `json:"issuer"`
	Serial        string     `json:"serial"`
	Digest        string     `json:"digest"`
	KeyBits       int        `json:"key_bits"`
	FileName      string     `json:"file_name"`
	Timestamp     *time.Time `json:"timestamp,omitempty"`
	Padding       int        `json:"padding"`
}

type inspectedRecord struct {
	Number  int    `json:"number"`
	Length  int    `json:"length"`
	Role    string `json:"role"`
	Host    string `json:"host,omitempty"`
	Subject string `json:"subject,omitempty"`
	Issuer  string `json:"issuer,omitempty"`
	Serial  string `json:"serial,omitempty"`
	SHA1    string `json:"sha1,omitempty"` // of the certificate
	ByHash  bool   `json:"by_hash"`
}

type inspectedIdentity struct {
	Subject   string    `json:"subject"`
	Issuer    string    `json:"issuer"`
	Serial    string    `json:"serial"`
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after"`
	Algorithm string    `json:"algorithm"`
	SHA1      string    `json:"sha1"`
}

func (a *app) inspect(name, signer string, strict bool) error {
	data, err := a.readInput(name)
	if err != nil {
		return err
	}
	var by *x509.Certificate
	if signer != "" {
		if by, err = readCertificate(signer); err != nil {
			return err
		}
	}
	found, err := examine(name, data, by, strict)
	if err != nil {
		return fmt.Errorf("inspect %s: %w", name, err)
	}
	found.Schema, found.File, found.Size = 1, name, len(data)
	if a.output == "json" {
		err = printJSON(a.out, found)
	} else {
		err = found.print(a.out)
	}
	if err == nil && !found.Verified {
		err = errFailed
		fmt.Fprintf(a.errs, "tvslab: inspect %s: %s\n", name, found.Problem)
	}
	return err
}

func (a *app) readInput(name string) ([]byte, error) {
	from := a.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("inspect: %w", err)
		}
		defer f.Close()
		from = f
	}
	data, err := io.ReadAll(io.LimitReader(from, maxInspect+1))
	if err != nil {
		return nil, fmt.Errorf("inspect: %w", err)
	}
	if len(data) > maxInspect {
		return nil, usageError{fmt.Errorf("inspect %s: larger than %d bytes, no phone would load it", name, maxInspect)}
	}
	return data, nil
}

func readCertificate(name string) (*x509.Certificate, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("--signer: %w", err)
	}
	c, err := parseCertificate(data)
	if err != nil {
		return nil, usageError{fmt.Errorf("--signer %s: not a certificate: %w", name, err)}
	}
	return c, nil
}

func parseCertificate(data []byte) (*x509.Certificate, error) {
	if block, _ := pem.Decode(data); block != nil {
		data = block.Bytes
	}
	return x509.ParseCertificate(data)
}
