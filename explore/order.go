package explore

import (
	"cmp"
	"slices"
)

// sort puts candidates of one length in the order of their ways, so that what is found first does not depend on who was faster, or on what else
// is searched.
func (s *Search) sort(all []candidate) {
	inOrder := func(a, b candidate) int {
		if a.from == b.from {
			return a.move.compare(b.move)
		}
		return cmp.Or(compareWays(s.way(a.from), s.way(b.from)), a.move.compare(b.move))
	}
	if !slices.IsSortedFunc(all, inOrder) {
		slices.SortStableFunc(all, inOrder)
	}
}

func (m move) compare(other move) int {
	return cmp.Or(int(m.what)-int(other.what), int(m.index)-int(other.index))
}

// way are the moves to a node.
func (s *Search) way(id int32) []move {
	trail := s.trail(id)
	way := make([]move, len(trail))
	for i, at := range trail {
		way[i] = s.nodes[at].move
	}
	return way
}

// trail are the nodes on the way to a node, that itself last, without the first of all.
func (s *Search) trail(id int32) (ids []int32) {
	for at := id; at >= 0 && s.nodes[at].from >= 0; at = s.nodes[at].from {
		ids = append(ids, at)
	}
	slices.Reverse(ids)
	return ids
}

func compareWays(a, b []move) int { return slices.CompareFunc(a, b, move.compare) }
