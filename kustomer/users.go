package kustomer

import (
	"context"
	"net/url"
	"strings"
	"time"
)

// UsersService is the chapter "Users" of the API.
type UsersService struct{ c *Client }

// User is a person (or machine) that works in Kustomer.
type User struct {
	ID          string    `json:"-"`
	Name        string    `json:"name"`
	DisplayName string    `json:"displayName"`
	Email       string    `json:"email"`
	UserType    string    `json:"userType"` // user, machine, limited
	Roles       []string  `json:"roles"`
	DeletedAt   time.Time `json:"deletedAt"`
}

func (u *User) fill(r resource) bool {
	u.ID = r.ID
	return r.ID != ""
}

// Get reads one user.
func (s UsersService) Get(ctx context.Context, id string) (User, error) {
	k, err := named("get user", "/v1/users/", id)
	if err != nil {
		return User{}, err
	}
	return fetch[User](ctx, s.c, k)
}

// Current reads the machine user behind the key: the author of everything it writes.
func (s UsersService) Current(ctx context.Context) (User, error) {
	return fetch[User](ctx, s.c, get("get current user", "/v1/users/current"))
}

// People lists the users who are people, not machines.
func (s UsersService) People(ctx context.Context) ([]User, error) {
	k := get("list users", "/v1/users")
	k.query = url.Values{"userType": {"user"}}
	return list[User](ctx, s.c, k)
}

// ByEmail finds the user with an e-mail address, letter case aside; nobody is [NotFound].
func (s UsersService) ByEmail(ctx context.Context, email string) (User, error) {
	const op = "get user by e-mail"
	if email == "" {
		return User{}, refusedHere(op, "email", "nothing to look up: the e-mail is empty")
	}
	k := get(op, "/v1/users")
	k.query = url.Values{"email": {email}}
	users, err := list[User](ctx, s.c, k)
	if err != nil {
		return User{}, err
	}
	for _, u := range users {
		if strings.EqualFold(u.Email, email) && u.DeletedAt.IsZero() {
			return u, nil
		}
	}
	return User{}, &Error{Kind: NotFound, Op: op, Detail: "no user of the org has this e-mail"}
}
