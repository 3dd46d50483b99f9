// What a real API server refuses, and what the review says that it does.
import { allRules as general } from 'manifest-review';
import { at, type Manifest } from 'manifest-review/manifests';
import { knownRules } from '../../knowledge';

const allRules = [...general, ...knownRules];

import type { ObjectReview } from '../../packages/manifest-review/review/types';
import type { Cluster } from './cluster';

/** Fields that the API server refuses the object for; nothing where it takes it. */
export type Refusal = readonly string[] | undefined;

const refusalOf = ({ status, body }: { status: number; body: unknown }): Refusal => {
  if (status < 300) return undefined;
  if (status === 404) return ['apiVersion'];
  const causes = (at(body, 'details', 'causes') ?? []) as readonly { readonly field?: string }[];
  const fields = causes.map(({ field }) => field ?? '');
  if (fields.length > 0 && fields.every((field) => field !== '')) return fields;
  // Admission plugins name the field in their message, if at all.
  return [String(at(body, 'message') ?? status)];
};

/** A claim is bound by hand: no volume has to be there for it. */
const bind = async (cluster: Cluster, { metadata, spec }: Manifest): Promise<void> => {
  const namespace = String(metadata['namespace']);
  await cluster.patch('PersistentVolumeClaim', namespace, metadata.name, { spec: { volumeName: `${namespace}-${metadata.name}` } });
  const capacity = { storage: at(spec, 'resources', 'requests', 'storage') };
  await cluster.patch('PersistentVolumeClaim', namespace, metadata.name, { status: { phase: 'Bound', capacity } }, 'status');
};

/** Applies an object that is to be there before. Throws where it is refused. */
export const place = async (cluster: Cluster, old: Manifest): Promise<void> => {
  const { status, body } = await cluster.apply(old);
  if (status >= 300) throw new Error(`${old.kind} ${old.metadata.name} is refused at once: ${JSON.stringify(body)}`);
  if (old.kind === 'PersistentVolumeClaim' && status === 201) await bind(cluster, old);
  // Its scope is fixed once it is served; Established stands there as False before that.
  if (old.kind === 'CustomResourceDefinition')
    await cluster.until(`CRD ${old.metadata.name}`, async () => {
      const live = await cluster.get(old.kind, undefined, old.metadata.name);
      const conditions = (live?.status?.['conditions'] ?? []) as readonly { readonly type: string; readonly status: string }[];
      return conditions.some(({ type, status }) => type === 'Established' && status === 'True') ? [] : ['not established'];
    });
};

/** Whether the object could be applied now. */
export const refusal = async (cluster: Cluster, now: Manifest): Promise<Refusal> => refusalOf(await cluster.apply(now, true));

/** Fields for which the review says that the API server refuses the object; nothing where it says that it does not. */
export const expectedRefusal = (object: ObjectReview | undefined): Refusal => {
  const paths = (object?.findings ?? [])
    .filter(({ verdict, ruleId }) => verdict === 'rejected' && allRules.find(({ id }) => id === ruleId)?.refusedBy === undefined)
    .map(({ path }) => path);
  return paths.length === 0 ? undefined : paths;
};

const steps = (field: string): string =>
  field
    .replace('persistentvolumesource', '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\.$/, '');

/** Whether the review names what the server refuses: its field, one below it, or one above. */
export const agrees = (expected: Refusal, actual: Refusal): boolean => {
  if (expected === undefined || actual === undefined) return expected === actual;
  return expected.some((path) =>
    actual.some((field) => {
      const [ours, theirs] = [steps(path), steps(field)];
      return (
        ours === theirs || ours.startsWith(`${theirs}.`) || theirs.startsWith(`${ours}.`) || theirs.includes(ours.split('.').at(-1) ?? ours)
      );
    }),
  );
};
