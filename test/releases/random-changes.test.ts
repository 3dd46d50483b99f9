// Changes of upstream's files, drawn by a fixed seed: none is lost in silence.
import { isOurs } from '../../commands/own-settings';
import { importRelease } from '../../releases/import/import';
import { loadRelease } from '../../releases/load';
import type { Release } from '../../releases/release';
import { knownThings } from '../../topology/known';
import { releaseDifference } from '../../topology/release-difference';
import { releaseProblems } from '../../topology/release-problems';
import { roleOf } from '../../topology/service';
import { settingDifferences } from '../../topology/setting-differences';
import { ours, settingProblems } from '../../topology/setting-problems';
import { type Change, changedLine, changedYaml, random } from '../support/changed';
import { inMemory, standsFor } from '../support/in-memory';
import { upstreamOf } from '../support/upstream-of';

/** `npm run test:changes` has more, of which these are the first. */
const count = Number(process.env['CHANGES'] ?? 400);

const version = '26.8.0';
const whole = loadRelease(version);

/** One service of each role. */
const small = (): Release => {
  const roles = new Set<string>();
  const kept = Object.entries(whole.services).filter(([name, service]) => {
    const role = roleOf(name, service).name;
    const isNew = !roles.has(role);
    roles.add(role);
    return isNew;
  });
  return { ...whole, services: Object.fromEntries(kept) };
};

const original = upstreamOf(small());
const baseline = importRelease(version, inMemory(original)).release;

const differing = (one: unknown, other: unknown, path: readonly string[]): string[][] => {
  if (JSON.stringify(one) === JSON.stringify(other)) return [];
  const isBranch = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isBranch(one) || !isBranch(other)) return [[...path]];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) => differing(one[key], other[key], [...path, key]));
};

/** Fields of a service that are rendered as upstream has them, so that another value is another manifest. */
const rendered =
  /^(environment|command|profiles|dependsOn|image|nofile|shmSize|healthcheck\.(intervalSeconds|timeoutSeconds|retries|startPeriodSeconds))\b/;

/** Whether a change at this path of the data is known: rendered, or left out by a line that says why. */
const isKnown = ([part = '', name = '', ...rest]: readonly string[], imported: Release): boolean => {
  if (part !== 'services' && part !== 'settings') return true;
  if (part === 'settings') {
    const { file, prefix = '' } = ours[name] ?? {};
    return settingDifferences.some((each) => each.file === file && each.settings.includes(`${prefix}${rest.join('.')}`));
  }
  const service = imported.services[name];
  // A service that is new or gone is itself a change of the manifests.
  if (service === undefined || rest.length === 0 || rendered.test(rest.join('.'))) return true;
  const role = roleOf(name, service);
  if ('notRun' in role) return true;
  const [field = ''] = rest;
  const isLine = (what: string, value: unknown): boolean =>
    knownThings.some(
      (known) => known.what === what && known.roles?.includes(role.name) !== false && JSON.stringify(known.value) === JSON.stringify(value),
    );
  if (field === 'healthcheck') return isLine('healthcheck.test', service.healthcheck?.test ?? null);
  const volumes = service.volumes.map(({ source, target, readOnly }) => `${source}:${target}${readOnly === true ? ':ro' : ''}`);
  return field === 'volumes' ? isLine('volumes', volumes) : isLine('entrypoint', service.entrypoint ?? null);
};

/** Why a change is lost or wrong; nothing when it stops the import or is in the data. */
const outcome = (
  file: string,
  { text, isNeutral }: Change,
): { readonly why?: string; readonly isStopped?: boolean; readonly isNeutral?: boolean } => {
  let imported: Release;
  try {
    ({ release: imported } = importRelease(version, inMemory({ ...original, [file]: text })));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ImportError') return { why: `fell over: ${error}` };
    const [first = ''] = file.split('/').slice(-1);
    return error.message.includes(first) || file === '.env' ? { isStopped: true } : { why: `no place: ${error.message}` };
  }
  if (releaseProblems(imported).problems.length > 0 || settingProblems(imported, whole, isOurs).length > 0) return { isStopped: true };
  const json = JSON.stringify(imported);
  if (/\[object|"undefined"|NaN/.test(json)) return { why: 'nonsense in the data' };
  const paths = differing(baseline, imported, []);
  if (paths.length === 0) return isNeutral() ? { isNeutral: true } : { why: 'nothing has changed in the data' };
  if (releaseDifference(baseline, imported, isOurs).length === 0) return { why: 'release diff says nothing of it' };
  const left = paths.filter((path) => !isKnown(path, imported));
  return left.length === 0 ? {} : { why: `nobody reads ${left.map((path) => path.join('.')).join(', ')}` };
};

test(`none of ${count} changes is lost in silence`, () => {
  const draw = random(20260828);
  const files = Object.entries(original).flatMap(([file, text]) => (standsFor(text) === undefined ? [file] : []));
  // The compose file has the most.
  const outcomes = Array.from({ length: count }, () => {
    const file = draw(2) === 0 ? 'docker-compose.yml' : (files[draw(files.length)] ?? '');
    const change = (file.endsWith('.yml') ? changedYaml : changedLine)(original[file] ?? '', draw);
    const { why, ...how } = outcome(file, change);
    return { wrong: why === undefined ? [] : [`${file}: ${change.what}: ${why}`], ...how };
  });
  expect(outcomes.flatMap(({ wrong }) => wrong)).toEqual([]);
  // Otherwise the changes would be of a kind that proves nothing.
  expect(outcomes.filter(({ isStopped }) => isStopped).length).toBeGreaterThan(count / 2);
  expect(outcomes.filter(({ isNeutral }) => isNeutral).length).toBeLessThan(count / 4);
}, 600_000);
