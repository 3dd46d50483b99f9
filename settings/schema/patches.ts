// Changes to rendered objects.
import * as z from 'zod';

const pointer = z.string().startsWith('/', 'expected a JSON Pointer such as /spec/replicas');

const patchOperation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('add'), path: pointer, value: z.unknown() }),
  z.strictObject({ op: z.literal('replace'), path: pointer, value: z.unknown() }),
  z.strictObject({ op: z.literal('remove'), path: pointer }),
  z.strictObject({ op: z.literal('test'), path: pointer, value: z.unknown() }),
]);

export const patches = z
  .array(
    z.strictObject({
      target: z.strictObject({ kind: z.string(), name: z.string() }),
      patch: z.array(patchOperation).min(1),
    }),
  )
  .default([])
  .describe('JSON Patch (RFC 6902) on rendered objects, last: for what no setting offers.');
