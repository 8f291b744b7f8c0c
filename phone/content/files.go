package content

import "crypto/sha256"

// Files holds one File per content, so that many phones that fetched the same
// bytes share one copy, as long as one of them holds it. The zero value is
// ready; safe for concurrent use.
type Files struct {
	all Shared[[sha256.Size]byte, File]
}

// Intern returns the File with this content, always the same one for the same
// bytes while somebody holds it. The data must not change afterwards.
func (s *Files) Intern(data []byte) *File {
	sum := sha256.Sum256(data)
	f, _ := s.all.Of(sum, func() (*File, error) {
		made := NewFile(data)
		made.sum.Store(&sum)
		return made, nil
	})
	return f
}
