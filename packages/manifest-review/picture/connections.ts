import type { Manifest } from '../manifests/manifest';
import { list, tree, trees } from '../manifests/tree';
import { type Labels, type Selector, selects, type Workload } from './objects';

export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly string[];
}

/** The peers that a rule names; a rule for all pods names none, and would join everything with everything. */
const named = (peers: unknown, workloads: readonly Workload[]): Workload[] =>
  trees(peers).flatMap((peer) => {
    const selector: Selector = tree(peer['podSelector']);
    const empty = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;
    return empty ? [] : workloads.filter(({ podLabels }) => selects(selector, podLabels));
  });

const portsOf = (rule: Readonly<Record<string, unknown>>): string[] => trees(rule['ports']).map(({ port }) => String(port ?? ''));

const selected = (policy: Manifest, workloads: readonly Workload[]): Workload[] => {
  const selector: Selector = tree(tree(policy.spec)['podSelector']);
  return workloads.filter(({ podLabels }) => selects(selector, podLabels));
};

/** What NetworkPolicies allow, as far as they name both ends. */
export const allowed = (manifests: readonly Manifest[], workloads: readonly Workload[]): Connection[] =>
  manifests
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .flatMap((policy) => {
      const own = selected(policy, workloads);
      const { egress, ingress } = tree(policy.spec);
      const out = trees(egress).flatMap((rule) =>
        named(rule['to'], workloads).flatMap((to) => own.map((from) => ({ from: from.component, to: to.component, ports: portsOf(rule) }))),
      );
      const back = trees(ingress).flatMap((rule) =>
        named(rule['from'], workloads).flatMap((from) =>
          own.map((to) => ({ from: from.component, to: to.component, ports: portsOf(rule) })),
        ),
      );
      return [...out, ...back];
    });

/** Components that a NetworkPolicy lets reach every address outside. */
export const reachInternet = (manifests: readonly Manifest[], workloads: readonly Workload[]): Set<string> =>
  new Set(
    manifests
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .filter(({ spec }) =>
        trees(tree(spec)['egress']).some(
          (rule) => list(rule['ports']).length === 0 && trees(rule['to']).some((peer) => tree(peer['ipBlock'])['cidr'] === '0.0.0.0/0'),
        ),
      )
      .flatMap((policy) => selected(policy, workloads).map(({ component }) => component)),
  );

/** Components behind a Service, by the Service's name. */
export const behind = (manifests: readonly Manifest[], workloads: readonly Workload[]): Map<string, string[]> =>
  new Map(
    manifests
      .filter(({ kind }) => kind === 'Service')
      .map(({ metadata, spec }) => {
        const matchLabels = tree(tree(spec)['selector']) as Labels;
        const pods = Object.keys(matchLabels).length === 0 ? [] : workloads.filter(({ podLabels }) => selects({ matchLabels }, podLabels));
        return [metadata.name, [...new Set(pods.map(({ component }) => component))]];
      }),
  );

/** Values of a container's environment and its arguments. */
const texts = ({ pod }: Workload): string[] =>
  [...list(pod['initContainers']), ...pod.containers]
    .map(tree)
    .flatMap(({ args, command, env }) =>
      [...list(args), ...list(command), ...trees(env).map(({ value }) => value)].filter((text) => typeof text === 'string'),
    );

/** Where no NetworkPolicy tells: names of Services as hosts, in environment and arguments. */
export const mentioned = (manifests: readonly Manifest[], workloads: readonly Workload[]): Connection[] => {
  const services = behind(manifests, workloads);
  return workloads.flatMap((workload) =>
    texts(workload).flatMap((text) =>
      [...text.matchAll(/(?<![\w.-])([a-z0-9]([a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9-]+)*(?::(\d+))?(?![\w-])/g)].flatMap(
        ([, host = '', , port]) =>
          (services.get(host) ?? []).map((to) => ({ from: workload.component, to, ports: port === undefined ? [] : [port] })),
      ),
    ),
  );
};
