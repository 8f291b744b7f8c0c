package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tvslab/phone"
	"tvslab/phone/offer"
	"tvslab/scenarios/file"
)

// heldFlags are the flags that ask whether a phone would accept the file.
func (v *inspectVerb) heldFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&v.held, "held", "", "trust list that a phone holds, an ITL or a CTL: would it accept FILE?")
	f.StringVar(&v.heldCTL, "held-ctl", "", "CTL that it holds beside the ITL")
	f.StringVar(&v.model, "model", "", "model of the phone that holds the lists; 8841 when absent")
	completeWords(cmd, "model", fixed(phone.ModelNames()))
}

// asksPhone reports whether the flags ask a phone; an error says which do not go together.
func (v *inspectVerb) asksPhone() (bool, error) {
	asks := v.held != "" || v.heldCTL != ""
	switch {
	case !asks && v.model != "":
		return false, usageError{errors.New("--model is the model of a phone that holds a list: name one with --held or --held-ctl")}
	case asks && (v.signer != "" || v.key != "" || v.strict):
		return false, usageError{errors.New("--held asks what a phone would do: --signer, --key and --strict have no place there")}
	}
	return asks, nil
}

// offer prints what a phone with the held lists makes of the file; a refusal makes the status.
func (v *inspectVerb) offer(ctx context.Context, f offer.File) error {
	model, ok := phone.ModelByName(cmp.Or(v.model, "8841"))
	if !ok {
		return &file.Unknown{What: "model", Name: v.model, Known: phone.ModelNames()}
	}
	p := offer.New(model)
	if err := v.hold(ctx, "--held", v.held, p.Hold); err != nil {
		return err
	}
	if err := v.hold(ctx, "--held-ctl", v.heldCTL, p.HoldCTL); err != nil {
		return err
	}
	answer, err := p.Offer(f)
	if err != nil {
		return usageError{fmt.Errorf("inspect %s: %w", f.Name, err)}
	}
	if v.output == "json" {
		err = printJSON(v.out, answer)
	} else {
		err = answer.WriteText(v.out)
	}
	if err == nil && !answer.Decision.Accepted {
		err = errFailed
	}
	return err
}

// hold gives the phone the file of a flag, if there is one.
func (v *inspectVerb) hold(ctx context.Context, flag, name string, give func(offer.File) error) error {
	if name == "" {
		return nil
	}
	if name == "-" {
		return usageError{errors.New(flag + ": standard input is for FILE only")}
	}
	data, err := v.readInput(ctx, name)
	if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	if err := give(offer.File{Name: name, Data: data}); err != nil {
		return usageError{fmt.Errorf("%s: %w", flag, err)}
	}
	return nil
}
