// The restricted Pod Security Standard.

import type { Role } from '../../topology/role';
import type * as k8s from './k8s';

/** The restricted Pod Security Standard, with the image's own user. */
export const podSecurity = ({ uid, gid }: Role): k8s.PodSecurityContext => ({
  runAsNonRoot: true,
  runAsUser: uid,
  runAsGroup: gid,
  fsGroup: gid,
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
});

export const containerSecurity = ({ writableRoot }: Pick<Role, 'writableRoot'>): k8s.SecurityContext => ({
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: writableRoot === undefined,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
});
