/** Variables of upstream's .env. */
export type Variables = Readonly<Record<string, string>>;

/** Reads `NAME=value` lines; comments and blank lines are passed over. */
export const readVariables = (text: string): Variables =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name, value = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value.trim().replace(/^(["'])(.*)\1$/, '$2')]];
    }),
  );

/** Compose's interpolation: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}` and `$$`; an unset variable is empty. */
export const interpolate = (text: string, variables: Variables): string =>
  text.replace(/\$(?:(\$)|(\w+)|\{(\w+)(?:(:?)-([^}]*))?\})/g, (_match, dollar, bare, braced, colon, fallback) => {
    if (dollar !== undefined) return '$';
    const value = variables[bare ?? braced];
    return value === undefined || (colon === ':' && value === '') ? (fallback ?? '') : value;
  });
