package trouble

import (
	"hash/fnv"
	"strconv"
	"time"
)

// dice decide which packets of an exchange are lost. The same exchange throws the same, whoever asks.
type dice struct {
	luck   string
	passes float64 // the part of round trips that is not lost either way
}

func (c *course) dice(x *Exchange) dice {
	if x.Luck == "" {
		return dice{passes: 1}
	}
	return dice{x.Luck, c.through * c.through}
}

// loses reports whether anything is lost at all.
func (d dice) loses() bool { return d.passes < 1 }

// lost is how often a packet, or the answer to it, is lost before it gets through, at most most times.
func (d dice) lost(packet, most int) (times int) {
	if !d.loses() {
		return 0
	}
	for times < most && throw(d.luck, packet, times) >= d.passes {
		times++
	}
	return times
}

// timeouts is how long TCP waits in a stage because of packets that are lost: a second, then twice as long each time.
func (d dice) timeouts(stage int) time.Duration {
	lost := d.lost(stage, mostTimeouts)
	if lost == mostTimeouts {
		return never
	}
	return firstTimeout * time.Duration(1<<lost-1)
}

// throw gives a number from 0 to below 1.
func throw(luck string, packet, attempt int) float64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(luck + "|" + strconv.Itoa(packet) + "|" + strconv.Itoa(attempt)))
	return float64(mixed(h.Sum64())>>11) / (1 << 53)
}

// mixed spreads what differs in few bits over all of them (splitmix64, public domain).
func mixed(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Throws reports whether something befalls a packet that befalls so many percent.
func Throws(luck string, packet, percent int) bool {
	return throw(luck, packet, 0)*100 < float64(percent)
}
