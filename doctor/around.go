package doctor

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"
)

const aroundGroup = "Around"

var aroundChecks = []check{
	{"clock", aroundGroup, "clock", "dates of reports, pages and captures; labs have a clock of their own", everything, tryClock},
	{"zone", aroundGroup, "time zone", "dates for people", nil, tryZone},
	{"terminal", aroundGroup, "terminal", "matrices of plans: symbols, width, colour", []string{"plan"}, tryTerminal},
	{"firewall", aroundGroup, "firewall", "phones and generators on other machines (--listen); loopback passes", nil, tryFirewall},
	{"labs", aroundGroup, "labs that run here", "lab, cli, phones and page find the only one by themselves", nil, tryLabs},
}

func tryClock(_ context.Context, m *Machine, a Ask) Finding {
	now := m.Now()
	const mend = "set the clock: timedatectl set-ntp true"
	switch {
	case now.Before(a.Built):
		return Finding{Limited, fmt.Sprintf("%s, before this program was made (%s)", now.UTC().Format(time.DateTime), a.Built.UTC().Format(time.DateOnly)), mend}
	case now.Year() < 2020 || now.Year() > 2099:
		return Finding{Limited, now.UTC().Format(time.DateTime), mend}
	}
	return Finding{OK, now.UTC().Format(time.DateTime) + " UTC", ""}
}

func tryZone(_ context.Context, m *Machine, _ Ask) Finding {
	if err := m.Zone(); err != nil {
		return Finding{Limited, fmt.Sprintf("TZ=%q is not known: UTC is taken", m.Env("TZ")), "install tzdata, or unset TZ"}
	}
	return Finding{OK, m.Now().Format("MST -0700"), ""}
}

func tryTerminal(_ context.Context, _ *Machine, a Ask) Finding {
	s := a.Screen
	const narrow = 60
	switch {
	case !s.Unicode:
		return Finding{Limited, "the locale is not UTF-8: symbols are ASCII (= < X)", "export LC_ALL=C.UTF-8"}
	case !s.Terminal:
		return Finding{OK, "none: text has 80 columns and no colour", ""}
	case s.Columns < narrow:
		return Finding{Limited, fmt.Sprintf("%d columns", s.Columns), fmt.Sprintf("make it wider than %d columns, or say --width", narrow)}
	}
	colour := "no colour"
	if s.Colour {
		colour = "colour"
	}
	return Finding{OK, fmt.Sprintf("%d columns, %s; if this is not a check mark, say --ascii: ✓", s.Columns, colour), ""}
}

// firewall is a program that keeps other machines out, by a file that tells of it.
type firewall struct{ name, file, has, mend string }

// tryFirewall looks for signs of a firewall; its rules are not for every user to read.
func tryFirewall(_ context.Context, m *Machine, _ Ask) Finding {
	for _, f := range firewalls {
		if f.has == "" {
			if _, err := os.Stat(f.file); err == nil {
				return Finding{Limited, f.name + " is there", f.mend}
			}
		} else if text, err := m.Read(f.file); err == nil && strings.Contains(string(text), f.has) {
			return Finding{Limited, f.name + " is on", f.mend}
		}
	}
	if m.System == "windows" {
		return Finding{OK, "Windows asks at the first --listen", ""}
	}
	return Finding{OK, "no sign of one", ""}
}

func tryLabs(ctx context.Context, _ *Machine, a Ask) Finding {
	list, err := a.Labs(ctx)
	switch {
	case err != nil:
		return Finding{Limited, err.Error(), "end the process that tvslab serve was, and start it again"}
	case len(list) == 0:
		return Finding{OK, "none", ""}
	}
	return Finding{OK, strings.Join(list, "; "), ""}
}
