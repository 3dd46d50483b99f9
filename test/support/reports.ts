// A file of settings as a test writes it: what it renders, warns of and is refused for.
import type { Container, Manifest, PodSpec } from 'manifest-review/manifests';
import { renderText } from '../../render';
import { SettingsError } from '../../settings/load';
import { withEnvironment } from './environment';
import { find } from './fronts';
import { containers, podOf, workloads } from './readers';

export const base = 'url: https://sentry.internal.example.com\ningest: { url: https://sentry.example.com }\n';
export const rendered = (yaml: string, whole = base + yaml) => {
  const { manifests, warnings, topology } = renderText(whole, 'f');
  return { all: [...manifests.values()].flat(), warnings, topology };
};
export const manifestsOf = (yaml: string): Manifest[] => rendered(yaml).all;
export const warningsOf = (yaml: string): readonly string[] => rendered(yaml).warnings;

/** What is wrong with it, without place. */
export const refusals = (yaml: string, whole = base + yaml): string[] => {
  try {
    renderText(whole, 'f');
    return [];
  } catch (error) {
    return error instanceof SettingsError ? error.lines.map((line) => line.replace(/^f:\d+:\d+: /, '')) : [String(error)];
  }
};

export const workload = (all: readonly Manifest[], component: string): Manifest => {
  const found = workloads(all).find(({ metadata }) => metadata.name.replace(/-[0-9a-f]{10}$/, '') === `sentry-${component}`);
  if (found === undefined) throw new Error(`nothing runs ${component}`);
  return found;
};
export const podIn = (all: readonly Manifest[], component: string): PodSpec => podOf(workload(all, component));
export const everyContainer = (all: readonly Manifest[]): { place: string; container: Container }[] =>
  workloads(withEnvironment(all)).flatMap((manifest) =>
    containers(podOf(manifest)).map((container) => ({ place: `${manifest.metadata.name}: ${container.name}`, container })),
  );
export const variable = ({ env = [] }: Container, name: string): string | undefined => env.find((each) => each.name === name)?.value;
export const data = (all: readonly Manifest[], name: string): Record<string, string> =>
  (find(all, 'ConfigMap', name)?.['data'] ?? {}) as Record<string, string>;
export const annotationsOf = (manifest: Manifest | undefined) => (manifest?.metadata['annotations'] ?? {}) as Record<string, string>;
