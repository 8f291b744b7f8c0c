package lab

// Apart lets every phone act for real from now on, as on sockets, though the lab is in memory.
func (l *Lab) Apart() { l.apart = true }

// Signed returns how many signed configurations of the devices the servers of a socket lab keep, and their size in bytes.
func (l *Lab) Signed() (files int, bytes int64) {
	if l.servers == nil {
		return 0, 0
	}
	for _, s := range l.servers.signings() {
		if kept, ok := s.source.signed.Get(s.name); ok {
			files++
			bytes += int64(len(kept.data))
		}
	}
	return files, bytes
}

// BoundSigned bounds what each server of a socket lab keeps of signed configurations, bytes.
func (l *Lab) BoundSigned(most int) {
	for _, s := range l.servers.sources {
		s.signed.Bound(most)
	}
}
