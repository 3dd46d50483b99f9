import { endpoint, type Topology } from '../../topology/topology';
import { type Environment, secretOf } from '../kubernetes/environment';
import type { Instance } from '../kubernetes/instance';

/** Buckets by what they hold; profiles and nodestore are upstream's names. */
export const buckets = { filestore: 'filestore', profiles: 'profiles', nodestore: 'nodestore' } as const;

/** Address and credentials of the object store, as boto3 and our scripts read them. */
export const s3Environment = (instance: Instance, topology: Topology): Environment => {
  const { host, port } = endpoint(topology, 'object-store', 's3');
  return {
    S3_ENDPOINT_URL: `http://${host}:${port}`,
    S3_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: secretOf(instance, 'object-store', 'access-key-id'),
    AWS_SECRET_ACCESS_KEY: secretOf(instance, 'object-store', 'secret-access-key'),
  };
};
