// What stands before all else: Namespace, ServiceAccounts, default deny, Secrets.

import { Construct } from 'constructs';
import { findRole, ownSecrets } from '../topology/query';
import type { Component, Topology } from '../topology/topology';
import { configMap, file } from './kubernetes/files';
import { commonLabels, type Instance, kept, labels, metadata, objectName } from './kubernetes/instance';
import { Job } from './kubernetes/job';
import * as k8s from './kubernetes/k8s';
import { KubernetesObject } from './kubernetes/object';
import { serviceAccountName } from './kubernetes/pod';

export interface FoundationProps {
  readonly instance: Instance;
  readonly topology: Topology;
  readonly createNamespace: boolean;
}

/** What everything else stands on: Namespace, ServiceAccounts, default deny, and the Job that makes the Secrets. */
export class Foundation extends Construct {
  constructor(scope: Construct, id: string, { instance, topology, createNamespace }: FoundationProps) {
    super(scope, id);
    if (createNamespace) this.namespace(instance);
    this.serviceAccounts(instance, topology.components);
    this.defaultDeny(instance);
    const component = findRole(topology, 'secrets');
    if (component !== undefined) this.secrets(instance, topology, component);
  }

  private namespace(instance: Instance): void {
    const restricted = Object.fromEntries(['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']));
    new KubernetesObject(this, 'namespace', k8s.KubeNamespace, {
      metadata: {
        name: instance.namespace,
        labels: { ...labels(instance, 'namespace'), ...restricted },
        annotations: kept,
      },
    });
  }

  private serviceAccounts(instance: Instance, components: readonly Component[]): void {
    const roles = new Map(
      components.filter(({ role }) => typeof role.runs === 'string').map((component) => [component.role.name, component]),
    );
    for (const [role, component] of roles) {
      new KubernetesObject(this, `${role}-account`, k8s.KubeServiceAccount, {
        metadata: metadata(instance, role, serviceAccountName(instance, component)),
        automountServiceAccountToken: false,
      });
    }
  }

  private defaultDeny(instance: Instance): void {
    new KubernetesObject(this, 'default-deny', k8s.KubeNetworkPolicy, {
      metadata: metadata(instance, 'default-deny'),
      spec: { podSelector: { matchLabels: { 'app.kubernetes.io/instance': instance.name } }, policyTypes: ['Ingress', 'Egress'] },
    });
  }

  /** May create Secrets and read those it makes by name: no other, no change, no deletion. */
  private secrets(instance: Instance, topology: Topology, component: Component): void {
    const secrets = ownSecrets(topology);
    const names = Object.keys(secrets).map((name) => objectName(instance, name));
    const plan = {
      secrets: Object.entries(secrets).map(([name, keys]) => ({
        name: objectName(instance, name),
        labels: { ...commonLabels(instance), 'app.kubernetes.io/component': name, 'app.kubernetes.io/version': undefined },
        annotations: kept,
        keys,
      })),
    };
    const account = serviceAccountName(instance, component);
    new KubernetesObject(this, 'secrets-role', k8s.KubeRole, {
      metadata: metadata(instance, component.name),
      rules: [
        { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
        { apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: names },
      ],
    });
    new KubernetesObject(this, 'secrets-role-binding', k8s.KubeRoleBinding, {
      metadata: metadata(instance, component.name),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: objectName(instance, component.name) },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: instance.namespace }],
    });
    const files = configMap(this, instance, component.name, {
      'create.py': file('secrets/create.py'),
      'secrets.json': `${JSON.stringify(plan, null, 2)}\n`,
    });
    new Job(this, component.name, {
      instance,
      component,
      mounts: [{ files, path: '/etc/secrets' }],
      args: ['/etc/secrets/create.py', '/etc/secrets/secrets.json'],
      environment: { PYTHONDONTWRITEBYTECODE: '1' },
    });
  }
}
