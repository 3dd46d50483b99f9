import type { Role } from '../role';
import { sentryRoles } from './sentry';
import { serviceRoles } from './services';
import { snubaRoles } from './snuba';
import { storeRoles } from './stores';

/** Every kind of component that can be run; an upstream service takes the first that matches. */
export const roles: readonly Role[] = [...storeRoles, ...snubaRoles, ...serviceRoles, ...sentryRoles];
