// Commands, arguments and images of all containers of every release, and nothing empty in a manifest.
import { type Container, imageName, type Manifest, type PodSpec, podSpecs } from 'manifest-review/manifests';
import { reviewSentry as review } from '../../knowledge';
import { knownReleases, loadRelease } from '../../releases/load';
import type { Image } from '../../releases/release';
import { render } from '../../render';
import { type Settings, settingsSchema } from '../../settings/schema';
import { buildTopology } from '../../topology/build';
import { heartbeat, isOf, silent, writers } from '../../topology/heartbeat';
import type { Topology } from '../../topology/topology';
import { manifestsOf, scenario, scenarioNames } from '../support/scenarios';

const profiles = ['errors-only', 'feature-complete'] as const;
const base = { url: 'https://sentry.internal.example.com', ingest: { url: 'https://sentry.example.com' } };

const rendered = (settings: object): { manifests: Manifest[]; topology: Topology } => {
  const made = render(settingsSchema.parse({ ...base, ...settings }));
  return { manifests: [...made.manifests.values()].flat(), topology: made.topology };
};

/** Every release in both profiles, and every scenario. */
const all: readonly { readonly name: string; readonly manifests: readonly Manifest[]; readonly topology: Topology }[] = [
  ...knownReleases().flatMap((release) =>
    profiles.map((profile) => ({ name: `${release} ${profile}`, ...rendered({ release, profile }) })),
  ),
  ...scenarioNames.map((name) => ({ name, manifests: manifestsOf(name), topology: scenario(name).topology })),
];

interface Placed {
  readonly place: string;
  readonly pod: PodSpec;
  readonly container: Container;
  readonly image: Image | undefined;
}

const containersOf = (manifests: readonly Manifest[], { release }: Topology): Placed[] =>
  manifests.flatMap((manifest) =>
    podSpecs(manifest).flatMap((pod) =>
      [...(pod.initContainers ?? []), ...pod.containers].map((container) => ({
        place: `${manifest.kind}/${manifest.metadata.name}: ${container.name}`,
        pod,
        container,
        image: release.images[imageName(container.image)],
      })),
    ),
  );

const same = (a: readonly string[], b: readonly string[]) => JSON.stringify(a) === JSON.stringify(b);

/** Whether a command without arguments is whole: all that the image itself would run, or a program with words of its own. */
const complete = (command: readonly string[], { entrypoint = [], command: own = [] }: Image): boolean => {
  const [program, ...words] = command[0] === 'tini' ? command.slice(2) : command;
  return program !== undefined && (words.length > 0 || (own.length > 0 && same(command, [...entrypoint, ...own])));
};

/** Places of what is empty, each with its path; lists' items by `[]`. */
const empty = (value: unknown, path: string): string[] => {
  if (value === undefined) return [];
  if (value === null || value === '') return [path];
  if (typeof value !== 'object') return [];
  const entries = Object.entries(value);
  if (entries.length === 0) return [path];
  return entries.flatMap(([key, child]) => empty(child, Array.isArray(value) ? `${path}[]` : `${path}.${key}`));
};

/** What is empty and means something. */
const meaningful: readonly { readonly path: RegExp; readonly reason: string }[] = [
  { path: /^Role\.rules\[\]\.apiGroups\[\]$/, reason: 'the core group has no name' },
  { path: /^ReferenceGrant\.spec\.to\[\]\.group$/, reason: 'the core group has no name' },
  { path: /^HTTPRoute\.spec\.rules\[\]\.backendRefs\[\]\.group$/, reason: 'the core group has no name' },
  { path: /^NetworkPolicy\.spec\.egress\[\]\.to\[\]\.namespaceSelector$/, reason: 'pods of every namespace' },
  { path: /^ConfigMap\.data\.[A-Z_]+$/, reason: 'a variable that is set to nothing, as upstream sets it' },
];

const version = 'app.kubernetes.io/version';
const labelsOf = (value: unknown): Record<string, string> =>
  (value as { metadata?: { labels?: Record<string, string> } } | undefined)?.metadata?.labels ?? {};

/** The template of the pods of a workload. */
const template = ({ spec }: Manifest): unknown => {
  const { template: own, jobTemplate } = (spec ?? {}) as { template?: unknown; jobTemplate?: { spec: { template: unknown } } };
  return own ?? jobTemplate?.spec.template;
};

const rules: Record<string, (manifests: readonly Manifest[], topology: Topology) => string[]> = {
  'what replaces an image’s entrypoint has arguments, or is whole without': (manifests, topology) =>
    containersOf(manifests, topology)
      .filter(
        ({ container: { command, args = [] }, image }) =>
          command !== undefined && args.length === 0 && !complete(command, image ?? noImage),
      )
      .map(({ place, container }) => `${place} runs ${container.command?.join(' ')}`),

  'arguments without a command go to an entrypoint that the image has': (manifests, topology) =>
    containersOf(manifests, topology)
      .filter(({ container: { command, args = [] }, image }) => command === undefined && args.length > 0 && image?.entrypoint === undefined)
      .map(({ place }) => place),

  'every image is one of which the default arguments and architectures are known': (manifests, topology) =>
    containersOf(manifests, topology)
      .filter(({ image }) => image === undefined)
      .map(({ place, container }) => `${place}: ${container.image}`),

  'nothing is empty but what means something by it': (manifests) =>
    manifests
      .flatMap((manifest) => empty(manifest, manifest.kind).map((path) => ({ path, name: manifest.metadata.name })))
      .filter(({ path }) => !meaningful.some((known) => known.path.test(path)))
      .map(({ path, name }) => `${name}: ${path}`),

  'pods run where all of their images do': (manifests, topology) =>
    containersOf(manifests, topology)
      .filter(({ pod, image }) => {
        const node = (pod['nodeSelector'] as Record<string, string> | undefined)?.['kubernetes.io/arch'];
        return node === undefined ? image?.architectures.join() !== 'amd64,arm64' : !image?.architectures.includes(node);
      })
      .map(({ place }) => place),

  'StatefulSets replace a pod that never became ready': (manifests) =>
    manifests
      .filter(({ kind, spec }) => kind === 'StatefulSet' && (spec as { podManagementPolicy?: string }).podManagementPolicy !== 'Parallel')
      .map(({ metadata }) => metadata.name),

  'the release stands on objects, and on pods only where an image of theirs is the release’s own': (manifests, { release }) =>
    manifests.flatMap((manifest) => {
      const onPod = labelsOf(template(manifest))[version];
      const own = podSpecs(manifest).some(({ containers }) => containers[0]?.image.split('@')[0]?.endsWith(`:${release.version}`));
      const right = labelsOf(manifest)[version] === release.version && onPod === (own ? release.version : undefined);
      return right ? [] : [`${manifest.kind}/${manifest.metadata.name}: ${onPod ?? 'nothing'}`];
    }),

  'a consumer is probed by its heartbeat, or is known to make none': (manifests, topology) =>
    topology.components.flatMap((component) => {
      if (component.role.health.kind !== 'heartbeat') return [];
      // One that touches a file when it is asked to is silent only where upstream does not ask.
      const asked = component.argv?.some((word) => word.startsWith('--health')) === true && writers.some((entry) => isOf(entry, component));
      const known = !asked && silent.some((entry) => isOf(entry, component));
      const found = containersOf(manifests, topology).find(({ container }) => container.name === component.name)?.container;
      const probed = found?.['startupProbe'] !== undefined && found['livenessProbe'] !== undefined;
      const file = heartbeat(component);
      const given = [...(found?.args ?? []), ...Object.values(component.environment)].some(
        (word) => file !== undefined && word.endsWith(file),
      );
      return (file === undefined ? known && !probed : probed && given) ? [] : [component.name];
    }),
};

const noImage: Image = { architectures: [] };

describe.each(all)('$name', ({ manifests, topology }) => {
  test.each(Object.entries(rules))('%s', (_title, rule) => {
    expect(rule(manifests, topology)).toEqual([]);
  });
});

const used = (what: (manifests: readonly Manifest[], topology: Topology) => readonly unknown[]): unknown[] =>
  all.flatMap(({ manifests, topology }) => what(manifests, topology));

test('each exception is met', () => {
  const paths = used((manifests) => manifests.flatMap((manifest) => empty(manifest, manifest.kind)));
  expect(meaningful.filter(({ path }) => !paths.some((found) => path.test(String(found))))).toEqual([]);
  const consumers = used((_manifests, { components }) =>
    silent.filter((entry) => components.some((component) => isOf(entry, component) && heartbeat(component) === undefined)),
  );
  expect(silent.filter((entry) => !consumers.includes(entry))).toEqual([]);
});

describe.each([
  ['snuba', [], false],
  ['/opt/taskbroker', [], true],
  ['tini -- sentry', [], false],
  ['weed', [], false],
  ['clickhouse-server --config-file=/etc/a.xml', [], true],
])('%s without arguments', (command, _args, whole) => {
  test(`is ${whole ? '' : 'not '}whole`, () => {
    expect(complete(command.split(' '), loadRelease('26.8.0').images['taskbroker'] ?? noImage)).toBe(whole);
  });
});

describe('arguments of a service without any', () => {
  const settings: Settings = settingsSchema.parse(base);
  const release = loadRelease('26.8.0');

  test('are the image’s own where the role replaces its entrypoint', () => {
    const { components } = buildTopology(settings, release);
    expect(components.find(({ name }) => name === 'snuba-api')?.argv).toEqual(['api']);
    expect(components.find(({ name }) => name === 'relay')?.argv).toBeUndefined();
    expect(components.find(({ name }) => name === 'clickhouse')?.argv).toBeUndefined();
  });

  test('stop the render where they are not known', () => {
    const { snuba: _snuba, ...images } = release.images;
    expect(() => buildTopology(settings, { ...release, images })).toThrow(
      'service snuba-api: role snuba-api replaces the entrypoint of ghcr.io/getsentry/snuba:26.8.0, whose default arguments are not known',
    );
  });
});

test('an image of the user’s own, of another name, is probed as the one that it replaces', () => {
  const image = 'registry.example.com/team/our-build:1';
  const { manifests } = rendered({ nodestore: { backend: 's3', image } });
  const pods = manifests.flatMap(podSpecs).flatMap(({ containers }) => containers);
  const consumers = pods.filter((container) => container.image === image && container.args?.[1] === 'consumer');
  expect(consumers.length).toBeGreaterThan(2);
  expect(consumers.filter(({ livenessProbe }) => livenessProbe === undefined)).toEqual([]);
});

test('settings that are given empty leave nothing empty', () => {
  const { manifests } = rendered({ components: { web: { nodeSelector: {}, tolerations: [], env: {} } } });
  const web = manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'sentry-web') as Manifest;
  expect(Object.keys(podSpecs(web)[0] ?? {})).not.toEqual(expect.arrayContaining(['nodeSelector']));
  expect(Object.keys(podSpecs(web)[0] ?? {})).not.toEqual(expect.arrayContaining(['tolerations']));
});

describe('an image for one architecture', () => {
  const selectorOf = (nodeSelector?: Record<string, string>) => {
    const components = nodeSelector === undefined ? {} : { 'launchpad-taskworker': { nodeSelector } };
    const { manifests } = rendered({ profile: 'feature-complete', components });
    const found = manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'sentry-launchpad-taskworker');
    return found === undefined ? undefined : podSpecs(found)[0]?.['nodeSelector'];
  };

  test.each([
    ['none', undefined, { 'kubernetes.io/arch': 'amd64' }],
    ['another key', { disk: 'fast' }, { 'kubernetes.io/arch': 'amd64', disk: 'fast' }],
    ['the same', { 'kubernetes.io/arch': 'amd64' }, { 'kubernetes.io/arch': 'amd64' }],
  ])('the user’s selector: %s', (_what, given, expected) => {
    expect(selectorOf(given)).toEqual(expected);
  });

  test('is told to whoever asks for another, unless the image is another', () => {
    const components = { 'launchpad-taskworker': { nodeSelector: { 'kubernetes.io/arch': 'arm64' } } };
    expect(() => rendered({ profile: 'feature-complete', components })).toThrow(
      'components.launchpad-taskworker.nodeSelector.kubernetes.io/arch: expected amd64, the only architecture of its image, got "arm64"',
    );
    const overrides = { 'launchpad-taskworker': { tag: 'arm' } };
    const { manifests } = rendered({ profile: 'feature-complete', components, images: { overrides } });
    const found = manifests.find(({ metadata }) => metadata.name === 'sentry-launchpad-taskworker') as Manifest;
    expect(podSpecs(found)[0]?.['nodeSelector']).toEqual({ 'kubernetes.io/arch': 'arm64' });
  });
});

describe.each(profiles)('26.7.2 to 26.8.0, %s', (profile) => {
  const [before, after] = ['26.7.2', '26.8.0'].map((release) => rendered({ release, profile }).manifests);
  const running = (manifests: readonly Manifest[] = []) =>
    new Map(
      manifests.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet').map((manifest) => [manifest.metadata.name, manifest]),
    );
  const [old, now] = [running(before), running(after)];
  const both = [...now.keys()].filter((name) => old.has(name));

  test('the review names those that restart, and they are those whose template differs', () => {
    const differing = both.filter(
      (name) => JSON.stringify(template(old.get(name) as Manifest)) !== JSON.stringify(template(now.get(name) as Manifest)),
    );
    const { restarts } = review(before ?? [], after ?? []).summary;
    expect([...restarts].sort().map((component) => `sentry-${component}`)).toEqual(differing.sort());
  });

  test('each that restarts has another image or another configuration', () => {
    const withoutRelease = (name: string, from: typeof old) =>
      JSON.stringify(template(from.get(name) as Manifest)).replaceAll(/"app\.kubernetes\.io\/version":"[^"]*",?/g, '');
    const kept = both.filter((name) => withoutRelease(name, old) === withoutRelease(name, now));
    // Kafka's retention and the image of Redis and SeaweedFS changed in 26.8.0; nothing of these.
    expect(kept.sort()).toEqual([
      'sentry-clickhouse',
      'sentry-edge',
      'sentry-memcached',
      'sentry-nginx',
      'sentry-pgbouncer',
      'sentry-postgres',
    ]);
    expect(
      kept.filter((name) => JSON.stringify(template(old.get(name) as Manifest)) !== JSON.stringify(template(now.get(name) as Manifest))),
    ).toEqual([]);
  });
});
