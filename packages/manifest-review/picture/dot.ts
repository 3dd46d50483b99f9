// A system in Graphviz' own language, with the key of colours and shapes.
import type { Drawing, DrawnLink, Part } from './system';
import { escapeXml } from './xml';

const text = (value: string): string => escapeXml(value).replace(/\n/g, '<BR/>');

const attributes = (values: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value.startsWith('<') ? value : `"${value}"`}`]))
    .join(' ');

const shapes: Readonly<Record<Part['kind'], Readonly<Record<string, string>>>> = {
  service: { shape: 'box', style: 'rounded,filled' },
  store: { shape: 'cylinder', style: 'filled' },
  job: { shape: 'box', style: 'rounded,filled,dashed' },
  topic: { shape: 'box', style: 'filled', height: '0.26', margin: '0.1,0.03' },
  outside: { shape: 'plain' },
};

const small = (value: string): string => `<FONT POINT-SIZE="10">${escapeXml(value)}</FONT>`;

const label = ({ label: name, replicas = 1 }: Part, note?: string): string =>
  `<${text(name)}${replicas === 1 ? '' : ` ${small(`×${replicas}`)}`}${note === undefined ? '' : `<BR/>${small(note)}`}>`;

const classes = ({ kind, public: open, internet }: Part): string =>
  [kind, ...(open === true ? ['public'] : []), ...(internet === true ? ['internet'] : [])].join(' ');

/** What the colours and shapes mean, as parts of their own; the last is drawn on top. */
const legend: readonly Part[] = [
  { id: 'job', label: 'job that ends', kind: 'job' },
  { id: 'topic', label: 'topic of Kafka', kind: 'topic' },
  { id: 'store', label: 'store', kind: 'store' },
  { id: 'internet', label: 'service that reaches the internet', kind: 'service', internet: true },
  { id: 'service', label: 'service', kind: 'service' },
  { id: 'door', label: 'reached from outside', kind: 'service', public: true },
];

export interface DotProps {
  /** Letters and digits before every id, where a page holds several pictures. @default '' */
  readonly prefix?: string;
  /** Classes that a part has beside its kind. @default none */
  readonly extra?: (part: Part) => string | undefined;
  /** A word under its name. @default none */
  readonly note?: (part: Part) => string | undefined;
  /** Where a click on a part leads. @default nowhere */
  readonly href?: (part: Part) => string | undefined;
  /** Whether what the colours mean stands in the picture. @default true */
  readonly explained?: boolean;
}

/** In Graphviz' language; parts have the ids `<prefix>p<n>` and lines `<prefix>l<n>`, in order. */
export const toDot = (system: Drawing, { prefix = '', extra, note, href, explained = true }: DotProps = {}): string => {
  const ids = new Map(system.parts.map(({ id }, index) => [id, `p${index}`]));
  const groups = [...new Set(system.parts.flatMap(({ group }) => group ?? []))].sort();
  const groupOf = new Map(system.parts.map(({ id, group }) => [id, group]));
  const kindOf = new Map(system.parts.map(({ id, kind }) => [id, kind]));
  const node = (part: Part): string =>
    `${ids.get(part.id)} [${attributes({
      id: `${prefix}${ids.get(part.id)}`,
      label: label(part, note?.(part)),
      class: [classes(part), extra?.(part) ?? ''].join(' ').trim(),
      URL: href?.(part),
      ...shapes[part.kind],
    })}]`;
  const frame = (name: string, index: string, nodes: readonly string[]): string[] => [
    `subgraph cluster_${index} {`,
    attributes({ label: `<${text(name)}>`, class: 'frame', style: 'rounded', margin: '10' }),
    ...nodes,
    '}',
  ];
  const edge = ({ from, to, kind, group }: DrawnLink, index: number): string =>
    `${ids.get(from)} -> ${ids.get(to)} [${attributes({
      id: `${prefix}l${index}`,
      class: kindOf.get(from) === 'job' && group === undefined ? `${kind} passing` : kind,
      ltail: group === undefined ? undefined : `cluster_${groups.indexOf(group)}`,
      // Stores stand in one column.
      constraint: kind === 'store' && groupOf.get(from) !== undefined && groupOf.get(from) === groupOf.get(to) ? 'false' : undefined,
    })}]`;
  return [
    'digraph system {',
    'rankdir=LR compound=true nodesep=0.1 ranksep=0.35 bgcolor=transparent fontname=Helvetica fontsize=12',
    'node [fontname=Helvetica fontsize=12 height=0.3 margin="0.1,0.04"]',
    'edge [fontname=Helvetica fontsize=10 arrowsize=0.6]',
    ...groups.flatMap((group, index) => frame(group, String(index), system.parts.filter((part) => part.group === group).map(node))),
    ...system.parts.filter(({ group }) => group === undefined).map(node),
    ...system.lines.map(edge),
    ...(explained
      ? frame(
          'Key',
          'key',
          legend.map((part) => `key_${part.id} [${attributes({ label: label(part), class: classes(part), ...shapes[part.kind] })}]`),
        )
      : []),
    '}',
    '',
  ].join('\n');
};
