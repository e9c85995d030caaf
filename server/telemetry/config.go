package telemetry

import (
	"fmt"
	"net/url"
	"strings"
)

// Config says where spans go. The zero value: nowhere.
type Config struct {
	// Endpoint is the collector's address for traces, OTLP over HTTP; empty: off.
	Endpoint string
	// Release is the server's version, as spans tell it.
	Release string
}

// protocolOf OTLP that is spoken here.
const protocolOf = "http/protobuf"

// The variables of OpenTelemetry's own specification that switch tracing on, or off.
const (
	envEndpoint       = "OTEL_EXPORTER_OTLP_ENDPOINT"
	envTracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
	envProtocol       = "OTEL_EXPORTER_OTLP_PROTOCOL"
	envTracesProtocol = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"
	envExporter       = "OTEL_TRACES_EXPORTER"
	envDisabled       = "OTEL_SDK_DISABLED"
)

// Read reads them, and names what is wrong with them. The others of the specification (headers,
// certificates, time-outs, sampler, batches, service name and resource) are read by the library when
// tracing is on.
func Read(getenv func(string) string, release string) (Config, []string) {
	var faults []string
	env, endpoint := envTracesEndpoint, getenv(envTracesEndpoint)
	if endpoint == "" {
		env, endpoint = envEndpoint, getenv(envEndpoint)
		if endpoint != "" {
			endpoint = strings.TrimRight(endpoint, "/") + "/v1/traces"
		}
	}
	off := strings.EqualFold(getenv(envDisabled), "true") || strings.EqualFold(getenv(envExporter), "none")
	if endpoint == "" || off {
		return Config{}, nil
	}
	if exporter := getenv(envExporter); exporter != "" && exporter != "otlp" {
		faults = append(faults, fmt.Sprintf("%s is %q: traces go by otlp; none switches them off", envExporter, exporter))
	}
	for _, name := range []string{envTracesProtocol, envProtocol} {
		if spoken := getenv(name); spoken != "" && spoken != protocolOf {
			faults = append(faults, fmt.Sprintf("%s is %q: traces go by %s, which collectors take on port 4318", name, spoken, protocolOf))
		}
	}
	if why := notACollector(endpoint); why != "" {
		faults = append(faults, env+" "+why)
	}
	return Config{Endpoint: endpoint, Release: release}, faults
}

// notACollector says what is wrong with an address, without repeating what may be a password in it.
func notACollector(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return "is no address of a collector, such as http://127.0.0.1:4318"
	case u.User != nil:
		return "holds a user name or password: give those as OTEL_EXPORTER_OTLP_HEADERS"
	}
	return ""
}
