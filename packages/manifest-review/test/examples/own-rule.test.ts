// The example of a rule of one's own runs.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ownReview, ownRules } from '../../examples/own-rule';
import { review } from '../../index';
import { toYaml } from '../../manifests';
import { change, deployment } from '../support/pairs/objects';

const customers = { metadata: { labels: { 'example.com/tier': 'customers' } } };
const forCustomers = (replicas: number) => change(deployment({ spec: { replicas } }), customers);

const found = (...sides: Parameters<typeof review>) =>
  review(sides[0], sides[1], { rules: ownRules }).objects.flatMap(({ findings }) => findings.map(({ ruleId }) => ruleId));

test('a rule of one’s own is asked beside the general ones', () => {
  expect(found([forCustomers(3)], [forCustomers(1)])).toEqual(['customers-need-two', 'scaled']);
  expect(found([], [forCustomers(1)])).toEqual(['customers-need-two']);
  expect(found([forCustomers(3)], [forCustomers(2)])).toEqual(['scaled']);
  expect(found([deployment({ spec: { replicas: 3 } })], [deployment({ spec: { replicas: 1 } })])).toEqual(['scaled']);
});

test('and of labels alone only where it reads them', () => {
  expect(found([forCustomers(3)], [deployment({ spec: { replicas: 3 } })])).toEqual(['left-customers']);
  expect(found([deployment({ spec: { replicas: 1 } })], [forCustomers(1)])).toEqual(['metadata']);
});

test('the example is a command: its rule has a link, and an exit code', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'own-rule-'));
  try {
    const [old, now, output] = ['old.yaml', 'new.yaml', 'out.md'].map((name) => path.join(folder, name)) as [string, string, string];
    writeFileSync(old, toYaml([forCustomers(3)]));
    writeFileSync(now, toYaml([forCustomers(1)]));
    const options = ['--format', 'markdown', '--output', output, '--fail-on', 'outage'];
    expect(await ownReview([old, now, ...options])).toBe(2);
    expect(readFileSync(output, 'utf8')).toContain('[customers-need-two](https://example.com/rules#customers-need-two)');
    expect(await ownReview([old, old, ...options])).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
