package scenarios

import (
	"maps"
	"reflect"
	"slices"

	"go.yaml.in/yaml/v4"
)

// Step is one thing that is done or checked. Exactly one of the verbs is
// set; Verb is its key.
type Step struct {
	Pos    Pos
	Verb   string // key of the verb, e.g. "regenerate"
	Number int    // place in the file's list, from 1; For keeps it

	When      *When    `yaml:"when" doc:"Only in these releases, modes or models."`
	Note      string   `yaml:"note" doc:"A remark for the reader and the timeline."`
	Error     *Refusal `yaml:"error" doc:"true, or text of the refusal: CUCM must refuse the step, and nothing may have changed."`
	OnCluster Name     `yaml:"cluster" doc:"One of other-clusters, for a step that names no node."`

	PowerOn              *Selector             `yaml:"power-on" doc:"Switch phones on; each boots."`
	PowerOff             *Selector             `yaml:"power-off" doc:"Switch phones off."`
	DeleteTrustList      *ListDeletion         `yaml:"delete-trust-list" doc:"Delete the trust lists on the phones, which then boot."`
	FactoryReset         *Selector             `yaml:"factory-reset" doc:"Reset phones to factory defaults."`
	Reset                *PhoneChoice          `yaml:"reset" doc:"Reset phones that are on: a full boot."`
	RestartPhone         *PhoneChoice          `yaml:"restart-phone" doc:"Restart phones that are on, without a full boot."`
	ApplyConfig          *PhoneChoice          `yaml:"apply-config" doc:"Tell phones that are on to fetch their configuration if it changed."`
	Move                 *Move                 `yaml:"move" doc:"Give phones other TFTP servers, or the device pool of another CallManager group."`
	SecurityProfile      *SecurityProfile      `yaml:"security-profile" doc:"Give phones a Phone Security Profile."`
	UpdateLSC            *LSCUpdate            `yaml:"update-lsc" doc:"Choose Update on the LSC screen of phones, as their users do: they go to CAPF at once."`
	CertificateOperation *CertificateOperation `yaml:"certificate-operation" doc:"Set what CAPF does with the LSC at the next boot."`

	Regenerate         *Regeneration  `yaml:"regenerate" doc:"Regenerate identity certificates."`
	GenerateSelfSigned *SelfSigned    `yaml:"generate-self-signed" doc:"Make identity certificates with chosen properties (14 and later)."`
	GenerateCSR        *CSR           `yaml:"generate-csr" doc:"Generate certificate signing requests."`
	Upload             *StoreChange   `yaml:"upload" doc:"Upload a certificate to a store."`
	DeleteCertificate  *StoreChange   `yaml:"delete-certificate" doc:"Delete a certificate from a store."`
	ReuseCertificate   *Reuse         `yaml:"reuse-certificate" doc:"Use the multi-server tomcat certificate for CallManager too (14 and later)."`
	Restart            *ServiceChange `yaml:"restart" doc:"Restart services."`
	Stop               *ServiceChange `yaml:"stop" doc:"Stop services."`
	Start              *ServiceChange `yaml:"start" doc:"Start services."`
	Activate           *ServiceChange `yaml:"activate" doc:"Activate feature services, which starts them."`
	Deactivate         *ServiceChange `yaml:"deactivate" doc:"Deactivate feature services, which stops them."`
	Set                *Parameter     `yaml:"set" doc:"Set an enterprise parameter."`
	CLI                *Command       `yaml:"cli" doc:"Run a command of the admin command line."`
	Token              *TokenAction   `yaml:"token" doc:"Use the CTL client with USB tokens."`

	SetHostname       *HostnameChange `yaml:"set-hostname" doc:"Give a node another host name."`
	SetDomain         *DomainChange   `yaml:"set-domain" doc:"Give a node another DNS domain."`
	SetAddress        *AddressChange  `yaml:"set-address" doc:"Give a node another IP address."`
	AddNode           Nodes           `yaml:"add-node" doc:"Install further servers, by name."`
	RemoveNode        *Name           `yaml:"remove-node" doc:"Delete a server from the cluster."`
	RebuildNode       *Selector       `yaml:"rebuild-node" doc:"Install servers anew under the same names, with nothing kept of them."`
	Upgrade           *Upgrade        `yaml:"upgrade" doc:"Upgrade the cluster and switch to the new release."`
	SwitchVersion     *Name           `yaml:"switch-version" enum:"back" doc:"back: to the release before the upgrade, on the inactive partition."`
	Backup            *Snapshot       `yaml:"backup" doc:"Make a DRS backup under this name."`
	Restore           *Snapshot       `yaml:"restore" doc:"Restore the DRS backup of this name."`
	ExportRecoveryKey *Name           `yaml:"export-recovery-key" doc:"Save ITLRecovery.p12 of the publisher under this name."`
	ITLResetRemote    *Name           `yaml:"itl-reset-remote" doc:"Sign the ITL with the saved recovery key of this name, as utils itl reset remotekey does."`

	Authenticator *Authenticator `yaml:"authenticator" doc:"What the 802.1X authenticator of the network trusts."`
	Fault         *Fault         `yaml:"fault" doc:"Break something in the lab."`
	Heal          *Fault         `yaml:"heal" doc:"End a fault."`
	Wait          *Wait          `yaml:"wait" doc:"registered, or a duration: queued resets happen, phones boot, the clock moves."`
	Advance       *Duration      `yaml:"advance" doc:"Move the clock, for example 30d or 5y."`
	Expect        Expectations   `yaml:"expect" doc:"Check phones (by group or name) and nodes."`
}

// qualifiers are the keys of a step that are no verbs.
var qualifiers = map[string]bool{"when": true, "note": true, "error": true, "cluster": true}

// qualifierNames gives them sorted.
func qualifierNames() []string { return slices.Sorted(maps.Keys(qualifiers)) }

// byHand are the verbs that CUCM has no say in: nothing can refuse them.
var byHand = map[string]bool{
	"power-on": true, "power-off": true, "delete-trust-list": true, "factory-reset": true, "authenticator": true,
	"update-lsc": true,
	"fault":      true, "heal": true, "wait": true, "advance": true, "expect": true,
}

func (s *Step) decode(d *decoder, n *yaml.Node, _ string) {
	type plain Step // without decode
	d.object(n, reflect.ValueOf((*plain)(s)).Elem(), "a step", "verb")
	if n.Kind == yaml.MappingNode {
		s.findVerb(d, n)
	}
}

// findVerb sets Verb and reports none and a second one. A verb that is not
// known has been reported and counts as one.
func (s *Step) findVerb(d *decoder, n *yaml.Node) {
	verbs := 0
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if qualifiers[key.Value] {
			continue
		}
		verbs++
		if _, known := fieldsOf(reflect.TypeFor[Step]()).find(key.Value); !known {
			continue
		}
		if s.Verb != "" && s.Verb != key.Value {
			d.add(posOf(key), "make it a step of its own", "a step has one verb, but here are %q and %q", s.Verb, key.Value)
			continue
		}
		s.Verb = key.Value
	}
	if verbs == 0 {
		d.add(posOf(n), "", "the step does nothing: it has no verb")
	}
}
