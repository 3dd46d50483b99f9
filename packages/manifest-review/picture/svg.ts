// The picture, laid out by Graphviz.
import { instance } from '@viz-js/viz';
import { assets } from '../assets';
import { type DotProps, toDot } from './dot';
import { type Drawing, drawingOf, type Part, type System } from './system';
import { escapeXml } from './xml';

const partTitle = ({ label, kind, replicas = 1, public: open, internet }: Part, note: string | undefined): string =>
  [
    `${label.replaceAll('\n', ', ')}: ${kind}`,
    ...(note === undefined ? [] : [note]),
    ...(replicas === 1 ? [] : [`${replicas} pods`]),
    ...(open === true ? ['reached from outside'] : []),
    ...(internet === true ? ['reaches the internet'] : []),
  ].join(', ');

/** Titles by id of what is drawn: what a pointer that rests on it is told. */
const titles = (system: Drawing, { prefix = '', note }: DotProps): Map<string, string> => {
  const labels = new Map(system.parts.map(({ id, label }) => [id, label.replaceAll('\n', ', ')]));
  return new Map([
    ...system.parts.map((part, index): [string, string] => [`${prefix}p${index}`, partTitle(part, note?.(part))]),
    ...system.lines.map(({ from, to, label, group }, index): [string, string] => [
      `${prefix}l${index}`,
      `${group ?? labels.get(from)} → ${labels.get(to)}${label === '' ? '' : `: ${label}`}`,
    ]),
  ]);
};

/** Draws without colours of its own: those are the style sheet's. */
const draw = async (system: Drawing, props: DotProps): Promise<string> => {
  const told = titles(system, props);
  return (
    (await instance())
      .renderString(toDot(system, props), { format: 'svg' })
      .replace(/^[\s\S]*?(?=<svg)/, '')
      .replace(/<!--[\s\S]*?-->\n?/g, '')
      .replace(/<(svg|g) ([^>]*)>\n<title>[^<]*<\/title>/g, (_, tag: string, rest: string) => {
        const title = told.get(/id="([^"]*)"/.exec(rest)?.[1] ?? '');
        return `<${tag} ${rest}>${title === undefined ? '' : `\n<title>${escapeXml(title)}</title>`}`;
      })
      // Graphviz' own tooltips repeat the label.
      .replace(/<a xlink:href="([^"]*)"[^>]*>/g, '<a href="$1">')
      .replace(/ (?:stroke|font-family|fill)="(?!none)[^"]*"/g, '')
      .replace(/ stroke="none"/g, '')
  );
};

/** The picture as a part of a page that has the style of pictures. Throws for a system that Graphviz cannot lay out. */
export const toInlineSvg = async (system: Drawing, props: DotProps = {}): Promise<string> =>
  (await draw(system, props)).replace('<svg ', '<svg class="picture" ');

/** The picture as a file of its own, light or dark as the reader's screen. */
export const toSvg = async (system: System): Promise<string> => {
  const name = `What runs in ${system.name}, and what talks to what`;
  return (await draw(drawingOf(system), {})).replace(
    /<svg ([^>]*)>/,
    (_, rest: string) =>
      `<svg class="picture" role="img" aria-label="${escapeXml(name)}" ${rest}>\n<style>\n${assets().pictureStyle}.picture { background: var(--picture-ground); }\n</style>`,
  );
};
