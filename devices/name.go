package devices

// Number is the number in a device name: the 48 bits of its MAC address.
type Number uint64

// prefix begins the device names of phones; 12 upper-case hex digits follow.
const (
	prefix = "SEP"
	digits = 12
	hex    = "0123456789ABCDEF"
)

// Parse returns the number in a device name; false for anything that is not SEP and 12 upper-case hex digits.
func Parse(name string) (Number, bool) {
	if len(name) != len(prefix)+digits || name[:len(prefix)] != prefix {
		return 0, false
	}
	var n Number
	for i := len(prefix); i < len(name); i++ {
		switch c := name[i]; {
		case '0' <= c && c <= '9':
			n = n<<4 | Number(c-'0')
		case 'A' <= c && c <= 'F':
			n = n<<4 | Number(c-'A'+10)
		default:
			return 0, false
		}
	}
	return n, true
}

// Name returns the device name of the number.
func (n Number) Name() string {
	var b [len(prefix) + digits]byte
	copy(b[:], prefix)
	for i := len(b) - 1; i >= len(prefix); i-- {
		b[i] = hex[n&0xf]
		n >>= 4
	}
	return string(b[:])
}
