package sim

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tvslab/sim/cucm"
	"tvslab/sim/fact"
	"tvslab/sim/pki"
	"tvslab/trustlist"
)

// What the CTL client asks for on its first page, and what it is told when nothing else is said. Port, user and the password of
// tokens are those of tech note 118893; the administrator's password is the lab's.
const (
	CTLPort       = 2444
	AdminUser     = "admin"
	AdminPassword = "tvslab"
	TokenPassword = "Cisco123"
)

// TokenTries is how many wrong passwords lock a token for good (troubleshooting guide).
const TokenTries = 15

// ErrTokenPassword is the refusal of a token that was given a wrong password.
var ErrTokenPassword = errors.New("the password of the security token is wrong")

// CTLAction is what the CTL client is asked to do, on its second page.
type CTLAction int

// The actions. An update leaves the security mode as it is.
const (
	CTLSetMixed CTLAction = iota
	CTLSetNonSecure
	CTLUpdate
)

// CTLSession is one use of the Windows CTL client: its pages in order. Fields that are empty hold what the constants say.
type CTLSession struct {
	Server         string // "" = the publisher, which it must be
	Port           int
	User, Password string // of a CCM administrator
	Action         CTLAction
	Tokens         []string // of the new file, in order of insertion; unused when the cluster leaves mixed mode
	Signer         string   // the token that signs
	TokenPassword  string   // typed for it
}

// CTLClient creates or updates the CTL with the Windows CTL client and sets mixed mode: tokens are inserted in order, signer last
// used.
func CTLClient(signer string, tokens ...string) Op {
	return func(c *Cluster) error {
		_, err := CTLSession{Tokens: tokens, Signer: signer}.Run(c)
		return err
	}
}

// SignCTL updates the CTL with the Windows CTL client: beside the tokens that the file lists one more is inserted, which signs.
func SignCTL(token string) Op {
	return func(c *Cluster) error {
		_, err := CTLSession{Action: CTLUpdate, Tokens: append(c.CTLTokens(), token), Signer: token, TokenPassword: c.password}.Run(c)
		return err
	}
}

// Run plays the session. screen is what the client shows: what was filled in on its first page, warnings, and at the end the
// servers that hold the file. Its refusals are those of tech note 118893; the words of those that it does not print are the lab's.
func (s CTLSession) Run(c *Cluster) (screen string, err error) {
	if !c.rules.Tokens {
		return "", fmt.Errorf("CTL client: release %s does not support USB tokens (up to 14SU2)", c.Release)
	}
	if err := s.login(c); err != nil {
		return "", fmt.Errorf("CTL client: %w", err)
	}
	screen = s.firstPage(c) + warnAboutFile(c)
	signing, inserted, err := s.insert(c)
	if err == nil {
		err = s.setMode(c)
	}
	if err != nil {
		return screen, fmt.Errorf("CTL client: %w", err)
	}
	if err := writeTokenCTL(c, inserted, signing); err != nil {
		return screen, err
	}
	return screen + listHolders(c), nil
}

// firstPage shows what was filled in, under the names of the fields (picture in tech note 118893).
func (s CTLSession) firstPage(c *Cluster) string {
	text := fmt.Sprintf("Hostname or IP Address: %s, Port: %d, Username: %s\n", cmp.Or(s.Server, c.Publisher().Name), CTLPort, AdminUser)
	return shown(c, text)
}

// shown notes what the client shows.
func shown(c *Cluster, text string) string {
	c.note(c.Publisher(), fact.CTLClientShown{Text: strings.TrimSpace(text)})
	return text
}

// login is the first page: Cisco CTL Provider listens on the publisher, TCP 2444 (tech notes 118892 and 118893).
func (s CTLSession) login(c *Cluster) error {
	p := c.Publisher()
	switch server, port := cmp.Or(s.Server, p.Name), cmp.Or(s.Port, CTLPort); {
	case c.Node(server) == nil:
		return fmt.Errorf("cannot reach %s: no server of the cluster has this name or address", server)
	case c.Node(server) != p:
		return fmt.Errorf("%s is not the publisher; connect to %s", server, p.Name)
	case port != CTLPort:
		return fmt.Errorf("cannot reach %s on port %d; %s listens on port %d", p.Name, port, ServiceCTLProvider, CTLPort)
	case !p.Running(ServiceCTLProvider):
		return fmt.Errorf("cannot reach %s on port %d; start %s there", p.Name, port, ServiceCTLProvider)
	case cmp.Or(s.User, AdminUser) != AdminUser || cmp.Or(s.Password, AdminPassword) != AdminPassword:
		return fmt.Errorf("%s does not let %q in: user name or password of the CCM administrator is wrong", p.Name, cmp.Or(s.User, AdminUser))
	}
	return nil
}

// warnAboutFile shows the warning about a cluster in mixed mode that has no CTL; OK ignores it (tech note 118893, literal).
func warnAboutFile(c *Cluster) string {
	if !c.Mixed() || c.Publisher().ctl != nil {
		return ""
	}
	const warning = "No CTL File exists on the server but the Call Manager Cluster Security Mode is in Secure Mode.\n" +
		"For the system to function, you must create the CTL File and set Call Manager Cluster the Secure Mode.\n"
	return shown(c, warning)
}

// insert finds the tokens of the new file and the one that signs it, and has them checked.
func (s CTLSession) insert(c *Cluster) (signing *pki.Certificate, inserted []*pki.Certificate, err error) {
	names := s.Tokens
	if s.Action == CTLSetNonSecure {
		names = c.CTLTokens()
	}
	for _, name := range names {
		token := c.Token(name)
		if token == nil {
			return nil, nil, noToken(name)
		}
		if !slices.Contains(inserted, token) {
			inserted = append(inserted, token)
		}
	}
	if signing, err = s.signer(c, inserted); err != nil {
		return nil, nil, err
	}
	known := inserted
	if s.Action == CTLSetNonSecure {
		known = []*pki.Certificate{signing}
	}
	if err := checkTokens(c, known); err != nil {
		return nil, nil, err
	}
	if s.Action == CTLSetNonSecure && len(inserted) == 0 {
		return nil, nil, fmt.Errorf("there is no CTL file signed by tokens")
	}
	if cmp.Or(s.TokenPassword, TokenPassword) != c.password {
		return nil, nil, fmt.Errorf("token %q: %w; after %d wrong ones it locks itself", signing.Node, ErrTokenPassword, TokenTries)
	}
	return signing, inserted, nil
}

func noToken(name string) error { return fmt.Errorf("token %q is not in cluster.tokens", name) }

// signer finds the token that signs, which is one of the new file unless the cluster leaves mixed mode.
func (s CTLSession) signer(c *Cluster, inserted []*pki.Certificate) (*pki.Certificate, error) {
	signing := c.Token(s.Signer)
	switch {
	case signing == nil && s.Action == CTLSetNonSecure:
		return nil, noToken(s.Signer)
	case s.Action != CTLSetNonSecure && (signing == nil || !slices.Contains(inserted, signing)):
		return nil, fmt.Errorf("the signing token %q is not among the tokens of the new file", s.Signer)
	}
	return signing, nil
}

const unknownToken = "The Security Token you have inserted does not exist in the CTL File\n" +
	"Please remove any Security Tokens already inserted and insert another\nSecurity Token. Click Ok when done."

// checkTokens refuses when the present CTL lists none of the tokens (tech note 118893, literal), or when none of those that it
// lists is in Phone-SAST-trust: without that store earlier tokens cannot update the CTL (tech note 117299, impact by store).
func checkTokens(c *Cluster, tokens []*pki.Certificate) error {
	current := c.Publisher().ctl
	if current == nil {
		return nil
	}
	listed := slices.DeleteFunc(slices.Clone(tokens), func(t *pki.Certificate) bool {
		return current.List.Find(t.Issuer, t.Serial, trustlist.RoleSAST) == nil
	})
	if len(listed) == 0 {
		return fmt.Errorf("%s", unknownToken)
	}
	if c.settings.TokenNeedsTrust && !slices.ContainsFunc(listed, func(t *pki.Certificate) bool { return trustsToken(c, t) }) {
		return fmt.Errorf("the certificate of token %q is not in %s of %s, so it cannot update the CTL file; upload it there",
			listed[0].Node, cucm.PhoneSASTTrust, c.Publisher().Name)
	}
	return nil
}

// trustsToken reports whether the publisher's Phone-SAST-trust holds a token on disk.
func trustsToken(c *Cluster, token *pki.Certificate) bool {
	return slices.ContainsFunc(c.Publisher().Trusted(cucm.PhoneSASTTrust), func(t *pki.Certificate) bool { return t.Sum == token.Sum })
}

// setMode sets the security mode that the action stands for. An update needs a file, or a cluster that should have one.
func (s CTLSession) setMode(c *Cluster) error {
	mode := "1"
	switch {
	case s.Action == CTLSetNonSecure:
		mode = "0"
	case s.Action == CTLUpdate && !c.Mixed() && c.Publisher().ctl == nil:
		return fmt.Errorf("there is no CTL file to update; set the cluster to mixed mode")
	case s.Action == CTLUpdate:
		return nil
	}
	if c.parameters[ParamClusterMode] != mode {
		c.parameters = with(c.parameters, ParamClusterMode, mode)
		c.note(nil, fact.ParameterSet{Name: ParamClusterMode, Value: mode})
	}
	return nil
}

// writeTokenCTL makes a CTL with the CTL client and keeps the tokens' certificates in Phone-SAST-trust of the publisher, as a file:
// TVS does not know them by its database (trace in tech note 118893).
func writeTokenCTL(c *Cluster, tokens []*pki.Certificate, signer *pki.Certificate) error {
	p := c.Publisher()
	for _, t := range tokens {
		if !trustsToken(c, t) {
			p.files = p.files.With(trustFile(c, cucm.PhoneSASTTrust, t))
			c.note(p, fact.TrustUploaded{Store: cucm.PhoneSASTTrust, Certificate: t})
		}
	}
	return deliverCTL(c, c.view(p, "").TokenCTL(tokens, signer))
}

// listHolders shows the last page: the servers on which the file exists (tech note 118893; its layout is the lab's).
func listHolders(c *Cluster) string {
	screen := "CTL File exists on these servers:\n"
	for _, n := range c.Nodes {
		if n.ctl == c.Publisher().ctl && !n.Has(RoleIMP) {
			screen += fmt.Sprintf("%s (%s)\n", n.Name, n.Address)
		}
	}
	return shown(c, screen)
}
