// Volumes, claims and memory filled to their limits.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../../root';
import { type Render, renderYaml } from '../cluster/renders';
import { claimSizes, claimsFilled } from './core/claims';
import { comesUp } from './core/comes-up';
import { emptyDirsFilled } from './core/empty-dirs';
import { emptyDirsOfJobsFilled } from './core/empty-dirs-of-jobs';
import { events } from './core/events';
import { ingressLeads } from './core/ingress';
import { judge, memoryUnderLoad } from './core/memory';
import { stage } from './core/stage';
import { leaveMarks } from './core/stores';

// One node for all: each part goes on with what the one before it left.
const settings = `${readFileSync(path.join(root, 'sentry.yaml'), 'utf8')}
profile: feature-complete
retention: { vacuum: {} }
`;
const render = renderYaml(settings);
const storage = '50Gi';
const grown = (): Render => {
  const resources = Object.keys(claimSizes).map((claim) => `  ${claim.replace('sentry-', '')}: { resources: { storage: ${storage} } }`);
  return renderYaml(`${settings}\ncomponents:\n${resources.join('\n')}\n`);
};
const { stranger, instance: inNamespace } = stage({ cpus: 24 });
const instance = () => inNamespace('sentry');

comesUp(instance, render.folder, () => instance().install(render.folder, claimSizes));
const event = events(instance, stranger);
leaveMarks(instance, event);
ingressLeads(instance, () => render);
memoryUnderLoad(instance, stranger);

test('memory over a limit, a restart, and memory above a request are told apart', () => {
  const row = { component: 'redis', request: 64, limit: 768, idle: 10, most: 60, restarts: 0 };
  expect(judge([row])).toEqual({ over: [], above: [] });
  expect(judge([{ ...row, most: 70 }])).toEqual({ over: [], above: ['redis holds 70 MiB and asks for 64'] });
  expect(judge([{ ...row, most: 769 }]).over).toHaveLength(1);
  expect(judge([{ ...row, most: Number.NaN }]).over).toHaveLength(1);
  expect(judge([{ ...row, restarts: 1 }]).over).toHaveLength(1);
});

emptyDirsFilled(instance, stranger);
emptyDirsOfJobsFilled(instance, render.folder);
claimsFilled(instance, event, () => ({ folder: grown().folder, storage }));
