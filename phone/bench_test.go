package phone

import (
	"context"
	"testing"
	"time"

	"tvslab/capf"
	"tvslab/outcome"
	"tvslab/phone/content"
	"tvslab/phone/reason"
	"tvslab/phone/trust"
	"tvslab/tvs"
)

// sharedNet serves the same files to every phone, without locks or logs.
type sharedNet struct{ itl, config *content.File }

func (n sharedNet) Fetch(_ context.Context, c Call) (*content.File, error) {
	switch c.File[:3] {
	case "ITL":
		return n.itl, nil
	case "SEP":
		return n.config, nil
	}
	return nil, outcome.NotFound
}

func (sharedNet) Ask(context.Context, Call, *tvs.Request) (*tvs.Response, error) {
	return nil, outcome.Unreachable
}

func (sharedNet) Register(context.Context, Call, Identity) error { return nil }

func (sharedNet) Enrol(context.Context, Call, capf.Session) (capf.Result, error) {
	return capf.Result{}, outcome.Unreachable
}

func BenchmarkBoot(b *testing.B) {
	list := itl(b, "CM1", "V1", "V2")
	for name, first := range map[string]bool{"unchanged": false, "first": true} {
		b.Run(name, func(b *testing.B) {
			p := benchPhone()
			net := sharedNet{list, sgn(b, "CM1", plainConfig())}
			p.Boot(context.Background(), net, PowerOn)
			b.ReportAllocs()
			for b.Loop() {
				if first {
					p.State = State{}
				}
				if p.Boot(context.Background(), net, Reset).ConfigState != ConfigCurrent {
					b.Fatal("configuration not accepted")
				}
			}
		})
	}
}

func BenchmarkJudge(b *testing.B) {
	p := benchPhone()
	net := sharedNet{itl(b, "CM1", "V1", "V2"), sgn(b, "CM1", plainConfig())}
	p.Boot(context.Background(), net, PowerOn)
	b.ReportAllocs()
	for b.Loop() {
		if p.Judge(context.Background(), net)[trust.ITL].Decision.Code != reason.Identical {
			b.Fatal("not identical")
		}
	}
}

func benchPhone() *Phone {
	m, _ := ModelByName("8841")
	return &Phone{Name: phoneName, Model: m, TFTP: []string{"pub"}, Now: func() time.Time { return t0 }}
}
