// `synth`: writes the manifests of each file of settings.
import { Command } from 'commander';
import { synthFiles } from '../synth';
import { type ConfigOptions, configOption, outputOption, withExamples } from './options';
import { mustBeReplaceable, writingTo } from './output-folder';

interface Options extends ConfigOptions {
  readonly output: string;
  readonly kustomization: boolean;
}

export const synth = (): Command =>
  withExamples(
    new Command('synth')
      .description(
        'Writes the manifests of each file of settings, several into a folder each. After a mistake the folder is as it was. A folder that a program of cdk8s has rendered, such as main.ts of init, is left to npx cdk8s synth.',
      )
      .addOption(configOption())
      .addOption(outputOption('folder to write, replaced as a whole'))
      .option('--kustomization', 'write a kustomization.yaml beside the manifests, for kubectl apply -k and overlays', false)
      .action(({ config, output, kustomization }: Options) => {
        writingTo(output, () => {
          mustBeReplaceable(output);
          synthFiles(config, output, console.error, { kustomization });
        });
      }),
    'cdk8s-sentry synth',
    'cdk8s-sentry synth --config staging.yaml --output staging --kustomization',
  );
