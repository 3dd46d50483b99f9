// Label selectors, as apimachinery reads them (pkg/labels/selector.go).
import { isTree, list, type Tree, tree, trees } from './tree';

/** `In` and `Exists` want the label there; `NotIn` and `DoesNotExist` take labels without it; no other operator is valid, and takes nothing. */
const fits = ({ key, operator, values }: Tree, labels: Tree): boolean => {
  const value = labels[String(key)];
  if (operator === 'In') return value !== undefined && list(values).includes(value);
  if (operator === 'NotIn') return value === undefined || !list(values).includes(value);
  if (operator === 'Exists') return value !== undefined;
  return operator === 'DoesNotExist' && value === undefined;
};

/** Whether a label selector takes the labels; an empty selector takes all, an absent one none. */
export const selects = (selector: unknown, labels: Tree): boolean =>
  isTree(selector) &&
  Object.entries(tree(selector['matchLabels'])).every(([key, value]) => labels[key] === value) &&
  trees(selector['matchExpressions']).every((requirement) => fits(requirement, labels));
