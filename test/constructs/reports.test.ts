// What people report of running Sentry on clusters, each with the value that is right for it.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { load } from 'js-yaml';
import { at, type Container, imageName, type Manifest, tree } from 'manifest-review/manifests';
import { secretCommands } from '../../commands/secret-commands';
import { knownReleases } from '../../releases/load';
import { renderText } from '../../render';
import { root } from '../../root';
import type { Topology } from '../../topology/topology';
import { withEnvironment } from '../support/environment';
import { find } from '../support/fronts';
import { containers, list, podOf, template, workloads } from '../support/readers';
import {
  annotationsOf,
  base,
  data,
  everyContainer,
  manifestsOf,
  podIn,
  refusals,
  rendered,
  variable,
  warningsOf,
  workload,
} from '../support/reports';

describe('load balancers that ask a door whether it is healthy (sentry-kubernetes/charts#230)', () => {
  test.each([
    ['aws-alb', 'alb.ingress.kubernetes.io/healthcheck-path', 'alb.ingress.kubernetes.io/success-codes'],
    ['azure-application-gateway', 'appgw.ingress.kubernetes.io/health-probe-path', 'appgw.ingress.kubernetes.io/health-probe-status-codes'],
  ])('%s gets what each door really answers', (controller, path, codes) => {
    const all = manifestsOf(
      `ingress: { controller: ${controller}, className: a, internal: { controller: ${controller}, className: b } }\n`,
    );
    const asked = ['sentry-edge', 'sentry-nginx'].map((name) => annotationsOf(find(all, 'Ingress', name)));
    expect(asked.map((own) => [own[path], own[codes]])).toEqual([
      ['/', '404'],
      ['/_health/', '200'],
    ]);
  });

  const tls = (ingress: string) => warningsOf(`ingress: ${ingress}\n`).filter((line) => line.includes('ends TLS'));
  test.each([
    '{ controller: aws-alb, annotations: { alb.ingress.kubernetes.io/certificate-arn: arn } }',
    '{ controller: aws-alb, annotations: { alb.ingress.kubernetes.io/listen-ports: x } }',
    '{ controller: azure-application-gateway, annotations: { appgw.ingress.kubernetes.io/appgw-ssl-certificate: x } }',
    '{ controller: gke, annotations: { networking.gke.io/managed-certificates: x } }',
    '{ controller: gke, tlsSecret: a }',
  ])('its own certificates are enough: %s', (ingress) => expect(tls(ingress)).toEqual([]));

  test('without one the way of the controller is named, not a Secret that it does not read', () => {
    expect(tls('{ controller: aws-alb }')).toEqual([
      'f:3:10: warning: ingress: https://sentry.example.com needs the annotation alb.ingress.kubernetes.io/certificate-arn or the annotation alb.ingress.kubernetes.io/listen-ports, unless something before the Ingress ends TLS',
    ]);
    expect(tls('{ controller: gke }')[0]).toContain(
      'needs tlsSecret, certManager, the annotation networking.gke.io/managed-certificates or',
    );
    expect(tls('{ controller: traefik }')[0]).toContain('needs tlsSecret or certManager, unless');
  });
});

describe('an own image of Sentry (sentry-kubernetes/charts#21, siemens/sentry-auth-oidc#77)', () => {
  const own = 'registry.example.com/team/sentry:26.8.0-oidc';
  const ofSentry = (all: readonly Manifest[]) =>
    everyContainer(all)
      .map(({ container: { image } }) => image)
      .filter((image) => imageName(image) === 'sentry');

  test.each([
    '',
    'profile: feature-complete\n',
    'nodestore: { backend: s3 }\n',
    'images: { registry: mirror.example.com, sentry: IMAGE }\n',
  ])('runs in every container of Sentry: %j', (yaml) => {
    const text = yaml.includes('IMAGE') ? yaml.replace('IMAGE', own) : `${yaml}images: { sentry: ${own} }\n`;
    const images = ofSentry(manifestsOf(text));
    expect(images.length).toBeGreaterThan(15);
    expect(new Set(images)).toEqual(new Set([own]));
  });

  test.each([
    ['images: { sentry: registry.example.com/sentry }\n', 'images.sentry: expected an image with tag or digest such as'],
    ['images: { sentry: "https://registry.example.com/sentry:1" }\n', 'images.sentry: expected an image with tag or digest such as'],
    [
      `images: { sentry: ${own} }\nnodestore: { backend: s3, image: "a/b:1" }\n`,
      'nodestore.image: expected none beside images.sentry, which every container of Sentry uses, got "a/b:1"',
    ],
  ])('refused: %j', (yaml, line) => expect(refusals(yaml)).toEqual([expect.stringContaining(line)]));

  test.each([
    ['26.5.1-sso', '26.8.0', true],
    ['26.8.0-sso', '26.8.0', false],
    ['v26.8.0', '26.8.0', false],
    ['latest', '26.8.0', false],
    ['26.8.0', '26.5.1', true],
  ])('of %s in release %s', (tag, release, isTold) => {
    const told = warningsOf(`release: ${release}\nimages: { sentry: "localhost:5000/sentry:${tag}" }\n`).filter((line) =>
      line.includes('images.sentry'),
    );
    expect(told).toEqual(isTold ? [expect.stringMatching(/images\.sentry: its tag names [\d.]+, and the release is [\d.]+: /)] : []);
  });

  test('one image that becomes two is told', () => {
    const [line, ...others] = warningsOf('images: { overrides: { web: { tag: 26.8.1 } } }\n').filter((each) => each.includes('images'));
    expect(others).toEqual([]);
    expect(line).toMatch(
      /images\.overrides\.web: .*events-consumer, .* of the same image keep another one; images\.sentry is one for all$/,
    );
    expect(warningsOf('images: { overrides: { postgres: { tag: "15" } } }\n').filter((each) => each.includes('images'))).toEqual([]);
  });
});

test('an override of a pod’s image is that of its sidecar, unless that has one', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const images = (yaml: string) =>
    podIn(manifestsOf(yaml), 'symbolicator').containers.map(({ image }) => image.replace(/^.*(?=[@:].*$)/, ''));
  expect(images(`images: { overrides: { symbolicator: { digest: "${digest}" } } }\n`)).toEqual([
    `:${'a'.repeat(64)}`,
    `:${'a'.repeat(64)}`,
  ]);
  expect(images('images: { overrides: { symbolicator: { tag: b }, symbolicator-cleanup: { tag: c } } }\n')).toEqual([':b', ':c']);
});

describe('variables of a component are in every container of its pod (sentry-kubernetes/charts, hooks.dbInit.env)', () => {
  test.each(['bootstrap', 'symbolicator', 'web', 'kafka', 'sentry-cleanup', 'secrets'])('%s', (component) => {
    const all = manifestsOf(`components: { ${component}: { env: { MINE: x, HOME: /mine } } }\n`);
    const pod = containers(podIn(withEnvironment(all), component));
    expect(pod.map((each) => [each.name, variable(each, 'MINE'), variable(each, 'HOME')])).toEqual(
      pod.map(({ name }) => [name, 'x', '/mine']),
    );
    if (component === 'bootstrap') expect(pod.length).toBeGreaterThan(8);
  });

  test('a sidecar has its own before', () => {
    const all = manifestsOf('components: { symbolicator: { env: { A: pod, B: pod } }, symbolicator-cleanup: { env: { A: own } } }\n');
    const [, cleanup] = podIn(all, 'symbolicator').containers;
    expect(cleanup === undefined ? [] : [variable(cleanup, 'A'), variable(cleanup, 'B')]).toEqual(['own', 'pod']);
  });
});

describe('private addresses that Sentry may call (getsentry/sentry#100943, getsentry/self-hosted#3957)', () => {
  const allowed = (yaml: string) =>
    everyContainer(manifestsOf(yaml)).flatMap(({ place, container }) => {
      const value = variable(container, 'SENTRY_ALLOWED_NETWORKS');
      return value === undefined ? [] : [{ place, value }];
    });

  test('are in the environment of all that runs Sentry, and in none without the setting', () => {
    const found = allowed('network: { allowPrivateAddresses: [10.20.0.0/16, fd00:1::/64] }\n');
    expect(new Set(found.map(({ value }) => value))).toEqual(new Set(['10.20.0.0/16,fd00:1::/64']));
    expect(found.map(({ place }) => place)).toEqual(
      expect.arrayContaining([expect.stringMatching(/: web$/), expect.stringMatching(/: taskworker$/)]),
    );
    expect(allowed('')).toEqual([]);
  });

  test.each(['[10.20.0.0]', '[gitlab.example.com]', '[10.20.0.0/33]'])('refused: %s', (list) =>
    expect(refusals(`network: { allowPrivateAddresses: ${list} }\n`)).toEqual([
      expect.stringContaining('network.allowPrivateAddresses.0: expected a network such as 10.20.0.0/16'),
    ]),
  );
});

describe('a proxy (getsentry/symbolicator#1423)', () => {
  const withProxy = 'profile: feature-complete\nnetwork: { proxy: { url: "http://proxy.example.com:3128", noProxy: [.example.com] } }\n';
  let all: readonly Manifest[];
  let topology: Topology;
  beforeAll(() => {
    ({ all, topology } = rendered(withProxy));
  });

  test('is told to every container of what reaches the internet', () => {
    const online = topology.components.filter(({ role }) => role.internet !== undefined).map(({ name }) => name);
    expect(online).toEqual(expect.arrayContaining(['web', 'taskworker', 'symbolicator', 'uptime-checker']));
    for (const name of online) {
      const of = containers(podIn(withEnvironment(all), name));
      expect(of.map((each) => variable(each, 'HTTPS_PROXY'))).toEqual(of.map(() => 'http://proxy.example.com:3128'));
    }
  });

  test('and leads to none of the own services', () => {
    const told = everyContainer(all).filter(({ container }) => variable(container, 'HTTPS_PROXY') !== undefined);
    for (const { container } of told) {
      const direct = variable(container, 'NO_PROXY')?.split(',') ?? [];
      const hosts = topology.components.flatMap(({ outbound }) => outbound.map(({ host }) => host));
      expect(direct).toEqual(expect.arrayContaining([...hosts, 'localhost', '127.0.0.1', '.svc', '.cluster.local', '.example.com']));
    }
    expect(told.length).toBeGreaterThan(4);
  });

  test.each(['http://user:secret@proxy.example.com:3128', 'proxy.example.com:3128', 'socks5://proxy.example.com'])('refused: %s', (url) =>
    expect(refusals(`network: { proxy: { url: "${url}" } }\n`)).toEqual([
      expect.stringContaining('network.proxy.url: expected a proxy such as'),
    ]),
  );
  test.each(['"a,b"', '"a b"'])('refused: %s', (host) =>
    expect(refusals(`network: { proxy: { url: "http://p:1", noProxy: [${host}] } }\n`)).toEqual([
      expect.stringContaining('network.proxy.noProxy.0: expected a host, a domain'),
    ]),
  );

  test('a bare variable is warned of, one with its NO_PROXY is not', () => {
    const of = (env: string, more = '') =>
      warningsOf(`components: { symbolicator: { env: ${env} } }\n${more}`).filter((line) => line.includes('PROXY'));
    expect(of('{ HTTPS_PROXY: "http://p:1" }')).toEqual([
      'f:3:51: warning: components.symbolicator.env.HTTPS_PROXY: the instance’s own services are asked through it too, without a NO_PROXY; network.proxy has one',
    ]);
    expect(of('{ all_proxy: "http://p:1" }')).toHaveLength(1);
    expect(of('{ HTTPS_PROXY: "http://p:1", NO_PROXY: .svc }')).toEqual([]);
    expect(of('{ HTTPS_PROXY: "http://p:1" }', 'network: { proxy: { url: "http://p:1" } }\n')).toEqual([]);
  });
});

describe('own authorities (getsentry/self-hosted#2210, #3401)', () => {
  let all: readonly Manifest[];
  let callers: readonly string[];
  beforeAll(() => {
    const { all: manifests, topology } = rendered('profile: feature-complete\nnetwork: { caBundle: { configMap: company-ca } }\n');
    all = manifests;
    callers = topology.components
      .filter(
        ({ role: { runs, internet, schema, name } }) =>
          typeof runs === 'string' && (internet ?? (schema === 'postgres' || name === 'bootstrap')),
      )
      .map(({ name }) => name);
  });
  const trusts = ({ volumeMounts }: Container) =>
    ['/etc/trust/bundle', '/etc/ssl/certs/ca-certificates.crt'].every((path) =>
      list(volumeMounts).some(({ mountPath }) => mountPath === path),
    );

  test('every caller trusts them in every container, beside the public ones', () => {
    for (const name of callers) {
      const pod = podIn(all, name);
      const [merge, ...others] = containers(pod).filter((each) => each.name !== 'announce');
      expect([merge?.name, merge?.command?.slice(0, 2)]).toEqual(['merge-certificates', ['python3', '/etc/trust/script/merge.py']]);
      expect(others.filter((each) => !trusts(each)).map((each) => `${name}: ${each.name}`)).toEqual([]);
      for (const each of others) expect(variable(each, 'SSL_CERT_FILE')).toBe('/etc/trust/bundle/ca.crt');
      expect(pod.volumes).toContainEqual({
        name: 'trust-own',
        configMap: { name: 'company-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] },
      });
    }
  });
  test('Jobs are among them, and their first container stays so', () => {
    expect(callers).toEqual(expect.arrayContaining(['bootstrap', 'sentry-cleanup', 'symbolicator', 'uptime-checker', 'web', 'taskworker']));
    expect(
      podIn(all, 'bootstrap')
        .initContainers?.slice(0, 2)
        .map(({ name }) => name),
    ).toEqual(['announce', 'merge-certificates']);
  });
  test('a variable of the user’s own wins', () => {
    const own = manifestsOf(
      'network: { caBundle: { configMap: a, key: b.pem } }\ncomponents: { web: { env: { SSL_CERT_FILE: /mine } } }\n',
    );
    expect(podIn(own, 'web').containers.map((each) => variable(each, 'SSL_CERT_FILE'))).toEqual(['/mine']);
  });

  test.each([
    ['{}', 'network.caBundle.configMap: expected a text (name of a ConfigMap in the namespace), got nothing'],
    ['{ configMap: Company }', 'network.caBundle.configMap: expected the name of a ConfigMap'],
    ['{ configMap: a, key: "a/b" }', 'network.caBundle.key: expected a key of that ConfigMap'],
    ['{ secret: a, configMap: a }', 'network.caBundle.secret: unknown setting "secret"'],
  ])('refused: %s', (value, line) => expect(refusals(`network: { caBundle: ${value} }\n`)).toEqual([expect.stringContaining(line)]));
});

describe('hosts that an Ingress cannot have (getsentry/self-hosted#2751)', () => {
  const internal = 'ingress: { className: a, internal: { className: b } }\n';
  const of = (url: string, ingest: string, more = '') => refusals('', `url: ${url}\ningest: { url: ${ingest} }\n${more}`);

  test('an address by number', () => {
    const expected = 'expected a host with a name, which an Ingress and a Gateway need, got "192.168.1.10"';
    const address = 'http://192.168.1.10:9000';
    expect(of(address, 'https://sentry.example.com', internal)).toEqual([`url: ${expected}`]);
    expect(of(address, 'https://sentry.example.com')).toEqual([]);
    expect(of('https://sentry.internal.example.com', address)).toEqual([`ingest.url: ${expected}`]);
    expect(of('https://sentry.internal.example.com', address, 'ingress: { gateway: { name: a } }\n')).toHaveLength(1);
  });
  test.each(['http://10.1', 'https://a..example.com', 'https://a-.example.com', `https://${'a'.repeat(64)}.example.com`])(
    'a name that none can have: %s',
    (url) =>
      expect(of(url, url)).toEqual([
        expect.stringContaining('url: expected the address where people open Sentry such as'),
        expect.stringContaining('ingest.url: expected the address'),
      ]),
  );
  test('a port is the client’s affair', () => expect(of('https://a.example.com:8443', 'https://b.example.com:8443', internal)).toEqual([]));
});

describe('mail (getsentry/self-hosted#3279, #1960)', () => {
  const unusual = (mail: string) =>
    warningsOf(`mail: { host: a, from: s@example.org, ${mail} }\n`).filter((line) => line.includes('unusual'));
  test.each(['port: 465, tls: starttls', 'port: 465', 'port: 587, tls: tls', 'port: 25, tls: tls', 'tls: tls'])('%s is warned of', (mail) =>
    expect(unusual(mail)).toEqual([expect.stringMatching(/mail\.tls: \w+ is unusual on port \d+, which is for \w+/)]),
  );
  test.each(['port: 465, tls: tls', 'port: 587, tls: starttls', 'port: 587', 'port: 25', 'port: 2525, tls: tls'])('%s is not', (mail) =>
    expect(unusual(mail)).toEqual([]),
  );

  test('a sender may have a name, which is no part of the domain', () => {
    const { all } = rendered('mail: { host: a, from: "Sentry, Inc. <s@example.org>" }\n');
    const env = data(all, 'sentry-sentry-environment');
    expect([env['MAIL_FROM'], env['SENTRY_MAIL_HOST']]).toEqual(['Sentry, Inc. <s@example.org>', 'example.org']);
  });
  test.each(['Sentry', 'Sentry <s@example.org', 'Sentry <s>', '<a@example.org> <b@example.org>', 'a\\r\\nBcc: <b@example.org>'])(
    'refused: %s',
    (from) =>
      expect(refusals(`mail: { host: a, from: "${from}" }\n`)).toEqual([
        expect.stringContaining('mail.from: expected an e-mail address, got'),
      ]),
  );
});

describe('what would make pods wait for ever (sentry-kubernetes/charts#559, #763)', () => {
  test.each([
    ['web', 'REDIS_HOST'],
    ['web', 'SNUBA'],
    ['taskworker', 'KAFKA_BOOTSTRAP_SERVERS'],
    ['snuba-api', 'CLICKHOUSE_HOST'],
    ['snuba-errors-consumer', 'DEFAULT_BROKERS'],
    ['relay', 'RELAY_REDIS_URL'],
    ['pgbouncer', 'DB_HOST'],
    ['nginx', 'SENTRY_WEB'],
    ['bootstrap', 'POSTGRES_HOST'],
  ])('%s.env.%s is refused', (component, name) =>
    expect(refusals(`components: { ${component}: { env: { ${name}: elsewhere } } }\n`)).toEqual([
      expect.stringContaining(`components.${component}.env.${name}: expected no variable that says where a part of the instance is`),
    ]),
  );

  test.each(['postgres', 'pgbouncer', 'redis', 'kafka', 'clickhouse', 'seaweedfs', 'taskbroker'])('no %s is refused', (component) =>
    expect(refusals(`components: { ${component}: { replicas: 0 } }\n`)).toEqual([
      expect.stringContaining(`components.${component}.replicas: expected 1, got 0: others wait for ${component}`),
    ]),
  );
  test.each(['web', 'relay', 'events-consumer', 'symbolicator'])('no %s is a rest', (component) =>
    expect(refusals(`components: { ${component}: { replicas: 0 } }\n`)).toEqual([]),
  );
});

test('a consumer that must be alone says why, and what works instead (getsentry/sentry#111773, sentry-kubernetes/charts#653)', () => {
  expect(refusals('components: { snuba-errors-consumer: { replicas: 3 } }\n')).toEqual([
    'components.snuba-errors-consumer.replicas: expected at most 1, got 3: topic events has one partition for good, since scheduler and executor of its subscriptions run as one process; give the one more by components.snuba-errors-consumer.resources',
  ]);
  expect(refusals('components: { events-consumer: { replicas: 3 } }\n')).toEqual([
    expect.stringContaining('raise topics.ingest-events.partitions too'),
  ]);
});

test.each(['nodeSelector: { a: b }', 'tolerations: [{ operator: Exists }]'])(
  'a sidecar has no place of its own: %s (getsentry/symbolicator#1711)',
  (own) =>
    expect(refusals(`components: { symbolicator-cleanup: { ${own} } }\n`)).toEqual([
      expect.stringMatching(
        /^components\.symbolicator-cleanup\.\w+: expected it at components\.symbolicator, in whose pod symbolicator-cleanup runs$/,
      ),
    ]),
);

describe('symbolicator’s cache (getsentry/symbolicator#1711, getsentry/self-hosted#4117)', () => {
  const pod = (yaml: string) => podIn(manifestsOf(yaml), 'symbolicator');
  const cache = (yaml: string) => pod(yaml).volumes?.find(({ name }) => name === 'data');
  const large = 'kubernetes: { storageClassName: fast }\ncomponents: { symbolicator: { replicas: 2, resources: { storage: 100Gi } } }\n';

  test('is on the node’s disk by itself', () => expect(cache('')).toEqual({ name: 'data', emptyDir: { sizeLimit: '10Gi' } }));
  test('is a claim of each pod’s own by size', () => {
    expect(cache(large)).toEqual({
      name: 'data',
      ephemeral: {
        volumeClaimTemplate: {
          metadata: { labels: { 'app.kubernetes.io/component': 'symbolicator', 'app.kubernetes.io/instance': 'sentry' } },
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '100Gi' } },
            storageClassName: 'fast',
            volumeMode: 'Filesystem',
          },
        },
      },
    });
    const mounts = pod(large).containers.map(({ volumeMounts }) => list(volumeMounts).find(({ name }) => name === 'data')?.['mountPath']);
    expect(mounts).toEqual(['/data', '/data']);
    // What is on the node's disk is the log alone.
    expect(pod(large).containers[0]?.['resources']).toMatchObject({ limits: { 'ephemeral-storage': '256Mi' } });
    expect(pod('').containers[0]?.['resources']).toMatchObject({ limits: { 'ephemeral-storage': '10496Mi' } });
  });
  test.each(['100', 'large'])('refused: %s', (size) =>
    expect(refusals(`components: { symbolicator: { resources: { storage: ${size} } } }\n`)).toEqual([
      expect.stringMatching(/^components\.symbolicator\.resources\.storage: expected a (text|Kubernetes quantity)/),
    ]),
  );
  test('what keeps nothing has none', () =>
    expect(refusals('components: { symbolicator-cleanup: { resources: { storage: 1Gi } } }\n')).toEqual([
      'components.symbolicator-cleanup.resources.storage: expected a component with a volume, got "symbolicator-cleanup", which keeps no data',
    ]));
});

describe('names that the cluster’s DNS lacks (sentry-kubernetes/charts#2046)', () => {
  const yaml =
    'components:\n' +
    '  "*": { pod: { dnsConfig: { nameservers: [10.0.0.10], searches: [corp.example.com], options: [{ name: ndots, value: "2" }, { name: edns0 }] }, hostAliases: [{ ip: 10.0.0.9, hostnames: [git.example.com] }] } }\n' +
    '  web: { pod: { hostAliases: [{ ip: "fd00::9", hostnames: [git.example.com, ldap.example.com] }] } }\n' +
    '  role:relay: { pod: { dnsPolicy: None, dnsConfig: { nameservers: [10.0.0.11] } } }\n';
  const dnsConfig = {
    nameservers: ['10.0.0.10'],
    searches: ['corp.example.com'],
    options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
  };
  const hostAliases = [{ ip: '10.0.0.9', hostnames: ['git.example.com'] }];

  test('are settled in Kubernetes’ words, for all pods and field by field', () => {
    const all = manifestsOf(yaml);
    for (const name of ['taskworker', 'kafka', 'bootstrap', 'sentry-cleanup', 'secrets'])
      expect([name, podIn(all, name)]).toEqual([name, expect.objectContaining({ dnsConfig, hostAliases })]);
    expect(podIn(all, 'web')).toMatchObject({
      dnsConfig,
      hostAliases: [{ ip: 'fd00::9', hostnames: ['git.example.com', 'ldap.example.com'] }],
    });
    expect(podIn(all, 'relay')).toMatchObject({ dnsPolicy: 'None', dnsConfig: { nameservers: ['10.0.0.11'] }, hostAliases });
    expect(podIn(all, 'relay')['dnsConfig']).not.toHaveProperty('searches');
  });
  test.each([
    ['symbolicator-cleanup', '{}', 'pod: expected it at components.symbolicator, in whose pod symbolicator-cleanup runs'],
    ['web', '{ hostNetwork: true }', 'pod.hostNetwork: unknown setting "hostNetwork", expected one of dnsPolicy, dnsConfig, hostAliases'],
  ])('refused: %s.pod %s', (name, pod, line) =>
    expect(refusals(`components: { ${name}: { pod: ${pod} } }\n`)).toEqual([`components.${name}.${line}`]),
  );
});

describe('one body limit through the whole chain (getsentry/self-hosted#4171)', () => {
  const megabytes = (limits: string) => {
    const { all } = rendered(
      '',
      `${base.replace(' }\n', `, endpoints: [store, envelope, minidump], limits: { ${limits} } }\n`)}ingress: { controller: ingress-nginx, className: a, internal: { controller: ingress-nginx, className: b } }\n`,
    );
    const [edge] = podIn(all, 'edge').containers;
    const [nginx] = podIn(all, 'nginx').containers;
    const relay = load(data(all, 'sentry-relay')['config.yml'] ?? '') as { readonly limits: Record<string, unknown> };
    const size = ['sentry-edge', 'sentry-nginx'].map(
      (name) => annotationsOf(find(all, 'Ingress', name))['nginx.ingress.kubernetes.io/proxy-body-size'],
    );
    return {
      edge: edge && variable(edge, 'SENTRY_FILE_MEGABYTES'),
      nginx: nginx && variable(nginx, 'SENTRY_BODY_MEGABYTES'),
      relay: ['max_envelope_size', 'max_attachment_size', 'max_attachments_size'].map((name) => relay.limits[name]),
      size,
    };
  };
  test('more than Relay takes of itself is told to it', () =>
    expect(megabytes('bodyMegabytes: 300')).toEqual({
      edge: '300',
      nginx: '300',
      relay: ['300MiB', '300MiB', '300MiB'],
      size: ['300m', '300m'],
    }));
  test('less than upstream’s is the public door’s alone', () =>
    expect(megabytes('bodyMegabytes: 50')).toEqual({
      edge: '50',
      nginx: '100',
      relay: [undefined, undefined, undefined],
      size: ['50m', '100m'],
    }));
  test('the database of addresses stands beside it', () => {
    const { all } = rendered(
      'geoip: { claim: a }\n',
      `${base.replace(' }\n', ', limits: { bodyMegabytes: 1024 } }\n')}geoip: { claim: a }\n`,
    );
    expect(load(data(all, 'sentry-relay')['config.yml'] ?? '')).toMatchObject({
      limits: { shutdown_timeout: 30, max_envelope_size: '1024MiB' },
      processing: { enabled: true, geoip_path: '/geoip/GeoLite2-City.mmdb' },
    });
  });
});

test('both doors believe the same proxies (getsentry/self-hosted#554, getsentry/relay#1112)', () => {
  const { all } = rendered('', base.replace(' }\n', ', trustedProxies: [198.51.100.0/24, 198.51.100.0/24] }\n'));
  expect(data(all, 'sentry-edge')['proxies.conf']).toBe('set_real_ip_from 198.51.100.0/24;\n');
  const nginx = data(all, 'sentry-nginx');
  // A port-forward comes from loopback.
  expect(nginx['proxies.conf']).toBe('set_real_ip_from 198.51.100.0/24;\nset_real_ip_from 127.0.0.0/8;\nset_real_ip_from ::1/128;\n');
  expect(nginx['from-proxy.geo']).toBe('198.51.100.0/24 1;\n127.0.0.0/8 1;\n::1/128 1;\n');
  for (const name of ['proxies.conf', 'from-proxy.geo']) expect(nginx['nginx.conf']).toContain(`include /etc/nginx/templates/${name};`);
});

describe('one controller for both doors (k3s with its one Traefik)', () => {
  const shared = (more: string) =>
    refusals(`ingress: { controller: traefik, className: traefik, internal: { controller: traefik, className: traefik${more} } }\n`);
  test('is refused, with the way out', () =>
    expect(shared('')).toEqual([
      'ingress.internal.className: expected another class than that of the public Ingress, or sharedClass: true, got "traefik" for both',
    ]));
  test.each([
    '{ className: traefik, internal: { className: traefik, sharedClass: true } }',
    '{ internal: { sharedClass: true } }',
    '{ gateway: { name: a }, internal: { gateway: { name: a }, sharedClass: true } }',
  ])('renders both by name: %s', (ingress) => {
    const { all, warnings } = rendered(`ingress: ${ingress}\n`);
    const kind = ingress.includes('gateway') ? 'HTTPRoute' : 'Ingress';
    expect(['sentry-edge', 'sentry-nginx'].map((name) => find(all, kind, name) === undefined)).toEqual([false, false]);
    expect(warnings).toContainEqual(
      expect.stringContaining('ingress.internal.sharedClass: whoever reaches the public door’s controller reaches the UI too'),
    );
  });
  test.each(['"yes"', '1'])('refused: %s', (value) =>
    expect(shared(`, sharedClass: ${value}`)).toContainEqual(
      expect.stringContaining('ingress.internal.sharedClass: expected true or false, got'),
    ),
  );
});

describe('all components, or those of a role, at once (sentry-kubernetes/charts#20, PR #394)', () => {
  const tolerations = [{ key: 'dedicated', operator: 'Exists' }];
  let all: readonly Manifest[];
  beforeAll(() => {
    all = manifestsOf(
      'profile: feature-complete\ncomponents:\n' +
        '  "*": { tolerations: [{ key: dedicated, operator: Exists }], nodeSelector: { pool: a, disk: ssd }, env: { A: all, B: all, C: all } }\n' +
        '  role:sentry-consumer: { nodeSelector: { pool: b }, env: { B: role, C: role } }\n' +
        '  events-consumer: { nodeSelector: { pool: c }, env: { C: own }, resources: { limits: { memory: 3Gi } } }\n',
    );
  });

  test('every pod, Jobs and CronJobs too', () => {
    const pods = workloads(all);
    expect(pods.length).toBeGreaterThan(50);
    expect(new Set(pods.map(({ kind }) => kind))).toEqual(new Set(['Deployment', 'StatefulSet', 'Job', 'CronJob']));
    for (const manifest of pods) {
      expect(podOf(manifest)).toMatchObject({ tolerations, nodeSelector: { disk: 'ssd' } });
      for (const each of containers(podOf(manifest))) if (each.name !== 'symbolicator-cleanup') expect(variable(each, 'A')).toBe('all');
    }
  });

  test('the more exact one wins, field by field', () => {
    const of = (name: string) => {
      const pod = podIn(all, name);
      const [main] = pod.containers;
      return [pod['nodeSelector'], ...(main === undefined ? [] : ['A', 'B', 'C'].map((each) => variable(main, each)))];
    };
    expect(of('web')).toEqual([{ pool: 'a', disk: 'ssd' }, 'all', 'all', 'all']);
    expect(of('attachments-consumer')).toEqual([{ pool: 'b', disk: 'ssd' }, 'all', 'role', 'role']);
    expect(of('events-consumer')).toEqual([{ pool: 'c', disk: 'ssd' }, 'all', 'role', 'own']);
    expect(podIn(all, 'events-consumer').containers[0]?.['resources']).toMatchObject({
      limits: { memory: '3Gi' },
      requests: { memory: '288Mi' },
    });
  });

  test.each([
    ['"*": { replicas: 2 }', 'components.*.replicas: expected it at a component or a role: some must be alone'],
    ['"*": { resources: { storage: 5Gi } }', 'components.*.resources.storage: expected it at a component'],
    ['"*": { env: { REDIS_HOST: a } }', 'components.*.env.REDIS_HOST: expected no variable that says where a part'],
    [
      'role:sentry-consumers: {}',
      'components.role:sentry-consumers: unknown role "role:sentry-consumers", did you mean "role:sentry-consumer"?',
    ],
    ['role:taskscheduler: { replicas: 2 }', 'components.role:taskscheduler.replicas: expected at most 1, got 2: it is the clock'],
    ['role:postgres: { replicas: 0 }', 'components.role:postgres.replicas: expected 1, got 0'],
    ['"**": {}', 'components.**: unknown component "**"'],
  ])('refused: %s', (yaml, line) => expect(refusals(`components: { ${yaml} }\n`)).toEqual([expect.stringContaining(line)]));
});

describe('how long Kafka keeps what is written (getsentry/self-hosted#3258, #3691, getsentry/sentry#90880)', () => {
  interface Plan {
    readonly config: Readonly<Record<string, string>>;
    readonly settled?: readonly string[];
  }
  const plans = (yaml: string) => load(data(manifestsOf(yaml), 'sentry-bootstrap')['topics.json'] ?? '') as Record<string, Plan>;
  const warned = (yaml: string) => warningsOf(yaml).filter((line) => line.includes('RETENTION'));

  test('what Sentry makes follows the broker, what Snuba makes has its own', () => {
    const all = plans('');
    for (const name of ['ingest-events', 'ingest-attachments', 'taskworker', 'profiles', 'ingest-replay-recordings'])
      expect([name, all[name]?.config]).toEqual([name, {}]);
    expect(all['events']?.config['retention.ms']).toBe('86400000');
    expect(Object.values(all).flatMap(({ settled = [] }) => settled)).toEqual([]);
  });
  test('hours of the user’s are altered too where the topic exists', () => {
    const all = plans('topics: { events: { retentionHours: 3 }, ingest-events: { retentionHours: 48, partitions: 2 } }\n');
    expect(all['events']).toMatchObject({ partitions: 1, config: { 'retention.ms': '10800000', 'max.message.bytes': '25000000' } });
    expect(all['ingest-events']).toEqual({
      partitions: 2,
      replicationFactor: 1,
      config: { 'retention.ms': '172800000' },
      settled: ['retention.ms'],
    });
    expect(all['outcomes']?.settled).toBeUndefined();
  });
  test.each(['HOURS', 'MINUTES', 'MS'])('KAFKA_LOG_RETENTION_%s is told where it ends', (unit) =>
    expect(warned(`components: { kafka: { env: { KAFKA_LOG_RETENTION_${unit}: "1" } } }\n`)).toEqual([
      expect.stringMatching(
        /components\.kafka\.env\.KAFKA_LOG_RETENTION_\w+: has no effect on the 48 topics with a retention of their own, such as events; topics\.<name>\.retentionHours settles one$/,
      ),
    ]),
  );
  test('a bound by size holds for all', () =>
    expect(warned('components: { kafka: { env: { KAFKA_LOG_RETENTION_BYTES: "1" } } }\n')).toEqual([]));
});

describe('patches come before hashes (sentry-kubernetes/charts#783, #686)', () => {
  const patched = (kind: string, name: string, path: string) =>
    manifestsOf(`patches:\n  - target: { kind: ${kind}, name: ${name} }\n    patch: [{ op: add, path: "${path}", value: patched }]\n`);
  const annotations = (all: readonly Manifest[], name: string) => tree(at(template(workload(all, name)), 'metadata', 'annotations'));
  const nameOf = (all: readonly Manifest[]) => workload(all, 'bootstrap').metadata.name;

  test('a Job is named without its hash, which follows what is patched', () => {
    const before = manifestsOf('');
    const all = patched('Job', 'sentry-bootstrap', '/spec/template/metadata/annotations/example.com~1a');
    expect(nameOf(all)).toMatch(/^sentry-bootstrap-[0-9a-f]{10}$/);
    expect(nameOf(all)).not.toBe(nameOf(before));
    expect(annotations(all, 'bootstrap')['example.com/a']).toBe('patched');
  });
  test('what reads a ConfigMap restarts with what is patched into it', () => {
    const files = (all: readonly Manifest[]) =>
      ['web', 'taskworker', 'events-consumer', 'relay'].map((name) => annotations(all, name)['cdk8s-sentry/files']);
    const before = manifestsOf('');
    const all = patched('ConfigMap', 'sentry-sentry-conf', '/data/own.py');
    expect(files(all).map((checksum, index) => checksum === files(before)[index])).toEqual([false, false, false, true]);
    expect(nameOf(all)).not.toBe(nameOf(before));
  });
});

describe('tables that ClickHouse writes of itself (getsentry/snuba#7311)', () => {
  // Of LIST_OF_ALL_SYSTEM_LOGS (src/Interpreters/SystemLog.h), those that programs/server/config.xml switches on, and why one may stay.
  const quiet = {
    crash_log: 'a row a crash',
    opentelemetry_span_log: 'traced queries alone, and nobody asks with a trace',
    asynchronous_insert_log: 'three days, by the image’s own TTL',
    backup_log: 'a row a backup',
    s3queue_log: 'engine S3Queue alone',
    blob_storage_log: 'disks of an object store alone',
  };
  const growing = [
    'query_log',
    'query_thread_log',
    'query_views_log',
    'query_metric_log',
    'part_log',
    'trace_log',
    'text_log',
    'metric_log',
    'latency_log',
    'error_log',
    'asynchronous_metric_log',
    'session_log',
    'processors_profile_log',
  ];
  test('are removed, but for those that do not grow', () => {
    const [config = ''] = Object.values(data(manifestsOf(''), 'sentry-clickhouse')).filter((text) => text.includes('query_log'));
    const removed = [...config.matchAll(/<(\w+_log) remove="remove"\/>/g)].map(([, name]) => name);
    expect(removed.sort()).toEqual(growing.sort());
    expect(Object.keys(quiet).filter((name) => config.includes(name))).toEqual([]);
  });
});

test('printed Secrets are uninstalled with the instance', () => {
  const commands = secretCommands(renderText(`${base}instance: own\nnamespace: ours\n`, 'f'));
  expect(commands).toHaveLength(8);
  for (const command of commands) {
    const [, name = ''] = /^kubectl create secret generic (own-[\w-]+) --namespace=ours /.exec(command) ?? [];
    expect(command).toContain(
      ` && kubectl label secret ${name} --namespace=ours app.kubernetes.io/name=sentry app.kubernetes.io/instance=own `,
    );
  }
});

test('the committed sentry.yaml names its release', () => {
  const own = load(readFileSync(path.join(root, 'sentry.yaml'), 'utf8')) as { readonly release?: string };
  expect(knownReleases()).toContain(own.release);
});
