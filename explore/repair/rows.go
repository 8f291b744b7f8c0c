package repair

import (
	"context"
	"fmt"
	"strings"

	"tvslab/explore"
	"tvslab/sim"
	"tvslab/sim/cucm"
)

// row is a kind of change.
type row struct {
	name  string
	price int
	doc   string
	each  func(*plan, func(words string, changed *explore.Plan))
}

// plan is what is to be changed.
type plan struct {
	*explore.Plan
	s site
}

// site is what rows ask of a scenario.
type site struct {
	publisher string
	rules     *cucm.Rules
	mixed     bool
	updateCTL []string
	gate      string // step that ends a window
}

// rows are the changes, in the order in which those of one price are tried.
var rows = []row{
	{"move", 1, "A step is done earlier or later, as the guides have it.", eachMove},
	{"wait", 1, "The phones get time to reset and register, `wait: registered`.", inserting(func(s site) []change {
		return []change{{"wait until the phones are registered", []string{"wait: registered"}}}
	})},
	{"restart", 1, "A service that certificates are loaded by is restarted on all nodes.", inserting(restarts)},
	{"update-ctl", 1, "The CTL is written anew, in mixed mode.", inserting(func(s site) []change {
		return changeOf("write the CTL anew", s.updateCTL)
	})},
	{"boot", 2, "All phones are reset, and get time to register.", inserting(func(s site) []change {
		return []change{{"reset all phones and wait until they are registered", []string{"reset: all", "wait: registered"}}}
	})},
	{"itl-reset", 2, "`utils itl reset localkey`, from 10.0 on: the ITL is signed by the other key that phones know.", inserting(func(s site) []change {
		if s.rules.ITLReset == "" {
			return nil
		}
		return changeOf("utils itl reset localkey", []string{"cli: {node: " + s.publisher + ", run: utils itl reset localkey}"})
	})},
	{"ctl-reset", 2, "`utils ctl reset localkey`, in mixed mode without tokens: the CTL is signed by the other key that phones know.", inserting(func(s site) []change {
		if !s.mixed || s.rules.CTLSigner == "" {
			return nil
		}
		return changeOf("utils ctl reset localkey", []string{"cli: {node: " + s.publisher + `, run: utils ctl reset localkey, answer: ["y"]}`})
	})},
	{"upload", 3, "A backup at the start, and an old certificate back into a -trust store, where TVS finds it.", eachUpload},
	{"windows", 3, "Two windows instead of one: the plan goes on only when all phones have what is served.", eachWindow},
}

// change is steps that are put in, and how that is said.
type change struct {
	words string
	steps []string
}

func changeOf(words string, steps []string) []change {
	if len(steps) == 0 {
		return nil
	}
	return []change{{words, steps}}
}

func eachMove(p *plan, yield func(string, *explore.Plan)) {
	all, first := p.Steps()
	for from := first; from < all; from++ {
		for to := first; to < all; to++ {
			if to == from-1 { // the same as the other one a place later
				continue
			}
			if changed, ok := p.Moved(from, to); ok {
				yield(fmt.Sprintf("do step %d %s step %d: %s", from+1, map[bool]string{true: "before", false: "after"}[to < from], to+1, brief(p.Text(from))), changed)
			}
		}
	}
}

// brief is a step in one line, without comments and its dash.
func brief(text string) string {
	var words []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "#") {
			words = append(words, line)
		}
	}
	return strings.TrimPrefix(strings.Join(words, " "), "- ")
}

// inserting puts steps in, at each place after the beginning.
func inserting(changes func(site) []change) func(*plan, func(string, *explore.Plan)) {
	return func(p *plan, yield func(string, *explore.Plan)) {
		all, first := p.Steps()
		for _, c := range changes(p.s) {
			for at := first; at <= all; at++ {
				if changed, err := p.Inserted(at, "put in: "+c.words, c.steps...); err == nil {
					yield(fmt.Sprintf("before step %d: %s", at+1, c.words), changed)
				}
			}
		}
	}
}

func restarts(site) (all []change) {
	for _, name := range []string{sim.ServiceTFTP, sim.ServiceTVS, sim.ServiceCCM} {
		all = append(all, change{"restart " + name, []string{"restart: {service: " + name + ", nodes: all}"}})
	}
	return all
}

// eachUpload brings an old certificate back: TVS vouches for whom it finds in the database.
func eachUpload(p *plan, yield func(string, *explore.Plan)) {
	all, first := p.Steps()
	for _, store := range []cucm.Store{cucm.CallManager, cucm.TVS, cucm.ITLRecovery} {
		upload := fmt.Sprintf("upload: {store: %s, certificate: %s/%s@%s, nodes: %s}", cucm.PhoneSASTTrust, p.s.publisher, store, kept, p.s.publisher)
		if p.Learn(context.Background(), upload, "backup: "+kept) != nil { // no such certificate on the release
			continue
		}
		for at := first; at <= all; at++ {
			changed, err := p.Inserted(at, "put in: the old "+string(store)+" certificate, where TVS finds it", upload)
			if err != nil {
				continue
			}
			if changed, err = changed.Inserted(first, "put in: a backup", "backup: "+kept); err == nil {
				yield(fmt.Sprintf("at the start a backup, and before step %d: upload the old %s certificate to %s", at+1, store, cucm.PhoneSASTTrust), changed)
			}
		}
	}
}

// kept is the name of the backup.
const kept = "before-the-change"

// eachWindow ends a window: the next one begins when all phones are registered and hold what is served.
func eachWindow(p *plan, yield func(string, *explore.Plan)) {
	all, first := p.Steps()
	for at := first + 1; at < all; at++ {
		changed, err := p.Inserted(at, "put in: the end of a window; the next one begins when all phones have come this far", "wait: registered", p.s.gate)
		if err == nil {
			yield(fmt.Sprintf("before step %d: end the window, and go on when all phones have what is served", at+1), changed)
		}
	}
}
