package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// story is what go test -json says of a package with a passing, a failing and a skipped test.
const story = `{"Action":"start","Package":"p"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"=== RUN   TestGood\n"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"    good_test.go:1: chatter\n"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"30 calls: 0 lost\n"}
{"Action":"pass","Package":"p","Test":"TestGood","Elapsed":1.5}
{"Action":"output","Package":"p","Test":"TestBad","Output":"    bad_test.go:9: wanted 1\n"}
{"Action":"fail","Package":"p","Test":"TestBad","Elapsed":0.25}
{"Action":"output","Package":"p","Test":"TestSkipped","Output":"    no chromium\n"}
{"Action":"skip","Package":"p","Test":"TestSkipped","Elapsed":0}
{"Action":"output","Package":"p","Test":"TestHung","Output":"panic: test timed out\n"}
{"Action":"output","Package":"p","Output":"FAIL\tp\t2.0s\n"}
{"Action":"fail","Package":"p","Elapsed":2}
{"Action":"output","Package":"q","Output":"ok  \tq\t0.1s\n"}
{"Action":"pass","Package":"q","Elapsed":0.1}
`

func readStory(t *testing.T, verbose bool) (shown, times string) {
	t.Helper()
	var out, kept strings.Builder
	require.NoError(t, newReader(&out, &kept, verbose).read(strings.NewReader(story)))
	return out.String(), kept.String()
}

func TestShowsWhatMatters(t *testing.T) {
	t.Parallel()
	shown, _ := readStory(t, false)
	for _, want := range []string{"wanted 1", "no chromium", "timed out", "FAIL\tp\t2.0s", "ok  \tq\t0.1s"} {
		require.Contains(t, shown, want)
	}
	require.NotContains(t, shown, "chatter", "a passing test's output only hides the others'")
	require.NotContains(t, shown, "TestGood")
}

func TestVerboseNamesEachTest(t *testing.T) {
	t.Parallel()
	shown, _ := readStory(t, true)
	require.Contains(t, shown, "30 calls: 0 lost\n--- PASS: TestGood (1.50s)")
	require.NotContains(t, shown, "chatter")
	require.NotContains(t, shown, "=== RUN")
}

// TestFailuresAreSaidAgain: who sees the end of a run alone learns what failed, and why.
func TestFailuresAreSaidAgain(t *testing.T) {
	t.Parallel()
	var out, kept, short strings.Builder
	r := newReader(&out, &kept, true)
	require.NoError(t, r.read(strings.NewReader(story)))
	printDigest(&short, r.failed)
	require.Equal(t, "\nfailed, once more in short: 2\n--- TestBad\n    bad_test.go:9: wanted 1\n--- TestHung\npanic: test timed out\n", short.String())

	short.Reset()
	long := told("TestLong", []string{"    {\"level\":\"DEBUG\"}\n", strings.Repeat("x", digestBytes-5) + "\n", "too much\n"})
	printDigest(&short, []failure{long})
	require.Less(t, short.Len(), digestBytes+100)
	require.NotContains(t, short.String(), "DEBUG")
	require.True(t, strings.HasSuffix(short.String(), "x\n    …\n"))

	short.Reset()
	printDigest(&short, nil)
	require.Empty(t, short.String())
}

func TestSlowestFirst(t *testing.T) {
	t.Parallel()
	_, times := readStory(t, false)
	file := filepath.Join(t.TempDir(), "times.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(times), 0o600))
	var out strings.Builder
	require.NoError(t, printSlowest(&out, file, 2))
	require.Equal(t, "\nthe slowest of 3 tests:\n    1.50s  p TestGood\n    0.25s  p TestBad\n", out.String())
}

func TestDamagedTimesAreNamed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "times.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(`{"test":`), 0o600))
	require.ErrorContains(t, printSlowest(&strings.Builder{}, file, 2), "times.jsonl")
}
