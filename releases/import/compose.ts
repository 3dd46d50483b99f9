// Upstream's compose file.
import type { Service } from '../release';
import { ImportError } from './error';
import { pulledImages } from './images';
import { readService } from './service';
import { interpolate, type Variables } from './variables';
import { fields, parseYaml } from './yaml';

const interpolated = (value: unknown, variables: Variables): unknown => {
  if (typeof value === 'string') return interpolate(value, variables);
  if (Array.isArray(value)) return value.map((item) => interpolated(item, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, interpolated(child, variables)]));
};

const file = 'docker-compose.yml';

/** Adds the place to a mistake. */
const within = <T>(place: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw error instanceof ImportError ? new ImportError(`${place}: ${error.message}`) : error;
  }
};

/**
 * Services of upstream's compose file, in its order, with the variables of .env applied (never those of the process).
 * `read` gives the other files of upstream's that the compose file points to. Throws ImportError.
 */
export const readServices = (variables: Variables, read: (file: string) => string): Record<string, Service> => {
  const parsed = fields(parseYaml(file, read(file)));
  const services = fields(within(file, () => interpolated(parsed['services'], variables)));
  if (Object.keys(services).length === 0) throw new ImportError(`${file}: expected services, got none`);
  const pulled = pulledImages(services, variables, read);
  return Object.fromEntries(
    Object.entries(services).map(([name, value]) => [
      name,
      within(`${file}: service ${name}`, () => readService(value, variables, pulled)),
    ]),
  );
};
