package attack

import (
	"math/rand/v2"
	"slices"
)

// mutated returns a message with one to four changes: bits, bytes, cuts, repetitions, other lengths.
func mutated(r *rand.Rand, message []byte) []byte {
	m := slices.Clone(message)
	for range 1 + r.IntN(4) {
		if len(m) == 0 {
			return m
		}
		m = mutations[r.IntN(len(mutations))](r, m, r.IntN(len(m)))
	}
	return m
}

// mutations change a message that is not empty at a place.
var mutations = []func(r *rand.Rand, m []byte, at int) []byte{
	func(r *rand.Rand, m []byte, at int) []byte { m[at] ^= 1 << r.IntN(8); return m },
	func(r *rand.Rand, m []byte, at int) []byte { m[at] = byte(r.Uint32()); return m },
	func(_ *rand.Rand, m []byte, at int) []byte { m[at] = 0xff; return m },
	func(_ *rand.Rand, m []byte, at int) []byte { m[at] = 0; return m },
	func(_ *rand.Rand, m []byte, at int) []byte { return m[:at] },
	func(_ *rand.Rand, m []byte, at int) []byte { return slices.Insert(m, at, m[at:]...) },
	func(r *rand.Rand, m []byte, at int) []byte { return slices.Insert(m, at, noise(r, 1+r.IntN(40))...) },
	func(r *rand.Rand, m []byte, at int) []byte { return append(m, noise(r, 1+r.IntN(1000))...) },
}

// noise returns n bytes.
func noise(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// escaped are names that would colour a terminal, move its cursor, change its title or ring: with C0, DEL, C1 in UTF-8 and as
// bytes of their own, and a line break that would forge a line of a log.
var escaped = []string{"\x1b[31mred", "\x1b]0;title\x07", "\u009b2J", "\x9b31m", "\x7f\x7f", "a\r\nforged line", "\u0085next", "\x08\x08\x08"}
