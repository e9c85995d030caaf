package ccaip

import (
	"net/http"
	"time"
)

// orderScheduled books a call for later, in a menu or in that of an earlier
// call.
func (s *Server) orderScheduled(order callOrder, base string) (got answer, err error) {
	when, err := time.Parse(time.RFC3339, order.ScheduledAt)
	if err != nil {
		return got, refusal{400, "scheduled_at must be an ISO 8601 time"}
	}
	err = s.floor.do(func() error {
		if when.Before(s.floor.now()) {
			return refusal{400, "scheduled_at must not be in the past"}
		}
		m, earlier := s.floor.bookedMenu(order)
		if m == nil {
			return refusal{400, "menu_id or call_id required"}
		}
		number, ok := wellFormed(order.EndUserNumber)
		if order.EndUserNumber == "" && earlier != nil {
			number, ok = wellFormed(earlier.endUser.phone)
		}
		if !ok {
			return refusal{400, "end_user_number is not well-formed"}
		}
		call := s.floor.schedule(arrival{kind: kindCall, sessionType: scheduledByAPI, lang: order.Lang,
			caller: endUser{identifier: number, phone: number}}, m, when.UTC())
		got = answer{201, s.floor.wireCall(call, base)}
		return nil
	})
	return got, err
}

// bookedMenu is the menu that an order names, by itself or by an earlier call.
func (f *floor) bookedMenu(order callOrder) (*menu, *session) {
	if earlier := f.calls.byID[order.CallID]; earlier != nil {
		return earlier.menu, earlier
	}
	return findMenu(f.menus, itoa(order.MenuID)), nil
}

// cancelCall calls a booked call off.
func (s *Server) cancelCall(_ http.ResponseWriter, r *http.Request) (got answer, err error) {
	id, err := pathID(r)
	if err != nil {
		return got, err
	}
	err = s.floor.do(func() error {
		call := s.floor.calls.byID[id]
		if call == nil {
			return refusal{404, "Resource not found."}
		}
		if err := s.floor.cancelScheduled(call); err != nil {
			return refusal{400, "Call is not scheduled"}
		}
		got = answer{200, s.floor.wireCall(call, base(r))}
		return nil
	})
	return got, err
}
