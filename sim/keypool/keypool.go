// Package keypool keeps ready-made private keys for labs: generating an RSA-2048 key takes most of a tenth of a
// second, and a scenario needs dozens. Keys are made once into a folder, in parallel, and picked by number, so
// that the same seed gets the same keys.
//
// The keys are lab keys: they lie unprotected in the user's cache folder or in the project's test data and are
// handed out again and again. The files say so. Never use one outside a lab.
package keypool

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"tvslab/lru"
	"tvslab/parallel"
)

// warning stands in every key's PEM header.
const warning = "tvslab LAB KEY - public, reused, never for production"

// Pools of elliptic curve keys go by these numbers of bits, which no RSA pool has.
const (
	p521 = 521
	p384 = 384
	p256 = 256
)

// curves are the numbers of bits by the names of curves.
var curves = map[string]int{"P-256": p256, "P-384": p384, "P-521": p521}

// sizes are the pools a folder holds: RSA or curve bits and how many keys. More keys than a scenario uses
// certificates of that size would be wasted; fewer only mean that two of its certificates share a key, which
// changes no decision, since certificates are told apart by issuer and serial number. Late pools are seldom wanted
// and slow to make: they are made when their first key is asked for.
var sizes = []size{{2048, 48, false}, {1024, 32, false}, {p384, 12, false}, {p256, 8, true}, {p521, 4, true}, {512, 4, true}, {3072, 4, true}, {4096, 3, true}}

type size struct {
	bits, count int
	late        bool
}

// Pool is a folder of keys. It is safe for concurrent use.
type Pool struct {
	dir   string
	ctx   context.Context // whose end ends the making of keys
	mutex sync.Mutex
	keys  map[int][]*entry
	kept  *lru.Cache[[sha256.Size]byte, kept]
}

type entry struct {
	der    []byte // PKCS#8, DER
	parsed any
}

// Progress is told how many of how many keys are made.
type Progress func(done, total int)

// Mend is what to do where a folder for keys cannot be had.
const Mend = "name a writable folder with --keys"

// Stock is what a folder of keys has.
type Stock struct {
	Pools   int   // that are there
	Missing int   // that opening it makes
	Bytes   int64 // of all files
}

// Look says what a folder of keys has, and changes nothing. A folder that is not there has nothing.
func Look(dir string) (Stock, error) {
	var s Stock
	p := &Pool{dir: dir}
	for _, size := range sizes {
		info, err := os.Stat(p.file(size.bits))
		switch {
		case err == nil:
			s.Pools++
			s.Bytes += info.Size()
		case !errors.Is(err, fs.ErrNotExist):
			return s, fmt.Errorf("key pool: %w", err)
		case !size.late:
			s.Missing++
		}
	}
	return s, nil
}

// DefaultDir returns the folder for keys in the user's cache directory.
func DefaultDir() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("key pool: no cache directory: %w ("+Mend+")", err)
	}
	return filepath.Join(cache, "tvslab", "keys"), nil
}

// Open reads the pool in dir, making what is missing there, in parallel. progress may be nil. The error wraps
// fs.ErrPermission where the folder cannot be written.
func Open(dir string, progress Progress) (*Pool, error) {
	return OpenUntil(context.Background(), dir, progress)
}

// OpenUntil is Open for a process that ends with ctx: reading and making keys end then, with the error of ctx, and so does
// the making of late ones. What was under way is lost.
func OpenUntil(ctx context.Context, dir string, progress Progress) (*Pool, error) {
	return parallel.Until(ctx, func() (*Pool, error) { return open(ctx, dir, progress) })
}

func open(ctx context.Context, dir string, progress Progress) (*Pool, error) {
	p := &Pool{dir: dir, ctx: ctx, keys: map[int][]*entry{}, kept: newKept()}
	missing := 0
	for _, s := range sizes {
		keys, err := readFile(p.file(s.bits))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		p.keys[s.bits] = keys
		if len(keys) == 0 && !s.late {
			missing += s.count
		}
	}
	if missing == 0 {
		return p, nil
	}
	return p, p.fill(missing, progress)
}

func (p *Pool) file(bits int) string {
	if bits == p521 || bits == p384 || bits == p256 {
		return filepath.Join(p.dir, "ec-p"+strconv.Itoa(bits)+".pem")
	}
	return filepath.Join(p.dir, "rsa"+strconv.Itoa(bits)+".pem")
}

// fill makes every missing pool and writes it in one rename, so that a second process never reads half a file.
func (p *Pool) fill(missing int, progress Progress) error {
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return fmt.Errorf("key pool: %w ("+Mend+")", err)
	}
	probe, err := os.CreateTemp(p.dir, ".new-*")
	if err != nil {
		return fmt.Errorf("key pool: %w ("+Mend+")", err)
	}
	_, _ = probe.Close(), os.Remove(probe.Name())
	done := counter{total: missing, report: progress}
	for _, s := range sizes {
		if len(p.keys[s.bits]) > 0 || s.late {
			continue
		}
		if err := p.make(s, &done); err != nil {
			return err
		}
	}
	return nil
}

// make generates one pool and writes it.
func (p *Pool) make(s size, done *counter) error {
	keys, err := parallel.Until(p.ctx, func() ([]*entry, error) {
		keys, err := generate(p.ctx, s.bits, s.count, done)
		if err != nil {
			return nil, err
		}
		return keys, writeFile(p.file(s.bits), keys)
	})
	if err == nil {
		p.keys[s.bits] = keys
	}
	return err
}

type counter struct {
	mutex       sync.Mutex
	done, total int
	report      Progress
}

func (c *counter) add() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.done++
	if c.report != nil {
		c.report(c.done, c.total)
	}
}

func generate(ctx context.Context, bits, count int, done *counter) ([]*entry, error) {
	keys, errs := make([]*entry, count), make([]error, count)
	ended := parallel.Each(ctx, count, 0, func(i int) {
		keys[i], errs[i] = generateOne(bits)
		done.add()
	})
	return keys, errors.Join(append(errs, ended)...)
}

func generateOne(bits int) (*entry, error) {
	var key any
	var err error
	switch bits {
	case p521:
		key, err = ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	case p384:
		key, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case p256:
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	default:
		key, err = rsa.GenerateKey(rand.Reader, bits)
	}
	if err != nil {
		return nil, fmt.Errorf("key pool: %d-bit key: %w", bits, err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("key pool: %d-bit key: %w", bits, err)
	}
	return &entry{der: der, parsed: key}, nil
}

// RSA returns key n of the pool of that many bits (1024, 2048, 3072 or 4096), counting round.
func (p *Pool) RSA(bits int, n uint64) (*rsa.PrivateKey, error) {
	key, err := p.pick(bits, n)
	if err != nil {
		return nil, err
	}
	if k, ok := key.(*rsa.PrivateKey); ok {
		return k, nil
	}
	return nil, fmt.Errorf("key pool: %s: not an RSA key", p.file(bits))
}

// EC returns P-384 key n of the pool, counting round.
func (p *Pool) EC(n uint64) (*ecdsa.PrivateKey, error) { return p.curve(p384, n) }

// P256 returns P-256 key n of the pool, counting round.
func (p *Pool) P256(n uint64) (*ecdsa.PrivateKey, error) { return p.curve(p256, n) }

// Curve returns key n of the pool on the curve of that name (P-256, P-384 or P-521), counting round.
func (p *Pool) Curve(name string, n uint64) (*ecdsa.PrivateKey, error) {
	bits, ok := curves[name]
	if !ok {
		return nil, fmt.Errorf("key pool: no keys on curve %q (the pool holds P-256, P-384 and P-521)", name)
	}
	return p.curve(bits, n)
}

func (p *Pool) curve(bits int, n uint64) (*ecdsa.PrivateKey, error) {
	key, err := p.pick(bits, n)
	if err != nil {
		return nil, err
	}
	if k, ok := key.(*ecdsa.PrivateKey); ok {
		return k, nil
	}
	return nil, fmt.Errorf("key pool: %s: not an EC key", p.file(bits))
}

func (p *Pool) pick(bits int, n uint64) (any, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if len(p.keys[bits]) == 0 {
		if err := p.makeLate(bits); err != nil {
			return nil, err
		}
	}
	keys := p.keys[bits]
	e := keys[n%uint64(len(keys))]
	if e.parsed == nil {
		key, err := x509.ParsePKCS8PrivateKey(e.der)
		if err != nil {
			return nil, fmt.Errorf("key pool: %s: %w (delete it and it will be made again)", p.file(bits), err)
		}
		e.parsed = key
	}
	return e.parsed, nil
}

// makeLate makes the late pool of that many bits.
func (p *Pool) makeLate(bits int) error {
	for _, s := range sizes {
		if s.bits == bits {
			return p.make(s, &counter{total: s.count})
		}
	}
	return fmt.Errorf("key pool: no keys of %d bits (the pool holds 512, 1024, 2048, 3072 and 4096)", bits)
}
