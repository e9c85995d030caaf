package ccaip

// callStatuses are the numbers that the metadata export writes instead of words.
var callStatuses = map[string]string{
	"0": "scheduled", "1": "queued", "2": "assigned", "3": "connecting", "4": "switching",
	"5": "connected", "8": "finished", "9": "failed", "10": "recovered", "11": "deflected",
	"12": "selecting", "13": "va_assigned", "14": "va_connected", "15": "preview_pending",
	"16": "preview_ready", "17": "campaign_connecting", "18": "campaign_connected", "19": "requeued",
}

// callReasons are the numbers of calls' fail reasons.
var callReasons = map[string]string{
	"0": "nothing", "10001": "unknown", "11001": "expired", "11002": "transfer_expired",
	"20001": "eu_canceled", "20002": "eu_rejected", "20003": "eu_abandoned",
	"20004": "eu_in_menu_abandoned", "20005": "eu_repeated_voicemail", "20006": "eu_repeated_callback",
	"21001": "eu_busy", "21002": "eu_wrong_number", "21003": "eu_no_answer", "22001": "eu_noti_failed",
	"30001": "ag_canceled", "30002": "ag_ignored", "31001": "ag_mic_no_device", "31002": "ag_mic_denied",
	"41001": "voip_twilio_error", "42001": "voip_tokbox_error", "43001": "voip_invalid_token",
	"44001": "voip_conn_general", "44002": "voip_conn_timeout", "44003": "voip_conn_signal",
	"45001": "voip_nexmo_error", "50001": "stuck_due_to_api_error", "50002": "group_deleted_no_substitute",
	"50003": "menu_deleted", "60001": "direct_pstn_call_to_fallback_number",
}

// chatReasons are the numbers of chats' fail reasons.
var chatReasons = map[string]string{
	"0": "nothing", "1": "unknown", "2": "no_response", "3": "expired", "4": "after_hours",
	"31": "expired_menu_selection", "41": "end_user_opt_out", "50001": "over_cap_email",
	"60001": "group_deleted_no_substitute",
}

// statusWord turns a status number into its word and leaves words alone.
func statusWord(said string) string { return word(callStatuses, said) }

// failWord turns a fail reason's number into its word and leaves words alone.
func failWord(kind SessionKind, said string) string {
	if kind == KindChat {
		return word(chatReasons, said)
	}
	return word(callReasons, said)
}

func word(table map[string]string, said string) string {
	if w, ok := table[said]; ok {
		return w
	}
	return said
}
