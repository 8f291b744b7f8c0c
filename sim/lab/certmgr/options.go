package certmgr

import (
	"net/http"

	"tvslab/sim/cucm"
	"tvslab/sim/lab/tomcat"
)

// options are the choices for requests and certificates of a node.
type options struct {
	Identities []choices `json:"identities"`
	Trusts     []string  `json:"trusts"`
}

// choices are those of an identity store.
type choices struct {
	Service        string   `json:"service"`
	KeyType        string   `json:"keyType"`
	KeyLengths     []int    `json:"keyLengths"`
	HashAlgorithms []string `json:"hashAlgorithms"`
	CSR            []string `json:"csrDistributions"` // none: it takes no certificate of a CA
	SelfSigned     []string `json:"selfSignedDistributions"`
}

// All that pages of any release offer.
var (
	everyLength = []int{256, 384, 521, 1024, 2048, 3072, 4096}
	everyHash   = []string{"SHA1", "SHA256", "SHA384", "SHA512"}
)

func getOptions(a *tomcat.Ask) (int, any, error) {
	o := options{Identities: []choices{}, Trusts: []string{}}
	return http.StatusOK, &o, see(a, func(n node) error {
		for _, s := range n.identities() {
			o.Identities = append(o.Identities, n.choices(s))
		}
		for _, s := range n.trusts() {
			o.Trusts = append(o.Trusts, string(s))
		}
		return nil
	})
}

// choices asks the rules of the release for each.
func (n node) choices(s cucm.Store) choices {
	policy := n.policy()
	c := choices{Service: string(s), KeyType: "rsa", CSR: []string{}, SelfSigned: []string{thisServer}}
	if s.Elliptic() {
		c.KeyType = "ec"
	}
	for _, bits := range everyLength {
		if _, err := policy.ChooseBits(s, bits); err == nil {
			c.KeyLengths = append(c.KeyLengths, bits)
		}
	}
	for _, hash := range everyHash {
		if _, err := policy.ChooseHash(s, c.KeyLengths[0], hash); err == nil {
			c.HashAlgorithms = append(c.HashAlgorithms, hash)
		}
	}
	if policy.CheckCSR(s) == nil {
		c.CSR = append(c.CSR, thisServer)
		if policy.CheckMultiCSR(s) == nil {
			c.CSR = append(c.CSR, multiServer)
		}
	}
	if policy.CheckMultiSelf(s) == nil {
		c.SelfSigned = append(c.SelfSigned, multiServer)
	}
	return c
}
