module cdk8s-sentry/go/flux

go 1.26.1

// For their CustomResourceDefinitions alone: nothing is built.
require (
	github.com/fluxcd/kustomize-controller v1.9.6
	github.com/fluxcd/source-controller v1.9.6
)
