package roster

import "fmt"

// String is a problem as tests compare it.
func (p Problem) String() string { return fmt.Sprintf("%s: %s", p.At, p.What) }
