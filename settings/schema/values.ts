// Kinds of values that several sections have, each with the words for one that is wrong.
import { isIP } from 'node:net';
import { unsignedQuantity } from 'manifest-review/manifests';
import * as z from 'zod';
import { addressForm, readAddress } from '../address';

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

/** Scheme, host and port, as a browser writes them in `Origin`. */
export const origin = (what: string) => {
  const expected = `expected ${what} such as https://sentry.example.com: scheme and lower-case host, no path`;
  return z
    .string()
    .regex(addressForm, expected)
    .refine((text) => readAddress(text) !== undefined, expected);
};

const mailboxOf = (text: string): string => /^[^<>\r\n]*<([^<>]*)>$/.exec(text)?.[1] ?? text;

/** An e-mail address, alone or behind a name: `Sentry <sentry@example.com>`. */
export const sender = z
  .string({ error: 'expected an e-mail address' })
  .refine((text) => z.email().safeParse(mailboxOf(text)).success, 'expected an e-mail address');

/** What stands behind the @ of a sender. */
export const domainOf = (text: string): string => mailboxOf(text).split('@')[1] ?? '';

/** Address of an HTTP proxy. A password in it would stand in the manifests. */
export const proxyUrl = z
  .string()
  .regex(
    /^https?:\/\/(?![^/]*@)[^\s/:,]+(:\d{1,5})?\/?$/,
    'expected a proxy such as http://proxy.example.com:3128, without user and password',
  );

/** Whether the text is a CIDR such as 10.0.0.0/8. */
export const isNetwork = (text: string): boolean => {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128);
};

export const quantity = z.string().regex(unsignedQuantity, 'expected a Kubernetes quantity such as 500m or 2Gi');
export const cron = z.string().regex(/^\S+ \S+ \S+ \S+ \S+$/, 'expected a cron schedule of five fields such as "0 0 * * *"');
export const port = z.int().min(1).max(65535);
export const secretKey = z
  .strictObject({
    secret: dnsName('the name of a Secret').describe('Name of a Secret in the namespace, which you make.'),
    key: z
      .string()
      .max(253)
      .regex(/^(?!\.\.?$|\.\.)[-._a-zA-Z0-9]+$/, 'expected a key of that Secret')
      .describe('Key in that Secret. Its value is what is meant, byte for byte.'),
  })
  .describe('A value kept in a Secret that you make; only its name and key stand in the manifests.');

// A first part without dot or port is no registry to a runtime but an account of Docker Hub's.
export const registry = z
  .string()
  .regex(
    /^(?=localhost(\/|$)|[^/]*[.:])[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?(\/[a-z0-9._-]+)*$/,
    'expected a registry such as registry.example.com/mirror, without scheme',
  );

export const image = z
  .string()
  .regex(
    /^([A-Za-z0-9][A-Za-z0-9.-]*(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(?=[:@])(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/,
    'expected an image with tag or digest such as registry.example.com/team/sentry:1',
  );

export const stringMap = z.record(z.string(), z.string());
