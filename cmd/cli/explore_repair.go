package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"tvslab/explore"
	"tvslab/explore/repair"
)

// repairDocument is the JSON document of tvslab explore --repair.
type repairDocument struct {
	Schema int             `json:"schema"`
	Found  *explore.Result `json:"found"`            // around the plan as it is
	Mended *repair.Mended  `json:"mended,omitempty"` // absent where nothing has to be mended, or nothing helps
	None   string          `json:"none,omitempty"`   // why there is no repair
}

// mend looks for a repair of a plan that broke, prints it and writes it.
func (v *exploreVerb) mend(ctx context.Context, plan *explore.Plan, found *explore.Result) error {
	doc := repairDocument{Schema: explore.ResultSchema, Found: found}
	var err error
	if len(found.Causes) > 0 {
		told := newProgress(v.errs, "looking for a repair")
		doc.Mended, err = repair.Look(ctx, plan, repair.Options{Bounds: v.bounds, Property: v.property(), Most: v.most, Workers: v.workers,
			Told: func(tried int) { told.tell(func() string { return fmt.Sprintf("%d plans tried", tried) }) }})
		told.end()
	}
	var none *repair.None
	if errors.As(err, &none) {
		doc.None, err = none.Error(), nil
	}
	if err != nil {
		return err
	}
	if doc.Mended != nil && v.mended != "" {
		if err := os.WriteFile(v.mended, []byte(doc.Mended.Text), 0o644); err != nil {
			return fmt.Errorf("--repaired: %w", err)
		}
	}
	if err := v.print(doc, doc.write); err != nil {
		return err
	}
	if doc.None != "" || !found.Exhausted && len(found.Causes) == 0 {
		return errFailed
	}
	return nil
}

func (d repairDocument) write(w io.Writer) error {
	if err := d.Found.WriteText(w); err != nil {
		return err
	}
	switch {
	case d.None != "":
		fmt.Fprintf(w, "\n%s\n", d.None)
	case d.Mended != nil:
		fmt.Fprintf(w, "\nrepair (price %d, the cheapest of %d changed plans):\n", d.Mended.Price, d.Mended.Tried)
		for _, change := range d.Mended.Changes {
			fmt.Fprintf(w, "  %s\n", change)
		}
		fmt.Fprintf(w, "proven: %s\n", d.Mended.Proof.Summary())
	}
	return nil
}
