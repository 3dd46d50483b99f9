// Defaults that depend on another field, which no table can hold (k8s.io/kubernetes/pkg/apis/*/v1/defaults.go).
import { isTree, list, parseImage, type Tree, text, tree } from '../../manifests';

const absent = (value: Tree, added: Tree): Tree => {
  const missing = Object.entries(added).filter(([key, entry]) => entry !== undefined && value[key] === undefined);
  return missing.length === 0 ? value : { ...value, ...Object.fromEntries(missing) };
};

const each = (value: unknown, change: (item: Tree) => Tree): unknown =>
  Array.isArray(value) ? value.map((item) => (isTree(item) ? change(item) : item)) : value;

const pullPolicy = (image: string): string => {
  const { tag, digest } = parseImage(image);
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent';
};

// An empty value is stored as none.
const variable = ({ value, ...rest }: Tree): Tree => (value === undefined || value === '' ? rest : { ...rest, value });

const container =
  (hostNetwork: boolean) =>
  (given: Tree): Tree => {
    const image = text(given['image']);
    const { env, ports } = given;
    return {
      ...absent(given, { imagePullPolicy: image === undefined ? undefined : pullPolicy(image) }),
      ...(env === undefined ? {} : { env: each(env, variable) }),
      ...(ports === undefined || !hostNetwork ? {} : { ports: each(ports, (port) => absent(port, { hostPort: port['containerPort'] })) }),
    };
  };

export const podSpec = (spec: Tree): Tree => {
  const hostNetwork = spec['hostNetwork'] === true;
  // The old name of a field that the API server keeps in step.
  const { serviceAccount, ...rest } = spec;
  const filled = absent(rest, { serviceAccountName: serviceAccount });
  return {
    ...filled,
    ...(spec['volumes'] === undefined
      ? {}
      : { volumes: each(spec['volumes'], (volume) => (Object.keys(volume).length === 1 ? { ...volume, emptyDir: {} } : volume)) }),
    ...(spec['containers'] === undefined ? {} : { containers: each(spec['containers'], container(hostNetwork)) }),
    ...(spec['initContainers'] === undefined ? {} : { initContainers: each(spec['initContainers'], container(hostNetwork)) }),
  };
};

const job = (spec: Tree): Tree =>
  absent(spec, {
    parallelism: 1,
    completions: spec['completions'] === undefined && spec['parallelism'] === undefined ? 1 : undefined,
    podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
  });

const encoded = (stringData: Tree): Tree =>
  Object.fromEntries(Object.entries(stringData).map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')]));

/** Changes an object's spec, by kind. */
export const derivedSpecs: Readonly<Record<string, (spec: Tree) => Tree>> = {
  Job: job,
  Service: (spec) => ({
    ...spec,
    ports: each(spec['ports'], (port) => (spec['type'] === 'ExternalName' ? port : absent(port, { targetPort: port['port'] }))),
  }),
  NetworkPolicy: (spec) => absent(spec, { policyTypes: ['Ingress', ...(list(spec['egress']).length > 0 ? ['Egress'] : [])] }),
};

/** stringData stands in data once it is stored. */
export const secret = (manifest: Tree): Tree => {
  const { stringData, ...rest } = manifest;
  return isTree(stringData) ? { ...rest, data: { ...tree(rest['data']), ...encoded(stringData) } } : manifest;
};
