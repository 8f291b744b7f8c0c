// Package testevent helps to test types that implement event.What.
package testevent

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/event"
)

// Row is something that happened, and how it must be told.
type Row struct {
	What       event.What
	Kind, Text string
}

// Check compares rows with what is told, and requires at least one row for each type of the package in the current
// folder that is an event.What, and that its declaration has a doc comment.
func Check(t *testing.T, rows []Row) {
	t.Helper()
	seen := map[string]bool{}
	for _, row := range rows {
		require.Equal(t, row.Kind, row.What.Kind())
		require.Equal(t, row.Text, row.What.String())
		seen[reflect.TypeOf(row.What).Name()] = true
	}
	docs, kinds := declarations(t)
	require.NotEmpty(t, kinds)
	for name := range kinds {
		require.True(t, seen[name], "%s: no row", name)
		require.NotEmpty(t, docs[name], "%s: no doc comment", name)
	}
}

// declarations returns the docs of the package's types, and which of them have a method Kind.
func declarations(t *testing.T) (docs map[string]string, kinds map[string]bool) {
	docs, kinds = map[string]string{}, map[string]bool{}
	noTests := func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }
	packages, err := parser.ParseDir(token.NewFileSet(), ".", noTests, parser.ParseComments)
	require.NoError(t, err)
	for _, p := range packages {
		ast.Inspect(p, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GenDecl:
				for _, s := range n.Specs {
					if typ, ok := s.(*ast.TypeSpec); ok {
						docs[typ.Name.Name] = n.Doc.Text() + typ.Doc.Text()
					}
				}
			case *ast.FuncDecl:
				if n.Name.Name == "Kind" && n.Recv != nil {
					if of, ok := n.Recv.List[0].Type.(*ast.Ident); ok {
						kinds[of.Name] = true
					}
				}
			}
			return true
		})
	}
	return docs, kinds
}
