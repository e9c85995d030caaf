package ccaip

import (
	"context"
	"time"
)

// ChatsService is the chapter "Chats" of the Manager API.
type ChatsService struct{ c *Client }

// Get reads one chat.
func (s ChatsService) Get(ctx context.Context, id string) (Session, error) {
	return s.c.session(ctx, KindChat, "get chat", "/manager/api/v1/chats/", id)
}

// UpdatedSince reads the chats that changed from a moment on. Keep the stretch short: large pulls
// time out at the platform.
func (s ChatsService) UpdatedSince(ctx context.Context, from time.Time) ([]Session, error) {
	return s.c.sessions(ctx, KindChat, "list chats", "/manager/api/v1/chats", from)
}
