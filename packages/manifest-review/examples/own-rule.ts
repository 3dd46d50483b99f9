// A review by a rule of one's own: a Deployment that serves customers keeps two replicas or more.
// Run as `own-rule old/ new/`; the exit code is 2 where a rule, this one or another, says outage or worse.
import { filesAt, onApplied, onChanged, type Rule, replicasOf, reviewCommand, whole } from 'manifest-review';
import { labelsOf, type Manifest, UserError } from 'manifest-review/manifests';

const forCustomers = (manifest: Manifest): boolean => labelsOf(manifest)['example.com/tier'] === 'customers';

/** What the company has agreed on, beside what Kubernetes does. */
export const ownRules: readonly Rule[] = [
  {
    id: 'customers-need-two',
    verdict: 'outage',
    title: 'One replica for customers',
    reason: 'Customers wait while the only pod is moved to another node.',
    steps: 'Run two replicas, or take the label example.com/tier away.',
    find: onApplied('Deployment', (now, pair) => {
      const replicas = replicasOf(pair, 'new');
      return forCustomers(now) && replicas < 2 ? [{ path: 'spec.replicas', new: replicas }] : [];
    }),
  },
  {
    id: 'left-customers',
    verdict: 'exposure',
    title: 'No longer guarded as a service for customers',
    reason: 'The audit reads the label example.com/tier.',
    steps: 'Tell the audit first.',
    readsMetadata: true,
    find: onChanged('Deployment', ({ old, new: now }) => (forCustomers(old) && !forCustomers(now) ? whole() : [])),
  },
];

/** Gives the exit code. */
export const ownReview = (args: readonly string[]): Promise<number> =>
  reviewCommand(args, {
    usage: ['own-rule <old> <new>'],
    sources: ([old, now]) => {
      if (old === undefined || now === undefined) throw new UserError(['expected two files or folders; --help tells more']);
      return [filesAt(old), filesAt(now)];
    },
    rules: ownRules,
    rulesUrl: 'https://example.com/rules',
  });
