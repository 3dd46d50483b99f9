// The ground floor: what a Kubernetes object is. It imports nothing but js-yaml.
export * from './files';
export * from './image';
export * from './kinds';
export * from './manifest';
export * from './pods';
export { printable, printableLine } from './printable';
export * from './quantity';
export * from './secrets';
export * from './selectors';
export * from './tree';
export * from './user-error';
export * from './yaml';
