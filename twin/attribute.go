package twin

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"tvslab/trustlist"
	"tvslab/twin/shown"
)

// hint is a way to find out which node a session is of. The first that names a node of the cluster counts; two sure ones that
// disagree are a problem.
type hint struct {
	what string
	sure bool
	node func(*cluster, *session) *server
}

var hints = []hint{
	{"show network cluster", true, perOutput(func(c *cluster, o *shown.Output) *server { return c.self(o.Members) })},
	{"show status", true, perOutput(func(c *cluster, o *shown.Output) *server {
		if o.Host == nil {
			return nil
		}
		return c.find(o.Host.Name)
	})},
	{"the prompt or login", true, func(c *cluster, s *session) *server { return c.find(s.Host) }},
	{"show network eth0", true, perOutput(func(c *cluster, o *shown.Output) *server {
		if o.Host == nil || !o.Host.Address.IsValid() {
			return nil
		}
		return c.find(o.Host.Address.String())
	})},
	{"utils service list", true, perOutput(func(c *cluster, o *shown.Output) *server {
		if o.Services == nil || o.Services.Primary == nil || !*o.Services.Primary {
			return nil
		}
		return c.publisher()
	})},
	{"the name of the file", false, func(c *cluster, s *session) *server { return c.inPath(s.File) }},
	{"its own certificates", false, perOutput((*cluster).byCertificate)},
	{"the TFTP server in its ITL", false, perOutput((*cluster).byITL)},
	{"there is one node", false, func(c *cluster, _ *session) *server {
		if len(c.servers) == 1 {
			return c.servers[0]
		}
		return nil
	}},
}

// perOutput asks each output of a session.
func perOutput(node func(*cluster, *shown.Output) *server) func(*cluster, *session) *server {
	return func(c *cluster, s *session) *server {
		for i := range s.Outputs {
			if found := node(c, &s.Outputs[i]); found != nil {
				return found
			}
		}
		return nil
	}
}

// attribute finds the node of a session.
func (c *cluster) attribute(s *session) {
	by := ""
	for _, h := range hints {
		switch node := h.node(c, s); {
		case node == nil:
		case s.node == nil:
			s.node, by = node, h.what
		case node != s.node && h.sure:
			c.problems = append(c.problems, shown.Problem{Place: s.Place, Text: fmt.Sprintf("%s says that this is node %s, %s that it is %s; the first counts",
				by, s.node.name, h.what, node.name)})
		}
	}
}

// self is the node that answered `show network cluster`.
func (c *cluster) self(m *shown.Members) *server {
	if m == nil {
		return nil
	}
	var found *server
	for _, n := range m.Nodes {
		if n.Self && found != nil {
			return nil // releases that do not say since when
		}
		if n.Self {
			found = c.find(n.Name)
		}
	}
	return found
}

// publisher is the publisher, nil where nobody says which it is.
func (c *cluster) publisher() *server {
	for _, s := range c.servers {
		if s.publisher {
			return s
		}
	}
	return nil
}

// inPath finds the node whose name or address stands in a path, nearest to its end; of names that begin alike the longest.
func (c *cluster) inPath(path string) (found *server) {
	at, length := -1, 0
	for _, s := range c.servers {
		for _, name := range []string{s.name, s.address.String()} {
			last := lastWord(strings.ToLower(path), strings.ToLower(name))
			if last > at || last >= 0 && last == at && len(name) > length {
				found, at, length = s, last, len(name)
			}
		}
	}
	return found
}

// lastWord is where a word stands last in a text, with neither letter nor digit beside it; -1 where it does not.
func lastWord(text, word string) int {
	for end := len(text); word != ""; {
		at := strings.LastIndex(text[:end], word)
		if at < 0 {
			return -1
		}
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(word):])
		if !letterOrDigit(before) && !letterOrDigit(after) {
			return at
		}
		end = at + len(word) - 1
	}
	return -1
}

func letterOrDigit(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// byCertificate is the node whose name an identity certificate has.
func (c *cluster) byCertificate(o *shown.Output) *server {
	if o.Certificate == nil || o.Certificate.Trust || o.Certificate.Unit == "" && !hostStores[strings.TrimSuffix(o.Certificate.File, ".pem")] {
		return nil
	}
	return c.find(hostOf(o.Certificate.Subject.CN))
}

// byITL is the node whose TFTP server an ITL lists: a node lists its own only.
func (c *cluster) byITL(o *shown.Output) (found *server) {
	if o.List == nil || o.List.Kind != "ITL" {
		return nil
	}
	for i := range o.List.Records {
		r := &o.List.Records[i]
		if !r.Is(trustlist.RoleTFTP) && !r.Is(trustlist.RoleCCMTFTP) {
			continue
		}
		node := c.find(holder(r))
		if node == nil || found != nil && node != found {
			return nil
		}
		found = node
	}
	return found
}

// holder is the host name of a record: what its certificate says, of one without a certificate its DNS name.
func holder(r *shown.Record) string {
	switch {
	case r.Is(trustlist.RoleCAPF):
		return r.Host
	case r.Subject.CN == "":
		return r.Host
	case r.Is(trustlist.RoleSAST) && strings.HasPrefix(r.Subject.CN, recoveryPrefix):
		return strings.TrimPrefix(r.Subject.CN, recoveryPrefix)
	case r.Is(trustlist.RoleSAST) && isToken(r):
		return ""
	}
	return hostOf(r.Subject.CN)
}

// recoveryPrefix begins the common names of ITLRecovery certificates.
const recoveryPrefix = "ITLRECOVERY_"

// isToken reports whether a record is of a USB token.
func isToken(r *shown.Record) bool {
	return strings.HasPrefix(r.Subject.CN, "SAST-") || r.Subject.OU == "IPCBU" && strings.Contains(r.Issuer.CN, "Manufacturing")
}

// hostOf is the host name in a common name: "-EC" of elliptic certificates follows the host name; those for several servers, with
// "-ms", name none in particular.
func hostOf(cn string) string {
	host, domain, found := strings.Cut(cn, ".")
	host = strings.TrimSuffix(host, "-EC")
	if strings.HasSuffix(host, "-ms") || strings.Contains(host, " ") {
		return ""
	}
	if found {
		return host + "." + domain
	}
	return host
}
