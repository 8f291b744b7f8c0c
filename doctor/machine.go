package doctor

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"tvslab/bench"
	"tvslab/sim/keypool"
	"tvslab/sim/lab/control"
	"tvslab/tftpd"
)

// Machine is how the computer is asked. Tests give other answers.
type Machine struct {
	System  string // runtime.GOOS
	Cores   int
	Listen  func(network, address string) (io.Closer, error)
	Reach   func() error // whether this machine reaches itself at 127.0.0.1
	Limits  func() bench.Limits
	Hard    func() int                      // descriptors, beyond which the user cannot raise the limit; 0 where nobody knows
	Buffer  func() (granted int, err error) // receive buffer of a TFTP server, bytes, of tftpd.ReceiveBuffer
	Control func() error                    // opens a control socket and closes it
	Keys    func(dir string) (keypool.Stock, error)
	Write   func(dir string) error            // writes a file there, or where the folder would be made
	Free    func(dir string) (uint64, error)  // bytes; errors.ErrUnsupported where nobody knows
	Program func(name string) (string, error) // path
	Read    func(file string) ([]byte, error)
	Env     func(name string) string
	Resolve func(ctx context.Context, host string) ([]string, error)
	Now     func() time.Time
	Zone    func() error // whether TZ names a zone
}

// This is the machine that we are on.
func This() *Machine {
	return &Machine{System: runtime.GOOS, Cores: runtime.GOMAXPROCS(0), Listen: listen, Reach: reach, Limits: bench.ReadLimits, Hard: hardLimit, Buffer: tftpd.TryReceiveBuffer,
		Control: tryControl, Keys: keypool.Look, Write: tryWrite, Free: free, Program: exec.LookPath, Read: os.ReadFile, Env: os.Getenv,
		Resolve: net.DefaultResolver.LookupHost, Now: time.Now, Zone: zone}
}

// listen opens a port of UDP or TCP.
func listen(network, address string) (io.Closer, error) {
	if network == "udp4" {
		return net.ListenPacket(network, address)
	}
	return net.Listen(network, address)
}

// reach listens at a port of loopback, and connects to it.
func reach() error {
	l, err := net.Listen("tcp4", net.JoinHostPort(alone, "0"))
	if err != nil {
		return err
	}
	defer l.Close()
	c, err := net.DialTimeout("tcp4", l.Addr().String(), patience/2)
	if err != nil {
		return err
	}
	return c.Close()
}

func tryControl() error {
	l, err := control.Listen("")
	if err != nil {
		return err
	}
	return l.Close()
}

// tryWrite writes a file of a byte in a folder, or in the one above it that is there, and removes it.
func tryWrite(dir string) error {
	f, err := os.CreateTemp(standing(dir), ".tvslab-doctor-*")
	if err != nil {
		return err
	}
	_, err = f.Write([]byte{'\n'})
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

// standing is the folder, or the nearest above it that exists.
func standing(dir string) string {
	for {
		_, err := os.Stat(dir)
		above := filepath.Dir(dir)
		if !errors.Is(err, fs.ErrNotExist) || above == dir {
			return dir
		}
		dir = above
	}
}

// zone is the error of TZ where it names no time zone: Go takes UTC then.
func zone() error {
	name := os.Getenv("TZ")
	if name == "" || filepath.IsAbs(name) {
		return nil
	}
	_, err := time.LoadLocation(name)
	return err
}
