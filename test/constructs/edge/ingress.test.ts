// Doors served by an Ingress, for every controller that is known.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { controllerOf } from '../../../constructs/edge/controllers';
import { publicPaths } from '../../../constructs/edge/paths';
import { root } from '../../../root';
import { checkSettings, SettingsFile } from '../../../settings/load';
import { controllerNames, servesNoGateway, servesNoIngress } from '../../../settings/schema/ingress';
import { find, formOf, manifests, settingsText, store } from '../../support/fronts';

const loadSettings = (text: string, file: string) => checkSettings(new SettingsFile(text, file));

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
  ['ingress-nginx', {}, 'ingress-nginx was retired in March 2026: nobody mends its faults; choose another controller'],
  ['treafik', {}, 'nothing is known of "treafik", did you mean "traefik"?; its paths are prefixes and the door refuses the rest'],
  ['apisix', {}, 'nothing is known of "apisix"; its paths are prefixes and the door refuses the rest'],
  ['envoy-gateway', {}, 'envoy-gateway serves no Ingress; name its Gateway in gateway'],
  ['skipper', { gateway: { name: 'public' } }, 'skipper serves no Gateway'],
  ['traefik', {}, undefined],
])('check-config on controller %s with %j', (controller, more, expected) => {
  const { warnings } = loadSettings(settingsText({ controller, ...more }), 'sentry.yaml');
  const found = warnings.filter((line) => line.includes('.controller: ')).map((line) => line.replace(/^.*controller: /, ''));
  expect(found).toEqual(expected === undefined ? [] : [expected]);
});

test('docs/ingress.md says the form of every controller, or that it serves none', () => {
  const page = readFileSync(path.join(root, 'docs/ingress.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([-a-z0-9]+)` \| (\S+) \| ([^ ,]+)/gm)].map(([, ...cells]) => cells);
  const form = (can: boolean | undefined): string => (can === true ? 'expression' : 'prefix');
  expect(rows).toEqual(
    controllerNames.map((name) => {
      const { expression, gateway: can } = controllerOf(name);
      return [
        name,
        servesNoIngress.includes(name) ? '–' : form(expression !== undefined),
        servesNoGateway.includes(name) ? '–' : form(can?.expression),
      ];
    }),
  );
});
