package cucm

import (
	"fmt"
	"regexp"
	"strconv"
)

// buildForm is a full version number, as `show version active` prints it: "12.5.1.14900-63", or of an engineering special
// "12.5.1.14038-1".
var buildForm = regexp.MustCompile(`^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:-\w+)?$`)

// ReleaseOfBuild returns the newest release that is not later than a full version number, of those with its major and minor
// number. A release does what the one before it does where no row of the matrix says otherwise, so that a Service Update of which
// nothing is known is the release before it.
func ReleaseOfBuild(build string) (Release, error) {
	want, err := parseBuild(build)
	if err != nil {
		return Release{}, err
	}
	found := Release{}
	for i, r := range releases {
		have, err := parseBuild(r.build)
		if err != nil || have[0] != want[0] || have[1] != want[1] || r.same != "" {
			continue
		}
		if found.IsZero() || have[2] < want[2] || have[2] == want[2] && have[3] <= want[3] {
			found = Release{i + 1}
		}
	}
	if found.IsZero() {
		return found, fmt.Errorf("version %s is of no release that is known; known are %s to %s", build, releases[0].name, releases[len(releases)-1].name)
	}
	return found, nil
}

// parseBuild returns major, minor and maintenance number and the build.
func parseBuild(build string) (numbers [4]int, err error) {
	match := buildForm.FindStringSubmatch(build)
	if match == nil {
		return numbers, fmt.Errorf("%q is no version number such as 12.5.1.14900-63", build)
	}
	for i := range numbers {
		if numbers[i], err = strconv.Atoi(match[i+1]); err != nil {
			return numbers, fmt.Errorf("version %q: a number of it is too large", build)
		}
	}
	return numbers, nil
}
