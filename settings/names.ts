import * as z from 'zod';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';

/** One label of a DNS name, as Kubernetes wants it of most names. */
export const dnsLabel = (what: string) =>
  z
    .string()
    .max(63)
    .regex(new RegExp(`^${label}$`), `expected ${what} of lower-case letters, digits and dashes`);

/** A DNS name in lower case. */
export const dnsName = (what: string) =>
  z
    .string()
    .max(253)
    .regex(new RegExp(`^${label}(\\.${label})*$`), `expected ${what}: a DNS name in lower case`);
