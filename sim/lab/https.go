package lab

import (
	"context"
	"net/url"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/trustlist"
)

// Services reports whether an HTTPS service of the phone verifies: the certificate that Cisco Tomcat presents on the
// node of the phone's directory URL, through the stored lists or TVS.
func (l *Lab) Services(ctx context.Context, asked Phone) trust.Decision {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	p := l.wake(asked.class(), asked.number)
	node := p.serviceNode()
	if len(p.State.Cache) > 0 || node == "" { // answers of TVS that this phone alone may have
		return l.tryService(ctx, p, node)
	}
	return l.answers().peers.Of(l.standing(p, node), func() trust.Decision { return l.tryService(ctx, p, node) })
}

// serviceNode is where the phone's directory is: what its configuration says, else the first node of the CallManager
// group it shall get; "" if it has none.
func (p *awake) serviceNode() string {
	if c := p.State.ParsedConfig; c != nil {
		if u, err := url.Parse(c.SecureURLs["secureDirectoryURL"]); err == nil && u.Hostname() != "" {
			return u.Hostname()
		}
	}
	if len(p.Nodes) > 0 {
		return p.Nodes[0]
	}
	return ""
}

func (w *world) tryService(ctx context.Context, p *awake, node string) trust.Decision {
	trial := p.copy()
	_, n := w.clusters.resolve(node)
	if n == nil || !n.Running(sim.ServiceTomcat) {
		return trust.Decision{File: trust.PeerHTTPS, Server: node, Code: reason.Unreachable, Detail: "no HTTPS server answers"}
	}
	return trial.VerifyPeer(ctx, w.supposedNetwork(p, w.memory), n.Loaded(sim.ServiceTomcat).DER, trustlist.RoleAppServer)
}
