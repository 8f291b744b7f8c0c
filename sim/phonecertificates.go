package sim

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"tvslab/capf"
	"tvslab/outcome"
	"tvslab/sim/cucm"
	"tvslab/sim/pki"
)

// JudgePhone decides about a phone's certificate, LSC or MIC, as Cisco CallManager on the node does over TLS, by
// CallManager-trust as the service has it; see Node.TrustedBy and pki.JudgePhone.
func (c *Cluster) JudgePhone(node string, issuer *x509.Certificate, valid pki.Validity) error {
	n := c.Node(node)
	if n == nil {
		return &outcome.Error{Outcome: outcome.UnknownCA, Words: fmt.Sprintf("node %q is not in the cluster", node)}
	}
	return pki.JudgePhone(n.TrustedBy(ServiceCCM, cucm.CallManagerTrust), issuer, valid, c.dateOn(n, cucm.DatedPhones))
}

// PhoneIssuer returns the authority that signed a phone's certificate, among those JudgePhone goes by on the node; nil
// if none of them did.
func (c *Cluster) PhoneIssuer(node string, cert *x509.Certificate) *x509.Certificate {
	n := c.Node(node)
	if n == nil {
		return nil
	}
	return pki.PhoneIssuer(n.TrustedBy(ServiceCCM, cucm.CallManagerTrust), cert)
}

// LoadedCAPF returns the certificate with which the running CAPF service signs LSCs and which it presents on TCP 3804;
// when the service is stopped, the one it would load.
func (n *Node) LoadedCAPF() *pki.Certificate {
	if loaded := n.Loaded(ServiceCAPF); loaded != nil {
		return loaded
	}
	return n.identity[cucm.CAPF]
}

// LSCIssuer returns the certificate, with its key, that signs the LSCs which the named node's CAPF service gives out: its own, or from
// 12.5 on that of the CA which ParamIssuer says, here lab-intermediate-ca. It is nil where there is none.
func (c *Cluster) LSCIssuer(node string) *pki.Certificate {
	n := c.Node(node)
	switch {
	case n == nil:
		return nil
	case c.parameters[ParamIssuer] == issuerCAPF:
		return n.LoadedCAPF()
	}
	ca, err := pki.CA(c.keys, pki.IntermediateCA)
	if err != nil {
		return nil // no key: nobody can sign
	}
	return ca
}

// CAPF returns what the Certificate Authority Proxy Function of the named node decides now; ok is false if there is no
// such node or the service does not run there. It reads the cluster, so that it may be used by many goroutines while
// nobody changes the cluster. Its Done forgets: whoever runs sessions collects the outcomes and calls FinishOperations.
func (c *Cluster) CAPF(node string) (authority capf.Authority, ok bool) {
	n := c.Node(node)
	if n == nil || !n.Running(ServiceCAPF) || n.LoadedCAPF() == nil {
		return nil, false
	}
	return capfView{cluster: c, node: n}, true
}

type capfView struct {
	cluster *Cluster
	node    *Node
}

// Pending implements capf.Authority.
func (v capfView) Pending(device string) (capf.Operation, bool) {
	op := capf.Operation{Kind: capf.None, Own: v.cluster.settings.ProofOfOther == "refuse", Extras: v.cluster.capfExtras()}
	d := v.cluster.Device(device)
	if d == nil || d.Profile.Default {
		return op, false
	}
	if v.node.CAPFBusy {
		op.Busy = busyDelay
	}
	if op.Kind = d.Pending(v.cluster.Now); op.Kind == capf.None {
		op.Lapsed = d.lapsed(v.cluster.Now)
		return op, true
	}
	op.Authentication, op.String, op.Paused = d.Profile.CAPFAuthentication(), d.AuthString, d.paused(v.cluster.Now)
	op.Key, op.Backup = lscKeys(v.cluster)
	return op, true
}

// busyDelay is after which time a CAPF service that is busy lets phones come again. A guess.
const busyDelay = time.Minute

// capfExtras is what CAPF does beyond recorded sessions.
func (c *Cluster) capfExtras() capf.Extras {
	does := func(extra string) bool { return slices.Contains(c.settings.CAPFExtras, extra) }
	return capf.Extras{Encrypt: does(cucm.ExtraEncrypt), Sign: does(cucm.ExtraSign), Abort: does(cucm.ExtraAbort),
		Codes: c.settings.CAPFEndReason == cucm.EndCodes}
}

// Issuers implements capf.Authority: the service's own certificate, and CAPF-trust as the service has it,
// which holds the manufacturing CAs from the installation on.
func (v capfView) Issuers() []*x509.Certificate {
	issuers := []*x509.Certificate{v.node.LoadedCAPF().X509}
	for _, cert := range v.node.TrustedBy(ServiceCAPF, cucm.CAPFTrust) {
		issuers = append(issuers, cert.X509)
	}
	return issuers
}

// Issue implements capf.Authority. A CAPF certificate outside its validity issues nothing (tech note 117299: "cannot issue
// LSC certificates"). The serial number depends on the device and on how many LSCs it has had, so that
// the order in which phones come does not matter.
func (v capfView) Issue(device string, public func() (crypto.PublicKey, error)) (*capf.LSC, error) {
	d := v.cluster.Device(device)
	switch {
	case d == nil:
		return nil, fmt.Errorf("LSC of %q: the device is not in the database", device)
	case v.cluster.LSCIssuer(v.node.ID) == nil:
		return nil, fmt.Errorf("LSC of %q: the CA has no key", device)
	}
	issuer := v.node.LoadedCAPF()
	if err := pki.ValidityOf(issuer.X509).Check(v.cluster.dateOn(v.node, cucm.DatedCAPF)); err != nil {
		return nil, fmt.Errorf("CAPF certificate %s issues no LSC: %w", issuer, err)
	}
	t, err := v.issuance(d).Template(device)
	if err != nil {
		return nil, err
	}
	return capf.NewLSC(t, public), nil
}

// issuance is what decides about LSCs that are issued at one time to devices that stand alike.
type issuance struct {
	common       capf.Template
	org          pki.Organization
	model        string
	issuer       []byte // serial number of the issuer's certificate
	seed, issued uint64
	serialBytes  int
}

func (v capfView) issuance(d *Device) issuance {
	c := v.cluster
	issuer := c.LSCIssuer(v.node.ID)
	return issuance{
		common: capf.Template{Issuer: issuer.X509, IssuerKey: issuer.Key, NotBefore: c.datedOn(v.node),
			NotAfter: c.datedOn(v.node).AddDate(c.settings.LSCYears, 0, 0), SHA256: c.rules.LSCSHA256},
		issuer: issuer.Serial, org: c.Org, model: d.Profile.Model, seed: c.seed, issued: uint64(d.Issued), serialBytes: c.rules.SerialBytes,
	}
}

// Template implements capf.Templates.
func (i issuance) Template(device string) (capf.Template, error) {
	subject, err := pki.LSCSubject(i.model, device, i.org)
	if err != nil {
		return capf.Template{}, err
	}
	t := i.common
	t.Device, t.Subject = device, subject
	t.Serial = deviceBytes(i.seed, i.issued, "LSC "+string(i.issuer), device)[:i.serialBytes]
	t.Serial[0] = t.Serial[0]&0x3f | 0x40
	t.Of = i
	return t, nil
}

// Done implements capf.Authority.
func (capfView) Done(capf.Outcome) {}

// deviceBytes returns 32 pseudo-random bytes for a device's next LSC: the same seed gives the same.
func deviceBytes(seed, issued uint64, label, device string) []byte {
	b := binary.BigEndian.AppendUint64(nil, seed)
	b = binary.BigEndian.AppendUint64(b, issued)
	sum := sha256.Sum256(fmt.Appendf(b, "%s|%s", label, device))
	return sum[:]
}

// LSCKeys are the key that phones are told to make for an LSC, and the one for those that cannot, zero for none.
func (c *Cluster) LSCKeys() (key, backup capf.KeySpec) { return lscKeys(c) }

// lscKeys are the key that phones are told to make, and the one for those that cannot, zero for none.
func lscKeys(c *Cluster) (key, backup capf.KeySpec) {
	rsa := capf.KeySpec{Bits: c.rules.LSCBits}
	order := c.settings.LSCKeyOrder
	if order == cucm.KeyRSAOnly || !c.rules.ECDSA {
		return rsa, capf.KeySpec{}
	}
	key = capf.KeySpec{Curve: "P-" + c.settings.LSCCurve}
	if order == cucm.KeyECPreferred {
		backup = rsa
	}
	return key, backup
}
