package diet

import (
	"encoding/json"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// lies are the names that differ from the real ones on purpose, each with its reason.
var lies = map[string]string{
	"net/http.Request.TLS": "only compared with nil; the real type brings crypto/tls along",
	"net/http.File":        "only mentioned by FileSystem; the real one lists folders",
}

// checked gives a stand-in and the real package of that path, both as the compiler sees them.
func checked(t *testing.T, pkg string) (ours, real *types.Package) {
	t.Helper()
	fset := token.NewFileSet()
	source, err := Source(pkg)
	require.NoError(t, err)
	file, err := parser.ParseFile(fset, pkg, source, parser.ParseComments)
	require.NoError(t, err)
	require.NotEmpty(t, file.Doc.Text(), "a stand-in says what it is")
	imp := importer.ForCompiler(fset, "source", nil)
	config := types.Config{Importer: imp}
	ours, err = config.Check(pkg, fset, []*ast.File{file}, nil)
	require.NoError(t, err)
	real, err = imp.Import(pkg)
	require.NoError(t, err)
	return ours, real
}

func TestStandInsSayWhatTheRealOnesSay(t *testing.T) {
	packages, err := Packages()
	require.NoError(t, err)
	require.Len(t, packages, 11)
	for _, pkg := range packages {
		t.Run(pkg, func(t *testing.T) {
			t.Parallel()
			ours, real := checked(t, pkg)
			for _, name := range ours.Scope().Names() {
				if !ast.IsExported(name) || lies[pkg+"."+name] != "" {
					continue
				}
				theirs := real.Scope().Lookup(name)
				require.NotNil(t, theirs, "%s.%s is not in the standard library", pkg, name)
				sameObject(t, pkg, ours.Scope().Lookup(name), theirs)
			}
		})
	}
}

// sameObject compares kind, type, fields and methods; a stand-in may have fewer fields and methods.
func sameObject(t *testing.T, pkg string, ours, real types.Object) {
	t.Helper()
	require.IsType(t, real, ours, ours.Name())
	require.Equal(t, real.Type().String(), ours.Type().String(), ours.Name())
	named, ok := ours.Type().(*types.Named)
	if !ok {
		return
	}
	theirs := real.Type().(*types.Named)
	for method := range named.Methods() {
		if !method.Exported() {
			continue
		}
		other, _, _ := types.LookupFieldOrMethod(types.NewPointer(theirs), true, method.Pkg(), method.Name())
		require.NotNil(t, other, "%s.%s", ours.Name(), method.Name())
		require.Equal(t, other.Type().String(), method.Type().String(), "%s.%s", ours.Name(), method.Name())
	}
	sameUnder(t, pkg+"."+ours.Name(), named.Underlying(), theirs.Underlying())
}

func sameUnder(t *testing.T, name string, ours, real types.Type) {
	t.Helper()
	require.IsType(t, real, ours, name)
	fields, ok := ours.(*types.Struct)
	if !ok {
		require.Equal(t, real.String(), ours.String(), name)
		return
	}
	theirs := map[string]string{}
	for field := range real.(*types.Struct).Fields() {
		theirs[field.Name()] = field.Type().String()
	}
	for field := range fields.Fields() {
		if lies[name+"."+field.Name()] == "" {
			require.Equal(t, theirs[field.Name()], field.Type().String(), "%s.%s", name, field.Name())
		}
	}
}

// goroot is where the Go release at work keeps its sources.
func goroot(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

func TestOverlayReplacesWholePackages(t *testing.T) {
	t.Parallel()
	file, err := Overlay(goroot(t), t.TempDir())
	require.NoError(t, err)
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	var overlay struct{ Replace map[string]string }
	require.NoError(t, json.Unmarshal(raw, &overlay))

	real := filepath.Join(goroot(t), "src", "net", "http")
	files, err := filepath.Glob(filepath.Join(real, "*.go"))
	require.NoError(t, err)
	for _, f := range files {
		with, replaced := overlay.Replace[f]
		require.Equal(t, !strings.HasSuffix(f, "_test.go"), replaced, f)
		require.Empty(t, with)
	}
	require.FileExists(t, overlay.Replace[filepath.Join(real, "stand_in.go")])

	_, err = Overlay(t.TempDir(), t.TempDir())
	require.ErrorContains(t, err, "no such package")
}
