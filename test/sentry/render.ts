// Reads a sentry.yaml from standard input and prints the objects that it renders to.
import { readFileSync } from 'node:fs';
import { renderText } from '../../render';

console.log(JSON.stringify([...renderText(readFileSync(0, 'utf8'), 'sentry.yaml').manifests.values()].flat()));
