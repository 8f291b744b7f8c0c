package sim

import "maps"

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
