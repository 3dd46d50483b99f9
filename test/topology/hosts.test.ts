// Host names of upstream in arguments and variables.
import { environmentOf, withHosts } from '../../topology/hosts';

const running = ['kafka', 'redis', 'web'];

test.each([
  ['kafka:9092', 'a-kafka:9092'],
  ['redis://redis:6379/0', 'redis://a-redis:6379/0'],
  ['http://user:secret@web:9000/', 'http://user:secret@a-web:9000/'],
  ['kafka:9092,kafka:9093', 'a-kafka:9092,a-kafka:9093'],
  ['--host=kafka:1', '--host=a-kafka:1'],
  ['kafka', 'kafka'],
  ['kafka:', 'kafka:'],
  ['kafka:x', 'kafka:x'],
  ['mykafka:1', 'mykafka:1'],
  ['my.kafka:1', 'my.kafka:1'],
  ['other:1', 'other:1'],
])('%s becomes %s', (value, expected) => expect(withHosts(value, running, 'a')).toBe(expected));

test('a bare name is a host where the variable says so', () => {
  expect(withHosts('redis', running, 'a', 'X_HOST')).toBe('a-redis');
  expect(withHosts('other', running, 'a', 'X_HOST')).toBe('other');
  expect(withHosts('redis', running, 'a', 'X_HOSTNAME')).toBe('redis');
});

test('a container gets neither what is unset nor what is secret nor what names a service that does not run', () => {
  const environment = { A: 'b', UNSET: null, API_TOKEN: 'x', KAFKA: 'kafka:9092', VROOM: 'http://vroom:8085', VROOM_HOST: 'vroom' };
  const service = { environment } as unknown as Parameters<typeof environmentOf>[0];
  expect(environmentOf(service, [...running, 'vroom'], running, 'a')).toEqual({ A: 'b', KAFKA: 'a-kafka:9092' });
  expect(environmentOf(service, [...running, 'vroom'], [...running, 'vroom'], 'a')).toEqual({
    A: 'b',
    KAFKA: 'a-kafka:9092',
    VROOM: 'http://a-vroom:8085',
    VROOM_HOST: 'a-vroom',
  });
});

test.each([
  ['kafka:9092', '', 'sentry-kafka:9092'],
  ['redis://redis:6379', '', 'redis://sentry-redis:6379'],
  ['EXTERNAL://kafka:9092,INTERNAL://kafka:9093', '', 'EXTERNAL://sentry-kafka:9092,INTERNAL://sentry-kafka:9093'],
  ['--rpc-host=taskbroker:50051', '', '--rpc-host=sentry-taskbroker:50051'],
  ['clickhouse', 'CLICKHOUSE_HOST', 'sentry-clickhouse'],
  ['clickhouse', 'STORAGE', 'clickhouse'],
  ['127.0.0.1:8125', '', '127.0.0.1:8125'],
])('host names: %s', (value, variable, expected) => {
  expect(withHosts(value, ['kafka', 'redis', 'clickhouse', 'taskbroker'], 'sentry', variable)).toBe(expected);
});
