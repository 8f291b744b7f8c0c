package remedy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"tvslab/sim"
	"tvslab/sim/cucm"
)

func has(names []string, name string) bool { return slices.Contains(names, name) }

// then is a way: steps, and a boot of the phones after them. There is none without steps.
func (s *scene) then(words string, steps ...string) []Way {
	if len(steps) == 0 {
		return nil
	}
	return []Way{{words, slices.Concat(steps, s.boot())}}
}

func waiting(*scene) []Way { return []Way{{"wait", []string{waitStep}}} }

// resetting resets the phones; where TVS may not have noticed a change yet, after a while. TVS finds a new CTL within 180 s (S001).
func resetting(s *scene) []Way {
	if s.system != "" {
		return nil
	}
	return append([]Way{{"reset the phones", s.boot()}}, s.then("wait until TVS noticed all changes, and reset the phones", "advance: 5m")...)
}

// onShell is a command of the publisher's command line.
func onShell(c *sim.Cluster, run string, answers ...string) string {
	step := fmt.Sprintf("cli: {node: %s, run: %s", scalar(c.Publisher().Name), run)
	if len(answers) > 0 {
		step += ", answer: [" + strings.Join(answers, ", ") + "]"
	}
	return step + "}"
}

// onClusters is a way for each cluster for which steps gives some.
func (s *scene) onClusters(words string, steps func(*sim.Cluster) []string) (ways []Way) {
	for _, c := range s.now.Lab.Clusters() {
		if name := s.now.Lab.NameOf(c); name != "" {
			ways = append(ways, s.then(words+" in cluster "+name, steps(c)...)...)
			continue
		}
		ways = append(ways, s.then(words, steps(c)...)...)
	}
	return ways
}

func itlReset(s *scene) []Way {
	return s.onClusters("utils itl reset localkey, and reset the phones", func(c *sim.Cluster) []string {
		if c.Rules().ITLReset == "" {
			return nil
		}
		return []string{onShell(c, "utils itl reset localkey")}
	})
}

func itlRemote(s *scene) (ways []Way) {
	for _, key := range slices.Sorted(maps.Keys(s.now.RecoveryKeys())) {
		ways = append(ways, s.onClusters("utils itl reset remotekey with "+key+", and reset the phones", func(c *sim.Cluster) []string {
			return []string{braced("itl-reset-remote: "+scalar(key), s.in(c))}
		})...)
	}
	return ways
}

// ctlCommand is a command that makes the CTL anew, and the restarts that go with it.
func (s *scene) ctlCommand(run string, has func(*cucm.Rules) bool) []Way {
	return s.onClusters(run+", restart the services, and reset the phones", func(c *sim.Cluster) []string {
		if !has(c.Rules()) || c.Publisher().CTL() == nil {
			return nil
		}
		return append([]string{onShell(c, run, "y")}, s.restart(c, sim.ServiceTFTP, sim.ServiceCCM, sim.ServiceCTIManager)...)
	})
}

// ctlUpdate makes the CTL anew: with one of the tokens of the file that is served, or without.
func ctlUpdate(s *scene) []Way {
	return append(s.ctlClient(), s.ctlCommand("utils ctl update CTLFile", func(r *cucm.Rules) bool { return r.CTLSigner != "" })...)
}

func (s *scene) ctlClient() (ways []Way) {
	for _, c := range s.now.Lab.Clusters() {
		tokens := c.CTLTokens()
		for _, token := range tokens {
			step := braced(fmt.Sprintf("token: {action: update-ctl, tokens: %s, signer: %s}", list(tokens), scalar(token)), s.in(c))
			ways = append(ways, s.then("the CTL client with "+token+", restarts of the services, and a reset of the phones",
				append([]string{step}, s.restart(c, sim.ServiceTFTP, sim.ServiceCCM, sim.ServiceCTIManager)...)...)...)
		}
	}
	return ways
}

func ctlReset(s *scene) []Way {
	return s.ctlCommand("utils ctl reset localkey", func(r *cucm.Rules) bool { return r.CTLReset != "" })
}

// setting is the step that sets a parameter.
func (s *scene) setting(c *sim.Cluster, name, value string) string {
	return braced(fmt.Sprintf("set: {parameter: %s, value: %s}", scalar(name), scalar(value)), s.in(c))
}

func rollback(s *scene) []Way {
	return s.onClusters("the rollback parameter, and restarts of TVS and Cisco Tftp", func(c *sim.Cluster) []string {
		if c.Parameter(sim.ParamRollback) != "False" {
			return nil
		}
		return append([]string{s.setting(c, sim.ParamRollback, "True")}, s.restart(c, sim.ServiceTVS, sim.ServiceTFTP)...)
	})
}

func switchingBack(s *scene) []Way {
	return s.onClusters("switch back to the version before the upgrade", func(c *sim.Cluster) []string {
		before, ok := c.Inactive()
		if !ok || before.Compare(c.Release) > 0 {
			return nil
		}
		return []string{braced("switch-version: back", s.in(c))}
	})
}

func restoring(s *scene) (ways []Way) {
	for _, name := range s.now.Backups() {
		ways = append(ways, s.then("restore the backup "+name, "restore: "+scalar(name))...)
	}
	return ways
}
