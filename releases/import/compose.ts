import { parse as splitShell } from 'shell-quote';
import { parse as parseYaml } from 'yaml';
import type { Healthcheck, Service, Volume } from '../release';
import { ImportError } from './error';
import { interpolate, type Variables } from './variables';

type Fields = { readonly [key: string]: unknown };

const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

const interpolated = (value: unknown, variables: Variables): unknown => {
  if (typeof value === 'string') return interpolate(value, variables);
  if (Array.isArray(value)) return value.map((item) => interpolated(item, variables));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, interpolated(child, variables)]));
  return value;
};

/** Words of a command as Docker splits them; a list is taken as it is. */
const words = (command: unknown): string[] | undefined => {
  if (command === undefined || command === null) return undefined;
  if (Array.isArray(command)) return command.map(String);
  return splitShell(String(command).trim(), (name) => `$${name}`).map((word) =>
    typeof word === 'string' ? word : 'pattern' in word ? word.pattern : String(word),
  );
};

const seconds = (duration: unknown): number => {
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
  return [...String(duration ?? '0s').matchAll(/(\d+)(ms|s|m|h)/g)].reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (units[unit] ?? 0),
    0,
  );
};

const healthcheck = (value: unknown): Healthcheck | undefined => {
  const { test, interval, timeout, retries, start_period: startPeriod } = fields(value);
  if (test === undefined || test === null) return undefined;
  return {
    test: Array.isArray(test) ? test.map(String) : ['CMD-SHELL', String(test)],
    intervalSeconds: seconds(interval),
    timeoutSeconds: seconds(timeout),
    retries: Number(retries ?? 3),
    startPeriodSeconds: seconds(startPeriod),
  };
};

const volume = (value: unknown): Volume => {
  if (typeof value === 'string') {
    const [source = '', target = '', mode] = value.split(':');
    return mode === 'ro' ? { source, target, readOnly: true } : { source, target };
  }
  const { source, target, read_only: readOnly } = fields(value);
  return readOnly === true
    ? { source: String(source), target: String(target), readOnly: true }
    : { source: String(source), target: String(target) };
};

const environment = (value: unknown, variables: Variables): Record<string, string | null> => {
  const entries = Array.isArray(value)
    ? value.map((line): [string, unknown] => {
        const [name = '', ...rest] = String(line).split('=');
        return [name, rest.length === 0 ? null : rest.join('=')];
      })
    : Object.entries(fields(value));
  // A variable without value passes on what .env says.
  return Object.fromEntries(entries.map(([name, given]) => [name, given === null ? (variables[name] ?? null) : String(given)]));
};

const dependencies = (value: unknown): Record<string, string> =>
  Array.isArray(value)
    ? Object.fromEntries(value.map((name) => [String(name), 'service_started']))
    : Object.fromEntries(
        Object.entries(fields(value)).map(([name, condition]) => [name, String(fields(condition)['condition'] ?? 'service_started')]),
      );

/** Names of images that upstream builds on the machine, with the image each is built from. */
const builtImages = (services: Fields, variables: Variables): Map<string, string> => {
  const bases = new Map<string, string>();
  for (const service of Object.values(services)) {
    const { image, build } = fields(service);
    const { args } = fields(build);
    const [name, value] = Array.isArray(args) ? String(args[0] ?? '').split('=') : (Object.entries(fields(args))[0] ?? []);
    const base = value ?? (name === undefined ? undefined : variables[name]);
    if (typeof image === 'string' && base !== undefined) bases.set(image, String(base));
  }
  return bases;
};

const pulled = (image: string, built: ReadonlyMap<string, string>): string => {
  const base = built.get(image);
  return base === undefined ? image : pulled(base, built);
};

const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;

/** js-yaml refuses a closing bracket at the indentation of its key, which Docker and upstream's file allow. */
const parseCompose = (text: string): unknown => {
  try {
    return parseYaml(text, { merge: true, logLevel: 'error', maxAliasCount: -1 });
  } catch (error) {
    throw new ImportError(`docker-compose.yml: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : error}`);
  }
};

/** Services of upstream's compose file, with .env applied, in its order. */
export const readServices = (text: string, variables: Variables): Record<string, Service> => {
  const services = fields(fields(interpolated(parseCompose(text), variables))['services']);
  if (Object.keys(services).length === 0) throw new ImportError('docker-compose.yml: expected services, got none');
  const built = builtImages(services, variables);
  return Object.fromEntries(
    Object.entries(services).map(([name, value]): [string, Service] => {
      const service = fields(value);
      if (typeof service['image'] !== 'string') throw new ImportError(`docker-compose.yml: service ${name}: expected an image, got none`);
      const nofile = fields(fields(service['ulimits'])['nofile'])['soft'];
      return [
        name,
        present({
          image: pulled(service['image'], built),
          entrypoint: words(service['entrypoint']),
          command: words(service['command']),
          environment: environment(service['environment'], variables),
          profiles: Array.isArray(service['profiles']) ? service['profiles'].map(String) : undefined,
          dependsOn: dependencies(service['depends_on']),
          healthcheck: healthcheck(service['healthcheck']),
          volumes: Array.isArray(service['volumes']) ? service['volumes'].map(volume) : [],
          shmSize: service['shm_size'] === undefined ? undefined : String(service['shm_size']),
          nofile: nofile === undefined ? undefined : Number(nofile),
        }),
      ];
    }),
  );
};
