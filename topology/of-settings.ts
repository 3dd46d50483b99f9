// From settings to what runs: the release that they name, and whether they fit it.
import { knownReleases, loadRelease, releaseProblem } from '../releases/load';
import type { Problem } from '../settings/problem';
import type { Settings } from '../settings/schema';
import { buildTopology } from './build';
import { topologyProblems } from './checks';
import type { Topology } from './topology';

/**
 * What is to run, or what does not fit the release. Throws UnknownServiceError for a release with a service of no known role.
 * `folder` is where a folder `releases` of the user's own may be.
 */
export const topologyOf = (
  settings: Settings,
  folder?: string,
): { readonly topology: Topology } | { readonly problems: readonly Problem[] } => {
  const version = settings.release ?? knownReleases(folder)[0] ?? '';
  const unknown = releaseProblem(version, folder);
  if (unknown !== undefined) return { problems: [{ path: ['release'], message: unknown }] };
  const release = loadRelease(version, folder);
  const topology = buildTopology(settings, release);
  const problems = topologyProblems(settings, release, topology);
  return problems.length > 0 ? { problems } : { topology };
};
