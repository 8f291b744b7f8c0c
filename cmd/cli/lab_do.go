package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"tvslab/scenarios"
)

// doCommand is tvslab lab do.
func (v *labVerb) doCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "do STEP",
		Short: "Do any step of the scenario language on a running lab",
		Long: `Does a step as a scenario file has it, of any verb but expect: what administrators do on pages that have no command (enterprise parameters,
security profiles, tokens, uploads, activation), what users do at phones, and faults. Prints how the lab stands then. The step is
written as in a file, and may be given in several words; names, values and refusals are those of the language. At the prompt of
tvslab cli the same is "lab STEP".`,
		Example: `  tvslab lab do 'reset: all'
  tvslab lab do 'set: {parameter: Prepare Cluster for Rollback to pre 8.0, value: "True"}'
  tvslab lab do fault: '{kind: node-down, nodes: cucm-sub1}'`,
		Args:              arguments(cobra.MinimumNArgs(1)),
		ValidArgsFunction: v.completeStep,
		RunE: func(cmd *cobra.Command, args []string) error {
			return v.do(cmd.Context(), strings.Join(args, " "))
		},
	}
}

// completeStep completes a step, in one word of the shell or in several.
func (v *labVerb) completeStep(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	before := typed[:strings.LastIndexAny(typed, " {[,")+1]
	words := scenarios.CompleteStep(strings.Join(append(args, typed), " "), v.known(cmd.Context()))
	for i := range words {
		words[i] = before + words[i]
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// known are the names of the running lab; none where there is no such lab.
func (v *labVerb) known(ctx context.Context) (k scenarios.Known) {
	running, err := v.open()
	if err != nil {
		return k
	}
	status, err := running.Status(ctx)
	if err != nil {
		return k
	}
	for _, g := range status.Groups {
		k.Phones = append(k.Phones, g.Group)
	}
	for _, n := range status.Nodes {
		k.Nodes = append(k.Nodes, n.Name)
	}
	for _, s := range status.Systems {
		k.Systems = append(k.Systems, s.System)
	}
	return k
}
