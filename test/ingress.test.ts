import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { dump } from 'js-yaml';
import { publicPaths } from '../constructs/edge/paths';
import type { Manifest } from '../constructs/kubernetes/subsystem-chart';
import { renderText } from '../instances';
import { root } from '../root';
import type { controllerNames } from '../settings/ingress';
import { loadSettings } from '../settings/load';

type Tree = Readonly<Record<string, unknown>>;

const settingsText = (ingress: Tree, ingest: Tree = {}): string =>
  dump({ url: 'https://sentry.internal.example.com', ingest: { url: 'https://sentry.example.com', ...ingest }, ingress });

const manifests = (ingress: Tree, ingest?: Tree): Manifest[] =>
  [...renderText(settingsText(ingress, ingest), 'sentry.yaml').manifests.values()].flat();

const find = (all: readonly Manifest[], kind: string, name = 'sentry-edge') =>
  all.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);

/** `type path` of each path or match, and the annotations apart from the sync wave. */
const formOf = (manifest: Manifest | undefined) => {
  if (manifest === undefined) throw new Error('nothing was rendered');
  interface Spec {
    readonly rules: readonly {
      readonly http?: { readonly paths: readonly { readonly path: string; readonly pathType: string }[] };
      readonly matches?: readonly { readonly path: { readonly type: string; readonly value: string } }[];
      readonly timeouts?: unknown;
    }[];
  }
  const { rules } = manifest.spec as Spec;
  const { 'argocd.argoproj.io/sync-wave': _wave, ...annotations } = manifest.metadata['annotations'] as Record<string, string>;
  return {
    paths: rules.flatMap(({ http, matches = [] }) => [
      ...(http?.paths ?? []).map((each) => `${each.pathType} ${each.path}`),
      ...matches.map((each) => `${each.path.type} ${each.path.value}`),
    ]),
    annotations,
    timeouts: rules.flatMap(({ timeouts }) => timeouts ?? []),
  };
};

const store = '/api/[1-9][0-9]{0,19}/store/';
const prefix = 'Prefix /api/';

/** What stands in the Ingress for `[store]` and the default limits. */
const ingresses: Record<(typeof controllerNames)[number] | 'elsewhere', [string, Record<string, string>]> = {
  'aws-alb': [
    `ImplementationSpecific /^${store}$`,
    {
      'alb.ingress.kubernetes.io/use-regex-path-match': 'true',
      'alb.ingress.kubernetes.io/target-type': 'ip',
      'alb.ingress.kubernetes.io/healthcheck-path': '/',
      'alb.ingress.kubernetes.io/success-codes': '404',
    },
  ],
  'azure-application-gateway': [
    prefix,
    {
      'cdk8s-sentry/prefix-because': 'path rules of an Application Gateway know no regular expressions',
      'appgw.ingress.kubernetes.io/request-timeout': '45',
      'appgw.ingress.kubernetes.io/health-probe-port': '8080',
      'appgw.ingress.kubernetes.io/health-probe-path': '/',
      'appgw.ingress.kubernetes.io/health-probe-status-codes': '404',
    },
  ],
  cilium: [`ImplementationSpecific ${store}`, { 'ingress.cilium.io/request-timeout': '45s' }],
  contour: [`ImplementationSpecific ${store}`, { 'projectcontour.io/response-timeout': '45s' }],
  'envoy-gateway': [prefix, {}],
  'f5-nginx': [
    `ImplementationSpecific ${store}$`,
    { 'nginx.org/path-regex': 'case_sensitive', 'nginx.org/client-max-body-size': '20m', 'nginx.org/proxy-read-timeout': '45s' },
  ],
  gke: [prefix, { 'cdk8s-sentry/prefix-because': 'URL maps of Google Cloud’s global load balancers know no regular expressions' }],
  'haproxy-ingress': [
    `ImplementationSpecific ${store}$`,
    {
      'haproxy-ingress.github.io/path-type': 'regex',
      'haproxy-ingress.github.io/proxy-body-size': '20m',
      'haproxy-ingress.github.io/timeout-server': '45s',
    },
  ],
  'haproxy-technologies': [
    prefix,
    {
      'cdk8s-sentry/prefix-because': 'Ingress paths of HAProxy Technologies’ controller are exact or prefixes',
      'haproxy.org/timeout-server': '45s',
    },
  ],
  'ingress-nginx': [
    `ImplementationSpecific ${store}$`,
    {
      'nginx.ingress.kubernetes.io/use-regex': 'true',
      'nginx.ingress.kubernetes.io/proxy-body-size': '20m',
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '45',
    },
  ],
  istio: [prefix, { 'cdk8s-sentry/prefix-because': 'Istio reads Ingress paths as exact or prefixes' }],
  kong: [`ImplementationSpecific /~${store}$`, {}],
  'nginx-gateway-fabric': [prefix, { 'cdk8s-sentry/prefix-because': 'NGINX Gateway Fabric takes no expression that is anchored in front' }],
  skipper: [`ImplementationSpecific ${store}$`, { 'zalando.org/skipper-ingress-path-mode': 'kubernetes-ingress' }],
  traefik: [`ImplementationSpecific ${store}$`, { 'traefik.ingress.kubernetes.io/router.pathmatcher': 'PathRegexp' }],
  elsewhere: [prefix, {}],
};

const withExpression = ['cilium', 'contour', 'envoy-gateway', 'istio', 'kong', 'traefik'];
const withTimeouts = ['cilium', 'contour', 'envoy-gateway', 'istio'];
const gateway = { name: 'public', namespace: 'gateways' };

describe('the public Ingress', () => {
  test.each(Object.entries(ingresses))('for %s', (controller, [written, annotations]) => {
    const form = formOf(find(manifests({ controller, className: 'public' }), 'Ingress'));
    expect(form).toEqual({ paths: [written], annotations, timeouts: [] });
  });

  test('of a class alone is the portable form, whatever the class is called', () => {
    expect(formOf(find(manifests({ className: 'traefik' }), 'Ingress'))).toEqual({ paths: [prefix], annotations: {}, timeouts: [] });
  });

  test.each(Object.keys(ingresses))('for %s names listed projects exactly', (controller) => {
    const { paths, annotations } = formOf(
      find(manifests({ controller, className: 'public' }, { endpoints: ['store', 'minidump'], projects: [1, 42, 1] }), 'Ingress'),
    );
    expect(paths).toEqual([1, 42].flatMap((id) => [`Exact /api/${id}/store/`, `Exact /api/${id}/minidump/`, `Exact /api/${id}/minidump`]));
    const expressive = ['use-regex-path-match', 'path-regex', 'path-type', 'use-regex', 'path-mode', 'pathmatcher', 'prefix-because'];
    expect(Object.keys(annotations).filter((key) => expressive.some((word) => key.endsWith(word)))).toEqual([]);
  });

  test('has limits from the settings, and annotations of one’s own win', () => {
    const { annotations } = formOf(
      find(
        manifests(
          { controller: 'ingress-nginx', annotations: { 'nginx.ingress.kubernetes.io/proxy-read-timeout': '7', 'example.com/a': 'b' } },
          { endpoints: ['store', 'envelope'], limits: { requestTimeoutSeconds: 60 } },
        ),
        'Ingress',
      ),
    );
    expect(annotations).toMatchObject({
      'nginx.ingress.kubernetes.io/proxy-body-size': '100m',
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '7',
      'example.com/a': 'b',
    });
    const own = formOf(find(manifests({ controller: 'contour' }, { limits: { requestTimeoutSeconds: 60 } }), 'Ingress'));
    expect(own.annotations).toEqual({ 'projectcontour.io/response-timeout': '95s' });
  });
});

describe('the paths of endpoints', () => {
  test.each([
    [
      'expressions, a sender’s own segment being any',
      { endpoints: ['cron', 'attachments'], expression: true },
      [
        'Expression /api/[1-9][0-9]{0,19}/cron/[^/]+/?',
        'Expression /api/[1-9][0-9]{0,19}/cron/[^/]+/[^/]+/?',
        'Expression /api/[1-9][0-9]{0,19}/events/[^/]+/attachments/',
      ],
    ],
    [
      'nothing exact where a sender chooses',
      { endpoints: ['store', 'attachments'], projects: [1], expression: true },
      ['Expression /api/[1-9][0-9]{0,19}/store/', 'Expression /api/[1-9][0-9]{0,19}/events/[^/]+/attachments/'],
    ],
    ['a prefix a project', { endpoints: ['attachments'], projects: [1, 42], expression: false }, ['Prefix /api/1/', 'Prefix /api/42/']],
    [
      'one prefix for more than an object holds',
      { endpoints: ['attachments'], projects: [1, 42], expression: false, most: 1 },
      ['Prefix /api/'],
    ],
    [
      'expressions for more than an object holds',
      { endpoints: ['store'], projects: [1, 42], expression: true, most: 1 },
      [`Expression ${store}`],
    ],
  ] as const)('%s', (_what, props, expected) => {
    expect(publicPaths(props).map(({ type, path: each }) => `${type} ${each}`)).toEqual(expected);
  });
});

describe('the public HTTPRoute', () => {
  test.each(Object.keys(ingresses))('for %s', (controller) => {
    const all = manifests({ controller, gateway: { ...gateway, sectionName: 'https' } });
    const { paths, timeouts, annotations } = formOf(find(all, 'HTTPRoute'));
    expect(paths).toEqual([withExpression.includes(controller) ? `RegularExpression ^${store}$` : 'PathPrefix /api/']);
    expect(timeouts).toEqual(withTimeouts.includes(controller) ? [{ request: '45s' }] : []);
    const reason = ingresses[controller as keyof typeof ingresses][1]['cdk8s-sentry/prefix-because'];
    expect(annotations).toEqual(
      reason === undefined || withExpression.includes(controller) ? {} : { 'cdk8s-sentry/prefix-because': reason },
    );
    expect(find(all, 'Ingress')).toBeUndefined();
    expect(find(all, 'HTTPRoute')?.spec).toMatchObject({
      hostnames: ['sentry.example.com'],
      parentRefs: [{ ...gateway, sectionName: 'https' }],
      rules: [{ backendRefs: [{ name: 'sentry-edge', port: 8080 }] }],
    });
  });

  test('is in the namespace of the instance’s Gateway by default', () => {
    const route = find(manifests({ gateway: { name: 'own' } }), 'HTTPRoute');
    expect(route?.spec).toMatchObject({ parentRefs: [{ name: 'own', namespace: 'sentry' }] });
  });

  test.each([
    [100, [64, 36], 'Exact'],
    [129, [1], 'RegularExpression'],
  ])('of %i projects has rules of %j matches, %s', (count, matches, type) => {
    const projects = Array.from({ length: count }, (_, index) => index + 1);
    const route = find(manifests({ controller: 'traefik', gateway }, { projects }), 'HTTPRoute');
    const spec = route?.spec as { rules: { matches: { path: { type: string } }[] }[] } | undefined;
    const rules = spec?.rules ?? [];
    expect(rules.map((rule) => rule.matches.length)).toEqual(matches);
    expect(new Set(rules.flatMap((rule) => rule.matches.map((match) => match.path.type)))).toEqual(new Set([type]));
  });
});

describe('TLS', () => {
  const tls = (all: readonly Manifest[]) => (find(all, 'Ingress')?.spec as { tls?: unknown } | undefined)?.tls;

  test.each([
    [{ certManager: { issuer: 'internal' } }, 'sentry-edge-tls', { group: 'cert-manager.io', kind: 'Issuer', name: 'internal' }],
    [{ certManager: { clusterIssuer: 'le' }, tlsSecret: 'own' }, 'own', { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'le' }],
  ])('%j', (settings, secretName, issuerRef) => {
    const all = manifests(settings);
    expect(tls(all)).toEqual([{ hosts: ['sentry.example.com'], secretName }]);
    expect(find(all, 'Certificate')?.spec).toEqual({ dnsNames: ['sentry.example.com'], issuerRef, secretName });
    expect(find(all, 'ReferenceGrant')).toBeUndefined();
  });

  test('none', () => {
    const all = manifests({});
    expect([find(all, 'Ingress')?.kind, tls(all)]).toEqual(['Ingress', undefined]);
  });

  test('a Gateway of another namespace may read the Secret of its Certificate, and no other', () => {
    const all = manifests({ gateway, certManager: { issuer: 'internal' } });
    expect(find(all, 'ReferenceGrant')?.spec).toEqual({
      from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'gateways' }],
      to: [{ group: '', kind: 'Secret', name: 'sentry-edge-tls' }],
    });
    expect(find(manifests({ gateway: { name: 'own' }, certManager: { issuer: 'internal' } }), 'ReferenceGrant')).toBeUndefined();
  });
});

describe('the internal door', () => {
  test('has the same choices, its own host and limits', () => {
    const all = manifests({
      className: 'public',
      internal: { controller: 'ingress-nginx', className: 'internal', certManager: { issuer: 'a' } },
    });
    const found = find(all, 'Ingress', 'sentry-nginx');
    expect(formOf(found)).toEqual({
      paths: ['Prefix /'],
      annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '100m', 'nginx.ingress.kubernetes.io/proxy-read-timeout': '95' },
      timeouts: [],
    });
    expect(found?.spec).toMatchObject({ ingressClassName: 'internal', tls: [{ hosts: ['sentry.internal.example.com'] }] });
    expect(find(all, 'Certificate', 'sentry-nginx')?.spec).toMatchObject({ dnsNames: ['sentry.internal.example.com'] });
  });

  test('can have a Gateway of its own', () => {
    const all = manifests({ gateway, internal: { controller: 'gke', gateway: { name: 'internal' } } });
    expect(formOf(find(all, 'HTTPRoute', 'sentry-nginx'))).toEqual({ paths: ['PathPrefix /'], annotations: {}, timeouts: [] });
  });
});

test('limits suit the files', () => {
  const seconds = (file: string, name: string): number =>
    Number(new RegExp(`\\s${name} (\\d+)s;`).exec(readFileSync(path.join(root, 'files', file), 'utf8'))?.[1]);
  const relay = seconds('edge/nginx.conf', 'proxy_connect_timeout') + seconds('edge/nginx.conf', 'proxy_read_timeout');
  expect(relay).toBeGreaterThan(10);
  expect(relay).toBeLessThan(35);
  expect(seconds('nginx/nginx.conf', 'proxy_read_timeout')).toBe(90);
  expect(readFileSync(path.join(root, 'files/nginx/nginx.conf'), 'utf8')).toContain('client_max_body_size 100m;');
});

test.each([
  ['ingress-nginx', 'ingress-nginx was retired in March 2026: nobody mends its faults; choose another controller'],
  ['treafik', 'nothing is known of "treafik", did you mean "traefik"?; its paths are prefixes and the door refuses the rest'],
  ['apisix', 'nothing is known of "apisix"; its paths are prefixes and the door refuses the rest'],
  ['traefik', undefined],
])('controller %s is warned of', (controller, expected) => {
  const lines = loadSettings(
    settingsText({ controller, tlsSecret: 'a', internal: { className: 'b', tlsSecret: 'a' } }),
    'sentry.yaml',
  ).warnings;
  expect(lines.filter((line) => line.includes('controller')).map((line) => line.replace(/^.*controller: /, ''))).toEqual(
    expected === undefined ? [] : [expected],
  );
});

/** Each engine as its controller uses it on the path that it has decoded, or not: what reaches the door. */
describe('an expression, as the controller reads it,', () => {
  interface Vector {
    readonly id: string;
    readonly rawTargetLatin1: string;
    readonly rawRequestLatin1: string | null;
    readonly expect: string;
  }
  const vectors = (JSON.parse(readFileSync(path.join(root, 'test/edge/route-vectors.json'), 'utf8')) as Vector[]).filter(
    ({ rawRequestLatin1 }) => rawRequestLatin1 === null,
  );
  const decoded = (text: string): string =>
    text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const wholly = (text: string) => new RegExp(`^(?:${text})$`);
  const inFront = (text: string) => new RegExp(`^${text}`);
  // "$" of PCRE, which HAProxy and nginx use, also matches before a line feed at the end.
  const pcre = (text: string, flags = '') => new RegExp(`^${text.replace(/\$$/, '\\n?$')}`, flags);
  const anywhere = (text: string) => new RegExp(text);

  test.each<[string, (written: string) => RegExp, readonly string[]]>([
    ['aws-alb', (written) => anywhere(written.slice(1)), []],
    ['cilium', wholly, []],
    ['contour', wholly, []],
    ['f5-nginx', pcre, ['/api/1/store/\n']],
    ['haproxy-ingress', pcre, ['/api/1/store/\n']],
    ['ingress-nginx', (written) => pcre(written, 'i'), ['/API/1/store/', '/api/1/Store/', '/api/1/store/\n']],
    ['kong', (written) => inFront(written.slice(2)), []],
    ['skipper', (written) => inFront(`(${written})`), []],
    [
      'traefik',
      anywhere,
      [
        '//api/1/store/',
        '/./api/1/store/',
        '/api/../api/1/store/',
        '/api/1/envelope/;/api/1/store/',
        '/foo/api/1/store/',
        '/x/../api/1/store/',
      ],
    ],
    ['HTTPRoute, whole match', (written) => wholly(written), []],
    ['HTTPRoute, any match', anywhere, []],
  ])('%s', (controller, engine, also) => {
    const written = controller.startsWith('HTTPRoute')
      ? `^${store}$`
      : String(ingresses[controller as keyof typeof ingresses][0].split(' ')[1]);
    const expression = engine(written);
    const paths = [
      ...new Set(
        vectors.flatMap(({ rawTargetLatin1 }) => {
          const [raw = ''] = rawTargetLatin1.split(/[?#]/);
          return [raw, decoded(raw)];
        }),
      ),
    ];
    expect(paths.length).toBeGreaterThan(75);
    const reach = paths.filter((each) => expression.test(each)).sort();
    const ids = ['1', '42', '4505281256090624'];
    expect(reach).toEqual([...ids.map((id) => `/api/${id}/store/`), ...also].sort());
    const legitimate = vectors
      .filter((vector) => vector.expect === 'pass')
      .map(({ rawTargetLatin1 }) => rawTargetLatin1.split('?')[0] ?? '');
    expect(legitimate.filter((each) => !expression.test(each))).toEqual([]);
  });
});
