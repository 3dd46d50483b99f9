// Endpoints of Relay that the public door can open.
/** Relay takes events of some megabytes, and files of many. */
export type BodyKind = 'event' | 'file';

/** Largest body as sent, of 2^20 bytes, unless `ingest.limits.bodyMegabytes` says otherwise. */
const bodyKindMegabytes: Readonly<Record<BodyKind, number>> = { event: 20, file: 100 };

/** An endpoint of Relay under /api/<project id>/, as its own router has it. */
export interface Endpoint {
  /** Below the project: segments with, in braces, what the sender chooses. Relay is asked with a slash at the end. */
  readonly paths: readonly string[];
  /** Whether Relay also takes it without the slash at the end. */
  readonly slash: 'required' | 'optional';
  /** OPTIONS is allowed with each: browsers ask before they send. */
  readonly methods: readonly ('GET' | 'POST')[];
  readonly body: BodyKind;
}

const file = { methods: ['POST'], body: 'file' } as const;
const report = { slash: 'required', methods: ['POST'], body: 'event' } as const;
const drain = { slash: 'optional', methods: ['POST'], body: 'event' } as const;

/**
 * What `ingest.endpoints` can open.
 *
 * Source: relay-server/src/endpoints/mod.rs for paths, methods and slashes; limits.max_envelope_size and max_attachment_size in
 * relay-config, cut to the 100 MB of upstream's nginx.conf. Left out: what only other Relays may ask (/api/0/relays/), /api/store/
 * without a project, playstation (not in the self-hosted build) and upload (needs an object store service that self-hosted lacks).
 */
export const endpoints = {
  store: { paths: ['store'], slash: 'required', methods: ['POST', 'GET'], body: 'event' },
  envelope: { paths: ['envelope'], slash: 'required', ...file },
  security: { paths: ['security'], ...report },
  'csp-report': { paths: ['csp-report'], ...report },
  nel: { paths: ['nel'], ...report },
  minidump: { paths: ['minidump'], slash: 'optional', ...file },
  unreal: { paths: ['unreal/{key}'], slash: 'optional', ...file },
  attachments: { paths: ['events/{event}/attachments'], slash: 'required', ...file },
  cron: { paths: ['cron/{slug}', 'cron/{slug}/{key}'], slash: 'optional', methods: ['POST', 'GET'], body: 'event' },
  otlp: { paths: ['integration/otlp/v1/traces', 'integration/otlp/v1/logs', 'otlp/v1/traces'], ...drain },
  vercel: { paths: ['integration/vercel/logs'], ...drain },
  heroku: { paths: ['integration/heroku/logs'], ...drain },
} as const satisfies Readonly<Record<string, Endpoint>>;

export type EndpointName = keyof typeof endpoints;

export const endpointNames = Object.keys(endpoints) as [EndpointName, ...EndpointName[]];

interface BodyLimit {
  readonly bodyMegabytes?: number;
}

/** Largest body that the door lets through, of 2^20 bytes. */
export const bodyMegabytes = (kind: BodyKind, limits: BodyLimit): number => limits.bodyMegabytes ?? bodyKindMegabytes[kind];

/** The largest body of any open endpoint, of 2^20 bytes: what stands in front of the door has to let through. */
export const largestBodyMegabytes = (ingest: { readonly endpoints: readonly EndpointName[]; readonly limits: BodyLimit }): number =>
  Math.max(...ingest.endpoints.map((name) => bodyMegabytes(endpoints[name].body, ingest.limits)));

/** What upstream's nginx.conf lets through to Sentry and Relay, of 2^20 bytes. */
const upstreamMegabytes = 100;

/** The same of the internal door, which leads to the same Relay: never less than upstream's. */
export const internalBodyMegabytes = ({ limits }: { readonly limits: BodyLimit }): number =>
  Math.max(upstreamMegabytes, limits.bodyMegabytes ?? 0);

/** Relay's own limits of envelopes and of attachments, of 2^20 bytes (relay-config, Limits). */
const relayMegabytes = 200;

/** What Relay must be told to take, where that is more than it takes of itself. */
export const relayBodyMegabytes = ({ limits: { bodyMegabytes: most = 0 } }: { readonly limits: BodyLimit }): number | undefined =>
  most > relayMegabytes ? most : undefined;
