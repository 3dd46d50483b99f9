import { type Review, type Summary, verdicts, verdictWords } from '../types';
import { type Html, html, nothing } from './html';

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** One button a verdict; pressed, it shows the objects of that verdict alone. */
export const verdictButtons = ({ counts }: Summary): Html =>
  html`${verdicts.map(
    (verdict) =>
      html`<button type="button" class="verdict-filter" data-verdict="${verdict}" aria-pressed="false"${counts[verdict] === 0 ? html` disabled` : nothing}><span class="count">${counts[verdict]}</span> <span class="word">${verdictWords(verdict)}</span></button>
`,
  )}`;

/** Counts by verdict, each a link to its objects. */
export const verdictCounts = ({ counts }: Summary): Html =>
  html`<ul class="counts" aria-label="Objects by verdict">${verdicts.map((verdict) => {
    const body = html`<b>${counts[verdict]}</b>${verdictWords(verdict)}`;
    return html`<li data-verdict="${verdict}">${counts[verdict] === 0 ? html`<span>${body}</span>` : html`<a href="#verdict=${verdict}">${body}</a>`}</li>
`;
  })}</ul>`;

const sign = (value: number): string => (value > 0 ? '+' : value < 0 ? '−' : '');

const cpu = (milliCpu: number): string => `${sign(milliCpu)}${Number((Math.abs(milliCpu) / 1000).toFixed(3))} CPU`;

const bytes = (value: number): string => {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, Math.abs(value))) / 10));
  return `${sign(value)}${Number((Math.abs(value) / 1024 ** power).toFixed(1))} ${units[power]}`;
};

const list = (items: readonly Html[]): Html => html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;

const card = (title: string, body: Html, kind = ''): Html => html`<section class="card ${kind}"><h2>${title}</h2>${body}</section>
`;

const component = (name: string): Html => html`<a href="#component=${encodeURIComponent(name)}">${name}</a>`;

const objects = ({ added, removed, changed, unchanged }: Summary): Html =>
  card(
    'Objects',
    html`<p><strong>${changed}</strong> changed, <strong>${added}</strong> added, <strong>${removed}</strong> removed, ${unchanged} as they were</p>`,
  );

const downtime = ({ downtime: found }: Summary): Html =>
  card(
    'Downtime',
    found.length === 0
      ? html`<p>None.</p>`
      : list(found.map(({ component: name, reason }) => html`${component(name)} <span class="why">${reason}</span>`)),
  );

const restarts = ({ restarts: names }: Summary): Html =>
  card(
    'Restarts',
    names.length === 0 ? html`<p>None.</p>` : html`<p>${plural(names.length, 'component')}</p>${list(names.map(component))}`,
  );

const requests = ({ requests: { milliCpu, memory, storage } }: Summary): Html =>
  card(
    'Requests, net',
    milliCpu === 0 && memory === 0 && storage === 0
      ? html`<p>As they were.</p>`
      : html`<dl><dt>CPU</dt><dd>${cpu(milliCpu)}</dd><dt>Memory</dt><dd>${bytes(memory)}</dd><dt>Storage</dt><dd>${bytes(storage)}</dd></dl>`,
  );

const images = ({ images: changes }: Summary): Html =>
  changes.length === 0
    ? nothing
    : card(
        'Images',
        list(
          changes.map(
            ({ old, new: now, components }) =>
              html`${old === undefined ? nothing : html`<del>${old}</del> `}${now === undefined ? nothing : html`<ins>${now}</ins> `}<span class="why">${components.join(', ')}</span>`,
          ),
        ),
        'images',
      );

const unknown = ({ unknownKinds }: Summary): Html =>
  unknownKinds.length === 0
    ? nothing
    : card(
        'Kinds that no rule knows',
        html`<p>Their controllers decide what a change does.</p>${list(unknownKinds.map((kind) => html`${kind}`))}`,
      );

/** What fits a phone: what stops, what restarts, what it asks for, which images. */
export const summaryCards = ({ summary }: Review): Html =>
  html`${[objects, downtime, restarts, requests, images, unknown].map((part) => part(summary))}`;
