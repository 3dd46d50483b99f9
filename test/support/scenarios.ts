// The examples as scenarios of the tests, each rendered once.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Manifest } from 'manifest-review/manifests';
import { type Rendered, renderFile } from '../../render';
import { root } from '../../root';

const folder = path.join(root, 'examples');

/** Names of the scenarios: every example is one. */
export const scenarioNames = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => path.basename(file, '.yaml'))
  .sort();

const rendered = new Map<string, Rendered>();

/** A scenario's render, made once in a test file. */
export const scenario = (name: string): Rendered => {
  const known = rendered.get(name);
  if (known !== undefined) return known;
  const made = renderFile(path.join(folder, `${name}.yaml`));
  rendered.set(name, made);
  return made;
};

export const manifestsOf = (name: string): Manifest[] => [...scenario(name).manifests.values()].flat();

export const exampleText = (name: string): string => readFileSync(path.join(folder, `${name}.yaml`), 'utf8');
