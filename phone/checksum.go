package phone

import (
	"crypto/md5"
	"crypto/sha1"
	"fmt"

	"tvslab/phone/trust"
)

// checksums are the digests that phones show of their lists, by Model.Checksum, in the words of `show ctl`.
var checksums = map[string]func([]byte) string{
	"md5":  func(data []byte) string { return fmt.Sprintf("%x(MD5)", md5.Sum(data)) },
	"sha1": func(data []byte) string { return fmt.Sprintf("%x(SHA1)", sha1.Sum(data)) },
}

// ChecksumOf returns what a phone of the model shows of a list on its security screen, written as `show ctl` and `show itl` write
// it (tech note 118893: MD5, or SHA-1 on other models); "" where no list is stored or no source says what the model shows.
func (m Model) ChecksumOf(list []byte) string {
	sum := checksums[m.Checksum]
	if sum == nil || len(list) == 0 {
		return ""
	}
	return sum(list)
}

// Checksums returns all that a phone may show of a list: what `show ctl` and `show itl` print of it.
func Checksums(list []byte) []string {
	return []string{checksums["md5"](list), checksums["sha1"](list)}
}

// Shown returns the checksum that the phone shows of a list that it stored; see Model.ChecksumOf.
func (p *Phone) Shown(which trust.List) string {
	if file := p.State.Lists[which].File; file != nil {
		return p.Model.ChecksumOf(file.Bytes())
	}
	return ""
}
