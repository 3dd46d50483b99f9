// The variables of a service, in either form that a compose file has for them.
import type { Variables } from './variables';
import { fields } from './yaml';

/** Compose's variables, a mapping or a list of `NAME=value`; one without a value passes on what .env says, or `null`. */
export const assignments = (value: unknown, variables: Variables): Record<string, string | null> => {
  const entries = Array.isArray(value)
    ? value.map((line): [string, unknown] => {
        const [name = '', ...rest] = String(line).split('=');
        return [name, rest.length === 0 ? null : rest.join('=')];
      })
    : Object.entries(fields(value));
  return Object.fromEntries(entries.map(([name, given]) => [name, given === null ? (variables.get(name) ?? null) : String(given)]));
};
