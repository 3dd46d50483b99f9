// The review reads the edge's own configuration.
import type { Manifest } from 'manifest-review/manifests';
import { reviewSentry as review } from '../../knowledge';
import { renderText } from '../../render';

describe('the edge, as sentry.yaml sets it', () => {
  const edge = (ingest: string): Manifest[] =>
    [
      ...renderText(
        `url: https://a.internal.example.com\ningest: { url: "https://a.example.com"${ingest} }\nmail: { host: a, from: a@example.com }\n`,
        'sentry.yaml',
      ).manifests.values(),
    ].flat();
  const ofConfigMap = (old: string, now: string): string[] =>
    review(edge(old), edge(now))
      .objects.filter(({ key }) => key === 'ConfigMap/sentry-edge')
      .flatMap(({ findings }) => findings.filter(({ verdict }) => verdict === 'exposure').map(({ ruleId }) => ruleId));
  const many = ', endpoints: [store, envelope]';

  test('its configuration exposes more where endpoints are added, whatever stands before it', () => {
    expect(ofConfigMap('', many)).toEqual(['ingest-endpoints-wider']);
    expect(ofConfigMap(many, '')).toEqual([]);
  });

  test('and where more projects or origins may send', () => {
    expect(ofConfigMap(', projects: [1]', ', projects: [1, 2]')).toEqual(['door-rules']);
    expect(ofConfigMap(', projects: [1]', '')).toEqual(['door-rules']);
    expect(ofConfigMap('', ', projects: [1]')).toEqual([]);
    expect(ofConfigMap(', allowedOrigins: ["https://b.example.com"]', '')).toEqual(['door-rules']);
  });
});
