package main

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
)

// TestAlertsAndDashboardNameFiguresThatExist: a figure that was renamed leaves an alert that never fires.
func TestAlertsAndDashboardNameFiguresThatExist(t *testing.T) {
	t.Parallel()
	described := make(chan *prometheus.Desc, 100)
	count := newFigures(&street{}, nil, nil, nil)
	count.Describe(described)
	newTraffic(nil).Describe(described)
	close(described)
	known := map[string]bool{}
	for d := range described {
		known[regexp.MustCompile(`fqName: "([^"]+)"`).FindStringSubmatch(d.String())[1]] = true
	}
	for _, file := range []string{"prometheus/alerts.yml", "prometheus/alerts_test.yml", "grafana/agentadapter.json"} {
		body, err := os.ReadFile(filepath.Join("..", "deploy", file))
		require.NoError(t, err)
		named := regexp.MustCompile(`agentadapter_[a-z_]+`).FindAllString(string(body), -1)
		require.NotEmpty(t, named, file)
		for _, name := range named {
			require.True(t, known[strings.TrimSuffix(name, "_bucket")], "%s names %s, which is not told", file, name)
		}
	}
}

// TestEveryVariableOfTheDeployFilesExists: one that was renamed is passed over without a word.
func TestEveryVariableOfTheDeployFilesExists(t *testing.T) {
	t.Parallel()
	known := map[string]bool{"ADAPTER_HOST": true} // of the compose file's own
	flags := reflect.TypeFor[Flags]()
	for i := range flags.NumField() {
		known[flags.Field(i).Tag.Get("env")] = true
	}
	for _, secret := range []string{"KUSTOMER_API_KEY", "KUSTOMER_BIND_SECRET", "KUSTOMER_WEBHOOK_TOKEN", "CCAIP_API_TOKEN",
		"CCAIP_EVENTS_PASSWORD", "CCAIP_STORAGE_KEY", "CCAIP_STORAGE_SECRET"} {
		known[secret] = true
	}
	files, err := filepath.Glob("../deploy/*/*")
	require.NoError(t, err)
	files = append(files, "../deploy/compose.yaml", "../deploy/Dockerfile")
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil || strings.HasSuffix(file, "_test.go") {
			continue // a folder
		}
		for _, name := range regexp.MustCompile(`\b(ADAPTER|KUSTOMER|CCAIP|TENANT)_[A-Z_]+\b`).FindAllString(string(body), -1) {
			require.True(t, known[name] || known[strings.TrimSuffix(name, "_FILE")], "%s names %s", file, name)
		}
	}
}
