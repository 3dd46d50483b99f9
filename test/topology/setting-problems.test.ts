// Settings of a release that nobody here has looked at.
import { loadRelease } from '../../releases/load';
import type { Release } from '../../releases/release';
import { settingProblems } from '../../topology/setting-problems';

const before = loadRelease('26.8.0');

/** With these directives of nginx, in their order. */
const withNginx = (...names: string[]): Release => ({
  ...before,
  settings: { ...before.settings, 'nginx.conf': Object.fromEntries(names.map((name) => [name, 'http://relay'])) },
});

const messages = (release: Release, old: Release): string[] => settingProblems(release, old, () => false).map(({ message }) => message);

const [one, two, other] = ['~ ^/a', '~* ^/b', '/c'].map((place) => `http.server.location ${place}.proxy_pass`) as [string, string, string];

test('locations of nginx by pattern keep their order, of which the first that fits is taken', () => {
  expect(messages(withNginx(one, two, other), withNginx(one, two, other))).toEqual([]);
  expect(messages(withNginx(two, one, other), withNginx(one, two, other))).toEqual([
    'expected this order, as in 26.8.0: http.server.location ~ ^/a, http.server.location ~* ^/b; got http.server.location ~* ^/b, http.server.location ~ ^/a',
  ]);
});

test('locations by prefix may stand in any order, since the longest is taken', () => {
  expect(messages(withNginx(other, one, two), withNginx(one, two, other))).toEqual([]);
});

test('one that is new among them is told alone', () => {
  expect(messages(withNginx(one, two), withNginx(two))).toEqual([expect.stringContaining('expected nothing, as in 26.8.0')]);
});
