// Addresses of the doors: scheme, host and port, as a browser writes them in `Origin`.

/** As a pattern says it; readAddress knows the rest. */
export const addressForm = /^(https?):\/\/([a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*)(?::\d{1,5})?$/;

export interface DoorAddress {
  readonly scheme: 'http' | 'https';
  /** A DNS name, or an IPv4 address. */
  readonly host: string;
}

/** Nothing for a text that is no such address. */
export const readAddress = (text: string): DoorAddress | undefined => {
  const [, scheme, host] = addressForm.exec(text) ?? [];
  // Ports above 65535, 1.2.3.4.5 and what is no international name; 1 would be 0.0.0.1.
  if (!URL.canParse(text) || new URL(text).hostname !== host) return undefined;
  return { scheme: scheme === 'http' ? 'http' : 'https', host };
};

/** Of a setting, which was checked. */
export const addressOf = (text: string): DoorAddress => {
  const address = readAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return address;
};
