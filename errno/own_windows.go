package errno

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// own are the numbers of Windows' own.
var own = map[Kind][]syscall.Errno{
	InUse:      {windows.WSAEADDRINUSE},
	Elsewhere:  {windows.WSAEADDRNOTAVAIL},
	Denied:     {windows.WSAEACCES},
	Refused:    {windows.WSAECONNREFUSED},
	Reset:      {windows.WSAECONNRESET, windows.WSAECONNABORTED},
	Broken:     {windows.ERROR_BROKEN_PIPE, windows.ERROR_NO_DATA},
	Exhausted:  {windows.WSAEMFILE, windows.WSAENOBUFS, windows.ERROR_TOO_MANY_OPEN_FILES},
	NoListener: {windows.WSAENOTSOCK, windows.WSAEINVAL, windows.WSAEOPNOTSUPP, windows.WSAEFAULT, windows.ERROR_INVALID_HANDLE},
	NoPath: {windows.ERROR_PATH_NOT_FOUND, windows.ERROR_INVALID_NAME, windows.ERROR_BAD_PATHNAME, windows.ERROR_DIRECTORY,
		windows.ERROR_FILENAME_EXCED_RANGE, windows.ERROR_INVALID_FUNCTION},
}
