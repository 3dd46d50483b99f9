// The heap of Kafka follows its memory limit.
import { renderText } from '../../render';

test.each([
  ['2Gi', '-Xms512m -Xmx1024m'],
  ['2G', '-Xms476m -Xmx953m'],
  ['1.5Gi', '-Xms384m -Xmx768m'],
  ['3000000k', '-Xms715m -Xmx1430m'],
  ['2e9', '-Xms476m -Xmx953m'],
  ['2147483648', '-Xms512m -Xmx1024m'],
])('with a limit of %s, Kafka has a heap of half of it: %s', (limit, expected) => {
  const yaml = `url: https://a.example.com\ningest: { url: https://b.example.com }\ncomponents: { kafka: { resources: { requests: { memory: 1Gi }, limits: { memory: "${limit}" } } } }\n`;
  const broker = [...renderText(yaml, 'sentry.yaml').manifests.values()]
    .flat()
    .find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'sentry-kafka');
  const [options] = [...JSON.stringify(broker).matchAll(/"KAFKA_HEAP_OPTS","value":"([^"]*)"/g)];
  expect(options?.[1]).toBe(expected);
});
