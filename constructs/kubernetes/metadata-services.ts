// Addresses where clouds serve credentials: data for NetworkPolicies.
/** Where clouds serve an instance's metadata, credentials included. */
interface MetadataService {
  /** CIDR. */
  readonly block: string;
  /** Whose, and the address where the block is wider. */
  readonly services: string;
  readonly source: string;
}

/** What no pod reaches, whatever else it may reach. */
export const metadataServices: readonly MetadataService[] = [
  {
    block: '169.254.0.0/16',
    services:
      '169.254.169.254 of most clouds; 169.254.170.2 and .23 (AWS’ tasks and pods), 169.254.169.252 (GKE), 169.254.42.42 (Scaleway), 169.254.0.23 (Tencent)',
    source: 'RFC 3927; https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html',
  },
  {
    block: '100.100.100.200/32',
    services: 'Alibaba Cloud',
    source: 'https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata',
  },
  {
    block: '168.63.129.16/32',
    services: 'Azure’s WireServer',
    source: 'https://learn.microsoft.com/en-us/azure/virtual-network/what-is-ip-address-168-63-129-16',
  },
  {
    block: '192.0.0.192/32',
    services: 'Oracle Cloud at Customer and Classic',
    source: 'https://docs.oracle.com/en/cloud/cloud-at-customer/occ-get-started/retrieve-predefined-instance-metadata.html',
  },
  { block: 'fe80::/10', services: 'fe80::a9fe:a9fe of OpenStack', source: 'https://docs.openstack.org/nova/latest/user/metadata.html' },
  {
    block: 'fd00:ec2::/32',
    services: 'AWS: fd00:ec2::254, and fd00:ec2::23 of EKS Pod Identity',
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html',
  },
  {
    block: 'fd20:ce::254/128',
    services: 'Google Cloud, instances with IPv6 alone',
    source: 'https://cloud.google.com/compute/docs/metadata/querying-metadata',
  },
  {
    block: 'fd00:c1::a9fe:a9fe/128',
    services: 'Oracle Cloud',
    source: 'oracle/oci-python-sdk, src/oci/auth/signers/instance_principals_security_token_signer.py',
  },
  {
    block: 'fd00:42::42/128',
    services: 'Scaleway',
    source: 'canonical/cloud-init, doc/rtd/reference/datasources/scaleway.rst',
  },
  {
    block: 'fd00:a9fe:a9fe::1/128',
    services: 'Akamai (Linode)',
    source: 'canonical/cloud-init, doc/rtd/reference/datasources/akamai.rst',
  },
  {
    block: 'fd00:100::100:200/128',
    services: 'Alibaba Cloud',
    source: 'canonical/cloud-init, tests/unittests/sources/test_aliyun.py',
  },
];
