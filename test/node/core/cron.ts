// Every CronJob, run once.
import type { Instance } from '../support/instance';
import type { Place } from '../support/place';

export const cron = (instance: () => Instance<Place>): void => {
  test('each CronJob runs once to its end', async () => {
    const { node, namespace } = instance();
    const jobs = await node.cluster.list('CronJob', namespace);
    expect(jobs.length).toBeGreaterThan(0);
    for (const { metadata } of jobs) instance().kubectl('create', 'job', `once-${metadata.name}`, `--from=cronjob/${metadata.name}`);
    await instance().ready(90);
    for (const { metadata } of jobs) instance().kubectl('delete', 'job', `once-${metadata.name}`);
  });
};
