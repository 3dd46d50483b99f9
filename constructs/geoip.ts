// The volume with the user's GeoIP database.
import type { Settings } from '../settings/schema';

/** The user's GeoIP database, for the pods that look addresses up. */
export const geoipVolume = (geoip: Settings['geoip']) =>
  geoip === undefined
    ? []
    : [{ name: 'geoip', path: '/geoip', readOnly: true, persistentVolumeClaim: { claimName: geoip.claim, readOnly: true } }];
