// The API server warns of objects with a longer name than a DNS label has, since host names of their pods are cut.
const dnsLabel = 63;

/** Name of a component's objects, `<instance>-<component>`, cut to a DNS label; checks.ts sees to it that no two become the same. */
export const nameOf = (instance: string, component: string): string => `${instance}-${component}`.slice(0, dnsLabel).replace(/-+$/, '');
