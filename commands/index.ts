// The table of commands. A command's file, and what it needs, is loaded when it is asked for.
import type { Command } from 'commander';

export interface Entry {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly load: () => () => Command;
}

export const commands: readonly Entry[] = [
  {
    name: 'init',
    summary: 'make a folder for an instance: settings, a program, a test, CI and GitOps',
    load: () => (require('./init') as typeof import('./init')).init,
  },
  {
    name: 'check',
    summary: 'say what is wrong with the settings, and write nothing',
    load: () => (require('./check') as typeof import('./check')).check,
  },
  {
    name: 'synth',
    summary: 'write the manifests',
    load: () => (require('./synth') as typeof import('./synth')).synth,
  },
  {
    name: 'review',
    summary: 'say what a change of manifests will do',
    load: () => (require('./review') as typeof import('./review')).review,
  },
  {
    name: 'graph',
    summary: 'draw what runs and what talks to what',
    load: () => (require('./graph') as typeof import('./graph')).graph,
  },
  {
    name: 'images',
    summary: 'list the images that are pulled',
    load: () => (require('./images') as typeof import('./images')).images,
  },
  {
    name: 'secrets',
    summary: 'print the commands that make the Secrets',
    load: () => (require('./secrets') as typeof import('./secrets')).secrets,
  },
  {
    name: 'prune',
    summary: 'print the command that deletes what is no longer rendered',
    load: () => (require('./prune') as typeof import('./prune')).prune,
  },
  {
    name: 'release',
    summary: "import a release from upstream's repository, and say what is otherwise in it",
    load: () => (require('./release') as typeof import('./release')).release,
  },
  {
    name: 'migrate',
    summary: 'rewrite settings of an older version of cdk8s-sentry',
    load: () => (require('./migrate') as typeof import('./migrate')).migrate,
  },
  {
    name: 'completion',
    summary: 'print the completion of a shell',
    load: () => (require('./completion') as typeof import('./completion')).completion,
  },
];
