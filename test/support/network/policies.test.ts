// The judge of NetworkPolicies, held to the API's own words.
import { type Endpoint, NetworkPolicies, type NetworkPolicy } from './policies';

const namespaces = { a: { team: 'red' }, b: { team: 'blue' } };
const pod = (namespace: string, app: string, ip = '10.0.0.1'): Endpoint => ({ ip, namespace, labels: { app }, ports: { web: 8080 } });
const web = pod('a', 'web');
const client = pod('a', 'client', '10.0.0.2');
const stranger = pod('b', 'client', '10.0.0.3');
const outside: Endpoint = { ip: '192.0.2.7' };

const policy = (spec: Partial<NetworkPolicy['spec']>, namespace = 'a'): NetworkPolicy => ({
  metadata: { namespace },
  spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'], ...spec },
});

const allow = (policies: NetworkPolicy[], from: Endpoint, to: Endpoint, port = 8080, protocol?: string): boolean =>
  new NetworkPolicies(policies, namespaces).allow(from, to, { port, ...(protocol === undefined ? {} : { protocol }) });

test.each<[string, NetworkPolicy[], Endpoint, Endpoint, number, string | undefined, boolean]>([
  ['no policy: all is open', [], stranger, web, 8080, undefined, true],
  ['a policy without rules denies', [policy({})], client, web, 8080, undefined, false],
  ['it denies nobody else', [policy({})], web, client, 8080, undefined, true],
  ['it is of one direction', [policy({ policyTypes: ['Egress'] })], client, web, 8080, undefined, true],
  ['it is of its namespace', [policy({}, 'b')], client, web, 8080, undefined, true],
  ['an empty podSelector selects every pod', [policy({ podSelector: {} })], client, web, 8080, undefined, false],
  ['an empty rule allows all', [policy({ ingress: [{}] })], outside, web, 1, 'UDP', true],
  ['an empty list of peers allows all', [policy({ ingress: [{ from: [] }] })], outside, web, 8080, undefined, true],
  [
    'an empty peer selector selects the namespace',
    [policy({ ingress: [{ from: [{ podSelector: {} }] }] })],
    client,
    web,
    8080,
    undefined,
    true,
  ],
  ['and no other namespace', [policy({ ingress: [{ from: [{ podSelector: {} }] }] })], stranger, web, 8080, undefined, false],
  [
    'an empty namespaceSelector selects every pod',
    [policy({ ingress: [{ from: [{ namespaceSelector: {} }] }] })],
    stranger,
    web,
    8080,
    undefined,
    true,
  ],
  ['and nothing outside', [policy({ ingress: [{ from: [{ namespaceSelector: {} }] }] })], outside, web, 8080, undefined, false],
  [
    'namespaceSelector with podSelector: both must fit',
    [
      policy({
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'blue' } }, podSelector: { matchLabels: { app: 'web' } } }] }],
      }),
    ],
    stranger,
    web,
    8080,
    undefined,
    false,
  ],
  [
    'as two peers: either may',
    [
      policy({
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'blue' } } }, { podSelector: { matchLabels: { app: 'web' } } }] }],
      }),
    ],
    stranger,
    web,
    8080,
    undefined,
    true,
  ],
  ['ipBlock', [policy({ ingress: [{ from: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }] })], outside, web, 8080, undefined, true],
  [
    'ipBlock with except',
    [policy({ ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['192.0.2.0/28'] } }] }] })],
    outside,
    web,
    8080,
    undefined,
    false,
  ],
  ['ipBlock of the other family', [policy({ ingress: [{ from: [{ ipBlock: { cidr: '::/0' } }] }] })], outside, web, 8080, undefined, false],
  ['a named port of the server', [policy({ ingress: [{ ports: [{ port: 'web' }] }] })], client, web, 8080, undefined, true],
  ['and no other port', [policy({ ingress: [{ ports: [{ port: 'web' }] }] })], client, web, 8081, undefined, false],
  ['a named port it lacks', [policy({ ingress: [{ ports: [{ port: 'db' }] }] })], client, web, 8080, undefined, false],
  [
    'a named port in egress is the server’s too',
    [policy({ podSelector: { matchLabels: { app: 'client' } }, policyTypes: ['Egress'], egress: [{ ports: [{ port: 'web' }] }] })],
    client,
    web,
    8080,
    undefined,
    true,
  ],
  ['a range of ports', [policy({ ingress: [{ ports: [{ port: 8000, endPort: 9000 }] }] })], client, web, 8080, undefined, true],
  ['beyond the range', [policy({ ingress: [{ ports: [{ port: 8000, endPort: 8079 }] }] })], client, web, 8080, undefined, false],
  ['protocol is TCP by default', [policy({ ingress: [{ ports: [{ port: 8080 }] }] })], client, web, 8080, 'UDP', false],
  ['a protocol alone', [policy({ ingress: [{ ports: [{ protocol: 'UDP' }] }] })], client, web, 53, 'UDP', true],
  ['policies add up', [policy({}), policy({ ingress: [{}] })], client, web, 8080, undefined, true],
  [
    'both ends must agree',
    [policy({ ingress: [{}] }), policy({ podSelector: { matchLabels: { app: 'client' } }, policyTypes: ['Egress'] })],
    client,
    web,
    8080,
    undefined,
    false,
  ],
  [
    'NotIn, Exists and DoesNotExist',
    [
      policy({
        ingress: [
          {
            from: [
              {
                podSelector: {
                  matchExpressions: [
                    { key: 'app', operator: 'NotIn', values: ['web'] },
                    { key: 'app', operator: 'Exists' },
                    { key: 'tier', operator: 'DoesNotExist' },
                  ],
                },
              },
            ],
          },
        ],
      }),
    ],
    client,
    web,
    8080,
    undefined,
    true,
  ],
  [
    'In, of a label that is not there',
    [policy({ ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['x'] }] } }] }] })],
    client,
    web,
    8080,
    undefined,
    false,
  ],
])('%s', (_what, policies, from, to, port, protocol, expected) => {
  expect(allow(policies, from, to, port, protocol)).toBe(expected);
});

describe('what plugins and nodes make of it', () => {
  const toAll = policy({
    podSelector: { matchLabels: { app: 'client' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }],
  });
  const toPort = policy({
    podSelector: { matchLabels: { app: 'client' } },
    policyTypes: ['Egress'],
    egress: [{ ports: [{ port: 6443 }] }],
  });
  const node: Endpoint = { ip: '192.0.2.9', node: 'other' };
  const cilium = { blocksTake: { pods: false, nodes: false } };
  const judge = (rule: NetworkPolicy, to: Endpoint, plugin?: typeof cilium) =>
    new NetworkPolicies([rule], namespaces, plugin).allow(client, to, { port: 6443 });

  test.each([stranger, node, outside])('an ipBlock takes the address of $ip', (to) => expect(judge(toAll, to)).toBe(true));
  test.each([stranger, node])('with Cilium it does not take $ip', (to) => expect(judge(toAll, to, cilium)).toBe(false));
  test('but what is outside', () => expect(judge(toAll, outside, cilium)).toBe(true));
  test.each([stranger, node, outside])('a rule without peers takes $ip', (to) => expect(judge(toPort, to, cilium)).toBe(true));

  test('a pod’s own node reaches it, another does not', () => {
    expect(allow([policy({})], { ip: '192.0.2.8', node: 'own' }, web)).toBe(true);
    expect(allow([policy({})], node, web)).toBe(false);
  });

  test('the way to a pod’s own node is judged', () => {
    const closed = policy({ podSelector: { matchLabels: { app: 'client' } }, policyTypes: ['Egress'] });
    expect(allow([closed], client, { ip: '192.0.2.8', node: 'own' })).toBe(false);
  });
});
