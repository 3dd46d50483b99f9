// How long data lives.
import * as z from 'zod';
import { cron } from './values';

export const retention = z
  .strictObject({
    days: z
      .int()
      .min(1)
      .max(3650)
      .default(90)
      .describe(
        'Days that events live. Drives cleanup, Sentry, Snuba, buckets and caches; what is older after it was lowered is deleted for good.',
      ),
    schedule: cron
      .default('0 0 * * *')
      .describe('When `sentry cleanup` runs, five cron fields in UTC. It deletes in batches and loads PostgreSQL meanwhile.'),
    vacuum: z
      .strictObject({
        schedule: cron.default('30 3 * * 0').describe('When `vacuumdb --analyze` runs, five cron fields in UTC.'),
        full: z
          .boolean()
          .default(false)
          .describe(
            'VACUUM FULL returns disk space to the system but locks each table while it is rewritten, and needs its size again on disk.',
          ),
      })
      .optional()
      .describe('Vacuum PostgreSQL on a schedule; absent: autovacuum alone.'),
  })
  .prefault({})
  .describe('How long data lives, and when what is older is deleted.');
