// One instance as manifests: what commands, tools and tests look at instead of files.
import { App } from 'cdk8s';
import type { Manifest } from 'manifest-review/manifests';
import { Sentry } from './constructs/sentry';
import { SettingsFile } from './settings/load';
import type { SentryProps } from './settings/props';
import type { Settings } from './settings/schema';
import type { Topology } from './topology/topology';

/** Manifests by file name without ending, in the order in which kubectl applies them. */
export type Manifests = ReadonlyMap<string, readonly Manifest[]>;

export interface Rendered {
  readonly settings: Settings;
  readonly topology: Topology;
  readonly manifests: Manifests;
  /** Ready to print. */
  readonly warnings: readonly string[];
}

/**
 * Settings to manifests: no clock, no randomness, no environment, no network, so the same settings give the same manifests.
 * Throws SettingsError with everything that is wrong, and UnknownServiceError for a release with a service of no known role.
 */
export const render = (props: SentryProps | SettingsFile): Rendered => {
  const { settings, topology, warnings, charts } = new Sentry(new App(), 'sentry', props);
  return { settings, topology, warnings, manifests: new Map(charts.map((chart) => [chart.node.id, chart.toJson()])) };
};

/** The same of the text of a file. */
export const renderText = (text: string, file: string): Rendered => render(new SettingsFile(text, file));

/** The same of a file. */
export const renderFile = (file: string): Rendered => render(SettingsFile.read(file));
