// Renders on disk, whole or with a planted fault.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { dump, load } from 'js-yaml';
import { type Manifest, toYaml } from 'manifest-review/manifests';
import { type Rendered, renderText } from '../../render';
import { exampleText } from '../support/scenarios';

type Tree = { [key: string]: unknown };

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

const merge = (base: Tree, changes: Tree): Tree => ({
  ...base,
  ...Object.fromEntries(
    Object.entries(changes).map(([key, value]) => {
      const old = base[key];
      return [key, isTree(value) && isTree(old) ? merge(old, value) : value];
    }),
  ),
});

/** A render on disk, as `kubectl apply -f` takes it. */
export interface Render extends Pick<Rendered, 'settings' | 'topology'> {
  readonly folder: string;
  readonly manifests: readonly Manifest[];
}

const folders: string[] = [];

/** Deletes every folder that was made here. */
export const removeRenders = (): void => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
};

/** Writes the manifests as `cdk8s synth` does, one file a subsystem. */
export const write = (files: ReadonlyMap<string, readonly Manifest[]>): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cdk8s-sentry-dist-'));
  folders.push(folder);
  mkdirSync(folder, { recursive: true });
  for (const [file, manifests] of files) writeFileSync(path.join(folder, `${file}.k8s.yaml`), toYaml(manifests));
  return folder;
};

/** The same render with a fault planted in its manifests. */
export const withFault = (render: Render, change: (manifest: Manifest) => Manifest | undefined): Render => {
  const manifests = render.manifests.flatMap((manifest) => change(JSON.parse(JSON.stringify(manifest)) as Manifest) ?? []);
  return { ...render, manifests, folder: write(new Map([['faulty', manifests]])) };
};

export type Mutable = { [field: string]: Mutable } & { [index: number]: Mutable };

/** Sets a field by its path, such as `spec.replicas`; undefined takes it away. */
export const set = (object: Mutable, path: string, value: unknown): undefined => {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Mutable>((node, key) => node[key] as Mutable, object);
  if (value === undefined) delete parent[last];
  else (parent as { [field: string]: unknown })[last] = value;
};

/** The one object of that kind and name by itself, changed. */
export const alone = (render: Render, kind: string, name: string, change: (object: Mutable) => void = () => undefined): Render => {
  const found = withFault(render, (manifest) => {
    if (manifest.kind !== kind || manifest.metadata.name !== name) return undefined;
    change(manifest as unknown as Mutable);
    return manifest;
  });
  if (found.manifests.length !== 1) throw new Error(`${found.manifests.length} of ${kind} ${name}`);
  return found;
};

/** Renders a text of settings. */
export const renderYaml = (text: string): Render => {
  const { settings, topology, manifests } = renderText(text, 'sentry.yaml');
  return { settings, topology, manifests: [...manifests.values()].flat(), folder: write(manifests) };
};

/** Renders an example, with changes of its settings. */
export const renderExample = (name: string, changes: Tree = {}): Render =>
  renderYaml(dump(merge(load(exampleText(name)) as Tree, changes)));
