// The pod of a component, of its role and what its subsystem adds.
import { Lazy } from 'cdk8s';
import { sumOfQuantities } from 'manifest-review/manifests';
import type { Component } from '../../topology/topology';
import { containerEnvironment, type Environment, type SharedEnvironment } from './environment';
import type { Files, Mount } from './files';
import { contentHash } from './hash';
import { type Instance, objectName, podLabels } from './instance';
import * as k8s from './k8s';
import { present, presentMap } from './present';
import { probes } from './probes';
import { quantities } from './quantity';
import { containerSecurity, podSecurity } from './security';

/** What a subsystem says about the pod of one component; the role says the rest. */
export interface PodProps {
  /** Added to upstream's environment. */
  readonly environment?: Environment;
  /** What of the environment comes from a ConfigMap. */
  readonly shared?: SharedEnvironment;
  /** Further ConfigMaps whose content, when it changes, replaces the pods. */
  readonly rollOn?: readonly Pick<Files, 'configMap' | 'checksum'>[];
  /** Upstream's variables that are not passed on. */
  readonly omit?: readonly string[];
  /** @default - the role's; absent there: the image's entrypoint */
  readonly command?: readonly string[];
  /** @default - upstream's arguments */
  readonly args?: readonly string[];
  readonly mounts?: readonly Mount[];
  /** Waits and preparations, in order. */
  readonly initContainers?: readonly k8s.Container[];
  /** Files that the init containers alone mount. */
  readonly initMounts?: readonly Mount[];
  /** Sidecars. */
  readonly containers?: readonly k8s.Container[];
  /** Volumes of the component's own, each with the path where its container mounts it. */
  readonly volumes?: readonly (k8s.Volume & { readonly path: string; readonly readOnly?: boolean })[];
  readonly readinessProbe?: k8s.Probe;
}

/** Logs and what else the runtime writes for a container, beside its emptyDirs. */
export const logs = '256Mi';

/** Requests and limits; no CPU limit, since it slows a process down while the node idles. */
export const resources = ({
  role,
  resources: { cpu, memory, memoryLimit },
}: Pick<Component, 'role' | 'resources'>): k8s.ResourceRequirements => {
  const onDisk = (role.writes ?? []).filter(({ inMemory }) => inMemory !== true);
  const ephemeral = sumOfQuantities([logs, ...onDisk.map(({ sizeLimit }) => sizeLimit)]);
  return {
    requests: quantities({ cpu, memory, 'ephemeral-storage': '64Mi' }),
    limits: quantities({ memory: memoryLimit, 'ephemeral-storage': ephemeral }),
  };
};

/** A short-lived container that only waits or copies. */
export const smallResources = (memoryLimit: string): k8s.ResourceRequirements => ({
  requests: quantities({ cpu: '10m', memory: '16Mi', 'ephemeral-storage': '16Mi' }),
  limits: quantities({ memory: memoryLimit, 'ephemeral-storage': '64Mi' }),
});

const volumeName = (path: string): string => path.replace(/^\//, '').replace(/[^a-z0-9]+/g, '-');

/** Paths the image writes, as emptyDirs. */
export const writableMounts = ({ role }: Pick<Component, 'role'>): k8s.VolumeMount[] =>
  (role.writes ?? []).map(({ path }) => ({ name: volumeName(path), mountPath: path }));

const writableVolumes = ({ role }: Pick<Component, 'role'>): k8s.Volume[] =>
  (role.writes ?? []).map(({ path, sizeLimit, inMemory }) => ({
    name: volumeName(path),
    emptyDir: { ...(inMemory === true ? { medium: 'Memory' } : {}), sizeLimit: k8s.Quantity.fromString(sizeLimit) },
  }));

/** Mounts of a ConfigMap's files in a container. */
export const fileMounts = (mounts: readonly Mount[]): k8s.VolumeMount[] =>
  mounts.flatMap(({ files, path, only, over }) => {
    const mount = { name: files.configMap, readOnly: true };
    if (over !== true) return [{ ...mount, mountPath: path }];
    return Object.entries(only ?? Object.fromEntries(files.keys.map((key) => [key, key]))).map(([key, name]) => ({
      ...mount,
      mountPath: `${path}/${name}`,
      subPath: key,
    }));
  });

const fileVolumes = (mounts: readonly Mount[]): k8s.Volume[] => {
  const volumes = new Map<string, k8s.Volume>();
  for (const { files, only, over } of mounts) {
    const items = only === undefined || over === true ? undefined : Object.entries(only).map(([key, path]) => ({ key, path }));
    volumes.set(files.configMap, { name: files.configMap, configMap: { name: files.configMap, items } });
  }
  return [...volumes.values()];
};

const allMounts = ({ mounts = [], initMounts = [] }: PodProps): Mount[] => [...mounts, ...initMounts];

/** Made when everything is written, so that patches of the files count. */
const checksums = (files: readonly Pick<Files, 'configMap' | 'checksum'>[]): Record<string, string> => {
  const produce = (): string => contentHash(files.map(({ configMap, checksum }) => [configMap, checksum()]).sort());
  return files.length === 0 ? {} : { 'cdk8s-sentry/files': Lazy.any({ produce }) };
};

const without = (environment: Component['environment'], names: readonly string[]): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)));

/** A container in the pod of a component: its image, user, arguments, environment, probes and paths. */
export const container = (component: Component, props: PodProps): k8s.Container => {
  const { name, role, image, environment, env, service } = component;
  const command = props.command ?? role.command;
  const args = props.args ?? component.argv;
  const used = Object.entries(role.ports ?? {});
  return {
    name,
    image,
    command: present(command ?? []),
    args: present(args ?? []),
    ...containerEnvironment({ ...without(environment, props.omit ?? []), ...props.environment, ...env }, props.shared),
    ports: present(used.map(([port, number]) => ({ name: port, containerPort: number }))),
    ...probes(component),
    ...(props.readinessProbe === undefined ? {} : { readinessProbe: props.readinessProbe }),
    lifecycle: role.preStop === undefined ? undefined : { preStop: { exec: { command: [...role.preStop] } } },
    resources: resources(component),
    securityContext: containerSecurity(role),
    volumeMounts: present([
      ...writableMounts(component),
      ...fileMounts(props.mounts ?? []),
      ...(props.volumes ?? []).map(({ name: volume, path, readOnly }) => ({ name: volume, mountPath: path, readOnly })),
      ...(service?.shmSize === undefined ? [] : [{ name: 'shm', mountPath: '/dev/shm' }]),
    ]),
  };
};

const spread = (instance: Instance, { name, replicas }: Component): k8s.TopologySpreadConstraint[] | undefined =>
  replicas < 2
    ? undefined
    : ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { 'app.kubernetes.io/instance': instance.name, 'app.kubernetes.io/component': name } },
      }));

/** Nodes of the one architecture that the image runs on, where it does not run on all. */
const nodeSelector = ({ architecture, nodeSelector: own }: Component['placement']): Record<string, string> | undefined =>
  presentMap(architecture === undefined ? { ...own } : { 'kubernetes.io/arch': architecture, ...own });

/** `<instance>-<role>`: one ServiceAccount for all components of a role. */
export const serviceAccountName = (instance: Instance, { role }: Pick<Component, 'role'>): string => objectName(instance, role.name);

/** Spec of the component's pods. */
const podSpec = (instance: Instance, component: Component, props: PodProps): k8s.PodSpec => {
  const { role, placement, service } = component;
  const shm = service?.shmSize;
  return {
    serviceAccountName: serviceAccountName(instance, component),
    automountServiceAccountToken: role.kubernetesApi === true,
    enableServiceLinks: false,
    imagePullSecrets: present(instance.pullSecrets.map((name) => ({ name }))),
    securityContext: podSecurity(role),
    terminationGracePeriodSeconds: role.stopSeconds + (role.drainSeconds ?? 0),
    nodeSelector: nodeSelector(placement),
    tolerations: present(placement.tolerations ?? []),
    topologySpreadConstraints: spread(instance, component),
    initContainers: present(props.initContainers ?? []),
    containers: [container(component, props), ...(props.containers ?? [])],
    volumes: present([
      ...writableVolumes(component),
      ...fileVolumes(allMounts(props)),
      ...(props.volumes ?? []).map(({ path: _path, readOnly: _readOnly, ...volume }) => volume),
      ...(shm === undefined
        ? []
        : [
            {
              name: 'shm',
              emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString(shm.replace(/m$/i, 'Mi').replace(/g$/i, 'Gi')) },
            },
          ]),
    ]),
  };
};

/** Pod template with labels and, where files are mounted, an annotation of their content. */
export const podTemplate = (instance: Instance, component: Component, props: PodProps): k8s.PodTemplateSpec => {
  const { shared, rollOn = [] } = props;
  const annotations = checksums([...allMounts(props).map(({ files }) => files), ...(shared === undefined ? [] : [shared]), ...rollOn]);
  return {
    metadata: { labels: podLabels(instance, component), ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: podSpec(instance, component, props),
  };
};
