package main

import (
	"log/slog"
	"path/filepath"

	"agentadapter/server/files"
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
		Recordings: n.platform.Calls, Chats: n.platform.Chats, CRM: n.patient.Attachments, Spool: spool,
		Logger: log.With("tenant", n.tenant.ID),
	}
	if n.storage != nil {
		cfg.Storage = n.storage
	}
	return files.New(cfg)
}
