package lab

import (
	"context"
	"net/url"

	"tvslab/devices"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/sim"
	"tvslab/trustlist"
)

// Services reports whether an HTTPS service of the phone verifies, such as the corporate directory: the certificate that Cisco
// Tomcat presents on the node that the phone uses, through the stored lists or TVS.
func (l *Lab) Services(ctx context.Context, asked Phone) trust.Decision {
	return l.service(ctx, asked, sim.ServiceTomcat)
}

// Mobility reports whether Extension Mobility of the phone verifies. The service must run on the node; it presents what Cisco Tomcat
// loaded, or from 14 on what it loaded itself.
func (l *Lab) Mobility(ctx context.Context, asked Phone) trust.Decision {
	return l.service(ctx, asked, sim.ServiceMobility)
}

// OpenServices lets people open an HTTPS service on phones that are on, for those who watch phones: what comes of it is told, and
// changes nothing.
func (l *Lab) OpenServices(ctx context.Context, set devices.Set, mobility bool) error {
	if !l.told.watches() {
		return nil
	}
	service := sim.ServiceTomcat
	if mobility {
		service = sim.ServiceMobility
	}
	return l.act(ctx, l.on([]devices.Set{set}), func(ctx context.Context, p *awake, _ *record) {
		node := l.serviceNode(p)
		p.Open(node, l.tryService(ctx, p, node, service))
	})
}

func (l *Lab) service(ctx context.Context, asked Phone, service string) trust.Decision {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	p := l.wake(asked.class(), asked.number)
	node := l.serviceNode(p)
	if len(p.State.Cache) > 0 || node == "" { // answers of TVS that this phone alone may have
		return l.tryService(ctx, p, node, service)
	}
	return l.answers().peers.Of(l.standing(p, service+" on "+node), func() trust.Decision { return l.tryService(ctx, p, node, service) })
}

// ServiceNode names the node on which the phone opens HTTPS services, "" for none.
func (l *Lab) ServiceNode(p Phone) string {
	l.mutex.RLock()
	defer l.mutex.RUnlock()
	return l.serviceNode(l.wake(p.class(), p.number))
}

// serviceNode is where the phone uses services: by the setting where it is registered; else what its configuration says, else the
// first node of the CallManager group it shall get; "" if it has none.
func (w *world) serviceNode(p *awake) string {
	if w.clusters[0].Settings().ServiceNode == "registered" && p.Report.Registered != "" {
		return p.Report.Registered
	}
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

func (w *world) tryService(ctx context.Context, p *awake, node, service string) trust.Decision {
	trial := p.copy()
	c, n := w.clusters.resolve(node)
	if n == nil || !n.Running(sim.ServiceTomcat) || !n.Running(service) {
		return trust.Decision{File: trust.PeerHTTPS, Server: node, Code: reason.Unreachable, Detail: "no HTTPS server answers"}
	}
	if !c.Rules().OwnTomcats {
		service = sim.ServiceTomcat
	}
	return trial.VerifyPeer(ctx, w.supposedNetwork(p, calmly{w.memory}), n.Loaded(service).DER, trustlist.RoleAppServer)
}
