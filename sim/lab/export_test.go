package lab

// Apart lets every phone act for real from now on, as on sockets, though the lab is in memory.
func (l *Lab) Apart() { l.apart = true }
