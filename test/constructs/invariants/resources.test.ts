// What pods take, how many run and how they are watched.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Container } from 'manifest-review/manifests';
import { root } from '../../../root';
import { heartbeat } from '../../../topology/heartbeat';
import {
  amount,
  at,
  containerOf,
  containers,
  holdInEveryScenario,
  id,
  list,
  ofKind,
  podOf,
  tree,
  workloadOf,
  workloads,
} from '../../support/readers';
import { manifestsOf, scenario } from '../../support/scenarios';

holdInEveryScenario({
  'every container has requests, a memory limit, bounded storage and no CPU limit': (manifests) =>
    workloads(manifests).flatMap((manifest) =>
      containers(podOf(manifest)).flatMap(({ name, resources }) => {
        const { requests, limits } = tree(resources);
        const complete =
          Object.keys(tree(requests)).sort().join() === 'cpu,ephemeral-storage,memory' &&
          Object.keys(tree(limits)).sort().join() === 'ephemeral-storage,memory' &&
          amount(String(tree(requests)['memory'])) <= amount(String(tree(limits)['memory']));
        return complete ? [] : [`${id(manifest)}: ${name}`];
      }),
    ),

  'emptyDirs are bounded': (manifests) =>
    workloads(manifests).flatMap((manifest) =>
      (podOf(manifest).volumes ?? []).flatMap(({ name, emptyDir }) =>
        emptyDir === undefined || at(emptyDir, 'sizeLimit') !== undefined ? [] : [`${id(manifest)}: ${name}`],
      ),
    ),

  'a pod is evicted for one full emptyDir, never for their sum and its logs': (manifests) =>
    workloads(manifests).flatMap((manifest) => {
      const { volumes = [], initContainers = [], containers: main } = podOf(manifest);
      const kept = volumes
        .filter(({ emptyDir }) => emptyDir !== undefined && at(emptyDir, 'medium') === undefined)
        .reduce((sum, { emptyDir }) => sum + amount(String(at(emptyDir, 'sizeLimit'))), 0);
      const limit = ({ resources }: Container): number => amount(String(at(resources, 'limits', 'ephemeral-storage')));
      const running = [...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always'), ...main];
      const allowed = Math.max(
        running.reduce((sum, container) => sum + limit(container), 0),
        ...initContainers.map(limit),
      );
      const logs = 5 * 10 * 1024 ** 2 * running.length;
      return kept + logs <= allowed ? [] : [`${id(manifest)}: emptyDirs of ${kept} and logs of ${logs} in ${allowed}`];
    }),

  'quantities are canonical': (manifests) => {
    const found: string[] = [];
    const canonical = (quantity: string) =>
      !/^(\d+\.\d+|\d*000m|0[0-9].*)$/.test(quantity) && !(/^\d+Mi$/.test(quantity) && Number.parseInt(quantity, 10) % 1024 === 0);
    JSON.stringify(manifests, (key, value) => {
      if (
        (['cpu', 'memory', 'storage', 'ephemeral-storage', 'sizeLimit'].includes(key) && typeof value === 'string' && !canonical(value)) ||
        value === null
      )
        found.push(`${key}: ${value}`);
      return value;
    });
    return found;
  },

  'singletons never run twice; more than one replica brings a budget and spreading': (manifests, name) =>
    scenario(name).topology.components.flatMap((component) => {
      if (!['deployment', 'statefulset'].includes(component.role.runs as string)) return [];
      const manifest = workloadOf(manifests, component);
      const replicas = Number(at(manifest.spec, 'replicas'));
      const budget = ofKind(manifests, 'PodDisruptionBudget').some(({ metadata }) => metadata.name === manifest.metadata.name);
      const alone = typeof component.role.scales === 'object';
      const never = manifest.kind === 'StatefulSet' || at(manifest.spec, 'strategy', 'type') === 'Recreate';
      const spread = list(podOf(manifest)['topologySpreadConstraints']).length;
      return [
        ...(alone && (replicas !== 1 || !never) ? [`${id(manifest)} may run twice`] : []),
        ...(budget === replicas > 1 && spread === (replicas > 1 ? 2 : 0) ? [] : [`${id(manifest)}: budget or spreading`]),
      ];
    }),

  'the grace period is what the program takes to end, after the time in which it still serves': (manifests, name) =>
    scenario(name).topology.components.flatMap((component) => {
      const { role } = component;
      if (!['deployment', 'statefulset'].includes(String(role.runs))) return [];
      const manifest = workloadOf(manifests, component);
      const drain = Number(at(containerOf(manifest, component), 'lifecycle', 'preStop', 'sleep', 'seconds') ?? 0);
      const grace = Number(at(podOf(manifest), 'terminationGracePeriodSeconds'));
      return drain === (role.drainSeconds ?? 0) && grace >= role.stopSeconds + drain
        ? []
        : [`${component.name}: ${grace} s for ${drain} s and ${role.stopSeconds} s`];
    }),

  'every pod that runs for ever is probed, or its role says why not': (manifests, name) =>
    scenario(name).topology.components.flatMap((component) => {
      const { role } = component;
      if (role.runs === 'job' || role.runs === 'cronjob' || role.health.kind === 'none') return [];
      if (role.health.kind === 'heartbeat' && heartbeat(component) === undefined) return [];
      const { startupProbe, livenessProbe } = containerOf(workloadOf(manifests, component), component);
      return startupProbe !== undefined && livenessProbe !== undefined ? [] : [component.name];
    }),
});

/** What a scenario asks for, the bootstrap Job included, in CPUs and GiB; `upgrading`: with the new doors that come up beside the old. */
const requested = (name: string) => {
  const manifests = ofKind(manifestsOf(name), 'Deployment', 'StatefulSet', 'Job').filter(
    ({ metadata }) => !/-secrets-/.test(metadata.name),
  );
  const totals = manifests.map((manifest) => {
    const { initContainers = [], containers: main } = podOf(manifest);
    const request = ({ resources }: Container, what: string) => String(at(resources, 'requests', what));
    const sum = (all: readonly Container[], what: string, read: (quantity: string) => number) =>
      all.reduce((total, container) => total + read(request(container, what)), 0);
    const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
    const steps = initContainers.filter(({ restartPolicy }) => restartPolicy !== 'Always');
    const pod = (what: string, read: (quantity: string) => number) =>
      sum(sidecars, what, read) + Math.max(sum(main, what, read), ...steps.map((step) => read(request(step, what))));
    return {
      cpu: pod('cpu', amount) * Number(at(manifest.spec, 'replicas') ?? 1),
      memory: pod('memory', amount) * Number(at(manifest.spec, 'replicas') ?? 1),
      // The new pod of a door comes before the old one goes, and waits for the Job: there must be room for all of them.
      surge: pod('memory', amount) * Number(at(manifest.spec, 'strategy', 'rollingUpdate', 'maxSurge') ?? 0),
    };
  });
  const sum = (what: 'cpu' | 'memory' | 'surge') => totals.reduce((total, each) => total + each[what], 0);
  const gibibytes = (number: number) => Math.ceil((10 * number) / 1024 ** 3) / 10;
  return { cpu: Math.ceil(10 * sum('cpu')) / 10, memory: gibibytes(sum('memory')), upgrading: gibibytes(sum('memory') + sum('surge')) };
};

test.each([
  [
    'default',
    '`size: small` with `errors-only` asks for',
    ' of memory, the bootstrap Job included, and while an upgrade is applied for up to',
  ],
  ['feature-complete', '`feature-complete` asks for', ', and for up to'],
])('the README says what %s asks for', (name, asks, upgrade) => {
  const { cpu, memory, upgrading } = requested(name);
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  expect(readme).toContain(`${asks} ${cpu} CPUs and ${memory} GiB${upgrade} ${upgrading} GiB`);
});
