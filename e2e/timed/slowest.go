package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// printSlowest prints the n slowest tests of all that a times file holds.
func printSlowest(out io.Writer, times string, n int) error {
	file, err := os.Open(times)
	if err != nil {
		return err
	}
	defer file.Close()
	all, err := readTimes(file)
	if err != nil {
		return fmt.Errorf("%s: %w", times, err)
	}
	slices.SortFunc(all, func(a, b took) int { return cmp.Compare(b.Seconds, a.Seconds) })
	fmt.Fprintf(out, "\nthe slowest of %d tests:\n", len(all))
	for _, t := range all[:min(n, len(all))] {
		fmt.Fprintf(out, "%8.2fs  %s\n", t.Seconds, t.Test)
	}
	return nil
}

func readTimes(from io.Reader) ([]took, error) {
	var all []took
	for in := json.NewDecoder(from); ; {
		var t took
		switch err := in.Decode(&t); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, err
		}
		all = append(all, t)
	}
}
