// Files of lines and blocks: nginx' and Redis'.
import type { Setting } from '../release';
import { ImportError } from './error';
import { once } from './setting';

// Words of nginx: in quotes, or with its variables; comments; brackets and ends.
const token = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|#[^\n]*|[{};]|(?:\$\{\w+\}|[^\s{};"'#])+/g;

/** Directives of which a block has several: their first argument belongs to their name. */
const several = new Set(['add_header', 'proxy_set_header', 'set_real_ip_from']);

/**
 * Directives of an nginx configuration by the blocks that they stand in, and all of their arguments in one string.
 * Throws ImportError for a block or a directive that does not end.
 */
export const readNginx = (file: string, text: string): Record<string, Setting> => {
  const found = new Map<string, string>();
  const blocks: string[] = [];
  let words: string[] = [];
  for (const each of text.match(token) ?? []) {
    if (each.startsWith('#')) continue;
    if (each === '{') blocks.push(words.join(' '));
    else if (each === '}') blocks.pop();
    else if (each === ';') {
      const length = several.has(words[0] ?? '') ? 2 : 1;
      const name = [...blocks, words.slice(0, length).join(' ')].join('.');
      const value = words.slice(length).join(' ');
      // Some may stand twice, as listen may.
      const other = found.get(name);
      found.set(name, other === undefined ? value : `${other}; ${value}`);
    } else {
      words.push(each);
      continue;
    }
    words = [];
  }
  const open = [...blocks, ...words][0];
  if (open !== undefined) throw new ImportError(`${file}: expected the end of ${open}, got the end of the file`);
  return Object.fromEntries(found);
};

/** Directives of a Redis configuration, one a line. */
export const readRedis = (file: string, text: string): Record<string, Setting> =>
  once(
    file,
    text
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .flatMap(([name = '', ...values]) => (name === '' || name.startsWith('#') ? [] : [[name, values.join(' ')] as const])),
  );
