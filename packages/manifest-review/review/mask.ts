// A review shows no secret.
import { hidden, isTree, looksSecret, type Manifest, secretOption } from '../manifests';
import type { Match } from './rule';

/** A value as it may be shown: what a name or its own form tells to be secret is hidden, at any depth. */
const shown = (value: unknown, name: string): unknown => {
  if (typeof value === 'string') {
    const option = secretOption(value);
    if (option !== undefined) return `${option}=${hidden}`;
    return looksSecret(name, value) ? hidden : value;
  }
  if (Array.isArray(value)) return value.map((item) => shown(item, ''));
  if (!isTree(value)) return value;
  // A variable of a container.
  const { name: variable, value: literal } = value;
  const isVariable = typeof variable === 'string' && typeof literal === 'string';
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, shown(child, isVariable && key === 'value' ? variable : key)]),
  );
};

const hideAll = (value: unknown): unknown => (isTree(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, hidden])) : value);

/** The manifest as it may be shown. */
export const masked = (manifest: Manifest): Manifest => {
  if (manifest.kind !== 'Secret') return shown(manifest, '') as Manifest;
  const { data, stringData } = manifest;
  return {
    ...manifest,
    ...(data === undefined ? {} : { data: hideAll(data) }),
    ...(stringData === undefined ? {} : { stringData: hideAll(stringData) }),
  };
};

/** Last name of a path: that of the variable for its value. */
const nameOf = (path: string): string => {
  const [, variable] = path.endsWith('].value') ? (/\.env\[([^\]]+)\]\.value$/.exec(path) ?? []) : [];
  if (variable !== undefined) return variable;
  return path.endsWith(']') ? path.slice(path.lastIndexOf('[') + 1, -1) : path.slice(path.lastIndexOf('.') + 1);
};

/** The match as it may be shown. */
export const maskedMatch = (match: Match, kind: string): Match => {
  const ofSecret = kind === 'Secret' && /^(data|stringData)([.[]|$)/.test(match.path);
  const show = (value: unknown): unknown => (ofSecret ? hidden : shown(value, nameOf(match.path)));
  return {
    ...match,
    ...(match.old === undefined ? {} : { old: show(match.old) }),
    ...(match.new === undefined ? {} : { new: show(match.new) }),
  };
};
