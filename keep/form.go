package keep

import (
	"fmt"
	"reflect"
)

// Form is how a type is kept that is not plain data: as another type that is.
type Form struct {
	of, as  reflect.Type
	keep    func(v reflect.Value) (reflect.Value, error)
	restore func(form reflect.Value) (reflect.Value, error)
}

// FormOf returns the form of T: keep makes its plain value, restore what was kept. T may be a pointer, an interface or a value type.
// Where it is a pointer, nil is kept as nil, and keep is not asked.
func FormOf[T, F any](keep func(T) (F, error), restore func(F) (T, error)) Form {
	return Form{
		of: reflect.TypeFor[T](), as: reflect.TypeFor[F](),
		keep: func(v reflect.Value) (reflect.Value, error) {
			f, err := keep(v.Interface().(T))
			return settable(reflect.ValueOf(&f).Elem()), err
		},
		restore: func(form reflect.Value) (reflect.Value, error) {
			t, err := restore(form.Interface().(F))
			return reflect.ValueOf(&t).Elem(), err
		},
	}
}

// Types is what is known of the types of a state.
type Types struct {
	forms  map[reflect.Type]Form
	kinds  map[string]reflect.Type // what interfaces may hold, by name
	fresh  map[reflect.Type]bool   // pointers to what is changed in place
	called map[reflect.Type]string // documents' types by other names than their own
}

// NewTypes returns types of which nothing is known: plain data.
func NewTypes() *Types {
	return &Types{forms: map[reflect.Type]Form{}, kinds: map[string]reflect.Type{}, fresh: map[reflect.Type]bool{}, called: map[reflect.Type]string{}}
}

// Add adds forms.
func (t *Types) Add(forms ...Form) {
	for _, f := range forms {
		t.forms[f.of] = f
	}
}

// Fresh says that what a pointer to T points to is changed in place: each such pointer is written anew, and each one that is read
// points to a value of its own.
func Fresh[T any](t *Types) { t.fresh[reflect.TypeFor[*T]()] = true }

// Kind says that interfaces may hold a T, which documents call by the name.
func Kind[T any](t *Types, name string) { t.kinds[name] = reflect.TypeFor[T]() }

// Called says what documents of type T are called; else that is the name of the type.
func Called[T any](t *Types, name string) { t.called[reflect.TypeFor[T]()] = name }

// name is what documents of a type are called.
func (t *Types) name(of reflect.Type) string {
	if form, ok := t.forms[of]; ok {
		of = form.as
	}
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if name, ok := t.called[of]; ok {
		return name
	}
	if of.Name() == "" {
		return "list"
	}
	return snake(of.Name())
}

// kindOf is the name of what an interface holds.
func (t *Types) kindOf(held reflect.Type) (string, error) {
	for name, kind := range t.kinds {
		if kind == held {
			return name, nil
		}
	}
	return "", fmt.Errorf("%s is in an interface, and has no name there", held)
}
