// What is wrong with settings that the schema allows.
import { isSecretName } from 'manifest-review/manifests';
import { addressOf } from './address';
import { doorProblems, doorWarnings } from './door-checks';
import { absent, type Problem } from './problem';
import type { Settings } from './schema';

/** Minor versions of Kubernetes that the output is made for. */
export const supportedKubernetes = { oldest: '1.32', newest: '1.37' } as const;

const minor = (version: string): number => Number(version.split('.')[1]);

const kubernetes = ({ kubernetes: { version } }: Settings): Problem[] =>
  minor(version) < minor(supportedKubernetes.oldest) || minor(version) > minor(supportedKubernetes.newest)
    ? [
        {
          path: ['kubernetes', 'version'],
          message: `expected a version from ${supportedKubernetes.oldest} to ${supportedKubernetes.newest}, got "${version}"`,
        },
      ]
    : [];

const cronFields = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { name: 'day of the week', from: 0, to: 7, names: 'sun mon tue wed thu fri sat'.split(' ') },
];

const cronPart = (part: string, { from, to, names = [] as string[] }: (typeof cronFields)[number]): boolean => {
  const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  if (range === '' || step === '0') return false;
  if (range === '*') return true;
  const bounds = range.split('-').map((bound) => {
    const named = names.indexOf(bound.toLowerCase());
    if (named >= 0) return named + (from === 1 ? 1 : 0);
    return /^\d+$/.test(bound) ? Number(bound) : Number.NaN;
  });
  const [first = Number.NaN, last = first] = bounds;
  return bounds.length <= 2 && first >= from && last <= to && first <= last;
};

const cron = (path: Problem['path'], schedule: string | undefined): Problem[] =>
  (schedule ?? '').split(' ').flatMap((value, index) => {
    const field = cronFields[index];
    if (schedule === undefined || field === undefined || value.split(',').every((part) => cronPart(part, field))) return [];
    return [{ path, message: `expected ${field.from} to ${field.to} as ${field.name}, got "${value}"` }];
  });

const mail = ({ mail: settings }: Settings): Problem[] => {
  if (settings === undefined || (settings.username === undefined) === (settings.password === undefined)) return [];
  return settings.username === undefined
    ? [absent(['mail', 'username'], 'the user that mail.password belongs to')]
    : [absent(['mail', 'password'], 'the Secret of the password of mail.username')];
};

const nodestore = ({ nodestore: { backend, image } }: Settings): Problem[] => {
  if (backend === 's3' && image === undefined) return [absent(['nodestore', 'image'], 'an image of Sentry that has sentry_nodestore_s3')];
  return backend === 'postgres' && image !== undefined
    ? [{ path: ['nodestore', 'image'], message: `expected no image with backend postgres, got "${image}"` }]
    : [];
};

const components = ({ components: settings }: Settings): Problem[] =>
  Object.entries(settings).flatMap(([name, { env = {} }]) =>
    Object.keys(env).flatMap((variable): Problem[] => {
      const path = ['components', name, 'env', variable];
      if (!/^[A-Za-z_]\w*$/.test(variable)) return [{ path, message: `expected the name of a variable, got "${variable}"` }];
      return isSecretName(variable)
        ? [{ path, message: `expected a variable that is no secret, got "${variable}"; a patch can take its value from a Secret` }]
        : [];
    }),
  );

/** What is wrong with settings that the schema allows, by themselves; the release is asked later. */
export const settingsProblems = (settings: Settings): Problem[] => [
  ...doorProblems(settings),
  ...kubernetes(settings),
  ...cron(['retention', 'schedule'], settings.retention.schedule),
  ...cron(['retention', 'vacuum', 'schedule'], settings.retention.vacuum?.schedule),
  ...mail(settings),
  ...nodestore(settings),
  ...components(settings),
];

/** What deserves a word but is no error. */
export const settingsWarnings = (settings: Settings): Problem[] => {
  const { url, ingest, retention } = settings;
  const plain = (path: Problem['path'], address: string): Problem[] =>
    addressOf(address).scheme === 'http' ? [{ path, message: 'http sends passwords and events in clear' }] : [];
  return [
    ...(settings.mail === undefined ? [{ path: ['mail'], message: 'absent, so mail is written to the log of the pod that sends it' }] : []),
    ...(retention.vacuum?.full === true
      ? [
          {
            path: ['retention', 'vacuum', 'full'],
            message: 'VACUUM FULL locks each table while it is rewritten, and needs its size again on disk',
          },
        ]
      : []),
    ...(ingest.endpoints.every((endpoint) => endpoint === 'store')
      ? [
          {
            path: ['ingest', 'endpoints'],
            message: 'store alone is open, so events of current SDKs are refused: they send to envelope; see docs/edge.md',
          },
        ]
      : []),
    ...plain(['url'], url),
    ...plain(['ingest', 'url'], ingest.url),
    ...doorWarnings(settings),
  ];
};
