package linked

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// Text is a file that says what may be done with a part.
type Text struct {
	Name string // below the part, with slashes
	Body []byte
}

// licenceName is how such files are called, in any case.
var licenceName = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying|copyright|notice|patents)s?([-_.][^/]*)?$`)

// programmed are ends of files that are no texts for readers.
var programmed = []string{".go", ".json", ".yaml", ".yml", ".sh", ".py", ".tmpl"}

// read collects the texts of a part in its folder and in those of the packages that are used, up to that folder. A part without any is an error:
// nothing that is not allowed is given away.
func (p *Part) read(root string, used []string) error {
	if root == "" {
		return fmt.Errorf("linked: %s %s is not in the module cache (go mod download)", p.Name, p.Version)
	}
	dirs := []string{root}
	for _, dir := range used {
		for ; len(dir) > len(root) && strings.HasPrefix(dir, root); dir = filepath.Dir(dir) {
			if !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	slices.Sort(dirs)
	for _, dir := range dirs {
		if err := p.readFolder(root, dir); err != nil {
			return err
		}
	}
	if len(p.Texts) == 0 {
		return fmt.Errorf("linked: %s %s has no text of a licence in %s", p.Name, p.Version, root)
	}
	p.Licence = expression(p.Texts)
	return nil
}

func (p *Part) readFolder(root, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("linked: %s: %w", p.Name, err)
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !licenceName.MatchString(e.Name()) || slices.Contains(programmed, filepath.Ext(e.Name())) {
			continue
		}
		body, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return fmt.Errorf("linked: %s: %w", p.Name, err)
		}
		name, err := filepath.Rel(root, filepath.Join(dir, e.Name()))
		if err != nil {
			return fmt.Errorf("linked: %s: %w", p.Name, err)
		}
		p.Texts = append(p.Texts, Text{filepath.ToSlash(name), body})
	}
	return nil
}

// Unknown is the licence of texts that are not recognised.
const Unknown = "NOASSERTION"

// spdxID are identifiers of the SPDX licence list among those of the library, which has some of its own.
var spdxID = regexp.MustCompile(`^[0-9A-Z][A-Za-z0-9]*(-[A-Za-z0-9.]+)*$`)

// grants are texts beside licences, which are on no list.
var grants = []string{"GooglePatentsFile", "GooglePatentClause", "CommonsClause"}

// expression is what texts read as: all licences of which most words were found, or Unknown.
func expression(texts []Text) string {
	var ids []string
	for _, t := range texts {
		for _, m := range licensecheck.Scan(t.Body).Match {
			if !m.IsURL && spdxID.MatchString(m.ID) && !slices.Contains(grants, m.ID) && !slices.Contains(ids, m.ID) {
				ids = append(ids, m.ID)
			}
		}
	}
	if len(ids) == 0 {
		return Unknown
	}
	slices.Sort(ids)
	return strings.Join(ids, " AND ")
}
