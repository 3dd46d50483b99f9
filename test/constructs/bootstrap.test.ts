// The name of the bootstrap Job ends in a hash of what it does.
import { manifestsWith } from '../support/few-settings';

test('the same settings give the same Job, a changed topic plan another one', () => {
  const names = (text: string) =>
    manifestsWith(text)
      .filter(({ kind }) => kind === 'Job')
      .map(({ metadata }) => metadata.name);
  expect(names('')).toEqual(names(''));
  const [, before] = names('');
  const [, after] = names('topics: { ingest-events: { partitions: 2 } }\n');
  expect(before).not.toBe(after);
});
