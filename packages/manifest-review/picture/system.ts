// What a picture shows, as data: parts, links, and which of them are drawn as one.

/** What a part of the system is to the person who runs it. */
export type PartKind = 'service' | 'store' | 'job' | 'topic' | 'outside';

/** A box of the picture. */
export interface Part {
  /** Unique in a system: the component's name, `topic <name>` or `outside <name>`. */
  readonly id: string;
  readonly label: string;
  readonly kind: PartKind;
  /** Heading of the frame it stands in; absent: none. */
  readonly group?: string;
  /** Pods that run at once. @default 1 */
  readonly replicas?: number;
  /** Whether something outside the cluster reaches it. */
  readonly public?: boolean;
  /** Whether it may reach any address outside the cluster. */
  readonly internet?: boolean;
}

/** From the one that opens the connection; from the writer to the topic, from the topic to its reader. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly kind: 'door' | 'request' | 'store' | 'topic';
  /** Port numbers, a host with its path, or a consumer group; may be empty. */
  readonly label: string;
}

/** What runs and what talks to what: what a picture shows. */
export interface System {
  /** The instance, or the namespace. */
  readonly name: string;
  readonly parts: readonly Part[];
  readonly links: readonly Link[];
}

/** A link that is drawn; `group`: from the frame that `from` stands in, since all in it have the same. */
export interface DrawnLink extends Link {
  readonly group?: string;
}

/** A system as it is drawn. */
export interface Drawing {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly lines: readonly DrawnLink[];
}

/** One line instead of many: a link that all parts of a frame have is drawn once, from the frame, and ends anywhere but in it. */
const linesOf = ({ parts, links }: System): DrawnLink[] => {
  const groupOf = new Map(parts.map(({ id, group }) => [id, group]));
  const members = new Map<string, string[]>();
  for (const { id, group } of parts) if (group !== undefined) members.set(group, [...(members.get(group) ?? []), id]);
  const key = (from: string, { to, kind }: Link) => JSON.stringify([from, to, kind]);
  const known = new Set(links.map((link) => key(link.from, link)));
  const drawn = new Map<string, DrawnLink>();
  for (const link of links) {
    const group = groupOf.get(link.from);
    const all = group === undefined || group === groupOf.get(link.to) ? [] : (members.get(group) ?? []);
    const shared = all.length > 1 && all.every((id) => known.has(key(id, link)));
    const line: DrawnLink = shared ? { ...link, from: all[0] ?? link.from, group } : link;
    drawn.set(key(`${line.group ?? ''} ${line.from}`, line), drawn.get(key(`${line.group ?? ''} ${line.from}`, line)) ?? line);
  }
  return [...drawn.values()];
};

export const drawingOf = (system: System): Drawing => ({ name: system.name, parts: system.parts, lines: linesOf(system) });

/** What runs before, after, or both; parts of both are as they are after. Lines that a line from their frame stands for are left out. */
export const union = (old: System, now: System): Drawing => {
  const parts = [...new Map([...old.parts, ...now.parts].map((part) => [part.id, part])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const groupOf = new Map(parts.map(({ id, group }) => [id, group]));
  const key = (start: string | undefined, { to, kind }: DrawnLink) => JSON.stringify([start, to, kind]);
  const drawn = new Map([...linesOf(old), ...linesOf(now)].map((line) => [key(line.group ?? line.from, line), line]));
  return {
    name: now.name,
    parts,
    lines: [...drawn.values()].filter((line) => line.group !== undefined || !drawn.has(key(groupOf.get(line.from), line))),
  };
};
