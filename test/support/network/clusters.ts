// Clusters as their documentation describes them: where DNS, API server and metadata are.
import type { Endpoint, Plugin, Target } from './policies';

/** Something that listens. */
type Server = Endpoint & Target;

/** Where a cluster's pods find what every instance needs, after address translation. */
export interface Cluster {
  readonly name: string;
  /** What judges the policies; absent: nothing does. */
  readonly plugin?: Plugin & { readonly name: string; readonly source: string };
  readonly dns: readonly Server[];
  readonly apiServer: readonly Server[];
  /** Where requests for a door come from: a controller's pods, a node with a host port, a load balancer with pods as targets. */
  readonly ingress: readonly Endpoint[];
  /** Lines of sentry.yaml that it needs. */
  readonly settings?: string;
  readonly source: string;
}

const calico = { name: 'Calico', blocksTake: { pods: true, nodes: true }, source: 'https://docs.tigera.io/calico/latest/network-policy/' };
// Both sides known to it: neither pods nor nodes are taken by addresses. A rule without peers takes all (pkg/k8s/network_policy.go).
const cilium = {
  name: 'Cilium',
  blocksTake: { pods: false, nodes: false },
  source: 'cilium/cilium, Documentation/security/policy/language.rst; pkg/k8s/network_policy.go',
};
const kubeRouter = { ...calico, name: 'kube-router', source: 'https://docs.k3s.io/networking/networking-services' };
const ovn = { ...calico, name: 'OVN-Kubernetes', source: 'https://docs.openshift.com/container-platform/latest/networking/' };
const vpcCni = { ...calico, name: 'VPC CNI', source: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html' };
const flannel = { ...calico, name: 'flannel', source: 'https://docs.siderolabs.com/kubernetes-guides/cni/flannel' };

const pod = (namespace: string, labels: Record<string, string>, port: number, ip = '10.244.7.7'): Server => ({
  ip,
  namespace,
  labels,
  port,
});
const coreDns = pod('kube-system', { 'k8s-app': 'kube-dns' }, 53);
const node = (ip: string, port: number): Server => ({ ip, port, node: 'other' });
/** On a node's interface of its own: no pod, and to some plugins no node. */
const onNode = (ip: string): Server => ({ ip, port: 53, node: 'own' });
const outside = (ip: string, port: number): Server => ({ ip, port });
const controller: Endpoint = { ip: '10.244.7.8', namespace: 'ingress', labels: { app: 'controller' } };
const loadBalancer: Endpoint = { ip: '10.0.9.9' };

/** Clusters that an instance is known to meet. Addresses that a cluster chooses are examples. */
export const clusters: readonly Cluster[] = [
  {
    name: 'kubeadm',
    plugin: calico,
    dns: [coreDns],
    apiServer: [node('192.168.1.10', 6443)],
    ingress: [controller, { ip: '192.168.1.11', node: 'other' }],
    source: 'https://kubernetes.io/docs/reference/networking/ports-and-protocols/',
  },
  {
    name: 'kubeadm with an API server on a port of one’s own',
    plugin: calico,
    dns: [coreDns],
    apiServer: [node('192.168.1.10', 7443)],
    ingress: [controller],
    source: 'https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-init/ (--apiserver-bind-port)',
  },
  {
    name: 'kubeadm with Cilium',
    plugin: cilium,
    dns: [coreDns],
    apiServer: [node('192.168.1.10', 6443)],
    ingress: [controller],
    source: 'https://github.com/cilium/cilium/issues/14724',
  },
  {
    name: 'kubeadm, dual stack',
    plugin: calico,
    dns: [coreDns, { ...coreDns, ip: 'fd00:10:244::7' }],
    apiServer: [node('192.168.1.10', 6443), node('fd12:3456:789a::10', 6443)],
    ingress: [controller, { ip: 'fd12:3456:789a::11', node: 'other' }],
    source: 'https://kubernetes.io/docs/concepts/services-networking/dual-stack/',
  },
  {
    name: 'kubeadm with NodeLocal DNSCache at the DNS Service’s address',
    plugin: calico,
    dns: [onNode('10.96.0.10'), onNode('169.254.20.10')],
    apiServer: [node('192.168.1.10', 6443)],
    ingress: [controller],
    settings: 'network: { dns: [10.96.0.10/32] }',
    source: 'https://github.com/kubernetes/kubernetes/pull/70555; https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/',
  },
  {
    name: 'kubespray',
    plugin: calico,
    dns: [onNode('169.254.25.10')],
    apiServer: [node('192.168.1.10', 6443)],
    ingress: [controller],
    source: 'kubernetes-sigs/kubespray, docs/advanced/dns-stack.md; https://github.com/kubernetes-sigs/kubespray/issues/4920',
  },
  {
    name: 'OpenShift',
    plugin: ovn,
    dns: [pod('openshift-dns', { 'dns.operator.openshift.io/daemonset-dns': 'default' }, 5353, '10.128.0.7')],
    apiServer: [node('10.0.128.5', 6443)],
    ingress: [
      { ip: '10.128.2.9', namespace: 'openshift-ingress', labels: { app: 'router' } },
      { ip: '10.0.128.6', node: 'other' },
    ],
    source: 'https://docs.openshift.com/container-platform/latest/networking/dns-operator.html',
  },
  {
    name: 'Gardener',
    plugin: calico,
    dns: [pod('kube-system', { 'k8s-app': 'kube-dns' }, 8053, '100.96.3.194'), onNode('169.254.20.10')],
    apiServer: [outside('34.107.1.2', 443)],
    ingress: [controller],
    source: 'https://github.com/cilium/cilium/issues/13308; https://github.com/gardener/gardener/issues/2745',
  },
  {
    name: 'GKE with Dataplane V2',
    plugin: cilium,
    dns: [coreDns, pod('kube-system', { 'k8s-app': 'node-local-dns' }, 53)],
    apiServer: [outside('172.16.0.2', 443)],
    ingress: [controller, { ip: '35.191.0.9' }],
    source: 'https://cloud.google.com/kubernetes-engine/docs/how-to/nodelocal-dns-cache',
  },
  {
    name: 'GKE with Dataplane V2 and Cloud DNS',
    plugin: cilium,
    dns: [outside('169.254.169.254', 53)],
    apiServer: [outside('172.16.0.2', 443)],
    ingress: [controller, { ip: '35.191.0.9' }],
    source: 'https://github.com/tektoncd/operator/issues/4000',
  },
  {
    name: 'GKE with Calico and NodeLocal DNSCache',
    plugin: calico,
    dns: [onNode('34.118.224.10'), onNode('169.254.20.10')],
    apiServer: [outside('172.16.0.2', 443)],
    ingress: [controller, { ip: '35.191.0.9' }],
    settings: 'network: { dns: [34.118.224.10/32] }',
    source: 'https://github.com/gke-labs/kube-agents/pull/687',
  },
  {
    name: 'EKS',
    dns: [coreDns],
    apiServer: [outside('10.0.3.4', 443)],
    ingress: [controller, loadBalancer],
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/managing-vpc-cni.html',
  },
  {
    // Judged before translation, by controllers' knowledge of Services: the API server has its Service's address too.
    name: 'EKS with the policies of the VPC CNI',
    plugin: vpcCni,
    dns: [coreDns],
    apiServer: [outside('10.100.0.1', 443), outside('10.0.3.4', 443)],
    ingress: [controller, loadBalancer],
    source: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html',
  },
  {
    name: 'AKS with LocalDNS',
    plugin: calico,
    dns: [onNode('169.254.10.11'), onNode('169.254.10.10'), coreDns],
    apiServer: [outside('20.50.1.2', 443)],
    ingress: [controller, loadBalancer],
    source: 'https://learn.microsoft.com/en-us/azure/aks/localdns-custom',
  },
  {
    name: 'k3s',
    plugin: kubeRouter,
    dns: [coreDns],
    apiServer: [node('192.168.1.10', 6443)],
    ingress: [{ ip: '10.42.0.8', namespace: 'kube-system', labels: { 'app.kubernetes.io/name': 'traefik' } }],
    source: 'https://docs.k3s.io/networking/networking-services',
  },
  {
    name: 'MicroK8s',
    plugin: calico,
    dns: [coreDns],
    apiServer: [node('192.168.1.10', 16443)],
    ingress: [{ ip: '10.1.0.8', namespace: 'ingress', labels: { name: 'nginx-ingress-microk8s' } }],
    source: 'https://github.com/canonical/microk8s/issues/3269',
  },
  {
    name: 'MicroK8s with Cilium',
    plugin: cilium,
    dns: [coreDns],
    apiServer: [node('192.168.1.10', 16443)],
    ingress: [controller],
    source: 'https://canonical.com/microk8s/docs/addon-cilium',
  },
  {
    name: 'minikube',
    dns: [coreDns],
    apiServer: [node('192.168.49.2', 8443)],
    ingress: [controller],
    source: 'https://minikube.sigs.k8s.io/docs/handbook/network_policy/',
  },
  {
    name: 'minikube with Calico',
    plugin: calico,
    dns: [coreDns],
    apiServer: [node('192.168.49.2', 8443)],
    ingress: [{ ip: '10.244.0.99', namespace: 'ingress-nginx', labels: { 'app.kubernetes.io/name': 'ingress-nginx' } }],
    source: 'https://minikube.sigs.k8s.io/docs/handbook/network_policy/',
  },
  {
    name: 'minikube with Cilium',
    plugin: cilium,
    dns: [coreDns],
    apiServer: [node('192.168.49.2', 8443)],
    ingress: [controller],
    source: 'https://minikube.sigs.k8s.io/docs/handbook/network_policy/',
  },
  {
    // The node's own resolver, 169.254.116.108, is asked by CoreDNS.
    name: 'Talos with the policies of flannel',
    plugin: flannel,
    dns: [coreDns, onNode('169.254.116.108')],
    apiServer: [node('192.168.1.10', 6443)],
    ingress: [controller, { ip: '192.168.1.11', node: 'other' }],
    source: 'https://docs.siderolabs.com/kubernetes-guides/cni/flannel; https://docs.siderolabs.com/talos/v1.14/networking/host-dns',
  },
  {
    name: 'Talos with Cilium',
    plugin: cilium,
    dns: [coreDns],
    apiServer: [node('192.168.1.10', 6443)],
    ingress: [controller],
    source: 'https://docs.siderolabs.com/kubernetes-guides/cni/deploying-cilium',
  },
];

/** Metadata services by address, on the ports that they are documented on. */
export const metadataServers: readonly Server[] = [
  ...[
    '169.254.169.254',
    '169.254.170.2',
    '169.254.170.23',
    '169.254.42.42',
    '169.254.0.23',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    'fe80::a9fe:a9fe',
    'fd00:ec2::254',
    'fd00:ec2::23',
    'fd20:ce::254',
    'fd00:c1::a9fe:a9fe',
    'fd00:42::42',
    'fd00:a9fe:a9fe::1',
    'fd00:100::100:200',
  ].map((ip) => ({ ip, port: 80 })),
  // IBM Cloud’s, secured; GKE’s, to which 169.254.169.254:80 is translated; Azure’s host plugin.
  { ip: '169.254.169.254', port: 443 },
  { ip: '169.254.169.252', port: 988 },
  { ip: '168.63.129.16', port: 32526 },
];
