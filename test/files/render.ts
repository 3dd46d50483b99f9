// Reads a sentry.yaml from standard input and prints the containers that run for ever, by name.
import { readFileSync } from 'node:fs';
import { podSpecs } from 'manifest-review/manifests';
import { renderText } from '../../render';

const objects = [...renderText(readFileSync(0, 'utf8'), 'sentry.yaml').manifests.values()].flat();
const containers = objects.flatMap(podSpecs).flatMap((pod) => pod.containers);

console.log(JSON.stringify(Object.fromEntries(containers.map((container) => [container.name, container]))));
