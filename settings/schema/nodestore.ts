// Where event bodies are kept.
import * as z from 'zod';
import { image } from './values';

export const nodestore = z
  .strictObject({
    backend: z
      .enum(['postgres', 's3'])
      .default('postgres')
      .describe('Where event bodies are kept. s3 needs an image of Sentry that has sentry_nodestore_s3.'),
    image: image.optional().describe('With s3: that image, with tag or digest; it runs every Sentry component.'),
  })
  .prefault({});
