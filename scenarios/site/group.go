package site

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"tvslab/phone"
	"tvslab/scenarios/file"
	"tvslab/sim"
)

// Group is a number of phones that share model and servers.
type Group struct {
	Name     file.Name
	Pos      file.Pos
	Model    file.Name  `yaml:"model" need:"true" doc:"Phone model, for example \"8841\"; \"matrix\" takes matrix.model."`
	Protocol file.Name  `yaml:"protocol" words:"sip sccp" doc:"What the phones register with, by their load; when absent that of the usual load of the model."`
	Count    int        `yaml:"count" range:"1..1000000" doc:"Number of phones, 1 when absent."`
	Devices  Devices    `yaml:"devices" doc:"The device names of the phones: a list of them and of ranges FIRST..LAST, or the name of a CSV file in the folder of the scenario; made-up names when absent."`
	TFTP     file.Names `yaml:"tftp" need:"true" doc:"TFTP servers, at most two, first choice first."`
	TVS      file.Names `yaml:"tvs" doc:"The CallManager group: registration and TVS order. All nodes with role callmanager when absent."`
	Group    file.Names `yaml:"group" doc:"Another name for tvs."`
	Off      bool       `yaml:"off" doc:"The phones start powered off, as all phones do that are not on; for the reader."`
	On       bool       `yaml:"on" doc:"The phones are on and registered when the scenario begins, without a step that switches them on."`
	Holds    *Holds     `yaml:"holds" doc:"Which trust lists the phones hold when the scenario begins: unknown, served, earlier or none, or a word for each list. None when absent, of phones that are on those served."`
	Config   file.Name  `yaml:"config" words:"default" doc:"default: the phones have no configuration of their own and use the default file."`

	Security       DeviceMode     `yaml:"security" doc:"Device Security Mode of the Phone Security Profile; non-secure when absent."`
	Authentication Authentication `yaml:"authentication" doc:"Authentication Mode towards CAPF; by-null-string when absent."`
	Load           file.Name      `yaml:"load" doc:"The firmware load that the configurations name; none when absent."`
	Web            WebAccess      `yaml:"web-access" doc:"Web Access of the product specific configuration: whether the phones have web pages; disabled when absent."`
	Settings       SettingsAccess `yaml:"settings-access" doc:"Settings Access of the product specific configuration: what the Settings key opens; enabled when absent."`
	Encrypted      bool           `yaml:"encrypted-config" doc:"TFTP Encrypted Config of the Phone Security Profile."`
	LSC            bool           `yaml:"lsc" doc:"The phones have a locally significant certificate from the start."`
	MIC            MIC            `yaml:"mic" doc:"The manufacturer installed certificate: expired, none, or the date on which it ends; ten years, two of them over, when absent."`
	Dot1x          bool           `yaml:"dot1x" doc:"The phones reach the network only if the 802.1X authenticator believes their certificate."`
	UserCA         issuer         `yaml:"user-certificate" doc:"The lab CA that signed the certificate which the phones show to the 802.1X authenticator; 7921 and 7925 only."`
	Behind         file.Name      `yaml:"behind" doc:"The system that lets the phones into the network only if it believes their certificate."`
}

// MatrixModel is the model of a group that takes it from the matrix.
const MatrixModel = "matrix"

// Groups are the phone groups in the order of the file.
type Groups []Group

// Find gives the group of that name, nil when there is none.
func (gs Groups) Find(name string) *Group {
	return found(gs, func(g *Group) bool { return g.Name.Value == name })
}

// Names gives the group names in the order of the file.
func (gs Groups) Names() []string {
	return names(gs, func(g *Group) file.Name { return g.Name })
}

// Models gives the models of the groups, each once.
func (gs Groups) Models() []string {
	var list []string
	for i := range gs {
		if name := gs[i].Model.Value; !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// Count counts the phones of all groups.
func (gs Groups) Count() int {
	n := 0
	for i := range gs {
		n += gs[i].Count
	}
	return n
}

// CallManagerGroup gives the nodes a group registers with and asks for TVS,
// in order: its tvs list, or every node with role callmanager of the cluster
// of its first TFTP server.
func (s *Site) CallManagerGroup(g *Group) []string {
	if len(g.TVS) > 0 {
		return g.TVS.Values()
	}
	return s.clusterOf(g.TFTP).Nodes.With(sim.RoleCCM)
}

// UnmarshalNode reads groups by name.
func (gs *Groups) UnmarshalNode(d *file.Decoder, n *yaml.Node, where string) {
	d.Named(n, where, "phone group", func(name file.Name, value *yaml.Node) {
		g := Group{}
		d.Value(value, &g, fmt.Sprintf("phone group %q", name))
		g.Name = name
		*gs = append(*gs, g)
	})
}

// JSONSchema of groups by name.
func (Groups) JSONSchema() *jsonschema.Schema {
	g := file.SchemaFor[Group]()
	model, _ := g.Properties.Get("model")
	limitModel(model)
	return file.MapUpTo(maxGroups, g)
}

// freeSpelling is a model in words: "Cisco 8841", "CP-8841", "7965G", "matrix". What looks like a bare name must be one.
const freeSpelling = `[ _-]|[A-Za-z]{3}|[0-9][Gg]$`

// limitModel lets a schema take the names of models, as text or number, and what is spelled freely.
func limitModel(s *jsonschema.Schema) {
	names := &jsonschema.Schema{}
	for _, name := range phone.ModelNames() {
		names.Enum = append(names.Enum, name)
		if n, err := strconv.Atoi(name); err == nil {
			names.Enum = append(names.Enum, n)
		}
	}
	s.If, s.Else = &jsonschema.Schema{Type: "string", Pattern: freeSpelling}, names
}

func (c *Checker) checkGroups() {
	c.checkDevices()
	for i := range c.Site.Phones {
		g := &c.Site.Phones[i]
		if selects(g.Name.Value) {
			c.Add(g.Name.Pos, "", "%q cannot be the name of a phone group: it selects phones", g.Name)
		}
		c.mic(g)
		c.encrypted(g)
		c.userCertificate(g)
		c.past(g)
		c.Load(g.Load)
		c.TFTP(g.TFTP)
		c.CallManagerGroup(g.TVS)
		c.behind(g)
		if n := len(c.Site.CallManagerGroup(g)); n > sim.MaxGroup {
			c.Add(g.Name.Pos, "name them with tvs", "the CallManager group of phone group %q has %d nodes, at most %d", g.Name, n, sim.MaxGroup)
		}
		if g.Model.Value != MatrixModel {
			c.Model(g.Model)
		} else if len(c.Site.Matrix.Model) == 0 {
			c.Add(g.Model.Pos, "list the models in matrix.model", "phone group %q takes its model from the matrix, which names none", g.Name)
		}
	}
}

// protocols checks that the models of a cell have loads for the protocols of their groups.
func (c *Checker) protocols() {
	for i := range c.Site.Phones {
		g := &c.Site.Phones[i]
		m, _ := phone.ModelByName(g.Model.Value)
		if protocol := strings.ToUpper(g.Protocol.Value); protocol != "" && len(m.Signalling) > 0 {
			if _, err := m.Loaded(protocol); err != nil {
				c.Add(g.Protocol.Pos, "", "phone group %q: %s", g.Name, err)
			}
		}
	}
}

// TFTP checks a phone's TFTP servers: known, at most two, with the role.
func (c *Checker) TFTP(servers file.Names) {
	c.Twice("TFTP server", servers)
	for i, n := range servers {
		node := c.Node(n)
		if node != nil && !node.Has(sim.RoleTFTP) {
			c.Add(n.Pos, hintNodes("TFTP servers", c.Known.With(sim.RoleTFTP)), "node %q has no role tftp", n)
		}
		if i == 2 {
			c.Add(n.Pos, "", "a phone has at most two TFTP servers; %q is the third", n)
		}
	}
}

// CallManagerGroup checks the members of a CallManager group.
func (c *Checker) CallManagerGroup(group file.Names) {
	c.Twice("CallManager group member", group)
	for _, n := range group {
		node := c.Node(n)
		if node != nil && !node.Has(sim.RoleTVS) && !node.Has(sim.RoleCCM) {
			c.Add(n.Pos, hintNodes("possible", c.Known.With(sim.RoleTVS, sim.RoleCCM)), "node %q has neither role callmanager nor tvs", n)
		}
	}
}

// settleModel gives a model, in whatever spelling, its name.
func settleModel(n *file.Name) {
	if m, ok := phone.ModelByName(n.Value); ok {
		n.Value = m.Name
	}
}

func (g *Group) settle(r *file.Report, files fs.FS) {
	g.named(r, files)
	if g.Count == 0 {
		g.Count = 1
	}
	settleModel(&g.Model)
	if len(g.TVS) > 0 && len(g.Group) > 0 {
		r.Add(g.Group[0].Pos, "keep one of the two", "phone group %q has both \"tvs\" and \"group\", which mean the same", g.Name)
	}
	if len(g.TVS) == 0 {
		g.TVS = g.Group
	}
}
