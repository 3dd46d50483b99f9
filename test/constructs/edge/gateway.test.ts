// Doors served by a Gateway.
import type { Manifest } from 'manifest-review/manifests';
import { controllerOf } from '../../../constructs/edge/controllers';
import { controllerNames } from '../../../settings/schema/ingress';
import { find, formOf, manifests, store } from '../../support/fronts';

const withExpression = ['cilium', 'contour', 'envoy-gateway', 'istio', 'kong', 'traefik'];
const withTimeouts = ['cilium', 'contour', 'envoy-gateway', 'istio'];
const gateway = { name: 'public', namespace: 'gateways' };

describe('the public HTTPRoute', () => {
  test.each([...controllerNames, 'elsewhere'])('for %s', (controller) => {
    const all = manifests({ controller, gateway: { ...gateway, sectionName: 'https' } });
    const { paths, timeouts, annotations } = formOf(find(all, 'HTTPRoute'));
    expect(paths).toEqual([withExpression.includes(controller) ? `RegularExpression ^${store}$` : 'PathPrefix /api/']);
    expect(timeouts).toEqual(withTimeouts.includes(controller) ? [{ request: '45s' }] : []);
    const reason = controllerOf(controller).prefixReason;
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
    for (const own of [{ name: 'own' }, { name: 'own', namespace: 'sentry' }])
      expect(find(manifests({ gateway: own, certManager: { issuer: 'internal' } }), 'ReferenceGrant')).toBeUndefined();
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
