// What is wrong with files of settings together, each of which is right alone.
import { SettingsFile } from './settings/load';
import type { Settings } from './settings/schema';

/** A file of settings, read. */
export interface FleetMember {
  readonly file: string;
  readonly settings: Pick<Settings, 'instance' | 'namespace'>;
}

/** Lines for instances of one namespace whose objects would have the same names: `sentry` has a snuba-api, and so may `sentry-snuba` have an api. */
export const fleetProblems = (members: readonly FleetMember[]): string[] =>
  members.flatMap(({ file, settings: { instance, namespace } }, index) => {
    const found = members
      .slice(0, index)
      .filter(({ settings }) => settings.namespace === namespace)
      .find(({ settings }) => `${instance}-`.startsWith(`${settings.instance}-`) || `${settings.instance}-`.startsWith(`${instance}-`));
    if (found === undefined) return [];
    const message = `expected names that differ from those of "${found.settings.instance}" of ${found.file} in namespace ${namespace}, got "${instance}"; those of another cluster are rendered by themselves`;
    return SettingsFile.read(file).lines([{ path: ['instance'], message }]);
  });
