// What stands in front of a door, for settings of ingress and ingest.
import { dump } from 'js-yaml';
import type { Manifest } from 'manifest-review/manifests';
import { renderText } from '../../render';

type Tree = Readonly<Record<string, unknown>>;

/** The smallest file of settings with these. */
export const settingsText = (ingress: Tree, ingest: Tree = {}): string =>
  dump({ url: 'https://sentry.internal.example.com', ingest: { url: 'https://sentry.example.com', ...ingest }, ingress });

/** Everything that is rendered for them. */
export const manifests = (ingress: Tree, ingest?: Tree): Manifest[] =>
  [...renderText(settingsText(ingress, ingest), 'sentry.yaml').manifests.values()].flat();

export const find = (all: readonly Manifest[], kind: string, name = 'sentry-edge') =>
  all.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);

/** `type path` of each path or match, and the annotations apart from the sync wave. */
export const formOf = (manifest: Manifest | undefined) => {
  if (manifest === undefined) throw new Error('nothing was rendered');
  interface Spec {
    readonly rules: readonly {
      readonly http?: { readonly paths: readonly { readonly path: string; readonly pathType: string }[] };
      readonly matches?: readonly { readonly path: { readonly type: string; readonly value: string } }[];
      readonly timeouts?: unknown;
    }[];
  }
  const { rules } = manifest.spec as Spec;
  const { 'argocd.argoproj.io/sync-wave': _wave, ...annotations } = manifest.metadata['annotations'] as Record<string, string>;
  return {
    paths: rules.flatMap(({ http, matches = [] }) => [
      ...(http?.paths ?? []).map((each) => `${each.pathType} ${each.path}`),
      ...matches.map((each) => `${each.path.type} ${each.path.value}`),
    ]),
    annotations,
    timeouts: rules.flatMap(({ timeouts }) => timeouts ?? []),
  };
};

/** Ids of projects, and the endpoint that is open by default. */
export const store = '/api/[1-9][0-9]{0,19}/store/';
