import { podSpecs } from 'manifest-review/manifests';
import { renderFile } from '../render';
import { configFiles, runCommand } from '../synth';

// Every image of every container, as it is pulled, one a line: what a mirror must hold.
runCommand(() => {
  const images = configFiles().flatMap((file) => {
    const manifests = [...renderFile(file).manifests.values()].flat();
    return manifests
      .flatMap((manifest) => podSpecs(manifest))
      .flatMap(({ initContainers = [], containers }) => [...initContainers, ...containers].map(({ image }) => image));
  });
  for (const image of [...new Set(images)].sort()) console.log(image);
});
