// Upstream's host names, replaced by those of the instance.
import { isSecretName } from 'manifest-review/manifests';
import type { Service } from '../releases/release';

/** Replaces upstream's host names by those of the instance: `kafka:9092`, `http://web:9000`, and a bare name in a variable ending in _HOST. */
export const withHosts = (value: string, services: readonly string[], instance: string, variable = ''): string => {
  if (variable.endsWith('_HOST') && services.includes(value)) return `${instance}-${value}`;
  return value.replace(/(?<=^|[/=,@])([a-z][a-z0-9-]*)(?=:\d)/g, (name) => (services.includes(name) ? `${instance}-${name}` : name));
};

/** Upstream's environment as this instance passes it on: without unset and secret variables, and without those that name a service that does not run. */
export const environmentOf = ({ environment }: Service, services: readonly string[], running: readonly string[], instance: string) =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([variable, value]) => {
      if (value === null || isSecretName(variable)) return [];
      const absent = services.filter((name) => !running.includes(name));
      if (withHosts(value, absent, instance, variable) !== value) return [];
      return [[variable, withHosts(value, running, instance, variable)]];
    }),
  );
