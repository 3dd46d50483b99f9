// What talks to what, as far as manifests say.
import { isTree, list, type Manifest, selects, strings, type Tree, text, tree, trees } from '../manifests';
import type { ComponentPods } from './objects';

/** From the component that connects to the one that listens. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly string[];
}

/** The peers that a rule names; a rule for all pods names none, and would join everything with everything. */
const named = (peers: unknown, all: readonly ComponentPods[]): ComponentPods[] =>
  trees(peers).flatMap(({ podSelector }) => {
    const { matchLabels, matchExpressions } = tree(podSelector);
    const empty = Object.keys(tree(matchLabels)).length + list(matchExpressions).length === 0;
    return empty ? [] : all.filter(({ labels }) => selects(podSelector, labels));
  });

const portsOf = (rule: Tree): string[] => trees(rule['ports']).map(({ port }) => String(port ?? ''));

const selected = (policy: Manifest, all: readonly ComponentPods[]): ComponentPods[] => {
  const selector = tree(policy.spec)['podSelector'] ?? {};
  return all.filter(({ labels }) => selects(selector, labels));
};

/** What NetworkPolicies allow, as far as they name both ends. */
export const allowed = (manifests: readonly Manifest[], all: readonly ComponentPods[]): Flow[] =>
  manifests
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .flatMap((policy) => {
      const own = selected(policy, all);
      const { egress, ingress } = tree(policy.spec);
      const out = trees(egress).flatMap((rule) =>
        named(rule['to'], all).flatMap((to) => own.map((from) => ({ from: from.component, to: to.component, ports: portsOf(rule) }))),
      );
      const back = trees(ingress).flatMap((rule) =>
        named(rule['from'], all).flatMap((from) => own.map((to) => ({ from: from.component, to: to.component, ports: portsOf(rule) }))),
      );
      return [...out, ...back];
    });

/** Components that a NetworkPolicy lets reach every address outside. */
export const reachInternet = (manifests: readonly Manifest[], all: readonly ComponentPods[]): Set<string> =>
  new Set(
    manifests
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .filter(({ spec }) =>
        trees(tree(spec)['egress']).some(
          (rule) => list(rule['ports']).length === 0 && trees(rule['to']).some((peer) => tree(peer['ipBlock'])['cidr'] === '0.0.0.0/0'),
        ),
      )
      .flatMap((policy) => selected(policy, all).map(({ component }) => component)),
  );

/** Components behind a Service, by the Service's name. */
export const behind = (manifests: readonly Manifest[], all: readonly ComponentPods[]): Map<string, string[]> =>
  new Map(
    manifests
      .filter(({ kind }) => kind === 'Service')
      .map(({ metadata, spec }) => {
        const matchLabels = tree(spec)['selector'];
        const pods =
          isTree(matchLabels) && Object.keys(matchLabels).length > 0 ? all.filter(({ labels }) => selects({ matchLabels }, labels)) : [];
        return [metadata.name, [...new Set(pods.map(({ component }) => component))]];
      }),
  );

/** Values of a container's environment and its arguments. */
const texts = ({ spec }: ComponentPods): string[] =>
  [...trees(spec['initContainers']), ...trees(spec['containers'])].flatMap(({ args, command, env }) => [
    ...strings(args),
    ...strings(command),
    ...trees(env).flatMap(({ value }) => text(value) ?? []),
  ]);

/** Where no NetworkPolicy tells: names of Services as hosts, in environment and arguments. */
export const mentioned = (manifests: readonly Manifest[], all: readonly ComponentPods[]): Flow[] => {
  const services = behind(manifests, all);
  return all.flatMap((pods) =>
    texts(pods).flatMap((written) =>
      [...written.matchAll(/(?<![\w.-])([a-z0-9]([a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9-]+)*(?::(\d+))?(?![\w-])/g)].flatMap(
        ([, host = '', , port]) =>
          (services.get(host) ?? []).map((to) => ({ from: pods.component, to, ports: port === undefined ? [] : [port] })),
      ),
    ),
  );
};
