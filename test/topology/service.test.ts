// A service finds its role, or is named.
import { loadRelease } from '../../releases/load';
import { settingsSchema } from '../../settings/schema';
import { buildTopology } from '../../topology/build';
import { UnknownServiceError } from '../../topology/service';

test('a service that no role fits is named with image and arguments', () => {
  const release = loadRelease('26.8.0');
  const strange = {
    ...release,
    services: {
      ...release.services,
      blimp: { image: 'ghcr.io/getsentry/blimp:1', command: ['fly'], environment: {}, dependsOn: {}, volumes: [] },
    },
  };
  const settings = settingsSchema.parse({ url: 'https://a.example.com', ingest: { url: 'https://b.example.com' } });
  expect(() => buildTopology(settings, strange)).toThrow(
    new UnknownServiceError(
      'service blimp: no role fits image ghcr.io/getsentry/blimp:1 with arguments ["fly"]: this version of cdk8s-sentry does not know what it is',
    ),
  );
});
