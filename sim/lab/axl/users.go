package axl

import (
	"context"

	"tvslab/sim"
	"tvslab/sim/lab/tomcat"
	"tvslab/sim/tables"
	"tvslab/soap"
)

// appUsers are the application users that may log in.
func appUsers(a *tomcat.SOAP) *kind[named] {
	return &kind[named]{name: "AppUser", element: "appUser", id: idOfNamed,
		all: func(*sim.Cluster) (list []named) {
			for _, user := range a.Users() {
				list = append(list, named{tables.ID("applicationuser", user), user})
			}
			return list
		},
		fields: []field[named]{said("userid", func(_ *sim.Cluster, o named) string { return o.name })}}
}

func listAppUser(ctx context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	return appUsers(a).list().Do(ctx, a, w)
}

func getAppUser(_ context.Context, a *tomcat.SOAP, w *soap.Writer) error {
	return see(a, func(c *sim.Cluster) error {
		k := appUsers(a)
		id, name := tables.Pkid(a.Operation.Get("uuid")), a.Operation.Get("userid")
		for _, o := range k.all(c) {
			if o.id == id || id == "" && sameName(o.name, name) {
				return k.show(a.Operation, w, c, o)
			}
		}
		return notFound("AppUser")
	})
}
