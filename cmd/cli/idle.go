package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// idle are flags of a command that have no effect: where another flag is given, or where it is not. A flag is named alone, or
// with the value that is meant, as in "output=json".
type idle struct {
	command string // path behind "tvslab"
	flags   string // with blanks between
	with    string
	without string
	why     string
}

// idles are the flags that would be ignored. Who gives one means something by it, so it is an error.
var idles = []idle{
	{command: "run", flags: "log=-", with: "output=json", why: "logs are text; --log FOLDER writes files"},
	{command: "run", flags: "one-address", without: "sockets", why: "in memory nobody listens"},
	{command: "plan", flags: "ascii width", with: "output=json", why: "they are about text"},
	{command: "plan diff", flags: "ascii width", with: "output=json", why: "they are about text"},
	{command: "explore", flags: "repair-price repaired", without: "repair", why: "nothing is mended"},
	{command: "explore", flags: "shard all example examples results", with: "repair", why: "what matters is that nothing is found around the mended plan"},
	{command: "cli", flags: "steps release mode as-release seed resets", without: "scenario", why: "a running lab is as tvslab serve was told"},
	{command: "page", flags: "steps release mode as-release", without: "scenario", why: "a running lab is as tvslab serve was told"},
	{command: "cli", flags: "answer output=json", without: "command", why: "in a session you answer, and see a screen"},
	{command: "serve", flags: "ssh-user ssh-password-file ssh-auth ssh-idle ssh-host-key", with: "ssh=off", why: "nobody logs in"},
	{command: "serve", flags: "go-on", without: "dir", why: "nothing is kept"},
	{command: "serve", flags: "node-accounts node-http node-limits", with: "node-https=off", why: "nodes answer nobody"},
	{command: "phones", flags: "cause rate retry workers pcap", with: "boot=none", why: "nobody boots"},
	{command: "phones list", flags: "name group model list signer", without: "state", why: "phones of a running lab are named behind the command"},
	{command: "phones list", flags: "holds registered not-current on off control api api-token", with: "state", why: "they are about a running lab"},
	{command: "phones show", flags: "console control api api-token", with: "state", why: "they are about a running lab"},
	{command: "phones", flags: "name-base", with: "devices", why: "the file has the names of all phones"},
	{command: "bench", flags: "name-base", with: "devices", why: "the file has the names of all phones"},
	{command: "serve", flags: "phone-web-port phone-web-user", without: "phone-web", why: "no phone has web pages"},
	{command: "import", flags: "redact-key", without: "redact", why: "nothing is replaced"},
	{command: "bench", flags: "tftp-engine", with: "memory", why: "there is no TFTP without sockets"},
	{command: "bench", flags: "pcap", with: "memory", why: "nothing is spoken there; tvslab run --pcap plays the packets of a lab in memory"},
	{command: "bench", flags: "memory tftp-engine steps release mode as-release stored-at", without: "scenario", why: "they are about a lab in this process"},
	{command: "bench", flags: "models groups name-base devices seed", with: "scenario", why: "the scenario says who the phones are"},
	{command: "bench", flags: "phone-setting", with: "scenario", why: "the scenario has settings of its own"},
	{command: "bench", flags: "tftp tvs host lab server-pid", with: "scenario", why: "its servers are in this process"},
	{command: "bench", flags: "source", with: "scenario", why: "its phones have loopback addresses of their own"},
	{command: "bench", flags: "shard", with: "scenario", why: "shards share servers; serve the scenario with tvslab serve"},
	{command: "bench", flags: "state", with: "scenario", why: "a lab in this process is new every time; serve the scenario with tvslab serve"},
}

// idleFlags is the error of the flags that would have no effect, nil where there are none.
func idleFlags(cmd *cobra.Command) error {
	for _, row := range idles {
		if row.command != pathOf(cmd) {
			continue
		}
		for _, name := range strings.Fields(row.flags) {
			if given(cmd.Flags(), name) && row.met(cmd.Flags()) {
				return usageError{fmt.Errorf("%s: no effect %s: %s", dashed(cmd.Flags(), name), row.condition(cmd.Flags()), row.why)}
			}
		}
	}
	return nil
}

// emptyFlags is the error of a flag that is given without a value, as where a variable of a script is empty; nil where there is none.
func emptyFlags(cmd *cobra.Command) (err error) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		words := f.Value.Type() == "stringSlice" && f.Value.String() == "[]"
		if err == nil && (words || f.Value.Type() == "string" && f.Value.String() == "") {
			err = usageError{fmt.Errorf("--%s: its value is empty; leave the flag out, or give it one", f.Name)}
		}
	})
	return err
}

// noFlags is the error of any flag of a command's own, where none has an effect; nil where there are none.
func noFlags(cmd *cobra.Command, where string) (err error) {
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if f.Changed {
			err = usageError{fmt.Errorf("--%s: no effect %s", f.Name, where)}
		}
	})
	return err
}

// pathOf is the path of a command behind the name of the program.
func pathOf(cmd *cobra.Command) string {
	_, path, _ := strings.Cut(cmd.CommandPath(), " ")
	return path
}

func (i idle) met(flags *pflag.FlagSet) bool {
	return i.with != "" && given(flags, i.with) || i.without != "" && !given(flags, i.without)
}

func (i idle) condition(flags *pflag.FlagSet) string {
	if i.with != "" {
		return "with " + dashed(flags, i.with)
	}
	return "without " + dashed(flags, i.without)
}

// given reports whether a flag is given, with that value if there is one.
func given(flags *pflag.FlagSet, text string) bool {
	name, value, valued := strings.Cut(text, "=")
	f := flags.Lookup(name)
	return f != nil && f.Changed && (!valued || f.Value.String() == value)
}

// dashed is a flag as one types it.
func dashed(flags *pflag.FlagSet, text string) string {
	name, value, _ := strings.Cut(text, "=")
	typed := "--" + name
	if f := flags.Lookup(name); f != nil && f.Shorthand != "" {
		typed = "-" + f.Shorthand
	}
	return strings.TrimSpace(typed + " " + value)
}
