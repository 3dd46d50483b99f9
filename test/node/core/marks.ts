import type { Instance } from '../support/instance';
import { stores } from './stores';

/** Leaves the mark in every store that takes one, once for an instance. */
export const leaveMarks = async (instance: Instance, mark: string): Promise<void> => {
  for (const { write } of stores) await write?.(instance, mark);
};

/** The mark that is found, by store. */
export const marksOf = async (instance: Instance, mark: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(stores.map(async ({ component, read }) => [component, read === undefined ? mark : await read(instance, mark)])),
  );

/** The mark in every store. */
export const allMarks = (mark: string): Record<string, string> => Object.fromEntries(stores.map(({ component }) => [component, mark]));
