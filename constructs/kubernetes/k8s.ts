// The typed API of Kubernetes: all of its types, and the classes that are used, since a namespace of all 1,500 takes 6 ms to make.
export type * from 'cdk8s-plus-27/lib/imports/k8s';
export {
  IntOrString,
  KubeConfigMap,
  KubeCronJob,
  KubeDeployment,
  KubeIngress,
  KubeJob,
  KubeNamespace,
  KubeNetworkPolicy,
  KubePersistentVolumeClaim,
  KubePodDisruptionBudget,
  KubeRole,
  KubeRoleBinding,
  KubeService,
  KubeServiceAccount,
  KubeStatefulSet,
  Quantity,
} from 'cdk8s-plus-27/lib/imports/k8s';
