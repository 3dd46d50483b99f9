// Secrets of an instance: what is in them and how each value is made.
import { nameOf } from './name';

/** How the secrets Job and `cdk8s-sentry secrets` make a value. */
export type Generator =
  | { readonly random: { readonly length: number; readonly alphabet: string } }
  /** Part of Relay's ed25519 identity, in the form of `relay credentials generate`. */
  | { readonly relay: 'id' | 'public-key' | 'secret-key' };

const hexadecimal = '0123456789abcdef';
// Safe in a URL, where Relay's Redis password stands, and in every file format.
const password: Generator = { random: { length: 40, alphabet: hexadecimal } };

/** Secrets of an instance, by the part of their name after `<instance>-`; each key is made once and never changed. */
export const secrets = {
  system: { 'secret-key': { random: { length: 50, alphabet: 'abcdefghijklmnopqrstuvwxyz0123456789@#%^&*(-_=+)' } } },
  postgres: { password },
  redis: { password },
  clickhouse: { password },
  'object-store': { 'access-key-id': { random: { length: 20, alphabet: hexadecimal } }, 'secret-access-key': password },
  relay: { id: { relay: 'id' }, 'public-key': { relay: 'public-key' }, 'secret-key': { relay: 'secret-key' } },
  launchpad: { 'rpc-shared-secret': password },
  admin: { password: { random: { length: 24, alphabet: 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789' } } },
} as const satisfies Record<string, Record<string, Generator>>;

export type SecretName = keyof typeof secrets;

/** A key of a Secret in the namespace. */
export interface SecretReference {
  readonly secret: string;
  readonly key: string;
}

/** A key of one of the instance's own Secrets. */
export const secretOf = <Name extends SecretName>(
  instance: string,
  name: Name,
  key: keyof (typeof secrets)[Name] & string,
): SecretReference => ({ secret: nameOf(instance, name), key });
