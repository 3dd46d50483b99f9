// What the doors' own configuration lets in.
import { type Changed, fields, onChanged, type Rule } from 'manifest-review';
import { at, componentOf, type Manifest, tree } from 'manifest-review/manifests';

// Relay's endpoints below /api/<project id>/ (relay-server/src/endpoints/mod.rs).
const endpoint =
  /[/(|](store|envelope|security|csp-report|nel|minidump|unreal|playstation|attachments|cron|otlp|integration|upload|monitor)\b/g;
// Endpoints that a map of the edge names to refuse them.
const withoutClosed = (content: string): string => content.replace(/^.* "closed -";$/gm, '');
const withoutComments = (content: string): string => content.replace(/^\s*#.*$/gm, '');
const endpoints = (manifest: Manifest): string[] => {
  const written = [
    ...Object.values(tree(manifest.data)).map(String),
    ...(['Ingress', 'HTTPRoute'].includes(manifest.kind) ? [JSON.stringify(at(manifest, 'spec', 'rules') ?? [])] : []),
  ];
  return [
    ...new Set(written.flatMap((content) => [...withoutClosed(withoutComments(content)).matchAll(endpoint)].map(([, name = '']) => name))),
  ];
};

const doorLine =
  /~|\blocation\b|proxy_pass|rewrite|\ballow\b|\bdeny\b|\blisten\b|\breturn\b|merge_slashes|set_real_ip_from|\bmap\b|limit_except|proxy_set_header/;

/** Lines of a proxy's configuration that decide what passes, which one side lacks. */
const doorLines = (has: unknown, other: unknown): string[] => {
  const known = new Set(
    String(other)
      .split('\n')
      .map((line) => line.trim()),
  );
  return withoutComments(String(has))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && doorLine.test(line) && !known.has(line));
};

/** Lines of a map that let in what the other side did not; where it let in all, none does. */
const admitted = (now: unknown, old: unknown): string[] => {
  const lines = (content: unknown): string[] => String(content ?? '').split('\n');
  const known = lines(old);
  return known.includes('default yes;') ? [] : lines(now).filter((line) => /\byes;$/.test(line) && !known.includes(line));
};

const isProxy = ({ old, new: now }: Changed): boolean =>
  [old, now].some((manifest) => Object.values(tree(manifest.data)).some((content) => /proxy_pass|\bbackend\b/.test(String(content))));

/** What the doors' own configuration lets in. */
export const edgeRules: readonly Rule[] = [
  {
    id: 'ingest-endpoints-wider',
    verdict: 'exposure',
    title: 'More endpoints open to the public',
    reason: 'The public can reach more of Relay.',
    steps: 'Check that ingest.endpoints lists only what your SDKs need.',
    find: onChanged(['ConfigMap', 'Ingress', 'HTTPRoute'], ({ old, new: now, kind }) => {
      if (componentOf(now) !== 'edge') return [];
      const known = endpoints(old);
      const found = endpoints(now).filter((name) => !known.includes(name));
      return found.length === 0 ? [] : [{ path: kind === 'ConfigMap' ? 'data' : 'spec.rules', old: known, new: [...known, ...found] }];
    }),
  },
  {
    id: 'door-rules',
    verdict: 'exposure',
    title: 'Rules of a proxy',
    reason: 'These lines decide what the proxy lets in and where it goes.',
    steps: 'Read old and new side by side, and run the tests of the door.',
    find: onChanged('ConfigMap', (pair) =>
      (isProxy(pair) ? fields(/^data[.[]/)(pair) : []).flatMap(({ path, old, new: now }) => {
        if (/\.map\]?$/.test(path)) {
          const lines = admitted(now, old);
          return lines.length === 0 ? [] : [{ path, new: lines }];
        }
        const [gone, come] = [doorLines(old ?? '', now ?? ''), doorLines(now ?? '', old ?? '')];
        return gone.length + come.length === 0 ? [] : [{ path, old: gone, new: come }];
      }),
    ),
  },
];
