package roster

import (
	"cmp"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// What a Pool can be.
const (
	poolKind   = "device pool"
	siteKind   = "site"
	subnetKind = "subnet"
)

// profile is what a list of device security profiles says of one.
type profile struct{ mode, encrypted Fact }

// takePool reads a row about a device pool, a site or a subnet. TFTP servers are those of the narrowest that the row names.
func (r *Reader) takePool(w *row) {
	p := Pool{Site: r.fact(w, siteName), Group: r.fact(w, managerGroup)}
	for _, u := range w.columns {
		if u.index >= len(w.cells) {
			continue
		}
		switch u.column.name {
		case tftpServers:
			r.sayHosts(&p.TFTP, u.meaning, w.cells[u.index], w.at)
		case callManagers:
			r.sayHosts(&p.CallManagers, u.meaning, w.cells[u.index], w.at)
		}
	}
	if !r.namePool(w, &p) {
		return
	}
	if pool := r.fact(w, devicePool).Value; p.Kind == subnetKind && pool != "" {
		r.addPool(w, Pool{Kind: poolKind, Name: pool, Group: p.Group, Site: p.Site})
		p.Group = Fact{}
	}
	r.addPool(w, p)
	r.lists[w.list].Rows++
}

// namePool finds what the row is about: a subnet, a device pool or a site; false if it is about none.
func (r *Reader) namePool(w *row, p *Pool) bool {
	scope, pool := r.fact(w, subnet).Value, r.fact(w, devicePool).Value
	switch {
	case scope != "":
		prefix, ok := subnetOf(scope, w.cell(subnetMask))
		if !ok {
			r.problem(w.at, "subnet %q: expected an address and a length, as in 192.0.2.0/24, or an address and a mask", shortened(scope))
			return false
		}
		p.Kind, p.Name = subnetKind, prefix.String()
	case pool != "":
		p.Kind, p.Name = poolKind, pool
	case p.Site.Known():
		p.Kind, p.Name = siteKind, p.Site.Value
	default:
		r.problem(w.at, "a row without device pool, site and subnet")
		return false
	}
	return true
}

// subnetOf reads "192.0.2.0/24", "192.0.2.0/255.255.255.0" and "192.0.2.0 255.255.255.0"; the mask may stand in a column of its own.
func subnetOf(text, mask string) (netip.Prefix, bool) {
	address, length, _ := strings.Cut(strings.Replace(strings.TrimSpace(text), " ", "/", 1), "/")
	length = cmp.Or(strings.TrimSpace(length), mask)
	if m, err := netip.ParseAddr(length); err == nil && m.Is4() {
		four := m.As4()
		ones, bits := net.IPMask(four[:]).Size()
		if bits == 0 {
			return netip.Prefix{}, false // its ones are not together
		}
		length = strconv.Itoa(ones)
	}
	prefix, err := netip.ParsePrefix(address + "/" + length)
	return prefix.Masked(), err == nil
}

func poolKey(kind, name string) [2]string { return [2]string{kind, strings.ToLower(name)} }

func (r *Reader) addPool(w *row, p Pool) {
	key := poolKey(p.Kind, p.Name)
	known := r.pools[key]
	if known == nil {
		if len(r.pools) == maxPools {
			r.problem(w.at, "more than %d pools", maxPools)
			return
		}
		r.pools[key] = &p
		return
	}
	about := p.Kind + " " + p.Name
	r.join(about, managerGroup, &known.Group, p.Group)
	r.join(about, siteName, &known.Site, p.Site)
	r.joinList(about, tftpServers, &known.TFTP, p.TFTP)
	r.joinList(about, callManagers, &known.CallManagers, p.CallManagers)
}

// takeGroup reads a row about a CallManager group.
func (r *Reader) takeGroup(w *row) {
	name := r.fact(w, managerGroup).Value
	if name == "" {
		r.problem(w.at, "a row without CallManager group")
		return
	}
	key := strings.ToLower(name)
	g := r.groups[key]
	if g == nil {
		if len(r.groups) == maxPools {
			r.problem(w.at, "more than %d CallManager groups", maxPools)
			return
		}
		g = &group{name: name}
		r.groups[key] = g
	}
	numbered, others := r.members(w)
	g.add(numbered)
	for _, one := range others {
		if len(g.byRow) < maxMembers && !slices.ContainsFunc(g.byRow, func(f Fact) bool { return sameHost(f.Value, one.Value) }) {
			g.byRow = append(g.byRow, one)
		}
	}
	r.lists[w.list].Rows++
}

// group is what lists say of a CallManager group. CallManagers may stand in it by names, and which node that is may stand in a file that
// is read later.
type group struct {
	name  string
	lists [][]Fact // of rows that have them all
	byRow []Fact   // of lists with a row for each
}

// Bounds of a group: servers that a phone can read, of which a group of CUCM has three, and rows that say other things.
const (
	maxMembers  = 5
	maxVersions = 20
)

// add adds what a row says, unless another row said it.
func (g *group) add(list []Fact) {
	said := slices.ContainsFunc(g.lists, func(l []Fact) bool { return listed(l) == listed(list) })
	if len(list) > 0 && !said && len(g.lists) < maxVersions {
		g.lists = append(g.lists, list)
	}
}

// members are the CallManagers of a row: names, in which blanks can be, or hosts in numbered columns; hosts in another, which come in
// the order of rows.
func (r *Reader) members(w *row) (numbered, others []Fact) {
	for _, u := range w.columns {
		switch {
		case u.column.list == nil || u.index >= len(w.cells):
		case u.number == 0:
			r.sayHosts(&others, u.meaning, w.cells[u.index], w.at)
		case !blank(w.cells[u.index]):
			numbered = append(numbered, Fact{r.host(w.cells[u.index]), w.at})
		}
	}
	return numbered, others
}

// takeManager reads a row about a CallManager: callmanager.csv of an export of the configuration.
func (r *Reader) takeManager(w *row) {
	name, server := r.fact(w, managerName), r.fact(w, managerServer)
	host, _, is := readHost(server.Value)
	if !name.Known() || is != good {
		r.problem(w.at, "CallManager %q on %q: expected a name and a host name or address", name.Value, server.Value)
		return
	}
	known, again := r.servers[strings.ToLower(name.Value)]
	if !again && len(r.servers) == maxPools {
		r.problem(w.at, "more than %d CallManagers", maxPools)
		return
	}
	r.join("CallManager "+name.Value, managerServer, &known, Fact{r.host(host), w.at})
	r.servers[strings.ToLower(name.Value)] = known
	r.lists[w.list].Rows++
}

// takeProfile reads a row about a device security profile.
func (r *Reader) takeProfile(w *row) {
	var p Phone
	for _, u := range w.columns {
		if u.index < len(w.cells) {
			r.say(&p, u.meaning, w.cells[u.index], w.at)
		}
	}
	if p.Profile = cmp.Or(p.Profile, r.fact(w, deviceName)); !p.Profile.Known() {
		r.problem(w.at, "a row without device security profile")
		return
	}
	key := strings.ToLower(p.Profile.Value)
	known, again := r.profiles[key]
	if !again && len(r.profiles) == maxPools {
		r.problem(w.at, "more than %d device security profiles", maxPools)
		return
	}
	about := profileName + " " + p.Profile.Value
	r.join(about, securityMode, &known.mode, p.Mode)
	r.join(about, encryptedFiles, &known.encrypted, p.EncryptedConfig)
	r.profiles[key] = known
	r.lists[w.list].Rows++
}

// pool returns what is known of a pool, site or subnet of that name; nothing of one that no list has.
func (r *Reader) pool(kind, name string) Pool {
	if p := r.pools[poolKey(kind, name)]; p != nil {
		return *p
	}
	return Pool{}
}

// poolsByName are the pools in order, with nodes in the place of CallManagers.
func (r *Reader) poolsByName() (pools []Pool) {
	for _, p := range r.pools {
		pools = append(pools, *p)
	}
	slices.SortFunc(pools, func(a, b Pool) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name)) })
	for i := range pools {
		pools[i].CallManagers = r.named(pools[i].CallManagers)
	}
	return pools
}

// groupsByName are the groups in order, with nodes in the place of CallManagers.
func (r *Reader) groupsByName() (groups []CallManagerGroup) {
	for _, key := range slices.Sorted(maps.Keys(r.groups)) {
		g := r.groups[key]
		one := CallManagerGroup{Name: g.name}
		for _, list := range append(slices.Clone(g.lists), g.byRow) {
			r.joinList(managerGroup+" "+g.name, "nodes", &one.Nodes, r.named(list))
		}
		groups = append(groups, one)
	}
	return groups
}

// scope is a subnet with a prefix that can be compared.
type scope struct {
	netip.Prefix
	pool Pool
}

// subnets finds the pool of an address: of two subnets that hold it the longer one.
type subnets []scope

func subnetsOf(pools []Pool) (all subnets) {
	for _, p := range pools {
		if prefix, err := netip.ParsePrefix(p.Name); p.Kind == subnetKind && err == nil {
			all = append(all, scope{prefix, p})
		}
	}
	slices.SortStableFunc(all, func(a, b scope) int { return cmp.Compare(b.Bits(), a.Bits()) })
	return all
}

func (s subnets) of(address string) Pool {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return Pool{}
	}
	for _, one := range s {
		if one.Contains(ip) {
			return one.pool
		}
	}
	return Pool{}
}
