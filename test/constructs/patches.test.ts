// JSON Patch on objects: what each operation does, and what is said of one that cannot be done.
import { ApiObject, type ApiObjectProps, App, Chart } from 'cdk8s';
import { addPatches } from '../../constructs/patches';
import type { Settings } from '../../settings/schema';
import { manifestsWith } from '../support/few-settings';

type Patch = Settings['patches'][number];
type Operation = Patch['patch'][number];

const service = (name = 'a') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, annotations: { 'a/b': 'slash', 'a~b': 'tilde' } },
  spec: { ports: [{ port: 80 }, { port: 81 }], selector: {} },
});

/** Services a and b after these patches, and what is wrong with the patches. */
const apply = (...patches: Patch[]) => {
  const chart = new Chart(new App(), 'chart');
  const objects = ['a', 'b'].map((name) => new ApiObject(chart, name, service(name) as ApiObjectProps));
  const problems = addPatches(objects, patches);
  return { problems, manifests: objects.map((object) => object.toJson()) };
};

const patched = (...patch: Operation[]) => {
  const { manifests, problems } = apply({ target: { kind: 'Service', name: 'a' }, patch });
  return { spec: manifests[0].spec, annotations: manifests[0].metadata.annotations, messages: problems.map(({ message }) => message) };
};

const nothingAt = (path: string, at = path) => [`expected a path in Service "a", got "${path}": nothing at "${at}"`];

describe('add', () => {
  const add = (path: string) => patched({ op: 'add', path, value: 1 });

  test.each([
    ['/spec/ports/0', [1, { port: 80 }, { port: 81 }]],
    ['/spec/ports/2', [{ port: 80 }, { port: 81 }, 1]],
    ['/spec/ports/-', [{ port: 80 }, { port: 81 }, 1]],
  ])('to a list at %s', (path, ports) => expect(add(path).spec).toEqual({ ...service().spec, ports }));

  test.each(['/spec/ports/3', '/spec/ports/x', '/spec/ports/1x', '/spec/ports/x1', '/spec/ports/-1'])(
    'not past the end of a list, or at no index: %s',
    (path) => expect(add(path).messages).toEqual(nothingAt(path)),
  );

  test('at an index of two digits', () => {
    const ports = Array.from({ length: 10 }, (_, index) => index);
    const { spec, messages } = patched(
      { op: 'replace', path: '/spec/ports', value: ports },
      { op: 'add', path: '/spec/ports/10', value: 10 },
    );
    expect(messages).toEqual([]);
    expect(spec.ports).toEqual([...ports, 10]);
  });

  test('to a mapping, in place of what is there too', () => {
    expect(add('/spec/type').spec['type']).toBe(1);
    expect(add('/spec/selector').spec['selector']).toBe(1);
  });

  test('not below a value, nor below what is not there', () => {
    expect(add('/kind/x').messages).toEqual(nothingAt('/kind/x'));
    expect(add('/spec/none/x').messages).toEqual(nothingAt('/spec/none/x', '/spec/none'));
    expect(add('/spec/ports/2/port').messages).toEqual(nothingAt('/spec/ports/2/port', '/spec/ports/2'));
    expect(add('/spec/toString/x').messages).toEqual(nothingAt('/spec/toString/x', '/spec/toString'));
  });
});

test('replace and remove need what they change', () => {
  expect(patched({ op: 'replace', path: '/spec/ports/1/port', value: 8 }).spec['ports']).toEqual([{ port: 80 }, { port: 8 }]);
  expect(patched({ op: 'remove', path: '/spec/ports/0' }).spec['ports']).toEqual([{ port: 81 }]);
  for (const op of ['replace', 'remove'] as const)
    expect(patched({ op, path: '/spec/ports/2', value: 1 }).messages).toEqual(nothingAt('/spec/ports/2'));
});

test('a slash and a tilde in a key are written ~1 and ~0', () => {
  const { annotations, messages } = patched(
    { op: 'test', path: '/metadata/annotations/a~1b', value: 'slash' },
    { op: 'replace', path: '/metadata/annotations/a~0b', value: 'new' },
  );
  expect(messages).toEqual([]);
  expect(annotations).toEqual({ 'a/b': 'slash', 'a~b': 'new' });
});

test('a test that fails stops nothing but the render, and says what it found', () => {
  const { messages } = patched({ op: 'test', path: '/spec/selector', value: { a: 'b' } }, { op: 'remove', path: '/spec/none' });
  expect(messages).toEqual(['expected the value {"a":"b"} at "/spec/selector", got {}', ...nothingAt('/spec/none')]);
  expect(patched({ op: 'test', path: '/spec/selector', value: {} }).messages).toEqual([]);
});

test('operations build on each other, and stop at the first whose path is not there', () => {
  const steps: Operation[] = [
    { op: 'add', path: '/spec/type', value: {} },
    { op: 'add', path: '/spec/type/a', value: 1 },
    { op: 'remove', path: '/spec/x' },
    { op: 'remove', path: '/spec/y' },
  ];
  const { spec, messages } = patched(...steps);
  expect(spec['type']).toEqual({ a: 1 });
  expect(messages).toEqual(nothingAt('/spec/x'));
});

test('no other object is touched', () => {
  const { manifests } = apply({ target: { kind: 'Service', name: 'a' }, patch: [{ op: 'remove', path: '/spec/selector' }] });
  expect(manifests[0].spec).toEqual({ ports: service().spec.ports });
  expect(manifests[1]).toEqual(service('b'));
});

test('a patch of no object says whose the name is, and where it stands', () => {
  const patch: Operation[] = [{ op: 'remove', path: '/spec' }];
  expect(apply({ target: { kind: 'Secret', name: 'a' }, patch }, { target: { kind: 'Service', name: 'c' }, patch }).problems).toEqual([
    { path: ['patches', 0, 'target'], message: 'expected an object of the output, got Secret "a"; that name belongs to Service' },
    { path: ['patches', 1, 'target'], message: 'expected an object of the output, got Service "c"' },
  ]);
});

test('what is wrong is told at the path of its operation', () => {
  const wrong: Operation = { op: 'remove', path: '/none' };
  const fine: Operation = { op: 'test', path: '/kind', value: 'Service' };
  const target = { kind: 'Service', name: 'b' };
  expect(apply({ target, patch: [fine] }, { target, patch: [fine, wrong] }).problems.map(({ path }) => path)).toEqual([
    ['patches', 1, 'patch', 1, 'path'],
  ]);
});

test('a patch of the settings changes its object and no other', () => {
  const patch =
    'patches:\n  - target: { kind: Service, name: sentry-web }\n    patch: [{ op: add, path: /spec/trafficDistribution, value: PreferClose }]\n';
  const before = manifestsWith('');
  const changed = manifestsWith(patch).filter((manifest, index) => JSON.stringify(manifest) !== JSON.stringify(before[index]));
  expect(changed.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual(['Service/sentry-web']);
  expect(changed[0]?.spec).toHaveProperty('trafficDistribution', 'PreferClose');
});
