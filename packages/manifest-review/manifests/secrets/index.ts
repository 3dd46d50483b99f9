// What is secret, for everybody who asks: one judge.
export { copiesOf } from './copies';
export { hidden, hideSecrets, hideText, type KnownSecrets } from './hide';
export { isSecretName } from './names';
