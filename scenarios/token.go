package scenarios

import (
	"context"
	"fmt"
	"slices"

	"tvslab/scenarios/file"
	"tvslab/sim"
)

// token is its verb's argument: what the CTL client does.
type token struct {
	Pos    file.Pos
	Action file.Name  `yaml:"action" need:"true" words:"create-ctl update-ctl add remove set-mixed-mode set-non-secure-mode" doc:"What the CTL client does."`
	Tokens file.Names `yaml:"tokens" doc:"The tokens concerned."`
	Signer file.Name  `yaml:"signer" doc:"The token that signs the file."`
	Error  *refusal   `yaml:"error" doc:"true, or text of the refusal: the CTL client must refuse."`
}

func (x *token) check(c *checker) {
	if !c.step.refused() {
		c.KnownAs("token", c.Tokens(), append(slices.Clone(x.Tokens), x.Signer)...)
	}
}

func (x *token) do(_ context.Context, r *Runner) error {
	tokens := x.Tokens.Values()
	return r.onCluster(func(c *sim.Cluster) error {
		switch x.Action.Value {
		case "set-non-secure-mode":
			return sim.CTLClientNonSecure(x.Signer.Value)(c)
		case "add":
			return sim.CTLClient(x.Signer.Value, append(c.CTLTokens(), tokens...)...)(c)
		case "remove":
			kept := slices.DeleteFunc(slices.Clone(c.CTLTokens()), func(name string) bool { return slices.Contains(tokens, name) })
			return sim.CTLClient(x.Signer.Value, kept...)(c)
		}
		return sim.CTLClient(x.Signer.Value, tokens...)(c)
	})
}

func (x *token) refusal() *refusal { return x.Error }

func (x *token) String() string {
	return fmt.Sprintf("%s, tokens %v, signed by %s", x.Action, x.Tokens.Values(), x.Signer)
}
