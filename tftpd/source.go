package tftpd

// Source holds the served files. It must be safe for concurrent use.
type Source interface {
	// Open returns the content of a file, which is not modified afterwards by
	// either side. The name has passed [CheckName]. outcome.NotFound is TFTP error
	// code 1 (RFC 1350 section 5) and HTTP 404; any other error counts as
	// outcome.Unavailable: CUCM sends HTTP 503 while it still looks for a file on its
	// proxy servers, and TFTP error code 1 for the same file (EMCC document). The
	// text of an error never reaches a client.
	Open(name string) ([]byte, error)
}

// Prompt is a Source that has some answers at hand. EngineLean gives those in its loop, which saves it a goroutine and
// a wakeup.
type Prompt interface {
	Source
	// AtHand answers like Open where that takes no wait for anybody, no input and no computation worth a goroutine
	// (microseconds); ok is false where it would, and Open is asked instead.
	AtHand(name string) (data []byte, ok bool, err error)
}
