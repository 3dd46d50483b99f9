// What an object names is there.
import type { Manifest } from 'manifest-review/manifests';
import { secrets } from '../../../topology/secrets';
import { at, containers, holdInEveryScenario, id, list, ofKind, podOf, tree, workloads } from '../../support/readers';
import { scenario } from '../../support/scenarios';

holdInEveryScenario({
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

  'every ConfigMap is used': (manifests) => {
    const mounted = workloads(manifests).flatMap((manifest) => [
      ...(podOf(manifest).volumes ?? []).map(({ configMap }) => at(configMap, 'name')),
      ...containers(podOf(manifest)).flatMap(({ envFrom }) => list(envFrom).map((source) => at(source, 'configMapRef', 'name'))),
    ]);
    return ofKind(manifests, 'ConfigMap').flatMap((manifest) => (mounted.includes(manifest.metadata.name) ? [] : [id(manifest)]));
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
});
