// Manifests with the variables that containers have in the end.
import { type Container, type Manifest, type PodSpec, podSpecs } from 'manifest-review/manifests';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The manifests as containers see them: variables of a ConfigMap stand among the container's own, which win. Throws for a ConfigMap that is not there. */
export const withEnvironment = (manifests: readonly Manifest[]): Manifest[] => {
  const maps = new Map(
    manifests.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata, data }) => [metadata.name, data as Record<string, string>]),
  );
  const expand = (container: Mutable<Container>): void => {
    const { env = [], envFrom = [] } = container;
    const own = env.map(({ name }) => name);
    const shared = (envFrom as { configMapRef: { name: string } }[]).flatMap(({ configMapRef }) => {
      const data = maps.get(configMapRef.name);
      if (data === undefined) throw new Error(`${container.name}: no ConfigMap ${configMapRef.name}`);
      return Object.entries(data).map(([name, value]) => ({ name, value }));
    });
    if (shared.length > 0) container.env = [...shared.filter(({ name }) => !own.includes(name)), ...env];
  };
  return manifests.map((manifest) => {
    if (podSpecs(manifest).length === 0) return manifest;
    const copy = structuredClone(manifest);
    for (const { initContainers = [], containers } of podSpecs(copy) as PodSpec[])
      for (const each of [...initContainers, ...containers]) expand(each);
    return copy;
  });
};
