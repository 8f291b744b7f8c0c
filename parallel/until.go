package parallel

import "context"

// Until calls f in a goroutine of its own and returns what f does, or the error of ctx as soon as ctx has ended. What f does
// then, and what it holds, is lost, and f runs on to its end: Until is for what cannot be interrupted, such as reading from a
// pipe or making a key, in a process that ends with ctx.
func Until[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := f()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
