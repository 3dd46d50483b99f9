/** An endpoint of Relay under /api/<project id>/, as its own router has it. */
export interface Endpoint {
  /** Below the project: segments with, in braces, what the sender chooses. Sent to Relay with a slash at the end. */
  readonly paths: readonly string[];
  /** Whether Relay also takes it without the slash at the end. */
  readonly slash: 'required' | 'optional';
  /** OPTIONS is allowed with each: browsers ask before they send. */
  readonly methods: readonly ('GET' | 'POST')[];
  /** Of 2^20 bytes as sent, unless `ingest.limits.bodyMegabytes` says otherwise. */
  readonly bodyMegabytes: number;
}

const files = { methods: ['POST'], bodyMegabytes: 100 } as const;
const report = { slash: 'required', methods: ['POST'], bodyMegabytes: 20 } as const;
const drain = { slash: 'optional', methods: ['POST'], bodyMegabytes: 20 } as const;

/**
 * What `ingest.endpoints` can open.
 *
 * Source: relay-server/src/endpoints/mod.rs for paths, methods and slashes; limits.max_envelope_size and max_attachment_size in
 * relay-config, cut to the 100 MB of upstream's nginx.conf. Left out: what only other Relays may ask (/api/0/relays/), /api/store/
 * without a project, playstation (not in the self-hosted build) and upload (needs an object store service that self-hosted lacks).
 */
export const endpoints = {
  store: { paths: ['store'], slash: 'required', methods: ['POST', 'GET'], bodyMegabytes: 20 },
  envelope: { paths: ['envelope'], slash: 'required', ...files },
  security: { paths: ['security'], ...report },
  'csp-report': { paths: ['csp-report'], ...report },
  nel: { paths: ['nel'], ...report },
  minidump: { paths: ['minidump'], slash: 'optional', ...files },
  unreal: { paths: ['unreal/{key}'], slash: 'optional', ...files },
  attachments: { paths: ['events/{event}/attachments'], slash: 'required', ...files },
  cron: { paths: ['cron/{slug}', 'cron/{slug}/{key}'], slash: 'optional', methods: ['POST', 'GET'], bodyMegabytes: 20 },
  otlp: { paths: ['integration/otlp/v1/traces', 'integration/otlp/v1/logs', 'otlp/v1/traces'], ...drain },
  vercel: { paths: ['integration/vercel/logs'], ...drain },
  heroku: { paths: ['integration/heroku/logs'], ...drain },
} as const satisfies Readonly<Record<string, Endpoint>>;

export type EndpointName = keyof typeof endpoints;

export const endpointNames = Object.keys(endpoints) as [EndpointName, ...EndpointName[]];

/** Bodies that the door must let through at one open endpoint, and so also whatever stands in front of it. */
export const bodyMegabytes = (name: EndpointName, limits: { readonly bodyMegabytes?: number }): number =>
  limits.bodyMegabytes ?? endpoints[name].bodyMegabytes;

/** The largest body that any open endpoint takes, of 2^20 bytes. */
export const largestBodyMegabytes = (ingest: {
  readonly endpoints: readonly EndpointName[];
  readonly limits: { readonly bodyMegabytes?: number };
}): number => Math.max(...ingest.endpoints.map((name) => bodyMegabytes(name, ingest.limits)));
