package lab

import (
	"context"
	"net/url"
	"slices"

	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/trustlist"
)

// Services reports whether an HTTPS service of the phone verifies: the certificate that Cisco Tomcat presents on the
// node of the phone's directory URL, through the stored lists or TVS.
func (l *Lab) Services(ctx context.Context, p *Phone) trust.Decision {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	node := p.serviceNode()
	if len(p.State.Cache) > 0 || node == "" { // answers of TVS that this phone alone may have
		return l.tryService(ctx, p, node)
	}
	h, key := l.suppose(), l.standing(p, node)
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if _, known := h.peers[key]; !known {
		h.peers[key] = l.tryService(ctx, p, node)
	}
	return h.peers[key]
}

// serviceNode is where the phone's directory is: what its configuration says, else the first node of the CallManager
// group it shall get; "" if it has none.
func (p *Phone) serviceNode() string {
	if c := p.State.ParsedConfig; c != nil {
		if u, err := url.Parse(c.SecureURLs["secureDirectoryURL"]); err == nil && u.Hostname() != "" {
			return u.Hostname()
		}
	}
	if len(p.nodes) > 0 {
		return p.nodes[0]
	}
	return ""
}

func (l *Lab) tryService(ctx context.Context, p *Phone, node string) trust.Decision {
	trial := *p
	trial.State.Cache = slices.Clone(p.State.Cache)
	trial.Observe = nil
	_, n := l.clusters.resolve(node)
	if n == nil || !n.Running(sim.ServiceTomcat) {
		return trust.Decision{File: trust.PeerHTTPS, Server: node, Code: reason.Unreachable, Detail: "no HTTPS server answers"}
	}
	return trial.VerifyPeer(ctx, l.supposedNetwork(p, l.memory), n.Loaded(sim.ServiceTomcat).DER, trustlist.RoleAppServer)
}
