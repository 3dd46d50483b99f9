// A whole self-hosted Sentry as one construct: what users of the library make.
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { checkSettings, SettingsError, SettingsFile, settingsProps } from '../settings/load';
import type { Problem } from '../settings/problem';
import type { SentryProps } from '../settings/props';
import type { Settings } from '../settings/schema';
import { topologyOf } from '../topology/of-settings';
import type { Topology } from '../topology/topology';
import { componentOf, type SentryComponent } from './component';
import { addPatches } from './patches';
import { addSubsystems } from './subsystems';

/** What is wrong where another of the App makes objects of the same names; one whose props were refused makes none. */
const twinOf = (sentry: Sentry, { instance, namespace }: Settings): Problem | undefined => {
  const made = sentry.node.root.node.findAll().filter((other): other is Sentry => other instanceof Sentry && other.charts.length > 0);
  const twin = made.find(({ settings }) => settings.instance === instance && settings.namespace === namespace);
  if (twin === undefined) return undefined;
  return {
    path: ['instance'],
    message: `expected another name than that of ${twin.node.path} in namespace "${namespace}", got "${instance}"`,
  };
};

/**
 * A self-hosted Sentry. Its charts are its children, `00-foundation` to `50-edge`: one file of the output each.
 * The names of its objects begin with `instance`, whatever the id of the construct is.
 */
export class Sentry extends Construct {
  /** Which components run and what talks to what. */
  readonly topology: Topology;
  /**
   * The settings with every default.
   * @internal
   */
  readonly settings: Settings;
  /** Lines to print for settings that are allowed but deserve a word. */
  readonly warnings: readonly string[];

  /**
   * Throws SettingsError with everything that is wrong with the props, a line each: `mail.port: expected a number …`;
   * UnknownServiceError for a release of your own with a service that nothing is known of; UserError for one that cannot be read.
   */
  constructor(scope: Construct, id: string, props: SentryProps);
  /** @internal */
  constructor(scope: Construct, id: string, props: SentryProps | SettingsFile);
  constructor(scope: Construct, id: string, props: SentryProps | SettingsFile) {
    super(scope, id);
    const source = props instanceof SettingsFile ? props : settingsProps(props);
    const { settings, warnings } = checkSettings(source, (checked) => {
      const found = topologyOf(checked, source.folder);
      return 'problems' in found ? found.problems : [];
    });
    const found = topologyOf(settings, source.folder);
    if ('problems' in found) throw new SettingsError(source.lines(found.problems));
    const twin = twinOf(this, settings);
    if (twin !== undefined) throw new SettingsError(source.lines([twin]));
    this.settings = settings;
    this.topology = found.topology;
    this.warnings = warnings;
    addSubsystems(this, settings, found.topology);
    const problems = addPatches(this.objects, settings.patches);
    if (problems.length > 0) throw new SettingsError(source.lines(problems));
  }

  /** One of a file of settings. Throws as the constructor does; what is wrong has its place: `sentry.yaml:12:5: mail.port: expected …`. */
  static fromFile(scope: Construct, id: string, file: string): Sentry {
    return new Sentry(scope, id, SettingsFile.read(file));
  }

  /**
   * A component by upstream's service name, such as `web` or `snuba-api`.
   * Throws UserError for a name that no component of the profile has.
   */
  component(name: string): SentryComponent {
    const { instance, namespace, kubernetes } = this.settings;
    return componentOf(name, this.topology, { name: instance, namespace, clusterDomain: kubernetes.clusterDomain }, this.objects);
  }

  /** Its charts, in the order in which kubectl is to apply them. */
  get charts(): readonly Chart[] {
    return this.node.children.filter((child) => Chart.isChart(child));
  }

  /** All of its Kubernetes objects. */
  get objects(): readonly ApiObject[] {
    return this.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
  }
}
