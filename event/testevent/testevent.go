// Package testevent helps to test types that implement event.What.
package testevent

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"tvslab/event"
)

// Check holds kinds and words of events to how they must be told, "KIND: WORDS". Each type of the package in the current
// folder that is an event.What must be among them, and its declaration must have a doc comment.
func Check(t *testing.T, told map[string]event.What) {
	t.Helper()
	seen := map[string]bool{}
	for want, what := range told {
		require.Equal(t, want, what.Kind()+": "+what.String())
		seen[reflect.TypeOf(what).Name()] = true
	}
	docs, kinds := declarations(t)
	require.NotEmpty(t, kinds)
	for name := range kinds {
		require.True(t, seen[name], "%s: not among them", name)
		require.NotEmpty(t, docs[name], "%s: no doc comment", name)
	}
}

// declarations returns the docs of the package's types, and which of them have a method Kind.
func declarations(t *testing.T) (docs map[string]string, kinds map[string]bool) {
	docs, kinds = map[string]string{}, map[string]bool{}
	p, err := build.ImportDir(".", 0)
	require.NoError(t, err)
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if typ, ok := s.(*ast.TypeSpec); ok {
						docs[typ.Name.Name] = d.Doc.Text() + typ.Doc.Text()
					}
				}
			case *ast.FuncDecl:
				if of := receiver(d); d.Name.Name == "Kind" && of != "" {
					kinds[of] = true
				}
			}
		}
	}
	return docs, kinds
}

// receiver names the type that a method belongs to, "" for a function and for methods of pointers.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	of, _ := f.Recv.List[0].Type.(*ast.Ident)
	if of == nil {
		return ""
	}
	return of.Name
}
