package keep

import (
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// mapped writes a map by its keys, sorted: strings and numbers.
func (d *draft) mapped(v reflect.Value) error {
	if v.IsNil() {
		d.text = append(d.text, "null"...)
		return nil
	}
	keys := v.MapKeys()
	texts := make(map[string]reflect.Value, len(keys))
	for _, k := range keys {
		text, err := keyText(k)
		if err != nil {
			return err
		}
		texts[text] = k
	}
	names := make([]string, 0, len(texts))
	for text := range texts {
		names = append(names, text)
	}
	slices.SortFunc(names, strings.Compare)
	d.text = append(d.text, '{')
	for _, text := range names {
		d.key(text)
		if err := d.value(within(v.MapIndex(texts[text]))); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	d.text = append(d.text, '}')
	return nil
}

var errKey = errors.New("a map by something that is neither a string nor a number cannot be kept")

func keyText(k reflect.Value) (string, error) {
	switch {
	case k.Kind() == reflect.String && !utf8.ValidString(k.String()):
		return "", fmt.Errorf("%.40q is no text", k.String())
	case k.Kind() == reflect.String:
		return k.String(), nil
	case k.CanInt():
		return strconv.FormatInt(k.Int(), 10), nil
	case k.CanUint():
		return strconv.FormatUint(k.Uint(), 10), nil
	}
	return "", fmt.Errorf("%w: %s", errKey, k.Type())
}

// list writes a slice or an array. Bytes are base64.
func (d *draft) list(v reflect.Value) error {
	if v.Kind() == reflect.Slice && v.IsNil() {
		d.text = append(d.text, "null"...)
		return nil
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		d.text = append(d.text, '"')
		d.text = base64.StdEncoding.AppendEncode(d.text, bytesOf(v))
		d.text = append(d.text, '"')
		return nil
	}
	d.text = append(d.text, '[')
	for i := range v.Len() {
		if i > 0 {
			d.text = append(d.text, ',')
		}
		if err := d.value(settable(v.Index(i))); err != nil {
			return fmt.Errorf("%d: %w", i, err)
		}
	}
	d.text = append(d.text, ']')
	return nil
}

func bytesOf(v reflect.Value) []byte {
	b := make([]byte, v.Len())
	reflect.Copy(reflect.ValueOf(b), v)
	return b
}

// held writes what an interface holds: its kind and the value.
func (d *draft) held(v reflect.Value) error {
	if v.IsNil() {
		d.text = append(d.text, "null"...)
		return nil
	}
	kind, err := d.w.types.kindOf(v.Elem().Type())
	if err != nil {
		return err
	}
	d.text = append(d.text, '{')
	d.key(kind)
	if err := d.value(within(v.Elem())); err != nil {
		return err
	}
	d.text = append(d.text, '}')
	return nil
}
