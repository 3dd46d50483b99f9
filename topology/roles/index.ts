// What we know of running each kind of component.
import type { NotRun, Role } from '../role';
import { sentryRoles } from './sentry';
import { serviceRoles } from './services';
import { snubaRoles } from './snuba';
import { storeRoles } from './stores';

/** Every kind of component that can be run; an upstream service takes the first that matches. */
export const roles: readonly Role[] = [...storeRoles, ...snubaRoles, ...serviceRoles, ...sentryRoles];

/** Services of upstream's that are known and not run. */
export const notRun: readonly NotRun[] = [
  { name: 'smtp', matches: ({ image }) => image === 'smtp', notRun: 'mail goes to the SMTP server named in sentry.yaml' },
];
