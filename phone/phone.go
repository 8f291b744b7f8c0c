package phone

import (
	"crypto"
	"slices"
	"time"

	"tvslab/capf"
	"tvslab/event"
	"tvslab/phone/content"
	"tvslab/phone/trust"
)

// Phone is one phone. It is not safe for concurrent use; different phones are
// independent and may share a Settings value, which none of them changes.
type Phone struct {
	Name     string            // device name: SEP and 12 hex digits
	Model    Model             // what it can do
	TFTP     []string          // TFTP servers in order of use; only the first two count
	Settings *Settings         `keep:"-"` // nil means DefaultSettings
	State    State             // what it has stored
	Now      func() time.Time  `keep:"-"`
	Observe  func(event.Event) `keep:"-"` // called at once for everything that happens; may be nil

	// MIC is the manufacturer installed certificate. nil on models that have none, and in a lab that makes none: such
	// a phone shows an Identity of kind MIC without certificate.
	MIC *Identity `keep:"-"`
	// NewKey makes the key of a new LSC; it may be made when it is first asked for. nil means that the phone cannot
	// make keys.
	NewKey func(capf.KeySpec) (func() (crypto.Signer, error), error) `keep:"-"`

	// Maker is the public key that the phone verifies firmware with, built in; nil on phones that take none.
	Maker crypto.PublicKey `keep:"-"`

	// Lives says that the phone goes by a clock, on which Life says when it goes to CAPF again. Else time stands still while it boots, and it
	// goes there again at once.
	Lives bool `keep:"-"`

	told int // events reported so far, by which lines of its console are numbered
}

// State is what a phone keeps between boots.
type State struct {
	Lists        [len(trust.Lists)]StoredList // by trust.List
	Config       *content.File                // last accepted configuration, nil when none
	ParsedConfig *content.Config              // its content
	ConfigName   string                       // name it was fetched under
	// Short is the short configuration that came last and announced an encrypted one; nil after a whole one. It is never in use.
	Short         *content.Config
	Load          string // name of the firmware that it runs, "" where no configuration ever named one; it outlives a factory reset
	AsksEncrypted bool   // an encrypted configuration was announced, and the server knows the phone's certificate
	Cache         trust.Cache
	Status        []StatusLine           // oldest first
	Stale         [len(trust.Lists)]bool // by trust.List: the last one that was served was refused for its signer
	Session       uint32                 // TVS session id used last, 0 before the first
	LSC           *LSC                   // nil when none is installed
	SymmetricKey  string                 // typed by the user, hex; kept in flash (security guide 12.5)
	AuthString    string                 // authentication string typed by the user, until an operation used it
}

// StoredList is a trust list that a phone keeps.
type StoredList struct {
	File *content.File // nil when none is stored
	From string        // TFTP server that it came from
}

var defaultSettings = DefaultSettings()

func (p *Phone) settings() *Settings {
	if p.Settings == nil {
		return &defaultSettings
	}
	return p.Settings
}

// now returns the injected time; without a clock the zero time, on which
// nothing expires.
func (p *Phone) now() time.Time {
	if p.Now == nil {
		return time.Time{}
	}
	return p.Now()
}

// servers returns the TFTP servers that the phone uses: at most two (8800
// administration guide).
func (p *Phone) servers() []string { return p.TFTP[:min(len(p.TFTP), 2)] }

// DeleteTrustList erases lists as a person does in the security menu. The TVS
// cache goes with them; configuration and LSC stay. The caller boots the phone
// afterwards.
func (p *Phone) DeleteTrustList(lists ...trust.List) {
	for _, which := range lists {
		p.State.Lists[which], p.State.Stale[which] = StoredList{}, false
	}
	p.State.Cache = nil
	tell(p, ListsDeleted{slices.Clone(lists)})
	p.status(p.texts().erasing, "", "")
}

// FactoryReset erases everything that is stored but the firmware: lists, configuration, cache
// and status messages. TFTP addresses are the caller's.
func (p *Phone) FactoryReset() {
	p.State = State{Load: p.State.Load}
	tell(p, Erased{})
}

// signedMode reports whether the phone asks for signed files: a stored list
// holds a TFTP server with its certificate (7906 administration guide, tech
// note 214535) and the model can verify signatures.
func (p *Phone) signedMode() bool {
	lists := &p.State.Lists
	return p.Model.SignedConfig && (lists[trust.CTL].File.NamesTFTP() || p.Model.SBD && lists[trust.ITL].File.NamesTFTP())
}

// clone returns a state that can be changed without touching this one. Files
// and configurations are read-only and stay shared.
func (s State) clone() State {
	s.Cache = slices.Clone(s.Cache)
	s.Status = slices.Clone(s.Status)
	return s
}
