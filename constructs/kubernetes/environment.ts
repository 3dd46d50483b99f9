// Variables of containers: plain, from Secrets, and those that many share in a ConfigMap.

import type { Construct } from 'constructs';
import { secretOf as ownSecretOf, type SecretName, type SecretReference, type secrets } from '../../topology/secrets';
import { configMap, type Files } from './files';
import type { Instance } from './instance';
import type * as k8s from './k8s';
import { present } from './present';

/** Variables by name; `$(NAME)` in a value is replaced by the kubelet. */
export type Environment = Readonly<Record<string, string | SecretReference>>;

/** A key of one of the instance's own Secrets. */
export const secretOf = <Name extends SecretName>(
  instance: Instance,
  name: Name,
  key: keyof (typeof secrets)[Name] & string,
): SecretReference => ownSecretOf(instance.name, name, key);

/** None where there is none. Secrets first, so that plain values can refer to them; then by name, so that order of declaration never shows. */
export const envVars = (environment: Environment): k8s.EnvVar[] | undefined => {
  const entries = Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1));
  return present([
    ...entries.flatMap(([name, value]) =>
      typeof value === 'string' ? [] : [{ name, valueFrom: { secretKeyRef: { name: value.secret, key: value.key } } }],
    ),
    // A variable without value is empty, and what the API server keeps of one.
    ...entries.flatMap(([name, value]) => (typeof value === 'string' ? [value === '' ? { name } : { name, value }] : [])),
  ]);
};

/** Variables that several containers have in common, kept in a ConfigMap. */
export interface SharedEnvironment extends Pick<Files, 'configMap' | 'checksum'> {
  readonly data: Readonly<Record<string, string>>;
}

/** Makes the ConfigMap `<instance>-<component>` of the plain variables that all the given environments agree on. */
export const sharedEnvironment = (
  scope: Construct,
  instance: Instance,
  component: string,
  [first = {}, ...others]: readonly Environment[],
): SharedEnvironment => {
  // The kubelet replaces $(NAME) in a container's own variables alone.
  const data = Object.fromEntries(
    Object.entries(first)
      .flatMap(([name, value]) =>
        typeof value === 'string' && !value.includes('$(') && others.every((other) => other[name] === value)
          ? [[name, value] as const]
          : [],
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return { data, ...configMap(scope, instance, component, data) };
};

/** The environment of a container, of which what is shared comes from the ConfigMap. */
export const containerEnvironment = (environment: Environment, shared?: SharedEnvironment): Pick<k8s.Container, 'env' | 'envFrom'> => {
  if (shared === undefined) return { env: envVars(environment) };
  const surplus = Object.keys(shared.data).filter((name) => environment[name] === undefined);
  if (surplus.length > 0) throw new Error(`${shared.configMap} holds ${surplus.join(', ')}, which a container that uses it is not to have`);
  const own = Object.fromEntries(Object.entries(environment).filter(([name, value]) => shared.data[name] !== value));
  return { envFrom: [{ configMapRef: { name: shared.configMap } }], env: envVars(own) };
};
