// Which objects the page shows, and how that stands in its address.
import type { PageObject } from '../page-object';

/** What is shown; kept in the address, so that a link leads to it. */
export interface Filter {
  /** Of these verdicts; empty: of all. */
  readonly verdicts: readonly string[];
  /** Empty: of all. */
  readonly component: string;
  readonly text: string;
  /** Key of the only object shown; empty: all. */
  readonly object: string;
}

export const everything: Filter = { verdicts: [], component: '', text: '', object: '' };

export const fromHash = (hash: string): Filter => {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  return {
    verdicts: (values.get('verdict') ?? '').split(',').filter((verdict) => verdict !== ''),
    component: values.get('component') ?? '',
    text: values.get('text') ?? '',
    object: values.get('object') ?? '',
  };
};

export const toHash = ({ verdicts, component, text, object }: Filter): string => {
  const values = Object.entries({ verdict: verdicts.join(','), component, text, object }).filter(([, value]) => value !== '');
  return values.length === 0 ? '' : `#${new URLSearchParams(values)}`;
};

const holds = ({ key, component, findings }: PageObject, text: string): boolean =>
  [key, component, ...findings.flatMap(({ path, reason, ruleId }) => [path, reason, ruleId])].some((value) =>
    value.toLowerCase().includes(text),
  );

/** The objects that a filter lets through, in their order. */
export const filtered = (objects: readonly PageObject[], { verdicts, component, text, object }: Filter): PageObject[] => {
  const wanted = text.trim().toLowerCase();
  return objects.filter(
    (candidate) =>
      (verdicts.length === 0 || verdicts.includes(candidate.verdict)) &&
      (component === '' || candidate.component === component) &&
      (object === '' || candidate.key === object) &&
      (wanted === '' || holds(candidate, wanted)),
  );
};
