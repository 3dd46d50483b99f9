// A system as Mermaid, for pages in Markdown.
import { drawingOf, type Part, type System } from './system';

/** Text in quotes, as Mermaid wants it. */
const quote = (text: string): string =>
  `"${text.replace(/[#&<>"]/g, (character) => `#${character.codePointAt(0)};`).replace(/\n/g, '<br/>')}"`;

const shapes: Readonly<Record<Part['kind'], readonly [string, string]>> = {
  service: ['(', ')'],
  store: ['[(', ')]'],
  job: ['[[', ']]'],
  topic: ['[', ']'],
  outside: ['((', '))'],
};

// Readable on a light and on a dark page alike.
const styles = `classDef public stroke:#bf3989,stroke-width:3px
classDef topic stroke:#9a6700
classDef store stroke:#0969da`;

/** The picture as Mermaid, which GitHub and GitLab draw in Markdown. */
export const toMermaid = (system: System): string => {
  const ids = new Map(system.parts.map(({ id }, index) => [id, `p${index}`]));
  const groups = [...new Set(system.parts.flatMap(({ group }) => group ?? []))].sort();
  const node = ({ id, label, kind, replicas = 1, public: open }: Part): string => {
    const [left, right] = shapes[kind];
    const kinds = open === true ? 'public' : kind === 'topic' || kind === 'store' ? kind : undefined;
    return `${ids.get(id)}${left}${quote(`${label}${replicas === 1 ? '' : ` ×${replicas}`}`)}${right}${kinds === undefined ? '' : `:::${kinds}`}`;
  };
  return [
    'flowchart LR',
    ...groups.flatMap((group, index) => [
      `subgraph g${index}[${quote(group)}]`,
      ...system.parts.filter((part) => part.group === group).map((part) => `  ${node(part)}`),
      'end',
    ]),
    ...system.parts.filter(({ group }) => group === undefined).map(node),
    ...drawingOf(system).lines.map(({ from, to, kind, group }) =>
      [group === undefined ? ids.get(from) : `g${groups.indexOf(group)}`, kind === 'store' ? '-.->' : '-->', ids.get(to)].join(' '),
    ),
    styles,
    '',
  ].join('\n');
};
