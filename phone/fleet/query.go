package fleet

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tvslab/phone"
	"tvslab/phone/reason"
)

// Filter chooses phones of a Store; empty fields choose all.
type Filter struct {
	Name    string // device name, * and ? as in file names
	Group   string
	Model   string
	Verdict Verdict
	Reason  reason.Code // of the verdict, or of the registration
	List    string      // beginning of the SHA-256 of the stored CTL or ITL, in hex
	Signer  string      // part of the signer of the stored CTL or ITL, or of the file that made the verdict
	Limit   int         // 0 means no limit
}

// Row is what a Store has about one phone.
type Row struct {
	Number        int       `json:"k"`
	Name          string    `json:"name"`
	Group         string    `json:"group"`
	Model         string    `json:"model"`
	Verdict       Verdict   `json:"verdict"`
	File          string    `json:"file,omitempty"`
	Reason        string    `json:"reason,omitempty"`
	Signer        string    `json:"signer,omitempty"`
	CTL           string    `json:"ctl,omitempty"`          // SHA-256 of the stored list, hex
	CTLChecksum   string    `json:"ctl_checksum,omitempty"` // as the phone shows it: phone.Model.ChecksumOf
	CTLSigner     string    `json:"ctl_signer,omitempty"`
	CTLFrom       string    `json:"ctl_from,omitempty"`
	CTLCode       string    `json:"ctl_code,omitempty"`
	ITL           string    `json:"itl,omitempty"`
	ITLChecksum   string    `json:"itl_checksum,omitempty"`
	ITLSigner     string    `json:"itl_signer,omitempty"`
	ITLFrom       string    `json:"itl_from,omitempty"`
	ITLCode       string    `json:"itl_code,omitempty"`
	Configuration string    `json:"configuration,omitempty"` // hash of its content
	ConfigName    string    `json:"config_name,omitempty"`
	ConfigCode    string    `json:"config_code,omitempty"`
	Registered    string    `json:"registered,omitempty"`
	Registration  string    `json:"registration,omitempty"`
	Enrolment     string    `json:"enrolment,omitempty"`
	Boots         int       `json:"boots"`
	Booted        time.Time `json:"booted"`
}

const rowColumns = `k, name, "group", model, verdict, file, reason, signer, coalesce(ctl_hash,''), coalesce(ctl_signer,''), ctl_from, ctl_code,
	coalesce(itl_hash,''), coalesce(itl_signer,''), itl_from, itl_code, coalesce(configuration_hash,''), config_name, config_code,
	registered, registration, enrolment, boots, booted`

// Phones calls each for every phone that the filter chooses, in the order of their numbers. Phones that never booted are
// not in a Store.
func (s *Store) Phones(f Filter, each func(Row) error) error {
	where, arguments := f.where()
	limit := ""
	if f.Limit > 0 {
		limit, arguments = " LIMIT ?", append(arguments, f.Limit)
	}
	shown, err := s.checksums()
	if err != nil {
		return err
	}
	return s.each("SELECT "+rowColumns+" FROM phones"+where+" ORDER BY k"+limit, func(rows *sql.Rows) error {
		var r Row
		var booted int64
		err := rows.Scan(&r.Number, &r.Name, &r.Group, &r.Model, &r.Verdict, &r.File, &r.Reason, &r.Signer, &r.CTL, &r.CTLSigner, &r.CTLFrom,
			&r.CTLCode, &r.ITL, &r.ITLSigner, &r.ITLFrom, &r.ITLCode, &r.Configuration, &r.ConfigName, &r.ConfigCode,
			&r.Registered, &r.Registration, &r.Enrolment, &r.Boots, &booted)
		if err != nil {
			return err
		}
		r.CTLChecksum, r.ITLChecksum = shown[checksumKey{r.CTL, r.Model}], shown[checksumKey{r.ITL, r.Model}]
		r.Booted = time.Unix(booted, 0).UTC()
		return each(r)
	}, arguments...)
}

// Members returns the groups of the fleet, and the models of all of them, each once.
func (s *Store) Members() (groups, models []string, err error) {
	var text string
	err = s.db.QueryRow("SELECT value FROM fleet WHERE name = 'groups'").Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, nil // nobody has booted yet
	}
	if err != nil {
		return nil, nil, err
	}
	var list []groupTrait
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, nil, fmt.Errorf("%w: groups: %w", ErrNotState, err)
	}
	for _, g := range list {
		groups = append(groups, g.Name)
		for _, m := range g.Models {
			if !slices.Contains(models, m.Model) {
				models = append(models, m.Model)
			}
		}
	}
	return groups, models, nil
}

// Lists returns the stored lists of all phones by their hashes: SHA-256 in hex, as in Row.
func (s *Store) Lists() (map[string][]byte, error) {
	lists := map[string][]byte{}
	return lists, s.each("SELECT hash, data FROM list", func(rows *sql.Rows) error {
		var hash string
		var data []byte
		if err := rows.Scan(&hash, &data); err != nil {
			return err
		}
		lists[hash] = data
		return nil
	})
}

// checksumKey is a list, by its hash, on a phone of a model.
type checksumKey struct{ hash, model string }

// checksums returns what phones of each model show of each list of the file.
func (s *Store) checksums() (map[checksumKey]string, error) {
	models := phone.Models()
	shown := map[checksumKey]string{}
	lists, err := s.Lists()
	for hash, data := range lists {
		sums := map[string]string{} // the models show one of two
		for _, m := range models {
			if _, known := sums[m.Checksum]; !known {
				sums[m.Checksum] = m.ChecksumOf(data)
			}
			shown[checksumKey{hash, m.Name}] = sums[m.Checksum]
		}
	}
	return shown, err
}

// where is the filter in SQL.
func (f *Filter) where() (clause string, arguments []any) {
	var all []string
	add := func(condition, value string) {
		if value != "" {
			all = append(all, condition)
			for range strings.Count(condition, "?") {
				arguments = append(arguments, value)
			}
		}
	}
	add("name GLOB ?", f.Name)
	add(`"group" = ?`, f.Group)
	add("model = ?", f.Model)
	add("verdict = ?", string(f.Verdict))
	add("(reason = ? OR registration = ?)", string(f.Reason))
	add("(substr(ctl_hash, 1, length(?)) = ? OR substr(itl_hash, 1, length(?)) = ?)", strings.ToLower(f.List))
	add("(instr(ctl_signer, ?) OR instr(itl_signer, ?) OR instr(signer, ?))", f.Signer)
	if len(all) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(all, " AND "), arguments
}
