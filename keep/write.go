package keep

import (
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Sink takes documents. The same one may come several times.
type Sink interface {
	// Put takes a document: its name, what kind it is of, JSON, and the names of the documents that it names. These came before.
	Put(name, kind string, document []byte, names []string) error
}

// Writer writes states. One that writes several writes what they have in common once, as long as it is in both of two that follow each
// other. It is not safe for concurrent use.
type Writer struct {
	types   *Types
	sink    Sink
	written map[any]string // documents of what is never changed, by pointer: of the last state
	now     map[any]string // of the one that is being written
	under   map[any]bool   // pointers on the way to where the writer is
}

// NewWriter returns a writer to sink.
func NewWriter(types *Types, sink Sink) *Writer { return &Writer{types: types, sink: sink} }

// Write writes the state that a pointer points to and returns the name of its first document. An error names the place of what
// cannot be kept.
func (w *Writer) Write(state any) (name string, err error) {
	w.now, w.under = map[any]string{}, map[any]bool{}
	if name, err = w.document(reflect.ValueOf(state)); err != nil {
		return "", err
	}
	w.written = w.now
	return name, nil
}

// Forget forgets what was written: the sink may have lost it.
func (w *Writer) Forget() { w.written = nil }

// document writes what a pointer points to as a document of its own, and returns its name.
func (w *Writer) document(v reflect.Value) (string, error) {
	key := v.Interface()
	if name, done := w.now[key]; done {
		return name, nil
	}
	if w.under[key] {
		return "", fmt.Errorf("%s holds itself", v.Type())
	}
	w.under[key] = true
	defer delete(w.under, key)
	fresh := w.types.fresh[v.Type()]
	if name, done := w.written[key]; done && !fresh {
		w.keepUnder(key, name)
		return name, nil
	}
	d := draft{w: w}
	if err := d.pointed(v); err != nil {
		return "", fmt.Errorf("%s: %w", w.types.name(v.Type()), err)
	}
	name, err := d.put(w.types.name(v.Type()))
	if err == nil && !fresh {
		w.keepUnder(key, name)
	}
	return name, err
}

func (w *Writer) keepUnder(key any, name string) { w.now[key] = name }

// draft is a document in the making.
type draft struct {
	w     *Writer
	text  []byte
	names []string
}

// put hands the document over under its name: the hash of kind and text, 32 hex digits.
func (d *draft) put(kind string) (string, error) {
	sum := sha256.Sum256(append([]byte(kind+" "), d.text...))
	name := hex.EncodeToString(sum[:16])
	slices.Sort(d.names)
	return name, d.w.sink.Put(name, kind, d.text, slices.Compact(d.names))
}

// pointed writes what a pointer points to, in its form if it has one.
func (d *draft) pointed(v reflect.Value) error {
	if form, ok := d.w.types.forms[v.Type()]; ok {
		kept, err := form.keep(v)
		if err != nil {
			return err
		}
		return d.value(kept)
	}
	return d.value(settable(v.Elem()))
}

// named writes the name of a document.
func (d *draft) named(name string) {
	d.names = append(d.names, name)
	d.text = strconv.AppendQuote(d.text, name)
}

// value writes a value, which is addressable.
func (d *draft) value(v reflect.Value) error {
	t := v.Type()
	if form, ok := d.w.types.forms[t]; ok && t.Kind() != reflect.Pointer {
		if t.Kind() == reflect.Interface && v.IsNil() {
			d.text = append(d.text, "null"...)
			return nil
		}
		kept, err := form.keep(v)
		if err != nil {
			return err
		}
		return d.value(kept)
	}
	if hasText(t) {
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		d.string(string(text))
		return err
	}
	if t.Kind() == reflect.String && !utf8.ValidString(v.String()) {
		return fmt.Errorf("%.40q is no text", v.String())
	}
	return d.plain(v)
}

func (d *draft) plain(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Bool:
		d.text = strconv.AppendBool(d.text, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		d.text = strconv.AppendInt(d.text, v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		d.text = strconv.AppendUint(d.text, v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		d.text = strconv.AppendFloat(d.text, v.Float(), 'g', -1, 64)
	case reflect.String:
		d.string(v.String())
	case reflect.Struct:
		return d.object(v)
	case reflect.Map:
		return d.mapped(v)
	case reflect.Slice, reflect.Array:
		return d.list(v)
	case reflect.Pointer:
		return d.pointer(v)
	case reflect.Interface:
		return d.held(v)
	default:
		return fmt.Errorf("%s cannot be kept", v.Type())
	}
	return nil
}

func (d *draft) string(s string) {
	quoted, _ := json.Marshal(s) // a string: cannot fail
	d.text = append(d.text, quoted...)
}

func (d *draft) pointer(v reflect.Value) error {
	if v.IsNil() {
		d.text = append(d.text, "null"...)
		return nil
	}
	name, err := d.w.document(v)
	if err == nil {
		d.named(name)
	}
	return err
}

func (d *draft) object(v reflect.Value) error {
	d.text = append(d.text, '{')
	for _, f := range fieldsOf(v.Type()) {
		at := settable(v.Field(f.index))
		if at.IsZero() {
			continue
		}
		d.key(f.name)
		if err := d.member(at, f.apart); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	d.text = append(d.text, '}')
	return nil
}

// member writes a field, apart if it is a document of its own.
func (d *draft) member(v reflect.Value, apart bool) error {
	if !apart {
		return d.value(v)
	}
	part := draft{w: d.w}
	if err := part.value(v); err != nil {
		return err
	}
	name, err := part.put(d.w.types.name(v.Type()))
	if err == nil {
		d.named(name)
	}
	return err
}

// key writes the key of a member, after a comma if it is not the first.
func (d *draft) key(name string) {
	if d.text[len(d.text)-1] != '{' {
		d.text = append(d.text, ',')
	}
	d.string(name)
	d.text = append(d.text, ':')
}
