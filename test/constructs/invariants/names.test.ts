// Names, labels and what is found by them.
import { inProfile, roleOf } from '../../../topology/service';
import { at, containers, holdInEveryScenario, id, list, ofKind, podOf, subset, template, tree, workloads } from '../../support/readers';
import { scenario } from '../../support/scenarios';

holdInEveryScenario({
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

  'every image is named in full: registry, repository, and tag or digest': (manifests) =>
    workloads(manifests).flatMap((manifest) =>
      containers(podOf(manifest)).flatMap(({ name, image }) =>
        /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(\/[a-z0-9._-]+)*\/[a-z0-9._-]+(:[\w.-]+|@sha256:[0-9a-f]{64})+$/.test(image) &&
        !/^docker\.io\/[^/]+$/.test(image)
          ? []
          : [`${id(manifest)}: ${name} runs ${image}`],
      ),
    ),

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

  'each service of the profile is a container of its own name, or its role says why not': (manifests, name) => {
    const { settings, topology } = scenario(name);
    const names = workloads(manifests).flatMap((manifest) => podOf(manifest).containers.map((container) => container.name));
    return Object.entries(topology.release.services).flatMap(([service, upstream]) => {
      const expected = inProfile(upstream, settings.profile) && !('notRun' in roleOf(service, upstream));
      return names.includes(service) === expected ? [] : [service];
    });
  },
});
