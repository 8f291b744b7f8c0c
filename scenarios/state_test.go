package scenarios_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/keep"
	"tvslab/scenarios"
	"tvslab/sim/keypool"
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

// TestStatesCanBeKept: no type of a lab's state holds anything that storage does not know how to keep. Who adds a field that is none of the state
// tags it keep:"-"; who adds one of a new form tells it to Forms.
func TestStatesCanBeKept(t *testing.T) {
	r := opened(t, "testdata/storage.yaml")
	require.Empty(t, keep.Check[scenarios.State](r.Types(storageKeys(t))))
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

// TestRestored: a lab that was stored after any step goes on as one that was not: the same verdicts, lists, answers.
func TestRestored(t *testing.T) {
	files, err := filepath.Glob("library/*/*.yaml")
	require.NoError(t, err)
	for i, name := range append(files, "sites/harbour/plan.yaml", "testdata/storage.yaml") {
		if testing.Short() && i%10 != 0 {
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
			docs := documents{}
			root, err := keep.NewWriter(part.Types(storageKeys(t)), docs).Write(part.State())
			require.NoError(t, err)
			again, err := scenarios.Restore(t.Context(), part.Origin(), storageKeys(t), scenarios.Options{Keys: storageKeys(t)}, func(types *keep.Types) (*scenarios.State, error) {
				s := new(scenarios.State)
				return s, keep.NewReader(types, docs).Read(root, s)
			})
			require.NoError(t, err)
			twice := documents{}
			second, err := keep.NewWriter(again.Types(storageKeys(t)), twice).Write(again.State())
			require.NoError(t, err)
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
