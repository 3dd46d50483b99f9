// The user's GeoIP database.
import * as z from 'zod';
import { dnsName } from './values';

export const geoip = z
  .strictObject({
    claim: dnsName('the name of a PersistentVolumeClaim').describe(
      'PersistentVolumeClaim that holds GeoLite2-City.mmdb; mounted read-only by relay and web.',
    ),
  })
  .optional();
