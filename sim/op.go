package sim

import (
	"maps"
	"slices"

	"tvslab/event"
)

// Op is an operation of an administrator. It changes the cluster that it is given, which is a working copy, and notes
// there what it did. If it returns an error, why it was refused, the copy is thrown away: a refused operation changes
// nothing. An operation must not keep what it finds in the copy but certificates and files.
type Op func(*Cluster) error

// All does several operations as one, as a person does who selects several things on a page: when one of them is
// refused, nothing of the others stays.
func All(ops ...Op) Op {
	return func(c *Cluster) error {
		for _, op := range ops {
			if err := op(c); err != nil {
				return err
			}
		}
		return nil
	}
}

// Change is an operation that was done on a copy of a cluster and is not in force yet, while an administrator is asked
// whether he means it.
type Change struct {
	op     Op
	of     *state
	after  *Cluster
	events []event.Event
}

// state is what two clusters have in common that are equal because one is a copy of the other, and neither was changed
// since.
type state struct{ _ byte } // not empty: pointers to values without size may be equal

// Try does an operation on a copy of the cluster, which stays as it is. The error says why the operation is refused.
func (c *Cluster) Try(op Op) (*Change, error) {
	after := c.Clone()
	after.events = nil
	if err := op(after); err != nil {
		return nil, err
	}
	events := slices.Clip(after.events)
	after.events = nil
	after.changed()
	return &Change{op: op, of: c.state, after: after, events: events}, nil
}

// Commit puts a change in force and returns what it changed. Where the cluster was changed since the change was tried,
// its operation is done anew, and can be refused now. Pointers to nodes and devices of before are not those of after.
func (c *Cluster) Commit(change *Change) ([]event.Event, error) {
	if change.of != c.state {
		anew, err := c.Try(change.op)
		if err != nil {
			return nil, err
		}
		change = anew
	}
	*c = *change.after
	return change.events, nil
}

// Do does an operation and returns what it changed. A refused operation changes nothing.
func (c *Cluster) Do(op Op) ([]event.Event, error) {
	change, err := c.Try(op)
	if err != nil {
		return nil, err
	}
	return c.Commit(change)
}

// After returns the cluster as it is after an operation; c stays as it is.
func (c *Cluster) After(op Op) (*Cluster, error) {
	change, err := c.Try(op)
	if err != nil {
		return nil, err
	}
	return change.after, nil
}

// changed says that the cluster is not what its copies are.
func (c *Cluster) changed() { c.state = new(state) }

// A cluster is cheap to copy because its copies share everything but the nodes themselves: maps, slices and what they
// hold are never changed, only replaced by these two.

// with returns a copy of the map that has the entry.
func with[K comparable, V any](m map[K]V, key K, value V) map[K]V {
	changed := make(map[K]V, len(m)+1)
	maps.Copy(changed, m)
	changed[key] = value
	return changed
}

// without returns a copy of the map that lacks the entry.
func without[K comparable, V any](m map[K]V, key K) map[K]V {
	changed := maps.Clone(m)
	delete(changed, key)
	return changed
}
