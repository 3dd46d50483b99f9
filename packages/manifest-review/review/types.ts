// What a review says: plain data.
// Its file alone: a browser, which knows no files, is told of these types.
import type { Manifest } from '../manifests/manifest';

/** The fixed scale, worst first. */
export const verdicts = ['rejected', 'data-loss', 'exposure', 'leak', 'outage', 'restart', 'no-effect-yet', 'safe'] as const;

/**
 * What a change does to the running system.
 * - rejected: the API server, or the operator of its kind, refuses it
 * - data-loss: data is deleted, or no longer found by what reads it
 * - exposure: reachable from more places, or with more rights
 * - leak: secret material stands in the manifest
 * - outage: nothing serves for a while
 * - restart: pods are replaced while others go on serving
 * - no-effect-yet: changed, but nothing picks it up
 * - safe: none of these
 */
export type Verdict = (typeof verdicts)[number];

/**
 * What a finding means beside its verdict, for the summary and the formats.
 * - rolling, gap, held: pods are replaced one after the other, with a moment when none serves, or not yet
 * - stops: pods stop and nothing replaces them
 * - unknown: no rule knows what it does
 */
export type Effect = 'rolling' | 'gap' | 'held' | 'stops' | 'unknown';

/** Words for people, such as `data loss`. */
export const verdictWords = (verdict: Verdict): string => verdict.replaceAll('-', ' ');

/** Name of an object in the cluster. */
export interface ObjectId {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for a cluster-scoped object, or where the manifest names none. */
  readonly namespace: string;
  readonly name: string;
}

/** One thing that a rule found in an object. */
export interface Finding {
  /** Stable. */
  readonly ruleId: string;
  /** What changes, as a heading. */
  readonly title: string;
  readonly verdict: Verdict;
  readonly effect?: Effect;
  /** Field after defaulting, items of lists by name: `spec.template.spec.containers[web].image`. Empty: the object as a whole. */
  readonly path: string;
  /** Value there; absent: there is none. Never the value of a Secret or of a variable that looks like one. */
  readonly old?: unknown;
  readonly new?: unknown;
  /** One sentence. */
  readonly reason: string;
  /** What to do instead, or the steps that make it safe; empty where nothing is to be done. */
  readonly steps: string;
  /** That somebody has looked at it and takes it, until the end of a day; the reason says so too. @default nobody has */
  readonly accepted?: { readonly reason: string; readonly until: string };
}

/** An object that was added, removed or changed. */
export interface ObjectReview {
  readonly id: ObjectId;
  /** `<Kind>/<name>`, or `<Kind>/<namespace>/<name>` where the review holds several namespaces; unique in a review. */
  readonly key: string;
  /** Of the labels app.kubernetes.io/component, or name where it tells parts of a whole apart; else the object's name. */
  readonly component: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** The worst of the findings. */
  readonly verdict: Verdict;
  /** Worst first, at least one. */
  readonly findings: readonly Finding[];
  /** Whether pods are replaced: one after the other while others serve, or with a moment when none serves. Absent: they go on. */
  readonly rollout?: Extract<Effect, 'rolling' | 'gap'>;
  /** After defaulting, secret values replaced by `(secret)`; absent for an added object. */
  readonly old?: Manifest;
  /** The same; absent for a removed object. */
  readonly new?: Manifest;
}

/** Sums over workloads that keep running, replicas included; Jobs and CronJobs are left out. */
export interface Requests {
  /** Thousandths of a CPU. */
  readonly milliCpu: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes of PersistentVolumeClaims and claim templates. */
  readonly storage: number;
}

export interface ImageChange {
  /** Absent: the image is new. */
  readonly old?: string;
  /** Absent: the image is no longer used. */
  readonly new?: string;
  readonly components: readonly string[];
}

export interface Summary {
  /** Objects by verdict; every verdict is there. */
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Objects that are equal after defaulting. */
  readonly unchanged: number;
  /** Components that serve nothing for a while and are there on both sides, with the reason. */
  readonly downtime: readonly { readonly component: string; readonly reason: string }[];
  /** Components that the new side no longer has. */
  readonly stopped: readonly string[];
  /** Components whose pods are replaced, with or without a gap. */
  readonly restarts: readonly string[];
  /** New less old. */
  readonly requests: Requests;
  readonly images: readonly ImageChange[];
  /** Kinds that no rule knows: their controllers decide what a change does. */
  readonly unknownKinds: readonly string[];
}

/** What a change does. Plain data: it survives JSON. */
export interface Review {
  /** What was compared, such as `dist/ at 1a2b3c4` and `dist/ in the working tree`. */
  readonly old: string;
  readonly new: string;
  /** Worst first, then by key. Objects that are equal after defaulting are left out. */
  readonly objects: readonly ObjectReview[];
  readonly summary: Summary;
}
