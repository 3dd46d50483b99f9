// What is wrong with settings that the schema allows.
import { hideText, isSecretName } from 'manifest-review/manifests';
import { addressOf } from './address';
import { doorProblems, doorWarnings } from './door-checks';
import { placementProblems } from './placement-checks';
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
  { name: 'day of the week', from: 0, to: 6, names: 'sun mon tue wed thu fri sat'.split(' ') },
];

const cronPart = (part: string, { from, to, names = [] as string[] }: (typeof cronFields)[number]): boolean => {
  const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  if (range === '' || /^0+$/.test(step ?? '')) return false;
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

const nodestore = ({ nodestore: { backend, image }, images: { sentry } }: Settings): Problem[] => {
  if (image !== undefined && sentry !== undefined)
    return [
      { path: ['nodestore', 'image'], message: `expected none beside images.sentry, which every container of Sentry uses, got "${image}"` },
    ];
  if (backend === 's3' && image === undefined && sentry === undefined)
    return [absent(['nodestore', 'image'], 'an image of Sentry that has sentry_nodestore_s3')];
  return backend === 'postgres' && image !== undefined
    ? [{ path: ['nodestore', 'image'], message: `expected no image with backend postgres, got "${image}"` }]
    : [];
};

const components = ({ components: settings }: Settings): Problem[] =>
  Object.entries(settings).flatMap(([name, { env = {} }]) =>
    Object.entries(env).flatMap(([variable, value]): Problem[] => {
      const path = ['components', name, 'env', variable];
      if (!/^[A-Za-z_]\w*$/.test(variable)) return [{ path, message: `expected the name of a variable, got "${variable}"` }];
      if (isSecretName(variable))
        return [{ path, message: `expected a variable that is no secret, got "${variable}"; a patch can take its value from a Secret` }];
      const shown = hideText(variable, value);
      if (shown === value) return [];
      return [{ path, message: `expected a value without a secret, got ${JSON.stringify(shown)}; a patch can take it from a Secret` }];
    }),
  );

/** The API server refuses a pod that is to find names nowhere. */
const resolvers = ({ components: settings }: Settings): Problem[] =>
  Object.entries(settings).flatMap(([name, { pod }]) =>
    pod?.dnsPolicy === 'None' && (pod.dnsConfig?.nameservers ?? []).length === 0
      ? [absent(['components', name, 'pod', 'dnsConfig', 'nameservers'], 'an address, which dnsPolicy None needs')]
      : [],
  );

// Kubernetes' own, whose labels and policies are not ours to change.
const systemNamespaces = ['kube-system', 'kube-public', 'kube-node-lease'];

const namespaces = ({ namespace }: Settings): Problem[] =>
  systemNamespaces.includes(namespace)
    ? [{ path: ['namespace'], message: `expected a namespace of its own, got "${namespace}", which is Kubernetes’` }]
    : [];

// kubectl apply notes a whole object in an annotation; all annotations of an object hold 256 KiB (apimachinery, objectmeta.go).
const mostNoted = 240_000;

/** Lists that stand in one ConfigMap, each entry in a line of its own. */
const lists = ({ ingest: { projects = [], allowedOrigins = [] } }: Settings): Problem[] => {
  const bytes = (entries: readonly (string | number)[]): number =>
    entries.reduce<number>((sum, entry) => sum + String(entry).length + 8, 0);
  const [own, other] = [bytes(projects), bytes(allowedOrigins)];
  if (own + other <= mostNoted) return [];
  const [name, count] = own >= other ? (['projects', projects.length] as const) : (['allowedOrigins', allowedOrigins.length] as const);
  const message = `expected a list that a ConfigMap holds which kubectl can apply, ${mostNoted / 1000} kB, got one of ${count} entries`;
  return [{ path: ['ingest', name], message }];
};

/** What is wrong with settings that the schema allows, by themselves; the release is asked later. */
export const settingsProblems = (settings: Settings): Problem[] => [
  ...doorProblems(settings),
  ...namespaces(settings),
  ...lists(settings),
  ...placementProblems(settings),
  ...kubernetes(settings),
  ...cron(['retention', 'schedule'], settings.retention.schedule),
  ...cron(['retention', 'vacuum', 'schedule'], settings.retention.vacuum?.schedule),
  ...mail(settings),
  ...nodestore(settings),
  ...components(settings),
  ...resolvers(settings),
];

type Tls = NonNullable<Settings['mail']>['tls'];

/** What servers speak on a port as a rule (RFC 8314, RFC 6409, RFC 5321). */
const usualTls: Readonly<Record<number, readonly Tls[]>> = { 25: ['none', 'starttls'], 465: ['tls'], 587: ['starttls', 'none'] };

const unusualTls = ({ mail: settings }: Settings): Problem[] => {
  const usual = usualTls[settings?.port ?? 0];
  if (settings === undefined || usual === undefined || usual.includes(settings.tls)) return [];
  const message = `${settings.tls} is unusual on port ${settings.port}, which is for ${usual.join(' or ')}: mail may not leave`;
  return [{ path: ['mail', 'tls'], message }];
};

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
    ...unusualTls(settings),
    ...doorWarnings(settings),
  ];
};
