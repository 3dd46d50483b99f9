/** Feature flags of upstream's sentry.conf.py: single assignments, and the names listed in `SENTRY_FEATURES.update`. */
export const readFeatures = (text: string): Record<string, boolean> => {
  const single = [...text.matchAll(/^SENTRY_FEATURES\["([^"]+)"\]\s*=\s*(True|False)/gm)].map(([, flag = '', value]): [string, boolean] => [
    flag,
    value === 'True',
  ]);
  const [, update = ''] = /^SENTRY_FEATURES\.update\(([\s\S]*?)^\)/m.exec(text) ?? [];
  const code = update.replace(/#.*$/gm, '');
  const listed = [...code.matchAll(/"([a-z]+:[^"]+)"/g)].map(([, flag = '']): [string, boolean] => [flag, true]);
  return Object.fromEntries([...single, ...listed]);
};
