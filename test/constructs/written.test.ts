// What is written in the end: fields newer than the types, and hashes after patches.
import { App, JsonPatch } from 'cdk8s';
import type { Manifest } from 'manifest-review/manifests';
import { Sentry } from '../../constructs/sentry';
import type { SentryProps } from '../../settings/props';

const props: SentryProps = { url: 'https://sentry.internal.example.com', ingest: { url: 'https://sentry.example.com' } };

type Patches = NonNullable<SentryProps['patches']>;
type Made = Readonly<Record<string, Manifest>>;

/** Objects by kind and name, of a Job without its hash; `change` is what a user's program does. */
const made = (patches: Patches = [], change: (sentry: Sentry) => void = () => undefined): Made => {
  const sentry = new Sentry(new App(), 'sentry', { ...props, patches });
  change(sentry);
  return Object.fromEntries(
    sentry.charts
      .flatMap((chart): Manifest[] => chart.toJson())
      .map((manifest) => [`${manifest.kind}/${manifest.metadata.name.replace(/-[0-9a-f]{10}$/, '')}`, manifest]),
  );
};

const before = made();

const changed = (after: Made): string[] => Object.keys(before).filter((id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]));

const mounting = (configMap: string): string[] =>
  Object.keys(before).filter((id) =>
    /"(configMap|configMapRef)":\{"name":"CONFIG"/.test(JSON.stringify(before[id]).replaceAll(configMap, 'CONFIG')),
  );

const checksumOf = (manifest: Manifest | undefined): string | undefined =>
  /"cdk8s-sentry\/files":"(\w+)"/.exec(JSON.stringify(manifest))?.[1];

// Of Kubernetes 1.31 and 1.33, which the 1.27 types do not know.
const newer = [
  { id: 'Service/sentry-web', path: '/spec/trafficDistribution', value: 'PreferClose' },
  { id: 'Deployment/sentry-web', path: '/spec/template/spec/containers/0/lifecycle', value: { stopSignal: 'SIGUSR1' } },
  { id: 'StatefulSet/sentry-redis', path: '/spec/template/spec/resources', value: { requests: { cpu: '1' } } },
] as const;

describe.each(newer)('a field newer than the types: $id $path', ({ id, path, value }) => {
  const [kind = '', name = ''] = id.split('/');
  const component = name.replace('sentry-', '');

  test('a user’s patch is kept', () => {
    const after = made([], (sentry) => {
      const object = sentry.component(component).objects.find((each) => each.kind === kind);
      object?.addJsonPatch(JsonPatch.add(path, value));
    });
    expect(changed(after)).toEqual([id]);
    expect(after[id]).toHaveProperty(path.slice(1).split('/'), value);
  });

  test('a patch of the settings is kept', () => {
    const after = made([{ target: { kind, name }, patch: [{ op: 'add', path, value }] }]);
    expect(changed(after)).toEqual([id]);
    expect(after[id]).toHaveProperty(path.slice(1).split('/'), value);
  });
});

describe('hashes are of what is written', () => {
  test.each([
    ['data', [{ op: 'replace', path: '/data/wait-tcp.sh', value: 'exit 0\n' }]],
    ['another key', [{ op: 'add', path: '/data/more.sh', value: 'exit 0\n' }]],
    ['a key less', [{ op: 'remove', path: '/data/wait-tcp.sh' }]],
    ['binary data', [{ op: 'add', path: '/binaryData', value: { more: 'AA==' } }]],
  ] as const)('a ConfigMap that is patched rolls the pods that mount it, and no others: %s', (_what, patch) => {
    const after = made([{ target: { kind: 'ConfigMap', name: 'sentry-gate' }, patch }]);
    const users = mounting('sentry-gate');
    expect(users.length).toBeGreaterThan(10);
    expect(changed(after).filter((id) => id !== 'ConfigMap/sentry-gate')).toEqual(users);
    expect(users.filter((id) => checksumOf(after[id]) === checksumOf(before[id]))).toEqual([]);
  });

  test('so does one that a user’s program patches, and shared environment', () => {
    const after = made([], ({ objects }) =>
      objects.find(({ name }) => name === 'sentry-gate')?.addJsonPatch(JsonPatch.replace('/data/wait-tcp.sh', 'exit 0\n')),
    );
    expect(changed(after).filter((id) => id !== 'ConfigMap/sentry-gate')).toEqual(mounting('sentry-gate'));
    const shared = made([
      { target: { kind: 'ConfigMap', name: 'sentry-snuba-environment' }, patch: [{ op: 'add', path: '/data/SNUBA_LOG', value: 'debug' }] },
    ]);
    expect(changed(shared).filter((id) => !id.startsWith('ConfigMap/'))).toEqual(mounting('sentry-snuba-environment'));
  });

  test.each(['Job/sentry-bootstrap', 'Job/sentry-secrets'])('%s that is patched has another name, once', (id) => {
    const name = before[id]?.metadata.name ?? '';
    const patch = JsonPatch.replace('/spec/backoffLimit', 3);
    const component = id.replace('Job/sentry-', '');
    const byUser = made([], (sentry) => sentry.component(component).workload.addJsonPatch(patch));
    const bySettings = made([{ target: { kind: 'Job', name }, patch: [{ op: 'replace', path: '/spec/backoffLimit', value: 3 }] }]);
    expect(byUser[id]?.metadata.name).not.toBe(name);
    expect(bySettings[id]).toEqual(byUser[id]);
    expect(changed(byUser)).toEqual([id]);
    const same = made([{ target: { kind: 'Job', name }, patch: [{ op: 'replace', path: '/spec/backoffLimit', value: 20 }] }]);
    expect(changed(same)).toEqual([]);
  });

  test.each([before['Job/sentry-bootstrap']?.metadata.name ?? '', 'sentry-bootstrap'])(
    'a Job’s second patch finds it as the first did: %s',
    (name) => {
      const target = { kind: 'Job', name };
      const after = made([
        { target, patch: [{ op: 'replace', path: '/spec/backoffLimit', value: 3 }] },
        { target, patch: [{ op: 'add', path: '/spec/ttlSecondsAfterFinished', value: 60 }] },
      ]);
      expect(after['Job/sentry-bootstrap']?.spec).toMatchObject({ backoffLimit: 3, ttlSecondsAfterFinished: 60 });
    },
  );
});
