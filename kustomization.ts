// A render as a base of Kustomize.

/** Text of the kustomization.yaml of a folder that holds these files. */
export const kustomizationOf = (files: readonly string[]): string =>
  [
    'apiVersion: kustomize.config.k8s.io/v1beta1',
    'kind: Kustomization',
    'resources:',
    ...[...files].sort().map((file) => `  - ${file}`),
    '',
  ].join('\n');
