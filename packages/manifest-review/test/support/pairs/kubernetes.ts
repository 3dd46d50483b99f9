// Pairs of the rules about Kubernetes' own kinds.
import {
  account,
  autoscaler,
  binding,
  budget,
  change,
  claim,
  claimTemplate,
  configMap,
  cronJob,
  custom,
  daemonSet,
  definition,
  deployment,
  ingress,
  job,
  namespace,
  policy,
  role,
  rule,
  secret,
  service,
  statefulSet,
} from './objects';
import { one, type RulePair } from './pair';

const mount = (path: string, claimName = 'a') => ({
  container: { volumeMounts: [{ name: 'data', mountPath: path }] },
  pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] },
});
const image = (name: string) => statefulSet({ image: name, ...mount('/data') });
const from = (app: string) =>
  policy({ ingress: [{ from: [{ podSelector: { matchLabels: { app } } }], ports: [{ port: 80, protocol: 'TCP' }] }] });
const reader = deployment({ container: { envFrom: [{ configMapRef: { name: 'a' } }] } });
const annotated = (checksum: string) => change(reader, { spec: { template: { metadata: { annotations: { checksum } } } } });
const relabelled = change(deployment(), { spec: { template: { metadata: { labels: { tier: 'b' } } } } });
const tier = change(deployment(), { spec: { template: { metadata: { labels: { tier: 'a' } } } } });
const byTier = { app: 'a', tier: 'a' };
const kept = { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false' } };
const labelled = { labels: { 'app.kubernetes.io/component': 'a', 'app.kubernetes.io/instance': 'a' } };
const templated = (name: string, metadata = {}, spec = {}) =>
  statefulSet({ name, metadata, spec: { volumeClaimTemplates: [claimTemplate()], ...spec } });
const probe = (timeoutSeconds: number) => deployment({ container: { livenessProbe: { tcpSocket: { port: 80 }, timeoutSeconds } } });
const stop = (terminationGracePeriodSeconds: number) => deployment({ pod: { terminationGracePeriodSeconds } });
const guarded = (allowPrivilegeEscalation: boolean) => deployment({ container: { securityContext: { allowPrivilegeEscalation } } });
const keep = change(deployment(), { metadata: { labels: { team: 'a' } } });
const variable = (value: string) => deployment({ container: { env: [{ name: 'DB_PASSWORD', value }] } });

const store = statefulSet({
  name: 'postgres',
  image: 'postgres:14.1',
  pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'a' } }] },
});
const key = (name: string, secret: string) =>
  deployment({ container: { env: [{ name, valueFrom: { secretKeyRef: { name: secret, key: 'a' } } }] } });
const consumer = (...args: string[]) => deployment({ image: 'a:1', container: { args: ['consume', ...args] } });

/** What Kubernetes itself does to pods, volumes, ways in and rights. */
export const kubernetesPairs: readonly RulePair[] = [
  {
    rule: 'claim-grows',
    path: 'spec.resources.requests.storage',
    fires: one(claim('1Gi'), claim('2Gi')),
    quiet: one(claim('1Gi'), claim('1024Mi')),
  },
  { rule: 'data-removed', path: '', fires: [[claim()], []], quiet: [[claim('1Gi', {}, kept)], []] },
  { rule: 'data-kept', path: '', fires: [[claim('1Gi', {}, kept)], []], quiet: [[claim()], []] },
  {
    rule: 'claims-deleted',
    path: 'spec.replicas',
    fires: one(
      templated('a', {}, { replicas: 3, persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' } }),
      templated('a', {}, { replicas: 2, persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' } }),
    ),
    quiet: one(templated('a', {}, { replicas: 3 }), templated('a', {}, { replicas: 2 })),
  },
  {
    rule: 'volumes-left-behind',
    path: 'metadata.name',
    fires: one(templated('a', labelled), templated('b', labelled)),
    quiet: one(templated('a', labelled), templated('a', labelled, { minReadySeconds: 1 })),
  },
  {
    rule: 'volume-moved',
    path: 'spec.template.spec.containers[a].volumeMounts[/data]',
    fires: one(statefulSet(mount('/data')), statefulSet(mount('/other'))),
    quiet: one(statefulSet(mount('/data')), statefulSet({ ...mount('/data'), image: 'a:2' })),
  },
  {
    rule: 'data-folder',
    path: 'spec.template.spec.containers[a].env[PGDATA].value',
    fires: one(
      statefulSet({ container: { env: [{ name: 'PGDATA', value: '/data/a' }] } }),
      statefulSet({ container: { env: [{ name: 'PGDATA', value: '/data/b' }] } }),
    ),
    quiet: one(
      statefulSet({ container: { env: [{ name: 'OTHER', value: '/data/a' }] } }),
      statefulSet({ container: { env: [{ name: 'OTHER', value: '/data/b' }] } }),
    ),
  },
  {
    rule: 'quorum-lost',
    path: 'spec.replicas',
    fires: one(templated('a', {}, { replicas: 3 }), templated('a', {}, { replicas: 1 })),
    quiet: one(templated('a', {}, { replicas: 3 }), templated('a', {}, { replicas: 2 })),
  },
  {
    rule: 'claim-template-name',
    path: 'spec.volumeClaimTemplates[data]',
    fires: one(templated('a'), statefulSet({ spec: { volumeClaimTemplates: [claimTemplate('other')] } })),
    quiet: one(templated('a'), statefulSet({ spec: { volumeClaimTemplates: [claimTemplate('data', '2Gi')] } })),
  },
  {
    rule: 'store-image-major',
    path: 'spec.template.spec.containers[a].image',
    fires: one(image('postgres:14.1'), image('postgres:17.1')),
    quiet: one(image('postgres:14.1'), image('postgres:14.2')),
  },
  {
    rule: 'store-image-downgrade',
    path: 'spec.template.spec.containers[a].image',
    fires: one(image('clickhouse/clickhouse-server:25.3.6'), image('clickhouse/clickhouse-server:25.3.5')),
    quiet: one(image('clickhouse/clickhouse-server:25.3.5'), image('clickhouse/clickhouse-server:25.3.6')),
  },
  {
    rule: 'store-image-replaced',
    path: 'spec.template.spec.containers[a].image',
    fires: one(image('redis:6.2'), image('valkey/valkey:8.1')),
    quiet: one(image('redis:6.2'), image('example.com/mirror/redis:6.2')),
  },
  {
    rule: 'postgres-libc',
    path: 'spec.template.spec.containers[a].image',
    fires: one(image('postgres:14.1-bookworm'), image('postgres:14.1-alpine')),
    quiet: one(image('redis:6.2-bookworm'), image('redis:6.2-alpine')),
  },
  // One image may be written in several ways.
  {
    rule: 'store-image-major',
    path: 'spec.template.spec.containers[a].image',
    fires: one(image('postgres:14.1'), image('docker.io/library/postgres:17.1')),
    quiet: one(image('postgres:14.1'), image('docker.io/library/postgres:14.1')),
  },
  {
    rule: 'store-image-replaced',
    path: 'spec.template.spec.containers[a].image',
    fires: one(image('redis:6.2'), image('docker.io/valkey/valkey:6.2')),
    quiet: one(image('redis:6.2'), image('index.docker.io/library/redis:6.2')),
  },
  {
    rule: 'postgres-libc',
    path: 'spec.template.spec.containers[a].image',
    fires: one(image('postgres:14.1-bookworm'), image('docker.io/library/postgres:14.1-alpine')),
    quiet: one(image('docker.io/postgres:14.1-alpine'), image('postgres:14.1-alpine')),
  },
  {
    rule: 'network-policy-wider',
    path: 'spec.ingress',
    fires: [
      [
        deployment(),
        deployment({ name: 'b', spec: { selector: { matchLabels: { app: 'b' } }, template: { metadata: { labels: { app: 'b' } } } } }),
        from('c'),
      ],
      [
        deployment(),
        deployment({ name: 'b', spec: { selector: { matchLabels: { app: 'b' } }, template: { metadata: { labels: { app: 'b' } } } } }),
        from('b'),
      ],
    ],
    quiet: [
      [deployment(), from('b')],
      [deployment(), change(from('b'), { metadata: { labels: { team: 'a' } } })],
    ],
  },
  {
    rule: 'network-policy-new-component',
    path: 'spec.ingress',
    fires: [
      [deployment(), from('c')],
      [
        deployment(),
        deployment({ name: 'b', spec: { selector: { matchLabels: { app: 'b' } }, template: { metadata: { labels: { app: 'b' } } } } }),
        from('b'),
      ],
    ],
    quiet: [
      [deployment(), from('b')],
      [deployment(), policy({ ingress: [{}] })],
    ],
  },
  {
    rule: 'network-policy-narrower',
    path: 'spec.ingress',
    fires: [
      [deployment(), policy({ ingress: [{}] })],
      [deployment(), policy({ ingress: [{ ports: [{ port: 80 }] }] })],
    ],
    quiet: [
      [deployment(), policy({ ingress: [{ ports: [{ port: 80 }] }] })],
      [deployment(), policy({ ingress: [{}] })],
    ],
  },
  {
    rule: 'route-wider',
    path: 'spec.rules',
    fires: one(ingress(), ingress({ rules: [rule('/')] })),
    quiet: one(ingress(), change(ingress(), { metadata: { labels: { team: 'a' } } })),
  },
  {
    rule: 'route-removed',
    path: 'spec.rules',
    fires: one(ingress(), ingress({ rules: [rule('/')] })),
    quiet: one(ingress(), ingress({ rules: [rule('/api/[1-9][0-9]{0,19}/store/$'), rule('/b')] })),
  },
  { rule: 'door-removed', path: 'spec.rules', fires: [[ingress()], []], quiet: [[], [ingress()]] },
  {
    rule: 'route-backend',
    path: 'spec.rules[a.example.com/ (ImplementationSpecific)]',
    fires: one(ingress({ rules: [rule('/')] }), ingress({ rules: [rule('/', 'a.example.com', 'b')] })),
    quiet: one(ingress({ rules: [rule('/')] }), ingress({ rules: [rule('/'), rule('/b')] })),
  },
  {
    rule: 'door-class',
    path: 'spec.ingressClassName',
    fires: one(ingress(), ingress({ ingressClassName: 'b' })),
    quiet: one(ingress(), ingress({ rules: [rule('/')] })),
  },
  {
    rule: 'door-certificate',
    path: 'spec.tls',
    fires: one(ingress(), ingress({ tls: [{ hosts: ['a.example.com'], secretName: 'other' }] })),
    quiet: one(ingress(), ingress({ tls: [] })),
  },
  { rule: 'door-without-tls', path: 'spec.tls', fires: one(ingress(), ingress({ tls: [] })), quiet: one(ingress({ tls: [] }), ingress()) },
  {
    rule: 'door-annotations',
    path: 'metadata.annotations[nginx.ingress.kubernetes.io/use-regex]',
    fires: one(ingress(), ingress({}, { annotations: { 'nginx.ingress.kubernetes.io/use-regex': 'true' } })),
    quiet: one(ingress(), ingress({}, { annotations: { 'example.com/team': 'a' } })),
  },
  {
    rule: 'service-from-outside',
    path: 'spec.type',
    fires: one(service(), service({ type: 'LoadBalancer' })),
    quiet: one(service({ type: 'LoadBalancer' }), service()),
  },
  {
    rule: 'load-balancer-annotations',
    path: 'metadata.annotations[service.beta.kubernetes.io/aws-load-balancer-internal]',
    fires: one(
      change(service({ type: 'LoadBalancer' }), {
        metadata: { annotations: { 'service.beta.kubernetes.io/aws-load-balancer-internal': 'true' } },
      }),
      service({ type: 'LoadBalancer' }),
    ),
    quiet: one(
      change(service({ type: 'LoadBalancer' }), { metadata: { annotations: { note: 'internal' } } }),
      service({ type: 'LoadBalancer' }),
    ),
  },
  {
    rule: 'service-route',
    path: 'spec.ports[http].port',
    fires: one(service(), service({ ports: [{ name: 'http', port: 8080 }] })),
    quiet: one(
      service(),
      service({
        ports: [
          { name: 'http', port: 80 },
          { name: 'more', port: 81 },
        ],
      }),
    ),
  },
  {
    rule: 'service-node-port',
    path: 'spec.ports[http].nodePort',
    fires: one(
      service({ type: 'NodePort', ports: [{ name: 'http', port: 80, nodePort: 30080 }] }),
      service({ type: 'NodePort', ports: [{ name: 'http', port: 80, nodePort: 30081 }] }),
    ),
    quiet: one(service({ type: 'NodePort' }), service({ type: 'NodePort', externalTrafficPolicy: 'Local' })),
  },
  {
    rule: 'service-address-kept',
    path: 'spec.clusterIP',
    fires: one(service({ clusterIP: 'None' }), service()),
    quiet: one(service(), service({ ports: [{ name: 'http', port: 81 }] })),
  },
  {
    rule: 'pods-out-of-service',
    path: 'spec.template.metadata.labels',
    fires: [
      [tier, service({ selector: byTier })],
      [relabelled, service({ selector: byTier })],
    ],
    quiet: [
      [tier, service()],
      [relabelled, service()],
    ],
  },
  {
    rule: 'pods-out-of-policy',
    path: 'spec.template.metadata.labels',
    fires: [
      [tier, policy({ podSelector: { matchLabels: byTier } })],
      [relabelled, policy({ podSelector: { matchLabels: byTier } })],
    ],
    quiet: [
      [tier, policy()],
      [relabelled, policy()],
    ],
  },
  { rule: 'role-wider', path: 'rules', fires: one(role(['get']), role(['get', 'list'])), quiet: one(role(['*']), role(['get'])) },
  { rule: 'role-narrower', path: 'rules', fires: one(role(['get', 'list']), role(['get'])), quiet: one(role(['get']), role(['*'])) },
  {
    rule: 'binding-wider',
    path: 'subjects',
    fires: one(binding(['a']), binding(['a', 'b'])),
    quiet: one(binding(['a', 'b']), binding(['a'])),
  },
  { rule: 'binding-removed', path: '', fires: [[account(), binding(['a'])], [account()]], quiet: [[account(), binding(['a'])], []] },
  {
    rule: 'pod-more-powerful',
    path: 'spec.template.spec.hostNetwork',
    fires: one(deployment(), deployment({ pod: { hostNetwork: true } })),
    quiet: one(deployment({ pod: { hostNetwork: true } }), deployment({ pod: { hostNetwork: true }, image: 'a:2' })),
  },
  {
    rule: 'pod-less-guarded',
    path: 'spec.template.spec.containers[a].securityContext.allowPrivilegeEscalation',
    fires: one(guarded(false), guarded(true)),
    quiet: one(guarded(true), guarded(false)),
  },
  {
    rule: 'token-mounted',
    path: 'spec.template.spec.automountServiceAccountToken',
    fires: one(deployment({ pod: { automountServiceAccountToken: false } }), deployment({ pod: { automountServiceAccountToken: true } })),
    quiet: one(deployment({ pod: { automountServiceAccountToken: true } }), deployment({ pod: { automountServiceAccountToken: false } })),
  },
  {
    rule: 'pod-security-stricter',
    path: 'metadata.labels[pod-security.kubernetes.io/enforce]',
    fires: one(namespace('baseline'), namespace('restricted')),
    quiet: one(namespace('restricted'), namespace('baseline')),
  },
  {
    rule: 'pod-security-weaker',
    path: 'metadata.labels[pod-security.kubernetes.io/enforce]',
    fires: one(namespace('restricted'), namespace('baseline')),
    quiet: one(namespace('baseline'), namespace('restricted')),
  },
  { rule: 'secret-in-plain-text', path: 'stringData.a', fires: [[], [secret({ stringData: { a: 'hunter22' } })]], quiet: [[], [secret()]] },
  {
    rule: 'secret-in-plain-text',
    path: 'spec.template.spec.containers[a].env[DB_PASSWORD].value',
    fires: one(deployment(), variable('hunter22')),
    quiet: one(variable('hunter22'), change(variable('hunter22'), { metadata: { labels: { team: 'a' } } })),
  },
  {
    rule: 'config-not-picked-up',
    path: 'data.a',
    fires: [
      [configMap({ a: '1' }), reader],
      [configMap({ a: '2' }), reader],
    ],
    quiet: [
      [configMap({ a: '1' }), annotated('1')],
      [configMap({ a: '2' }), annotated('2')],
    ],
  },
  {
    rule: 'config-picked-up',
    path: 'data.a',
    fires: [
      [configMap({ a: '1' }), annotated('1')],
      [configMap({ a: '2' }), annotated('2')],
    ],
    quiet: [
      [configMap({ a: '1' }), reader],
      [configMap({ a: '2' }), reader],
    ],
  },
  {
    rule: 'config-without-reader',
    path: 'data.a',
    fires: one(configMap({ a: '1' }), configMap({ a: '2' })),
    quiet: [
      [configMap({ a: '1' }), reader],
      [configMap({ a: '2' }), reader],
    ],
  },
  {
    rule: 'needed-object-removed',
    path: '',
    fires: [[configMap({ a: '1' }), reader], [reader]],
    quiet: [[configMap({ a: '1' }), deployment()], [deployment()]],
  },
  { rule: 'service-removed', path: '', fires: [[service()], []], quiet: [[], [service()]] },
  {
    rule: 'pods-replaced-with-gap',
    path: 'spec.template.spec.containers[a].image',
    fires: one(statefulSet(), statefulSet({ image: 'a:2' })),
    quiet: one(deployment(), deployment({ image: 'a:2' })),
  },
  {
    rule: 'pods-replaced',
    path: 'spec.template.spec.containers[a].image',
    fires: one(deployment(), deployment({ image: 'a:2' })),
    quiet: one(deployment(), keep),
  },
  {
    rule: 'pods-replaced',
    path: 'spec.template.spec.containers[a].image',
    fires: one(daemonSet(), daemonSet({ image: 'a:2' })),
    quiet: one(daemonSet(), daemonSet({ metadata: { labels: { team: 'a' } } })),
  },
  {
    rule: 'pods-kept',
    path: 'spec.template.spec.containers[a].image',
    fires: one(
      statefulSet({ spec: { updateStrategy: { type: 'OnDelete' } } }),
      statefulSet({ image: 'a:2', spec: { updateStrategy: { type: 'OnDelete' } } }),
    ),
    quiet: one(statefulSet(), statefulSet({ image: 'a:2' })),
  },
  {
    rule: 'scaled-to-zero',
    path: 'spec.replicas',
    fires: one(deployment(), deployment({ spec: { replicas: 0 } })),
    quiet: one(deployment(), deployment({ spec: { replicas: 1 } })),
  },
  {
    rule: 'scaled',
    path: 'spec.replicas',
    fires: one(deployment(), deployment({ spec: { replicas: 3 } })),
    quiet: one(deployment(), deployment({ spec: { replicas: 0 } })),
  },
  { rule: 'workload-removed', path: '', fires: [[deployment()], []], quiet: [[job()], []] },
  {
    rule: 'autoscaled-replicas',
    path: 'spec.replicas',
    fires: [
      [deployment(), autoscaler()],
      [deployment({ spec: { replicas: 3 } }), autoscaler()],
    ],
    quiet: [
      [deployment({ spec: { replicas: null } }), autoscaler()],
      [deployment({ image: 'a:2', spec: { replicas: null } }), autoscaler()],
    ],
  },
  {
    rule: 'autoscaler-takes-over',
    path: 'spec.scaleTargetRef',
    fires: [[deployment()], [deployment(), autoscaler()]],
    quiet: [[deployment({ spec: { replicas: null } })], [deployment({ spec: { replicas: null } }), autoscaler()]],
  },
  {
    rule: 'probe-stricter',
    path: 'spec.template.spec.containers[a].livenessProbe.timeoutSeconds',
    fires: one(probe(5), probe(1)),
    quiet: one(probe(1), probe(5)),
  },
  {
    rule: 'less-time-to-stop',
    path: 'spec.template.spec.terminationGracePeriodSeconds',
    fires: one(stop(60), stop(10)),
    quiet: one(stop(10), stop(60)),
  },
  {
    rule: 'volume-owner',
    path: 'spec.template.spec.securityContext.fsGroup',
    fires: one(
      statefulSet(mount('/data')),
      change(statefulSet(mount('/data')), { spec: { template: { spec: { securityContext: { fsGroup: 1 } } } } }),
    ),
    quiet: one(statefulSet(), change(statefulSet(), { spec: { template: { spec: { securityContext: { fsGroup: 1 } } } } })),
  },
  {
    rule: 'budget-blocks-drains',
    path: 'spec',
    fires: one(budget({ maxUnavailable: 1 }), budget({ maxUnavailable: 0 })),
    quiet: one(budget({ maxUnavailable: 0 }), budget({ maxUnavailable: 1 })),
  },
  {
    rule: 'pods-none',
    path: 'spec.template.spec.containers[a].image',
    fires: one(deployment({ spec: { replicas: 0 } }), deployment({ image: 'a:2', spec: { replicas: 0 } })),
    quiet: one(deployment(), deployment({ image: 'a:2' })),
  },
  {
    rule: 'rollout-settings',
    path: 'spec.revisionHistoryLimit',
    fires: one(deployment(), deployment({ spec: { revisionHistoryLimit: 2 } })),
    quiet: one(deployment(), keep),
  },
  {
    rule: 'cronjob-next-run',
    path: 'spec.schedule',
    fires: one(cronJob(), cronJob({ schedule: '1 0 * * *' })),
    quiet: one(cronJob(), change(cronJob(), { metadata: { labels: { team: 'a' } } })),
  },
  {
    rule: 'crd-schema',
    path: 'spec',
    fires: one(definition('Namespaced'), definition('Namespaced', ['v1', 'v2'])),
    quiet: one(definition('Namespaced'), change(definition('Namespaced'), { metadata: { labels: { team: 'a' } } })),
  },
  { rule: 'job-runs', path: '', fires: [[], [job()]], quiet: [[job()], [job({ spec: { parallelism: 2 } })]] },
  {
    rule: 'job-settings',
    path: 'spec.backoffLimit',
    fires: one(job(), job({ spec: { backoffLimit: 2 } })),
    quiet: one(job(), change(job(), { metadata: { labels: { team: 'a' } } })),
  },
  { rule: 'job-removed', path: '', fires: [[job()], []], quiet: [[], [job()]] },
  {
    rule: 'autoscaler',
    path: 'spec.maxReplicas',
    fires: one(autoscaler(), autoscaler({ maxReplicas: 8 })),
    quiet: one(autoscaler(), change(autoscaler(), { metadata: { labels: { team: 'a' } } })),
  },
  {
    rule: 'disruption-budget',
    path: 'spec.maxUnavailable',
    fires: one(budget({ maxUnavailable: 1 }), budget({ maxUnavailable: 2 })),
    quiet: one(budget({ maxUnavailable: 1 }), change(budget({ maxUnavailable: 1 }), { metadata: { labels: { team: 'a' } } })),
  },
  { rule: 'metadata', path: 'metadata.labels', fires: one(deployment(), keep), quiet: one(deployment(), deployment({ image: 'a:2' })) },
  {
    rule: 'api-version',
    path: 'apiVersion',
    fires: one({ ...autoscaler({ minReplicas: 1 }), apiVersion: 'autoscaling/v1' }, autoscaler({ minReplicas: 1 })),
    quiet: one(autoscaler(), autoscaler({ maxReplicas: 8 })),
  },
  { rule: 'added', path: '', fires: [[], [deployment()]], quiet: [[deployment()], [keep]] },
  { rule: 'removed', path: '', fires: [[configMap({ a: '1' })], []], quiet: [[deployment()], []] },
  {
    rule: 'unknown-kind',
    path: 'spec.a',
    fires: one(custom('example.com/v1', 'A', { a: 1 }), custom('example.com/v1', 'A', { a: 2 })),
    quiet: one(
      custom('example.com/v1', 'A', { a: 1 }),
      change(custom('example.com/v1', 'A', { a: 1 }), { metadata: { labels: { team: 'a' } } }),
    ),
  },
  {
    rule: 'other',
    path: 'spec.sessionAffinity',
    fires: one(service(), service({ sessionAffinity: 'ClientIP' })),
    quiet: one(service(), change(service(), { metadata: { labels: { team: 'a' } } })),
  },
  {
    rule: 'consumer-group-renamed',
    path: 'spec.template.spec.containers[a].args',
    fires: one(consumer('--consumer-group=a'), consumer('--consumer-group', 'b')),
    quiet: one(consumer('--consumer-group=a'), consumer('--consumer-group', 'a')),
  },
  {
    rule: 'secret-key-reference',
    path: 'spec.template.spec.containers[a].env[APP_SECRET_KEY].valueFrom.secretKeyRef.name',
    fires: one(key('APP_SECRET_KEY', 'a'), key('APP_SECRET_KEY', 'b')),
    quiet: one(key('A', 'a'), key('A', 'b')),
  },
  {
    rule: 'secret-reference',
    path: 'spec.template.spec.containers[a].env[POSTGRES_PASSWORD].valueFrom.secretKeyRef.name',
    fires: one(key('POSTGRES_PASSWORD', 'a'), key('POSTGRES_PASSWORD', 'b')),
    quiet: one(key('POSTGRES_PASSWORD', 'a'), change(key('POSTGRES_PASSWORD', 'a'), { spec: { replicas: 3 } })),
  },
  {
    rule: 'store-replaced',
    path: '',
    fires: [[store, deployment()], [deployment()]],
    quiet: [[statefulSet(), deployment()], [deployment()]],
  },
];
