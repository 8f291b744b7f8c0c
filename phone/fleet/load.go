package fleet

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"tvslab/capf"
	"tvslab/phone"
	"tvslab/phone/content"
	"tvslab/phone/reason"
)

// attach takes the phones that the store has, and lets the store have those that boot from now on.
func (f *Fleet) attach(s *Store) error {
	if err := f.load(s); err != nil {
		return fmt.Errorf("state %q: %w", s.path, err)
	}
	f.queue = newQueue(f, s)
	return nil
}

func (f *Fleet) load(s *Store) error {
	for _, part := range []func(*Store) error{f.introduce, f.loadLists, f.loadConfigurations, f.loadPhones, f.loadLSCs} {
		if err := part(s); err != nil {
			return err
		}
	}
	return nil
}

// groupTrait is a group without its servers.
type groupTrait struct {
	Name   string
	Weight int
	Models []Share
}

// traits are what makes phones these phones. Servers and addresses may change from run to run.
func (c *Config) traits() map[string]string {
	var groups []groupTrait
	for _, g := range c.Groups {
		groups = append(groups, groupTrait{g.Name, g.Weight, g.Models})
	}
	text, _ := json.Marshal(groups)
	return map[string]string{
		"count": strconv.Itoa(c.Count), "shard": fmt.Sprintf("%d/%d", c.Shard.Index, c.shards()),
		"seed": strconv.FormatUint(c.Seed, 10), "first-name": c.namesTrait(), "groups": string(text),
		"settings": c.settingsTrait(),
	}
}

// namesTrait is the first of names that count up; of others also how many there are, and the beginning of a hash of all.
func (c *Config) namesTrait() string {
	if c.Devices == nil {
		return cmp.Or(c.FirstName, DefaultName)
	}
	hash := sha256.New()
	for k := range c.Devices.Len() {
		fmt.Fprintln(hash, c.Devices.At(k).Name())
	}
	return fmt.Sprintf("%s and others (%x)", c.Devices.At(0).Name(), hash.Sum(nil)[:8])
}

// settingsTrait are the settings that are not as they are by default, "defaults" where all are.
func (c *Config) settingsTrait() string {
	if c.Settings == nil {
		return "defaults"
	}
	defaults := phone.DefaultSettings()
	var other []string
	for _, r := range phone.SettingRows() {
		if text := strings.Join(r.Value(c.Settings).Text(), ","); text != strings.Join(r.Value(&defaults).Text(), ",") {
			other = append(other, r.Name+"="+text)
		}
	}
	return cmp.Or(strings.Join(other, " "), "defaults")
}

// introduce writes into a new file what the fleet is, and compares with an old one.
func (f *Fleet) introduce(s *Store) error {
	return s.transact(context.Background(), func(tx *sql.Tx) error {
		for name, value := range f.config.traits() {
			if _, err := tx.Exec("INSERT OR IGNORE INTO fleet VALUES (?, ?)", name, value); err != nil {
				return err
			}
			var there string
			if err := tx.QueryRow("SELECT value FROM fleet WHERE name = ?", name).Scan(&there); err != nil {
				return err
			}
			if there != value {
				return fmt.Errorf("%w: %s is %s there, not %s", ErrOtherFleet, name, there, value)
			}
		}
		return nil
	})
}

// each calls row for every row of a query.
func (s *Store) each(query string, row func(*sql.Rows) error, arguments ...any) error {
	rows, err := s.db.Query(query, arguments...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// errGap is a file whose numbers do not fit.
func errGap(table string, id, want uint32) error {
	return fmt.Errorf("%w: row %d of table %s where %d belongs", ErrNotState, id, table, want)
}

func (f *Fleet) loadLists(s *Store) error {
	return s.each("SELECT id, data FROM list ORDER BY id", func(rows *sql.Rows) error {
		var id uint32
		var data []byte
		if err := rows.Scan(&id, &data); err != nil {
			return err
		}
		if i := f.contents.list(f.contents.files.Intern(data)); i != id {
			return errGap("list", id, i)
		}
		return nil
	})
}

func (f *Fleet) loadConfigurations(s *Store) error {
	return s.each("SELECT id, content FROM configuration ORDER BY id", func(rows *sql.Rows) error {
		var id uint32
		var document []byte
		if err := rows.Scan(&id, &document); err != nil {
			return err
		}
		var parsed content.Config
		if err := json.Unmarshal(document, &parsed); err != nil {
			return fmt.Errorf("configuration %d: %w", id, err)
		}
		if i := f.contents.configuration(&parsed); i != id {
			return errGap("configuration", id, i)
		}
		return nil
	})
}

// local is the number within the shard of phone k; the file may have no others.
func (f *Fleet) local(k int) (int, error) {
	shard := f.roster.shard
	if k < 0 || k >= f.config.Count || k%shard.Of != shard.Index {
		return 0, fmt.Errorf("%w: phone %d is not of shard %d/%d", ErrNotState, k, shard.Index, shard.Of)
	}
	return k / shard.Of, nil
}

const allPhones = `SELECT k, signer, coalesce(ctl, 0), ctl_from, ctl_code, coalesce(itl, 0), itl_from, itl_code,
	coalesce(configuration, 0), config_name, config_code, registered, registration, enrolment, flags, boots, booted FROM phone`

func (f *Fleet) loadPhones(s *Store) error {
	return s.each(allPhones, func(rows *sql.Rows) error {
		var k int
		var r record
		var signer, ctlFrom, itlFrom, configName, registered string
		var ctl, itl, config, registration, enrolment reason.Code
		err := rows.Scan(&k, &signer, &r.ctl, &ctlFrom, &ctl, &r.itl, &itlFrom, &itl, &r.config, &configName, &config,
			&registered, &registration, &enrolment, &r.flags, &r.boots, &r.booted)
		if err != nil {
			return err
		}
		i, err := f.local(k)
		if err != nil {
			return err
		}
		if int(r.ctl) >= len(f.contents.lists) || int(r.itl) >= len(f.contents.lists) || int(r.config) >= len(f.contents.configs) {
			return fmt.Errorf("%w: phone %d has a list or configuration that is not there", ErrNotState, k)
		}
		t := f.contents
		r.signer, r.ctlFrom, r.itlFrom, r.registered = t.text(signer), t.text(ctlFrom), t.text(itlFrom), t.text(registered)
		r.ctlCode, r.itlCode, r.configCode = indexOf[ctl], indexOf[itl], indexOf[config]
		r.registerCode, r.enrolCode = indexOf[registration], indexOf[enrolment]
		r.configName = kindOfName(configName, f.roster.name(k))
		f.records[i] = r
		return nil
	})
}

func (f *Fleet) loadLSCs(s *Store) error {
	return s.each("SELECT k, certificate, issuer, key FROM lsc", func(rows *sql.Rows) error {
		var k int
		var certificate, issuer, key []byte
		if err := rows.Scan(&k, &certificate, &issuer, &key); err != nil {
			return err
		}
		i, err := f.local(k)
		if err != nil {
			return err
		}
		lsc, err := readLSC(f.roster.name(k), certificate, issuer, key)
		if err != nil {
			return fmt.Errorf("LSC of phone %d: %w", k, err)
		}
		f.records[i].lsc = f.lscs.put(0, lsc)
		return nil
	})
}

func readLSC(name string, certificate, issuer, key []byte) (*phone.LSC, error) {
	var signer *x509.Certificate
	if len(issuer) > 0 {
		var err error
		if signer, err = x509.ParseCertificate(issuer); err != nil {
			return nil, err
		}
	}
	lsc, err := capf.ParseLSC(name, certificate, signer)
	if err != nil {
		return nil, err
	}
	return &phone.LSC{LSC: lsc, Key: keyOf(key)}, nil
}
