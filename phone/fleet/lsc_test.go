package fleet_test

import (
	"context"
	"crypto"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/capf"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/fleet"
	"tvslab/phone/reason"
)

// office is a world with a CAPF server that does one kind of operation with every phone.
type office struct {
	*world
	does capf.Kind
	had  int // phones that came with an LSC
}

func (o *office) Fetch(ctx context.Context, c phone.Call) (*content.File, error) {
	if !strings.HasSuffix(c.File, ".cnf.xml.sgn") {
		return o.world.Fetch(ctx, c)
	}
	extra := "<capfAuthMode>2</capfAuthMode><capfList><capf><processNodeName>pub</processNodeName></capf></capfList></device>"
	plain := strings.Replace(fmt.Sprintf(configuration, "sub", c.Phone), "</device>", extra, 1)
	return o.world.sign(c.File, []byte(plain))
}

func (o *office) Enrol(_ context.Context, c phone.Call, s capf.Session) (capf.Result, error) {
	if s.LSC != nil {
		o.had++
	}
	if o.does == capf.Delete {
		return capf.Result{Kind: capf.Delete, Deleted: true, Reason: capf.ReasonSuccess}, nil
	}
	lsc, err := capf.ParseLSC(c.Phone, after().cert.Raw, before().cert)
	key := func() (crypto.Signer, error) { return after().key, nil }
	return capf.Result{Kind: capf.Install, LSC: lsc, Key: key, Reason: capf.ReasonSuccess}, err
}

// TestLSC: LSCs with their keys outlast a restart, until CAPF has the phones erase them.
func TestLSC(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	net := &office{world: newWorld(), does: capf.Install}
	boot := func() (held int) {
		c := mixed(20, net)
		c.Groups = c.Groups[:1]
		c.Store = openStore(t, path)
		f := newFleet(t, c)
		held = f.Memory().LSCs
		require.NoError(t, f.Run(t.Context(), fleet.Run{Workers: 1}))
		require.NoError(t, f.Close())
		require.NoError(t, c.Store.CheckIntegrity())
		require.NoError(t, c.Store.Close())
		return held
	}
	require.Equal(t, 0, boot())
	require.Equal(t, 0, net.had)
	net.does = capf.Delete
	require.Equal(t, 20, boot())
	require.Equal(t, 20, net.had)
	require.Equal(t, 0, boot())
	require.Equal(t, 20, net.had)
	s, err := fleet.ReadStore(path)
	require.NoError(t, err)
	defer s.Close()
	var one fleet.Row
	require.NoError(t, s.Phones(fleet.Filter{Limit: 1}, func(r fleet.Row) error { one = r; return nil }))
	require.Equal(t, string(reason.LSCDeleted), one.Enrolment)
}
