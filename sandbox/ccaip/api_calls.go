package ccaip

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// callOrder is the body of POST /apps/api/v1/calls.
type callOrder struct {
	CallType       string          `json:"call_type"`
	AgentEmail     string          `json:"agent_email"`
	TicketID       json.RawMessage `json:"ticket_id"` // text or number
	EndUserNumber  string          `json:"end_user_number"`
	OutboundNumber string          `json:"outbound_number"`
	Lang           string          `json:"lang"`
	// of the inbound type
	MenuID     int    `json:"menu_id"`
	Permission string `json:"recording_permission"`
	// of the scheduled type, which takes the menu of an earlier call too
	ScheduledAt string `json:"scheduled_at"`
	CallID      int    `json:"call_id"`
}

// The call types that can be ordered.
const (
	outboundByAPI  = "Voice Outbound (API)"
	inboundByAPI   = "Voice Inbound (API)"
	scheduledByAPI = "Voice Scheduled (API)"
	outboundLegacy = "OutboundCall" // the older name
)

// postCall orders a call. The refusals are the vendor's own sentences.
func (s *Server) postCall(w http.ResponseWriter, r *http.Request) (answer, error) {
	var order callOrder
	if err := decode(w, r, &order, false); err != nil {
		return answer{}, err
	}
	switch order.CallType {
	case outboundByAPI, outboundLegacy:
		return s.orderOutbound(order, base(r))
	case inboundByAPI:
		return s.orderInbound(order, base(r))
	case scheduledByAPI:
		return s.orderScheduled(order, base(r))
	}
	return answer{}, refusal{400, "Invalid call type"}
}

// orderOutbound has an agent's adapter dial, or asks the agent first where
// the house has several numbers to show and none was named.
func (s *Server) orderOutbound(order callOrder, base string) (got answer, err error) {
	err = s.floor.do(func() error {
		a, d, err := s.checkOutbound(order)
		if err != nil {
			return err
		}
		if d.outboundNumber == "" && len(s.floor.cfg.OutboundNumbers) > 1 {
			a.prompt = &d
			got = answer{200, map[string]string{"call_type": outboundByAPI, "agent_email": a.Email,
				"end_user_number": d.number, "lang": d.lang}}
			return nil
		}
		got = answer{201, s.floor.wireCall(s.floor.dial(d), base)}
		return nil
	})
	return got, err
}

// checkOutbound tells what is wrong with an order for an outbound call.
func (s *Server) checkOutbound(order callOrder) (*agent, dialling, error) {
	none := dialling{}
	if order.AgentEmail == "" {
		return nil, none, refusal{400, "Agent email required"}
	}
	a := s.floor.agentByEmail(order.AgentEmail)
	if a == nil {
		return nil, none, refusal{400, "Not a valid agent email"}
	}
	ticket := strings.Trim(string(order.TicketID), `"`)
	if ticket == "null" {
		ticket = ""
	}
	if ticket == "" && order.EndUserNumber == "" {
		return nil, none, refusal{400, "ticket_id or end_user_number required"}
	}
	number, err := s.numberToDial(ticket, order.EndUserNumber)
	if err != nil {
		return nil, none, err
	}
	shown, ok := wellFormed(order.OutboundNumber)
	if order.OutboundNumber != "" && !ok {
		return nil, none, refusal{400, "outbound_number is not well-formed"}
	}
	if now, _ := statusNamed(a.status); now.system && a.status != statusMissedCall && a.status != statusMissedChat || a.busy() {
		return nil, none, refusal{400, "Agent is not available to take this call"}
	}
	return a, dialling{by: a, number: number, outboundNumber: shown, lang: or(order.Lang, "en"),
		ticketID: ticket, sessionType: outboundByAPI}, nil
}

// numberToDial is the number behind a ticket, which wins, or the one given.
// The stand-in knows as tickets those that its own sessions carry.
func (s *Server) numberToDial(ticket, given string) (string, error) {
	if ticket != "" {
		for _, known := range slices.Backward(s.floor.calls.order) {
			if known.ticketID == ticket && known.endUser.phone != "" {
				return known.endUser.phone, nil
			}
		}
		return "", refusal{400, "Contact not found"}
	}
	number, ok := wellFormed(given)
	if !ok {
		return "", refusal{400, "end_user_number is not well-formed"}
	}
	return number, nil
}

// orderInbound puts a caller into a queue as if they had rung.
func (s *Server) orderInbound(order callOrder, base string) (got answer, err error) {
	number, ok := wellFormed(order.EndUserNumber)
	if !ok {
		return got, refusal{400, "end_user_number is not well-formed"}
	}
	m := findMenu(s.floor.menus, itoa(order.MenuID))
	if m == nil {
		return got, refusal{400, "menu_id required"}
	}
	err = s.floor.do(func() error {
		call := s.floor.arrive(arrival{kind: kindCall, sessionType: inboundByAPI, lang: order.Lang,
			caller: endUser{identifier: number, phone: number}})
		call.recordingPermission = or(order.Permission, "not_asked")
		s.floor.enqueue(call, m)
		got = answer{201, s.floor.wireCall(call, base)}
		return nil
	})
	return got, err
}

// thirdParty is the body of PUT …/calls/add/{id}/dial.
type thirdParty struct {
	AgentEmail     string `json:"agent_email"`
	OutboundNumber string `json:"outbound_number"`
	PhoneNumber    string `json:"phone_number"`
}

// dialThirdParty adds somebody else to a call that is under way.
func (s *Server) dialThirdParty(w http.ResponseWriter, r *http.Request) (got answer, err error) {
	var body thirdParty
	if err := decode(w, r, &body, false); err != nil {
		return got, err
	}
	id, err := pathID(r)
	if err != nil {
		return got, err
	}
	number, ok := wellFormed(body.PhoneNumber)
	if !ok {
		return got, refusal{400, "phone_number is not well-formed"}
	}
	err = s.floor.do(func() error {
		call := s.floor.calls.byID[id]
		a := s.floor.agentByEmail(body.AgentEmail)
		switch {
		case call == nil:
			return refusal{404, "Resource not found."}
		case a == nil:
			return refusal{400, "Not a valid agent email"}
		case call.status != "connected" || a.call != call:
			return refusal{400, "Agent is not on this call"}
		}
		p := s.floor.addThirdParty(call, number)
		got = answer{200, map[string]any{"id": p.id, "type": p.kind, "status": p.status}}
		return nil
	})
	return got, err
}

// addThirdParty dials somebody into the call; they pick up after a moment.
func (f *floor) addThirdParty(s *session, number string) *participant {
	p := f.join(s, &participant{kind: "third_party", status: "dialing", state: "connecting", phone: number})
	f.touch(s)
	f.after(pickUpDelay, func() {
		if s.ended() {
			return
		}
		p.status, p.state, p.connectedAt = "connected", "connected", f.now()
		f.touch(s)
		f.event(s, s.agent.initiator())
	})
	return p
}
