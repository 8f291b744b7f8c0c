package scenarios

import (
	"fmt"
	"strings"

	"tvslab/sim"
)

// The pages of CUCM on which administrators do what steps do, in the words
// of the menus.
const (
	pageCertificates = "OS Administration > Security > Certificate Management"
	pageAddresses    = "OS Administration > Settings > IP > Ethernet"
	pageUpgrade      = "OS Administration > Software Upgrades > Install/Upgrade"
	pageVersion      = "OS Administration > Settings > Version"
	pageFeature      = "Serviceability > Tools > Control Center - Feature Services"
	pageNetwork      = "Serviceability > Tools > Control Center - Network Services"
	pageActivation   = "Serviceability > Tools > Service Activation"
	pageParameters   = "CCMAdmin > System > Enterprise Parameters"
	pageServer       = "CCMAdmin > System > Server"
	pageGroup        = "CCMAdmin > System > Cisco Unified CM Group"
	pagePhone        = "CCMAdmin > Device > Phone"
	pageBackup       = "Disaster Recovery System > Backup > Manual Backup"
	pageRestore      = "Disaster Recovery System > Restore > Restore Wizard"
	ctlClient        = "CTL client"
	shell            = "admin command line"
)

// pages says for each verb where it is done and the button or menu entry.
// Services, commands and choices of phones are found by their argument.
var pages = map[string]struct{ page, action string }{
	"regenerate":            {pageCertificates, "Regenerate"},
	"generate-self-signed":  {pageCertificates, "Generate Self-signed"},
	"generate-csr":          {pageCertificates, "Generate CSR"},
	"upload":                {pageCertificates, "Upload Certificate/Certificate chain"},
	"delete-certificate":    {pageCertificates, "Delete"},
	"reuse-certificate":     {pageCertificates, "Reuse Certificate"},
	"activate":              {pageActivation, "Activate"},
	"deactivate":            {pageActivation, "Deactivate"},
	"set":                   {pageParameters, "Save"},
	"reset":                 {pagePhone, "Reset"},
	"restart-phone":         {pagePhone, "Restart"},
	"apply-config":          {pagePhone, "Apply Config"},
	"move":                  {pagePhone, "Device Pool"},
	"security-profile":      {pagePhone, "Device Security Profile"},
	"certificate-operation": {pagePhone, "Certificate Operation"},
	"token":                 {ctlClient, ""},
	"set-hostname":          {pageAddresses, "Host name"},
	"set-domain":            {shell, "set network domain"},
	"set-address":           {pageAddresses, "IP address"},
	"add-node":              {pageServer, "Add New"},
	"remove-node":           {pageServer, "Delete"},
	"rebuild-node":          {"Installation", "replace"},
	"upgrade":               {pageUpgrade, "Next"},
	"switch-version":        {pageVersion, "Switch Versions"},
	"backup":                {pageBackup, "Start Backup"},
	"restore":               {pageRestore, "Restore"},
	"export-recovery-key":   {shell, "file get tftp ITLRecovery.p12"},
	"itl-reset-remote":      {shell, "utils itl reset remotekey"},
}

// String says the step in words, for timelines and errors: page and button
// of CUCM where it is done there, then what it is done to.
func (s *Step) String() string {
	text := s.place()
	if argument := s.argument(); argument != "" {
		text += " " + argument
	}
	if s.OnCluster.Value != "" {
		text += " in cluster " + s.OnCluster.Value
	}
	if s.Note != "" {
		text += " (" + s.Note + ")"
	}
	return text
}

// place names page and button, or the verb where there is no page.
func (s *Step) place() string {
	if c := s.serviceChange(); c != nil && pages[s.Verb].page == "" {
		return c.place(map[string]string{"restart": "Restart", "stop": "Stop", "start": "Start"}[s.Verb])
	}
	p, ok := pages[s.Verb]
	if !ok {
		return s.Verb
	}
	if c := s.phoneChoice(); c != nil && len(c.CallManagerGroup) > 0 && c.Model.Value == "" {
		p.page = pageGroup
	}
	return strings.TrimSuffix(p.page+": "+p.action, " ")
}

// place names the Control Center that has the services, or both, each with
// its own.
func (c *ServiceChange) place(action string) string {
	var feature, network []string
	for _, name := range c.Service {
		if sim.NetworkService(name.Value) {
			network = append(network, name.Value)
		} else {
			feature = append(feature, name.Value)
		}
	}
	var parts []string
	if len(feature) > 0 {
		parts = append(parts, fmt.Sprintf("%s: %s %s", pageFeature, action, strings.Join(feature, ", ")))
	}
	if len(network) > 0 {
		parts = append(parts, fmt.Sprintf("%s: %s %s", pageNetwork, action, strings.Join(network, ", ")))
	}
	return strings.Join(parts, "; ")
}
