package main

import (
	"log/slog"
	"path/filepath"

	"agentadapter/ccaip"
	"agentadapter/server/files"
	"agentadapter/server/tenants"
)

// spool is where files of unknown length are laid down. Without room for it such files are tried for
// again later, and everything else goes on.
func spool(cfg Config, log *slog.Logger) *files.Spool {
	s, err := files.NewSpool(filepath.Join(cfg.DataDir, "spool"), files.SpoolQuota)
	if err != nil {
		log.Error("files of unknown length are left alone", "err", err)
		return nil
	}
	return s
}

// porter brings a tenant's files. Nobody waits for them: their requests leave room for live sessions.
func (n neighbours) porter(spool *files.Spool, log *slog.Logger) *files.Porter {
	cfg := files.Config{
		Recordings: n.later.Calls, Chats: n.later.Chats, CRM: n.patient.Attachments, Spool: spool,
		Logger: log.With("tenant", n.tenant.ID),
	}
	if n.storage != nil {
		cfg.Storage = n.storage
	}
	return files.New(cfg)
}

// openStorage opens where the platform exports files into. Its values were checked when they were
// given, so what is wrong with them here is worth a line and not the server.
func openStorage(t tenants.Tenant, log *slog.Logger) *ccaip.Storage {
	if t.Platform.StorageURL == "" {
		return nil
	}
	s, err := ccaip.OpenStorage(ccaip.StorageConfig{
		URL: t.Platform.StorageURL, Key: t.Platform.StorageKey.Reveal(), Secret: t.Platform.StorageSecret.Reveal()})
	if err != nil {
		log.Error("the platform's storage is left alone", "err", err)
		return nil
	}
	return s
}
