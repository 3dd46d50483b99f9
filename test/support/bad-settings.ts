// Wrong settings, each with every line that it is to give.

/** One wrong sentry.yaml: what stands below the two required settings, or the whole text, and every line it gives. */
export interface BadSettings {
  readonly name: string;
  /** Appended to `url` and `ingest` in lines 1 and 2, so it begins in line 3. */
  readonly yaml?: string;
  /** Instead of that: the whole file. */
  readonly whole?: string;
  readonly lines: readonly string[];
}

const digits = '0123456789abcdef0123456789abcdef';

/** The messages are part of the contract: file, line, column, setting, what was expected, what was found. */
export const badSettings: readonly BadSettings[] = [
  // What Kubernetes refuses.
  ...(
    [
      ['instance: 1a\n', '3:11: instance: expected a name of lower-case letters, digits and dashes that begins with a letter, got "1a"'],
      ['retention: { schedule: "0 0 * * 7" }\n', '3:24: retention.schedule: expected 0 to 6 as day of the week, got "7"'],
      ['retention: { schedule: "*/00 0 * * *" }\n', '3:24: retention.schedule: expected 0 to 59 as minute, got "*/00"'],
      [
        'components: { postgres: { resources: { storage: "0" } } }\n',
        '3:49: components.postgres.resources.storage: expected more than nothing, got "0"',
      ],
      [
        'components: { web: { tolerations: [{ key: a, operator: Exists, value: x }] } }\n',
        '3:71: components.web.tolerations.0.value: expected none with operator Exists, got "x"',
      ],
      [
        'components: { web: { tolerations: [{ key: a, operator: Exists, effect: NoSchedule, tolerationSeconds: 5 }] } }\n',
        '3:103: components.web.tolerations.0.tolerationSeconds: expected none without effect NoExecute, got 5',
      ],
      [
        'components: { web: { tolerations: [{ value: a }] } }\n',
        '3:36: components.web.tolerations.0: expected a key, or operator Exists, which tolerates every taint',
      ],
      [
        'components: { web: { nodeSelector: { "bad key!": x } } }\n',
        '3:38: components.web.nodeSelector.bad key!: expected a key of at most 63 letters, digits, dashes, dots and underscores, perhaps after a DNS name and /, got "bad key!"',
      ],
      [
        'components: { web: { nodeSelector: { a: "bad value!" } } }\n',
        '3:41: components.web.nodeSelector.a: expected at most 63 letters, digits, dashes, dots and underscores, got "bad value!"',
      ],
      [
        'ingress: { annotations: { "bad key!/x y": v } }\n',
        '3:27: ingress.annotations.bad key!/x y: expected a key of at most 63 letters, digits, dashes, dots and underscores, perhaps after a DNS name and /, got "bad key!/x y"',
      ],
      [
        `ingress: { annotations: { a: ${'x'.repeat(300_000)} } }\n`,
        '3:25: ingress.annotations: expected at most 253952 bytes together, got 300001',
      ],
      [
        'mail: { host: m, from: a@example.com, username: u, password: { secret: s, key: ".." } }\n',
        '3:80: mail.password.key: expected a key of that Secret, got ".."',
      ],
      [
        'components: { web: { replicas: 1e12 } }\n',
        '3:32: components.web.replicas: expected a number from 0 to 2147483647, got 1000000000000',
      ],
      ['namespace: kube-system\n', '3:12: namespace: expected a namespace of its own, got "kube-system", which is Kubernetes’'],
      [
        'components: { web: { env: { DB_PASS: hunter22 } } }\n',
        '3:38: components.web.env.DB_PASS: expected a variable that is no secret, got "DB_PASS"; a patch can take its value from a Secret',
      ],
      [
        'components: { web: { env: { X_URL: "postgres://u:hunter22@db/x" } } }\n',
        '3:36: components.web.env.X_URL: expected a value without a secret, got "postgres://u:(secret)@db/x"; a patch can take it from a Secret',
      ],
      [
        `components: { web: { env: { CERT: "-----BEGIN ${'PRIVATE'} KEY-----\\nMIIabc\\n-----END PRIVATE KEY-----" } } }\n`,
        '3:35: components.web.env.CERT: expected a value without a secret, got "-----BEGIN PRIVATE KEY-----(secret)-----END PRIVATE KEY-----"; a patch can take it from a Secret',
      ],
      [
        'patches: [{ target: { kind: Deployment, name: sentry-web }, patch: [{ op: add, path: /metadata/__proto__, value: {} }] }]\n',
        '3:86: patches.0.patch.0.path: expected a path in Deployment "sentry-web", got "/metadata/__proto__": nothing at "/metadata/__proto__"',
      ],
      [
        'patches: [{ target: { kind: Deployment, name: sentry-web }, patch: [{ op: remove, path: /metadata }] }]\n',
        '3:89: patches.0.patch.0.path: expected a patch that leaves an object of Kubernetes, got one that leaves no metadata.name',
      ],
      [
        'patches: [{ target: { kind: Deployment, name: sentry-web }, patch: [{ op: replace, path: /spec/template/spec/containers/length, value: 0 }] }]\n',
        '3:90: patches.0.patch.0.path: expected a path in Deployment "sentry-web", got "/spec/template/spec/containers/length": nothing at "/spec/template/spec/containers/length"',
      ],
    ] as const
  ).map(([yaml, line]) => ({ name: `refused by Kubernetes: ${yaml.slice(0, 90)}`, yaml, lines: [`sentry.yaml:${line}`] })),
  {
    name: 'more projects than a ConfigMap holds',
    whole: `url: https://a.example.com\ningest: { url: https://b.example.com, projects: [${Array.from({ length: 100_000 }, (_, index) => index + 1).join(',')}] }\n`,
    lines: [
      'sentry.yaml:2:49: ingest.projects: expected a list that a ConfigMap holds which kubectl can apply, 240 kB, got one of 100000 entries',
    ],
  },
  // Names and volumes.
  {
    name: 'an instance whose name leaves no room for that of its components',
    yaml: 'release: 26.5.1\nprofile: feature-complete\ninstance: company-sentry-prod\n',
    lines: [
      'sentry.yaml:5:11: instance: expected a shorter name, got "company-sentry-prod" of 19 characters: the names of snuba-subscription-consumer-generic-metrics-distributions and snuba-subscription-consumer-generic-metrics-sets are cut to the same',
    ],
  },
  {
    name: 'a volume for what keeps no data',
    yaml: 'components:\n  web: { resources: { storage: 5Gi } }\n',
    lines: ['sentry.yaml:4:32: components.web.resources.storage: expected a component with a volume, got "web", which keeps no data'],
  },
  {
    name: 'an unknown component below a section that lacks something',
    yaml: 'mail: { host: smtp.example.com, port: smtp }\ncomponents:\n  wbe: {}\n',
    lines: [
      'sentry.yaml:3:1: mail.from: expected a text (sender of all of Sentry’s mail), got nothing',
      'sentry.yaml:3:39: mail.port: expected a number from 1 to 65535, got "smtp"',
      'sentry.yaml:5:3: components.wbe: unknown component "wbe", did you mean "web"?',
    ],
  },
  // Addresses of the doors.
  ...['https://sentry.example.com:99999', 'https://1.2.3.4.5', 'https://xn--a', 'https://1', 'https://a..example.com'].map((address) => ({
    name: `an address that no browser knows: ${address}`,
    whole: `url: ${address}\ningest: { url: https://sentry.example.com }\n`,
    lines: [
      `sentry.yaml:1:6: url: expected the address where people open Sentry such as https://sentry.example.com: scheme and lower-case host, no path, got "${address}"`,
    ],
  })),
  {
    name: 'an IP address for what an Ingress serves',
    whole: 'url: http://192.0.2.1:8080\ningest: { url: https://192.0.2.2 }\ningress: { internal: { className: internal } }\n',
    lines: [
      'sentry.yaml:1:6: url: expected a host with a name, which an Ingress and a Gateway need, got "192.0.2.1"',
      'sentry.yaml:2:16: ingest.url: expected a host with a name, which an Ingress and a Gateway need, got "192.0.2.2"',
    ],
  },
  // The file as a whole.
  {
    name: 'empty file',
    whole: '',
    lines: [
      'sentry.yaml:1:1: url: expected a text (where people open Sentry), got nothing',
      'sentry.yaml:1:1: ingest: expected a mapping (the public door), got nothing',
    ],
  },
  {
    name: 'comments alone',
    whole: '# nothing\n',
    lines: [
      'sentry.yaml:1:1: url: expected a text (where people open Sentry), got nothing',
      'sentry.yaml:1:1: ingest: expected a mapping (the public door), got nothing',
    ],
  },
  { name: 'a list', whole: '- a\n', lines: ['sentry.yaml:1:1: expected a mapping of settings, got a list'] },
  { name: 'a text', whole: 'sentry\n', lines: ['sentry.yaml:1:1: expected a mapping of settings, got "sentry"'] },
  {
    name: 'two documents',
    whole: 'url: a\n---\nurl: b\n',
    lines: ['sentry.yaml:2:1: not valid YAML: expected one document, got another one'],
  },
  {
    name: 'a tab as indentation',
    whole: 'ingest:\n\turl: a\n',
    lines: ['sentry.yaml:2:1: not valid YAML: expected spaces before the name, got a tab'],
  },
  {
    name: 'an open quote',
    whole: 'url: "https://a.example.com\n',
    lines: ['sentry.yaml:1:6: not valid YAML: expected " to close this ", and spaces before each line in between'],
  },
  {
    name: 'an open bracket',
    whole: 'url: [a\n',
    lines: ['sentry.yaml:1:6: not valid YAML: expected ] to close this [, and spaces before each line in between'],
  },
  {
    name: 'an unknown alias',
    whole: 'url: *nowhere\n',
    lines: [
      'sentry.yaml:1:7: not valid YAML: expected a value, got "*nowhere", which stands for nothing above; put a text that begins with * in quotes',
    ],
  },
  {
    name: 'a key twice',
    yaml: 'size: small\nsize: medium\n',
    lines: ['sentry.yaml:4:1: not valid YAML: expected each name once, got "size" again'],
  },
  {
    name: 'a key twice, deeper',
    yaml: 'mail:\n  host: a\n  host: b\n',
    lines: ['sentry.yaml:5:3: not valid YAML: expected each name once, got "host" again'],
  },
  {
    name: 'a key that JavaScript would lose',
    yaml: '__proto__: { size: small }\n',
    lines: ['sentry.yaml:3:1: __proto__: unknown setting "__proto__"'],
  },
  {
    name: 'a component that JavaScript would lose',
    yaml: 'components:\n  __proto__: { replicas: 2 }\n',
    lines: ['sentry.yaml:4:3: components.__proto__: unknown setting "__proto__"'],
  },
  // Required settings and their form.
  {
    name: 'no url',
    whole: 'ingest: { url: https://sentry.example.com }\n',
    lines: ['sentry.yaml:1:1: url: expected a text (where people open Sentry), got nothing'],
  },
  {
    name: 'no ingest',
    whole: 'url: https://sentry.internal.example.com\n',
    lines: ['sentry.yaml:1:1: ingest: expected a mapping (the public door), got nothing'],
  },
  {
    name: 'no ingest.url',
    whole: 'url: https://sentry.internal.example.com\ningest:\n  endpoints: [store]\n',
    lines: ['sentry.yaml:2:1: ingest.url: expected a text (where SDKs send events; stands in the DSN), got nothing'],
  },
  {
    name: 'url without scheme',
    whole: 'url: sentry.internal.example.com\ningest: { url: https://sentry.example.com }\n',
    lines: [
      'sentry.yaml:1:6: url: expected the address where people open Sentry such as https://sentry.example.com: scheme and lower-case host, no path, got "sentry.internal.example.com"',
    ],
  },
  {
    name: 'url with a path',
    whole: 'url: https://a.example.com/sentry\ningest: { url: https://sentry.example.com }\n',
    lines: [
      'sentry.yaml:1:6: url: expected the address where people open Sentry such as https://sentry.example.com: scheme and lower-case host, no path, got "https://a.example.com/sentry"',
    ],
  },
  {
    name: 'url in capitals',
    whole: 'url: https://A.example.com\ningest: { url: https://sentry.example.com }\n',
    lines: [
      'sentry.yaml:1:6: url: expected the address where people open Sentry such as https://sentry.example.com: scheme and lower-case host, no path, got "https://A.example.com"',
    ],
  },
  {
    name: 'url that is a number',
    whole: 'url: 9000\ningest: { url: https://sentry.example.com }\n',
    lines: ['sentry.yaml:1:6: url: expected a text, got 9000; put it in quotes'],
  },
  {
    name: 'one host for both doors',
    whole: 'url: https://sentry.example.com\ningest: { url: https://sentry.example.com }\n',
    lines: ['sentry.yaml:2:16: ingest.url: expected another host than that of url, the internal door, got "sentry.example.com" for both'],
  },
  {
    name: 'one host for both doors, by port',
    whole: 'url: https://sentry.example.com:8443\ningest: { url: https://sentry.example.com }\n',
    lines: ['sentry.yaml:2:16: ingest.url: expected another host than that of url, the internal door, got "sentry.example.com" for both'],
  },
  {
    name: 'an endpoint that is not offered',
    whole: 'url: https://a.example.com\ningest: { url: https://b.example.com, endpoints: [envelop] }\n',
    lines: [
      'sentry.yaml:2:51: ingest.endpoints.0: expected store, envelope, security, csp-report, nel, minidump, unreal, attachments, cron, otlp, vercel or heroku, got "envelop", did you mean "envelope"?',
    ],
  },
  {
    name: 'projects that are none',
    whole: 'url: https://a.example.com\ningest:\n  url: https://b.example.com\n  projects: [0, -1, 1.5, "7", all]\n',
    lines: [
      'sentry.yaml:4:14: ingest.projects.0: expected a number of at least 1, got 0',
      'sentry.yaml:4:17: ingest.projects.1: expected a number of at least 1, got -1',
      'sentry.yaml:4:21: ingest.projects.2: expected a whole number of at least 1, got 1.5',
      'sentry.yaml:4:26: ingest.projects.3: expected a number of at least 1, got "7"',
      'sentry.yaml:4:31: ingest.projects.4: expected a number of at least 1, got "all"',
    ],
  },
  {
    name: 'no project at all',
    whole: 'url: https://a.example.com\ningest: { url: https://b.example.com, projects: [] }\n',
    lines: ['sentry.yaml:2:49: ingest.projects: expected a list of at least 1, got an empty list'],
  },
  {
    name: 'origins that no browser sends',
    whole:
      'url: https://a.example.com\ningest:\n  url: https://b.example.com\n  allowedOrigins: ["*", shop.example.com, "https://shop.example.com/", "https://*.example.com"]\n',
    lines: ['4:20|*', '4:25|shop.example.com', '4:43|https://shop.example.com/', '4:72|https://*.example.com'].map((line, index) => {
      const [place, found] = line.split('|');
      return `sentry.yaml:${place}: ingest.allowedOrigins.${index}: expected an origin such as https://sentry.example.com: scheme and lower-case host, no path, got "${found}"`;
    }),
  },
  {
    name: 'proxies that are no networks',
    whole:
      'url: https://a.example.com\ningest:\n  url: https://b.example.com\n  trustedProxies: [10.0.0.1, 10.0.0.0/33, "fd00::/129", "300.0.0.0/8", proxy.example.com, "10.0.0.0/8;"]\n',
    lines: ['4:20|10.0.0.1', '4:30|10.0.0.0/33', '4:43|fd00::/129', '4:57|300.0.0.0/8', '4:72|proxy.example.com', '4:91|10.0.0.0/8;'].map(
      (line, index) => {
        const [place, found] = line.split('|');
        return `sentry.yaml:${place}: ingest.trustedProxies.${index}: expected a network such as 10.0.0.0/8, got "${found}"`;
      },
    ),
  },
  {
    name: 'limits out of bounds',
    whole:
      'url: https://a.example.com\ningest:\n  url: https://b.example.com\n  limits:\n    bodyMegabytes: 0\n    headerKilobytes: 65\n    requestTimeoutSeconds: 10s\n    connectionsPerClient: 0\n    requestsPerSecondPerClient: 0\n    bodySize: 1\n',
    lines: [
      'sentry.yaml:5:20: ingest.limits.bodyMegabytes: expected a number from 1 to 1024, got 0',
      'sentry.yaml:6:22: ingest.limits.headerKilobytes: expected a number from 1 to 64, got 65',
      'sentry.yaml:7:28: ingest.limits.requestTimeoutSeconds: expected a number from 1 to 600, got "10s"',
      'sentry.yaml:8:27: ingest.limits.connectionsPerClient: expected a number from 1 to 65535, got 0',
      'sentry.yaml:9:33: ingest.limits.requestsPerSecondPerClient: expected a number from 1 to 100000, got 0',
      'sentry.yaml:10:5: ingest.limits.bodySize: unknown setting "bodySize", expected one of bodyMegabytes, headerKilobytes, requestTimeoutSeconds, connectionsPerClient, requestsPerSecondPerClient',
    ],
  },
  {
    name: 'an explanation that is neither on nor off',
    whole: 'url: https://a.example.com\ningest: { url: https://b.example.com, explainRefusals: sometimes }\n',
    lines: ['sentry.yaml:2:56: ingest.explainRefusals: expected true or false, got "sometimes"'],
  },
  {
    name: 'one class for both Ingresses',
    yaml: 'ingress:\n  className: traefik\n  internal: { className: traefik }\n',
    lines: [
      'sentry.yaml:5:26: ingress.internal.className: expected another class than that of the public Ingress, or sharedClass: true, got "traefik" for both',
    ],
  },
  {
    name: 'the cluster’s default class for both Ingresses',
    yaml: 'ingress:\n  internal: { tlsSecret: a }\n',
    lines: [
      'sentry.yaml:4:13: ingress.internal: expected a className other than that of the public Ingress, or sharedClass: true, got none for both, which is the cluster’s default class',
    ],
  },
  {
    name: 'no endpoint',
    whole: 'url: https://a.example.com\ningest: { url: https://b.example.com, endpoints: [] }\n',
    lines: ['sentry.yaml:2:50: ingest.endpoints: expected a list of at least 1, got an empty list'],
  },
  // Names and choices.
  {
    name: 'a misspelt setting',
    yaml: 'retntion: { days: 30 }\n',
    lines: ['sentry.yaml:3:1: retntion: unknown setting "retntion", did you mean "retention"?'],
  },
  { name: 'an unheard-of setting', yaml: 'helm: true\n', lines: ['sentry.yaml:3:1: helm: unknown setting "helm"'] },
  {
    name: 'a misspelt setting, deeper',
    yaml: 'retention:\n  dayz: 30\n',
    lines: ['sentry.yaml:4:3: retention.dayz: unknown setting "dayz", did you mean "days"?'],
  },
  {
    name: 'instance in capitals',
    yaml: 'instance: Sentry\n',
    lines: ['sentry.yaml:3:11: instance: expected a name of lower-case letters, digits and dashes that begins with a letter, got "Sentry"'],
  },
  {
    name: 'instance too long',
    yaml: 'instance: a-name-of-more-than-twenty-characters\n',
    lines: ['sentry.yaml:3:11: instance: expected at most 20 characters, got 37'],
  },
  {
    name: 'namespace with a dot',
    yaml: 'namespace: sentry.prod\n',
    lines: ['sentry.yaml:3:12: namespace: expected a namespace of lower-case letters, digits and dashes, got "sentry.prod"'],
  },
  {
    name: 'release as a number',
    yaml: 'release: 26.8\n',
    lines: ['sentry.yaml:3:10: release: expected a text, got 26.8; put it in quotes'],
  },
  {
    name: 'release of two parts',
    yaml: 'release: "26.8"\n',
    lines: ['sentry.yaml:3:10: release: expected a release of three numbers, got "26.8"'],
  },
  {
    name: 'release that is not known',
    yaml: 'release: 26.9.0\n',
    lines: ['sentry.yaml:3:10: release: expected one of 26.8.0, 26.7.2, 26.5.1, got "26.9.0"'],
  },
  {
    name: 'release refused for floating images',
    yaml: 'release: 26.2.0\n',
    lines: [
      'sentry.yaml:3:10: release: 26.2.0 is refused: upstream released it with its own images at nightly (ghcr.io/getsentry/sentry:nightly and the others), so what it installs changes every day; take 26.2.1 or later',
    ],
  },
  {
    name: 'release refused for a migration',
    yaml: 'release: 26.4.0\n',
    lines: [
      'sentry.yaml:3:10: release: 26.4.0 is refused: one of its Snuba migrations is faulty (getsentry/self-hosted#4286); take 26.4.2 or later',
    ],
  },
  {
    name: 'a profile that does not exist',
    yaml: 'profile: all\n',
    lines: ['sentry.yaml:3:10: profile: expected errors-only or feature-complete, got "all"'],
  },
  {
    name: 'a misspelt profile',
    yaml: 'profile: error-only\n',
    lines: ['sentry.yaml:3:10: profile: expected errors-only or feature-complete, got "error-only", did you mean "errors-only"?'],
  },
  { name: 'a size left empty', yaml: 'size:\n', lines: ['sentry.yaml:3:1: size: expected small or medium, got nothing'] },
  { name: 'a size that does not exist', yaml: 'size: large\n', lines: ['sentry.yaml:3:7: size: expected small or medium, got "large"'] },
  // Mail and the admin.
  {
    name: 'admin without at',
    yaml: 'admin: { email: admin }\n',
    lines: ['sentry.yaml:3:17: admin.email: expected an e-mail address, got "admin"'],
  },
  {
    name: 'mail port as a word',
    yaml: 'mail:\n  host: smtp.example.com\n  from: a@example.com\n  port: smtp\n',
    lines: ['sentry.yaml:6:9: mail.port: expected a number from 1 to 65535, got "smtp"'],
  },
  {
    name: 'mail port out of range',
    yaml: 'mail: { host: smtp.example.com, from: a@example.com, port: 70000 }\n',
    lines: ['sentry.yaml:3:60: mail.port: expected a number from 1 to 65535, got 70000'],
  },
  {
    name: 'mail port with a fraction',
    yaml: 'mail: { host: smtp.example.com, from: a@example.com, port: 25.5 }\n',
    lines: ['sentry.yaml:3:60: mail.port: expected a whole number from 1 to 65535, got 25.5'],
  },
  {
    name: 'mail without host and sender',
    yaml: 'mail: {}\n',
    lines: [
      'sentry.yaml:3:1: mail.host: expected a text (SMTP server), got nothing',
      'sentry.yaml:3:1: mail.from: expected a text (sender of all of Sentry’s mail), got nothing',
    ],
  },
  {
    name: 'mail password in clear',
    yaml: 'mail: { host: a, from: a@example.com, username: u, password: hunter2 }\n',
    lines: ['sentry.yaml:3:62: mail.password: expected a mapping, got "hunter2"'],
  },
  {
    name: 'mail user without password',
    yaml: 'mail: { host: a, from: a@example.com, username: u }\n',
    lines: ['sentry.yaml:3:1: mail.password: expected the Secret of the password of mail.username, got nothing'],
  },
  {
    name: 'mail password without user',
    yaml: 'mail: { host: a, from: a@example.com, password: { secret: s, key: k } }\n',
    lines: ['sentry.yaml:3:1: mail.username: expected the user that mail.password belongs to, got nothing'],
  },
  {
    name: 'mail password without key',
    yaml: 'mail: { host: a, from: a@example.com, username: u, password: { secret: s } }\n',
    lines: ['sentry.yaml:3:52: mail.password.key: expected a text (key in that Secret), got nothing'],
  },
  {
    name: 'more resolvers than a pod takes',
    yaml: 'components: { web: { pod: { dnsPolicy: None, dnsConfig: { nameservers: [10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4] } } } }\n',
    lines: ['sentry.yaml:3:72: components.web.pod.dnsConfig.nameservers: expected a list of at most 3, got 4'],
  },
  {
    name: 'mail with another kind of TLS',
    yaml: 'mail: { host: a, from: a@example.com, tls: ssl }\n',
    lines: ['sentry.yaml:3:44: mail.tls: expected none, starttls or tls, got "ssl"'],
  },
  // Retention.
  {
    name: 'retention of no day',
    yaml: 'retention: { days: 0 }\n',
    lines: ['sentry.yaml:3:20: retention.days: expected a number from 1 to 3650, got 0'],
  },
  {
    name: 'retention of eleven years',
    yaml: 'retention: { days: 4000 }\n',
    lines: ['sentry.yaml:3:20: retention.days: expected a number from 1 to 3650, got 4000'],
  },
  {
    name: 'retention as a text',
    yaml: 'retention: { days: 90d }\n',
    lines: ['sentry.yaml:3:20: retention.days: expected a number from 1 to 3650, got "90d"'],
  },
  {
    name: 'a schedule of four fields',
    yaml: 'retention: { schedule: "0 0 * *" }\n',
    lines: ['sentry.yaml:3:24: retention.schedule: expected a cron schedule of five fields such as "0 0 * * *", got "0 0 * *"'],
  },
  {
    name: 'a schedule of minute 61',
    yaml: 'retention: { schedule: "61 * * * *" }\n',
    lines: ['sentry.yaml:3:24: retention.schedule: expected 0 to 59 as minute, got "61"'],
  },
  {
    name: 'a vacuum on the ninth weekday',
    yaml: 'retention: { vacuum: { schedule: "0 0 * * 9" } }\n',
    lines: ['sentry.yaml:3:34: retention.vacuum.schedule: expected 0 to 6 as day of the week, got "9"'],
  },
  {
    name: 'a vacuum switched on by a word',
    yaml: 'retention: { vacuum: yes }\n',
    lines: ['sentry.yaml:3:22: retention.vacuum: expected a mapping, got "yes"'],
  },
  // Kubernetes, Ingress, images, Secrets.
  {
    name: 'a version without quotes',
    yaml: 'kubernetes: { version: 1.34 }\n',
    lines: ['sentry.yaml:3:24: kubernetes.version: expected a text, got 1.34; put it in quotes'],
  },
  {
    name: 'a version too old',
    yaml: 'kubernetes: { version: "1.31" }\n',
    lines: ['sentry.yaml:3:24: kubernetes.version: expected a version from 1.32 to 1.37, got "1.31"'],
  },
  {
    name: 'a version too new',
    yaml: 'kubernetes: { version: "1.99" }\n',
    lines: ['sentry.yaml:3:24: kubernetes.version: expected a version from 1.32 to 1.37, got "1.99"'],
  },
  {
    name: 'a patch version',
    yaml: 'kubernetes: { version: "1.34.2" }\n',
    lines: ['sentry.yaml:3:24: kubernetes.version: expected a minor version in quotes such as "1.34", got "1.34.2"'],
  },
  {
    name: 'createNamespace as a word',
    yaml: 'kubernetes: { createNamespace: "no" }\n',
    lines: ['sentry.yaml:3:32: kubernetes.createNamespace: expected true or false, got "no"'],
  },
  {
    name: 'an annotation that is no text',
    yaml: 'ingress: { annotations: { example.com/a: true } }\n',
    lines: ['sentry.yaml:3:42: ingress.annotations.example.com/a: expected a text, got true; put it in quotes'],
  },
  {
    name: 'a registry with a scheme',
    yaml: 'images: { registry: "https://registry.example.com" }\n',
    lines: [
      'sentry.yaml:3:21: images.registry: expected a registry such as registry.example.com/mirror, without scheme, got "https://registry.example.com"',
    ],
  },
  ...['mirror', 'mirror/team', 'Registry.example.com', 'registry.example.com/', '-.example.com'].map((registry) => ({
    name: `a registry that no runtime takes for one: ${registry}`,
    yaml: `images: { registry: ${registry} }\n`,
    lines: [
      `sentry.yaml:3:21: images.registry: expected a registry such as registry.example.com/mirror, without scheme, got "${registry}"`,
    ],
  })),
  {
    name: 'a pull secret that is no list',
    yaml: 'images: { pullSecrets: regcred }\n',
    lines: ['sentry.yaml:3:24: images.pullSecrets: expected a list, got "regcred"'],
  },
  {
    name: 'a digest cut short',
    yaml: `images: { overrides: { web: { digest: "sha256:${digits}" } } }\n`,
    lines: [
      'sentry.yaml:3:39: images.overrides.web.digest: expected sha256: and 64 hexadecimal digits, got "sha256:0123456789abcdef0123456789abcdef"',
    ],
  },
  {
    name: 'a mirror of a registry that no image is of',
    yaml: 'images: { registries: { docker.com: registry.example.com/hub } }\n',
    lines: ['sentry.yaml:3:25: images.registries.docker.com: unknown registry "docker.com", did you mean "docker.io"?'],
  },
  {
    name: 'resolvers that are no networks',
    yaml: 'network: { dns: [10.96.0.10, kube-dns] }\n',
    lines: [
      'sentry.yaml:3:18: network.dns.0: expected a network such as 10.96.0.10/32, got "10.96.0.10"',
      'sentry.yaml:3:30: network.dns.1: expected a network such as 10.96.0.10/32, got "kube-dns"',
    ],
  },
  {
    name: 'an override of an unknown component',
    yaml: 'images: { overrides: { wbe: { tag: "1" } } }\n',
    lines: ['sentry.yaml:3:24: images.overrides.wbe: unknown component "wbe", did you mean "web"?'],
  },
  {
    name: 'a provider that does not exist',
    yaml: 'secrets: { provider: vault }\n',
    lines: ['sentry.yaml:3:22: secrets.provider: expected generate or existing, got "vault"'],
  },
  {
    name: 'S3 for event bodies without an image',
    yaml: 'nodestore: { backend: s3 }\n',
    lines: ['sentry.yaml:3:1: nodestore.image: expected an image of Sentry that has sentry_nodestore_s3, got nothing'],
  },
  ...[
    'sentry',
    'localhost:5000/sentry',
    'https://example.com/a:1',
    'example.com/Team:1',
    'example.com/a:',
    'a b:1',
    'a:1@sha256:0',
    'example.com/:1',
  ].map((image) => ({
    name: `what is no image, or an image without tag: ${image}`,
    yaml: `nodestore: { backend: s3, image: "${image}" }\n`,
    lines: [
      `sentry.yaml:3:34: nodestore.image: expected an image with tag or digest such as registry.example.com/team/sentry:1, got "${image}"`,
    ],
  })),
  {
    name: 'an image for event bodies without S3',
    yaml: 'nodestore: { image: registry.example.com/sentry:1 }\n',
    lines: ['sentry.yaml:3:21: nodestore.image: expected no image with backend postgres, got "registry.example.com/sentry:1"'],
  },
  {
    name: 'an integration half filled in',
    yaml: 'integrations:\n  slack: { clientId: "1" }\n',
    lines: [
      'sentry.yaml:4:3: integrations.slack.clientSecret: expected a mapping (where the client secret of the app is, a value that you keep in a Secret), got nothing',
      'sentry.yaml:4:3: integrations.slack.signingSecret: expected a mapping (where the signing secret of the app is, by which Sentry knows that a call is Slack’s), got nothing',
    ],
  },
  // Components, topics, patches: in the light of the release.
  {
    name: 'a misspelt component',
    yaml: 'components:\n  wbe: { replicas: 2 }\n',
    lines: ['sentry.yaml:4:3: components.wbe: unknown component "wbe", did you mean "web"?'],
  },
  {
    name: 'an unheard-of component',
    yaml: 'components:\n  mysql: { replicas: 1 }\n',
    lines: ['sentry.yaml:4:3: components.mysql: unknown component "mysql"'],
  },
  {
    name: 'a component of the other profile',
    yaml: 'components:\n  vroom: { replicas: 1 }\n',
    lines: ['sentry.yaml:4:10: components.vroom: expected a component of profile errors-only, got "vroom", which runs in feature-complete'],
  },
  {
    name: 'a component that is not run',
    yaml: 'components:\n  smtp: { replicas: 1 }\n',
    lines: [
      'sentry.yaml:4:9: components.smtp: expected a component that runs, got "smtp": mail goes to the SMTP server named in sentry.yaml',
    ],
  },
  {
    name: 'a component that is switched off',
    yaml: 'components:\n  vacuum: {}\n',
    lines: ['sentry.yaml:4:11: components.vacuum: expected a component that runs, got "vacuum", which the settings switch off'],
  },
  {
    name: 'a singleton twice',
    yaml: 'components:\n  taskscheduler: { replicas: 2 }\n',
    lines: ['sentry.yaml:4:30: components.taskscheduler.replicas: expected at most 1, got 2: it is the clock of all scheduled tasks'],
  },
  {
    name: 'a store twice',
    yaml: 'components:\n  postgres: { replicas: 2 }\n',
    lines: [
      'sentry.yaml:4:25: components.postgres.replicas: expected at most 1, got 2: the embedded PostgreSQL is one server with one volume',
    ],
  },
  {
    name: 'a sidecar twice',
    yaml: 'components:\n  symbolicator-cleanup: { replicas: 2 }\n',
    lines: [
      'sentry.yaml:4:37: components.symbolicator-cleanup.replicas: expected no replicas of its own, got 2: it runs in the pod of symbolicator',
    ],
  },
  {
    name: 'more consumers than partitions',
    yaml: 'components:\n  events-consumer: { replicas: 3 }\n',
    lines: [
      'sentry.yaml:4:32: components.events-consumer.replicas: expected at most 1, the partitions of topic ingest-events, got 3; raise topics.ingest-events.partitions too',
    ],
  },
  {
    name: 'fewer than no replicas',
    yaml: 'components:\n  web: { replicas: -1 }\n',
    lines: ['sentry.yaml:4:20: components.web.replicas: expected a number from 0 to 2147483647, got -1'],
  },
  {
    name: 'a secret in the environment',
    yaml: 'components:\n  web: { env: { SENTRY_API_TOKEN: abc } }\n',
    lines: [
      'sentry.yaml:4:35: components.web.env.SENTRY_API_TOKEN: expected a variable that is no secret, got "SENTRY_API_TOKEN"; a patch can take its value from a Secret',
    ],
  },
  {
    name: 'a variable with a dash',
    yaml: 'components:\n  web: { env: { a-b: c } }\n',
    lines: ['sentry.yaml:4:22: components.web.env.a-b: expected the name of a variable, got "a-b"'],
  },
  {
    name: 'a request above the limit',
    yaml: 'components:\n  web: { resources: { requests: { memory: 2Gi }, limits: { memory: 1Gi } } }\n',
    lines: ['sentry.yaml:4:43: components.web.resources.requests.memory: expected at most the limit 1Gi, got 2Gi'],
  },
  {
    name: 'a request above the limit of the size',
    yaml: 'components:\n  web: { resources: { requests: { memory: 3Gi } } }\n',
    lines: ['sentry.yaml:4:43: components.web.resources.requests.memory: expected at most the limit 2Gi, got 3Gi'],
  },
  {
    name: 'a limit below the request of the size',
    yaml: 'components:\n  snuba-api: { resources: { limits: { memory: 512Mi } } }\n',
    lines: ['sentry.yaml:4:47: components.snuba-api.resources.limits.memory: expected at least 544Mi, which is requested, got 512Mi'],
  },
  {
    name: 'a CPU limit',
    yaml: 'components:\n  web: { resources: { limits: { cpu: "1" } } }\n',
    lines: ['sentry.yaml:4:33: components.web.resources.limits.cpu: unknown setting "cpu", expected memory'],
  },
  {
    name: 'a quantity of gigs',
    yaml: 'components:\n  web: { resources: { requests: { memory: 2GB } } }\n',
    lines: ['sentry.yaml:4:43: components.web.resources.requests.memory: expected a Kubernetes quantity such as 500m or 2Gi, got "2GB"'],
  },
  {
    name: 'an effect that does not exist',
    yaml: 'components:\n  web: { tolerations: [{ key: a, effect: NoRun }] }\n',
    lines: ['sentry.yaml:4:42: components.web.tolerations.0.effect: expected NoSchedule, PreferNoSchedule or NoExecute, got "NoRun"'],
  },
  {
    name: 'a misspelt topic',
    yaml: 'topics:\n  ingest-event: { partitions: 3 }\n',
    lines: ['sentry.yaml:4:3: topics.ingest-event: unknown topic "ingest-event", did you mean "ingest-events"?'],
  },
  {
    name: 'no partition',
    yaml: 'topics:\n  ingest-events: { partitions: 0 }\n',
    lines: ['sentry.yaml:4:32: topics.ingest-events.partitions: expected a number from 1 to 1000, got 0'],
  },
  {
    name: 'a commit log partitioned',
    yaml: 'topics:\n  snuba-commit-log: { partitions: 2 }\n',
    lines: ['sentry.yaml:4:35: topics.snuba-commit-log.partitions: expected 1, got 2: a commit log cannot be partitioned'],
  },
  {
    name: 'an image of Sentry without tag',
    yaml: 'images: { sentry: registry.example.com/sentry }\n',
    lines: [
      'sentry.yaml:3:19: images.sentry: expected an image with tag or digest such as registry.example.com/team/sentry:1, got "registry.example.com/sentry"',
    ],
  },
  {
    name: 'an image of Sentry by its address',
    yaml: 'images: { sentry: "https://registry.example.com/sentry:1" }\n',
    lines: [
      'sentry.yaml:3:19: images.sentry: expected an image with tag or digest such as registry.example.com/team/sentry:1, got "https://registry.example.com/sentry:1"',
    ],
  },
  {
    name: 'private addresses by name, and too wide a network',
    yaml: 'network: { allowPrivateAddresses: [gitlab.example.com, 10.20.0.0/33] }\n',
    lines: [
      'sentry.yaml:3:36: network.allowPrivateAddresses.0: expected a network such as 10.20.0.0/16, got "gitlab.example.com"',
      'sentry.yaml:3:56: network.allowPrivateAddresses.1: expected a network such as 10.20.0.0/16, got "10.20.0.0/33"',
    ],
  },
  {
    name: 'certificates in a ConfigMap and key that none can be',
    yaml: 'network: { caBundle: { configMap: Company, key: a/b } }\n',
    lines: [
      'sentry.yaml:3:35: network.caBundle.configMap: expected the name of a ConfigMap: a DNS name in lower case, got "Company"',
      'sentry.yaml:3:49: network.caBundle.key: expected a key of that ConfigMap, got "a/b"',
    ],
  },
  {
    name: 'a proxy with a password',
    yaml: 'network: { proxy: { url: "http://user:secret@proxy.example.com:3128", noProxy: ["a,b"] } }\n',
    lines: [
      'sentry.yaml:3:26: network.proxy.url: expected a proxy such as http://proxy.example.com:3128, without user and password, got "http://…@proxy.example.com:3128"',
      'sentry.yaml:3:81: network.proxy.noProxy.0: expected a host, a domain that begins with a dot, or a network, got "a,b"',
    ],
  },
  {
    name: 'a proxy of another kind',
    yaml: 'network: { proxy: { url: "socks5://proxy.example.com", noProxy: ["a b"] } }\n',
    lines: [
      'sentry.yaml:3:26: network.proxy.url: expected a proxy such as http://proxy.example.com:3128, without user and password, got "socks5://proxy.example.com"',
      'sentry.yaml:3:66: network.proxy.noProxy.0: expected a host, a domain that begins with a dot, or a network, got "a b"',
    ],
  },
  {
    name: 'one class by a word',
    yaml: 'ingress: { className: a, internal: { className: a, sharedClass: "yes" } }\n',
    lines: [
      'sentry.yaml:3:49: ingress.internal.className: expected another class than that of the public Ingress, or sharedClass: true, got "a" for both',
      'sentry.yaml:3:65: ingress.internal.sharedClass: expected true or false, got "yes"',
    ],
  },
  {
    name: 'one class by a number',
    yaml: 'ingress: { className: a, internal: { className: a, sharedClass: 1 } }\n',
    lines: [
      'sentry.yaml:3:49: ingress.internal.className: expected another class than that of the public Ingress, or sharedClass: true, got "a" for both',
      'sentry.yaml:3:65: ingress.internal.sharedClass: expected true or false, got 1',
    ],
  },
  {
    name: 'a misspelt role, and replicas of all',
    yaml: 'components:\n  "*": { replicas: 2 }\n  role:sentry-consumers: {}\n',
    lines: [
      'sentry.yaml:4:10: components.*.replicas: expected it at a component or a role: some must be alone',
      'sentry.yaml:5:3: components.role:sentry-consumers: unknown role "role:sentry-consumers", did you mean "role:sentry-consumer"?',
    ],
  },
  {
    name: 'a claim for Symbolicator by another word',
    yaml: 'components: { symbolicator: { resources: { storage: large } } }\n',
    lines: ['sentry.yaml:3:53: components.symbolicator.resources.storage: expected a Kubernetes quantity such as 500m or 2Gi, got "large"'],
  },
  {
    name: 'a claim for what runs beside Symbolicator',
    yaml: 'components: { symbolicator-cleanup: { resources: { storage: 1Gi } } }\n',
    lines: [
      'sentry.yaml:3:61: components.symbolicator-cleanup.resources.storage: expected a component with a volume, got "symbolicator-cleanup", which keeps no data',
    ],
  },
  {
    name: 'pods that find no name of the instance’s',
    yaml: 'components:\n  web: { pod: { dnsPolicy: Default } }\n',
    lines: ['sentry.yaml:4:28: components.web.pod.dnsPolicy: expected ClusterFirst or None, got "Default"'],
  },
  {
    name: 'no resolver at all',
    yaml: 'components:\n  web: { pod: { dnsPolicy: None, dnsConfig: { searches: [a.example.com] } } }\n',
    lines: ['sentry.yaml:4:34: components.web.pod.dnsConfig.nameservers: expected an address, which dnsPolicy None needs, got nothing'],
  },
  {
    name: 'a resolver by name, a domain in capitals, an option that is a number',
    yaml: 'components:\n  web: { pod: { dnsConfig: { nameservers: [dns.example.com], searches: [A.example.com], options: [{ name: ndots, value: 2 }] } } }\n',
    lines: [
      'sentry.yaml:4:44: components.web.pod.dnsConfig.nameservers.0: expected an address such as 10.0.0.10, got "dns.example.com"',
      'sentry.yaml:4:73: components.web.pod.dnsConfig.searches.0: expected a domain: a DNS name in lower case, got "A.example.com"',
      'sentry.yaml:4:121: components.web.pod.dnsConfig.options.0.value: expected a text, got 2; put it in quotes',
    ],
  },
  {
    name: 'a host alias without names, at no address',
    yaml: 'components:\n  web: { pod: { hostAliases: [{ ip: db, hostnames: [] }] } }\n',
    lines: [
      'sentry.yaml:4:37: components.web.pod.hostAliases.0.ip: expected an address such as 10.0.0.10, got "db"',
      'sentry.yaml:4:52: components.web.pod.hostAliases.0.hostnames: expected a list of at least 1, got an empty list',
    ],
  },
  {
    name: 'a topic that is kept for no time',
    yaml: 'topics:\n  events: { retentionHours: 0 }\n',
    lines: ['sentry.yaml:4:29: topics.events.retentionHours: expected a number from 1 to 8760, got 0'],
  },
  {
    name: 'a retention with a unit',
    yaml: 'topics:\n  events: { retentionHours: 3h }\n',
    lines: ['sentry.yaml:4:29: topics.events.retentionHours: expected a number from 1 to 8760, got "3h"'],
  },
  {
    name: 'a topic partitioned whose subscriptions run as one',
    yaml: 'topics:\n  events: { partitions: 2 }\n',
    lines: [
      'sentry.yaml:4:25: topics.events.partitions: expected 1, got 2: scheduler and executor of its subscriptions run as one process',
    ],
  },
  {
    name: 'a patch of an object that is not there',
    yaml: 'patches:\n  - target: { kind: Deployment, name: sentry-wbe }\n    patch: [{ op: remove, path: /spec }]\n',
    lines: ['sentry.yaml:4:13: patches.0.target: expected an object of the output, got Deployment "sentry-wbe"'],
  },
  {
    name: 'a patch of another kind',
    yaml: 'patches:\n  - target: { kind: StatefulSet, name: sentry-web }\n    patch: [{ op: remove, path: /spec }]\n',
    lines: [
      'sentry.yaml:4:13: patches.0.target: expected an object of the output, got StatefulSet "sentry-web"; that name belongs to ServiceAccount, Deployment, Service, NetworkPolicy',
    ],
  },
  {
    name: 'a patch of a path that is not there',
    yaml: 'patches:\n  - target: { kind: Deployment, name: sentry-web }\n    patch:\n      - { op: replace, path: /spec/replica, value: 2 }\n',
    lines: [
      'sentry.yaml:6:30: patches.0.patch.0.path: expected a path in Deployment "sentry-web", got "/spec/replica": nothing at "/spec/replica"',
    ],
  },
  {
    name: 'a patch below a path that is not there',
    yaml: 'patches:\n  - target: { kind: Deployment, name: sentry-web }\n    patch: [{ op: add, path: /spec/nothing/here, value: 2 }]\n',
    lines: [
      'sentry.yaml:5:30: patches.0.patch.0.path: expected a path in Deployment "sentry-web", got "/spec/nothing/here": nothing at "/spec/nothing"',
    ],
  },
  {
    name: 'a patch whose test fails',
    yaml: 'patches:\n  - target: { kind: Deployment, name: sentry-web }\n    patch: [{ op: test, path: /spec/replicas, value: 7 }]\n',
    lines: ['sentry.yaml:5:31: patches.0.patch.0.path: expected the value 7 at "/spec/replicas", got 1'],
  },
  {
    name: 'a patch that copies',
    yaml: 'patches:\n  - target: { kind: Deployment, name: sentry-web }\n    patch: [{ op: copy, path: /spec/replicas }]\n',
    lines: ['sentry.yaml:5:19: patches.0.patch.0.op: expected add, replace, remove or test, got "copy"'],
  },
  {
    name: 'a patch without a slash',
    yaml: 'patches:\n  - target: { kind: Deployment, name: sentry-web }\n    patch: [{ op: remove, path: spec }]\n',
    lines: ['sentry.yaml:5:33: patches.0.patch.0.path: expected a JSON Pointer such as /spec/replicas, got "spec"'],
  },
  {
    name: 'a patch without operations',
    yaml: 'patches:\n  - target: { kind: Deployment, name: sentry-web }\n    patch: []\n',
    lines: ['sentry.yaml:5:12: patches.0.patch: expected a list of at least 1, got an empty list'],
  },
  // What stands in front of the doors.
  {
    name: 'a certificate by nobody',
    yaml: 'ingress: { certManager: {} }\n',
    lines: ['sentry.yaml:3:12: ingress.certManager: expected issuer or clusterIssuer, got nothing'],
  },
  {
    name: 'a certificate by two',
    yaml: 'ingress: { className: a, internal: { className: b, certManager: { issuer: a, clusterIssuer: b } } }\n',
    lines: ['sentry.yaml:3:65: ingress.internal.certManager: expected issuer or clusterIssuer, got both'],
  },
  {
    name: 'a Secret of two doors that cert-manager writes',
    yaml: 'ingress: { className: a, tlsSecret: c, internal: { className: b, tlsSecret: c, certManager: { issuer: a } } }\n',
    lines: [
      'sentry.yaml:3:77: ingress.internal.tlsSecret: expected another Secret than that of the public door, which certManager would overwrite, got "c" for both',
    ],
  },
  {
    name: 'a Gateway without a name',
    yaml: 'ingress: { gateway: { namespace: a } }\n',
    lines: ['sentry.yaml:3:12: ingress.gateway.name: expected a text (name of a Gateway that exists), got nothing'],
  },
  {
    name: 'a Gateway beside settings of an Ingress',
    yaml: 'ingress: { gateway: { name: a }, className: b, tlsSecret: c }\n',
    lines: [
      'sentry.yaml:3:45: ingress.className: expected none beside gateway, which is served without an Ingress, got "b"',
      'sentry.yaml:3:59: ingress.tlsSecret: expected none beside gateway, whose listener names its Secret, got "c"',
    ],
  },
  {
    name: 'both doors at one Gateway',
    yaml: 'ingress: { gateway: { name: a, sectionName: b }, internal: { gateway: { name: a, namespace: sentry } } }\n',
    lines: [
      'sentry.yaml:3:79: ingress.internal.gateway.name: expected another Gateway than the public one, or sharedClass: true, got "a" for both',
    ],
  },
  {
    name: 'a controller by its product name',
    yaml: 'ingress: { controller: AWS ALB }\n',
    lines: ['sentry.yaml:3:24: ingress.controller: expected the name of a controller in lower case, got "AWS ALB"'],
  },
  // Several at once, in the order of the file.
  {
    name: 'five mistakes',
    whole:
      'url: sentry\ningest: { url: https://b.example.com, endpoint: [store] }\nprofile: all\nmail:\n  port: smtp\nkubernetes: { version: 1.34 }\n',
    lines: [
      'sentry.yaml:1:6: url: expected the address where people open Sentry such as https://sentry.example.com: scheme and lower-case host, no path, got "sentry"',
      'sentry.yaml:2:39: ingest.endpoint: unknown setting "endpoint", did you mean "endpoints"?',
      'sentry.yaml:3:10: profile: expected errors-only or feature-complete, got "all"',
      'sentry.yaml:4:1: mail.host: expected a text (SMTP server), got nothing',
      'sentry.yaml:4:1: mail.from: expected a text (sender of all of Sentry’s mail), got nothing',
      'sentry.yaml:5:9: mail.port: expected a number from 1 to 65535, got "smtp"',
      'sentry.yaml:6:24: kubernetes.version: expected a text, got 1.34; put it in quotes',
    ],
  },
  {
    name: 'mistakes of the schema, of two settings together and of the release, all at once',
    yaml: "kubernetes: { version: '1.99' }\nmail: { host: a, from: a@example.com, port: smtp }\ncomponents:\n  wbe: {}\n",
    lines: [
      'sentry.yaml:3:24: kubernetes.version: expected a version from 1.32 to 1.37, got "1.99"',
      'sentry.yaml:4:45: mail.port: expected a number from 1 to 65535, got "smtp"',
      'sentry.yaml:6:3: components.wbe: unknown component "wbe", did you mean "web"?',
    ],
  },
];
