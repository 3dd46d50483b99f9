// The cluster of the user's own, and the files of settings that are tried there.
import { readFileSync } from 'node:fs';
import { dump, load } from 'js-yaml';
import { podSpecs } from 'manifest-review/manifests';
import { Cluster } from './cluster';
import { type Render, renderYaml } from './renders';
import { ownSecrets } from './secrets-job';

// A cluster of the user's own: npm run test:cluster, or test:node, -- --kubeconfig … (test/own-cluster names the namespaces, and deletes them).
const { CLUSTER_kubeconfig: kubeconfig, CLUSTER_context: context, CLUSTER_NAMESPACE: prefix = '', CLUSTER_FILES = '' } = process.env;

/** How long a first rollout may take, images included. */
export const rolloutSeconds = Number(process.env['CLUSTER_ROLLOUT_SECONDS'] ?? 1800);

/** Files of settings, and the namespace of each. */
export const ownFiles = CLUSTER_FILES.split(' ').map((file, index) => ({ file, namespace: `${prefix}-${index}` }));

export const ownCluster = (): Cluster =>
  new Cluster({ ...(kubeconfig === undefined ? {} : { kubeconfig }), ...(context === undefined ? {} : { context }) });

/** Secrets that pods read and the secrets Job does not make. */
const absentSecrets = ({ settings: { instance, secrets }, manifests }: Render): string[] => {
  const made = new Set(secrets.provider === 'generate' ? ownSecrets.map((name) => `${instance}-${name}`) : []);
  const read = manifests
    .flatMap(podSpecs)
    .flatMap(({ initContainers = [], containers }) => [...initContainers, ...containers])
    .flatMap(({ env = [] }) => env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? []));
  return [...new Set(read)].filter((name) => !made.has(name)).sort();
};

/** Renders the file into the namespace; throws where it names Secrets, which nobody makes there. */
export const ownRender = (file: string, namespace: string): Render => {
  const render = renderYaml(dump({ ...(load(readFileSync(file, 'utf8')) as object), namespace }));
  const absent = absentSecrets(render);
  if (absent.length > 0) throw new Error(`${file}: names Secrets that are not in the namespace of this test: ${absent.join(', ')}`);
  return render;
};
