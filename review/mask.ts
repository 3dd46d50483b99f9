import type { Manifest } from '../constructs/kubernetes/subsystem-chart';
import { podPath } from './kinds';
import type { Match } from './rule';
import { isSecretPath, secretFields, secretVariables } from './rules/config';
import { at, isTree } from './tree';

export const hidden = '(secret)';

const replaceAt = (value: unknown, [step, ...rest]: readonly string[]): unknown => {
  if (step === undefined) return hidden;
  const item = /^\[(.*)\]$/.exec(step)?.[1];
  if (item !== undefined && Array.isArray(value))
    return value.map((each) => (isTree(each) && String(each['name']) === item ? replaceAt(each, rest) : each));
  return isTree(value) && step in value ? { ...value, [step]: replaceAt(value[step], rest) } : value;
};

const steps = (path: string): string[] => path.split(/\.|(?=\[)/);

/** The manifest as it may be shown: secret values replaced. */
export const masked = (manifest: Manifest): Manifest => {
  let shown: unknown = manifest;
  for (const field of secretFields(manifest)) {
    const dot = field.indexOf('.');
    shown = replaceAt(shown, [field.slice(0, dot), field.slice(dot + 1)]);
  }
  const path = podPath(manifest.kind) ?? [];
  if (path.length > 0)
    for (const variable of secretVariables(at(manifest, ...path))) shown = replaceAt(shown, [...path, ...steps(variable)]);
  return shown as Manifest;
};

/** The match with secret values replaced. */
export const maskedMatch = (match: Match, kind: string, secret: readonly string[]): Match => {
  const isHidden =
    (kind === 'Secret' && /^(data|stringData)/.test(match.path)) ||
    isSecretPath(match.path) ||
    secret.some((field) => match.path === field || field.startsWith(`${match.path}.`));
  if (!isHidden) return match;
  return { ...match, ...(match.old === undefined ? {} : { old: hidden }), ...(match.new === undefined ? {} : { new: hidden }) };
};
