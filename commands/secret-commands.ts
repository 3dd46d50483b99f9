// New values for every Secret of an instance, as commands of kubectl.
import { generateKeyPairSync, randomInt, randomUUID } from 'node:crypto';
import type { Rendered } from '../render';
import { ownSecrets } from '../topology/query';
import type { Generator } from '../topology/secrets';
import { quoted } from './shell';

/** An ed25519 key pair as Relay writes it: raw bytes, base64url without padding. */
const relayIdentity = (): Record<'id' | 'public-key' | 'secret-key', string> => {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { id: randomUUID(), 'public-key': x, 'secret-key': d };
};

/** Shell commands that make what the Job of `secrets.provider: generate` would make, with other values each time. */
export const secretCommands = ({ settings: { instance, namespace }, topology }: Pick<Rendered, 'settings' | 'topology'>): string[] => {
  const identity = relayIdentity();
  const value = (generator: Generator): string => {
    if ('relay' in generator) return identity[generator.relay];
    const { length, alphabet } = generator.random;
    return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
  };
  return Object.entries(ownSecrets(topology)).map(([name, keys]) => {
    const literals = Object.entries(keys).map(([key, generator]) => `--from-literal=${quoted(`${key}=${value(generator)}`)}`);
    return `kubectl create secret generic ${instance}-${name} --namespace=${namespace} ${literals.join(' ')}`;
  });
};
