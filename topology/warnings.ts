// What deserves a word in the light of the release, but is no error.
import { imageName } from 'manifest-review/manifests';
import type { Problem } from '../settings/problem';
import type { Settings } from '../settings/schema';
import { componentSettings, settledBy } from './component-settings';
import type { Topology } from './topology';

/** Overrides that leave others of the same image on another one: a release is made to run as one. */
const dividedImages = ({ images: { overrides } }: Settings, { components }: Topology): Problem[] =>
  Object.keys(overrides).flatMap((name) => {
    const own = components.find((component) => component.name === name);
    const upstream = own?.service?.image;
    if (own === undefined || upstream === undefined) return [];
    const others = components.filter(({ service, image }) => service?.image === upstream && image !== own.image);
    const better = imageName(upstream) === 'sentry' ? '; images.sentry is one for all' : '';
    return others.length === 0
      ? []
      : [
          {
            path: ['images', 'overrides', name],
            message: `${others.map((other) => other.name).join(', ')} of the same image keep${others.length === 1 ? 's' : ''} another one${better}`,
          },
        ];
  });

/** An image of one's own is made of one release, and stays behind when `release` is raised. */
const olderImage = ({ images: { sentry } }: Settings, { release: { version } }: Topology): Problem[] => {
  const [, tagged] = /:v?(\d+\.\d+\.\d+)(?![\d.])[^/]*$/.exec(sentry ?? '') ?? [];
  return tagged === undefined || tagged === version
    ? []
    : [
        {
          path: ['images', 'sentry'],
          message: `its tag names ${tagged}, and the release is ${version}: Sentry and its schema would not be of one release`,
        },
      ];
};

/** A proxy that leads the component's own calls to its stores and services away. */
const bareProxies = (settings: Settings, topology: Topology): Problem[] =>
  topology.components.flatMap(({ name, role }) => {
    const names = Object.keys(componentSettings(settings, name, role).env ?? {});
    if (names.some((variable) => /^no_proxy$/i.test(variable))) return [];
    return names
      .filter((variable) => /^(https?|all)_proxy$/i.test(variable) && settings.network.proxy === undefined)
      .map((variable) => ({
        path: ['components', settledBy(settings, { name, role }, ({ env }) => env?.[variable]) ?? name, 'env', variable],
        message: 'the instance’s own services are asked through it too, without a NO_PROXY; network.proxy has one',
      }));
  });

/** Kafka's own settings of a topic win over the broker's. */
const brokerRetention = (settings: Settings, { components, topics }: Topology): Problem[] => {
  const kept = Object.keys(topics).filter((name) => topics[name]?.config['retention.ms'] !== undefined);
  return components
    .filter(({ role }) => role.name === 'kafka')
    .flatMap(({ name, role }) =>
      Object.keys(componentSettings(settings, name, role).env ?? {})
        .filter((variable) => /^KAFKA_LOG_RETENTION_(HOURS|MINUTES|MS)$/.test(variable))
        .map((variable) => ({
          path: ['components', settledBy(settings, { name, role }, ({ env }) => env?.[variable]) ?? name, 'env', variable],
          message: `has no effect on the ${kept.length} topics with a retention of their own, such as events; topics.<name>.retentionHours settles one`,
        })),
    );
};

/** What deserves a word once it is known what runs. */
export const topologyWarnings = (settings: Settings, topology: Topology): Problem[] => [
  ...dividedImages(settings, topology),
  ...olderImage(settings, topology),
  ...bareProxies(settings, topology),
  ...brokerRetention(settings, topology),
];
