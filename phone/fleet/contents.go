package fleet

import (
	"crypto/sha256"
	"sync"

	"tvslab/phone/content"
)

// contents are what phones of a fleet share: trust lists, configurations and names, each kept once. Indices begin at 1;
// nothing is ever dropped, so that an index stays good. Safe for concurrent use.
type contents struct {
	files *content.Files

	mutex    sync.RWMutex
	lists    []*content.File
	byFile   map[*content.File]uint32
	bySum    map[[sha256.Size]byte]uint32
	configs  []*config
	byConfig map[*content.Config]uint32 // those that came parsed from the network
	byForm   map[[sha256.Size]byte]uint32
	texts    []string
	byText   map[string]uint16
	listSize int // bytes of all lists
}

// config is a configuration as far as phones look at it.
type config struct {
	parsed *content.Config
	file   *content.File // stands for the file, which differs from phone to phone
	sum    [sha256.Size]byte
}

// maxTexts and maxAliases bound tables that servers could fill: texts beyond it are not kept, and configurations beyond
// it are recognised by content instead of by address.
const (
	maxTexts   = 1<<16 - 1
	maxAliases = 1 << 16
)

func newContents() *contents {
	return &contents{
		files: &content.Files{}, lists: []*content.File{nil}, configs: []*config{nil}, texts: []string{""},
		byFile: map[*content.File]uint32{}, bySum: map[[sha256.Size]byte]uint32{},
		byConfig: map[*content.Config]uint32{}, byForm: map[[sha256.Size]byte]uint32{}, byText: map[string]uint16{"": 0},
	}
}

// list returns the index of a list, whoever holds it.
func (c *contents) list(f *content.File) uint32 {
	if f == nil {
		return 0
	}
	c.mutex.RLock()
	i := c.byFile[f]
	c.mutex.RUnlock()
	if i != 0 {
		return i
	}
	return c.addList(f)
}

func (c *contents) addList(f *content.File) uint32 {
	sum := f.Sum()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	i := c.bySum[sum]
	if i == 0 {
		i = uint32(len(c.lists))
		c.lists = append(c.lists, f)
		c.bySum[sum] = i
		c.listSize += f.Size()
	}
	if len(c.byFile) < maxAliases {
		c.byFile[f] = i
	}
	return i
}

func (c *contents) listAt(i uint32) *content.File {
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	return c.lists[i]
}

// configuration returns the index of a parsed configuration.
func (c *contents) configuration(parsed *content.Config) uint32 {
	if parsed == nil {
		return 0
	}
	c.mutex.RLock()
	i := c.byConfig[parsed]
	c.mutex.RUnlock()
	if i != 0 {
		return i
	}
	sum := formOf(parsed)
	c.mutex.RLock()
	i = c.byForm[sum]
	c.mutex.RUnlock()
	if i != 0 {
		return i
	}
	return c.addConfig(sum, parsed)
}

func (c *contents) addConfig(sum [sha256.Size]byte, parsed *content.Config) uint32 {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if i := c.byForm[sum]; i != 0 {
		return i
	}
	own := *parsed
	own.VersionStamp, own.Line = "", content.Line{} // of one phone
	i := uint32(len(c.configs))
	c.configs = append(c.configs, &config{parsed: &own, file: content.NewPromise(content.Promise{Config: &own}), sum: sum})
	c.byForm[sum] = i
	c.byConfig[&own] = i
	return i
}

// alias remembers that a network gives this very Config to many phones.
func (c *contents) alias(parsed *content.Config, i uint32) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if len(c.byConfig) < maxAliases {
		c.byConfig[parsed] = i
	}
}

func (c *contents) configAt(i uint32) *config {
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	return c.configs[i]
}

// text returns the index of a name; those beyond the bound are 0.
func (c *contents) text(s string) uint16 {
	c.mutex.RLock()
	i, known := c.byText[s]
	c.mutex.RUnlock()
	if known {
		return i
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if i, known = c.byText[s]; known || len(c.texts) > maxTexts {
		return i
	}
	i = uint16(len(c.texts))
	c.texts = append(c.texts, s)
	c.byText[s] = i
	return i
}

func (c *contents) textAt(i uint16) string {
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	return c.texts[i]
}
