// A review as one HTML file.
import { createHash } from 'node:crypto';
import { assets } from '../../assets';
import { type Review, type Summary, verdicts, verdictWords } from '../types';
import { pageObjects } from './data';
import { Html, html, nothing } from './html';
import type { Pictures } from './pictures';
import { summaryCards, verdictButtons, verdictCounts } from './summary';

/** JSON that ends no script and begins no comment, whatever is in it. */
const json = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c');

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing but this page's own style and script, and nothing from the network. */
const policy = (style: string, script: string): string =>
  `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; img-src data:; base-uri 'none'; form-action 'none'`;

const legend = ({ counts }: Summary): Html =>
  html`<ul class="legend" aria-label="Colours of the picture">${verdicts
    .filter((verdict) => counts[verdict] > 0)
    .map(
      (verdict) => html`<li data-verdict="${verdict}">${verdictWords(verdict)}</li>`,
    )}<li class="calm">not touched</li><li class="outer">reached from outside</li><li class="wide">reaches the internet</li></ul>`;

const pictureSection = (
  { drawn, missing }: Pictures,
  summary: Summary,
): Html => html`<section class="pictures" aria-labelledby="pictures-title">
<h2 id="pictures-title">The system</h2>
${missing === '' ? nothing : html`<p class="missing">${missing}</p>`}
${drawn.length === 0 ? nothing : legend(summary)}
${drawn.map(
  ({ name, svg }, index) => html`<figure>
<figcaption id="picture-${index}">${name}</figcaption>
<div class="canvas" tabindex="0" role="group" aria-labelledby="picture-${index}" aria-describedby="picture-keys">${new Html(svg)}</div>
<div class="tools"><button type="button" data-zoom="in" aria-label="Larger">+</button><button type="button" data-zoom="out" aria-label="Smaller">−</button><button type="button" data-zoom="all">All</button></div>
</figure>
`,
)}
${drawn.length === 0 ? nothing : html`<p id="picture-keys" class="hint">Drag or use the arrow keys to move, + and − or Ctrl and the wheel to zoom, 0 to see all. What is coloured leads to its objects.</p>`}
</section>`;

export interface PageProps {
  /** Where rules and verdicts are explained: paths or addresses. @default nowhere */
  readonly rulesUrl?: string;
  readonly verdictsUrl?: string;
}

const footer = ({ rulesUrl, verdictsUrl }: PageProps): Html =>
  rulesUrl === undefined
    ? nothing
    : html`<footer><p>Rules are explained in <code>${rulesUrl}</code>${verdictsUrl === undefined ? '' : html`, verdicts in <code>${verdictsUrl}</code>`}.</p></footer>`;

/**
 * The review as one HTML file that needs no network and no other file. Pure: the same review gives the same bytes.
 * `pictures` are of `reviewPictures`; their SVG is taken as it is.
 */
export const renderPage = (review: Review, pictures: Pictures, explained: PageProps = {}): string => {
  const { template, pictureStyle, pageStyle, script } = assets();
  const style = `${pictureStyle}\n${pageStyle}`;
  const text = (value: string): string => html`${value}`.markup;
  const values: Readonly<Record<string, string>> = {
    policy: text(policy(style, script)),
    title: text(`Review: ${review.old} → ${review.new}`),
    style: `<style>${style}</style>`,
    old: text(review.old),
    new: text(review.new),
    counts: verdictCounts(review.summary).markup,
    summary: summaryCards(review).markup,
    pictures: pictureSection(pictures, review.summary).markup,
    verdicts: verdictButtons(review.summary).markup,
    data: `<script type="application/json" id="review">${json(pageObjects(review))}</script>`,
    script: `<script>${script}</script>`,
    footer: footer(explained).markup,
  };
  // One pass, so that a value which looks like a placeholder stays what it is.
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
};
