import type { Manifest } from '../../constructs/kubernetes/subsystem-chart';
import { componentOf } from '../kinds';
import { changed, ofKinds, type Rule } from '../rule';
import { at, tree } from '../tree';

// Relay's endpoints below /api/<project id>/ (relay-server/src/endpoints/mod.rs).
const endpoint =
  /[/(|](store|envelope|security|csp-report|nel|minidump|unreal|playstation|attachments|cron|otlp|integration|upload|monitor)\b/g;
const withoutComments = (content: string): string => content.replace(/^\s*#.*$/gm, '');
const endpoints = (manifest: Manifest | undefined): string[] => {
  const written = [
    ...Object.values(tree(manifest?.['data'])).map(String),
    ...(manifest !== undefined && ['Ingress', 'HTTPRoute'].includes(manifest.kind)
      ? [JSON.stringify(at(manifest, 'spec', 'rules') ?? [])]
      : []),
  ];
  return [...new Set(written.flatMap((content) => [...withoutComments(content).matchAll(endpoint)].map(([, name = '']) => name)))];
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

/** What the doors' own configuration lets in. */
export const edgeRules: readonly Rule[] = [
  {
    id: 'ingest-endpoints-wider',
    verdict: 'exposure',
    title: 'More endpoints open to the public',
    reason: 'The public can reach more of Relay.',
    steps: 'Check that ingest.endpoints lists only what your SDKs need.',
    find: ofKinds(['ConfigMap', 'Ingress', 'HTTPRoute'], ({ old, new: now, kind }) => {
      if (old === undefined || now === undefined || componentOf(now) !== 'edge' || !['ConfigMap', 'Ingress', 'HTTPRoute'].includes(kind))
        return [];
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
    find: ofKinds('ConfigMap', (pair) =>
      changed('ConfigMap', /^data[.[]/, ({ old, new: now }) => /proxy_pass|\bbackend\b/.test(`${old}${now}`))(pair).flatMap(
        ({ path, old, new: now }) => {
          const [gone, come] = [doorLines(old ?? '', now ?? ''), doorLines(now ?? '', old ?? '')];
          return gone.length + come.length === 0 ? [] : [{ path, old: gone, new: come }];
        },
      ),
    ),
  },
];
