// Secrets, accounts and what a pod may do.
import { isSecretName } from 'manifest-review/manifests';
import { secrets } from '../../../topology/secrets';
import { at, containers, holdInEveryScenario, id, ofKind, podOf, workloads } from '../../support/readers';
import { scenario } from '../../support/scenarios';

holdInEveryScenario({
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

  'ServiceAccounts exist, and only the secrets Job mounts a token': (manifests) => {
    const accounts = ofKind(manifests, 'ServiceAccount').map(({ metadata }) => metadata.name);
    return workloads(manifests).flatMap((manifest) => {
      const { serviceAccountName = '', automountServiceAccountToken } = podOf(manifest);
      const token = /-secrets-[0-9a-f]+$/.test(manifest.metadata.name);
      return accounts.includes(serviceAccountName) && automountServiceAccountToken === token ? [] : [id(manifest)];
    });
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
});
