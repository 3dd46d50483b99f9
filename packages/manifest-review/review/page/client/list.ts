// The list of objects with their findings; rows are made as the reader gets to them.
import type { PageFinding, PageObject } from '../page-object';
import { diffTable } from './diff';
import { byId, element } from './dom';

const words = (verdict: string): string => verdict.replaceAll('-', ' ');

const badge = (verdict: string): HTMLElement => element('span', { class: 'badge', 'data-verdict': verdict }, words(verdict));

/** Old and new value of a field. */
const change = ({ path, old, new: now }: PageFinding): HTMLElement =>
  element(
    'li',
    { class: 'values' },
    ...(path === '' ? [] : [element('span', { class: 'path' }, path)]),
    ...(old === undefined ? [] : [element('del', {}, old)]),
    ...(old === undefined || now === undefined ? [] : [element('span', { 'aria-hidden': 'true' }, '→')]),
    ...(now === undefined ? [] : [element('ins', {}, now)]),
  );

/** What one rule found, with all fields that it found it in. */
const findingItem = (findings: readonly [PageFinding, ...PageFinding[]]): HTMLElement => {
  const [{ verdict, ruleId, reason, steps }] = findings;
  const changes = findings.filter(({ path, old, new: now }) => path !== '' || old !== undefined || now !== undefined);
  return element(
    'li',
    { 'data-verdict': verdict },
    element('p', { class: 'finding' }, badge(verdict), element('span', {}, reason), element('code', { class: 'rule' }, ruleId)),
    ...(steps === '' ? [] : [element('p', { class: 'steps' }, steps)]),
    ...(changes.length === 0 ? [] : [element('ul', {}, ...changes.map(change))]),
  );
};

/** Findings of the same rule with the same words are one. */
const grouped = (findings: readonly PageFinding[]): [PageFinding, ...PageFinding[]][] => {
  const groups = new Map<string, [PageFinding, ...PageFinding[]]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.verdict, finding.ruleId, finding.reason, finding.steps]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
};

const fillFindings = (body: HTMLElement, { key, findings, rollout }: PageObject): void => {
  if (body.hasChildNodes()) return;
  const pods = { rolling: 'Pods are replaced one after the other.', gap: 'Pods are replaced, with a moment when none serves.' };
  body.append(
    ...(rollout === undefined ? [] : [element('p', { class: 'rollout' }, pods[rollout])]),
    element('ul', { class: 'findings' }, ...grouped(findings).map(findingItem)),
    element('p', { class: 'link' }, element('a', { href: `#object=${encodeURIComponent(key)}` }, 'Link to this object')),
  );
};

const row = (object: PageObject): HTMLLIElement => {
  const body = element('div', { class: 'body' });
  const details = element(
    'details',
    {},
    element(
      'summary',
      {},
      badge(object.verdict),
      element('span', { class: 'key' }, object.key),
      element('span', { class: 'change' }, object.change),
      element('span', { class: 'component' }, object.component),
      element('span', { class: 'reason' }, object.findings[0]?.reason ?? ''),
    ),
    body,
  );
  details.addEventListener('toggle', () => {
    if (!details.open) return;
    fillFindings(body, object);
    if (body.querySelector('.diff') === null && !document.body.classList.contains('printing'))
      body.append(diffTable(object.key, object.diff));
  });
  return element('li', { class: 'object', 'data-verdict': object.verdict }, details);
};

const chunk = 100;

/** The list of objects: rows are made as they come into sight, and what is in them when they are opened. */
export const objectList = () => {
  const [list, more] = [byId('list', HTMLUListElement), byId('more', HTMLButtonElement)];
  let shown: readonly PageObject[] = [];

  const grow = (count: number): void => {
    const start = list.children.length;
    list.append(...shown.slice(start, start + count).map(row));
    const left = shown.length - list.children.length;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(chunk, left)} more of ${left}`;
  };
  more.addEventListener('click', () => grow(chunk));
  const sight = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    grow(chunk);
    // Observed anew, it tells again where the end is still in sight.
    sight.unobserve(more);
    if (!more.hidden) sight.observe(more);
  });

  // On paper every object that is shown has its findings; of the differences, those that were open.
  let opened: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    document.body.classList.add('printing');
    grow(shown.length);
    for (const [index, item] of [...list.children].entries()) {
      const [object, body] = [shown[index], item.querySelector<HTMLElement>('.body')];
      if (object !== undefined && body !== null) fillFindings(body, object);
    }
    opened = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
    document.body.classList.remove('printing');
  });

  return {
    show: (objects: readonly PageObject[]): void => {
      shown = objects;
      list.replaceChildren();
      grow(chunk);
      sight.unobserve(more);
      if (!more.hidden) sight.observe(more);
    },
    /** Opens the first and moves the focus to it. */
    openFirst: (): void => {
      const details = list.querySelector('details');
      if (details === null) return;
      details.open = true;
      // The browser tells of it later, and the page would be too short to be scrolled to it.
      details.dispatchEvent(new Event('toggle'));
      details.querySelector('summary')?.focus({ preventScroll: true });
    },
  };
};
