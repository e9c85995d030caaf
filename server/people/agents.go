package people

import "context"

// Member is an agent as CCAI Platform knows it.
type Member struct {
	ID    int64
	Name  string
	Email string
}

// Agents finds platform agents. Nobody of that name is a *MissingError, a platform that could not
// be asked an *UnreachableError.
type Agents interface {
	Get(ctx context.Context, id int64) (Member, error)
	ByEmail(ctx context.Context, email string) (Member, error)
}
