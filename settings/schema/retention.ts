// How long data lives.
import * as z from 'zod';
import { cron } from './values';

export const retention = z
  .strictObject({
    days: z.int().min(1).max(3650).default(90).describe('How long events live. Drives cleanup, Sentry, Snuba, buckets and caches.'),
    schedule: cron.default('0 0 * * *').describe('When `sentry cleanup` runs, in UTC.'),
    vacuum: z
      .strictObject({
        schedule: cron.default('30 3 * * 0').describe('When `vacuumdb --analyze` runs, in UTC.'),
        full: z
          .boolean()
          .default(false)
          .describe('VACUUM FULL returns disk space to the system but locks each table while it is rewritten.'),
      })
      .optional()
      .describe('Vacuum PostgreSQL on a schedule; absent: autovacuum alone.'),
  })
  .prefault({});
