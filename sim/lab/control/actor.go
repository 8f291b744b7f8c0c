package control

import "context"

// actorKey is where a context has who acts.
type actorKey struct{}

// By returns the context of what somebody does in a lab that is another's: the history has the name behind the way, as in
// "cli cucm-pub (trainer)". The name "" is the lab's own user.
func By(ctx context.Context, who string) context.Context {
	if who == "" {
		return ctx
	}
	return context.WithValue(ctx, actorKey{}, who)
}

// actor is who acts under ctx, "" for the lab's own user.
func actor(ctx context.Context) string {
	who, _ := ctx.Value(actorKey{}).(string)
	return who
}

// signed is the way by which something was done, with who did it.
func signed(ctx context.Context, way string) string {
	if who := actor(ctx); who != "" && way != "" {
		return way + " (" + who + ")"
	}
	return way
}

// By lets a session be somebody's whose lab it is not; see [By].
func (s *Session) By(who string) *Session { s.who = who; return s }

// Confine keeps those who type commands from files of this machine: what is pasted is PEM. It is called before the first session.
func (l *Lab) Confine() { l.outside.Confined = true }
