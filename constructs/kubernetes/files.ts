// Files of files/ as ConfigMaps, and how pods mount them.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { root } from '../../root';
import { contentHash } from './hash';
import { type Instance, metadata } from './instance';
import * as k8s from './k8s';
import { KubernetesObject } from './object';

/** Text of a file under files/. */
export const file = (name: string): string => readFileSync(path.join(root, 'files', name), 'utf8');

/** A ConfigMap of files and where pods mount it. */
export interface Files {
  readonly configMap: string;
  /** Of the content as it is written, patches included: an annotation of it rolls the pods. */
  readonly checksum: () => string;
  readonly keys: readonly string[];
}

/** Files mounted into a container: the whole ConfigMap at `path`, or single files over a folder that the image fills. */
export interface Mount {
  readonly files: Files;
  readonly path: string;
  /** Key by file name in the folder; absent: every key. */
  readonly only?: Readonly<Record<string, string>>;
  /** Mounts each file by itself (subPath), which leaves the rest of the image's folder in place. */
  readonly over?: boolean;
}

/** Of data and binaryData, whose keys stand in the order in which they were given, further ones behind. */
const checksum = (object: ApiObject, given: readonly string[]): string => {
  const { data = {}, binaryData }: k8s.KubeConfigMapProps = object.toJson();
  const keys = [...new Set([...given, ...Object.keys(data)])].filter((key) => key in data);
  const content = Object.fromEntries(keys.map((key) => [key, data[key]]));
  return contentHash(binaryData === undefined ? content : [content, binaryData]);
};

/** Makes the ConfigMap `<instance>-<component>` (or `name`) of the given contents. */
export const configMap = (
  scope: Construct,
  instance: Instance,
  component: string,
  data: Readonly<Record<string, string>>,
  name?: string,
): Files => {
  const meta = metadata(instance, component, name);
  const object = new KubernetesObject(scope, `${meta.name}-files`, k8s.KubeConfigMap, { metadata: meta, data });
  return { configMap: meta.name, checksum: () => checksum(object, Object.keys(data)), keys: Object.keys(data) };
};
