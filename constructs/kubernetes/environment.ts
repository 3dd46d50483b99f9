import type { k8s } from 'cdk8s-plus-27';
import type { SecretName, secrets } from '../../topology/secrets';
import { type Instance, objectName } from './instance';

/** A key of a Secret in the namespace. */
export interface SecretReference {
  readonly secret: string;
  readonly key: string;
}

/** Variables by name; `$(NAME)` in a value is replaced by the kubelet. */
export type Environment = Readonly<Record<string, string | SecretReference>>;

/** A key of one of the instance's own Secrets. */
export const secretOf = <Name extends SecretName>(
  instance: Instance,
  name: Name,
  key: keyof (typeof secrets)[Name] & string,
): SecretReference => ({
  secret: objectName(instance, name),
  key,
});

/** Secrets first, so that plain values can refer to them; then by name, so that order of declaration never shows. */
export const envVars = (environment: Environment): k8s.EnvVar[] => {
  const entries = Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...entries.flatMap(([name, value]) =>
      typeof value === 'string' ? [] : [{ name, valueFrom: { secretKeyRef: { name: value.secret, key: value.key } } }],
    ),
    ...entries.flatMap(([name, value]) => (typeof value === 'string' ? [{ name, value }] : [])),
  ];
};
