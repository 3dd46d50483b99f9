import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { type Container, isSecretName, type Manifest, type PodSpec, podSpecs, quantityNumber, toYaml } from 'manifest-review/manifests';
import { root } from '../root';
import { heartbeat } from '../topology/heartbeat';
import { secrets } from '../topology/secrets';
import { inProfile, roleOf } from '../topology/service';
import type { Component } from '../topology/topology';
import { withEnvironment } from './environment';
import { manifestsOf, scenario, scenarioNames } from './scenarios';

type Tree = { readonly [key: string]: unknown };

const tree = (value: unknown): Tree => (typeof value === 'object' && value !== null ? (value as Tree) : {});
const list = (value: unknown): Tree[] => (Array.isArray(value) ? value.map(tree) : []);
const at = (value: unknown, ...path: string[]): unknown => path.reduce<unknown>((node, key) => tree(node)[key], value);
const id = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;
const ofKind = (manifests: readonly Manifest[], ...kinds: string[]): Manifest[] => manifests.filter(({ kind }) => kinds.includes(kind));
const template = (manifest: Manifest): Tree => tree(at(manifest.spec, 'template') ?? at(manifest.spec, 'jobTemplate', 'spec', 'template'));
const workloads = (manifests: readonly Manifest[]) => ofKind(manifests, 'Deployment', 'StatefulSet', 'Job', 'CronJob');
const containers = ({ initContainers = [], containers: main }: PodSpec): Container[] => [...initContainers, ...main];
const podOf = (manifest: Manifest): PodSpec => {
  const [pod] = podSpecs(manifest);
  if (pod === undefined) throw new Error(`${id(manifest)} has no pod`);
  return pod;
};
/** What runs a component for ever. Throws where nothing does: an invariant of nothing would always hold. */
const workloadOf = (manifests: readonly Manifest[], { name }: Component): Manifest => {
  const found = ofKind(manifests, 'Deployment', 'StatefulSet').filter((manifest) =>
    podOf(manifest).containers.some((container) => container.name === name),
  );
  if (found[0] === undefined || found.length > 1) throw new Error(`${found.length} objects run ${name}`);
  return found[0];
};
const containerOf = (manifest: Manifest, { name }: Component): Container => {
  const found = podOf(manifest).containers.find((container) => container.name === name);
  if (found === undefined) throw new Error(`${id(manifest)} has no container ${name}`);
  return found;
};
const subset = (selector: unknown, labels: unknown): boolean =>
  Object.entries(tree(selector)).every(([key, value]) => tree(labels)[key] === value);

const bytes = (quantity: string): number => quantityNumber(quantity) ?? Number.NaN;
const cores = bytes;

/** Every finding of a rule over a scenario, so that a failure names all of them. */
const rules: Record<string, (manifests: Manifest[], name: string) => string[]> = {
  'objects are unique by kind, namespace and name': (manifests) => {
    const seen = manifests.map((manifest) => `${id(manifest)} in ${manifest.metadata['namespace']}`);
    return seen.filter((key, index) => seen.indexOf(key) !== index);
  },

  'names fit': (manifests) =>
    manifests.flatMap((manifest) => {
      // Pods of a Deployment are named within their limit by the controller; the others' names stand in host names and labels as they are.
      const limit = { CronJob: 52, StatefulSet: 52, Service: 63, Job: 63 }[manifest.kind] ?? 253;
      const { name } = manifest.metadata;
      return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name) && name.length <= limit ? [] : [id(manifest)];
    }),

  'every object and pod carries the labels, and the namespace': (manifests, name) => {
    const { settings, topology } = scenario(name);
    const expected = {
      'app.kubernetes.io/name': 'sentry',
      'app.kubernetes.io/instance': settings.instance,
      'app.kubernetes.io/part-of': 'sentry',
      'app.kubernetes.io/version': topology.release.version,
      'app.kubernetes.io/managed-by': 'cdk8s-sentry',
    };
    return manifests.flatMap((manifest) => {
      const { labels, namespace } = manifest.metadata;
      const placed = manifest.kind === 'Namespace' ? namespace === undefined : namespace === settings.namespace;
      const complete = subset(expected, labels) && typeof tree(labels)['app.kubernetes.io/component'] === 'string';
      const pods = workloads([manifest]).map((workload) => at(template(workload), 'metadata', 'labels'));
      const { 'app.kubernetes.io/version': _version, ...lasting } = tree(labels);
      return placed && complete && pods.every((pod) => subset(lasting, pod)) ? [] : [id(manifest)];
    });
  },

  'every object carries the sync wave of its file': (_manifests, name) => {
    const waves: Record<string, string> = { '00': '-30', '10': '-20', '20': '-10', '30': '0', '40': '0', '50': '10' };
    return [...scenario(name).manifests].flatMap(([file, manifests]) =>
      manifests.flatMap((manifest) =>
        at(manifest.metadata, 'annotations', 'argocd.argoproj.io/sync-wave') === waves[file.slice(0, 2)] ? [] : [id(manifest)],
      ),
    );
  },

  'selectors are instance and component, and each selects exactly its own pods': (manifests) =>
    [...ofKind(manifests, 'Deployment', 'StatefulSet', 'Service', 'PodDisruptionBudget', 'NetworkPolicy')].flatMap((manifest) => {
      const selector =
        at(manifest.spec, 'selector', 'matchLabels') ?? at(manifest.spec, 'podSelector', 'matchLabels') ?? at(manifest.spec, 'selector');
      if (manifest.metadata.name.endsWith('-default-deny')) return [];
      const keys = Object.keys(tree(selector)).sort().join();
      const selected = workloads(manifests).filter((workload) => subset(selector, at(template(workload), 'metadata', 'labels')));
      return keys === 'app.kubernetes.io/component,app.kubernetes.io/instance' && selected.length === 1
        ? []
        : [`${id(manifest)} selects ${selected.map(id).join(', ') || 'nothing'}`];
    }),

  'each StatefulSet has one claim of its own, which nobody prunes, and no immutable template of one': (manifests) => {
    const claims = (manifest: Manifest) =>
      (podOf(manifest).volumes ?? []).flatMap(({ persistentVolumeClaim }) => at(persistentVolumeClaim, 'claimName') ?? []);
    const made = ofKind(manifests, 'PersistentVolumeClaim');
    return [
      ...ofKind(manifests, 'StatefulSet').flatMap((manifest) =>
        claims(manifest).join() === manifest.metadata.name && at(manifest.spec, 'volumeClaimTemplates') === undefined ? [] : [id(manifest)],
      ),
      ...made.flatMap((claim) => {
        const users = workloads(manifests).filter((manifest) => claims(manifest).includes(claim.metadata.name));
        const kept = at(claim.metadata, 'annotations', 'argocd.argoproj.io/sync-options') === 'Prune=false,Delete=false';
        return kept && users.length === 1 && users[0]?.kind === 'StatefulSet' ? [] : [id(claim)];
      }),
    ];
  },

  'every volume is mounted and every mount has its volume': (manifests) =>
    workloads(manifests).flatMap((manifest) => {
      const pod = podOf(manifest);
      const volumes = (pod.volumes ?? []).map(({ name }) => name);
      const mounted = containers(pod).flatMap(({ volumeMounts }) => list(volumeMounts).map(({ name }) => name));
      const paths = containers(pod).flatMap((container) => {
        const all = list(container['volumeMounts']).map(({ mountPath }) => mountPath);
        return all
          .filter((path, index) => all.indexOf(path) !== index)
          .map((path) => `${id(manifest)}: ${container.name} mounts two volumes at ${path}`);
      });
      return [
        ...paths,
        ...volumes.filter((name, index) => volumes.indexOf(name) !== index).map((name) => `${id(manifest)}: two volumes ${name}`),
        ...volumes.filter((name) => !mounted.includes(name)).map((name) => `${id(manifest)}: volume ${name} is not mounted`),
        ...mounted.filter((name) => !volumes.includes(name as string)).map((name) => `${id(manifest)}: no volume ${name}`),
      ];
    }),

  'ConfigMaps and their keys exist': (manifests) => {
    const maps = new Map(ofKind(manifests, 'ConfigMap').map((manifest) => [manifest.metadata.name, Object.keys(tree(manifest['data']))]));
    return workloads(manifests).flatMap((manifest) => {
      const pod = podOf(manifest);
      return (pod.volumes ?? []).flatMap(({ name, configMap }) => {
        if (configMap === undefined) return [];
        const keys = maps.get(at(configMap, 'name') as string);
        if (keys === undefined) return [`${id(manifest)}: no ConfigMap ${at(configMap, 'name')}`];
        const wanted = [
          ...list(at(configMap, 'items')).map(({ key }) => key),
          ...containers(pod).flatMap(({ volumeMounts }) =>
            list(volumeMounts).flatMap((mount) => (mount['name'] === name && mount['subPath'] !== undefined ? [mount['subPath']] : [])),
          ),
        ];
        return wanted.filter((key) => !keys.includes(key as string)).map((key) => `${id(manifest)}: ConfigMap ${name} has no key ${key}`);
      });
    });
  },

  'every image is named in full: registry, repository, and tag or digest': (manifests) =>
    workloads(manifests).flatMap((manifest) =>
      containers(podOf(manifest)).flatMap(({ name, image }) =>
        /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(\/[a-z0-9._-]+)*\/[a-z0-9._-]+(:[\w.-]+|@sha256:[0-9a-f]{64})+$/.test(image) &&
        !/^docker\.io\/[^/]+$/.test(image)
          ? []
          : [`${id(manifest)}: ${name} runs ${image}`],
      ),
    ),

  'every ConfigMap is used': (manifests) => {
    const mounted = workloads(manifests).flatMap((manifest) => [
      ...(podOf(manifest).volumes ?? []).map(({ configMap }) => at(configMap, 'name')),
      ...containers(podOf(manifest)).flatMap(({ envFrom }) => list(envFrom).map((source) => at(source, 'configMapRef', 'name'))),
    ]);
    return ofKind(manifests, 'ConfigMap').flatMap((manifest) => (mounted.includes(manifest.metadata.name) ? [] : [id(manifest)]));
  },

  'Secrets are made at run time or named by the settings': (manifests, name) => {
    const { settings } = scenario(name);
    const own = Object.entries(secrets).flatMap(([secret, keys]) =>
      Object.keys(keys).map((key) => `${settings.instance}-${secret}/${key}`),
    );
    const given: string[] = [];
    JSON.stringify(settings, (_key, value) => {
      if (typeof value?.secret === 'string') given.push(`${value.secret}/${value.key}`);
      return value;
    });
    return workloads(manifests).flatMap((manifest) =>
      containers(podOf(manifest)).flatMap(({ env = [] }) =>
        env.flatMap(({ valueFrom }) => {
          const reference = valueFrom?.secretKeyRef;
          return reference === undefined || [...own, ...given].includes(`${reference.name}/${reference.key}`)
            ? []
            : [`${id(manifest)}: ${reference.name}/${reference.key}`];
        }),
      ),
    );
  },

  'the secrets Job makes each Secret that pods refer to, unless they exist': (manifests, name) => {
    const plan = ofKind(manifests, 'ConfigMap').find((manifest) => at(manifest, 'data', 'secrets.json') !== undefined);
    if (scenario(name).settings.secrets.provider === 'existing') return plan === undefined ? [] : [id(plan)];
    const made = list(at(JSON.parse(String(at(plan, 'data', 'secrets.json'))), 'secrets'))
      .filter((secret) => at(secret, 'annotations', 'argocd.argoproj.io/sync-options') === 'Prune=false,Delete=false')
      .map((secret) => secret['name']);
    const wanted = Object.keys(secrets).map((secret) => `${scenario(name).settings.instance}-${secret}`);
    return wanted.filter((secret) => !made.includes(secret));
  },

  'nothing secret stands in the output': (manifests) => [
    ...ofKind(manifests, 'Secret').map(id),
    ...workloads(manifests).flatMap((manifest) =>
      containers(podOf(manifest)).flatMap(({ name, env = [] }) =>
        env.flatMap((variable) =>
          isSecretName(variable.name) && variable.value !== undefined ? [`${id(manifest)}: ${name} has ${variable.name} in clear`] : [],
        ),
      ),
    ),
    ...(/supersecret/.test(JSON.stringify(manifests)) ? ['upstream’s example secret'] : []),
  ],

  'variables are unique and refer only to variables before them': (manifests) =>
    workloads(manifests).flatMap((manifest) =>
      containers(podOf(manifest)).flatMap(({ name, env = [] }) =>
        env.flatMap((variable, index) => {
          const before = env.slice(0, index).map((other) => other.name);
          const references = [...(variable.value ?? '').matchAll(/\$\((\w+)\)/g)].map(([, reference = '']) => reference);
          return [
            ...(before.includes(variable.name) ? [variable.name] : []),
            ...references.filter((reference) => !before.includes(reference)),
          ].map((found) => `${id(manifest)}: ${name}: ${found}`);
        }),
      ),
    ),

  'ServiceAccounts exist, and only the secrets Job mounts a token': (manifests) => {
    const accounts = ofKind(manifests, 'ServiceAccount').map(({ metadata }) => metadata.name);
    return workloads(manifests).flatMap((manifest) => {
      const { serviceAccountName = '', automountServiceAccountToken } = podOf(manifest);
      const token = /-secrets-[0-9a-f]+$/.test(manifest.metadata.name);
      return accounts.includes(serviceAccountName) && automountServiceAccountToken === token ? [] : [id(manifest)];
    });
  },

  'host names in environment and arguments are Services with that port': (manifests, name) => {
    const { instance, namespace } = scenario(name).settings;
    const services = new Map(
      ofKind(manifests, 'Service').map((manifest) => [manifest.metadata.name, list(at(manifest.spec, 'ports')).map(({ port }) => port)]),
    );
    const host = new RegExp(`(?<=^|[/=,@])(${instance}-[a-z0-9-]+)(?:\\.${namespace}\\.svc\\.[a-z.]+)?(?::(\\d+))?`, 'g');
    return workloads(manifests).flatMap((manifest) =>
      containers(podOf(manifest)).flatMap(({ name: container, env = [], args = [], command = [] }) =>
        [...env.flatMap(({ value }) => value ?? []), ...args, ...command].flatMap((text) =>
          [...text.matchAll(host)].flatMap(([found, service = '', port]) => {
            const ports = services.get(service);
            // A server may advertise itself on ports that nobody is given.
            const known = ports !== undefined && (port === undefined || ports.includes(Number(port)) || service === manifest.metadata.name);
            return known ? [] : [`${id(manifest)}: ${container}: ${found}`];
          }),
        ),
      ),
    );
  },

  'Ingresses and HTTPRoutes lead to a Service and its port; StatefulSets name a headless one': (manifests) => {
    const services = new Map(ofKind(manifests, 'Service').map((manifest) => [manifest.metadata.name, manifest]));
    return [
      ...ofKind(manifests, 'Ingress').flatMap((manifest) =>
        list(at(manifest.spec, 'rules')).flatMap((rule) =>
          list(at(rule, 'http', 'paths')).flatMap((path) => {
            const service = services.get(at(path, 'backend', 'service', 'name') as string);
            const ports = list(at(service?.spec, 'ports')).map(({ name }) => name);
            return ports.includes(at(path, 'backend', 'service', 'port', 'name')) ? [] : [id(manifest)];
          }),
        ),
      ),
      ...ofKind(manifests, 'HTTPRoute').flatMap((manifest) =>
        list(at(manifest.spec, 'rules'))
          .flatMap((rule) => list(rule['backendRefs']))
          .flatMap(({ name, port }) =>
            list(at(services.get(name as string)?.spec, 'ports')).some((each) => each['port'] === port) ? [] : [id(manifest)],
          ),
      ),
      ...ofKind(manifests, 'StatefulSet').flatMap((manifest) =>
        at(services.get(at(manifest.spec, 'serviceName') as string)?.spec, 'clusterIP') === 'None' ? [] : [id(manifest)],
      ),
    ];
  },

  'ports are named, unique and those of probes and Services': (manifests) =>
    ofKind(manifests, 'Deployment', 'StatefulSet').flatMap((manifest) => {
      const [main] = podOf(manifest).containers;
      const ports = list(main?.['ports']).map(({ name }) => name as string);
      const probes = ['startupProbe', 'livenessProbe', 'readinessProbe'].flatMap(
        (probe) => at(main, probe, 'httpGet', 'port') ?? at(main, probe, 'tcpSocket', 'port') ?? [],
      );
      const service = ofKind(manifests, 'Service').find(({ metadata }) => metadata.name === manifest.metadata.name);
      const targets = list(at(service?.spec, 'ports')).map(({ targetPort }) => targetPort);
      return [...probes, ...targets]
        .filter((port) => !ports.includes(port as string))
        .map((port) => `${id(manifest)}: ${port}`)
        .concat(ports.filter((port, index) => port.length > 15 || ports.indexOf(port) !== index).map((port) => `${id(manifest)}: ${port}`));
    }),

  'images are of the release, with a tag or digest that is not latest': (manifests, name) => {
    const images = scenario(name).topology.components.map(({ image }) => image);
    return workloads(manifests).flatMap((manifest) =>
      containers(podOf(manifest)).flatMap(({ image }) =>
        images.includes(image) && /(:[^/]+|@sha256:[0-9a-f]{64})$/.test(image) && !/:(latest|nightly)/.test(image)
          ? []
          : [`${id(manifest)}: ${image}`],
      ),
    );
  },

  'pods pass the restricted Pod Security Standard': (manifests) =>
    workloads(manifests).flatMap((manifest) => {
      const pod = podOf(manifest);
      const volumes = ['configMap', 'emptyDir', 'persistentVolumeClaim', 'projected', 'secret', 'downwardAPI'];
      const podWrong = [
        ...(at(pod['securityContext'], 'runAsNonRoot') === true &&
        Number(at(pod['securityContext'], 'runAsUser')) > 0 &&
        at(pod['securityContext'], 'seccompProfile', 'type') === 'RuntimeDefault'
          ? []
          : ['pod']),
        ...['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => pod[field] !== undefined),
        ...(pod.volumes ?? [])
          .filter((volume) => !Object.keys(volume).every((key) => key === 'name' || volumes.includes(key)))
          .map(({ name }) => name),
      ];
      const containersWrong = containers(pod).filter(({ securityContext: context }) => {
        const passes =
          at(context, 'allowPrivilegeEscalation') === false &&
          at(context, 'readOnlyRootFilesystem') === true &&
          at(context, 'runAsNonRoot') === true &&
          JSON.stringify(at(context, 'capabilities')) === '{"drop":["ALL"]}' &&
          at(context, 'seccompProfile', 'type') === 'RuntimeDefault';
        return !passes;
      });
      return [...podWrong, ...containersWrong.map(({ name }) => name)].map((found) => `${id(manifest)}: ${found}`);
    }),

  'service links are off; volumes are of one pod alone': (manifests) => [
    ...workloads(manifests).flatMap((manifest) => (podOf(manifest)['enableServiceLinks'] === false ? [] : [id(manifest)])),
    ...(/ReadWriteMany|hostPath/.test(JSON.stringify(manifests)) ? ['ReadWriteMany or hostPath'] : []),
  ],

  'every container has requests, a memory limit, bounded storage and no CPU limit': (manifests) =>
    workloads(manifests).flatMap((manifest) =>
      containers(podOf(manifest)).flatMap(({ name, resources }) => {
        const { requests, limits } = tree(resources);
        const complete =
          Object.keys(tree(requests)).sort().join() === 'cpu,ephemeral-storage,memory' &&
          Object.keys(tree(limits)).sort().join() === 'ephemeral-storage,memory' &&
          bytes(String(tree(requests)['memory'])) <= bytes(String(tree(limits)['memory']));
        return complete ? [] : [`${id(manifest)}: ${name}`];
      }),
    ),

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
        .reduce((sum, { emptyDir }) => sum + bytes(String(at(emptyDir, 'sizeLimit'))), 0);
      const limit = ({ resources }: Container): number => bytes(String(at(resources, 'limits', 'ephemeral-storage')));
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

  'every pod that runs for ever is probed, or its role says why not': (manifests, name) =>
    scenario(name).topology.components.flatMap((component) => {
      const { role } = component;
      if (role.runs === 'job' || role.runs === 'cronjob' || role.health.kind === 'none') return [];
      if (role.health.kind === 'heartbeat' && heartbeat(component) === undefined) return [];
      const { startupProbe, livenessProbe } = containerOf(workloadOf(manifests, component), component);
      return startupProbe !== undefined && livenessProbe !== undefined ? [] : [component.name];
    }),

  'each service of the profile is a container of its own name, or its role says why not': (manifests, name) => {
    const { settings, topology } = scenario(name);
    const names = workloads(manifests).flatMap((manifest) => podOf(manifest).containers.map((container) => container.name));
    return Object.entries(topology.release.services).flatMap(([service, upstream]) => {
      const expected = inProfile(upstream, settings.profile) && !('notRun' in roleOf(service, upstream));
      return names.includes(service) === expected ? [] : [service];
    });
  },

  'two renders are equal to the byte': (_manifests, name) => {
    const { settings } = scenario(name);
    const { render } = jest.requireActual<typeof import('../render')>('../render');
    const again = render(settings);
    return [...scenario(name).manifests].flatMap(([file, manifests]) =>
      toYaml(manifests) === toYaml(again.manifests.get(file) ?? []) ? [] : [file],
    );
  },
};

describe.each(scenarioNames)('%s', (name) => {
  test.each(Object.entries(rules))('%s', (_title, rule) => {
    expect(rule(withEnvironment(manifestsOf(name)), name)).toEqual([]);
  });
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
      cpu: pod('cpu', cores) * Number(at(manifest.spec, 'replicas') ?? 1),
      memory: pod('memory', bytes) * Number(at(manifest.spec, 'replicas') ?? 1),
      // The new pod of a door comes before the old one goes, and waits for the Job: there must be room for all of them.
      surge: pod('memory', bytes) * Number(at(manifest.spec, 'strategy', 'rollingUpdate', 'maxSurge') ?? 0),
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
