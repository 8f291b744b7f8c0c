package population

import "tvslab/devices"

// Number is the device number of phone number index (from 1) of group number group (from 0).
func Number(group, index int) devices.Number {
	return 0x0a01<<32 | devices.Number(group+1)<<24 | devices.Number(index)
}

// Place is the inverse of Number.
func Place(n devices.Number) (group, index int) { return int(n>>24&0xff) - 1, int(n & 0xffffff) }

// Span are the phones of a group from one index to another.
func Span(group, first, last int) devices.Set {
	return devices.Of(devices.Span{First: Number(group, first), Last: Number(group, last)})
}
