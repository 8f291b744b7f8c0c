package admincli

// SFTP reaches SFTP servers beyond the lab. Its errors say which server.
type SFTP interface {
	// Put writes files into a folder.
	Put(to SFTPServer, folder string, files []SentFile) error
	// Get reads a file.
	Get(from SFTPServer, path string) ([]byte, error)
}

// SFTPServer is a server as an administrator names it.
type SFTPServer struct {
	Host, User, Password string
	Port                 int
}

// SentFile is a file without its folder.
type SentFile struct {
	Name string
	Data []byte
}

// ownServer is the SFTP server that the lab has itself: it keeps recovery keys, and takes everything else.
const ownServer = "sftp"

// defaultSFTPPort is the port of a server where none is named.
const defaultSFTPPort = 22

// real returns what reaches a server; nil for the lab's own, and for all of a lab that reaches none.
func (o *Outside) real(host string) SFTP {
	if host == ownServer {
		return nil
	}
	return o.SFTP
}
