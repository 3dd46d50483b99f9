// Containers equal upstream's services, but for the listed differences.
import { type Container, imageName, podSpecs, sameImage } from 'manifest-review/manifests';
import { knownReleases, loadRelease } from '../../releases/load';
import type { Release, Service } from '../../releases/release';
import { render } from '../../render';
import { settingsSchema } from '../../settings/schema';
import { differences } from '../../topology/differences';
import { withHosts } from '../../topology/hosts';
import { optionValues } from '../../topology/kafka';
import { inProfile, roleOf } from '../../topology/service';
import { withEnvironment } from '../support/environment';

const profiles = ['errors-only', 'feature-complete'] as const;

const containersOf = (release: string, profile: (typeof profiles)[number]): Map<string, { container: Container; main: string }> => {
  const settings = settingsSchema.parse({
    release,
    profile,
    url: 'https://sentry.internal.example.com',
    ingest: { url: 'https://sentry.example.com' },
  });
  const rendered = render(settings);
  const pods = withEnvironment([...rendered.manifests.values()].flat()).flatMap((manifest) => podSpecs(manifest).map((pod) => ({ pod })));
  return new Map(
    pods.flatMap(({ pod }) => pod.containers.map((container) => [container.name, { container, main: pod.containers[0]?.name ?? '' }])),
  );
};

/** What differs between upstream's service and the rendered container, by the names that the list of differences uses. */
const compare = (
  name: string,
  service: Service,
  release: Release,
  profile: (typeof profiles)[number],
  found: { container: Container; main: string },
): string[] => {
  const services = Object.keys(release.services);
  const running = services.filter((other) => {
    const upstream = release.services[other];
    return upstream !== undefined && inProfile(upstream, profile);
  });
  const { container, main } = found;
  const hosts = (value: string, variable?: string) => withHosts(value, running, 'sentry', variable);
  const same = (a: readonly string[], b: readonly string[]) => JSON.stringify(a) === JSON.stringify(b);
  const environment = Object.entries(service.environment).flatMap(([variable, value]) => {
    const rendered = container.env?.find((entry) => entry.name === variable);
    const given = rendered?.valueFrom === undefined ? (rendered?.value ?? '') : undefined;
    return value === null || (rendered !== undefined && given === hosts(value, variable)) ? [] : [variable];
  });
  // Without upstream's arguments the image's own run, which Kubernetes drops with the entrypoint.
  const own = container.command === undefined ? [] : (release.images[imageName(service.image)]?.command ?? []);
  return [
    ...(sameImage(container.image, service.image) ? [] : ['image']),
    ...(container.command === undefined || same(container.command, service.entrypoint ?? []) ? [] : ['command']),
    ...(same(
      container.args ?? [],
      (service.command ?? own).map((argument) => hosts(argument)),
    )
      ? []
      : ['args']),
    ...(main === name ? [] : ['sidecar']),
    ...environment,
  ];
};

const seen = new Set<string>();

describe.each(knownReleases().flatMap((release) => profiles.map((profile) => ({ release, profile }))))(
  '$release $profile',
  ({ release: version, profile }) => {
    const release = loadRelease(version);
    const containers = containersOf(version, profile);

    test.each(Object.entries(release.services).filter(([, service]) => inProfile(service, profile)))('%s', (name, service) => {
      const role = roleOf(name, service);
      const found = containers.get(name);
      const actual = found === undefined ? ['not run'] : compare(name, service, release, profile, found);
      const listed = differences.filter((difference) => difference.role === role.name).map(({ what }) => what);
      for (const what of actual) seen.add(`${role.name}: ${what}`);
      expect(actual.filter((what) => !listed.includes(what))).toEqual([]);
    });

    test('consumer groups and topics are upstream’s', () => {
      const options = [
        '--consumer-group',
        '--followed-consumer-group',
        '--synchronize-commit-group',
        '--synchronize-commit-log-topic',
        '--raw-events-topic',
        '--accepted-outcomes-topic',
        '--storage',
        '--dataset',
        '--entity',
        '--auto-offset-reset',
      ];
      for (const [name, service] of Object.entries(release.services)) {
        const args = containers.get(name)?.container.args;
        if (args === undefined || !inProfile(service, profile)) continue;
        for (const option of options)
          expect([name, option, optionValues(args, option)]).toEqual([name, option, optionValues(service.command ?? [], option)]);
      }
    });

    test('services outside the profile are not run', () => {
      const outside = Object.entries(release.services).filter(([, service]) => !inProfile(service, profile));
      expect(outside.filter(([name]) => containers.has(name))).toEqual([]);
    });
  },
);

// Options of each subcommand that we may add to upstream's arguments (snuba/cli, sentry/runner/commands).
const knownOptions: Readonly<Record<string, readonly string[]>> = { cleanup: ['--days'] };

test('options added to upstream’s arguments are ones that the subcommand knows', () => {
  const optionsOf = (args: readonly string[]) =>
    args.filter((argument) => argument.startsWith('--')).map((argument) => argument.split('=')[0] ?? '');
  const unknown = knownReleases().flatMap((version) =>
    [...containersOf(version, 'feature-complete')].flatMap(([name, { container }]) => {
      const upstream = loadRelease(version).services[name]?.command ?? [];
      if (!/\/(sentry|snuba):/.test(container.image)) return [];
      const args = container.args ?? [];
      const subcommand = args[0] === 'run' ? args.slice(0, 2).join(' ') : (args[0] ?? '');
      return optionsOf(args)
        .filter((option) => !optionsOf(upstream).includes(option) && !knownOptions[subcommand]?.includes(option))
        .map((option) => `${version} ${name}: ${subcommand} ${option}`);
    }),
  );
  expect(unknown).toEqual([]);
});

test('every listed difference occurs', () => {
  expect(differences.map(({ role, what }) => `${role}: ${what}`).filter((difference) => !seen.has(difference))).toEqual([]);
});
