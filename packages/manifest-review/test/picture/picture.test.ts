// Manifests of any project as a picture, hostile ones too.
import type { Manifest } from '../../manifests';
import { systemOf, toMermaid, toSvg } from '../../picture';

const deployment = (name: string, pod: object, labels: object = { app: name }): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
});

const service = (name: string, selector: object, type = 'ClusterIP'): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: { type, selector, ports: [{ port: 80 }] },
});

test('manifests of another project: connections by the names of Services, doors by Service', () => {
  const system = systemOf('shop', [
    deployment('front', { containers: [{ name: 'front', image: 'front', args: ['--api=http://api.shop.svc:8080/v1'] }] }),
    deployment('api', {
      containers: [
        {
          name: 'api',
          image: 'api',
          env: [
            { name: 'DB', value: 'db:5432' },
            { name: 'NOTE', value: 'no-api' },
          ],
        },
      ],
    }),
    {
      ...deployment('db', {
        containers: [{ name: 'db', image: 'db' }],
        volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'd' } }],
      }),
    },
    service('front', { app: 'front' }, 'LoadBalancer'),
    service('api', { app: 'api' }),
    service('db', { app: 'db' }),
  ]);
  expect(system.parts.map(({ id, kind, public: open, replicas }) => [id, kind, open, replicas])).toEqual([
    ['api', 'service', false, 2],
    ['db', 'store', false, 2],
    ['front', 'service', true, 2],
    ['outside LoadBalancer', 'outside', undefined, undefined],
  ]);
  expect(system.links).toEqual([
    { from: 'api', to: 'db', kind: 'store', label: '5432' },
    { from: 'front', to: 'api', kind: 'request', label: '8080' },
    { from: 'outside LoadBalancer', to: 'front', kind: 'door', label: ':80' },
  ]);
});

test.each([
  ['nothing', []],
  ['no pods', [service('a', {})]],
  ['a workload without a pod', [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } }]],
  [
    'fields of the wrong kind',
    [deployment('a', { containers: 3, volumes: 'x' }), service('b', { app: 4 }), { ...service('c', {}), spec: 7 }],
  ],
])('%s is no error', async (_what, manifests) => {
  expect(await toSvg(systemOf('any', manifests as Manifest[]))).toContain('<svg');
});

test('names of any kind neither break the picture nor leave their place', async () => {
  const hostile = '"><script>alert(1)</script>\n]; x -> y "\\';
  const system = systemOf('any', [deployment(hostile, { containers: [] }), deployment('end\nclass x', { containers: [] })]);
  const svg = await toSvg(system);
  expect(svg).toContain('&lt;script&gt;');
  expect(svg).not.toContain('<script');
  expect(svg.match(/class="node service"/g)).toHaveLength(2 + 1); // Two parts and one of the key.
  expect(
    toMermaid(system)
      .split('\n')
      .filter((line) => line.startsWith('p')),
  ).toEqual(['p0("#34;#62;#60;script#62;alert(1)#60;/script#62;<br/>]; x -#62; y #34;\\ ×2")', 'p1("end<br/>class x ×2")']);
});
