package cli

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"tvslab/parallel"
	"tvslab/phone/offer"
	"tvslab/phone/reading"
	"tvslab/trustlist/inspect"
)

// maxInspect bounds what is read: phones take 2048 KB at most.
const maxInspect = 16 << 20

// inspectVerb is tvslab inspect with its flags.
type inspectVerb struct {
	*app
	signer, key   string
	strict        bool
	held, heldCTL string
	model         string
}

func inspectCommand(a *app) *cobra.Command {
	v := inspectVerb{app: a}
	cmd := &cobra.Command{
		Use:   "inspect FILE",
		Short: "Decode and verify a trust list, signed file or certificate, or ask a phone about it",
		Long: `Decodes a CTL or ITL file, a .sgn or .enc.sgn file, a certificate or a request (PEM or DER), real ones included, and
verifies its signature: a list by its own signer record, a signed file by --signer, a certificate by itself or
--signer. Lists are printed as "show itl" and "show ctl" print them. With --key a file that was encrypted for a phone is
decrypted, once its signature verifies. Of a configuration in clear text (SEP....cnf.xml) it says what a phone makes of it,
field by field: what phones of the lab read, what only real ones do, and what is unknown.

With --held or --held-ctl it says instead whether a phone that holds these trust lists would accept a CTL, ITL or signed
configuration, and why: each place that the phone searches for the signer. TVS servers are not asked.

Exit status: 0 parsed and the signature verifies, or accepted; 1 parsed, but the signature is wrong or cannot be checked,
or the key does not fit, or refused; 2 malformed, with rule, offset and tag, or no trust list.`,
		Example: `  tvslab inspect ITLFile.tlv
  tvslab inspect SEP001122334455.cnf.xml.sgn --signer CallManager.pem -o json
  tvslab inspect SEP001122334455.cnf.xml.enc.sgn --signer CallManager.pem --key phone.pem
  tvslab inspect SEP001122334455.cnf.xml
  tvslab inspect NewITL.tlv --held ITLFile.tlv --held-ctl CTLFile.tlv --model 7965
  curl -s http://127.77.0.1:6970/ITLFile.tlv | tvslab inspect -`,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return v.run(cmd.Context(), args[0]) },
	}
	cmd.Flags().StringVar(&v.signer, "signer", "", "certificate (PEM or DER) that signed the file")
	cmd.Flags().StringVar(&v.key, "key", "", "RSA key (PEM or DER) of the device that an encrypted file is for; decrypts it, with --signer")
	cmd.Flags().BoolVar(&v.strict, "strict", false, "also apply the rules that phones do not enforce")
	v.heldFlags(cmd)
	return cmd
}

// run prints what is found out about the file; a problem makes the status.
func (v *inspectVerb) run(ctx context.Context, name string) error {
	asks, err := v.asksPhone()
	if err != nil {
		return err
	}
	data, err := v.readInput(ctx, name)
	if err != nil {
		return err
	}
	switch {
	case asks:
		return v.offer(ctx, offer.File{Name: name, Data: data})
	case reading.Looks(data):
		return v.configuration(name, data)
	}
	options, err := v.options(ctx)
	if err != nil {
		return err
	}
	found, err := inspect.Examine(name, data, options)
	if err != nil {
		return fmt.Errorf("inspect %s: %w", name, err)
	}
	err = v.print(found, found.WriteText)
	if err == nil && found.Problem != "" {
		err = errFailed
		fmt.Fprintf(v.errs, "tvslab: inspect %s: %s\n", name, found.Problem)
	}
	return err
}

// configuration prints what a phone makes of a configuration in clear text.
func (v *inspectVerb) configuration(name string, data []byte) error {
	for _, flag := range []struct{ name, value string }{{"signer", v.signer}, {"key", v.key}} {
		if flag.value != "" {
			return usageError{fmt.Errorf("inspect %s: a configuration in clear text is not signed: --%s has no effect", name, flag.name)}
		}
	}
	read, err := reading.Of(name, data)
	if err != nil {
		return usageError{fmt.Errorf("inspect %s: a phone refuses the whole file and keeps the one it has: %w", name, err)}
	}
	return v.print(read, read.WriteText)
}

// options reads the certificate and the key that flags name.
func (v *inspectVerb) options(ctx context.Context) (o inspect.Options, err error) {
	o.Strict = v.strict
	if v.signer != "" {
		if o.Signer, err = readFile(ctx, "--signer", v.signer, "a certificate", inspect.ParseCertificate); err != nil {
			return o, err
		}
	}
	if v.key != "" {
		o.Key, err = readFile(ctx, "--key", v.key, "an RSA key", inspect.ParseKey)
	}
	return o, err
}

// readFile reads and parses the file of a flag.
func readFile[T any](ctx context.Context, flag, name, what string, parse func([]byte) (T, error)) (v T, err error) {
	data, err := readBounded(ctx, func() (io.ReadCloser, error) { return os.Open(name) })
	if err != nil {
		return v, fmt.Errorf("%s %s: %w", flag, name, err)
	}
	if v, err = parse(data); err != nil {
		return v, usageError{fmt.Errorf("%s %s: not %s: %w", flag, name, what, err)}
	}
	return v, nil
}

func (v *inspectVerb) readInput(ctx context.Context, name string) ([]byte, error) {
	data, err := readBounded(ctx, func() (io.ReadCloser, error) {
		if name == "-" {
			return io.NopCloser(v.in), nil
		}
		return os.Open(name)
	})
	if err != nil {
		return nil, fmt.Errorf("inspect %s: %w", name, err)
	}
	return data, nil
}

// readBounded reads all there is, until ctx ends: a pipe may never end.
func readBounded(ctx context.Context, open func() (io.ReadCloser, error)) ([]byte, error) {
	return parallel.Until(ctx, func() ([]byte, error) {
		from, err := open()
		if err != nil {
			return nil, err
		}
		defer from.Close()
		data, err := io.ReadAll(io.LimitReader(from, maxInspect+1))
		if len(data) > maxInspect {
			return nil, usageError{fmt.Errorf("larger than %d bytes, no phone would load it", maxInspect)}
		}
		return data, err
	})
}
