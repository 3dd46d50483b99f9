import { App } from 'cdk8s';
import type { Manifest } from 'manifest-review/manifests';
import { sentryCharts } from './constructs/sentry';
import { applyPatches } from './patches';
import { knownReleases, loadRelease, releaseProblem } from './releases/load';
import type { Problem } from './settings/problem';
import type { Settings } from './settings/schema';
import { buildTopology } from './topology/build';
import { topologyProblems } from './topology/checks';
import type { Topology } from './topology/topology';

/** Manifests by file name without ending, in the order in which kubectl applies them. */
export type Manifests = ReadonlyMap<string, readonly Manifest[]>;

export type Rendered = { readonly topology: Topology; readonly manifests: Manifests } | { readonly problems: readonly Problem[] };

/** What is to run, or what does not fit the release. */
const topologyOf = (settings: Settings): { readonly topology: Topology } | { readonly problems: readonly Problem[] } => {
  const version = settings.release ?? knownReleases()[0] ?? '';
  const unknown = releaseProblem(version);
  if (unknown !== undefined) return { problems: [{ path: ['release'], message: unknown }] };
  const release = loadRelease(version);
  const topology = buildTopology(settings, release);
  const problems = topologyProblems(settings, release, topology);
  return problems.length > 0 ? { problems } : { topology };
};

/** What does not fit the release. Throws UnknownServiceError for a release with a service of no known role. */
export const releaseProblems = (settings: Settings): readonly Problem[] => {
  const found = topologyOf(settings);
  return 'problems' in found ? found.problems : [];
};

/**
 * Settings to manifests: no clock, no randomness, no environment, no network, so the same settings give the same manifests.
 * Gives problems instead when the settings do not fit the release. Throws UnknownServiceError for a release with a service of no known role.
 */
export const render = (settings: Settings): Rendered => {
  const found = topologyOf(settings);
  if ('problems' in found) return found;
  const { topology } = found;
  const files = sentryCharts(new App(), settings, topology).map((chart) => ({ file: chart.file, manifests: chart.manifests() }));
  const patched = applyPatches(
    files.flatMap(({ manifests }) => manifests),
    settings.patches,
  );
  if (patched.problems.length > 0) return { problems: patched.problems };

  const manifests = new Map<string, readonly Manifest[]>();
  let taken = 0;
  for (const { file, manifests: own } of files) {
    if (own.length > 0) manifests.set(file, patched.manifests.slice(taken, taken + own.length));
    taken += own.length;
  }
  return { topology, manifests };
};
