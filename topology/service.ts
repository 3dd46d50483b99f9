// An upstream service: what we know of running it, and whether upstream runs it at all.
import { imageName, UserError } from 'manifest-review/manifests';
import type { Release, Service } from '../releases/release';
import type { Settings } from '../settings/schema';
import type { Candidate, NotRun, Role } from './role';
import { notRun, roles } from './roles';

/** Raised for what a release brings and nothing here knows: a new kind of service needs a role before it can be run. */
export class UnknownServiceError extends UserError {
  override readonly name = 'UnknownServiceError';

  constructor(message: string) {
    super([message]);
  }
}

/** What a role is found by. */
export const candidateOf = ({ image, command = [] }: Service): Candidate => ({ image: imageName(image), argv: command });

/** The role of an upstream service, found by its image and argv. */
export const roleOf = (name: string, service: Service): Role | NotRun => {
  const candidate = candidateOf(service);
  const found = [...roles, ...notRun].find((role) => role.matches?.(candidate) === true);
  if (found === undefined) {
    throw new UnknownServiceError(
      `service ${name}: no role fits image ${service.image} with arguments ${JSON.stringify(candidate.argv)}: this version of cdk8s-sentry does not know what it is`,
    );
  }
  return found;
};

/**
 * Arguments of a service: upstream's, or the image's own where the role replaces the entrypoint, since Kubernetes drops them with it.
 * Throws UnknownServiceError where they are not known.
 */
export const argvOf = (name: string, { image, command }: Service, role: Role, release: Release): readonly string[] | undefined => {
  if (role.command === undefined || (command !== undefined && command.length > 0)) return command;
  const known = release.images[imageName(image)];
  if (known === undefined) {
    throw new UnknownServiceError(
      `service ${name}: role ${role.name} replaces the entrypoint of ${image}, whose default arguments are not known; add them to releases/images.json and import release ${release.version} again`,
    );
  }
  return known.command;
};

/** Whether upstream runs the service in that profile. */
export const inProfile = ({ profiles }: Service, profile: Settings['profile']): boolean =>
  profiles === undefined || profiles.includes(profile);
