package trustlist

import "fmt"

// Role is the function of a record (record tag 4, two bytes big-endian). TVS
// answers carry the same codes.
type Role uint16

// The known roles. 0, 2 and 4 stand in published CTL files; 21 in the phone
// log of Cisco tech note 213407; 1, 5 and 7 come from usecallmanager.nz.
const (
	RoleSAST      Role = 0  // System Administrator Security Token: may sign trust lists
	RoleCCM       Role = 1  // CallManager
	RoleCCMTFTP   Role = 2  // CallManager and TFTP
	RoleTFTP      Role = 3  // TFTP: may sign configuration files
	RoleCAPF      Role = 4  // Certificate Authority Proxy Function
	RoleSRST      Role = 5  // survivable remote site telephony gateway
	RoleAppServer Role = 7  // HTTPS application server
	RoleTVS       Role = 21 // Trust Verification Service
)

var roleNames = map[Role]string{
	RoleSAST:      "System Administrator Security Token",
	RoleCCM:       "CCM",
	RoleCCMTFTP:   "CCM+TFTP",
	RoleTFTP:      "TFTP",
	RoleCAPF:      "CAPF",
	RoleSRST:      "SRST",
	RoleAppServer: "APP-SERVER",
	RoleTVS:       "TVS",
}

// String returns the role as `show itl` prints it ("System Administrator
// Security Token", "CCM+TFTP", ...), and "unknown (9)" for a code without a
// known name.
func (r Role) String() string {
	if name, ok := roleNames[r]; ok {
		return name
	}
	return fmt.Sprintf("unknown (%d)", uint16(r))
}
