// Planted faults are seen by the wait for a ready instance.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../../root';
import { type Render, removeRenders, renderYaml } from '../cluster/renders';
import { plantedFaults } from './core/faults';
import { Instance } from './support/instance';
import { Node } from './support/node';

let node: Node;
let render: Render;
const instance = () => new Instance(node, 'sentry');

beforeAll(async () => {
  node = await Node.start({ cpus: 8 });
  render = renderYaml(readFileSync(path.join(root, 'sentry.yaml'), 'utf8'));
  await instance().install(render.folder);
  await instance().ready(180);
});

afterAll(async () => {
  await node?.stop();
  removeRenders();
});

plantedFaults(instance, () => render);
