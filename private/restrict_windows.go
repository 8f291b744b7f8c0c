package private

import (
	"os"

	"golang.org/x/sys/windows"
)

// restrict gives a file an access control list with its user alone, whatever the folder says.
func restrict(name string) error {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return os.NewSyscallError("GetTokenInformation", err)
	}
	list, err := windows.SecurityDescriptorFromString("D:P(A;;FA;;;" + user.User.Sid.String() + ")")
	if err != nil {
		return os.NewSyscallError("ConvertStringSecurityDescriptorToSecurityDescriptor", err)
	}
	dacl, _, err := list.DACL()
	if err != nil {
		return err
	}
	const what = windows.DACL_SECURITY_INFORMATION | windows.PROTECTED_DACL_SECURITY_INFORMATION
	return os.NewSyscallError("SetNamedSecurityInfo", windows.SetNamedSecurityInfo(name, windows.SE_FILE_OBJECT, what, nil, nil, dacl, nil))
}
