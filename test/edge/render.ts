// Reads a sentry.yaml from standard input and prints what each door mounts and has in its environment.
import { readFileSync } from 'node:fs';
import { podSpecs } from 'manifest-review/manifests';
import { renderText } from '../../render';

const objects = [...renderText(readFileSync(0, 'utf8'), 'sentry.yaml').manifests.values()].flat();
const door = (name: string) => {
  const named = objects.filter(({ metadata }) => metadata.name === `sentry-${name}`);
  const [container] = named.flatMap(podSpecs).flatMap(({ containers }) => containers);
  return {
    files: named.find(({ kind }) => kind === 'ConfigMap')?.['data'],
    environment: Object.fromEntries((container?.env ?? []).map(({ name: variable, value = '' }) => [variable, value])),
  };
};

console.log(JSON.stringify({ edge: door('edge'), nginx: door('nginx') }));
