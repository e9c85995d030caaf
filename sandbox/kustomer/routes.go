package kustomer

import (
	"slices"

	"agentadapter/sandbox/kustomer/schema"
)

// routes is the whole API: who may do what, with which body, and who does it.
func (s *Server) routes() []route {
	return slices.Concat(s.customerRoutes(), s.conversationRoutes(), s.recordRoutes(), s.peopleRoutes(), s.platformRoutes(), s.bulkRoutes(), s.klassRoutes())
}

// with is the body of a route.
func with(t schema.Type) *schema.Type { return &t }

// customerRoutes are about customers and what hangs below them.
func (s *Server) customerRoutes() []route {
	return []route{
		{"GET /v1/customers", kindCustomer, "read", nil, s.listCustomers},
		{"POST /v1/customers", kindCustomer, "create", with(schema.CustomerCreate), s.createCustomer},
		{"GET /v1/customers/{id}", kindCustomer, "read", nil, s.getCustomer},
		{"PATCH /v1/customers/{id}", kindCustomer, "update", with(schema.CustomerUpdate), s.updateCustomer},
		{"PUT /v1/customers/{id}", kindCustomer, "update", with(schema.CustomerUpdate), s.updateCustomer},
		{"DELETE /v1/customers/{id}", kindCustomer, "delete", nil, s.deleteCustomer},
		{"POST /v1/customers/search", "search", "create", with(schema.SearchQuery), s.search},
		{"POST /v1/customers/merges", "customer_merge", "create", with(schema.MergeCreate), s.createMerge},
		{"POST /v1/customers/archive/search", "search", "create", with(schema.SearchQuery), s.searchArchive},
		{"GET /v1/customers/{id}/merges", "customer_merge", "read", nil, s.mergesOfCustomer},
		{"GET /v1/customers/merges/{id}", "customer_merge", "read", nil, s.getOf(kindMerge)},
		{"GET /v1/customers/{id}/conversations", kindConversation, "read", nil, s.conversationsOfCustomer},
		{"POST /v1/customers/{id}/conversations", kindConversation, "create", with(schema.ConversationOfCustomer), s.createConversation},
		{"GET /v1/customers/{id}/messages", kindMessage, "read", nil, s.messagesOfCustomer},
		{"POST /v1/customers/{id}/messages", kindMessage, "create", with(schema.MessageCreate), s.messageForCustomer},
		{"GET /v1/customers/{id}/notes", kindNote, "read", nil, s.notesOfCustomer},
	}
}

// conversationRoutes are about conversations and what hangs below them.
func (s *Server) conversationRoutes() []route {
	return []route{
		{"GET /v1/conversations", kindConversation, "read", nil, s.listConversations},
		{"POST /v1/conversations", kindConversation, "create", with(schema.ConversationCreate), s.createConversation},
		{"GET /v1/conversations/{id}", kindConversation, "read", nil, s.getConversation},
		{"PATCH /v1/conversations/{id}", kindConversation, "update", with(schema.ConversationUpdate), s.updateConversation},
		{"PUT /v1/conversations/{id}", kindConversation, "update", with(schema.ConversationUpdate), s.updateConversation},
		{"DELETE /v1/conversations/{id}", kindConversation, "delete", nil, s.deleteConversation},
		{"GET /v1/conversations/{id}/messages", kindMessage, "read", nil, s.belowConversation(kindMessage)},
		{"POST /v1/conversations/{id}/messages", kindMessage, "create", with(schema.MessageCreate), s.messageForConversation},
		{"GET /v1/conversations/{id}/notes", kindNote, "read", nil, s.belowConversation(kindNote)},
		{"POST /v1/conversations/{id}/notes", kindNote, "create", with(schema.NoteOfConversation), s.noteForConversation},
		{"GET /v1/conversations/{id}/attachments", kindAttachment, "read", nil, s.attachmentsOfConversation},
		{"POST /v1/conversations/{id}/tags", kindConversation, "update", with(schema.TagList), s.addTags},
		{"DELETE /v1/conversations/{id}/tags", kindConversation, "update", with(schema.TagList), s.removeTags},
	}
}

// recordRoutes are about messages, notes and files.
func (s *Server) recordRoutes() []route {
	return []route{
		{"GET /v1/messages", kindMessage, "read", nil, s.listOf(kindMessage, pageMax)},
		{"POST /v1/messages", kindMessage, "create", with(schema.MessageCreate.Requiring("channel", "app", "direction")), s.createMessage},
		{"GET /v1/messages/{id}", kindMessage, "read", nil, s.getNamed(kindMessage)},
		{"PATCH /v1/messages/{id}", kindMessage, "update", with(schema.MessageUpdate), s.updateMessage},
		{"PUT /v1/messages/{id}", kindMessage, "update", with(schema.MessagePut), s.updateMessage},
		{"GET /v1/notes", kindNote, "read", nil, s.listOf(kindNote, pageMax)},
		{"POST /v1/notes", kindNote, "create", with(schema.NoteCreate), s.createNote},
		{"GET /v1/notes/{id}", kindNote, "read", nil, s.getOf(kindNote)},
		{"PATCH /v1/notes/{id}", kindNote, "update", with(schema.NoteUpdate), s.updateNote},
		{"PUT /v1/notes/{id}", kindNote, "update", with(schema.NoteUpdate.Requiring("conversation", "body")), s.updateNote},
		{"DELETE /v1/notes/{id}", kindNote, "delete", nil, s.deleteNote},
		{"POST /v1/attachments", "", "", with(schema.AttachmentCreate), s.createAttachment},
		{"GET /v1/attachments/{id}", kindAttachment, "read", nil, s.getAttachment},
		{"PUT /v1/attachments/{id}", kindAttachment, "update", with(schema.AttachmentUpdate), s.updateAttachment},
		{"GET /v1/messages/{message}/attachments/{id}", kindMessage, "read", nil, s.getAttachment},
	}
}

// peopleRoutes are about users, teams, tags, keys and routing.
func (s *Server) peopleRoutes() []route {
	return []route{
		{"GET /v1/users", kindUser, "read", nil, s.listUsers},
		{"GET /v1/users/current", "", "", nil, s.currentUser},
		{"GET /v1/users/{id}", kindUser, "read", nil, s.getUsers},
		{"GET /v1/users/{id}/teams", kindTeam, "read", nil, s.teamsOfUser},
		{"GET /v1/teams", kindTeam, "read", nil, s.listOf(kindTeam, pageMaxWide)},
		{"GET /v1/teams/{id}", kindTeam, "read", nil, s.getOf(kindTeam)},
		{"PATCH /v1/teams/{id}", kindTeam, "update", with(schema.TeamUpdate), s.updateTeam},
		{"PUT /v1/teams/{id}", kindTeam, "update", with(schema.TeamUpdate), s.updateTeam},
		{"POST /v1/teams/{id}/members", kindTeam, "update", with(schema.TeamMembers), s.addMembers},
		{"DELETE /v1/teams/{id}/members", kindTeam, "update", with(schema.TeamMembers), s.removeMembers},
		{"GET /v1/tags", kindTag, "read", nil, s.listOf(kindTag, pageMax)},
		{"GET /v1/shortcuts", "shortcut", "read", nil, s.listOf("shortcut", pageMax)},
		{"GET /v1/slas", "sla", "read", nil, s.listOf("sla", pageMax)},
		{"GET /v1/companies", "company", "read", nil, s.listOf("company", pageMax)},
		{"GET /v1/auth/tokens/current", "", "", nil, s.currentToken},
		{"GET /v1/routing/statuses", "routing_status", "read", nil, s.listOf(kindStatus, pageMax)},
		{"POST /v1/routing/statuses", "routing_status", "create", with(schema.StatusCreate), s.createStatus},
		{"GET /v1/routing/statuses/{id}", "routing_status", "read", nil, s.getOf(kindStatus)},
		{"GET /v1/routing/queues", "routing", "read", nil, s.listOf(kindQueue, pageMax)},
		{"GET /v1/routing/conversations/{id}/work-items", "routing", "read", nil, s.listOf(kindWorkItem, pageMax)},
		{"GET /v1/routing/work-sessions", "work_session", "read", nil, s.listWorkSessions},
		{"GET /v1/routing/work-sessions/{id}", "work_session", "read", nil, s.getOf(kindWorkSession)},
		{"PUT /v1/routing/work-sessions/{id}", "work_session", "update", with(schema.WorkSessionUpdate), s.updateWorkSession},
		{"GET /v1/routing/users/{id}/work-sessions", "work_session", "read", nil, s.workSessionsOfUser},
	}
}

// platformRoutes are about custom attributes, webhooks, apps and commands.
func (s *Server) platformRoutes() []route {
	return []route{
		{"GET /v1/metadata/{resource}", "metadata", "read", nil, s.getMetadata},
		{"PUT /v1/metadata/{resource}", "metadata", "update", with(schema.MetadataUpdate), s.putMetadata},
		{"GET /v1/outbound-webhooks", "outbound_webhook", "read", nil, s.listOf(kindWebhook, pageMax)},
		{"POST /v1/outbound-webhooks", "outbound_webhook", "create", with(schema.HookCreate), s.createHook},
		{"GET /v1/outbound-webhooks/events", "outbound_webhook", "read", nil, s.listHookEvents},
		{"GET /v1/outbound-webhooks/{id}", "outbound_webhook", "read", nil, s.getOf(kindWebhook)},
		{"PATCH /v1/outbound-webhooks/{id}", "outbound_webhook", "update", with(schema.HookUpdate), s.updateHook},
		{"PUT /v1/outbound-webhooks/{id}", "outbound_webhook", "update", with(schema.HookUpdate), s.updateHook},
		{"DELETE /v1/outbound-webhooks/{id}", "outbound_webhook", "delete", nil, s.deleteHook},
		{"GET /v1/apps", "apps", "read", nil, s.listApps},
		{"POST /v1/apps/available", "apps", "create", nil, s.registerApp},
		{"POST /v1/apps/install", "apps", "create", with(schema.AppInstall), s.installApp},
		{"GET /v1/apps/settings", "settings", "read", nil, s.getSettings},
		{"PUT /v1/apps/settings", "settings", "update", with(schema.AppSettings), s.putSettings},
		{"GET /v1/orgs/{id}", "", "", nil, s.getOrg},
		{"GET /v1/settings/{app}", "settings", "read", nil, s.getSettings},
		{"PUT /v1/settings/{app}", "settings", "update", with(schema.AppSettings), s.putSettings},
		{"POST /v1/commands/{name}/run", "", "", with(schema.CommandRun), s.runCommand},
	}
}

// getOf answers with one record by its id.
func (s *Server) getOf(kind string) handler {
	return func(c *call) (int, any, error) {
		s.store.mu.RLock()
		defer s.store.mu.RUnlock()
		r, err := s.record(kind, c.PathValue("id"))
		if err != nil {
			return 0, nil, err
		}
		return 200, single(r), nil
	}
}

// listOf answers with all records of a kind, newest first.
func (s *Server) listOf(kind string, most int) handler {
	return func(c *call) (int, any, error) {
		s.store.mu.RLock()
		defer s.store.mu.RUnlock()
		return s.listedIDs(c, kind, s.store.order[kind], most)
	}
}
