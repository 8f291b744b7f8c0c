package doctor

import "golang.org/x/sys/windows"

// hardLimit: Windows has none.
func hardLimit() int { return 0 }

// free is how much a user may still write in a folder, or in the one above it that is there.
func free(dir string) (available uint64, err error) {
	name, err := windows.UTF16PtrFromString(standing(dir))
	if err != nil {
		return 0, err
	}
	err = windows.GetDiskFreeSpaceEx(name, &available, nil, nil)
	return available, err
}
