// One service of a compose file.
import type { Healthcheck, Service, Volume } from '../release';
import { assignments } from './assignments';
import { ImportError } from './error';
import type { Variables } from './variables';
import { splitWords } from './words';
import { fields } from './yaml';

const words = (command: unknown): string[] | undefined => {
  if (command === undefined || command === null) return undefined;
  return Array.isArray(command) ? command.map(String) : splitWords(String(command));
};

const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds of a duration such as 1m30s. */
const seconds = (duration: unknown): number => {
  const text = String(duration);
  if (!/^(?:\d+(?:ms|[smh]))+$/.test(text)) throw new ImportError(`expected a duration such as 1m30s, got "${text}"`);
  return [...text.matchAll(/(\d+)(ms|[smh])/g)].reduce((sum, [, number, unit = '']) => sum + Number(number) * (unitSeconds[unit] ?? 0), 0);
};

const healthcheck = (value: unknown): Healthcheck | undefined => {
  // Docker's own defaults, which upstream relies on for some of its services.
  const { test, interval = '30s', timeout = '30s', retries = 3, start_period: startPeriod = '0s', disable } = fields(value);
  if (test === undefined || disable === true) return undefined;
  return {
    test: Array.isArray(test) ? test.map(String) : ['CMD-SHELL', String(test)],
    intervalSeconds: seconds(interval),
    timeoutSeconds: seconds(timeout),
    retries: Number(retries),
    startPeriodSeconds: seconds(startPeriod),
  };
};

const volume = (value: unknown): Volume => {
  if (typeof value === 'string') {
    const [source, target, mode = ''] = value.split(':');
    if (source === undefined || target === undefined) throw new ImportError(`expected a volume as source:target, got "${value}"`);
    return mode.split(',').includes('ro') ? { source, target, readOnly: true } : { source, target };
  }
  const { source, target, read_only: readOnly } = fields(value);
  if (typeof source !== 'string' || typeof target !== 'string') {
    throw new ImportError(`expected a volume with source and target, got ${JSON.stringify(value)}`);
  }
  return readOnly === true ? { source, target, readOnly } : { source, target };
};

const dependencies = (value: unknown): Record<string, string> =>
  Array.isArray(value)
    ? Object.fromEntries(value.map((name) => [String(name), 'service_started']))
    : Object.fromEntries(Object.entries(fields(value)).map(([name, how]) => [name, String(fields(how)['condition'] ?? 'service_started')]));

const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;

/** One service of the compose file, interpolated; `pulled` is the base of each image that upstream builds. Throws ImportError. */
export const readService = (value: unknown, variables: Variables, pulled: ReadonlyMap<string, string>): Service => {
  const service = fields(value);
  const { image, profiles, volumes, ulimits, shm_size: shmSize } = service;
  if (typeof image !== 'string' || image === '') throw new ImportError('expected an image, got none');
  const { nofile } = fields(ulimits);
  const openFiles = fields(nofile)['soft'] ?? nofile;
  return present({
    image: pulled.get(image) ?? image,
    entrypoint: words(service['entrypoint']),
    command: words(service['command']),
    environment: assignments(service['environment'], variables),
    profiles: Array.isArray(profiles) ? profiles.map(String) : undefined,
    dependsOn: dependencies(service['depends_on']),
    healthcheck: healthcheck(service['healthcheck']),
    volumes: Array.isArray(volumes) ? volumes.map(volume) : [],
    shmSize: shmSize === undefined ? undefined : String(shmSize),
    nofile: openFiles === undefined ? undefined : Number(openFiles),
  });
};
