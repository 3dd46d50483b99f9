// The page's script: joins its controls, its address, its list and its pictures.
import type { PageObject } from '../page-object';
import { byId, element } from './dom';
import { everything, type Filter, filtered, fromHash, toHash } from './filter';
import { objectList } from './list';
import { movable } from './picture';

const objects = JSON.parse(byId('review', HTMLScriptElement).textContent ?? '[]') as readonly PageObject[];
const [component, text] = [byId('component', HTMLSelectElement), byId('text', HTMLInputElement)];
const [clear, shown, theme] = [byId('clear', HTMLButtonElement), byId('shown', HTMLElement), byId('theme', HTMLButtonElement)];
const verdictButtons = [...document.querySelectorAll<HTMLButtonElement>('button[data-verdict]')];
const list = objectList();

for (const name of [...new Set(objects.map((object) => object.component))].sort())
  component.append(element('option', { value: name }, name));

let filter: Filter = everything;

const show = (next: Filter): void => {
  filter = next;
  const found = filtered(objects, filter);
  for (const button of verdictButtons)
    button.setAttribute('aria-pressed', String(filter.verdicts.includes(button.dataset['verdict'] ?? '')));
  component.value = filter.component;
  text.value = filter.text;
  clear.hidden = toHash(filter) === '';
  shown.textContent = found.length === objects.length ? `All ${objects.length} objects` : `${found.length} of ${objects.length} objects`;
  list.show(found);
};

/** A change by hand: the address follows, and back leads past it. */
const change = (next: Filter): void => {
  history.replaceState(null, '', `${location.pathname}${location.search}${toHash(next)}`);
  show(next);
};

for (const button of verdictButtons)
  button.addEventListener('click', () => {
    const verdict = button.dataset['verdict'] ?? '';
    const verdicts = filter.verdicts.includes(verdict)
      ? filter.verdicts.filter((other) => other !== verdict)
      : [...filter.verdicts, verdict];
    change({ ...filter, verdicts, object: '' });
  });
component.addEventListener('change', () => change({ ...filter, component: component.value, object: '' }));
text.addEventListener('input', () => change({ ...filter, text: text.value, object: '' }));
clear.addEventListener('click', () => {
  change(everything);
  text.focus();
});
document.querySelector('form')?.addEventListener('submit', (event) => event.preventDefault());

/** A link of the page, of the picture, or from elsewhere. */
const follow = (): void => {
  if (location.hash === '#objects') return;
  show(fromHash(location.hash));
  if (toHash(filter) === '') return;
  if (filter.component !== '' || filter.object !== '') list.openFirst();
  byId('objects', HTMLElement).scrollIntoView();
};
addEventListener('hashchange', follow);
follow();

const themes = ['automatic', 'light', 'dark'];
theme.addEventListener('click', () => {
  const next = themes[(themes.indexOf(document.documentElement.dataset['theme'] ?? 'automatic') + 1) % themes.length] ?? 'automatic';
  document.documentElement.dataset['theme'] = next;
  theme.textContent = `Theme: ${next}`;
});

for (const figure of document.querySelectorAll('figure')) movable(figure);
