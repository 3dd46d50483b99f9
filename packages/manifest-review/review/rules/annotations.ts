// Annotations that controllers read.
import { annotationsOf } from '../../manifests';
import type { Changed, Match } from '../rule';

/** Those that differ, among those that are meant. */
export const changedAnnotations = ({ old, new: now }: Changed, isMeant: (key: string) => boolean): Match[] => {
  const [before, after] = [annotationsOf(old), annotationsOf(now)];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => before[key] !== after[key] && isMeant(key))
    .map((key) => ({ path: `metadata.annotations[${key}]`, old: before[key], new: after[key] }));
};
