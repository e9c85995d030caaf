package check

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	strict "sigs.k8s.io/yaml"
)

// kinds are the types that our manifests may be of.
var kinds = map[string]func() any{
	"v1/Namespace":                       func() any { return new(corev1.Namespace) },
	"v1/ServiceAccount":                  func() any { return new(corev1.ServiceAccount) },
	"v1/ConfigMap":                       func() any { return new(corev1.ConfigMap) },
	"v1/Service":                         func() any { return new(corev1.Service) },
	"apps/v1/Deployment":                 func() any { return new(appsv1.Deployment) },
	"policy/v1/PodDisruptionBudget":      func() any { return new(policyv1.PodDisruptionBudget) },
	"networking.k8s.io/v1/Ingress":       func() any { return new(networkingv1.Ingress) },
	"networking.k8s.io/v1/NetworkPolicy": func() any { return new(networkingv1.NetworkPolicy) },
}

// manifests are all documents of the folder, decoded without room for a misspelt field.
func manifests(t *testing.T) map[string]any {
	t.Helper()
	files, err := filepath.Glob("../kubernetes/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	all := map[string]any{}
	for _, file := range files {
		body, err := os.ReadFile(file)
		require.NoError(t, err)
		docs := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(body)))
		for {
			doc, err := docs.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err, file)
			var head struct{ APIVersion, Kind string }
			require.NoError(t, strict.Unmarshal(doc, &head), file)
			name := head.APIVersion + "/" + head.Kind
			require.Contains(t, kinds, name, file)
			into := kinds[name]()
			require.NoError(t, strict.UnmarshalStrict(doc, into), "%s: %s", file, name)
			all[name] = into
		}
	}
	return all
}

func TestManifestsAreWhatKubernetesKnows(t *testing.T) {
	t.Parallel()
	all := manifests(t)
	for name := range kinds {
		require.Contains(t, all, name)
	}
	d := all["apps/v1/Deployment"].(*appsv1.Deployment)
	require.GreaterOrEqual(t, *d.Spec.Replicas, int32(2))
	labels := d.Spec.Template.Labels
	for name, selector := range map[string]map[string]string{
		"the deployment": d.Spec.Selector.MatchLabels,
		"the service":    all["v1/Service"].(*corev1.Service).Spec.Selector,
		"the budget":     all["policy/v1/PodDisruptionBudget"].(*policyv1.PodDisruptionBudget).Spec.Selector.MatchLabels,
		"the policy":     all["networking.k8s.io/v1/NetworkPolicy"].(*networkingv1.NetworkPolicy).Spec.PodSelector.MatchLabels,
	} {
		require.Subset(t, labels, selector, "%s selects the pods", name)
	}
	pod := d.Spec.Template.Spec
	require.Greater(t, *pod.TerminationGracePeriodSeconds, int64(10), "a stop takes up to ten seconds")
	require.True(t, *pod.SecurityContext.RunAsNonRoot)
	c := pod.Containers[0]
	require.Equal(t, "/livez", c.LivenessProbe.HTTPGet.Path)
	require.Equal(t, "/readyz", c.ReadinessProbe.HTTPGet.Path)
	require.True(t, *c.SecurityContext.ReadOnlyRootFilesystem)
	require.False(t, *c.SecurityContext.AllowPrivilegeEscalation)
}

// TestEveryMountHasItsVolume: a strict decoder does not see a name that leads nowhere.
func TestEveryMountHasItsVolume(t *testing.T) {
	t.Parallel()
	pod := manifests(t)["apps/v1/Deployment"].(*appsv1.Deployment).Spec.Template.Spec
	volumes := map[string]bool{}
	for _, v := range pod.Volumes {
		volumes[v.Name] = true
	}
	for _, m := range pod.Containers[0].VolumeMounts {
		require.True(t, volumes[m.Name], m.Name)
		delete(volumes, m.Name)
	}
	require.Empty(t, volumes, "volumes that nobody mounts")
}
