// Upstream's sentry.conf.example.py, written from what a release has of it and from the rules for its code.
import { rules } from '../../releases/import/ignored';
import { readPython } from '../../releases/import/python';
import { flatten } from '../../releases/import/setting';
import type { Release, Setting } from '../../releases/release';
import { standIn } from './in-memory';

const file = 'sentry/sentry.conf.example.py';
const code = rules.flatMap(({ file: of, path, value }) => (of === file ? [[path, String(value)] as const] : []));
const isBlock = (path: string): boolean => path.endsWith(':');
const isName = (value: string): boolean => /^[0-9a-f]{40}$/.test(value);

/** Blocks of which the rule has the text, with the settings that they assign. */
const blocks = code.flatMap(([path, value]) => {
  if (!isBlock(path) || isName(value)) return [];
  const text = `${path}\n${value}`;
  return [{ text, names: Object.keys(flatten(readPython(file, text).settings)) }];
});

const word = (name: string, value: Setting): string => {
  if (value === '(computed)') return code.find(([path]) => path === name)?.[1] ?? 'env("COMPUTED")';
  return value === true ? 'True' : value === false ? 'False' : value === null ? 'None' : JSON.stringify(value);
};

export const pythonOf = (settings: Readonly<Record<string, Setting>>, features: Release['features']): string => {
  const assigned = Object.entries(settings).map(([name, value]) => {
    const block = blocks.find(({ names }) => names.includes(name));
    if (block !== undefined) return block.names[0] === name ? block.text : undefined;
    const [first, ...rest] = name.split('.');
    return `${first}${rest.length === 0 ? '' : `["${rest.join('.')}"]`} = ${word(name, value)}`;
  });
  const on = Object.entries(features).flatMap(([name, isOn]) => (isOn ? [`            "${name}",`] : []));
  const off = Object.entries(features).flatMap(([name, isOn]) => (isOn ? [] : [`SENTRY_FEATURES["${name}"] = False`]));
  return [
    ...code.flatMap(([path, value]) => (path in settings || isBlock(path) ? [] : [`${path} ${value}`])),
    ...code.flatMap(([path, value]) => (isBlock(path) && isName(value) ? [`${path}\n    ${standIn(value)}`] : [])),
    ...blocks.flatMap(({ text, names }) => (names.length === 0 ? [text] : [])),
    ...assigned.filter((line) => line !== undefined),
    ...off,
    'SENTRY_FEATURES.update(\n    {\n        feature: True\n        for feature in (',
    ...on,
    '        )\n    }\n)\n',
  ].join('\n');
};
