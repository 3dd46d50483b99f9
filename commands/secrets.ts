import { generateKeyPairSync, randomInt, randomUUID } from 'node:crypto';
import { renderFile } from '../render';
import { configFiles, runCommand } from '../synth';
import { ownSecrets } from '../topology/query';
import type { Generator } from '../topology/secrets';

/** An ed25519 key pair as Relay writes it: raw bytes, base64url without padding. */
const relayIdentity = (): Record<'id' | 'public-key' | 'secret-key', string> => {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { id: randomUUID(), 'public-key': x, 'secret-key': d };
};

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

// The commands make what the Job of `secrets.provider: generate` would make; pipe them into a shell, they are not kept.
runCommand(() => {
  for (const file of configFiles()) {
    const { settings, topology } = renderFile(file);
    const identity = relayIdentity();
    const value = (generator: Generator): string => {
      if ('relay' in generator) return identity[generator.relay];
      const { length, alphabet } = generator.random;
      return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
    };
    for (const [name, keys] of Object.entries(ownSecrets(topology))) {
      const literals = Object.entries(keys).map(([key, generator]) => `--from-literal=${quote(`${key}=${value(generator)}`)}`);
      console.log(`kubectl create secret generic ${settings.instance}-${name} --namespace=${settings.namespace} ${literals.join(' ')}`);
    }
  }
});
