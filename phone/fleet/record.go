package fleet

// record is a phone at rest. Its name, model, group and addresses follow from its number.
type record struct {
	ctl, itl, config, lsc uint32 // in the fleet's contents; 0 for none
	boots                 uint32 // since the phone was new
	booted                uint32 // when the last one ended, seconds since 1970
	ctlFrom, itlFrom      uint16 // servers, in the fleet's texts
	registered            uint16 // call manager, in the fleet's texts; 0 for not registered
	signer                uint16 // of the file that made the verdict, in the fleet's texts
	configName            nameKind
	ctlCode               codeIndex // what the last boot decided about the CTL
	itlCode               codeIndex
	configCode            codeIndex
	registerCode          codeIndex
	enrolCode             codeIndex
	flags                 flags
}

type flags uint8

const (
	staleCTL flags = 1 << iota
	ctlRefused
	itlRefused
	configRefused
	noneCame // no TFTP server answered for one file at least
	asksEncrypted
	staleITL
)

// nameKind says under which name the configuration in use was fetched.
type nameKind uint8

// The suffixes of configuration names; the default file is one for all phones.
var nameKinds = []string{"", ".cnf.xml", ".cnf.xml.sgn", ".cnf.xml.enc.sgn", defaultName, defaultName + ".sgn"}

const defaultName = "XMLDefault.cnf.xml"

func kindOfName(name, phone string) nameKind {
	suffix := name
	if len(name) > len(phone) && name[:len(phone)] == phone {
		suffix = name[len(phone):]
	}
	for i, s := range nameKinds {
		if s == suffix {
			return nameKind(i)
		}
	}
	return 0
}

// of returns the name for a phone, "" for none.
func (n nameKind) of(phone string) string {
	switch s := nameKinds[n]; {
	case s == "" || s[0] != '.':
		return s
	default:
		return phone + s
	}
}
