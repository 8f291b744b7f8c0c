package scenarios_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/keep"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
	"tvslab/testrace"
)

// documents is a storage in memory.
type documents map[string][]byte

func (d documents) Put(name, _ string, document []byte, _ []string) error {
	d[name] = append([]byte(nil), document...)
	return nil
}

func (d documents) Get(name string) ([]byte, error) {
	if document, ok := d[name]; ok {
		return document, nil
	}
	return nil, fmt.Errorf("no document %s", name)
}

var storagePool = sync.OnceValues(func() (*keypool.Pool, error) { return keypool.Open("../testdata/keys", nil) })

func storageKeys(t testing.TB) *keypool.Pool {
	t.Helper()
	keys, err := storagePool()
	require.NoError(t, err)
	return keys
}

func opened(t testing.TB, name string) *scenarios.Runner {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	s, err := scenarios.LoadPlan(name, data, scenarios.Beside(os.DirFS(filepath.Dir(name))))
	require.NoError(t, err)
	s, err = s.For(s.Cells()[0])
	require.NoError(t, err)
	r, err := scenarios.Prepare(t.Context(), s, scenarios.Options{Keys: storageKeys(t)})
	require.NoError(t, err)
	return r
}

// difference are documents that only one storage has.
func difference(a, b documents) (text string) {
	for i, d := range []documents{a, b} {
		other := []documents{b, a}[i]
		for name, document := range d {
			if _, both := other[name]; !both {
				text += fmt.Sprintf("\n%d %.1500s", i, document)
			}
		}
	}
	return text
}

// stored is what a state is as documents, and the name of the first.
func stored(t testing.TB, r *scenarios.Runner) (documents, string) {
	t.Helper()
	docs := documents{}
	root, err := keep.NewWriter(r.Types(storageKeys(t)), docs).Write(r.State())
	require.NoError(t, err)
	return docs, root
}

// restored is the runner that documents hold.
func restored(t testing.TB, of *scenarios.Runner, docs documents, root string) *scenarios.Runner {
	t.Helper()
	again, err := scenarios.Restore(t.Context(), of.Origin(), storageKeys(t), scenarios.Options{Keys: storageKeys(t)}, func(types *keep.Types) (*scenarios.State, error) {
		s := new(scenarios.State)
		return s, keep.NewReader(types, docs).Read(root, s)
	})
	require.NoError(t, err)
	return again
}

// TestRestoredAfterEachStep: a lab with something of every kind of state is the same lab after it was stored, whenever that was: what phones
// hold and said, faults, keys that were typed, LSCs with elliptic keys, firmware.
func TestRestoredAfterEachStep(t *testing.T) {
	const name = "testdata/storage.yaml"
	whole := opened(t, name)
	part := opened(t, name)
	for i, s := range scenarios.StepsOf(whole) {
		_, err := whole.PlayOn(t.Context(), i, i+1)
		require.NoError(t, err)
		_, err = part.PlayOn(t.Context(), i, i+1)
		require.NoError(t, err)
		docs, root := stored(t, part)
		part = restored(t, part, docs, root)
		twice, second := stored(t, part)
		require.Equal(t, root, second, "%v: %s", s.Verb, difference(docs, twice))
		require.Equal(t, whole.Lab.Faults(), part.Lab.Faults())
		for j, c := range whole.Lab.Clusters() {
			require.Empty(t, c.Compare(part.Lab.Clusters()[j]), s.Verb)
		}
		require.Equal(t, whole.Groups(t.Context()), part.Groups(t.Context()), s.Verb)
	}
	typed, err := part.Select([]string{"typed[1]"})
	require.NoError(t, err)
	for p := range part.Lab.Each(typed) {
		require.NotEmpty(t, p.State().SymmetricKey)
	}
}

// TestRestoredAlive: phones that live by the clock go on where they were: in the middle of a storm of resets, and between two attempts at CAPF.
func TestRestoredAlive(t *testing.T) {
	const rate = 3
	steps := func(r *scenarios.Runner, some ...string) {
		for _, s := range some {
			require.NoError(t, r.Do(t.Context(), s))
		}
	}
	pass := func(r *scenarios.Runner, d time.Duration) {
		for until, done := r.Lab.Now().Add(d), false; !done; {
			var err error
			done, err = r.Lab.Pass(t.Context(), until)
			require.NoError(t, err)
		}
	}
	whole := opened(t, "testdata/storage.yaml")
	whole.ClockRuns(true)
	steps(whole, "power-on: all")
	whole.Lab.Live(rate)
	steps(whole, "fault: {kind: capf-busy, nodes: cucm-pub}", "certificate-operation: {phones: secret, operation: install-upgrade}", "reset: secret")
	pass(whole, 10*time.Second)
	steps(whole, "regenerate: {certificate: CallManager, nodes: cucm-sub1}", "stop: {service: Cisco CallManager, nodes: cucm-sub1}")
	whole.Lab.Spread()
	pass(whole, 5*time.Second)
	waiting, _ := whole.Lab.Waiting()
	require.NotEmpty(t, waiting)

	docs, root := stored(t, whole)
	part := restored(t, whole, docs, root)
	part.ClockRuns(true)
	part.Lab.Live(rate)
	for range 12 {
		docs, root := stored(t, whole)
		twice, second := stored(t, part)
		require.Equal(t, root, second, "%v: %s", whole.Lab.Now(), difference(docs, twice))
		require.Equal(t, whole.Lab.Due(), part.Lab.Due())
		pass(whole, 10*time.Second)
		pass(part, 10*time.Second)
	}
	waiting, _ = part.Lab.Waiting()
	require.Empty(t, waiting)
}

// TestRestored: a lab that was stored after any step goes on as one that was not: the same verdicts, lists, answers.
func TestRestored(t *testing.T) {
	files, err := filepath.Glob("library/*/*.yaml")
	require.NoError(t, err)
	for i, name := range append(files, "sites/harbour/plan.yaml", "testdata/storage.yaml") {
		if (testing.Short() || testrace.On) && i%20 != 0 {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(name), ".yaml"), func(t *testing.T) {
			t.Parallel()
			whole, part := opened(t, name), opened(t, name)
			steps := len(scenarios.StepsOf(whole))
			_, err := whole.PlayOn(t.Context(), 0, steps)
			require.NoError(t, err)
			_, err = part.PlayOn(t.Context(), 0, steps/2)
			require.NoError(t, err)
			docs, root := stored(t, part)
			again := restored(t, part, docs, root)
			twice, second := stored(t, again)
			require.Equal(t, root, second, "the same state: %s", difference(docs, twice))
			_, err = again.PlayOn(t.Context(), steps/2, steps)
			require.NoError(t, err)
			require.Equal(t, whole.Groups(t.Context()), again.Groups(t.Context()))
			require.Equal(t, whole.Systems(), again.Systems())
			for i, c := range whole.Lab.Clusters() {
				require.Empty(t, c.Compare(again.Lab.Clusters()[i]))
			}
		})
	}
}
