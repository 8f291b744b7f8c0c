package main

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/constant"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"time"
)

// sources are the packages whose constants were wanted, by folder.
var sources = map[string]map[string]ast.Expr{}

// constantOf returns the value of a number that is a constant of a package of this module, by the package's folder.
func constantOf(dir, name string) (constant.Value, error) {
	if sources[dir] == nil {
		found, err := constantsOf(filepath.Join(root(), filepath.FromSlash(dir)))
		if err != nil {
			return nil, err
		}
		sources[dir] = found
	}
	return value(sources[dir], name)
}

// root is the folder of the module, as the way to it from the working folder: that one or one above it.
func root() string {
	for up := "."; ; up = filepath.Join("..", up) {
		if _, err := os.Stat(filepath.Join(up, "go.mod")); err == nil {
			return up
		}
		if dir, err := filepath.Abs(up); err != nil || filepath.Dir(dir) == dir {
			return "."
		}
	}
}

// constantsOf returns the expressions of a package's constants by their names.
func constantsOf(dir string) (map[string]ast.Expr, error) {
	p, err := build.ImportDir(dir, 0)
	if err != nil {
		return nil, err
	}
	found := map[string]ast.Expr{}
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
				gather(g, found)
			}
		}
	}
	return found, nil
}

func gather(g *ast.GenDecl, found map[string]ast.Expr) {
	for _, spec := range g.Specs {
		s := spec.(*ast.ValueSpec)
		for i, name := range s.Names {
			if i < len(s.Values) {
				found[name.Name] = s.Values[i]
			}
		}
	}
}

func value(known map[string]ast.Expr, name string) (constant.Value, error) {
	e, ok := known[name]
	if !ok {
		return nil, fmt.Errorf("there is no constant %s", name)
	}
	v := evaluate(known, e)
	if v.Kind() != constant.Int {
		return nil, fmt.Errorf("constant %s is more than numbers, their operators, constants of its package and units of time", name)
	}
	return v, nil
}

// evaluate returns what an expression is worth, an unknown value where it is none that bounds are made of.
func evaluate(known map[string]ast.Expr, e ast.Expr) constant.Value {
	switch e := e.(type) {
	case *ast.BasicLit:
		return constant.MakeFromLiteral(e.Value, e.Kind, 0)
	case *ast.ParenExpr:
		return evaluate(known, e.X)
	case *ast.Ident:
		if of, ok := known[e.Name]; ok {
			return evaluate(known, of)
		}
	case *ast.SelectorExpr:
		if d, ok := times[e.Sel.Name]; ok {
			return constant.MakeInt64(int64(d))
		}
	case *ast.BinaryExpr:
		x, y := evaluate(known, e.X), evaluate(known, e.Y)
		if x.Kind() != constant.Int || y.Kind() != constant.Int {
			break
		}
		if n, _ := constant.Uint64Val(y); e.Op == token.SHL {
			return constant.Shift(x, token.SHL, uint(n))
		}
		return constant.BinaryOp(x, e.Op, y)
	}
	return constant.MakeUnknown()
}

// times are the units of package time.
var times = map[string]time.Duration{"Millisecond": time.Millisecond, "Second": time.Second, "Minute": time.Minute, "Hour": time.Hour}
