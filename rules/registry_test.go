package rules_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// shown names the tests that show each rule: those of this package, whose rows carry the rule's number,
// and, behind their room, those of the rooms that keep it. A name that ends in * stands for any that
// begins so.
var shown = map[string][]string{
	"C1": {"TestWhichCustomer"}, "C2": {"TestWhichCustomer"}, "C3": {"TestWhichCustomer"},
	"C4": {"TestC4SharedNumbers", "server/crm TestC4WhoSharesANumberIsReadAgain", "server/relay TestC4TheAgentPicksTheCustomer"},
	"C5": {"TestWhichCustomer", "TestC5PatienceEnds"},
	"C6": {"TestC6TheCustomerMadeIsTheAgents", "server/relay TestC6AnOrgWithoutOwnersIsAskedOnce", "server/relay TestC6ACutAnswerLeavesTheCustomerOurs"},
	"C7": {"TestWhichCustomer", "server/relay TestC7AnUnlinkedSessionIsLinkedByHand"},
	"C8": {"server/crm TestC8ACustomerWhoIsTakenIsUsed"},

	"V1": {"TestWhichConversation", "server/relay TestV1FromOurOwnLedgerWhereFieldsAreMissing"},
	"V2": {"TestWhichConversation"}, "V3": {"TestWhichConversation"},
	"V4": {"TestWhereOutboundCallsBelong", "server/relay TestV4ACallBelongsToWhereItWasDialledFrom", "server/relay TestV4ADialIsMatchedByNumberAgentAndTime"},
	"V5": {"TestWhereOutboundCallsBelong", "server/relay TestV5ACallBackFindsTheEarlierCall", "server/relay TestV5TheEarlierCallsRecordComesFirst"},
	"V6": {"TestWhereOutboundCallsBelong", "server/relay TestV6ACallBackAfterABriefCall"},
	"V7": {"TestWhichConversation", "TestV7NoCustomerWhenSwitchedOff"}, "V8": {"TestWhichConversation"},
	"V9":  {"server/relay TestV9ADeletedConversationIsSettledAgain", "server/relay TestV9AWebhookTellsOfAMerge", "server/intake TestV9WebhookAnswers"},
	"V10": {"TestV10WhenTheRecordIsMade", "TestV10OutcomeFromEventsAlone"},
	"V11": {"TestV11TheAgent", "server/relay TestV11AnUnknownAgentIsSaidToTheAdmin"},
	"V12": {"TestV12ReopenedWithinDays"},

	"S1": {"TestS1StandardData", "server/crm TestS1FieldsAreRegisteredOnce", "server/crm TestS1AKeyThatMayNotRegister"},
	"S2": {"TestS2OneMessage", "TestS2Statuses", "TestS2Channels"}, "S3": {"TestS3RecordFields"}, "S4": {"TestS4PhoneNote"},
	"S5": {"TestS5Recordings", "server/relay TestS5TheRecordingIsAttachedOnce", "server/relay TestS5AfterSevenDaysItIsGivenUp"},
	"S6": {"TestS6Transferred"}, "S7": {"TestS7SmartActionWithItsFile", "TestS7WhatIsMissingIsNamedAndAddedWhenItComes"},
	"S8": {"TestS8AFailedSmartActionIsNoted"}, "S9": {"TestS9Rated"},
	"S10": {"TestS10VoicemailTakenCareOf", "server/relay TestS10AVoicemailIsCalledBack"},
	"S11": {"TestS11Transcript", "server/relay TestS11TheTranscriptOfAChat"},
	"S12": {"TestS12MappedKeysGoIntoFields", "TestS12TypesAreChecked", "server/crm TestS12MappedFieldsAreRegistered"},
	"S13": {"TestS13Disposition"}, "S14": {"TestS14HiddenDataAreNeverWritten"},

	"W1": {"server/intake TestW1*", "server/relay TestW1W2DroppedAtRandomPoints", "server/relay TestS5W1DroppedBetweenUploadAndLink"},
	"W2": {"TestW2Ids", "server/crm TestW2TakenIsDone", "server/relay TestW1W2DroppedAtRandomPoints"},
	"W3": {"server/relay TestW3*"},
	"W4": {"server/relay TestW4UnreachableIsTriedAgain", "server/relay TestW4ARefusedWriteIsBuriedAndTheOthersGoOn", "server/relay TestW4LimitedWaitsForTheReset",
		"server/relay TestW4ARoleThatIsMissingParksThatKindAlone", "server/relay TestW4ARefusedKeyIsProbedEvery30Seconds", "server/relay TestW4ARefusedAttributeIsLeftOut",
		"server/relay TestW4ABuriedWriteIsReplayed", "server/relay TestW4ADiscardedSessionIsLeftAlone"},
	"W5":  {"kustomer TestW5*", "ccaip TestW5*", "server/relay TestW5*"},
	"W6":  {"server/intake TestAStaleSessionIsReadOnceInTwoSeconds", "server/intake TestSessionsWithoutAnEndAreReadAtEveryRound", "server/intake TestAGapIsFilled"},
	"W7":  {"server/relay TestW7TheTrailSaysWhy", "server/relay TestW7TheAccountOfASession"},
	"W8":  {"TestW8WhatIsTooLongIsCutAndKeptInFull", "TestW8NoTextIsForgotten", "TestW8WholeCharacters"},
	"W9":  {"TestW9PilotAgents", "server/relay TestW9PausedIsKeptAndWrittenOnceResumed", "server/relay TestW9TheListChangesLater"},
	"W10": {"server/relay TestW10AMessageOfAnotherAppIsAWarning", "server/relay TestW10ThePlatformsOwnTicketTells"},

	"T1": {"TestStatusRules"}, "T2": {"TestStatusRules"}, "T3": {"TestStatusRules", "TestT3TheNextStatusIsReleased"}, "T4": {"TestStatusRules"}, "T5": {"TestStatusRules"},
	"T6": {"TestStatusRules"}, "T7": {"TestStatusRules"}, "T8": {"TestStatusRules", "TestT8SystemStatusesCannotBeMapped"}, "T9": {"TestStatusRules"}, "T10": {"TestStatusRules"},
	"T11": {"server/lease TestTheSecondWaitsAndIsToldWhoHoldsIt", "server/hub TestAWaitingPageMayNotAct", "server/inherit TestOnlyTheLiveWindowSetsAPendingStatus"},
	"T12": {"server/people TestMissingSaysWhichEmailWhere", "server/people TestBothHalvesAreJoinedByEmailCaseAside"},
	"T13": {"TestStatusRules", "server/inherit TestStatusAtLogin"},
	"T14": {"TestT14RefusedByThePlatform", "server/inherit TestARefusalWaitsUntilTheSystemStatusIsLeft"},
	"T15": {"TestT15Drift", "server/inherit TestADriftIsShownAfterHalfAMinuteAndReconciled"},
}

// counted is how many rules each letter has.
var counted = map[string]int{"C": 8, "V": 12, "S": 14, "W": 10, "T": 15}

// TestEveryRuleIsToldAndShown: doc.go tells every rule, and each is shown by the tests named above.
func TestEveryRuleIsToldAndShown(t *testing.T) {
	t.Parallel()
	told := toldRules(t)
	var want []string
	for letter, n := range counted {
		for i := range n {
			want = append(want, letter+strconv.Itoa(i+1))
		}
	}
	require.ElementsMatch(t, want, told, "doc.go is the rules as its own table")
	require.ElementsMatch(t, want, slices.Collect(maps.Keys(shown)), "every rule has its tests")
	rooms := map[string]room{"": readRoom(t, ".")}
	var missing []string
	for rule, tests := range shown {
		for _, at := range tests {
			where, name, elsewhere := strings.Cut(at, " ")
			if !elsewhere {
				where, name = "", at
			}
			if _, read := rooms[where]; !read {
				rooms[where] = readRoom(t, filepath.Join("..", filepath.FromSlash(where)))
			}
			if why := rooms[where].lacks(name, rule, !elsewhere); why != "" {
				missing = append(missing, rule+": "+at+" "+why)
			}
		}
	}
	slices.Sort(missing)
	require.Empty(t, missing, "a rule without its test")
}

// toldRules are the numbers that doc.go tells of.
func toldRules(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	var told []string
	for _, m := range regexp.MustCompile(`(?m)^//\t([CVSWT]\d+) +\S`).FindAllStringSubmatch(string(raw), -1) {
		told = append(told, m[1])
	}
	return told
}

// room is the tests of one package: by name, the numbers that their rows carry.
type room map[string]map[string]bool

var (
	rowNumbers  = regexp.MustCompile(`^((?:[CVSWT]\d+)(?:, ?[CVSWT]\d+)*)[:, ]`)
	nameNumbers = regexp.MustCompile(`[CVSWT]\d+`)
)

func readRoom(t *testing.T, dir string) room {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	require.NoError(t, err)
	tests := room{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range parsed.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(fn.Name.Name, "Test") {
				tests[fn.Name.Name] = numbersOf(fn)
			}
		}
	}
	return tests
}

// numbersOf are the numbers in a test's name and at the beginning of its texts.
func numbersOf(fn *ast.FuncDecl) map[string]bool {
	numbers := map[string]bool{}
	for _, n := range nameNumbers.FindAllString(fn.Name.Name, -1) {
		numbers[n] = true
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, _ := strconv.Unquote(lit.Value)
			if m := rowNumbers.FindStringSubmatch(text); m != nil {
				for _, number := range nameNumbers.FindAllString(m[1], -1) {
					numbers[number] = true
				}
			}
		}
		return true
	})
	return numbers
}

// lacks says what is missing, "" if nothing: the test, or a row with the rule's number.
func (r room) lacks(name, rule string, numbered bool) string {
	prefix, any := strings.CutSuffix(name, "*")
	for test, numbers := range r {
		if test != name && !(any && strings.HasPrefix(test, prefix)) {
			continue
		}
		if numbered && !numbers[rule] {
			return "has no row with its number"
		}
		return ""
	}
	return "does not exist"
}
