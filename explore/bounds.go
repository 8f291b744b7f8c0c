package explore

import (
	"fmt"
	"slices"
	"strings"

	"tvslab/explore/deviation"
)

// Bounds say how far a search goes.
type Bounds struct {
	Most  int            // deviations at once, by price
	Kinds []string       // of deviations; none: the usual ones
	Each  map[string]int // most of one kind
	Price map[string]int // of one kind, where it is not that of its row
	// States bounds how many places the search may hold, which is what its memory goes by; 0: DefaultStates.
	States int
}

// Bounds of bounds.
const (
	MostDeviations = 8
	DefaultStates  = 500_000
)

// Check says what is wrong with bounds.
func (b Bounds) Check() error {
	if b.Most < 0 || b.Most > MostDeviations {
		return fmt.Errorf("deviations: %d, a number from 0 to %d is needed", b.Most, MostDeviations)
	}
	for _, name := range slices.Concat(b.Kinds, keysOf(b.Each), keysOf(b.Price)) {
		if deviation.Named(name) == nil {
			return fmt.Errorf("kind of deviation %q is not known; kinds are %s", name, strings.Join(deviation.Names(), ", "))
		}
	}
	for _, name := range slices.Concat(keysOf(b.Each), keysOf(b.Price)) {
		if !b.among(deviation.Named(name)) {
			return fmt.Errorf("bound or price of %q: no effect, it is not among the kinds %s", name, strings.Join(b.names(), ", "))
		}
	}
	for name, price := range b.Price {
		if price < 1 {
			return fmt.Errorf("price of %q: %d, it is at least 1", name, price)
		}
	}
	for name, most := range b.Each {
		if most < 0 {
			return fmt.Errorf("bound of %q: %d, it is at least 0", name, most)
		}
	}
	return nil
}

func keysOf(m map[string]int) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// kinds are the kinds that the bounds leave, in the order of their rows.
func (b Bounds) kinds() []*deviation.Kind {
	return slices.DeleteFunc(deviation.Kinds(), func(k *deviation.Kind) bool {
		most, bounded := b.Each[k.Name]
		return !b.among(k) || bounded && most == 0
	})
}

// among reports whether a kind is one of those that are tried.
func (b Bounds) among(k *deviation.Kind) bool {
	if len(b.Kinds) == 0 {
		return !k.Asked
	}
	return slices.Contains(b.Kinds, k.Name)
}

// names are those of the kinds that are tried.
func (b Bounds) names() []string {
	if len(b.Kinds) > 0 {
		return b.Kinds
	}
	var names []string
	for _, k := range deviation.Usual() {
		names = append(names, k.Name)
	}
	return names
}

// price is what a deviation of a kind costs.
func (b Bounds) price(k *deviation.Kind) int {
	if price, ok := b.Price[k.Name]; ok {
		return price
	}
	return k.Price
}
