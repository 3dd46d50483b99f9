// Changes to rendered objects.
import * as z from 'zod';

const pointer = z
  .string()
  .startsWith('/', 'expected a JSON Pointer such as /spec/replicas')
  .describe('Place in the object, a JSON Pointer such as /spec/replicas; a slash in a name is written ~1. What is not there is an error.');

const op = <Name extends string>(name: Name, description: string) => z.literal(name).describe(description);

const patchOperation = z.discriminatedUnion('op', [
  z.strictObject({
    op: op('add', 'Adds a field, or an item before that of the path; `-` is the end of a list.'),
    path: pointer,
    value: z.unknown().describe('What then stands at the path, of any kind.'),
  }),
  z.strictObject({
    op: op('replace', 'Puts another value in the place of one that is there.'),
    path: pointer,
    value: z.unknown().describe('What then stands at the path, of any kind.'),
  }),
  z.strictObject({ op: op('remove', 'Takes a field or an item away.'), path: pointer }),
  z.strictObject({
    op: op('test', 'Changes nothing, and fails the render where another value stands there: a guard for the operations after it.'),
    path: pointer,
    value: z.unknown().describe('What must stand at the path before the next operation.'),
  }),
]);

export const patches = z
  .array(
    z.strictObject({
      target: z
        .strictObject({
          kind: z.string().describe('Kind of the object, such as Deployment.'),
          name: z.string().describe('Its whole name with the instance, such as sentry-web; of a Job also without its hash.'),
        })
        .describe('The one object that is changed; one that is not rendered is an error.'),
      patch: z.array(patchOperation).min(1).describe('Operations on that object, one after the other.'),
    }),
  )
  .default([])
  .describe('JSON Patch (RFC 6902) on rendered objects, last: for what no setting offers.');
