package cli

import (
	"fmt"
	"io"
	"os"

	"tvslab/phonetls"
)

// keyLogVariable names the file for the secrets of TLS sessions, as other programs do for Wireshark.
const keyLogVariable = "SSLKEYLOGFILE"

// logTLSKeys begins to write secrets of TLS sessions where the environment asks for it, and says so. The file is closed with the
// process.
func logTLSKeys(errs io.Writer) error {
	name := os.Getenv(keyLogVariable)
	if name == "" {
		return nil
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("%s: %w", keyLogVariable, err)
	}
	phonetls.LogKeys(file)
	fmt.Fprintf(errs, "tvslab: warning: secrets of all TLS sessions go to %s: whoever has them can read what was captured\n", name)
	return nil
}
