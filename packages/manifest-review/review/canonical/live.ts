// What an apply leaves as it is in the cluster: fields that the old manifest did not say.
import { isTree, type Manifest, type Tree } from '../../manifests';

// Keys by which an apply finds the item of a list again.
const keyOf = (item: unknown): string | undefined => {
  if (!isTree(item)) return undefined;
  const { containerPort, port, protocol = 'TCP', mountPath, name } = item;
  const key = containerPort ?? port;
  return key === undefined ? (mountPath ?? name)?.toString() : `${key}/${protocol}`;
};

const keyed = (items: readonly unknown[]): Map<string, unknown> => new Map(items.flatMap((item) => [[keyOf(item) ?? '', item] as const]));

const carry = (written: unknown, stored: unknown, now: unknown): unknown => {
  if (isTree(now) && isTree(stored) && isTree(written)) {
    let result: Record<string, unknown> | undefined;
    for (const [key, value] of Object.entries(stored)) {
      const kept = key in now ? carry(written[key] ?? {}, value, now[key]) : key in written ? undefined : value;
      if (kept === now[key]) continue;
      result ??= { ...now };
      result[key] = kept;
    }
    return result ?? now;
  }
  if (!Array.isArray(now) || !Array.isArray(stored) || !Array.isArray(written)) return now;
  if (keyOf(now[0]) === undefined) return now;
  // Mostly nothing is added or taken away.
  const aligned =
    written.length === stored.length && written.length === now.length && now.every((item, index) => keyOf(item) === keyOf(written[index]));
  const [before, known] = aligned ? [] : [keyed(written), keyed(stored)];
  const items = now.map((item, index) => {
    if (before === undefined || known === undefined) return carry(written[index], stored[index], item);
    const key = keyOf(item) ?? '';
    return before.has(key) ? carry(before.get(key), known.get(key), item) : item;
  });
  return items.some((item, index) => item !== now[index]) ? items : now;
};

/**
 * The new manifest with what an apply leaves as it is stored: fields that neither manifest names.
 * So a default that the server once added stays, also where it would now add another.
 */
export const applied = (written: Manifest, stored: Manifest, now: Manifest): Manifest => carry(written, stored, now) as Tree as Manifest;
