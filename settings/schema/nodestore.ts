// Where event bodies are kept.
import * as z from 'zod';
import { image } from './values';

export const nodestore = z
  .strictObject({
    backend: z
      .enum(['postgres', 's3'])
      .default('postgres')
      .describe(
        'Where event bodies are kept: in PostgreSQL, which they make grow, or in the object store. s3 needs an image of Sentry that has sentry_nodestore_s3. Bodies are not moved when it changes.',
      ),
    image: image
      .optional()
      .describe('With s3: that image, with tag or digest; it runs every Sentry component, so it must be of the same release.'),
  })
  .prefault({})
  .describe('Where the bodies of events are kept, the largest part of all data.');
