// The user's GeoIP database.
import * as z from 'zod';
import { dnsName } from './values';

export const geoip = z
  .strictObject({
    claim: dnsName('the name of a PersistentVolumeClaim').describe(
      'PersistentVolumeClaim that holds GeoLite2-City.mmdb; mounted read-only by relay and web. Their pods wait until it is there; one that is ReadWriteOnce keeps them all on one node.',
    ),
  })
  .optional()
  .describe(
    'Places of users’ addresses, from a database of yours that nothing here downloads or renews; without it events have no places.',
  );
