package fleet

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"tvslab/phone/content"
	"tvslab/phone/trust"
)

// writer writes batches of boots. Lists and configurations are written before the first phone that has them; numbers in
// the file are those of the fleet's contents.
type writer struct {
	fleet          *Fleet
	store          *Store
	lists, configs int // that the file has
}

func newWriter(f *Fleet, s *Store) *writer {
	return &writer{fleet: f, store: s, lists: len(f.contents.lists) - 1, configs: len(f.contents.configs) - 1}
}

func (w *writer) write(batch []row) error {
	lists, configs := w.lists, w.configs
	err := w.store.transact(context.Background(), func(tx *sql.Tx) error {
		var err error
		if lists, err = w.writeLists(tx); err != nil {
			return err
		}
		if configs, err = w.writeConfigs(tx); err != nil {
			return err
		}
		return w.writePhones(tx, batch)
	})
	if err == nil {
		w.lists, w.configs = lists, configs
	}
	return err
}

// writeLists writes the lists that are new and returns how many there are.
func (w *writer) writeLists(tx *sql.Tx) (int, error) {
	c := w.fleet.contents
	c.mutex.RLock()
	all := c.lists
	c.mutex.RUnlock()
	for i := w.lists + 1; i < len(all); i++ {
		signer, signed := about(all[i])
		sum := all[i].Sum()
		_, err := tx.Exec("INSERT INTO list VALUES (?, ?, ?, ?, ?)", i, fmt.Sprintf("%x", sum), signer, signed, all[i].Bytes())
		if err != nil {
			return 0, err
		}
	}
	return len(all) - 1, nil
}

// about returns the signer of a list and when it was signed, as the table has them.
func about(f *content.File) (signer, signed string) {
	l, err := f.List()
	if err != nil {
		return "", ""
	}
	return trust.Signer(&l.Header), l.Header.Timestamp.UTC().Format(time.RFC3339)
}

func (w *writer) writeConfigs(tx *sql.Tx) (int, error) {
	c := w.fleet.contents
	c.mutex.RLock()
	all := c.configs
	c.mutex.RUnlock()
	for i := w.configs + 1; i < len(all); i++ {
		content, err := json.Marshal(all[i].parsed)
		if err != nil {
			return 0, err
		}
		if _, err := tx.Exec("INSERT INTO configuration VALUES (?, ?, ?)", i, fmt.Sprintf("%x", all[i].sum), string(content)); err != nil {
			return 0, err
		}
	}
	return len(all) - 1, nil
}

const writePhone = `INSERT OR REPLACE INTO phone VALUES (?,?,?,?,?,?,?,?, ?,?,?, ?,?,?, ?,?,?, ?,?,?, ?,?,?)`

func (w *writer) writePhones(tx *sql.Tx, batch []row) error {
	insert, err := tx.Prepare(writePhone)
	if err != nil {
		return err
	}
	defer insert.Close()
	for i := range batch {
		r := &batch[i]
		if _, err := insert.Exec(w.values(r)...); err != nil {
			return err
		}
		if err := w.writeLSC(tx, r); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) values(r *row) []any {
	id, o, t := w.fleet.Identity(r.phone), w.fleet.outcome(&r.record), w.fleet.contents
	return []any{
		id.Number, id.Name, id.Group, id.Model, string(o.Verdict), o.File, string(o.Reason), o.Signer,
		orNull(r.ctl), t.textAt(r.ctlFrom), string(o.CTL), orNull(r.itl), t.textAt(r.itlFrom), string(o.ITL),
		orNull(r.config), r.configName.of(id.Name), string(o.Config), o.Registered, string(o.Registration), string(o.Enrolment),
		int(r.flags), int64(r.boots), int64(r.booted),
	}
}

// orNull makes NULL of an index that stands for nothing.
func orNull(i uint32) any {
	if i == 0 {
		return nil
	}
	return int64(i)
}

// writeLSC keeps what the boot did to the phone's certificate.
func (w *writer) writeLSC(tx *sql.Tx, r *row) error {
	k := w.fleet.roster.number(r.phone)
	switch {
	case !r.newLSC:
		return nil
	case r.lsc == nil:
		_, err := tx.Exec("DELETE FROM lsc WHERE k = ?", k)
		return err
	}
	certificate, issuer, key, err := storedLSC(r.lsc)
	if err != nil {
		return fmt.Errorf("LSC of %s: %w", w.fleet.roster.name(k), err)
	}
	_, err = tx.Exec("INSERT OR REPLACE INTO lsc VALUES (?, ?, ?, ?)", k, certificate, issuer, key)
	return err
}
