// What people report of running Sentry on clusters, each with the value that is right for it.
import { imageName, type Manifest } from 'manifest-review/manifests';
import { withEnvironment } from '../support/environment';
import { find } from '../support/fronts';
import { containers } from '../support/readers';
import { annotationsOf, everyContainer, manifestsOf, podIn, refusals, variable, warningsOf } from '../support/reports';

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
