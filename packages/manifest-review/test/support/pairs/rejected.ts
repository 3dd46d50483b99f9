// Changes that the API server refuses, each beside one that it takes; the cluster suite asks a real one.
import {
  binding,
  change,
  claim,
  claimTemplate,
  configMap,
  cronJob,
  definition,
  deployment,
  ingressClass,
  job,
  priorityClass,
  secret,
  service,
  singlePod,
  statefulSet,
  storageClass,
  volume,
} from './objects';
import { one, type RulePair } from './pair';

const label = { metadata: { labels: { team: 'a' } } };
const reselected = change(deployment(), {
  spec: { selector: { matchLabels: { app: 'b' } }, template: { metadata: { labels: { app: 'b' } } } },
});
const templated = (size: string) => statefulSet({ spec: { volumeClaimTemplates: [claimTemplate('data', size)] } });
const fixed = (a: string) => configMap({ a }, { immutable: true });
const loadBalancer = (loadBalancerClass: string) => service({ type: 'LoadBalancer', loadBalancerClass });
const recreated = deployment({ spec: { strategy: { type: 'Recreate' } } });
const rolled = { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } };
const longName = 'a'.repeat(53);

/** The API server refuses the first of each, and takes the second. */
export const rejectedPairs: readonly RulePair[] = [
  {
    rule: 'workload-selector',
    path: 'spec.selector.matchLabels.app',
    fires: one(deployment(), reselected),
    quiet: one(deployment(), change(deployment(), label)),
  },
  {
    rule: 'selector-without-pods',
    path: 'spec.template.metadata.labels',
    fires: one(deployment(), change(deployment(), { spec: { template: { metadata: { labels: { app: 'b' } } } } })),
    quiet: one(deployment(), change(deployment(), { spec: { template: { metadata: { labels: { team: 'a' } } } } })),
  },
  {
    rule: 'statefulset-immutable',
    path: 'spec.volumeClaimTemplates[data].spec.resources.requests.storage',
    fires: one(templated('1Gi'), templated('2Gi')),
    quiet: one(templated('1Gi'), change(templated('1Gi'), { spec: { replicas: 2, minReadySeconds: 5 } })),
  },
  {
    rule: 'strategy-leftover',
    path: 'spec.strategy.rollingUpdate',
    fires: one(deployment(), recreated),
    quiet: one(deployment({ spec: rolled }), recreated),
  },
  {
    rule: 'job-immutable',
    path: 'spec.template.spec.containers[a].image',
    fires: one(job(), job({ image: 'a:2' })),
    quiet: one(job(), job({ spec: { parallelism: 2 } })),
  },
  {
    rule: 'pod-immutable',
    path: 'spec.containers[a].command',
    fires: one(singlePod('a:1'), change(singlePod('a:1'), { spec: { containers: [{ name: 'a', image: 'a:1', command: ['a'] }] } })),
    quiet: one(singlePod('a:1'), singlePod('a:2')),
  },
  {
    rule: 'claim-immutable',
    path: 'spec.accessModes',
    fires: one(claim(), claim('1Gi', { accessModes: ['ReadWriteMany'] })),
    quiet: one(claim(), change(claim(), label)),
  },
  {
    rule: 'claim-shrinks',
    path: 'spec.resources.requests.storage',
    fires: one(claim('2Gi'), claim('1Gi')),
    quiet: one(claim('1Gi'), claim('1024Mi')),
  },
  {
    rule: 'claim-cannot-grow',
    path: 'spec.resources.requests.storage',
    fires: [
      [claim('1Gi', { storageClassName: 'a' }), storageClass()],
      [claim('2Gi', { storageClassName: 'a' }), storageClass()],
    ],
    quiet: one(claim('1Gi'), claim('2Gi')),
  },
  {
    rule: 'service-cluster-ip',
    path: 'spec.clusterIP',
    fires: one(service(), service({ clusterIP: 'None' })),
    quiet: one(service({ clusterIP: 'None' }), service()),
  },
  {
    rule: 'service-load-balancer',
    path: 'spec.loadBalancerClass',
    fires: one(loadBalancer('example.com/a'), loadBalancer('example.com/b')),
    quiet: one(service(), loadBalancer('example.com/a')),
  },
  { rule: 'immutable-data', path: 'data.a', fires: one(fixed('1'), fixed('2')), quiet: one(configMap({ a: '1' }), fixed('2')) },
  {
    rule: 'secret-type',
    path: 'type',
    fires: one(secret(), secret({ type: 'example.com/a' })),
    quiet: one(secret(), secret({ type: 'Opaque' })),
  },
  { rule: 'role-ref', path: 'roleRef.name', fires: one(binding(['a']), binding(['a'], 'b')), quiet: one(binding(['a']), binding(['b'])) },
  {
    rule: 'storage-class',
    path: 'provisioner',
    fires: one(storageClass(), storageClass({ provisioner: 'example.com/b' })),
    quiet: one(storageClass(), storageClass({ allowVolumeExpansion: true })),
  },
  {
    rule: 'ingress-class-controller',
    path: 'spec.controller',
    fires: one(ingressClass('example.com/a'), ingressClass('example.com/b')),
    quiet: one(ingressClass('example.com/a'), change(ingressClass('example.com/a'), label)),
  },
  {
    rule: 'priority-class',
    path: 'value',
    fires: one(priorityClass(1), priorityClass(2)),
    quiet: one(priorityClass(1), change(priorityClass(1), { description: 'a' })),
  },
  {
    rule: 'volume-source',
    path: 'spec.hostPath.path',
    fires: one(volume('/a'), volume('/b')),
    quiet: one(volume('/a'), volume('/a', { persistentVolumeReclaimPolicy: 'Delete' })),
  },
  {
    rule: 'crd-identity',
    path: 'spec.scope',
    fires: one(definition('Namespaced'), definition('Cluster')),
    quiet: one(definition('Namespaced'), definition('Namespaced', ['v1', 'v2'])),
  },
  {
    rule: 'cronjob-name',
    path: 'metadata.name',
    fires: [[], [cronJob({ name: longName })]],
    quiet: [[], [cronJob({ name: longName.slice(1) })]],
  },
  {
    rule: 'removed-api',
    path: 'apiVersion',
    fires: [[], [{ ...cronJob(), apiVersion: 'batch/v1beta1' }]],
    quiet: [[], [cronJob()]],
  },
];

/** Further changes that are easily mistaken for others; the rule is the one that is expected to refuse, if any. */
export const furtherRefusals: readonly {
  readonly what: string;
  readonly sides: readonly [ReturnType<typeof service>, ReturnType<typeof service>];
}[] = [
  { what: 'an address that is given to a Service', sides: [service(), service({ clusterIP: '10.96.77.77' })] },
  { what: 'a headless Service that gets an address', sides: [service({ clusterIP: 'None' }), service({ clusterIP: '10.96.77.78' })] },
  {
    what: 'a Service that becomes a name',
    sides: [service({ clusterIP: '10.96.77.79' }), service({ type: 'ExternalName', externalName: 'a.example.com', clusterIP: null })],
  },
  { what: 'a name that becomes a Service', sides: [service({ type: 'ExternalName', externalName: 'a.example.com' }), service()] },
  { what: 'a Service on every node', sides: [service(), service({ type: 'NodePort' })] },
  { what: 'a load balancer that is none any more', sides: [loadBalancer('example.com/a'), service()] },
  { what: 'completions of a Job', sides: [job({ spec: { completions: 1 } }), job({ spec: { completions: 2 } })] },
  {
    what: 'completions of an indexed Job with its parallelism',
    sides: [
      job({ spec: { completions: 1, parallelism: 1, completionMode: 'Indexed' } }),
      job({ spec: { completions: 2, parallelism: 2, completionMode: 'Indexed' } }),
    ],
  },
  { what: 'a Job that is suspended', sides: [job(), job({ spec: { suspend: true } })] },
  {
    what: 'where the pods of a suspended Job go',
    sides: [
      job({ spec: { suspend: true } }),
      change(job({ spec: { suspend: true } }), { spec: { template: { spec: { nodeSelector: { a: 'b' } } } } }),
    ],
  },
  { what: 'the class of a claim', sides: [claim(), claim('1Gi', { storageClassName: 'a' })] },
  { what: 'the class of a claim left out', sides: [claim(), claim('1Gi', { storageClassName: null })] },
  { what: 'a ConfigMap that becomes immutable', sides: [configMap({ a: '1' }), fixed('1')] },
  { what: 'a ConfigMap that is no longer immutable', sides: [fixed('1'), configMap({ a: '1' })] },
  { what: 'the name of the Service of a StatefulSet', sides: [statefulSet(), statefulSet({ spec: { serviceName: 'b' } })] },
  { what: 'how a StatefulSet starts its pods', sides: [statefulSet(), statefulSet({ spec: { podManagementPolicy: 'Parallel' } })] },
  {
    what: 'labels of a claim template',
    sides: [
      templated('1Gi'),
      change(templated('1Gi'), {
        spec: { volumeClaimTemplates: [{ ...claimTemplate(), metadata: { name: 'data', labels: { a: 'b' } } }] },
      }),
    ],
  },
  { what: 'parameters of a StorageClass', sides: [storageClass(), storageClass({ parameters: { a: 'b' } })] },
  { what: 'the reclaim policy of a StorageClass', sides: [storageClass(), storageClass({ reclaimPolicy: 'Retain' })] },
  {
    what: 'a StatefulSet that is updated by hand, after the default strategy',
    sides: [statefulSet(), statefulSet({ spec: { updateStrategy: { type: 'OnDelete' } } })],
  },
  { what: 'mount options of a StorageClass', sides: [storageClass(), storageClass({ mountOptions: ['a'] })] },
];
