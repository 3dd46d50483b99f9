// Props are the settings, checked and told as a file's are.
import { App } from 'cdk8s';
import { load } from 'js-yaml';
import type * as z from 'zod';
import { Sentry } from '../../constructs/sentry';
import { SettingsError } from '../../settings/load';
import type { SentryProps } from '../../settings/props';
import type { settingsSchema } from '../../settings/schema';
import { badSettings } from '../support/bad-settings';

const head = 'url: https://sentry.internal.example.com\ningest: { url: https://sentry.example.com }\n';

const asMapping = (yaml: string): SentryProps | undefined => {
  try {
    const data: unknown = load(yaml);
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as SentryProps) : undefined;
  } catch {
    return undefined;
  }
};

const linesOf = (props: unknown): readonly string[] => {
  try {
    new Sentry(new App(), 'sentry', props as SentryProps);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.lines;
    throw error;
  }
};

/** What of the cases can be said in props at all. */
const cases = badSettings.flatMap(({ name, yaml, whole, lines }) => {
  const props = asMapping(whole ?? `${head}${yaml}`);
  return props === undefined ? [] : [{ name, props, lines: lines.map((line) => line.replace(/^sentry\.yaml:\d+:\d+: /, '')) }];
});

describe('wrong props are told as wrong files are, by property path', () => {
  test.each(cases)('$name', ({ props, lines }) => {
    expect([...linesOf(props)].sort()).toEqual([...lines].sort());
  });

  test('nearly all cases are such', () => expect(cases.length).toBeGreaterThan(badSettings.length * 0.9));

  test.each([undefined, null, 'sentry.yaml', []])('no mapping: %j', (props) => {
    expect(linesOf(props).join()).toMatch(/^expected a mapping of settings, got /);
  });
});

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;
type Input = DeepReadonly<z.input<typeof settingsSchema>>;

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

// Compiled only: the props are what the schema reads, to the last field.
const same: Equal<Input, DeepReadonly<SentryProps>> = true;

test('the props are what the schema reads', () => expect(same).toBe(true));
