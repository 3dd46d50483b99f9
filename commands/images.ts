// `images`: prints what a mirror must hold, an image a line.
import { Command } from 'commander';
import { renderFile } from '../render';
import { imagesOf } from './images-of';
import { type ConfigOptions, configOption, withExamples } from './options';

export const images = (): Command =>
  withExamples(
    new Command('images')
      .description('Lists every image of every container as it is pulled, one a line: what a mirror must hold.')
      .addOption(configOption())
      .action(({ config }: ConfigOptions) => {
        const all = config.flatMap((file) => imagesOf([...renderFile(file).manifests.values()].flat()));
        for (const image of [...new Set(all)].sort()) console.log(image);
      }),
    'cdk8s-sentry images',
    'cdk8s-sentry images | xargs -n 1 docker pull',
  );
