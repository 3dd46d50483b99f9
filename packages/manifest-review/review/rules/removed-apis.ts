// Versions of Kubernetes' API that it no longer serves.

/** API versions that Kubernetes served once: since when no more, and what to write instead (Kubernetes' deprecated API migration guide). */
export const removedApis: Readonly<Record<string, { readonly since: string; readonly use: string }>> = Object.fromEntries(
  (
    [
      ['1.16', 'apps/v1', ['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2'], ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet']],
      ['1.16', 'networking.k8s.io/v1', ['extensions/v1beta1'], ['NetworkPolicy']],
      ['1.22', 'networking.k8s.io/v1', ['extensions/v1beta1', 'networking.k8s.io/v1beta1'], ['Ingress', 'IngressClass']],
      [
        '1.22',
        'rbac.authorization.k8s.io/v1',
        ['rbac.authorization.k8s.io/v1beta1'],
        ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'],
      ],
      ['1.22', 'apiextensions.k8s.io/v1', ['apiextensions.k8s.io/v1beta1'], ['CustomResourceDefinition']],
      [
        '1.22',
        'admissionregistration.k8s.io/v1',
        ['admissionregistration.k8s.io/v1beta1'],
        ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
      ],
      ['1.22', 'apiregistration.k8s.io/v1', ['apiregistration.k8s.io/v1beta1'], ['APIService']],
      ['1.22', 'scheduling.k8s.io/v1', ['scheduling.k8s.io/v1beta1'], ['PriorityClass']],
      ['1.22', 'storage.k8s.io/v1', ['storage.k8s.io/v1beta1'], ['StorageClass', 'CSIDriver', 'CSINode', 'VolumeAttachment']],
      ['1.25', 'batch/v1', ['batch/v1beta1'], ['CronJob']],
      ['1.25', 'policy/v1', ['policy/v1beta1'], ['PodDisruptionBudget']],
      ['1.25', 'Pod Security admission', ['policy/v1beta1', 'extensions/v1beta1'], ['PodSecurityPolicy']],
      ['1.25', 'autoscaling/v2', ['autoscaling/v2beta1'], ['HorizontalPodAutoscaler']],
      ['1.26', 'autoscaling/v2', ['autoscaling/v2beta2'], ['HorizontalPodAutoscaler']],
    ] as const
  ).flatMap(([since, use, versions, kinds]) =>
    versions.flatMap((version) => kinds.map((kind) => [`${version}/${kind}`, { since, use }] as const)),
  ),
);
