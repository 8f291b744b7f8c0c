// Package release knows what is released: the version, by the tag that the commit has or follows, in the spellings of the package
// systems, and what the changelog says of it.
package release

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Release is the state of a checkout.
type Release struct {
	Version  string    // X.Y.Z of a tag; X.Y.Z-dev.N+gHASH, N commits behind the tag before X.Y.Z; with .modified if the tree has changes
	Commit   string    // full hash
	Date     time.Time // of the commit, or SOURCE_DATE_EPOCH; UTC, whole seconds
	Tagged   bool      // the commit has the tag, and the tree no changes
	Modified bool      // the tree has changes that are in no commit
}

// first is what the versions before the first tag lead to.
const first = "0.1.0"

// described is what git describe says of a commit behind or at a tag: the tag, so many commits, the hash.
var described = regexp.MustCompile(`^v(\d+)\.(\d+)\.(\d+)-(\d+)-g([0-9a-f]+)$`)

// Of finds what the checkout in a folder is. The error says that it is none.
func Of(folder string) (Release, error) {
	git := func(args ...string) (string, error) {
		out, err := exec.Command("git", append([]string{"-C", folder}, args...)...).Output()
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			err = fmt.Errorf("git %s: %s", args[0], strings.TrimSpace(string(failed.Stderr)))
		}
		return strings.TrimSpace(string(out)), err
	}
	commit, err := git("rev-parse", "HEAD")
	if err != nil {
		return Release{}, fmt.Errorf("release: %q is no checkout: %w", folder, err)
	}
	seconds, err := git("log", "-1", "--format=%ct")
	if err != nil {
		return Release{}, fmt.Errorf("release: %w", err)
	}
	date, err := dateOf(cmp.Or(os.Getenv("SOURCE_DATE_EPOCH"), seconds))
	if err != nil {
		return Release{}, err
	}
	changes, err := git("status", "--porcelain")
	if err != nil {
		return Release{}, fmt.Errorf("release: %w", err)
	}
	count, err := git("rev-list", "--count", "HEAD")
	if err != nil {
		return Release{}, fmt.Errorf("release: %w", err)
	}
	tag, err := git("describe", "--tags", "--long", "--abbrev=12", "--match", "v[0-9]*.[0-9]*.[0-9]*", "--exclude", "*-*")
	if err != nil {
		tag = "" // no tag yet
	}
	return named(Release{Commit: commit, Date: date, Modified: changes != ""}, tag, count)
}

func dateOf(seconds string) (time.Time, error) {
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || n < 0 {
		return time.Time{}, fmt.Errorf("release: SOURCE_DATE_EPOCH: %q is no number of seconds since 1970", seconds)
	}
	return time.Unix(n, 0).UTC(), nil
}

// named gives a release its version. tag is what git describe says, "" without a tag; count is the number of all commits.
func named(r Release, tag, count string) (Release, error) {
	next, behind, hash := first, count, r.Commit[:min(12, len(r.Commit))]
	if tag != "" {
		m := described.FindStringSubmatch(tag)
		if m == nil {
			return r, fmt.Errorf("release: tag %q is not of the form vX.Y.Z", tag)
		}
		if behind = m[4]; behind == "0" && !r.Modified {
			r.Version, r.Tagged = strings.Join(m[1:4], "."), true
			return r, nil
		}
		patch, err := strconv.Atoi(m[3])
		if err != nil {
			return r, fmt.Errorf("release: tag %q: %w", tag, err)
		}
		next, hash = fmt.Sprintf("%s.%s.%d", m[1], m[2], patch+1), m[5]
	}
	r.Version = fmt.Sprintf("%s-dev.%s+g%s", next, behind, hash)
	if r.Modified {
		r.Version += ".modified"
	}
	return r, nil
}

// Package is the version as dpkg and rpm sort it: a tilde comes before the release itself, where semantic versions have a hyphen.
func (r Release) Package() string { return strings.Replace(r.Version, "-", "~", 1) }

// Image is the version as a tag of an image, which may have no plus.
func (r Release) Image() string { return strings.Replace(r.Version, "+", "-", 1) }
