// What the settings say of one component: of all, of its role, and of itself.
import type { ComponentSettings, Settings } from '../settings/schema';
import type { Role } from './role';

/** Keys of `components` that are no component. */
export const everyComponent = '*';
export const ofRole = (role: string): string => `role:${role}`;

const merged = (wide: ComponentSettings, exact: ComponentSettings): ComponentSettings => ({
  ...wide,
  ...exact,
  ...(wide.env === undefined && exact.env === undefined ? {} : { env: { ...wide.env, ...exact.env } }),
  ...(wide.nodeSelector === undefined && exact.nodeSelector === undefined
    ? {}
    : { nodeSelector: { ...wide.nodeSelector, ...exact.nodeSelector } }),
  ...(wide.pod === undefined && exact.pod === undefined ? {} : { pod: { ...wide.pod, ...exact.pod } }),
  ...(wide.resources === undefined && exact.resources === undefined
    ? {}
    : {
        resources: {
          ...wide.resources,
          ...exact.resources,
          requests: { ...wide.resources?.requests, ...exact.resources?.requests },
          limits: { ...wide.resources?.limits, ...exact.resources?.limits },
        },
      }),
});

/** The more exact one wins, field by field; a list is one field. */
export const componentSettings = (
  { components }: Pick<Settings, 'components'>,
  name: string,
  role: Pick<Role, 'name'>,
): ComponentSettings => [everyComponent, ofRole(role.name), name].map((key) => components[key] ?? {}).reduce(merged);

/** The key of `components` that settles a field of a component: the most exact one in which it is found; none where the size does. */
export const settledBy = (
  { components }: Pick<Settings, 'components'>,
  { name, role }: { readonly name: string; readonly role: Pick<Role, 'name'> },
  find: (own: ComponentSettings) => unknown,
): string | undefined => [name, ofRole(role.name), everyComponent].find((key) => find(components[key] ?? {}) !== undefined);
