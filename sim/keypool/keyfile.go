package keypool

import (
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"

	"tvslab/swap"
)

func readFile(name string) ([]*entry, error) {
	data, err := readRegular(name)
	if err != nil {
		return nil, fmt.Errorf("key pool: %w (name a folder for keys with --keys)", err)
	}
	var keys []*entry
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		keys = append(keys, &entry{der: block.Bytes})
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("key pool: %s holds no keys (delete it and it will be made again)", name)
	}
	return keys, nil
}

// mostFile bounds a file of keys, in bytes: a thousand keys.
const mostFile = 2 << 20

// readRegular reads a file that is one, and not too large.
func readRegular(name string) ([]byte, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: not a file", name)
	case info.Size() > mostFile:
		return nil, fmt.Errorf("%s: %d bytes, keys have at most %d", name, info.Size(), mostFile)
	}
	return os.ReadFile(name)
}

func writeFile(name string, keys []*entry) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return fmt.Errorf("key pool: %w", err)
	}
	defer os.Remove(f.Name()) // gone already after the rename
	for _, k := range keys {
		block := &pem.Block{Type: "PRIVATE KEY", Headers: map[string]string{"Warning": warning}, Bytes: k.der}
		if err := pem.Encode(f, block); err != nil {
			f.Close()
			return fmt.Errorf("key pool: %s: %w", name, err)
		}
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("key pool: %s: %w", name, err)
	}
	if err := swap.In(f.Name(), name); err != nil {
		return fmt.Errorf("key pool: %w", err)
	}
	return nil
}
