import { type ApiObject, JsonPatch } from 'cdk8s';

/**
 * Adds to the rendered manifest what the 1.27 types do not know.
 * L1 classes drop such fields, and cdk8s applies its own patches before they do (aws/cdk8s#2172).
 */
export const wire = (object: ApiObject, ...operations: JsonPatch[]): void => {
  const render = object.toJson.bind(object);
  object.toJson = () => JsonPatch.apply(render(), ...operations);
};
