import { counted, requestsLine } from '../formats/words';
import { type Review, type Summary, verdicts, verdictWords } from '../types';
import { type Html, html, nothing } from './html';

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

const items = (all: readonly Html[]): Html => html`<ul>${all.map((item) => html`<li>${item}</li>`)}</ul>`;

/** The first of a list, and the rest folded: a summary fits a phone. */
const list = (all: readonly Html[], first = 5): Html =>
  all.length <= first + 1
    ? items(all)
    : html`${items(all.slice(0, first))}<details><summary>${all.length - first} more</summary>${items(all.slice(first))}</details>`;

const card = (title: string, body: Html, kind = ''): Html => html`<section class="card ${kind}"><h2>${title}</h2>${body}</section>
`;

const component = (name: string): Html => html`<a href="#component=${encodeURIComponent(name)}">${name}</a>`;

const objects = ({ added, removed, changed, unchanged, requests }: Summary): Html =>
  card(
    'Objects',
    html`<p><strong>${changed}</strong> changed, <strong>${added}</strong> added, <strong>${removed}</strong> removed, ${unchanged} the same</p>
<p class="requests">Requests, net: ${requestsLine(requests)}</p>`,
  );

const downtime = ({ downtime: found }: Summary): Html =>
  card(
    'Downtime',
    found.length === 0
      ? html`<p>None.</p>`
      : list(found.map(({ component: name, reason }) => html`${component(name)} <span class="why">${reason}</span>`)),
  );

const names = (title: string, found: readonly string[]): Html =>
  card(title, found.length === 0 ? html`<p>None.</p>` : html`<p>${counted(found.length, 'component')}</p>${list(found.map(component))}`);

const restarts = ({ restarts: all, downtime: gaps }: Summary): Html =>
  names(
    'Restarts without a gap',
    all.filter((name) => !gaps.some((gap) => gap.component === name)),
  );

const stopped = (summary: Summary): Html => (summary.stopped.length === 0 ? nothing : names('Stopped', summary.stopped));

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
  html`${[objects, downtime, restarts, stopped, images, unknown].map((part) => part(summary))}`;
