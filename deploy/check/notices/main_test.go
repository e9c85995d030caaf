package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLicence(t *testing.T) {
	t.Parallel()
	mit := "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the \"Software\"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:\n\nThe above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.\n\nTHE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.\n"
	write := func(name, text string) module {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
		return module{Path: "example.com/one", Version: "v1.0.0", Dir: dir}
	}
	id, _, err := licence(write("LICENSE.md", mit))
	require.NoError(t, err)
	require.Equal(t, "MIT", id)

	_, _, err = licence(write("README", mit))
	require.ErrorContains(t, err, "example.com/one v1.0.0 has no licence")
	_, _, err = licence(write("LICENSE", "All rights reserved."))
	require.ErrorContains(t, err, "has no licence that is known")
	mpl, err := os.ReadFile("testdata/mpl.txt")
	require.NoError(t, err)
	_, _, err = licence(write("COPYING", string(mpl)))
	require.ErrorContains(t, err, "MPL-2.0, which is not on the list")
}
