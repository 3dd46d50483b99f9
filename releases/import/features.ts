// Sentry's feature flags in upstream's example of sentry.conf.py.
import { ImportError } from './error';

const values: Readonly<Record<string, boolean>> = { True: true, False: false };

const assignment = /^SENTRY_FEATURES\["([^"]+)"\]\s*=\s*(True|False)[ \t]*(?:#.*)?$/gm;
const update = /^SENTRY_FEATURES\.update\(\s*\{\s*feature:\s*(True|False)\s([\s\S]*?)^\)/gm;

/**
 * Feature flags of upstream's sentry.conf.py: `SENTRY_FEATURES["name"] = …` and the names listed in `SENTRY_FEATURES.update`.
 * Throws ImportError when there are none, since then upstream writes them in a way that this does not read.
 */
export const readFeatures = (file: string, text: string): Record<string, boolean> => {
  const flags = new Map<string, boolean>();
  const whole = [...text.matchAll(assignment), ...text.matchAll(update)].map(({ index }) => index);
  for (const { index } of text.matchAll(/^(?!\s*#).*\bSENTRY_FEATURES\b/gm)) {
    if (whole.includes(index)) continue;
    const line = text.slice(0, index).split('\n').length;
    const got = text.slice(index).split('\n')[0];
    throw new ImportError(`${file}:${line}:1: expected SENTRY_FEATURES["name"] = True or the names of SENTRY_FEATURES.update, got ${got}`);
  }
  for (const [, flag = '', value = ''] of text.matchAll(assignment)) flags.set(flag, values[value] ?? false);
  for (const [, value = '', body = ''] of text.matchAll(update)) {
    const other = body.replace(/#.*$/gm, '').replace(/"[^"\n]+"\s*,?/g, '');
    if (!/^\s*for feature in \(\s*\)(\s*\+ \(\s*\))*\s*\}\s*$/.test(other)) {
      throw new ImportError(`${file}: expected names alone in SENTRY_FEATURES.update, got ${other.trim().split(/\s+/).join(' ')}`);
    }
    for (const [, flag = ''] of body.replace(/#.*$/gm, '').matchAll(/"([^"\n]+)"/g)) flags.set(flag, values[value] ?? false);
  }
  if (flags.size === 0) throw new ImportError(`${file}: expected feature flags, got none`);
  return Object.fromEntries(flags);
};
