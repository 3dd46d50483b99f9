// Certificates of the user's own authorities, in the pods that may call what they vouch for.
import type { Component } from '../../topology/topology';
import type { Files } from './files';
import type * as k8s from './k8s';
import { quantities } from './quantity';
import { containerSecurity } from './security';

/** What merges the user's bundle with the public one. */
export interface Trust {
  /** Of the user's. */
  readonly configMap: string;
  readonly key: string;
  /** An image with Python and the public certificates. */
  readonly image: string;
  /** The script that merges. */
  readonly files: Files;
}

const folder = '/etc/trust';
const bundle = `${folder}/bundle/ca.crt`;

/** Read by OpenSSL, Go and Rust; by Python's requests; by upstream's services; by botocore; by gRPC. */
const variables: readonly k8s.EnvVar[] = [
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'DEFAULT_CA_BUNDLE',
  'AWS_CA_BUNDLE',
  'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH',
].map((name) => ({ name, value: bundle }));

const merge = ({ image, key }: Trust): k8s.Container => ({
  name: 'merge-certificates',
  image,
  command: ['python3', `${folder}/script/merge.py`, `${folder}/own/${key}`, bundle],
  resources: {
    requests: quantities({ cpu: '10m', memory: '16Mi', 'ephemeral-storage': '16Mi' }),
    limits: quantities({ memory: '128Mi', 'ephemeral-storage': '64Mi' }),
  },
  securityContext: containerSecurity({}),
  volumeMounts: [
    { name: 'trust-own', mountPath: `${folder}/own`, readOnly: true },
    { name: 'trust-script', mountPath: `${folder}/script`, readOnly: true },
    { name: 'trust', mountPath: `${folder}/bundle` },
  ],
});

/** The variables of a container's own win. Where a program reads no variable, the bundle stands in the place of the system's. */
const trusting = (each: k8s.Container): k8s.Container => {
  const own = (each.env ?? []).map(({ name }) => name);
  return {
    ...each,
    env: [...(each.env ?? []), ...variables.filter(({ name }) => !own.includes(name))],
    volumeMounts: [
      ...(each.volumeMounts ?? []),
      { name: 'trust', mountPath: `${folder}/bundle`, readOnly: true },
      { name: 'trust', mountPath: '/etc/ssl/certs/ca-certificates.crt', subPath: 'ca.crt', readOnly: true },
    ],
  };
};

/** Whether a component calls others by TLS: whatever runs Sentry, Jobs too, may reach the internet, or has a store outside. */
const calls = ({ role, outbound }: Component): boolean =>
  role.internet !== undefined ||
  role.schema === 'postgres' ||
  role.name === 'bootstrap' ||
  outbound.some(({ outside }) => outside !== undefined);

/** The pod with the certificates in all of its containers. */
export const withTrust = (trust: Trust | undefined, component: Component, spec: k8s.PodSpec): k8s.PodSpec => {
  if (trust === undefined || !calls(component)) return spec;
  // A Job's first one must stay that: it tells the kubelet to announce the pod.
  const first = (spec.initContainers ?? []).filter(({ name }) => name === 'announce');
  const others = (spec.initContainers ?? []).filter((each) => !first.includes(each));
  return {
    ...spec,
    initContainers: [...first, merge(trust), ...others.map(trusting)],
    containers: spec.containers.map(trusting),
    volumes: [
      ...(spec.volumes ?? []),
      { name: 'trust', emptyDir: { sizeLimit: quantities({ size: '4Mi' })['size'] } },
      { name: 'trust-own', configMap: { name: trust.configMap, items: [{ key: trust.key, path: trust.key }] } },
      { name: 'trust-script', configMap: { name: trust.files.configMap } },
    ],
  };
};
