// The same of the doors.
import { isIP } from 'node:net';
import { addressOf } from './address';
import { annotationProblems } from './placement-checks';
import { absent, type Problem } from './problem';
import type { Settings } from './schema';
import {
  certificateAnnotations,
  controllerNames,
  type DoorSettings,
  isControllerName,
  servesNoGateway,
  servesNoIngress,
} from './schema/ingress';
import { nearest } from './suggest';

const hosts = ({ url, ingest, ingress: { internal } }: Settings): Problem[] => {
  const [own, open] = [addressOf(url).host, addressOf(ingest.url).host];
  const named = (path: Problem['path'], host: string): Problem[] =>
    isIP(host) === 0 ? [] : [{ path, message: `expected a host with a name, which an Ingress and a Gateway need, got "${host}"` }];
  return [
    ...(internal === undefined ? [] : named(['url'], own)),
    ...named(['ingest', 'url'], open),
    ...(own === open
      ? [{ path: ['ingest', 'url'], message: `expected another host than that of url, the internal door, got "${own}" for both` }]
      : []),
  ];
};

interface Door {
  readonly path: readonly string[];
  readonly door: DoorSettings;
}

const openDoors = ({ ingress: { internal, ...ingress } }: Settings): Door[] => [
  { path: ['ingress'], door: ingress },
  ...(internal === undefined ? [] : [{ path: ['ingress', 'internal'], door: internal }]),
];

/** What an internal Ingress of the public one's class serves, the public controller serves; likewise a Gateway. */
const classes = ({ namespace, ingress: { className, gateway, internal } }: Settings): Problem[] => {
  if (internal === undefined || internal.sharedClass) return [];
  const path = ['ingress', 'internal'];
  if (gateway !== undefined && internal.gateway !== undefined) {
    const { name } = gateway;
    return internal.gateway.name === name && (internal.gateway.namespace ?? namespace) === (gateway.namespace ?? namespace)
      ? [
          {
            path: [...path, 'gateway', 'name'],
            message: `expected another Gateway than the public one, or sharedClass: true, got "${name}" for both`,
          },
        ]
      : [];
  }
  if (gateway !== undefined || internal.gateway !== undefined || internal.className !== className) return [];
  return className === undefined
    ? [
        {
          path,
          message:
            'expected a className other than that of the public Ingress, or sharedClass: true, got none for both, which is the cluster’s default class',
        },
      ]
    : [
        {
          path: [...path, 'className'],
          message: `expected another class than that of the public Ingress, or sharedClass: true, got "${className}" for both`,
        },
      ];
};

/** Two Certificates of one Secret, or one over a Secret of the user's own, would overwrite each other. */
const sharedSecret = ({ ingress: { certManager, tlsSecret, internal } }: Settings): Problem[] =>
  tlsSecret !== undefined && internal?.tlsSecret === tlsSecret && (certManager ?? internal.certManager) !== undefined
    ? [
        {
          path: ['ingress', 'internal', 'tlsSecret'],
          message: `expected another Secret than that of the public door, which certManager would overwrite, got "${tlsSecret}" for both`,
        },
      ]
    : [];

const certificates = (settings: Settings): Problem[] =>
  openDoors(settings).flatMap(({ path, door: { certManager, className, gateway, tlsSecret } }): Problem[] => {
    const { issuer, clusterIssuer } = certManager ?? {};
    const issuers = [issuer, clusterIssuer].filter((name) => name !== undefined);
    return [
      ...(certManager !== undefined && issuers.length === 0 ? [absent([...path, 'certManager'], 'issuer or clusterIssuer')] : []),
      ...(issuers.length > 1 ? [{ path: [...path, 'certManager'], message: 'expected issuer or clusterIssuer, got both' }] : []),
      ...(gateway !== undefined && className !== undefined
        ? [
            {
              path: [...path, 'className'],
              message: `expected none beside gateway, which is served without an Ingress, got "${className}"`,
            },
          ]
        : []),
      ...(gateway !== undefined && tlsSecret !== undefined && certManager === undefined
        ? [{ path: [...path, 'tlsSecret'], message: `expected none beside gateway, whose listener names its Secret, got "${tlsSecret}"` }]
        : []),
    ];
  });

const controllerWarnings = ({ path, door: { controller, gateway } }: Door): Problem[] => {
  if (controller === undefined) return [];
  const warning = (message: string): Problem => ({ path: [...path, 'controller'], message });
  if (!isControllerName(controller)) {
    const meant = nearest(controller, controllerNames);
    const hint = meant === undefined ? '' : `, did you mean "${meant}"?`;
    return [warning(`nothing is known of "${controller}"${hint}; its paths are prefixes and the door refuses the rest`)];
  }
  if (gateway === undefined && servesNoIngress.includes(controller))
    return [warning(`${controller} serves no Ingress; name its Gateway in gateway`)];
  if (gateway !== undefined && servesNoGateway.includes(controller)) return [warning(`${controller} serves no Gateway`)];
  return controller === 'ingress-nginx'
    ? [warning('ingress-nginx was retired in March 2026: nobody mends its faults; choose another controller')]
    : [];
};

/** What is wrong with what stands in front of the doors. */
export const doorProblems = (settings: Settings): Problem[] => [
  ...hosts(settings),
  ...classes(settings),
  ...certificates(settings),
  ...sharedSecret(settings),
  ...openDoors(settings).flatMap(({ path, door }) => annotationProblems([...path, 'annotations'], door.annotations)),
];

const tlsWarnings = ({ url, ingest }: Settings, { path, door }: Door): Problem[] => {
  const { tlsSecret, certManager, gateway, controller, annotations } = door;
  const address = path.length === 1 ? ingest.url : url;
  const own = (isControllerName(controller) ? certificateAnnotations[controller] : undefined) ?? [];
  const ends = tlsSecret ?? certManager ?? gateway ?? own.find((name) => name in annotations);
  if (addressOf(address).scheme !== 'https' || ends !== undefined) return [];
  const offered = controller === 'aws-alb' ? [] : ['tlsSecret', 'certManager'];
  const ways = [...offered, ...own.map((name) => `the annotation ${name}`)];
  return [
    { path, message: `${address} needs ${ways.join(', ').replace(/, (?=[^,]*$)/, ' or ')}, unless something before the Ingress ends TLS` },
  ];
};

/** What deserves a word there but is no error. */
export const doorWarnings = (settings: Settings): Problem[] => [
  ...openDoors(settings).flatMap((door) => [...tlsWarnings(settings, door), ...controllerWarnings(door)]),
  ...(settings.ingress.internal?.sharedClass === true
    ? [
        {
          path: ['ingress', 'internal', 'sharedClass'],
          message:
            'whoever reaches the public door’s controller reaches the UI too, by naming its host: keep that host out of public DNS, or ask for more there',
        },
      ]
    : []),
];
