package texts

import (
	"strings"

	"agentadapter/protocol"
)

// Said says a sentence of the server in the agent's language: by its code where the table knows it,
// else as the server said it. English is the server's own, and so are a neighbour's words.
func Said(said protocol.Said, english string) string {
	table := current.Load().Table
	if len(said) == 0 || table[said[0]] == "" {
		return english
	}
	parts := said[1:]
	pairs := []string(parts)
	// The innermost of the sentences that fill it comes last. What stands first in pairs counts.
	for i := len(parts) - 2; i >= 0; i -= 2 {
		if name, ok := strings.CutSuffix(parts[i], "@"); ok && table[parts[i+1]] != "" {
			pairs = append([]string{name, protocol.FillIn(table[parts[i+1]], pairs)}, pairs...)
		}
	}
	return protocol.FillIn(table[said[0]], pairs)
}

// Problem translates a fault that the server told: what happened, and what to do.
func Problem(p protocol.Problem) (text, fix string) {
	fixed := p.FixSaid
	if len(fixed) == 0 {
		fixed = protocol.Said{"problem." + p.Code + ".fix"}
	}
	return Said(p.Sentence(), p.Text), Said(fixed, p.Fix)
}

// Known says a fixed sentence that is told and kept without a code, such as a rule's reason in an audit
// trail: the table has those by their English.
func Known(english string) string {
	if said := current.Load().Table[english]; said != "" {
		return said
	}
	return english
}
