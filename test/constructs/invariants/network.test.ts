// Who may talk to whom.
import type { Manifest } from 'manifest-review/manifests';
import { at, holdInEveryScenario, id, list, ofKind, podOf, subset, template, tree, workloads } from '../../support/readers';
import { scenario } from '../../support/scenarios';

holdInEveryScenario({
  'a NetworkPolicy in both directions covers every pod, and all else is denied': (manifests) => {
    const policies = ofKind(manifests, 'NetworkPolicy');
    const both = (manifest: Manifest) => JSON.stringify(at(manifest.spec, 'policyTypes')) === '["Ingress","Egress"]';
    const deny = policies.filter(
      (manifest) =>
        manifest.metadata.name.endsWith('-default-deny') &&
        at(manifest.spec, 'ingress') === undefined &&
        at(manifest.spec, 'egress') === undefined,
    );
    return [
      ...(deny.length === 1 ? [] : ['default deny']),
      ...policies.filter((manifest) => !both(manifest)).map(id),
      ...workloads(manifests)
        .filter(
          (workload) =>
            !policies.some(
              (policy) =>
                !policy.metadata.name.endsWith('-default-deny') &&
                subset(at(policy.spec, 'podSelector', 'matchLabels'), at(template(workload), 'metadata', 'labels')),
            ),
        )
        .map(id),
    ];
  },

  'NetworkPolicies allow the topology’s connections and no others': (manifests, name) => {
    const policies = ofKind(manifests, 'NetworkPolicy');
    const components = (selector: unknown): unknown[] => {
      const single = tree(at(selector, 'podSelector', 'matchLabels'))['app.kubernetes.io/component'];
      const several = list(at(selector, 'podSelector', 'matchExpressions')).flatMap(({ operator, values }) =>
        operator === 'In' && Array.isArray(values) ? values : [],
      );
      return single === undefined ? several : [single];
    };
    const allowed = (side: 'ingress' | 'egress') =>
      policies.flatMap((policy) =>
        list(at(policy.spec, side)).flatMap((rule) =>
          list(rule[side === 'ingress' ? 'from' : 'to'])
            .flatMap(components)
            .flatMap((peer) =>
              list(rule['ports']).map(({ port }) => {
                const [self] = components(policy.spec);
                return side === 'ingress' ? `${peer} -> ${self}:${port}` : `${self} -> ${peer}:${port}`;
              }),
            ),
        ),
      );
    const expected = scenario(name).topology.components.flatMap(({ outbound }) =>
      outbound.map(({ from, to, number }) => `${from} -> ${to}:${number}`),
    );
    const difference = (a: string[], b: string[], what: string) =>
      a.filter((entry) => !b.includes(entry)).map((entry) => `${what}: ${entry}`);
    const [into, out] = [allowed('ingress'), allowed('egress')];
    return [
      ...difference(expected, into, 'ingress misses'),
      ...difference(expected, out, 'egress misses'),
      ...difference(into, expected, 'ingress has'),
      ...difference(out, expected, 'egress has'),
    ];
  },

  'the edge reaches Relay and DNS alone, and never the metadata address by anyone': (manifests, name) => {
    const edge = scenario(name).topology.components.find((component) => component.name === 'edge');
    const open = ofKind(manifests, 'NetworkPolicy').flatMap((manifest) =>
      list(at(manifest.spec, 'egress')).flatMap((rule) =>
        list(rule['to']).flatMap((peer) =>
          at(peer, 'ipBlock', 'cidr') === '0.0.0.0/0' &&
          !(at(peer, 'ipBlock', 'except') as string[] | undefined)?.includes('169.254.0.0/16')
            ? [id(manifest)]
            : [],
        ),
      ),
    );
    const peers = edge?.outbound.map(({ to }) => to) ?? [];
    return [...open, ...(peers.join() === 'relay' && edge?.role.internet === undefined ? [] : [`edge reaches ${peers.join()}`])];
  },

  'the internal door is served by another class and at another host than the public one': (manifests) => {
    const doors = ofKind(manifests, 'Ingress').map((manifest) => ({
      name: id(manifest),
      class: at(manifest.spec, 'ingressClassName'),
      hosts: list(at(manifest.spec, 'rules')).map((rule) => rule['host']),
      internal: !/"name":"[^"]*-edge"/.test(JSON.stringify(manifest.spec)),
    }));
    const open = doors.filter(({ internal }) => !internal);
    return doors
      .filter(({ internal }) => internal)
      .filter((door) => open.some((other) => other.class === door.class || other.hosts.some((host) => door.hosts.includes(host))))
      .map(({ name }) => name);
  },

  'a pod that ends begins with a container that waits for nobody, or the cluster never learns its address after a loss of power': (
    manifests,
  ) =>
    workloads(manifests).flatMap((manifest) => {
      const pod = podOf(manifest);
      const [first] = pod.initContainers ?? [];
      return at(pod, 'restartPolicy') === undefined || first === undefined || first.command?.join(' ') === 'sh -c :'
        ? []
        : [`${id(manifest)}: ${first.name}`];
    }),
});
