package doctor

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"

	"tvslab/sim/keypool"
	"tvslab/sim/lab/control"
)

const folderGroup = "Folders"

var folderChecks = []check{
	{"keys", folderGroup, "lab keys", "every lab: certificates have keys", everything, tryKeys},
	{"control", folderGroup, "control socket", "lab, cli, phones and page, which find the lab that runs", []string{"serve", "web", "classroom"}, tryControlFolder},
	{"temporary", folderGroup, "temporary files", "captures, exports", []string{"serve", "bench", "phones"}, tryTemporary},
	{"disk", folderGroup, "disk space", "labs in folders, state of fleets, logs, captures", everything, tryDisk},
}

// tryKeys looks at the pool of keys, which is made when it is first wanted.
func tryKeys(_ context.Context, m *Machine, a Ask) Finding {
	if a.KeysDir == "" {
		return Finding{No, "there is no cache folder: HOME is not set", keypool.Mend}
	}
	stock, err := m.Keys(a.KeysDir)
	if err != nil {
		return Finding{No, err.Error(), keypool.Mend}
	}
	if stock.Missing == 0 {
		return Finding{OK, fmt.Sprintf("%s, %d pools, %s", a.KeysDir, stock.Pools, size(stock.Bytes)), ""}
	}
	if err := m.Write(a.KeysDir); err != nil {
		return Finding{No, fmt.Sprintf("%s cannot be written: %s", a.KeysDir, short(err)), keypool.Mend}
	}
	return Finding{OK, fmt.Sprintf("%s, made at the first run in a few seconds", a.KeysDir), ""}
}

// tryControlFolder opens a control socket as serve does.
func tryControlFolder(_ context.Context, m *Machine, _ Ask) Finding {
	err := m.Control()
	var folder *control.FolderError
	switch {
	case err == nil:
		return Finding{OK, "only you get at it", ""}
	case errors.As(err, &folder):
		return Finding{No, err.Error(), fmt.Sprintf("chmod 700 %s if it is yours, set XDG_RUNTIME_DIR, or choose --control PATH", folder.Dir)}
	}
	return Finding{No, err.Error(), "set XDG_RUNTIME_DIR to a folder of yours, choose --control PATH, or go without: --control none"}
}

func tryTemporary(_ context.Context, m *Machine, _ Ask) Finding {
	if err := m.Write(os.TempDir()); err != nil {
		return Finding{Limited, fmt.Sprintf("%s cannot be written: %s", os.TempDir(), short(err)), "set TMPDIR to a folder that can be written"}
	}
	return Finding{OK, os.TempDir(), ""}
}

// littleSpace is what keys, a lab in a folder and a few reports take, bytes.
const littleSpace = 100 << 20

// tryDisk looks at the folder of keys, that of temporary files and the one that we are in.
func tryDisk(_ context.Context, m *Machine, a Ask) Finding {
	least, where := int64(0), ""
	for _, dir := range []string{a.KeysDir, os.TempDir(), "."} {
		free, err := m.Free(dir)
		if err != nil || dir == "" {
			continue
		}
		if n := int64(min(free, math.MaxInt64)); where == "" || n < least {
			least, where = n, dir
		}
	}
	switch {
	case where == "":
		return Finding{OK, "the system does not tell", ""}
	case least < littleSpace:
		return Finding{Limited, fmt.Sprintf("%s free in %s", size(least), where), "make room, or choose folders on another disk: --keys, --dir, TMPDIR"}
	}
	return Finding{OK, size(least) + " free", ""}
}
