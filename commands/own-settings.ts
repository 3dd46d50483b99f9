// Settings of the files that come with this.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { readSettingsFile } from '../releases/import/settings';
import type { Setting } from '../releases/release';
import { root } from '../root';
import { type IsOurs, ours } from '../topology/setting-problems';

const textOf = (file: string): string => readFileSync(path.join(root, 'files', file), 'utf8');

/** As Python has it; of what upstream computes, nothing can be said. */
const literal = (value: Setting): string => {
  if (value === '(computed)') return '';
  return value === true ? 'True' : value === false ? 'False' : value === null ? 'None' : JSON.stringify(value);
};

/** Whether our file has a setting with the value; of sentry.conf.py, which is a program, whether it names both. */
export const isOurs: IsOurs = (upstreams, name, value) => {
  const file = ours[upstreams]?.file ?? '';
  const text = textOf(file);
  if (file.endsWith('.py')) {
    const [first = '', ...rest] = name.split('.');
    const key = upstreams.endsWith('.py') ? rest.join('.') : name;
    const assigned = upstreams.endsWith('.py') && rest.length === 0 ? `${first} = ` : `"${key}"`;
    return text
      .split('\n')
      .some((line) => line.includes(assigned) && line.slice(line.indexOf(assigned) + assigned.length).includes(literal(value)));
  }
  return JSON.stringify(readSettingsFile(upstreams, file, text)[name]) === JSON.stringify(value);
};
