// Folders of manifests made of others.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { loadAll } from 'js-yaml';
import type { Manifest } from 'manifest-review/manifests';
import { write } from '../../cluster/renders';

/** A folder of manifests made of another, file by file; a file of which nothing is left is left out. */
export const altered = (folder: string, change: (manifest: Manifest, file: string) => Manifest | undefined): string =>
  write(
    new Map(
      readdirSync(folder).flatMap((file) => {
        const manifests = loadAll(readFileSync(path.join(folder, file), 'utf8')) as Manifest[];
        const kept = manifests.flatMap((manifest) => change(manifest, file) ?? []);
        return kept.length === 0 ? [] : [[file.replace('.k8s.yaml', ''), kept] as const];
      }),
    ),
  );

/** Stores and the Jobs that fill them: what a bootstrap needs, and nothing that waits for it. */
export const storesOnly = (folder: string): string =>
  altered(folder, (manifest, file) => (/^(00|10|20)-/.test(file) ? manifest : undefined));

/** The image of a component does not exist. */
export const withoutImage = (folder: string, component: string): string =>
  altered(folder, (manifest) =>
    manifest.metadata.name === `sentry-${component}` && manifest.kind === 'StatefulSet'
      ? (JSON.parse(JSON.stringify(manifest).replaceAll(/("image":"[^"]+)"/g, '$1-missing"')) as Manifest)
      : manifest,
  );

/** StatefulSets as renders had them once: of Kubernetes' default policy. */
export const ordered = (folder: string): string =>
  altered(folder, (manifest) => {
    if (manifest.kind !== 'StatefulSet') return manifest;
    const { podManagementPolicy: _policy, ...spec } = manifest.spec as { readonly podManagementPolicy?: string };
    return { ...manifest, spec };
  });
