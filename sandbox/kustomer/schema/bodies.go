package schema

// The bodies of creates and updates, property by property, as the vendor's
// documents list them. Nothing else is let in.

// phoneNumber is deliberately wide: digits with the usual separators.
var phoneNumber = Matching("phone-number", `^\+?[0-9(][0-9 ().\-]{3,24}$`)

var (
	email     = Matching("email", `^[^@\s]+@[^@\s]+$`)
	webURL    = Matching("uri", `^[a-z][a-z0-9+.\-]*:\S+$`)
	tagName   = Matching("", `^[0-9a-zA-ZÀ-ÿ_/<>\-.]{1}[0-9a-zA-ZÀ-ÿ _/<>\-.]{0,63}$`)
	tags      = List(tagName, 20)
	direction = Enum("in", "out")
	sentiment = Object(map[string]Type{"polarity": Enum(-1.0, 0.0, 1.0), "confidence": Number(-1, 1)})
	queue     = Object(map[string]Type{"id": ID.OrNull(), "external": Text(0, 256).OrNull()}).OrNull()
	custom    = Free(100)
	external  = Text(1, 256).OrNull()
)

// identifier is a member of a customer's phones, e-mails and the like.
func identifier(name string, value Type, types ...any) Type {
	return Object(map[string]Type{
		name: value, "verified": Bool, "type": Enum(types...).OrNull(), "id": Any,
	}, name)
}

var (
	phoneItem    = identifier("phone", phoneNumber, "mobile", "home", "work", "fax", "other")
	emailItem    = identifier("email", email, "home", "work", "other")
	externalItem = Object(map[string]Type{"externalId": Text(1, 255), "verified": Bool, "id": Any}, "externalId")
	socialItem   = Free(20)
)

// CustomerCreate is also the update: nothing in it is required.
var CustomerCreate = Object(map[string]Type{
	"name": Text(0, 256).OrNull(), "company": ID.OrNull(), "externalId": external, "username": Text(0, 256).OrNull(),
	"avatarUrl": webURL.OrNull(), "externalIds": List(externalItem, 10), "sharedExternalIds": List(externalItem, 10),
	"emails": List(emailItem, 10), "sharedEmails": List(emailItem, 10),
	"phones": List(phoneItem, 10), "sharedPhones": List(phoneItem, 10), "whatsapps": List(identifier("phone", phoneNumber, "mobile"), 10),
	"facebookIds": List(socialItem, 10), "instagramIds": List(socialItem, 10),
	"socials": List(socialItem, 10), "sharedSocials": List(socialItem, 10),
	"urls":      List(Object(map[string]Type{"url": webURL, "type": Any}, "url"), 10),
	"locations": List(Free(30), 10), "locale": Text(0, 64).OrNull(), "timeZone": Text(0, 64).OrNull(), "tags": tags,
	"sentiment": sentiment, "custom": custom, "birthdayAt": Time.OrNull(), "gender": Enum("m", "f").OrNull(),
	"signedUpAt": Time.OrNull(), "lastActivityAt": Time.OrNull(), "lastCustomerActivityAt": Time.OrNull(),
	"lastSeenAt": Time.OrNull(), "createdAt": Time, "importedAt": Time.OrNull(), "rev": Int(0, 1<<31),
	"defaultLang": Text(0, 16).OrNull(), "dedicatedUser": ID.OrNull(),
})

// CustomerUpdate is for PUT and PATCH.
var CustomerUpdate = CustomerCreate.Without("createdAt").With(map[string]Type{"deleted": Bool, "watchers": List(ID, 100)})

// MergeCreate joins source into target.
var MergeCreate = Object(map[string]Type{"source": ID, "target": ID}, "source", "target")

// ConversationCreate cannot be snoozed.
var ConversationCreate = Object(map[string]Type{
	"id": ID, "customer": ID, "externalId": Text(0, 256).OrNull(), "name": Text(0, 256).OrNull(), "status": Enum("open", "done"),
	"priority": Int(1, 5), "createdAt": Time, "importedAt": Time.OrNull(), "direction": direction,
	"replyChannel": Text(0, 256).OrNull(), "tags": tags, "assignedUsers": List(ID, 10), "assignedTeams": List(ID, 10),
	"custom": custom, "defaultLang": Text(0, 16).OrNull(), "queue": queue,
}, "customer")

// ConversationOfCustomer is the create whose customer stands in the path.
var ConversationOfCustomer = ConversationCreate.Without("customer").With(map[string]Type{"campaign": ID}).Requiring()

// ConversationUpdate adds what only a standing conversation has.
var ConversationUpdate = ConversationCreate.Without("id", "createdAt").With(map[string]Type{
	"status": Enum("open", "snoozed", "done"), "subStatus": ID.OrNull(),
	"snooze":       Object(map[string]Type{"time": Time, "status": Enum("scheduled", "canceled", "elapsed")}).OrNull(),
	"satisfaction": Number(0, 10), "satisfactionLevel": Object(map[string]Type{
		"status": Enum("scheduled", "offered", "rated", "commented", "canceled", "unresponded"),
		"score":  Enum(0.0, 1.0), "rating": Int(0, 10), "channel": Text(0, 64), "createdAt": Time, "form": Any, "answers": Any,
		"sentByTeams": List(ID, 100), "scheduledFor": Time, "firstSatisfactionResponse": Any, "lastSatisfactionResponse": Any,
	}),
	"suggestedTags": List(Any, 100), "suggestedShortcuts": List(Any, 100), "sentiment": sentiment, "deleted": Bool,
	"ended": Bool, "endedAt": Time.OrNull(), "endedReason": Text(0, 128).OrNull(), "endedBy": ID.OrNull(),
	"endedByType": Enum("user", "customer"), "locked": Bool, "rev": Int(0, 1<<31),
}).Requiring()

// TagList is the body of the tag routes: a bare list.
var TagList = List(Text(1, 64), 20)

// attachmentItem refers to a file that was uploaded.
var attachmentItem = Object(map[string]Type{
	"_id": ID, "name": Text(1, 1024), "contentType": Text(1, 256), "contentLength": Int(0, 1<<40), "sourceId": Text(0, 256),
}, "_id")

// MessageCreate records a message; its direction is required only where no
// conversation stands in the path.
var MessageCreate = Object(map[string]Type{
	"id": ID, "externalId": Text(0, 256).OrNull(), "conversation": ID, "customer": ID,
	"channel": Enum("email", "sms", "chat", "facebook", "twitter-dm", "twitter-tweet", "voice", "instagram", "whatsapp"),
	"app":     Text(1, 256), "preview": Text(0, 10240).OrNull(), "subject": Text(0, 256).OrNull(), "direction": direction,
	"size": Int(0, 1<<40), "related": ID.OrNull(), "status": Enum("sent", "received", "error"),
	"error": Free(20).OrNull(), "errorAt": Time.OrNull(), "auto": Bool, "sentAt": Time, "source": Enum("bulk", "satisfaction"),
	"shortcuts": List(ID, 100), "kbArticles": List(Any, 100), "attachments": List(Either(ID, attachmentItem), 100),
	"location": Free(30), "meta": Free(100), "custom": custom, "sentiment": sentiment, "createdAt": Time, "modifiedAt": Time,
	"createdBy": ID, "modifiedBy": ID, "importedAt": Time.OrNull(), "lang": Text(0, 16).OrNull(), "queue": queue,
	"reference": Object(map[string]Type{"message": ID, "type": Text(0, 64)}),
}, "channel", "app")

// MessageUpdate cannot change channel, app and direction.
var MessageUpdate = Object(map[string]Type{
	"conversation": ID, "externalId": Text(0, 256).OrNull(), "preview": Text(0, 10240).OrNull(), "subject": Text(0, 256).OrNull(),
	"status": Enum("sent", "received", "error"), "error": Free(20).OrNull(), "errorAt": Time.OrNull(), "sentAt": Time,
	"size": Int(0, 1<<40), "attachments": List(attachmentItem, 100), "meta": Free(100), "custom": custom, "related": ID.OrNull(),
	"sentiment": sentiment, "createdAt": Time, "modifiedAt": Time, "updatedAt": Time, "createdBy": ID, "modifiedBy": ID,
	"lang": Text(0, 16).OrNull(),
})

// MessagePut knows two properties more than PATCH.
var MessagePut = MessageUpdate.With(map[string]Type{"spam": Bool, "reactions": List(Any, 100)})

var mentions = List(Either(Object(map[string]Type{"user": ID}, "user"), Object(map[string]Type{"team": ID}, "team")), 20)

// NoteCreate has no files: only the create below a conversation takes them.
var NoteCreate = Object(map[string]Type{
	"id": ID, "conversation": ID, "customer": ID, "body": Text(1, 10240), "externalId": Text(0, 256).OrNull(), "userMentions": mentions,
	"lang": Text(0, 16).OrNull(), "createdAt": Time, "createdBy": ID, "modifiedAt": Time, "modifiedBy": ID, "importedAt": Time.OrNull(),
}, "body", "conversation")

var NoteOfConversation = NoteCreate.Without("conversation", "customer").Requiring("body").
	With(map[string]Type{"attachments": List(attachmentItem, 100)})

// NoteUpdate may move a note and change its files.
var NoteUpdate = Object(map[string]Type{
	"conversation": ID, "externalId": Text(0, 256).OrNull(), "body": Text(1, 10240), "userMentions": mentions,
	"attachments": List(attachmentItem, 100), "deleted": Bool, "lang": Text(0, 16).OrNull(),
})

// AttachmentCreate announces a file.
var AttachmentCreate = Object(map[string]Type{
	"name": Text(1, 1024), "contentType": Text(1, 256), "contentLength": Int(0, 1<<40),
	"externalUrl": Text(1, 2048), "renderMode": Enum("default", "metadata_only"),
}, "name", "contentType", "contentLength")

// AttachmentUpdate renames or redacts a file.
var AttachmentUpdate = Object(map[string]Type{
	"name": Text(1, 1024), "contentType": Text(1, 256), "contentLength": Int(0, 1<<40), "redacted": Bool,
})

// MetadataUpdate registers custom attributes.
var MetadataUpdate = Object(map[string]Type{
	"properties": Map(Object(map[string]Type{
		"displayName": Text(1, 256), "enumeration": List(Any, 1000).OrNull(), "tree": Free(100).OrNull(), "array": Bool,
		"sensitive": Bool, "target": Any, "multi": Bool, "description": Text(0, 1024), "deleted": Bool,
	}).OrNull(), 1000),
	"standardProperties": Free(1000), "relationships": Free(1000), "validations": Any,
})

// WorkSessionUpdate sets an agent's status.
var WorkSessionUpdate = Object(map[string]Type{"status": ID, "statusType": Enum("available", "busy", "unavailable", "offline")})

// TeamMembers adds or removes members.
var TeamMembers = Object(map[string]Type{"members": List(ID, 500)}, "members")

// CommandRun is what a command is run with.
var CommandRun = Object(map[string]Type{"body": Any, "args": Any, "headers": Free(100), "qs": Free(100)})

// KlassCreate makes a kind of custom objects.
var KlassCreate = Object(map[string]Type{
	"name": Matching("", `^[a-z][a-z0-9_\-]{0,63}$`), "icon": Text(0, 64), "color": Text(0, 64), "metadata": Free(20),
}, "name")

// ObjectWrite makes or changes a custom object.
var ObjectWrite = Object(map[string]Type{
	"title": Text(0, 256), "description": Text(0, 10240).OrNull(), "externalId": external, "icon": Text(0, 64), "images": List(Any, 20),
	"data": Any, "tags": tags, "custom": custom, "customer": ID.OrNull(), "company": ID.OrNull(), "rev": Int(0, 1<<31),
})

// SearchQuery asks the index.
var SearchQuery = Object(map[string]Type{
	"queryContext": Enum("customer", "conversation", "message", "note", "company", "kobject"),
	"and":          List(Free(10), 50), "or": List(Free(10), 50), "not": Any, "sort": Any, "timeZone": Text(0, 64),
	"fields": Any, "includeDeleted": Bool, "filters": Any,
})

// HookUpdate changes a webhook.
var HookUpdate = Object(map[string]Type{
	"name": Text(1, 255), "url": Text(1, 255), "events": List(Text(1, 64), 12), "enabled": Bool,
	"headers": List(Object(map[string]Type{"name": Text(1, 256), "value": Text(0, 4096)}, "name", "value"), 20),
})

// HookCreate makes a webhook.
var HookCreate = HookUpdate.Requiring("name", "url", "events")

// AppInstall names a registered app.
var AppInstall = Object(map[string]Type{"app": Text(1, 256), "version": Text(1, 64)}, "app")

// AppSettings are values by category and name.
var AppSettings = Map(Free(200), 50)

// TeamUpdate changes a team; routingEnabled is the switch of its settings page.
var TeamUpdate = Object(map[string]Type{
	"name": Text(1, 256), "displayName": Text(1, 256), "icon": Text(0, 64), "members": List(ID, 500), "deleted": Bool, "routingEnabled": Bool,
})

// StatusCreate adds a status of the org's own, which is always unavailable.
var StatusCreate = Object(map[string]Type{"name": Text(1, 64), "statusType": Enum("unavailable")}, "name")
