package fleet

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// ParseShard reads I/N.
func ParseShard(text string) (Shard, error) {
	index, of, ok := strings.Cut(text, "/")
	i, err := strconv.Atoi(index)
	n, err2 := strconv.Atoi(of)
	if !ok || err != nil || err2 != nil || n < 1 {
		return Shard{}, fmt.Errorf("%q is not I/N", text)
	}
	return Shard{i, n}, nil
}

// Weighted is a name with its share of the fleet.
type Weighted struct {
	Name   string
	Weight int
}

// ParseWeighted reads NAME or NAME=WEIGHT; without one the weight is 1.
func ParseWeighted(text string) (Weighted, error) {
	name, number, given := strings.Cut(text, "=")
	w := Weighted{name, 1}
	if !given {
		return w, nil
	}
	var err error
	if w.Weight, err = strconv.Atoi(number); err != nil || w.Weight < 1 {
		return w, fmt.Errorf("%q: the weight is not a number from 1", text)
	}
	return w, nil
}

// ParseSources reads source addresses as Config has them: FIRST-LAST, one address, or a prefix without its first and last
// address.
func ParseSources(text string) (first netip.Addr, count int, err error) {
	if prefix, err := netip.ParsePrefix(text); err == nil && prefix.Addr().Is4() && prefix.Bits() < 31 {
		return prefix.Masked().Addr().Next(), 1<<(32-prefix.Bits()) - 2, nil
	}
	from, to, isRange := strings.Cut(text, "-")
	if !isRange {
		to = from
	}
	first, err = netip.ParseAddr(from)
	last, err2 := netip.ParseAddr(to)
	if err != nil || err2 != nil || !first.Is4() || !last.Is4() || last.Less(first) {
		return first, 0, fmt.Errorf("%q is not FIRST-LAST or a prefix of IPv4 addresses", text)
	}
	number := func(a netip.Addr) int { b := a.As4(); return int(b[0])<<24 | int(b[1])<<16 | int(b[2])<<8 | int(b[3]) }
	return first, number(last) - number(first) + 1, nil
}
