// A review shows no secret.
import { copiesOf, hidden, hideSecrets, hideText, type KnownSecrets, type Manifest } from '../manifests';
import type { Match } from './rule';
import type { World } from './world';

const known = new WeakMap<World, KnownSecrets | undefined>();

/** What the Secrets of both sides tell to be secret wherever it stands. */
export const knownSecrets = (before: World, after: World): KnownSecrets | undefined => {
  if (!known.has(after)) known.set(after, copiesOf([...before.objects, ...after.objects]));
  return known.get(after);
};

/** The manifest as it may be shown; the same one where nothing of it is secret. */
export const masked = (manifest: Manifest, of?: KnownSecrets): Manifest => hideSecrets(manifest, '', of) as Manifest;

/** Last name of a path: that of the variable, header or parameter for its value. */
const nameOf = (path: string): string => {
  const [, variable] = path.endsWith('].value') ? (/\[([^\]]+)\]\.value$/.exec(path) ?? []) : [];
  if (variable !== undefined) return variable;
  return path.endsWith(']') ? path.slice(path.lastIndexOf('[') + 1, -1) : path.slice(path.lastIndexOf('.') + 1);
};

/** The match as it may be shown. */
export const maskedMatch = (match: Match, kind: string, of?: KnownSecrets): Match => {
  const ofSecret = kind === 'Secret' && /^(data|stringData)([.[]|$)/.test(match.path);
  const name = nameOf(match.path);
  // A text of bytes says nothing by itself.
  const isBinary = /^binaryData([.[]|$)/.test(match.path);
  const show = (value: unknown): unknown => (ofSecret || isBinary ? hidden : hideSecrets(value, name, of));
  const shown: { -readonly [Field in keyof Match]: Match[Field] } = { ...match };
  if (match.old !== undefined) shown.old = show(match.old);
  if (match.new !== undefined) shown.new = show(match.new);
  if (match.reason !== undefined) shown.reason = hideText('', match.reason, of);
  if (match.steps !== undefined) shown.steps = hideText('', match.steps, of);
  return shown;
};
