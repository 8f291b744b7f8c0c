package keep_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"tvslab/keep"
)

// documents is a storage in memory.
type documents map[string]string

func (d documents) Put(name, kind string, document []byte, names []string) error {
	for _, other := range names {
		if _, ok := d[other]; !ok {
			return fmt.Errorf("%s names %s, which is not there yet", name, other)
		}
	}
	d[name] = string(document)
	return nil
}

func (d documents) Get(name string) ([]byte, error) {
	if text, ok := d[name]; ok {
		return []byte(text), nil
	}
	return nil, errors.New("missing")
}

// shape is something that an interface holds.
type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

// leaf is never changed, so that many may share it.
type leaf struct {
	Name  string
	Bytes []byte
	sum   [4]byte
}

// tree is a state with something of everything.
type tree struct {
	Flag     bool
	Small    int8
	Large    uint64
	Part     float64
	Text     string
	At       time.Time
	leaves   []*leaf
	by       map[string]leaf
	counted  map[int]string
	shape    shape
	inner    struct{ Deep []string }
	rows     []int  `keep:",apart"`
	cache    func() `keep:"-"`
	Renamed  string `keep:"other"`
	present  []int
	mutable  *counter
	mutable2 *counter
}

// counter is changed in place.
type counter struct{ N int }

func types() *keep.Types {
	t := keep.NewTypes()
	keep.Kind[square](t, "square")
	keep.Fresh[counter](t)
	keep.Fresh[tree](t)
	return t
}

func full() *tree {
	shared := &leaf{"a leaf", []byte{0, 255}, [4]byte{1, 2, 3, 4}}
	return &tree{Flag: true, Small: -3, Large: 1<<64 - 1, Part: 0.1, Text: "quoted \"é\"\n", At: time.Date(2026, 1, 5, 8, 0, 0, 7, time.UTC),
		leaves: []*leaf{shared, shared, {Name: "another"}}, by: map[string]leaf{"x": *shared}, counted: map[int]string{-1: "one"}, shape: square{3},
		rows: []int{1, 2}, cache: func() {}, Renamed: "yes", present: []int{}, mutable: &counter{1}, mutable2: &counter{1}}
}

// TestRoundTrip: what is read is what was written, shared where it never changes and apart where it does.
func TestRoundTrip(t *testing.T) {
	d, in := documents{}, full()
	in.inner.Deep = []string{"down"}
	root, err := keep.NewWriter(types(), d).Write(in)
	require.NoError(t, err)
	out := new(tree)
	require.NoError(t, keep.NewReader(types(), d).Read(root, out))
	in.cache = nil
	require.Equal(t, in, out)
	require.Same(t, out.leaves[0], out.leaves[1])
	require.NotSame(t, out.mutable, out.mutable2)
	again, err := keep.NewWriter(types(), documents{}).Write(out)
	require.NoError(t, err)
	require.Equal(t, root, again, "the same state has the same name")
}

// TestOnlyWhatChanged: the second of two states is written as far as it is another.
func TestOnlyWhatChanged(t *testing.T) {
	d, in := documents{}, full()
	w := keep.NewWriter(types(), d)
	_, err := w.Write(in)
	require.NoError(t, err)
	before := len(d)
	in.Text = "changed"
	_, err = w.Write(in)
	require.NoError(t, err)
	require.Len(t, d, before+1)
	in.mutable.N = 2 // in place
	_, err = w.Write(in)
	require.NoError(t, err)
	require.Len(t, d, before+3, "the counter, and who holds it")
}

type loop struct{ Next *loop }

type unkeepable struct{ F func() }

// TestRefused: what cannot be kept is told with its place, before it is lost.
func TestRefused(t *testing.T) {
	around := &loop{}
	around.Next = around
	for name, row := range map[string]struct {
		state any
		want  string
	}{
		"a ring":          {around, "holds itself"},
		"a function":      {&unkeepable{func() {}}, "f: func() cannot be kept"},
		"bytes as text":   {&leaf{Name: "\xff"}, "is no text"},
		"an unknown kind": {&tree{shape: struct{ square }{}}, "has no name there"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := keep.NewWriter(types(), documents{}).Write(row.state)
			require.ErrorContains(t, err, row.want)
		})
	}
	require.Equal(t, []string{"keep_test.unkeepable.F: func() cannot be kept"}, keep.Check[unkeepable](types()))
	require.Empty(t, keep.Check[tree](types()))
}

// TestDamaged: documents that are not as they must be are errors with a place.
func TestDamaged(t *testing.T) {
	for name, row := range map[string]struct{ document, want string }{
		"no JSON":         {`{`, "unexpected EOF"},
		"of later":        {`{"text":"x","speed":3}`, `"speed" is not known here: a later version wrote it`},
		"another type":    {`{"small":"x"}`, "small: "},
		"too large":       {`{"small":1000}`, "small: "},
		"missing":         {`{"leaves":["00"]}`, "leaves: 0: leaf: missing"},
		"itself":          {`{"leaves":["root"]}`, "names itself"},
		"an unknown kind": {`{"shape":{"circle":{}}}`, `"circle" is not known here`},
		"bytes":           {`{"by":{"x":{"sum":"AAA="}}}`, "2 bytes for [4]uint8"},
		"no number":       {`{"counted":{"x":"y"}}`, "invalid syntax"},
	} {
		t.Run(name, func(t *testing.T) {
			err := keep.NewReader(types(), documents{"root": row.document}).Read("root", new(tree))
			require.ErrorContains(t, err, row.want)
			require.True(t, strings.HasPrefix(err.Error(), "tree"), err)
		})
	}
}

// TestDescribe: the format of a state can be told.
func TestDescribe(t *testing.T) {
	all := keep.Describe[tree](types())
	var kinds []string
	for _, d := range all {
		kinds = append(kinds, d.Kind)
	}
	require.Equal(t, []string{"counter", "leaf", "list", "square", "tree"}, kinds)
	require.Contains(t, all[4].Members, keep.Member{Name: "leaves", Holds: "list: document: leaf"})
	require.Contains(t, all[4].Members, keep.Member{Name: "other", Holds: "text"})
}

// FuzzRead: no document makes the reader panic, whatever somebody wrote into the database.
func FuzzRead(f *testing.F) {
	d := documents{}
	if _, err := keep.NewWriter(types(), d).Write(full()); err != nil {
		f.Fatal(err)
	}
	for _, text := range d {
		f.Add(text)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		_ = keep.NewReader(types(), documents{"root": text, "a": text}).Read("root", new(tree))
	})
}

func BenchmarkWrite(b *testing.B) {
	in := full()
	for range 1000 {
		in.leaves = append(in.leaves, &leaf{Name: fmt.Sprint(rand.Int())})
	}
	w := keep.NewWriter(types(), documents{})
	for b.Loop() {
		in.Small++
		if _, err := w.Write(in); err != nil {
			b.Fatal(err)
		}
	}
}
