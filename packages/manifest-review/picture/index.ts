// The picture of the system that manifests make.
export { type Knowledge, systemOf } from './from-manifests';
export { toMermaid } from './mermaid';
export type { ComponentPods } from './objects';
export { toSvg } from './svg';
export type { Link, Part, PartKind, System } from './system';
