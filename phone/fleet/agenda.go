package fleet

import "slices"

// agenda is a heap of wake-ups, earliest first, of equal times the lowest number.
type agenda []Wake

func newAgenda(plan []Wake) agenda {
	a := agenda(slices.Clone(plan))
	slices.SortFunc(a, func(x, y Wake) int { // a sorted slice is a heap
		if x.before(y) {
			return -1
		}
		if y.before(x) {
			return 1
		}
		return 0
	})
	return a
}

func (w Wake) before(other Wake) bool {
	return w.After < other.After || w.After == other.After && w.Phone < other.Phone
}

func (a *agenda) push(w Wake) {
	h := append(*a, w)
	*a = h
	for i := len(h) - 1; i > 0; {
		parent := (i - 1) / 2
		if !h[i].before(h[parent]) {
			return
		}
		h[i], h[parent] = h[parent], h[i]
		i = parent
	}
}

func (a *agenda) pop() Wake {
	h := *a
	first, last := h[0], len(h)-1
	h[0] = h[last]
	h = h[:last]
	*a = h
	for i := 0; ; {
		least := i
		for _, child := range []int{2*i + 1, 2*i + 2} {
			if child < last && h[child].before(h[least]) {
				least = child
			}
		}
		if least == i {
			return first
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}
