// Package check reads what operators deploy as those who will run it do: manifests into Kubernetes'
// own types, strictly; the Dockerfile by BuildKit's parser; the compose file by Compose's loader.
// No daemon and no cluster is asked. It is a module of its own, so that none of these libraries
// comes near the product.
package check
