package folder

import (
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"
)

// Database is the database of the lab.
func (f *Folder) Database() *sql.DB { return f.db }

// Fill leaves no room for more.
func (f *Folder) Fill(t *testing.T) {
	t.Helper()
	_, err := f.db.Exec("PRAGMA max_page_count = 1") // as many as there are
	require.NoError(t, err)
}

// Empty makes room again.
func (f *Folder) Empty(t *testing.T) {
	t.Helper()
	_, err := f.db.Exec("PRAGMA max_page_count = 1000000")
	require.NoError(t, err)
}
