package swap

import "golang.org/x/sys/windows"

// open are the errors of a file that somebody has open.
var open = []error{windows.ERROR_ACCESS_DENIED, windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION}
