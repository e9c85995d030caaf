package intake

import (
	"errors"

	"agentadapter/ccaip"
	"agentadapter/protocol"
)

// codeStorage is the warning that the platform's storage cannot be read.
const codeStorage = "storage-unreadable"

// Notices tells a tenant's admin what is so, until it is taken back.
type Notices interface {
	Say(tenant string, p protocol.Problem)
	Unsay(tenant, code string)
}

// noteTrouble tells how a listing ended: with nil, what was said is taken back. What went wrong on our own
// disk is not the storage's.
func (b *bucket) noteTrouble(err error) {
	_, theirs := errors.AsType[*ccaip.Error](err)
	switch {
	case b.in.cfg.Notices == nil:
	case err == nil:
		b.in.cfg.Notices.Unsay(b.tenant.ID, codeStorage)
	case theirs:
		b.in.cfg.Notices.Say(b.tenant.ID, protocol.Fault(codeStorage,
			"warning.storage: The platform's storage cannot be read: {words}. Recordings, transcripts and metadata wait there; nothing is lost.",
			mend(err), "words", err.Error()))
	}
}

// mend says what an operator can do about a storage, as "code: English".
func mend(err error) string {
	e, ok := errors.AsType[*ccaip.Error](err)
	switch {
	case ok && e.Kind == ccaip.KeyAtFault:
		return "warning.storage-key.fix: Check CCAIP_STORAGE_URL, CCAIP_STORAGE_KEY and CCAIP_STORAGE_SECRET, and that the key may list and read the bucket; of a folder, that the server's user may read it."
	case ok && e.Kind == ccaip.Limited:
		return "warning.storage-busy.fix: The store asks for fewer requests: raise CCAIP_STORAGE_POLL if this stays."
	}
	return "warning.storage.fix: Check that the folder of CCAIP_STORAGE_URL is mounted, or that its endpoint can be reached from the server. It is tried again at every round."
}
