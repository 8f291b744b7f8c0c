package lab

// Apart lets every phone act for real from now on, as on sockets, though the lab is in memory.
func (l *Lab) Apart() { l.apart = true }

// Signed returns how many signed configurations the servers of a socket lab keep, and their size in bytes.
func (l *Lab) Signed() (files int, bytes int64) {
	if l.servers == nil {
		return 0, 0
	}
	l.servers.mutex.Lock()
	defer l.servers.mutex.Unlock()
	for _, s := range l.servers.sources {
		s.signed.Range(func(_, kept any) bool {
			files++
			bytes += int64(len(kept.(*signedFile).data))
			return true
		})
	}
	return files, bytes
}
