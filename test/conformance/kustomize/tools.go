//go:build tools

// Package kustomize pins the real kustomize that Salvor's own builder is judged by.
package kustomize

import _ "sigs.k8s.io/kustomize/kustomize/v5"
