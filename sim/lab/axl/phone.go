package axl

import (
	"context"
	"fmt"
	"time"

	"tvslab/capf"
	"tvslab/devices"
	"tvslab/sim"
	"tvslab/sim/lab/tomcat"
	"tvslab/sim/tables"
	"tvslab/soap"
)

// profiled is a field that follows from the profile of a phone alone.
func profiled(name string, text func(p *sim.Profile) string) field[phone] {
	return field[phone]{name: name, text: func(_ *sim.Cluster, o phone) string { return text(o.Profile) }}
}

// phones are the phones of the database. Order and names are the schema's; those of elements that the lab does not have are left out, and come
// empty where they are asked for.
var phones = kind[phone]{name: "Phone", element: "phone",
	id: func(_ *sim.Cluster, o phone) string { return tables.DeviceID(o.Name()) },
	fields: []field[phone]{
		said("name", func(_ *sim.Cluster, o phone) string { return o.Name() }),
		said("description", func(_ *sim.Cluster, o phone) string { return o.Name() }),
		profiled("product", func(p *sim.Profile) string { return "Cisco " + p.Model }),
		profiled("model", func(p *sim.Profile) string { return "Cisco " + p.Model }),
		always[phone]("class", "Phone"),
		profiled("protocol", func(p *sim.Profile) string { return p.Protocol }),
		always[phone]("protocolSide", "User"),
		always[phone]("callingSearchSpaceName", ""),
		{name: "devicePoolName", text: func(c *sim.Cluster, o phone) string { return tables.PoolOf(c, o.Profile).Name },
			id: func(c *sim.Cluster, o phone) string { return tables.PoolOf(c, o.Profile).ID }},
		{name: "commonPhoneConfigName", text: func(*sim.Cluster, phone) string { return commonConfig },
			id: func(*sim.Cluster, phone) string { return commonConfigID }},
		always[phone]("locationName", "Hub_None"),
		profiled("loadInformation", func(p *sim.Profile) string { return p.Load }),
		{name: "vendorConfig", deep: true, inside: writeVendorConfig},
		{name: "securityProfileName", text: func(_ *sim.Cluster, o phone) string { return tables.SecurityProfileOf(o.Profile).Name },
			id: func(_ *sim.Cluster, o phone) string { return tables.SecurityProfileOf(o.Profile).ID }},
		{name: "lines", deep: true, inside: writeLines},
		said("certificateOperation", func(c *sim.Cluster, o phone) string { return operationWords[o.Pending(c.Now)] }),
		profiled("authenticationMode", func(p *sim.Profile) string { return tables.SecurityProfileOf(p).Authentication() }),
		said("keySize", func(c *sim.Cluster, _ phone) string { return keySize(c) }),
		said("keyOrder", func(c *sim.Cluster, _ phone) string { return keyOrder(c) }),
		said("ecKeySize", func(c *sim.Cluster, _ phone) string { return ecKeySize(c) }),
		{name: "authenticationString", deep: true, text: func(c *sim.Cluster, o phone) string { return c.AuthString(*o.Standing, o.Name()) }},
		said("certificateStatus", func(_ *sim.Cluster, o phone) string { return o.OperationStatus() }),
		said("upgradeFinishTime", func(_ *sim.Cluster, o phone) string { return finishTime(o.CompletesBy) }),
	},
}

// operationWords are the certificate operations as AXL writes them.
var operationWords = map[capf.Kind]string{
	capf.None: "No Pending Operation", capf.Install: "Install/Upgrade", capf.Delete: "Delete", capf.Troubleshoot: "Troubleshoot",
}

// finishTime is a time as Operation Completes By has it; "" for none.
func finishTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(tables.CompletesForm)
}

// writeVendorConfig writes what the lab has of the product specific configuration; what nobody touched is left out, as in the database.
func writeVendorConfig(w *soap.Writer, _ *sim.Cluster, o phone) {
	web, settings := o.Profile.Specific.Elements()
	for _, one := range [][2]string{{"webAccess", web}, {"settingsAccess", settings}} {
		if one[1] != "" {
			w.Text(one[0], one[1])
		}
	}
}

// writeLines writes the one line of a phone.
func writeLines(w *soap.Writer, _ *sim.Cluster, o phone) {
	pattern := fmt.Sprint(o.Extension(o.Number))
	w.Element("line", func() {
		w.Text("index", "1")
		w.Text("label", "")
		w.Text("display", "")
		w.Element("dirn", func() {
			w.Text("pattern", pattern)
			w.Text("routePartitionName", "")
		}, soap.Attribute{Name: "uuid", Value: tables.UUID(tables.ID("numplan", pattern))})
	}, soap.Attribute{Name: "uuid", Value: tables.UUID(tables.ID("devicenumplanmap", o.Name()))})
}

// mostAnswer bounds an answer, bytes: beyond 8 MB AXL asks for smaller pages.
const mostAnswer = 8 << 20

// listPhone lists phones by name. Phones that stand alike are looked at together, so that a page costs what it shows.
func listPhone(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	q, err := queryOf(a.Operation)
	if err != nil {
		return err
	}
	return see(a, func(c *sim.Cluster) error {
		found := phonesLike(c, q.criteria)
		total := lengthOf(found)
		left := total
		if q.first >= 0 {
			left = q.first
		}
		written, begin := 0, w.Len()
		w.Element("return", func() {
			for o := range pageOf(found, q.skip, left) {
				phones.write(w, c, o, q.tags)
				written++
				if w.Len()-begin > mostAnswer {
					return
				}
			}
		})
		if w.Len()-begin > mostAnswer {
			return tooLarge(min(left, total), written)
		}
		return nil
	})
}

// tooLarge is the error of an answer that does not fit (recalled).
func tooLarge(matched, fits int) error {
	return &Error{codeRefused, fmt.Sprintf("Query request too large. Total rows matched: %d rows. Suggested row fetch: less than %d rows", matched, fits)}
}

// phonesLike are the phones that fit patterns. Names are matched in one go for each run of phones that stand alike, other fields once for
// all of them where they say the same.
func phonesLike(c *sim.Cluster, criteria []criterion) (found []devices.Run[sim.Standing]) {
	for _, r := range phonesOf(c) {
		set := devices.Set{r.Span}
		for _, one := range criteria {
			set = like(c, r, set, one)
		}
		for _, span := range set {
			found = append(found, devices.Run[sim.Standing]{Span: span, Value: r.Value})
		}
	}
	return found
}

// own are the fields of a phone that others which stand alike do not share.
var own = map[string]bool{"authenticationString": true}

// like are those of a set of phones that stand alike that fit a pattern.
func like(c *sim.Cluster, r devices.Run[sim.Standing], set devices.Set, one criterion) devices.Set {
	switch {
	case len(set) == 0:
		return nil
	case one.name == "name" || one.name == "description":
		return nameLike(set, one.pattern)
	case own[one.name] && one.pattern != "%":
		var spans []devices.Span
		for n := range set.All() {
			if phones.fits(c, phone{Number: n, Standing: &r.Value}, []criterion{one}) {
				spans = append(spans, devices.Span{First: n, Last: n})
			}
		}
		return devices.Of(spans...)
	case phones.fits(c, phone{Number: r.First, Standing: &r.Value}, []criterion{one}):
		return set
	}
	return nil
}

func lengthOf(found []devices.Run[sim.Standing]) (n int) {
	for _, r := range found {
		n += r.Len()
	}
	return n
}

// pageOf goes through so many phones, after those that are skipped.
func pageOf(found []devices.Run[sim.Standing], skip, most int) func(yield func(phone) bool) {
	return func(yield func(phone) bool) {
		for i := range found {
			r := &found[i]
			if skip >= r.Len() {
				skip -= r.Len()
				continue
			}
			for n := r.First + devices.Number(skip); n <= r.Last; n++ {
				if most == 0 || !yield(phone{Number: n, Standing: &r.Value}) {
					return
				}
				most--
			}
			skip = 0
		}
	}
}

// phoneNamed is the phone that a request names, by uuid or name.
func phoneNamed(c *sim.Cluster, op *soap.Element) (phone, error) {
	if id := op.Get("uuid"); id != "" {
		if p, ok := phoneByID(c, id); ok {
			return p, nil
		}
		return phone{}, notFound("Phone")
	}
	if p, ok := phoneByName(c, op.Get("name")); ok {
		return p, nil
	}
	return phone{}, notFound("Phone")
}

// getPhone shows a phone.
func getPhone(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	return see(a, func(c *sim.Cluster) error {
		p, err := phoneNamed(c, a.Operation)
		if err != nil {
			return err
		}
		return phones.show(a.Operation, w, c, p)
	})
}
