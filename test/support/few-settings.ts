// Manifests of a few lines of settings, as containers see them.
import { type Manifest, podSpecs } from 'manifest-review/manifests';
import { renderText } from '../../render';
import { withEnvironment } from './environment';

/** Of the two addresses and these lines of sentry.yaml. */
export const manifestsWith = (lines: string): Manifest[] => {
  const head = 'url: https://sentry.internal.example.com\ningest: { url: https://sentry.example.com }\n';
  return withEnvironment([...renderText(`${head}${lines}`, 'f').manifests.values()].flat());
};

export const objectOf = (manifests: readonly Manifest[], kind: string, name: string): Manifest | undefined =>
  manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);

/** Variables of the first container of a Deployment. */
export const variablesOf = (manifests: readonly Manifest[], name: string): Record<string, string | undefined> => {
  const pod = podSpecs(objectOf(manifests, 'Deployment', name) ?? { apiVersion: '', kind: '', metadata: { name } })[0];
  return Object.fromEntries((pod?.containers[0]?.env ?? []).map((variable) => [variable.name, variable.value]));
};

/** The buckets that the bootstrap Job is told to make. */
export const bucketsOf = (manifests: readonly Manifest[]): unknown => {
  const { data } = objectOf(manifests, 'ConfigMap', 'sentry-bootstrap') ?? {};
  return JSON.parse((data as Record<string, string> | undefined)?.['buckets.json'] ?? '');
};
