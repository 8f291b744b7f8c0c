package scenarios

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tvslab/scenarios/file"
	"tvslab/sim"
)

// token is its verb's argument: what the CTL client does.
type token struct {
	Pos           file.Pos
	Action        file.Name  `yaml:"action" need:"true" words:"create-ctl update-ctl add remove set-mixed-mode set-non-secure-mode" doc:"What the CTL client does."`
	Tokens        file.Names `yaml:"tokens" doc:"The tokens concerned."`
	Signer        file.Name  `yaml:"signer" doc:"The token that signs the file."`
	Server        file.Name  `yaml:"server" doc:"Name or address of the publisher, to which the CTL client connects; the publisher when absent."`
	Port          int        `yaml:"port" range:"1..65535" doc:"TCP port of Cisco CTL Provider; 2444 when absent."`
	User          file.Name  `yaml:"user" doc:"A CCM administrator; admin when absent."`
	Password      file.Name  `yaml:"password" doc:"The administrator's password; tvslab, which is that of every lab, when absent."`
	TokenPassword file.Name  `yaml:"token-password" doc:"Password of the token that signs; Cisco123, with which tokens come, when absent."`
	Tries         int        `yaml:"tries" range:"1..100" doc:"How often the token's password is typed while it is wrong; once when absent. 15 wrong ones in a row lock a token."`
	Output        file.Name  `yaml:"output" doc:"Text that the CTL client must show: a warning, or the servers that hold the file at the end."`
	Error         *refusal   `yaml:"error" doc:"true, or text of the refusal: the CTL client must refuse."`
}

func (x *token) check(c *checker) {
	if !c.step.refused() {
		c.KnownAs("token", c.Tokens(), append(slices.Clone(x.Tokens), x.Signer)...)
		if x.Tries > 0 {
			c.Add(x.Pos, "add \"error: password\", or leave out \"tries\"", "\"tries\" is how often a wrong password is typed, but the step expects no refusal")
		}
	}
}

// do uses the CTL client. Tokens remember wrong passwords, though the cluster never hears of them.
func (x *token) do(_ context.Context, r *Runner) error {
	signer := x.Signer.Value
	if r.wrong[signer] >= sim.TokenTries {
		return fmt.Errorf("CTL client: token %q is locked: its password was wrong %d times", signer, sim.TokenTries)
	}
	var screen string
	err := r.onCluster(func(c *sim.Cluster) (err error) {
		screen, err = x.session(c).Run(c)
		return err
	})
	switch {
	case errors.Is(err, sim.ErrTokenPassword):
		r.wrong[signer] += max(x.Tries, 1)
	case err == nil:
		delete(r.wrong, signer)
	}
	if err == nil && !strings.Contains(screen, x.Output.Value) {
		r.fail(Failure{Target: x.Action.Value, Field: "output", Want: x.Output.Value, Got: screen})
	}
	return err
}

// ctlActions are what the client is asked to do for an action; the others update the file.
var ctlActions = map[string]sim.CTLAction{
	"create-ctl": sim.CTLSetMixed, "set-mixed-mode": sim.CTLSetMixed, "set-non-secure-mode": sim.CTLSetNonSecure,
}

// session is the CTL client's session on a cluster: tokens are added to those of its CTL, or taken from them.
func (x *token) session(c *sim.Cluster) sim.CTLSession {
	action, ok := ctlActions[x.Action.Value]
	if !ok {
		action = sim.CTLUpdate
	}
	tokens := x.Tokens.Values()
	switch x.Action.Value {
	case "add":
		tokens = append(c.CTLTokens(), tokens...)
	case "remove":
		tokens = slices.DeleteFunc(c.CTLTokens(), func(name string) bool { return slices.Contains(x.Tokens.Values(), name) })
	}
	return sim.CTLSession{
		Server: x.Server.Value, Port: x.Port, User: x.User.Value, Password: x.Password.Value, Action: action,
		Tokens: tokens, Signer: x.Signer.Value, TokenPassword: x.TokenPassword.Value,
	}
}

func (x *token) refusal() *refusal { return x.Error }

func (x *token) String() string {
	return fmt.Sprintf("%s, tokens %v, signed by %s", x.Action, x.Tokens.Values(), x.Signer)
}
