// kube-score with every check on finds nothing that is not allowed for a reason.
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { load } from 'js-yaml';
import { scenarioNames } from '../support/scenarios';
import { binary } from './binaries';
import { type Render, removeRenders, renderExample } from './renders';

interface Allowed {
  readonly check: string;
  readonly finding?: string;
  /** Components. */
  readonly objects?: readonly string[];
  readonly withoutService?: boolean;
  readonly reason: string;
}

interface Finding {
  readonly check: string;
  readonly finding: string;
  readonly kind: string;
  /** Name without the instance; of a Job, without the hash. */
  readonly object: string;
}

const lists = load(readFileSync(path.join(__dirname, 'allowed-findings.yaml'), 'utf8')) as Record<string, Allowed[]>;
const shortName = (name: string): string => name.replace(/^sentry-/, '').replace(/-[0-9a-f]{10}$/, '');

/** Every optional check on, and no annotation that switches one off. */
const kubeScore = (folder: string): Finding[] => {
  const tool = binary('kube-score');
  const optional = execFileSync(tool, ['list'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.endsWith(',optional'))
    .flatMap((line) => ['--enable-optional-test', line.split(',')[0] ?? '']);
  const files = readdirSync(folder).map((file) => path.join(folder, file));
  const args = [
    'score',
    '--output-format=json',
    '--kubernetes-version=v1.37',
    '--disable-ignore-checks-annotations',
    ...optional,
    ...files,
  ];
  const { stdout } = spawnSync(tool, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  interface Scored {
    readonly object_name: string;
    readonly type_meta: { readonly kind: string };
    readonly checks: readonly {
      readonly check: { readonly id: string };
      readonly grade: number;
      readonly skipped: boolean;
      readonly comments: readonly { readonly summary: string }[] | null;
    }[];
  }
  const scored = JSON.parse(stdout) as Scored[];
  if (scored.flatMap(({ checks }) => checks).length < 500) throw new Error('kube-score looked at little');
  return scored.flatMap(({ object_name, type_meta, checks }) =>
    checks
      .filter(({ grade, skipped }) => !skipped && grade < 10)
      .flatMap(({ check, comments }) =>
        (comments ?? [{ summary: '' }]).map(({ summary }) => ({
          check: check.id,
          finding: summary,
          kind: type_meta.kind,
          object: shortName(object_name.split('/').at(-1) ?? ''),
        })),
      ),
  );
};

const checkov = (folder: string): Finding[] => {
  const args = ['--directory', folder, '--framework', 'kubernetes', '--skip-download', '--compact', '--output', 'json'];
  const { stdout, stderr } = spawnSync(process.env['CLUSTER_CHECKOV'] ?? 'checkov', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  interface Report {
    readonly results: {
      readonly failed_checks: readonly { readonly check_id: string; readonly check_name: string; readonly resource: string }[];
    };
    readonly summary: { readonly passed: number; readonly parsing_errors: number };
  }
  const report = JSON.parse(stdout || `"${stderr}"`) as Report;
  if (report.summary.passed < 1000 || report.summary.parsing_errors > 0)
    throw new Error(`Checkov looked at little: ${JSON.stringify(report.summary)}`);
  return report.results.failed_checks.map(({ check_id, check_name, resource }) => {
    const [kind = '', , name = ''] = resource.split('.');
    return { check: check_id, finding: check_name, kind, object: shortName(name) };
  });
};

const hasService = ({ manifests }: Render, object: string): boolean =>
  manifests.some(({ kind, metadata }) => kind === 'Service' && metadata.name === `sentry-${object}`);

const allows = (render: Render, { check, finding, objects, withoutService }: Allowed, found: Finding): boolean =>
  check === found.check &&
  (finding === undefined || finding === found.finding) &&
  (objects === undefined || objects.includes(found.object)) &&
  (withoutService !== true || !hasService(render, found.object));

afterAll(removeRenders);

describe.each([
  { tool: 'kube-score', run: kubeScore },
  { tool: 'Checkov', run: checkov },
])('$tool', ({ tool, run }) => {
  const allowed = lists[tool] ?? [];
  const used = new Set<Allowed>();

  test.each(scenarioNames)('finds nothing in %s but what is allowed', (name) => {
    const render = renderExample(name);
    const surplus = run(render.folder).filter((found) => {
      const entries = allowed.filter((entry) => allows(render, entry, found));
      for (const entry of entries) used.add(entry);
      return entries.length === 0;
    });
    expect(surplus).toEqual([]);
  });

  test('every allowed finding occurs, and has its reason', () => {
    expect(allowed.filter((entry) => !used.has(entry))).toEqual([]);
    expect(allowed.filter(({ reason }) => reason.length < 20)).toEqual([]);
  });
});
