// The head of the page: counts by verdict, and cards for what stops, restarts, is requested and is pulled.
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

/** The first of many, and the rest folded: a summary fits a phone. */
const folded = (all: readonly Html[], first: number, what: string, show: (some: readonly Html[]) => Html): Html =>
  all.length <= first + 2
    ? show(all)
    : html`${show(all.slice(0, first))}<details><summary>${all.length - first} more ${what}</summary>${show(all.slice(first))}</details>`;

const list = (all: readonly Html[], first: number, what: string): Html =>
  folded(all, first, what, (some) => html`<ul>${some.map((item) => html`<li>${item}</li>`)}</ul>`);

const card = (title: string, body: Html): Html => html`<section class="card"><h2>${title}</h2>${body}</section>
`;

const component = (name: string): Html => html`<a href="#component=${encodeURIComponent(name)}">${name}</a>`;

/** Names in a row. */
const components = (names: readonly string[]): Html =>
  folded(
    names.map(component),
    5,
    'components',
    (some) => html`<p>${some.map((name, index) => html`${index === 0 ? '' : ', '}${name}`)}</p>`,
  );

const objects = ({ added, removed, changed, unchanged, requests }: Summary): Html =>
  card(
    'Objects',
    html`<p><strong>${changed}</strong> changed, <strong>${added}</strong> added, <strong>${removed}</strong> removed, ${unchanged} the same</p>
<p class="requests">Requests, net: ${requestsLine(requests)}</p>`,
  );

const downtime = ({ downtime: found }: Summary): Html => {
  const reasons = [...new Set(found.map(({ reason }) => reason))];
  const namesOf = (reason: string) => found.filter((gap) => gap.reason === reason).map(({ component: name }) => name);
  return card(
    found.length === 0 ? 'Downtime' : `Downtime: ${counted(found.length, 'component')}`,
    found.length === 0
      ? html`<p>None.</p>`
      : list(
          reasons.map((reason) => html`<p class="why">${reason}</p>${components(namesOf(reason))}`),
          2,
          'reasons',
        ),
  );
};

const names = (title: string, found: readonly string[]): Html =>
  card(
    found.length === 0 ? title : `${title}: ${counted(found.length, 'component')}`,
    found.length === 0 ? html`<p>None.</p>` : components(found),
  );

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
            ({ old, new: now, components: users }) =>
              html`${old === undefined ? nothing : html`<del>${old}</del> `}${now === undefined ? nothing : html`<ins>${now}</ins> `}<span class="why">${users.join(', ')}</span>`,
          ),
          5,
          'images',
        ),
      );

const unknown = ({ unknownKinds }: Summary): Html =>
  unknownKinds.length === 0
    ? nothing
    : card(
        'Kinds that no rule knows',
        html`<p>Their controllers decide what a change does.</p>${list(
          unknownKinds.map((kind) => html`${kind}`),
          5,
          'kinds',
        )}`,
      );

/** What fits a phone: what stops, what restarts, what it asks for, which images. */
export const summaryCards = ({ summary }: Review): Html =>
  html`${[objects, downtime, restarts, stopped, images, unknown].map((part) => part(summary))}`;
