// What people report of running Sentry on clusters, each with the value that is right for it.
import { find } from '../support/fronts';
import { annotationsOf, manifestsOf, warningsOf } from '../support/reports';

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
    expect(tls('{ controller: gke }')[0]).toContain('needs tlsSecret, certManager, the annotation networking.gke.io/managed-certificates or');
    expect(tls('{ controller: traefik }')[0]).toContain('needs tlsSecret or certManager, unless');
  });
});
