// The object store as its users see it.
import type { Stores } from '../../topology/stores';
import type { Environment } from '../kubernetes/environment';

/** Buckets by what they hold; profiles and nodestore are upstream's names. */
export const buckets = { filestore: 'filestore', profiles: 'profiles', nodestore: 'nodestore' } as const;

/** Address and credentials of the object store, as boto3 and our scripts read them. */
export const s3Environment = ({ url, region, accessKeyId, secretAccessKey }: Stores['objectStore']): Environment => ({
  S3_ENDPOINT_URL: url,
  S3_REGION: region,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});
