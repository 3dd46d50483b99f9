import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../../root';
import type { Live } from '../cluster/cluster';
import { type Render, removeRenders, renderYaml } from '../cluster/renders';
import { plantedFaults } from './core/faults';
import { ingressLeads } from './core/ingress';
import { memoryUnderLoad } from './core/memory';
import { Instance } from './support/instance';
import { Node } from './support/node';
import { stranger } from './support/strangers';

let node: Node;
let other: Live;
let render: Render;
const instance = () => new Instance(node, 'sentry');

beforeAll(async () => {
  node = await Node.start({ cpus: 8 });
  other = await stranger(node, 'strangers');
  render = renderYaml(readFileSync(path.join(root, 'sentry.yaml'), 'utf8'));
  await instance().install(render.folder);
  await instance().ready(180);
});

afterAll(async () => {
  await node?.stop();
  removeRenders();
});

plantedFaults(instance, () => render);
memoryUnderLoad(instance, () => other);
ingressLeads(instance, () => render);
