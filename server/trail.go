package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"agentadapter/server/admin"
	"agentadapter/server/engine"
)

// trailStore is what trail needs of the engine's bucket "trail".
type trailStore interface {
	Create(ctx context.Context, key string, body []byte) (uint64, error)
	Each(ctx context.Context, prefix string, fn func(engine.Value) error) error
}

// trail keeps who changed what of each tenant, one value for each deed under "{tenant}.{moment}-{word}".
// The bucket forgets what is older than trailLife.
type trail struct{ kept trailStore }

// deed is one as it is stored.
type deed struct {
	V int `json:"v"`
	admin.Deed
}

const deedVersion = 1

// Note keeps a deed; it is on disk once this returns.
func (t trail) Note(ctx context.Context, tenant string, d admin.Deed) error {
	body, err := json.Marshal(deed{deedVersion, d})
	if err != nil {
		return err
	}
	word := make([]byte, 4)
	rand.Read(word) // never fails: the runtime stops the program instead
	_, err = t.kept.Create(ctx, fmt.Sprintf("%s.%d-%s", tenant, d.At.UnixMilli(), hex.EncodeToString(word)), body)
	return err
}

// Deeds are the newest before a moment (zero: now), the latest first.
func (t trail) Deeds(ctx context.Context, tenant string, before time.Time, limit int) ([]admin.Deed, error) {
	var all []admin.Deed
	err := t.kept.Each(ctx, tenant, func(v engine.Value) error {
		var d deed
		if json.Unmarshal(v.Body, &d) == nil && d.V <= deedVersion && (before.IsZero() || d.At.Before(before)) {
			all = append(all, d.Deed)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b admin.Deed) int { return b.At.Compare(a.At) })
	return all[:min(len(all), limit)], err
}
