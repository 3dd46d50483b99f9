import { Command } from 'commander';
import { writeInstances } from '../instances';
import { type ConfigOptions, configOption, outputOption, withExamples } from './options';

interface Options extends ConfigOptions {
  readonly output: string;
}

export const synth = (): Command =>
  withExamples(
    new Command('synth')
      .description('Writes the manifests of each file of settings, several into a folder each. After a mistake the folder is as it was.')
      .addOption(configOption())
      .addOption(outputOption('folder to write; what it held before is deleted'))
      .option('--kustomization', 'write a kustomization.yaml beside the manifests, for kubectl apply -k and overlays', false)
      .action(({ config, output }: Options) => writeInstances(config, output, console.error)),
    'cdk8s-sentry synth',
    'cdk8s-sentry synth --config staging.yaml --output staging --kustomization',
  );
