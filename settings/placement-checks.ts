// What Kubernetes refuses of labels, annotations, taints and sizes (apimachinery/pkg/util/validation, core/validation).
import { quantity } from 'manifest-review/manifests';
import type { Problem, SettingsPath } from './problem';
import type { ComponentSettings, Settings } from './schema';

const name = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
const prefix = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const key = new RegExp(`^(?=[^/]{1,253}/|[^/]*$)(${prefix}/)?${name}$`);
const labelValue = new RegExp(`^(${name})?$`);

const isKey = (text: string): boolean => key.test(text);

const words = 'at most 63 letters, digits, dashes, dots and underscores, perhaps after a DNS name and /';

const keyProblem = (path: SettingsPath, text: string): Problem[] =>
  isKey(text) ? [] : [{ path, at: 'key', message: `expected a key of ${words}, got ${JSON.stringify(text)}` }];

const valueProblem = (path: SettingsPath, text: string): Problem[] =>
  labelValue.test(text)
    ? []
    : [{ path, message: `expected at most 63 letters, digits, dashes, dots and underscores, got ${JSON.stringify(text)}` }];

// All of an object's hold 256 KiB; ours are few.
const mostAnnotations = 256 * 1024 - 8 * 1024;

/** What is wrong with annotations that the user gives. */
export const annotationProblems = (path: SettingsPath, annotations: Readonly<Record<string, string>>): Problem[] => {
  const size = Object.entries(annotations).reduce((sum, entry) => sum + Buffer.byteLength(entry.join('')), 0);
  return [
    ...Object.keys(annotations).flatMap((each) =>
      keyProblem(
        [...path, each],
        each.replace(/^[^/]*\//, (before) => before.toLowerCase()),
      ),
    ),
    ...(size > mostAnnotations ? [{ path, message: `expected at most ${mostAnnotations} bytes together, got ${size}` }] : []),
  ];
};

type Toleration = NonNullable<ComponentSettings['tolerations']>[number];

const toleration = (path: SettingsPath, { key: taint, operator, value, effect, tolerationSeconds }: Toleration): Problem[] => [
  ...(taint === undefined || taint === '' ? [] : keyProblem([...path, 'key'], taint)),
  ...((taint ?? '') === '' && operator !== 'Exists'
    ? [{ path, message: 'expected a key, or operator Exists, which tolerates every taint' }]
    : []),
  ...(operator === 'Exists' && (value ?? '') !== ''
    ? [{ path: [...path, 'value'], message: `expected none with operator Exists, got ${JSON.stringify(value)}` }]
    : []),
  ...(operator === 'Exists' || value === undefined ? [] : valueProblem([...path, 'value'], value)),
  ...(tolerationSeconds !== undefined && effect !== 'NoExecute'
    ? [{ path: [...path, 'tolerationSeconds'], message: `expected none without effect NoExecute, got ${tolerationSeconds}` }]
    : []),
];

/** What is wrong with where components run and with the size of their volumes. */
export const placementProblems = ({ components }: Settings): Problem[] =>
  Object.entries(components).flatMap(([component, { nodeSelector = {}, tolerations = [], resources }]) => {
    const path = ['components', component];
    const storage = resources?.storage;
    return [
      ...Object.entries(nodeSelector).flatMap(([label, value]) => [
        ...keyProblem([...path, 'nodeSelector', label], label),
        ...valueProblem([...path, 'nodeSelector', label], value),
      ]),
      ...tolerations.flatMap((each, index) => toleration([...path, 'tolerations', index], each)),
      ...(storage !== undefined && quantity(storage).nano <= 0n
        ? [{ path: [...path, 'resources', 'storage'], message: `expected more than nothing, got "${storage}"` }]
        : []),
    ];
  });
