// The same input gives the same bytes.
import { toYaml } from 'manifest-review/manifests';
import { render } from '../../../render';
import { holdInEveryScenario } from '../../support/readers';
import { scenario } from '../../support/scenarios';

holdInEveryScenario({
  'two renders are equal to the byte': (_manifests, name) => {
    const { settings } = scenario(name);
    const again = render(settings);
    return [...scenario(name).manifests].flatMap(([file, manifests]) =>
      toYaml(manifests) === toYaml(again.manifests.get(file) ?? []) ? [] : [file],
    );
  },
});
